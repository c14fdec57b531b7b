"""The readable tables that recognition follows: what speaks for a kind, a title, a date.

Patterns are matched on folded text. Must not run anything: a rule is a pattern, a weight and the places where
it counts. To teach a new wording, add a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# How much a place is believed, for the kind.
ZONE_WEIGHTS = {"title": 3.0, "file_name": 2.0, "properties": 1.0, "head": 1.0, "margin": 1.0}
KIND_THRESHOLD = 4.0
KIND_LEAD = 1.0  # by how much the best kind must beat the second


@dataclass(frozen=True, slots=True)
class KindRule:
    """``pattern`` found in one of ``zones`` gives ``points`` times the zone's weight, once, at its best
    place."""

    kind: str
    points: float
    pattern: re.Pattern[str]
    zones: frozenset[str]


_NAMED = "title file_name properties"


def _rule(kind: str, points: float, pattern: str, zones: str = _NAMED) -> KindRule:
    return KindRule(kind, points, re.compile(pattern), frozenset(zones.split()))


# « Présents : », « Présent·e·s »; not « Présenté à l'assemblée générale », « Présentation »
PRESENT = r"presente?s?\b(?! (?:a|au|par|en)\b)"
_NOT_APPROVED = r"(?<!approbation du )(?<!adoption du )(?<!validation du )"  # a point of an agenda
_ANYWHERE = "title file_name properties head margin"
_FOUNDING = (
    r"(?:chartes?|conventions?|statuts|reglement interieur|accords?|protocoles?|avenants?|memorandum|charter|"
    r"agreement|by-?laws|statutes)\b"
)

KIND_RULES: tuple[KindRule, ...] = (
    _rule("minutes", 4, rf"{_NOT_APPROVED}\bcomptes?[- ]?rendus?\b(?! d'activites?| financier| de mission)", _ANYWHERE),
    _rule("minutes", 4, rf"{_NOT_APPROVED}\bproces[- ]verba(?:l|ux)\b", _ANYWHERE),
    _rule("minutes", 4, r"\breleves? (?:de |des )?(?:decisions|conclusions)\b", _ANYWHERE),
    _rule("minutes", 4, r"\bminutes\b", _NAMED),
    _rule("minutes", 3, r"\bnotes? (?:de|d'une|of|of the|of a) (?:la )?(?:reunion|seance|meeting)\b"),
    _rule("minutes", 3, r"\bminutes of (?:the )?meeting|\bmeeting minutes\b", "head margin"),
    _rule("minutes", 3, r"(?:^|\s)(?:cr|crr|pv|rdd)(?=\s|\d|$)|^cr(?=copil|reunion|ag\b|ca\b|gt)"),
    _rule("minutes", 1.5, r"\b(?:reunion|seance)\b.{0,80}\b(?:du|le)\b|"
          r"\bseance du\b", "title file_name head margin"),
    _rule("minutes", 2, rf"^(?:(?:etaient|sont) )?(?:membres )?(?:{PRESENT}|excuse)|\bpresent(?:s|"
          r"[.·]e[.·]?s)\b ?:", "head"),
    _rule("minutes", 2, r"\bs'est reunie?\b|\bse sont reunis\b|\bseance (?:est )?(?:ouverte|levee)\b", "head"),
    _rule("minutes", 4, r"^l'an (?:deux mil|20\d\d).{0,60}\ble\b", "head"),
    _rule("minutes", 2, r"^(?:secretaire de seance|president de seance|attendees|apologies)\b", "head"),
    _rule("decision", 5, r"^(?:decision|deliberation|resolution)\b(?! modificative)"),
    _rule("decision", 3, r"\b(?:decision|deliberation) n ?[°o.]", "title file_name head"),
    _rule("decision", 2, r"^vu\b|^considerant\b", "head"),
    _rule("decision", 2, r"^(?:decide|arrete|approuve|delibere) ?:?$|^article (?:1er|premier|1)\b", "head"),
    _rule("charter", 5, rf"^(?:projet (?:de |d'))?(?:nouvelle |nouveaux )?{_FOUNDING}"),
    _rule("charter", 2.5, rf"\b{_FOUNDING}"),
    _rule("charter", 4, r"\bentre les soussignes|\bci-apres (?:de(?:nom|sig)|l[ea]s?\b)|"
          r"\bil a ete convenu ce qui suit", "head"),
    _rule("charter", 1, r"^(?:titre|chapitre|article) (?:premier|1er|1|i)\b|^preambule\b", "head"),
    _rule("template", 6, r"^(?:modeles?|gabarit|trame|canevas|template)\b"),
    _rule("template", 5, r"\b(?:modele|gabarit|trame)(?: type)? (?:de |d'|pour )|[- ]type$|\btemplate\b"),
    _rule("knowhow", 5, r"^(?:comment|fiche (?:pratique|technique|procedure|methode|memo|outil)|"
          r"mode d'emploi|procedure|how to)\b"),
    _rule("knowhow", 4, r"^(?:tutoriel|guide|memo|pas a pas|faq|consignes|bonnes pratiques|"
          r"aide[- ]memoire|marche a suivre)\b"),
    _rule("knowhow", 5, r"^(?:rediger|traiter|signaler|demander|deposer|creer|faire|utiliser|preparer|organiser|"
          r"reserver|installer|configurer|remplir|envoyer|cataloguer|publier|saisir|importer|exporter|ajouter|supprimer|"
          r"modifier|commander|recevoir|numeriser|conserver|classer|ranger|chercher|trouver|obtenir|declarer|gerer|"
          r"accueillir|devenir|se connecter)\b"),
    _rule("knowhow", 2, r"\b(?:mode d'emploi|tutoriel|pas a pas|procedure|guide pratique)\b"),
    _rule("report", 5, r"^(?:bilan|rapports?|enquete|etude|synthese|compte rendu (?:d'activites?|"
          r"financier|de mission))\b"),
    _rule("report", 4, r"\b(?:rapport (?:annuel|d'activites?|moral|financier|d'etape|final)|annual report|"
          r"bilan)\b"),
    _rule("newsletter", 6, r"\blettres? (?:d'informations?|du reseau|d'actualites?)\b|\bnewsletter\b|"
          r"\binfolettre\b"),
    _rule("newsletter", 5, r"^(?:la lettre|bulletin|flash[- ]infos?|gazette)\b"),
    _rule("newsletter", 4, r"\blettre d'informations?\b|\bnewsletter\b", "head margin"),
    _rule("other", 5, r"^(?:convocation|invitation|ordre du jour|courrier|lettre (?:de|a|au)\b|devis|"
          r"facture|note(?! de (?:reunion|seance)))\b"),
    _rule("other", 5, r"^(?:objet ?:|madame,|monsieur,|madame, monsieur|chere?s? (?:collegue|partenaire|"
          r"ami))", "head"),
    _rule("other", 3, r"\b(?:convocation|invitation|odj)\b"),
    _rule("other", 5, r"\bordre du jour$", "title"),
    _rule("other", 6, r"^(?:(?:feuille|liste) (?:de presences?|d'emargement|des (?:presen|participan)\w+)|"
          r"emargement)\b"),
    _rule("other", 5, r"^(?:pouvoir|procuration|attestation|candidature)s?\b"),
)  # fmt: skip

# Fields to fill: « {{ nom }} », « [Nom de l'institution] », dotted lines.
FIELD = re.compile(
    r"\{\{.{0,80}?\}\}|(?<!\[)\[[A-ZÉÈÀ][^\]\d]{2,60}\](?!\])|(?:…|\.{4,}|_{4,}).{0,3}(?:…|\.{4,}|"
    r"_{4,})|<<[^<>]{2,60}>>"
)
FIELDS_OF_A_TEMPLATE = 2
TEMPLATE_POINTS = 25.0
ARTICLE = re.compile(r"art(?:icle)?\.? (?:\d{1,2}|1er|premier|[ivx]{1,5})\b")
ARTICLES_OF_A_CHARTER = 3
ARTICLES_POINTS = 5.0
AGENDA = re.compile(r"(?:(?:projet d')?ordre du jour(?: (?:previsionnel|provisoire|detaille))?|programme|agenda) ?:?")
AGENDA_POINTS = 4.0  # an agenda, and nobody present, nothing said or decided below
HELD = re.compile(
    rf"^(?:(?:etaient|sont) )?(?:membres )?(?:{PRESENT}|excuse|participant|attendees)|"
    r"\bseance (?:est )?(?:ouverte|levee)|"
    r"\b(?:decide|approuvee?s?|adoptee?s?|validee?s?|rappelle|presente|precise|indique|signale|remercie|informe|votes?|"
    r"unanimite|reunie?s?|compte[- ]?rendu de la|quorum)\b"
)
MAIL_POINTS = 30.0
MARKDOWN_HOW_TO_POINTS = 4.0

# --- Titles: what speaks for a line, or against it.
# Titles that are made: the word for minutes, the article of the body.
SAYS_A_MEETING = re.compile(r"\b(?:cr|pv|comptes? ?rendus?|proces verbal|releve|reunion|seance|minutes|meeting)\b")
SAYS_A_SUMMONS = re.compile(r"\b(?:ordre du jour|convocation|invitation|odj|courrier|feuille|liste|pouvoir|objet)\b")
IS_FORMAL = re.compile(r"\bproces[- ]verbal\b|^l'an (?:deux mil|20\d\d)")
OF_A_BODY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (opening, re.compile(rf"(?:{words})\b"))
    for opening, words in (
        ("du ", "(?:sous-)?comite|conseil|groupe|gt|bureau|copil|cotech|codir|ca|cs|pole|college|directoire|cercle"),
        ("de la ", "(?:sous-)?commission|cellule|reunion|conference|section|coordination"),
        ("de l’", "assemblee|ag|equipe|atelier|instance|observatoire"),
    )
)
# Written small inside a title, unlike a proper name or an acronym.
COMMON_WORD = re.compile(
    r"(?:(?:sous-)?comite|conseil|groupe|bureau|pole|college|directoire|cercle|(?:sous-)?commission|cellule|reunion|"
    r"conference|section|coordination|assemblee|equipe|atelier|instance)\b"
)
TITLE_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (points, re.compile(pattern))
    for points, pattern in (
        (5, r"^la lettre d"),
        (4, r"^(?:invitation|ordre du jour (?:d[eu]|de la|des)|(?:feuille|liste) (?:de presence|d'emargement))\b"),
        (4, r"^(?:pouvoir|procuration)s?$"),
        (5, r"^(?:projet de )?(?:comptes?[- ]?rendus?|proces[- ]verbal|releve (?:de |des )?(?:decisions|"
              r"conclusions))\b|^(?:cr|pv)\b"),
        (5, rf"^(?:{_FOUNDING}|(?:decision|deliberation) n|modele d|lettre d'information|minutes of|"
              rf"objet ?:)"),
        (4, r"^(?:rapport|bilan|fiche|guide|comment|note|convocation|bulletin|newsletter|tutoriel|"
              r"mode d'emploi|enquete)\b"),
        (3, r"^(?:decision|deliberation|resolution|seance|reunion|assemblee generale)\b"),
        (2, r"\b(?:compte[- ]?rendu|proces[- ]verbal|reunion|seance|charte|convention|rapport|bilan|"
              r"newsletter)\b"),
        (-12, rf"^(?:(?:etaient|sont) )?(?:membres )?(?:{PRESENT}|excuse|absent|participant|invite|"
              r"pouvoir(?!s?$)|represente|attendees|apologies)"),
        (-12, r"^(?:\d+ ?[.)-] ?)?(?:ordre du jour(?! d[eu] )|sommaire|table des matieres|introduction|preambule|"
              r"annexe|agenda|contents|diffusion)\b"),
        (-12, r"^(?:date|lieu|instance|heure|horaire|redact|redige|secretaire|president|animat|destinat|de|a|cc|"
              r"from|to|\bversion|reference|n/ref|v/ref|"
              r"affaire suivie|page|tel|courriel|mail|prochaine|rapporteur|auteur|statut|objectif|"
              r"contexte|duree|ref)[a-z]*[^:]{0,20} ?:"),
        (-12, r"^(?:prochaine|approbation|adoption|points?\b|questions? diverses|\d+ ?[.)] |"
              r"[ivx]+ ?[.)-] |vu\b|considerant|article\b|entre\b)"),
        (-8, r"@|https?:|www\.|\b\d{5} [a-z]|\btel\b|^\d+,? (?:bis,? )?(?:rue|avenue|place|boulevard|"
              r"quai)\b"),
        (-6, r"^[\w' -]{2,30}, ?le \d"),
        (-4, r"[.;,]$"),
        (-12, r"^(?:l'an (?:deux|20\d\d)|feuil(?:le)? ?\d|sheet ?\d)"),
        (-8, r"\b(?:s'est (?:reunie?|tenue?)|se sont reunie?s|a ete|ont ete|sera|est (?:ouverte|approuve|present))"),
        (-8, r"^(?:comptes?[- ]?rendus?|cr|pv|proces[- ]verbal|releve de decisions)"
             r" (?:approuve|valide|adopte|redige|etabli|diffuse)"),
        (-6, r"^(?:confidentiel|document de travail|projet|brouillon|diffusion restreinte|draft|a valider)$"),
    )
)  # fmt: skip
# A title that is only a kind: its next line says of what.
_BARE = (
    r"(?:projet de )?(?:comptes?[- ]?rendus?|c\.?r\.?|p\.?v\.?|proces[- ]verbal|releve (?:de |des )?(?:decisions|"
    r"conclusions)|charte|convention|statuts|minutes|rapport|bilan|decision|deliberation|reunion|seance|"
    r"lettre d'information|modele|"
    r"convocation|invitation|ordre du jour|feuille d'emargement|feuille de presence|liste de presence|"
    r"pouvoir|procuration)"
)
BARE_TITLE = re.compile(
    rf"{_BARE}(?:(?: et|,) {_BARE})?(?: (?:(?:de|de la|du|des|d'une?) ?)?(?:reunion|seance|travail|decisions|"
    r"deliberations?))?(?: (?:pleniere|ordinaire|extraordinaire))?(?: ?n ?[°o.] ?[\w/-]+)? ?:?"
)  # fmt: skip
A_LABEL = re.compile(  # the left cell of a table of particulars: never part of a title
    r"(?:instance|date|lieu|heures?|horaires?|objet|reunion|duree|participant\w*|present\w*|redacteur|redactrice|"
    r"version|page|statut|auteur\w*) ?:?"
)
CONTINUES = re.compile(
    r"^(?:du|de|des|d'|au|pour|sur|le (?:\d+|lundi|mardi|mercredi|jeudi|vendredi|samedi)|entre|relati|portant|"
    r"n ?°|-|–|of|on|in|held)(?![a-z])|"
    r"^(?:relati|\d{1,2} [a-z]+ \d{4}$)"
)
UNFINISHED = re.compile(r"(?:\b(?:de|du|des|la|le|les|l|d|et|a|au|aux|en|pour|sur|of|the|and)|[-–:,'])$")
USELESS_TITLE = re.compile(
    r"microsoft (?:office )?(?:word|powerpoint|excel)\b.*|document ?\d*|doc ?\d*|sans (?:titre|nom) ?\d*|"
    r"untitled.*|titre.*|title|"
    r"classeur ?\d*|presentation ?(?:powerpoint|\d*)|powerpoint presentation|diapositive \d+|slide \d+|"
    r"normal(?:\.dotm)?|"
    r".*\.(?:docx?|dotx?|dotm|odt|ott|pdf|rtf|indd|pptx?|xlsx?)|(?:modele|template|gabarit|trame)\b.*|"
    r"[\W\d_]*|.{1,3}|"
    r"(?:compte|cr|pv|page|entete|en-tete|logo|papier a en-tete|courrier|lettre|memo|rapport|"
    r"note)(?: type)?|scan.*|img.*|\(?anonym.*"
)  # fmt: skip

# --- Dates: what stands just before one, in its sentence.
OF_A_MEETING = frozenset({"minutes", "decision"})
NOT_OF_THE_MEETING = re.compile(
    r"(?:appro[bu]|adopt|valid|prochain|preced|dernier|suite a|\bversion|mise? a jour|diffus|envo[iy]|"
    r"transmi|date limite|avant le|"
    r"jusqu'au|\bloi\b|arrete|decret|convention|lettre|courrie|imprim|redig|(?<!comite de )redact|convo[cq]|\bnee? le|"
    r"depuis|a compter|report|\bsign(?:e|ee|es|ature)\b|"
    r"\bcreee?\b|publi|echeance|delai|a partir du|next|previous|approved|printed|rappel|modifie|rentree|"
    r"expir)[^.;!?]*$|\bentre le $"
)  # fmt: skip
NOT_OF_THE_TEXT = re.compile(
    r"(?:prochain|date limite|avant le|jusqu'au|\bloi\b|decret|arrete|\bnee? le|depuis|a compter|"
    r"a partir du|echeance|ordonnance|"
    r"delai|imprim|rappel|report|next)[^.;!?]*$|\bentre le $|"
    r"\b(?:avenant|annexe|resiliation|modification|retrait)\b[^.;!?]* (?:convention|charte|accord|statuts)\b[^.;!?]*$"
)  # fmt: skip
THEN_NOT = re.compile(
    r"^\)? ?,? ?(?:,[^,]{0,40}, )?(?:est|a ete|sont|ont ete|ayant ete|was|"
    r"is)? ?(?:approuve|adopte|valide|approved|reporte)"
)
THEN_POSTPONED = re.compile(r"^\)? ?,? ?(?:est|a ete|sont|ont ete)? ?(?:reporte|annule|deplace)")
SAYS_MEETING = re.compile(
    r"(?:reuni|seance|assemblee|comite|conseil|bureau|commission|atelier|meeting|held on|tenue?|\bdate|"
    r"compte[- ]?rendu|proces[- ]verbal|"
    r"\bpv|\bcr|\bag|copil|releve|decision|deliberation)[^.;!?]{0,90}$|\bl ?'$"
)  # fmt: skip
# « Le 12 mars 2024, les membres se sont réunis »
THEN_MET = re.compile(
    r"[^.;!?]{0,60}\b(?:s'est (?:reunie?|tenue?)|se sont reunie?s|a eu lieu|etaient reunie?s|s'etant reunie?s)\b"
)
SIGNED = re.compile(
    r"\b(?:fait|signee?s?|adoptee?s?|approuvee?s?|presentee?s?|delibere|mise? a jour|version|date)\b[^.;]{0,60}$"
)
UPDATED = re.compile(r"\b(?:mise? a jour|version|verifiee?|date|updated)\b[^.;]{0,30}$")
ADOPTED_BY = re.compile(r"\b(?:adoptee?s?|approuvee?s?|votee?s?|presentee?s?)\b.{0,20}\b(?:par|a|en)\b")
TO_ANOTHER_DAY = re.compile(r"^\s*(?:au|-|–|to|until)\s*$")  # between the two days of a period
THEN_A_TIME = re.compile(r"^[\s,(–-]*(?:a|de|from|at)? ?\d{1,2} ?(?:h|:)\d{0,2}\b")
PLACE_AND_DATE = re.compile(r"^[\w' -]{2,30},? ?le $")  # « Lyon, le 14 mars 2024 »: when it was written
LIST_OF_DATES = re.compile(r"^[\s,;/&–-]*(?:et|ou|puis|a \d{1,2} ?h ?\d*)?[\s,;/&–-]*(?:le ?)?$")

NUMBER = re.compile(
    r"(?:\b(?:decision|deliberation|resolution|lettre d'informations?|newsletter|bulletin|lettre|"
    r"compte[- ]?rendu|proces[- ]verbal|convention|"
    r"charte|avenant|infolettre|numero|minutes|rapport|gazette|flash[- ]infos?|cr|pv)\b[^.;:]{0,40}?)?"
    r"(?<![a-z])(?:n ?[°º]|(?:no|nr|num|numero)(?![a-z])\.?|#) ?:? ?([a-z]{0,6}[-/ ]?\d[\w/-]*(?:\.\d+)*)"
)  # fmt: skip
