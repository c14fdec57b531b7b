"""What unmakes a decision: proposals, wishes, questions, the future, recalls, other bodies, rules of voting.

A readable table of doubts: where one is found around a decision, the decision is believed less by ``weight`` (1.0 :
not at all). Patterns are matched on folded text, either before the words that decide (in their clause) or in the
whole sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from repo_service.domain import french_dates

Where = Literal["before", "sentence", "after", "until"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason not to believe. ``example``: a sentence that decides nothing because of it."""

    name: str
    where: Where
    weight: float
    pattern: re.Pattern[str]
    example: str


def _doubt(name: str, where: Where, weight: float, pattern: str, example: str) -> Doubt:
    return Doubt(name, where, weight, re.compile(pattern), example)


_SAYS = (
    r"(?:rappelle|rappele|precise|indique|informe|signale|annonce|souligne|explique|estime|considere|constate|"
    r"observe|ajoute|note|remarque|"
    r"affirme|declare|expose|demande|souhaite|propose|suggere|recommande|regrette|craint|espere|pense|trouve|juge|"
    r"insiste|evoque|mentionne|rapporte|"
    r"raconte|confirme|repond|repondu|plaide|preconise|voudrait|aimerait|prefererait|redoute|s'interroge|se demande|"
    r"fait (?:remarquer|observer|savoir|"
    r"valoir|part)|fait etat|dit|ecrit|sait|se felicite|deplore|alerte|releve|montre|lit|apprend|verifie)(?:nt)?"
)

_OTHER_BODIES = (
    r"(?:conseil (?:departemental|regional|de l'europe|constitutionnel|d'etat)|cour des comptes|"
    r"(?:la|une|cette|notre) (?:ville|commune|mairie|metropole|prefecture|region|drac|tutelle|municipalite|loi|"
    r"commission europeenne|dgesip|bnf|bpi|"
    r"federation nationale|maire|mairesse|banque|caf)|"
    r"(?:le|un|du) (?:ministere|rectorat|prefet|parlement|gouvernement|legislateur|departement|maire|siege|"
    r"fournisseur|prestataire|tribunal|juge|marche|"
    r"reseau national|groupe national|comite national|jury)|commission d'appel[a-z' ]*|commission permanente|"
    r"(?:autre|precedente?) (?:association|comite|conseil|bureau)|l'(?:etat|universite|abes|agence|editeur|"
    r"entreprise|agglomeration|afnor|onu|autre))"
)

DOUBTS: tuple[Doubt, ...] = (
    _doubt("condition", "until", 1.0,
           r"\b(?:si|s'il|s'ils|lorsque|lorsqu'|quand|une fois qu|des qu|des lors qu|avant qu|pour qu|afin qu|tant qu|"
           r"jusqu'a ce qu|au cas ou|a condition qu|sous reserve qu|bien qu|quoiqu|dans l'attente qu|en attendant qu|"
           r"afin de savoir|puisqu|alors qu|comme|meme si|il faut qu|il faudra qu|a moins qu|selon qu|il se peut qu|"
           r"parce qu|car)"
           r"\b[^;]*$",
           "Si le projet est adopté, un vacataire sera recruté."),
    _doubt("speech", "before", 1.0, rf"\b{_SAYS}\b[^;]{{0,200}}?\b(?:que|qu'|comment|pourquoi|si|de savoir|"
        rf"ce qui)\b[^;]*$",
           "Mme Kessler rappelle que la charte est adoptée depuis 2023."),
    _doubt("relative", "before", 0.7, r"\b(?:qui|dont|que|qu'[a-z]+|laquelle|lequel|lesquels|lesquelles|"
        r"ou)(?: [a-z'-]+){0,4}$",
           "Le rapport qui a été adopté par la ville est en ligne."),
    _doubt("proposal", "before", 0.8, r"(?<!se )\b(?:propose|suggere|souhaite|souhaitait|demande(?= (?:que|a|si|"
        r"de)\b)|recommande|envisage|preconise|a demande|avait (?:demande|propose))(?:nt)?\b(?! par| en | a\b)[^;:]*$",
           "M. Robic propose que le projet soit approuvé."),
    _doubt("proposal in the sentence", "until", 0.45,
           r"^(?:[^;:]{0,80} )?(?<!pas )(?<!la )(?<!cette )(?<!les )(?<!une )(?<!sa )(?<!leur )(?<!se )"
           r"(?:propose(?! par| en | a\b)|suggere|souhaite(?:rait)?|demande|voudrait|"
           r"aimerait|prefererait|recommande(?! donc))\b",
           "Le groupe propose de créer une liste adoptée par tous."),
    _doubt("wish", "until", 0.6,
           r"\b(?:pourrait|pourraient|devrait|devraient|serait|seraient|faudrait|conviendrait|on pourrait|"
           r"il est (?:souhaitable|suggere|propose(?! par)|"
           r"demande|rappele|precise|possible|envisage|important|necessaire|prevu que l'on))\b",
           "Il serait accepté que les prêts soient plus longs."),
    _doubt("question", "sentence", 0.9, r"\?\s*$|\b(?:pose la question|se pose la question|la question (?:est|"
        r"reste) (?:posee|ouverte))",
           "Le budget est-il adopté ?"),
    _doubt("future", "until", 0.55,
           r"\b(?:devra|devront|doit|doivent|sera|seront|restera|reste a|va|vont) (?:encore |ensuite |alors |"
           r"etre )?(?:(?:soumis|presente|valide|vote|"
           r"approuve|adopte|tranche|arrete|decide|examine)(?:e|s|es)? |etre (?:soumis|valide|approuve|vote|adopte|"
           r"tranche|decide))",
           "Le texte sera soumis aux membres et est voté en juin."),
    _doubt("nothing decided", "sentence", 1.0,
           r"\b(?:aucune? (?:decision|vote|conclusion|choix|resolution)|rien n'(?:est|a)|n'(?:arrete|arretent|a|ont|"
           r"est) rien\b|"
           r"pas (?:pris )?de (?:decision|conclusion)|ne (?:se prononce|tranche|statue|decide)(?:nt)? (?:pas|rien)|"
           r"n'a pas (?:ete )?(?:tranche|"
           r"decide|pris de decision)|n'est pas (?:tranche|decide|acte|arrete)|sans (?:qu'une )?decision|"
           r"pas (?:encore|ete) (?:arrete|decide|"
           r"tranche|acte|valide|vote|approuve|adopte|fixe|defini|retenu|choisi|nomme|designe)e?s?\b|"
           r"aucun [a-z]+ n'(?:a|est))",
           "Aucune décision n’est prise sur l’abonnement."),
    _doubt("had been", "sentence", 0.9, r"\b(?:avait|avaient|eut|eurent|aurait|auraient)(?: [a-z]+)? (?:ete |"
        r"deja )?(?:decide|adopte|approuve|valide|vote|"
           r"refuse|retenu|convenu|rejete|accepte|autorise|fixe|prevu|elu|nomme|designe|choisi|reporte)",
           "La ville avait approuvé le projet."),
    _doubt("already", "sentence", 0.6, r"\b(?:deja (?:ete )?(?:adopte|approuve|valide|vote|decide|accepte|fixe|acte)|"
        r"pour memoire|pour rappel|^rappel\b|"
           r"comme (?:decide|convenu|vote|valide|prevu|indique)|conformement a (?:la|ce|l')|dans la lignee|"
           r"l'an(?:nee)? (?:dernier|passe|derniere|passee|precedente?)|lors (?:du|de la|"
           r"de l')(?: [a-z]+){0,3} (?:dernier|derniere|precedente?|passee?)|"
           r"precedemment|jadis|a l'epoque|auparavant|historiquement)",
           "Pour mémoire, la gratuité est adoptée en principe."),
    _doubt("rule of voting", "sentence", 0.9,
           r"\bsont (?:prises?|adoptee?s?|votee?s?) (?:a|au) [^.]{0,40}(?:majorite|scrutin)|(?<!^)\b(?:est|"
           r"sont) (?:elu|designe)[es]* (?:par|pour) [^.:]{0,60}(?:assemblee|ans|"
           r"conseil|adherents)\b|\b(?:"
           r"en cas de (?:partage|vacance|egalite|desaccord|refus)|ne (?:peut|peuvent) etre|(?:chaque|"
           r"toute) (?:decision|deliberation|resolution|modification)|"
           r"peuvent etre (?:adopte|prise|modifie|decide)|(?:peut|peuvent) (?:decider|valider|approuver|adopter)|"
           r"est (?:seule?|seul) competent)",
           "Les délibérations sont adoptées à la majorité des membres présents."),
    _doubt("statistics", "sentence", 0.4, r"\b\d+ (?:notices|ouvrages|documents|exemplaires|demandes|titres|dossiers|"
        r"lecteurs) [^.;]{0,60}"
           r"\b(?:ont ete|sont) (?:rejete|refuse|cree|supprime|attribue|accorde|valide|accepte)",
           "412 notices ont été rejetées à l’import."),
    _doubt("other body", "until", 0.9, rf"\b{_OTHER_BODIES}\b[^,;:]{{0,60}} (?:a|ont|avait|vient de|decide|refuse|"
        rf"accepte|adopte|vote|approuve)\b"
           r"(?! (?:ete|donc ete|l'|la |le ))",
           "La ville a refusé de prêter la salle."),
    _doubt("by another body", "after", 0.9, rf"^[^;:.]{{0,40}}\bpar (?:la |l'|le )?{_OTHER_BODIES}\b",
           "Un dossier a été écarté par la commission d’appel d’offres."),
    _doubt("recital", "sentence", 1.0, r"^\W*(?:vu|considerant|sachant|attendu|entendu le)\b", "Vu les statuts, "
        "article 2, le budget est adopté,"),
    _doubt("in other places", "sentence", 0.6, r"\bdans d'autres (?:reseaux|bibliotheques|villes|etablissements)|"
        r"\bailleurs\b(?<!par ailleurs)",
           "On a décidé dans d’autres réseaux de fermer le lundi."),
    _doubt("opening and closing", "sentence", 1.0,
           r"\b(?:seance|reunion|assemblee|session|debats?) (?:(?:a|est|sont|ont|"
           r"etant) )?(?:ete )?(?:donc )?(?:levee?|ouverte?|close?|suspendue|declaree?|cloturee?)\b|"
           r"\bla parole est|\bordre du jour (?:est|a ete|etant) (?:epuise|adopte)|"
           r"\b(?:prochaine?s?|suivante?|future) (?:date |seance |reunion |assemblee |comite |ag |"
           r"ca )?(?:[a-z]+ ){0,4}(?:est|sont|a ete|ont ete) (?:donc )?(?:fixe|prevu|programme|retenu|arrete)|"
           r"\b(?:reunion|seance|conseil|comite|ca|copil|assemblee|date)s? (?:de la |du )?(?:suivante?|"
           r"prochaine?)[a-z ]{0,40} (?:est|a ete|sont|ont ete) (?:fixe|prevu|programme|retenu|arrete)|"
           r"\b(?:le |du )quorum\b|\bvalablement\b|\bquorum (?:est|etant|n'|atteint|requis)|\bdit-on\b|"
           r"\bproces-verbal (?:signe|a ete dresse)|est dresse le present",
           "La séance est levée à 17 h."),
    _doubt("condition after", "after", 0.5, r"^[^.;]{0,60}\bs'il\b|^[^.;]{0,40}\bsi (?:le|la|les|on|nous|"
        r"cela)\b", "Le budget est adopté si la ville suit."),
    _doubt("somebody says", "sentence", 0.5, r"^(?:(?!ca|ag|cp|cs|gt|non|oui|ok)[a-z]{2,3}|"
        r"[a-z]+ [a-z]+ \([a-z]{2,3}\)) ?: ", "SG : le standard est "
        "reporté à mi-2020."),
    _doubt("facts of the house", "after", 0.35,
           r"^[^.;]{0,12}\b(?:depuis|en (?:19|20)\d\d\b|chaque annee|tous les ans)",
           "Le fonds est constitué depuis 1998."),
)  # fmt: skip

# The row of a decision that may tell what came before it without becoming a recall.
_PAST = re.compile(r"\b(?:a|ont|avait)(?: [a-z'-]+){0,3} ete\b|\b(?:a|ont|s'est|se sont)(?! (?:l'|la |le |cette |"
    r"son |sa |ses ))(?: [a-z]+){0,2} [a-z]+(?:e|i|u|is|it|ert)e?s?\b")


def clause_before(text: str, start: int) -> str:
    """What stands before the words that decide, from the last semicolon, colon or dash on."""
    cut = max(text.rfind(mark, 0, start) for mark in (";", ":", " - "))
    return text[cut + 1 : start]


# Words after « le conseil », « le comité » that tell of another one, unless this body is called so.
_OTHERS = re.compile(
    r"\b(?P<noun>conseil|comite|bureau|commission|groupe|assemblee|reseau|federation|association|congres|syndicat|"
    r"jury|cercle) "
    r"(?P<of>national|nationale|federal|federale|regional|regionale|municipal|communautaire|academique|scientifique|"
    r"technique|de pilotage|directeur|syndical|"
    r"d'administration|de direction|executif|de l'universite|de la ville|de la commune|central|europeen|"
    r"international|de surveillance|des directeurs|"
    r"des maires|economique|de discipline|d'ecole|de laboratoire|de l'ufr|documentaire|restreint|d'acquisition)\b"
)
_DATED = re.compile(
    r"\b(?:a|ont|avait|s'est)(?! (?:l'|la |le |cette |son |sa |"
    r"ses ))(?: [a-z]+){1,3}\b[^.;:]{0,50}\ble (?:[a-z]+ )?\d{1,2}(?:er)? (?:janv|fevr|mars|avri|mai|juin|juil|aout|"
    r"sept|octo|nove|dece)[a-z]*\b(?! prochain)|"
    r"^(?:le|depuis le|des le) \d{1,2}(?:er)? (?:janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|"
    r"dece)[a-z]*\b[^.;]{0,80}\b(?:a|ont) |"
    r"\b(?:comite|conseil|bureau|copil|assemblee|reunion|seance) (?:[a-z]+ )?du \d{1,2}(?:er)? (?:janv|fevr|mars|"
    r"avri|mai|juin|juil|aout|sept|octo|nove|dece)[a-z]* (?:a|ont) "
)


def of_another_body(text: str, start: int, end: int, own: str) -> bool:
    """Whether what decides in ``text[start:end]`` is a body called otherwise than this one.

    ``own``: folded words of the title of the minutes.
    """
    if not own:
        return False
    subject = text[max(0, start - 60) : end]
    return any(match["of"] not in own for match in _OTHERS.finditer(subject))


def quoted(text: str, start: int) -> bool:
    """Whether a place of a folded sentence lies in quotation marks that were opened before it."""
    before = text[:start]
    return before.rfind("«") > before.rfind("»") or (before.count('"') % 2 == 1 and '"' in text[start:])


def doubts(text: str, start: int, end: int) -> tuple[float, str]:
    """How much less a decision in ``text[start:end]`` of a folded sentence is believed, and the main reason."""
    before, after = clause_before(text, start), text[end:]
    heaviest, reason = 0.0, ""
    total = 0.0
    for doubt in DOUBTS:
        where = {"before": before, "after": after, "until": before + text[start:end]}.get(doubt.where, text)
        if where and doubt.pattern.search(where):
            total += doubt.weight
            if doubt.weight > heaviest:
                heaviest, reason = doubt.weight, doubt.name
    return total, reason


def of_another_day(raw: str, text: str, meeting: date | None) -> bool:
    """Whether a sentence in the past tense dates what was decided from before the meeting."""
    if not _PAST.search(text):
        return False
    if _DATED.search(text):
        return True
    if meeting is None:
        return False
    for day, start, _ in french_dates.find(raw[:600]):
        before = raw[max(0, start - 14) : start].lower()
        if day < meeting and re.search(r"(?:\ble |\ben |, |depuis |^)\s*$", before):
            return True
    return bool(re.search(r"\ble \d{1,2} [a-z]+ dernier\b|\b(?:en|depuis) (?:19|20)\d\d\b[^.]{0,30}\b(?:a|ont) ", text))
