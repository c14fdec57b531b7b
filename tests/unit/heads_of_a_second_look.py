"""A second look: heads labelled after the rules were mended on the first seventy, and run on them once untouched."""

from __future__ import annotations

from collections.abc import Sequence

from .heads import Head


def _minutes(
    texts: Sequence[str], day: str | None, body: str | None, *titles: str, file_name: str = "document.docx",
    language: str = "fr",
) -> Head:  # fmt: skip
    return Head(texts, "minutes", day, body, titles, file_name, {}, language)


# fmt: off
SECOND_LOOK = {
    "bureau PV, again": _minutes(
        ["Procès-verbal de la réunion du Bureau en date du 17 janvier 2025",
         "Présents : Mmes Tissier et Le Goff, M. Kerouanton"], "2025-01-17", "BUR",
         "Procès-verbal de la réunion du Bureau en date du 17 janvier 2025"),
    "capital lines, again": _minutes(
        ["RÉSEAU DES BIBLIOTHÈQUES DE L’OUEST", "CONSEIL SCIENTIFIQUE", "COMPTE-RENDU", "SÉANCE DU 4 FÉVRIER 2025",
         "PRÉSENTS", "Mme Tissier"], "2025-02-04", "CS", "Compte-rendu – Séance du 4 février 2025",
         "Conseil scientifique – Compte-rendu – Séance du 4 février 2025",
         "Compte-rendu de la séance du 4 février 2025",
         "Conseil scientifique – Compte-rendu de la séance du 4 février 2025"),
    "header all, again": _minutes(
        ["> Compte rendu CoTech 21/05/2025", "Participants : C. Tissier, A. Le Goff", "Point 1 : migration du SIGB",
         "La migration est repoussée."], "2025-05-21", "TECH", "Compte rendu CoTech 21/05/2025",
         "Compte rendu du comité technique du 21 mai 2025"),
    "footer approval, again": _minutes(
        ["# Compte rendu du conseil d’administration", "*Jeudi 12 décembre 2024",
         "< Approuvé par le conseil d’administration du 6 février 2025", "Présents : neuf"], "2024-12-12", "CA",
         "Compte rendu du conseil d’administration du jeudi 12 décembre 2024"),
    "week abbreviations, again": _minutes(
        ["CR réunion GT conservation – mar. 3 déc. 2024", "Prés. : AL, CT, BK"], "2024-12-03", "CONS",
         "CR réunion GT conservation – mar. 3 déc. 2024"),
    "notes, again": _minutes(
        ["Notes de la réunion du groupe signalement du 9/10/2024", "Présentes : AL, CT",
         "Rappel : la convention prend fin le 31/12/2024"], "2024-10-09", "SIG",
         "Notes de la réunion du groupe signalement du 9/10/2024"),
    "AG statement, again": _minutes(
        ["ASSEMBLÉE GÉNÉRALE ORDINAIRE", "Samedi 22 mars 2025", "PROCÈS-VERBAL DE DÉLIBÉRATION",
         "Les membres de l’association se sont réunis à Vannes."], "2025-03-22", "AG",
         "Procès-verbal de délibération de l’assemblée générale ordinaire du 22 mars 2025",
         "Procès-verbal de délibération de l’assemblée générale du 22 mars 2025",
         "Assemblée générale ordinaire – Samedi 22 mars 2025 – Procès-verbal de délibération",
         "Assemblée générale – Procès-verbal de délibération du 22 mars 2025"),
    "labels table, again": _minutes(
        ["| Objet | Réunion du comité technique", "| Date | mardi 4 février 2025", "| Participants | AL, CT",
         "| Rédactrice | CT", "Compte rendu"], "2025-02-04", "TECH",
         "Compte rendu du comité technique du 4 février 2025", "Réunion du comité technique du 4 février 2025"),
    "mail date first, again": _minutes(
        ["Lyon, le 14 avril 2025", "RELEVÉ DE CONCLUSIONS", "Réunion du comité de pilotage – 10 avril 2025",
         "Étaient présents : sept personnes"], "2025-04-10", "COPIL",
         "Relevé de conclusions – Réunion du comité de pilotage – 10 avril 2025"),
    "visio, again": _minutes(
        ["Commission des acquisitions", "Compte rendu de la visioconférence du vendredi 13 juin 2025",
         "Étaient connectés : AL, CT, BK"], "2025-06-13", "ACQ",
         "Compte rendu de la visioconférence du vendredi 13 juin 2025",
         "Commission des acquisitions – Compte rendu de la visioconférence du vendredi 13 juin 2025"),
    "filename spaces, again": _minutes(
        ["Présents : AL, CT", "Absents excusés : BK", "Le point sur les abonnements est fait."], "2025-01-09",
         "CONS", "CR GT conservation du 9 janvier 2025",
         file_name="CR GT conservation 09-01-2025 (version définitive).docx"),
    "filename word month, again": _minutes(
        ["Présents : AL, CT", "Le budget est présenté par la trésorière."], "2024-11-14", "BUR",
         "PV bureau 14 novembre 2024", "PV bureau du 14 novembre 2024",
         file_name="PV-bureau-14-novembre-2024-signé.pdf"),
    "next in title block, again": _minutes(
        ["# CR CoPil 4 – 11 février 2025", "Prochain CoPil : 8 avril 2025", "Présents : sept"], "2025-02-11",
         "COPIL", "CR CoPil 4 – 11 février 2025"),
    "words date, again": _minutes(
        ["PROCÈS-VERBAL DE LA RÉUNION DU CONSEIL D’ADMINISTRATION",
         "Le vingt-deux mai deux mille vingt-cinq à quatorze heures, les administrateurs se sont réunis."],
         "2025-05-22", "CA", "Procès-verbal de la réunion du conseil d’administration du 22 mai 2025"),
    "an year digits, again": _minutes(
        ["L’an 2025, le 28 mars à 10 heures, les membres de l’association se sont réunis en assemblée générale "
         "ordinaire à Rennes."], "2025-03-28", "AG", "Procès-verbal de l’assemblée générale du 28 mars 2025"),
    "english notes, again": _minutes(
        ["# Technical committee – notes of the meeting on 9 October 2024", "Present: AL, CT",
         "The members agreed on the plan."], "2024-10-09", None,
         "Technical committee – notes of the meeting on 9 October 2024", language="en"),
    "quoted decisions, again": _minutes(
        ["# Relevé de décisions", "Comité de pilotage n° 7", "Mercredi 15 janvier 2025 – 9 h 30 à 12 h",
         "Présents : huit", "D1. Le budget voté le 3 décembre 2024 est modifié."], "2025-01-15", "COPIL",
         "Relevé de décisions – Comité de pilotage n° 7 – 15 janvier 2025",
         "Relevé de décisions – Comité de pilotage n° 7 du 15 janvier 2025"),
    "previous approve head, again": _minutes(
        ["Compte rendu du bureau", "Approbation du procès-verbal du 7 novembre 2024 : adopté",
         "Réunion tenue le 5 décembre 2024 à Brest", "Présents : trois"], "2024-12-05", "BUR",
         "Compte rendu du bureau du 5 décembre 2024"),
    "unknown club, again": _minutes(
        ["# Compte rendu du comité d’usagers du 3 avril 2025", "Présents : deux élus du conseil d’administration"],
         "2025-04-03", None, "Compte rendu du comité d’usagers du 3 avril 2025"),
    "seminar, again": _minutes(
        ["Compte rendu du séminaire annuel", "3-4 juillet 2025, Roscoff", "Participants : vingt"], "2025-07-03",
         None, "Compte rendu du séminaire annuel du 3 juillet 2025",
         "Compte rendu du séminaire annuel – 3-4 juillet 2025, Roscoff",
         "Compte rendu du séminaire annuel – 3-4 juillet 2025"),
    "convocation, again": Head(
        ["Association des bibliothèques de l’Ouest", "CONVOCATION À L’ASSEMBLÉE GÉNÉRALE", "Mesdames, Messieurs, ",
         "Vous êtes conviés le jeudi 20 mars 2025 à 14 h.", "Quimper, le 24 février 2025"], "other", "2025-03-20",
         "AG", ["Convocation à l’assemblée générale"]),
    "odj, again": Head(
        ["# Conseil scientifique – 12 juin 2025", "Ordre du jour prévisionnel",
         "- Approbation du compte rendu du 4 février 2025", "- Politique documentaire"], "other", "2025-06-12", "CS",
         ["Conseil scientifique – 12 juin 2025 – Ordre du jour prévisionnel"]),
    "reglement, again": Head(
        ["# Règlement intérieur du conseil scientifique", "Article 1. Composition",
         "Article 2. Réunions : le conseil se réunit deux fois par an", "Article 3. Quorum"], "charter", None, "CS",
         ["Règlement intérieur du conseil scientifique"]),
    "rapport moral, again": Head(
        ["Rapport moral de la présidente", "Assemblée générale du 28 mars 2025",
         "Chers collègues, l’année fut riche."], "report", "2025-03-28", "AG", ["Rapport moral de la présidente",
         "Rapport moral de la présidente – Assemblée générale du 28 mars 2025"]),
    "note, again": Head(
        ["Note à l’attention du comité de pilotage", "Rédigée par C. Tissier, 3 mars 2025", "1. Contexte",
         "Le marché arrive à échéance le 31 décembre 2025."], "other", "2025-03-03", "COPIL",
         ["Note à l’attention du comité de pilotage"]),
    "guide, again": Head(
        ["# Guide du secrétaire de séance", "Avant la réunion, préparer la feuille de présence.",
         "Après la réunion, rédiger le procès-verbal."], "knowhow", None, None, ["Guide du secrétaire de séance"]),
    "deliberation, again": Head(
        ["Délibération n° 2025-07 du conseil d’administration", "Séance du 12 juin 2025",
         "Vu les statuts de l’association, ", "Après en avoir délibéré, le conseil approuve la convention."],
         "decision", "2025-06-12", "CA", ["Délibération n° 2025-07 du conseil d’administration",
         "Délibération n° 2025-07 du conseil d’administration – Séance du 12 juin 2025"]),
    "tableau de suivi, again": Head(
        ["Suivi des actions du comité technique", "| Action | Qui | Échéance",
         "| Relancer le prestataire | C. Tissier | 12/05/2025", "| Corriger les notices | A. Le Goff | 15/06/2025"],
         None, None, "TECH", ["Suivi des actions du comité technique"]),
    "programme, again": Head(
        ["Journée professionnelle du 5 juin 2025", "Programme", "9 h : accueil", "10 h : table ronde",
         "12 h : déjeuner"], "other", "2025-06-05", None, ["Journée professionnelle du 5 juin 2025",
         "Journée professionnelle du 5 juin 2025 – Programme"]),
    "avenant, again": Head(
        ["AVENANT N° 2 À LA CONVENTION DE PARTENARIAT DU 3 MARS 2021", "Entre les soussignés :", "Article 1 – Objet",
         "Article 2 – Durée", "Article 3 – Autres clauses", "Fait à Lyon, le 12 mai 2024"], "charter", "2024-05-12",
         None, ["Avenant n° 2 à la convention de partenariat du 3 mars 2021"]),
}
# fmt: on
