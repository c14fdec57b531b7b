"""Minutes as secretaries write them: the kind is always "minutes". Labelled before the rules were run on them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from .heads import Head


def _minutes(
    texts: Sequence[str], day: str | None, body: str | None, *titles: str, file_name: str = "document.docx",
    language: str = "fr", **properties: str,
) -> Head:  # fmt: skip
    return Head(texts, "minutes", day, body, titles, file_name, properties, language)


# fmt: off
MEETINGS = {
    "the year in words, agenda below": _minutes(
        ["L’an deux mille vingt-quatre et le huit avril à 9 heures, l’assemblée générale s’est réunie à Brest, sur "
         "convocation du président.", "Ordre du jour : rapport moral, rapport financier"], "2024-04-08", "AG",
        "Procès-verbal de l’assemblée générale du 8 avril 2024", file_name="x.docx"),
    "the year in words, under a bare title": _minutes(
        ["PROCÈS-VERBAL", "L’an deux mille vingt-cinq, le trois février à dix-huit heures, le conseil "
         "d’administration "
         "de l’association s’est réuni au siège."], "2025-02-03", "CA",
        "Procès-verbal du conseil d’administration du 3 février 2025"),
    "place and date only": _minutes(
        ["PV AG 2024", "Brest, le 8 avril 2024", "Étaient présents : A. Le Goff, B. Kerouanton, C. Tissier"],
        "2024-04-08", "AG", "PV AG 2024", "PV AG du 8 avril 2024"),
    "place and date of writing, meeting below": _minutes(
        ["Brest, le 12 avril 2024", "Compte rendu de la réunion du bureau", "La réunion s’est tenue le 8 avril 2024.",
         "Présents : trois membres"], "2024-04-08", "BUR", "Compte rendu de la réunion du bureau du 8 avril 2024"),
    "plenary, month only": _minutes(
        ["Réunion plénière – février 2025", "Présents : A. Le Goff, B. Kerouanton",
         "Secrétaire de séance : C. Tissier"],
        None, None, "Réunion plénière – février 2025"),
    "capitals on four lines, the kind last": _minutes(
        ["CONSORTIUM ESTRAN", "COMITE DE PILOTAGE", "Séance du lundi 3 février 2025", "RELEVÉ DE DÉCISIONS",
         "1. Le budget est adopté."], "2025-02-03", "COPIL",
        "Relevé de décisions du comité de pilotage du 3 février 2025",
        "Comité de pilotage – Séance du lundi 3 février 2025 – Relevé de décisions"),
    "capitals on three lines": _minutes(
        ["PROCES-VERBAL DE LA REUNION", "DU CONSEIL D’ADMINISTRATION", "DU MARDI 12 MARS 2024", "Présents : sept"],
        "2024-03-12", "CA", "Procès-verbal de la réunion du conseil d’administration du mardi 12 mars 2024"),
    "title in a table with a logo": _minutes(
        ["| Estran | COMPTE RENDU", "| Instance | Comité technique", "| Date | 14/05/2024",
         "| Lieu | Visioconférence",
         "Présents : A. Le Goff"], "2024-05-14", "TECH", "Compte rendu du comité technique du 14 mai 2024"),
    "title in one cell": _minutes(
        ["| Compte-rendu de la commission des acquisitions du 6 juin 2024", "| Présents | A. Le Goff, B. Kerouanton",
         "| Excusés | C. Tissier"], "2024-06-06", "ACQ",
         "Compte-rendu de la commission des acquisitions du 6 juin 2024"),
    "date in the page header": _minutes(
        ["> Estran – Comité technique – 17 septembre 2024", "# Compte-rendu de réunion", "Présents : six personnes"],
        "2024-09-17", "TECH", "Compte-rendu de réunion du comité technique du 17 septembre 2024",
        "Comité technique – Compte-rendu de réunion du 17 septembre 2024"),
    "the footer tells when it was printed": _minutes(
        ["# CR du bureau du 6 mai 2025", "Présents : trois", "< Imprimé le 9 mai 2025"], "2025-05-06", "BUR",
        "CR du bureau du 6 mai 2025"),
    "date only in the file name, ISO": _minutes(
        ["Étaient présents : A. Le Goff, B. Kerouanton", "1. Budget", "Le budget est présenté."], "2024-03-12",
         "COPIL",
        "CR CoPil du 12 mars 2024", "CR CoPil 2024-03-12", "Compte rendu du comité de pilotage du 12 mars 2024",
        file_name="CR_CoPil_2024-03-12.docx"),
    "date only in the file name, run together": _minutes(
        ["Présents : A. Le Goff, B. Kerouanton", "La séance est ouverte à 9 h."], "2024-03-12", "CA",
        "20240312 PV CA", "Procès-verbal du conseil d’administration du 12 mars 2024", "PV CA du 12 mars 2024",
        file_name="20240312_PV_CA.docx"),
    "date only in the file name, points and a version": _minutes(
        ["Participants : A. Le Goff, B. Kerouanton", "Point sur les prêts de l’année"], "2024-03-12", None,
        "CR réunion 12.03.24", "CR réunion du 12 mars 2024", file_name="CR réunion 12.03.24 VF.docx"),
    "year only in the file name": _minutes(
        ["Étaient présents : A. Le Goff, B. Kerouanton", "Le quorum est atteint."], None, "AG", "PV AG 2024",
        file_name="PV_AG_2024 v3bis.docx"),
    "bare title and a file name with everything": _minutes(
        ["# Compte rendu", "Présents : A. Le Goff"], "2025-01-14", "CONS",
        "Compte rendu du groupe de travail « Conservation et archives » du 14 janvier 2025",
        file_name="GT-Conservation_2025-01-14_CR_final_v3bis.docx"),
    "two days": _minutes(
        ["# Compte rendu du conseil scientifique des 3 et 4 février 2025", "Présents : huit"], "2025-02-03", "CS",
        "Compte rendu du conseil scientifique des 3 et 4 février 2025"),
    "two days with their weekdays": _minutes(
        ["# Compte rendu du séminaire du comité de pilotage", "Jeudi 6 et vendredi 7 février 2025",
         "Présents : huit"],
        "2025-02-06", "COPIL", "Compte rendu du séminaire du comité de pilotage – Jeudi 6 et vendredi 7 février 2025",
        "Compte rendu du séminaire du comité de pilotage du 6 février 2025"),
    "from one day to another": _minutes(
        ["# Assemblée générale du 12 au 14 juin 2024 – Procès-verbal", "Présents : trente"], "2024-06-12", "AG",
        "Assemblée générale du 12 au 14 juin 2024 – Procès-verbal"),
    "a weekday that is not the calendar's": _minutes(
        ["# Compte rendu du CoPil du lundi 12 mars 2024", "Présents : cinq"], "2024-03-12", "COPIL",
        "Compte rendu du CoPil du lundi 12 mars 2024"),
    "decomposed accents": _minutes(
        [unicodedata.normalize("NFD", "# Procès-verbal de l’assemblée générale du 1er février 2024"),
         unicodedata.normalize("NFD", "Étaient présents : dix membres")], "2024-02-01", "AG",
        "Procès-verbal de l’assemblée générale du 1er février 2024"),
    "approved in the title block": _minutes(
        ["# Procès-verbal du CA du 14 juin 2012", "Approuvé par le CA du 20 septembre 2012",
         "Présents : trois membres"],
        "2012-06-14", "CA", "Procès-verbal du CA du 14 juin 2012"),
    "approved first": _minutes(
        ["Compte rendu approuvé le 5 juin 2025", "Réunion du comité de pilotage du 3 mai 2025", "Présents : A, B"],
        "2025-05-03", "COPIL", "Compte rendu – Réunion du comité de pilotage du 3 mai 2025",
        "Réunion du comité de pilotage du 3 mai 2025",
         "Compte rendu de la réunion du comité de pilotage du 3 mai 2025"),
    "next meeting first": _minutes(
        ["Prochaine réunion le 3 mars 2025", "Compte rendu de la réunion de bureau du 3 février 2025"], "2025-02-03",
         "BUR",
        "Compte rendu de la réunion de bureau du 3 février 2025"),
    "convened before": _minutes(
        ["Association Estran", "*PROCÈS-VERBAL DE L’ASSEMBLÉE GÉNÉRALE ORDINAIRE",
         "Les membres, convoqués par courrier du 2 mars 2025, se sont réunis le 28 mars 2025 à Lyon."], "2025-03-28",
         "AG",
        "Procès-verbal de l’assemblée générale ordinaire du 28 mars 2025"),
    "kind, date and body on three lines": _minutes(
        ["Procès verbal de réunion", "3 février 2025", "Bureau", "Présents : trois"], "2025-02-03", "BUR",
        "Procès verbal de réunion du bureau du 3 février 2025", "Bureau – Procès verbal de réunion du 3 février 2025",
        "Procès verbal de réunion – 3 février 2025 – Bureau"),
    "initials with points": _minutes(
        ["C.R. de la réunion du 12/03/24", "Présents : A"], "2024-03-12", None, "C.R. de la réunion du 12/03/24"),
    "numbered conclusions": _minutes(
        ["Relevé de conclusions – CoPil n° 12", "Visioconférence, 14 h-16 h, jeudi 6 février 2025",
         "Présents : cinq"],
        "2025-02-06", "COPIL", "Relevé de conclusions – CoPil n° 12 – 6 février 2025",
        "Relevé de conclusions – CoPil n° 12 du 6 février 2025"),
    "hyphenated acronym": _minutes(
        ["# Co-Pil du 4 mars 2025 : compte-rendu", "Étaient présentes : A. Le Goff, C. Tissier"], "2025-03-04",
         "COPIL",
        "Co-Pil du 4 mars 2025 : compte-rendu"),
    "acronym in two words": _minutes(
        ["# COMPTE RENDU DU CO PIL DU 4 MARS 2025", "Présents : cinq"], "2025-03-04", "COPIL",
        "Compte rendu du CoPil du 4 mars 2025", "Compte rendu du Co Pil du 4 mars 2025"),
    "group under half of its name": _minutes(
        ["# Compte rendu du groupe signalement", "Mardi 4 mars 2025, 14 h - 16 h", "Présents : cinq"], "2025-03-04",
         "SIG",
        "Compte rendu du groupe signalement du 4 mars 2025",
        "Compte rendu du groupe signalement – Mardi 4 mars 2025, 14 h - 16 h"),
    "group with an article": _minutes(
        ["Réunion du groupe de travail sur la conservation et les archives", "le 22/01/2025", "Présents : quatre",
         "Compte rendu rédigé par C. Tissier"], "2025-01-22", "CONS",
        "Réunion du groupe de travail sur la conservation et les archives du 22 janvier 2025",
        "Réunion du groupe de travail sur la conservation et les archives le 22/01/2025"),
    "a group in capitals": _minutes(
        ["GT CONSERVATION", "COMPTE-RENDU", "17 octobre 2023", "PRÉSENTS : 5"], "2023-10-17", "CONS",
        "Compte-rendu du GT Conservation du 17 octobre 2023", "GT Conservation – Compte-rendu du 17 octobre 2023",
        "Compte-rendu – 17 octobre 2023 – GT Conservation", "GT Conservation – Compte-rendu – 17 octobre 2023"),
    "a committee that nobody knows": _minutes(
        ["# Compte rendu de la commission des finances du 2 avril 2024", "Présents : deux membres du bureau"],
        "2024-04-02", None, "Compte rendu de la commission des finances du 2 avril 2024"),
    "a group that nobody knows": _minutes(
        ["# GT Données de la recherche – compte rendu du 2 avril 2024", "Le CoPil attend une note."], "2024-04-02",
         None,
        "GT Données de la recherche – compte rendu du 2 avril 2024"),
    "another body in passing": _minutes(
        ["# Compte rendu de la réunion du 2 avril 2024", "Présents : A. Le Goff (bureau), C. Tissier (CA)",
         "1. Préparation de l’assemblée générale", "Le comité de pilotage sera informé."], "2024-04-02", None,
        "Compte rendu de la réunion du 2 avril 2024"),
    "a bureau that is furniture": _minutes(
        ["# Compte rendu du comité technique du 2 avril 2024", "Lieu : bureau 214", "Présents : quatre"],
         "2024-04-02", "TECH",
        "Compte rendu du comité technique du 2 avril 2024"),
    "labels and values": _minutes(
        ["Réunion du bureau", "Date : 3 mai 2025", "Lieu : Brest", "Participants : A, B", "Ordre du jour", "- Budget",
         "Le budget est présenté ; il est approuvé."], "2025-05-03", "BUR", "Réunion du bureau du 3 mai 2025"),
    "only points and people": _minutes(
        ["Points abordés", "Présents : A, B", "1. Budget", "Il est décidé de reporter l’achat."], "2024-05-06", "BUR",
        "CR bureau du 6 mai 2024", "CR bureau 2024-05-06", "Compte rendu du bureau du 6 mai 2024",
         file_name="CR_bureau_2024-05-06.docx"),
    "the title of a page": _minutes(
        ["Présents : A. Le Goff", "Le comité du 7 mai 2024 a été ouvert à 9 h.",
         "Les prêts de l’année sont présentés."],
        "2024-05-07", "COPIL", "Compte rendu du comité de pilotage du 7 mai 2024", file_name="page.html",
        title="Compte rendu du comité de pilotage du 7 mai 2024"),
    "the title of a page, above a bare heading": _minutes(
        ["# Compte rendu", "Le comité du 7 mai 2024 a été ouvert à 9 h.", "Présents : A. Le Goff"], "2024-05-07",
         "COPIL",
        "Compte rendu du comité de pilotage du 7 mai 2024", file_name="page.html",
        title="Compte rendu du comité de pilotage du 7 mai 2024"),
    "the title of a page, above a heading that runs on": _minutes(
        ["# Compte rendu", "Le comité du 7 mai 2024é", "Présents : A. Le Goff"], "2024-05-07", "COPIL",
        "Compte rendu du comité de pilotage du 7 mai 2024", file_name="page.html",
        title="Compte rendu du comité de pilotage du 7 mai 2024"),
    "a title property of another body": _minutes(
        ["# Compte rendu", "Réunion du bureau du 7 mai 2024", "Présents : A. Le Goff"], "2024-05-07", "BUR",
        "Compte rendu – Réunion du bureau du 7 mai 2024", title="Compte rendu du comité de pilotage"),
    "english minutes": _minutes(
        ["Minutes of the Steering Committee", "Held on 5 March 2024 in Brest", "Present: A. Le Goff, B. Kerouanton",
         "The committee approved the budget and the plan for the year."], "2024-03-05", None,
        "Minutes of the Steering Committee – Held on 5 March 2024 in Brest",
        "Minutes of the Steering Committee held on 5 March 2024 in Brest",
        "Minutes of the Steering Committee, 5 March 2024", language="en"),
    "english, american date": _minutes(
        ["# Scientific board meeting, March 12, 2024 – minutes", "Attendees: A. Le Goff", "Apologies: C. Tissier",
         "The board has agreed to the budget."], "2024-03-12", None,
        "Scientific board meeting, March 12, 2024 – minutes", language="en"),
    "inclusive attendance, capitals": _minutes(
        ["COMPTE RENDU DE RÉUNION", "14 MAI 2024", "PRÉSENT·E·S : A. LE GOFF", "EXCUSÉ·E·S : C. TISSIER"],
         "2024-05-14", None,
        "Compte rendu de réunion du 14 mai 2024", "Compte rendu de réunion – 14 mai 2024"),
    "adjectives and a session": _minutes(
        ["# Conseil d'administration – Séance ordinaire du 12 décembre 2024", "Membres présents : onze",
         "Secrétaire de séance : C. Tissier"], "2024-12-12", "CA",
        "Conseil d'administration – Séance ordinaire du 12 décembre 2024"),
    "minutes of last time approved first": _minutes(
        ["Estran – Comité technique", "1. Approbation du compte rendu du 4 juin 2024", "Présents : six",
         "Compte rendu de la réunion du 10 septembre 2024"], "2024-09-10", "TECH",
        "Compte rendu de la réunion du 10 septembre 2024",
        "Comité technique – Compte rendu de la réunion du 10 septembre 2024"),
    "dates of loans in the text": _minutes(
        ["# Compte rendu du CoPil", "Étaient présents : sept membres",
         "La convention du 3 mars 2021 a pris fin le 31 décembre 2023.", "Le bilan du 5 janvier 2024 est joint."],
        "2024-02-06", "COPIL", "Compte rendu du CoPil du 6 février 2024", file_name="CR_CoPil_060224.docx"),
    "a program's title and a bad file name": _minutes(
        ["Séance du 9 octobre 2024", "Bureau", "Étaient présents : trois", "Le budget est adopté à l’unanimité."],
        "2024-10-09", "BUR", "Bureau – Séance du 9 octobre 2024", "Séance du bureau du 9 octobre 2024",
        file_name="Document1 (2).docx", title="Microsoft Word - Document1"),
    "a full stop and a lost apostrophe": _minutes(
        ["COMPTE RENDU DE L'ASSEMBLEE GENERALE EXTRAORDINAIRE DU 30 AOUT 2024.", "Quorum : atteint."], "2024-08-30",
         "AG",
        "Compte rendu de l'assemblée générale extraordinaire du 30 août 2024"),
    "conclusions sent by the secretary": _minutes(
        ["Relevé de décisions de la Commission des acquisitions réunie le 21 novembre 2024",
         "Diffusé le 25 novembre 2024", "Présents : quatre"], "2024-11-21", "ACQ",
        "Relevé de décisions de la Commission des acquisitions réunie le 21 novembre 2024"),
}
# fmt: on
