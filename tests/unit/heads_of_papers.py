"""Papers that are not minutes though they speak of meetings. Labelled before the rules were run on them."""

from __future__ import annotations

from .heads import Head

# fmt: off
PAPERS = {
    "an agenda": Head(
        ["Ordre du jour de la réunion du comité de pilotage du 3 mars 2025", "1. Approbation du compte rendu",
         "2. Budget"], "other", "2025-03-03", "COPIL",
        ["Ordre du jour de la réunion du comité de pilotage du 3 mars 2025"], "x.docx"),
    "an agenda in capitals": Head(
        ["COMITÉ DE PILOTAGE DU 3 MARS 2025", "ORDRE DU JOUR",
         "1. Approbation du relevé de décisions du 7 janvier 2025",
         "2. Budget"], "other", "2025-03-03", "COPIL",
        ["Comité de pilotage du 3 mars 2025 – Ordre du jour", "Ordre du jour du comité de pilotage du 3 mars 2025"],
        "ODJ_CoPil_2025-03-03.docx"),
    "a convocation by letter": Head(
        ["Brest, le 20 février 2025", "Objet : convocation à l’assemblée générale du 14 mars 2025",
         "Chère collègue, cher collègue,", "Vous êtes conviée à l’assemblée générale."], "other", "2025-03-14", "AG",
        ["Convocation à l’assemblée générale du 14 mars 2025"]),
    "a convocation that quotes the minutes": Head(
        ["CONVOCATION", "Conseil d’administration du 12 décembre 2024 à 14 h",
         "Ordre du jour", "- Approbation du procès-verbal du 3 octobre 2024"], "other", "2024-12-12", "CA",
        ["Convocation – Conseil d’administration du 12 décembre 2024 à 14 h",
         "Convocation du conseil d’administration du 12 décembre 2024"]),
    "statutes that speak of meetings": Head(
        ["STATUTS DE L’ASSOCIATION", "Article 1 – Nom", "Article 2 – But",
         "Article 3 – L’assemblée générale se réunit une "
         "fois par an ; un procès-verbal est dressé.", "Article 4 – Le bureau"], "charter", None, None,
        ["Statuts de l’association"]),
    "a charter that speaks of minutes": Head(
        ["# Charte de fonctionnement du comité de pilotage", "Préambule", "Article 1 – Réunions",
         "Un compte rendu de réunion est diffusé.", "Article 2 – Décisions", "Article 3 – Révision"], "charter",
         None, "COPIL",
        ["Charte de fonctionnement du comité de pilotage"]),
    "an agreement": Head(
        ["Convention de partenariat", "Entre les soussignés", "Article 1 - Objet", "Article 2 - Durée",
         "Article 3 - Résiliation", "Fait à Brest, le 3 mars 2024"], "charter", "2024-03-03", None,
        ["Convention de partenariat"]),
    "internal rules": Head(
        ["RÈGLEMENT INTÉRIEUR", "Adopté par le conseil d’administration du 8 juin 2023", "Article 1 – Séances",
         "Article 2 – Quorum", "Article 3 – Procès-verbaux"], "charter", "2023-06-08", "CA",
        ["Règlement intérieur", "Règlement intérieur adopté par le conseil d’administration du 8 juin 2023"]),
    "an activity report": Head(
        ["RAPPORT D’ACTIVITÉ 2024", "Présenté à l’assemblée générale du 4 avril 2025",
         "Le comité de pilotage s’est réuni "
         "quatre fois."], "report", "2025-04-04", "AG", ["Rapport d’activité 2024"]),
    "a balance of the year": Head(
        ["Bilan moral et financier 2024", "Le présent bilan est soumis à l’assemblée générale.",
         "Les prêts sont en hausse."], "report", None, None, ["Bilan moral et financier 2024"]),
    "a newsletter": Head(
        ["La lettre d’Estran n° 5 – mars 2025", "Le CoPil du 3 mars 2025 a élu son bureau.",
         "Présents : trente personnes"],
        "newsletter", None, None, ["La lettre d’Estran n° 5 – mars 2025"]),
    "an attendance sheet": Head(
        ["FEUILLE D’ÉMARGEMENT", "Comité de pilotage du 3 mars 2025", "| Nom | Institution | Signature",
         "| A. Le Goff | CDMB | ", "| C. Tissier | ULE | "], "other", "2025-03-03", "COPIL",
        ["Feuille d’émargement – Comité de pilotage du 3 mars 2025",
         "Feuille d’émargement du comité de pilotage du 3 mars 2025"]),
    "a list of the present": Head(
        ["Liste de présence – assemblée générale du 14 mars 2025", "| Nom | Présent", "| A. Le Goff | oui"], "other",
        "2025-03-14", "AG", ["Liste de présence – assemblée générale du 14 mars 2025"]),
    "a proxy": Head(
        ["POUVOIR", "Je soussignée, Claire Tissier, donne pouvoir à M. Le Goff pour me représenter à l’assemblée "
         "générale "
         "du 14 mars 2025."], "other", "2025-03-14", "AG", ["Pouvoir",
         "Pouvoir pour l’assemblée générale du 14 mars 2025"]),
    "a letter": Head(
        ["Université de Lyon-Est", "Lyon, le 12 mars 2024", "Objet : adhésion au consortium", "Madame, Monsieur,",
         "Notre conseil d’administration du 5 mars 2024 a décidé de rejoindre votre réseau."], "other", "2024-03-12",
         None,
        ["Adhésion au consortium"]),
    "a decision": Head(
        ["DÉCISION N° 2024-03", "Le conseil d’administration, réuni le 12 mars 2024,", "Vu les statuts,", "DÉCIDE :",
         "Article 1er – Il est créé un fonds."], "decision", "2024-03-12", "CA",
        ["Décision n° 2024-03", "Décision n° 2024-03 du conseil d’administration du 12 mars 2024"]),
    "how to take minutes": Head(
        ["# Rédiger le compte rendu d’une réunion", "Le compte rendu est diffusé aux membres du comité de pilotage.",
         "- Noter les présents"], "knowhow", None, None, ["Rédiger le compte rendu d’une réunion"], "rediger.md"),
    "a template of minutes": Head(
        ["# Compte rendu du comité de pilotage", "Séance du ……… / ……… / ………", "Présents : ………………………",
         "Secrétaire de séance : ………………………"], "template", None, None, ["Compte rendu du comité de pilotage"]),
    "a spreadsheet of loans": Head(
        ["$ Emprunteur | Date | Titre", "$ CDMB | 12/03/2024 | Atlas des ports",
         "$ ULE | 14/03/2024 | Manuel du calfat"],
        None, None, None, ["Prêts 2024"], "Prêts_2024.xlsx"),
    "a spreadsheet with a title": Head(
        ["$ Budget du réseau 2025", "$ Poste | Montant | Voté le", "$ Reliure | 1 200 | 12/03/2024"], None, None,
         None,
        ["Budget du réseau 2025"], "budget.xlsx"),
    "a study": Head(
        ["# Enquête sur les horaires d’ouverture",
         "Réalisée pour le comité de pilotage entre le 3 mars 2024 et le 5 mai "
         "2024", "Les réponses sont nombreuses."], "report", None, None, ["Enquête sur les horaires d’ouverture"]),
    "a mail about a meeting": Head(
        ["Bonjour à tous,", "La réunion du comité de pilotage du 3 mars 2025 est reportée au 10 mars 2025.",
         "Bien à vous"],
        "other", None, "COPIL", ["Report du CoPil"], "message.eml", {"title": "Report du CoPil"}),
}
# fmt: on
