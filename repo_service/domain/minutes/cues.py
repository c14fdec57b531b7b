"""The cues that the walk down the lines looks for, beside the rules: what opens a list, what is a remark, what asks.

Patterns on folded text, a table of their own so that the walk stays readable. Must not hold what decides: that is
``domain.decisions``.
"""

from __future__ import annotations

import re

from repo_service.domain.minutes import lexicon

TITLE_LINES = 12
CLAIMS = 6  # sentences in which « Décision : » alone finds what it announces
CLAIMS_OF_HEADINGS = 25
WEAK = 0.62  # the score of what an arrow announces and no rule knows
PUT_TO_VOTE = re.compile(
    r"\b(?:met(?:tre|tent)?|mise?s?|soumet(?:tent)?|soumise?s?|passe|procede)(?: [a-z]+){0,3} (?:aux voix|au vote|"
    r"a l'approbation|aux suffrages)|(?<!se )\bpropos(?:e|ee|ition)s?\b(?! par)|"
    r"\bsoumis|\ballons voter|\bil s'agit de|\bdemande (?:de|d'|la|une|au)|\bon vote\b"
)
NO_CONTENT = re.compile(
    r"^\W*(?:rappel|info(?:rmation)?s?\b|pour info|a (?:voir|suivre|discuter|confirmer|creuser|etudier|preciser|"
    r"definir|verifier)|voir|cf|question|"
    r"remarque|nb\b|note|propositions?\b|idee|discussion|debat|pas de (?:decision|suite|conclusion|vote)|aucune?\b|"
    r"rien\b|ras\b|sans objet|neant|en attente|mais\b|donc\b|"
    r"actions? ?:|a faire|todo|http|et si|peut-etre|il faudrait|on pourrait|il existe|en fait|soit\b|vu\b|considerant)"
)
TASKLIKE = re.compile(r"^\W*(?:a [a-z]{3,}(?:er|ir|re|oir)\b|(?!ne pas)[a-z'-]{2,}(?:er|ir|re|oir) |(?:(?!\b(?:est|"
    r"sont|reste|ne)\b).){3,80} a (?!partir|venir|savoir)[a-z]{3,}(?:er|ir|re)\b(?! ete))")
PROPOSAL = re.compile(r"\b(?:il est propose(?! par)|propose(?! par)|proposons|proposent|est soumise?|"
    r"il vous est demande|apres (?:avoir )?(?:entendu|examine|lecture))\b")
ITEM = re.compile(r"\s*(?:[-–•*▪→]|\d{1,2} ?[.)°-]|[a-z]\)|(?:Article|ARTICLE|Art\.) ?\d)")
LISTS_DECISIONS = re.compile(r"(?:decide|decident|approuve|adopte|convenu|arrete|valide|retient|suivante?s?|acte|"
    r"delibere|decident|unanimite|que|de)(?:nt)?s? ?:?\s*$")
BODY = re.compile(lexicon.BODY)
ONLY_BODY = re.compile(rf"\W*(?:apres [^:]{{0,80}}, )?{lexicon.BODY}[^:.]{{0,80}} ?:")
VERB = re.compile(r"\b(?:est|sont|ont|sera|seront|reste|devient|prend|passe|peut|(?![a-z]*(?:ment|dent|sent|cent|"
    r"gent)\b)[a-z]{3,}(?:era|ront|ent))\b")
DOUBTFUL = re.compile(
    r"\?\s*$|\b(?:serait|seraient|pourrait|pourraient|devrait|faudrait|peut-etre|a voir|propose|proposent|aimerait|"
    r"souhaiterait|souhaite|mais)\b"
)
AFTER_LABEL = re.compile(
    r"[\s\-*•→⇒=>]*(?:[Aa]ctions?|À faire|A faire|à faire|TODO|To do|Todo|T[âa]che|ACTIONS?|"
    r"[Aa])\s?(?:n ?[°o]\s?)?(?:\d{1,3})?[\s*_]*[:.)>–-]+[\s*_]*"
)
ENDS_LIST = re.compile(r"\W*(?:prochaine?s? (?:reunion|seance|com|ca\b|ag\b|bureau|date|cop)|la prochaine|la seance|"
    r"fin de|le secretaire|la secretaire|le president|l'ordre du jour)")


NO_REAL_VOTE = re.compile(r"\bvotes? (?:indicatif|consultatif|informel)|\bsondage\b|\btour de table\b")
SAYS_ADOPTED = re.compile(r"\W*(?:adopte|approuve|accepte|valide|vote[es]|rejete|refuse|elu|oui\b|ok\b|d'accord|"
    r"favorable|defavorable)")
SPEAKS = re.compile(r"\b(?:rappelle|presente|precise|indique|informe|signale|annonce|souligne|explique|demande|"
    r"souhaite|propose|remercie|fait|pense|estime|regrette|repond)(?:nt)?\b")
RECALLS = re.compile(r"\b(?:rappel|dernier|derniere|precedent|avait|avaient|par le conseil|\d{4})\b")
ASKS = re.compile(r"\?\s*$|\b(?:propose|suggere|demande|souhaite|voudrait|aimerait)(?:nt|rait)?\b")
RESOLVES = re.compile(r"\W*(?:delib|resol)")
MEETS_AGAIN = re.compile(r"\bse (?:reuni|retrouv|verr|rever)|\b(?:prochaine? |la )(?:reunion|seance|"
    r"rencontre)\b[^.]{0,40}(?:aura lieu|se tiendra|fixee|prevue)")
ALL_OF_A_LIST = re.compile(r"\b(?:points?|decisions?|mesures?|dispositions?|modifications?|regles?|resolutions?|"
    r"principes?|choix) suivante?s?|ce qui suit|comme suit")
ACTS = (
    rf"(?:{lexicon.DECIDES}|dit|precise|charge|donne|demande|souhaite|inscrit|habilite|sollicite|rappelle|ajourne|"
    rf"reporte|rejette|refuse)"
)
BEGINS_WITH_ACT = re.compile(rf"^\W*(?:{ACTS}) ")
DONE_IN_A_LIST = re.compile(
    rf"^\W*(?:(?:\d{{1,2}}|[a-z]) ?[.)/°-]+ ?|article \d+(?:er)? ?[:.-]* ?)?(?:de |d'|que |qu'|a |[a-z']{{3,}}(?:er|"
    rf"ir|re|oir) |(?:il est|sont?|est) |{ACTS} |"
    rf"(?:la|le|les|l'|un|une) [^,;]{{3,90}} (?:est|sont|sera|seront) )"
)
APPOINTS = re.compile(r"designee?|elue?\b|nommee?")
NOTHING_DECIDED = re.compile(r"\baucune? (?:decision|vote)|pas de decision")
ANNOUNCES_VOTE = re.compile(r"\W*(?:[a-z\d]{1,3} ?[.)/-] ?)?(?:votes?|resultats? d[eu]|le vote|il est procede)")
TELLS_VOTE = re.compile(
    r"\W*(?:votes?\b|pour\b|resultat|\d+ (?:voix|pour|vote|abst|contre)|a l'unanimite|unanim)"
)
VOTE_LABEL = re.compile(r"\W*(?:resultats?|votes?) ?(?:du vote)? ?:?$")
FEWEST_SIGNS = 3  # letters and digits of what a mark announces
FEWEST_LETTERS = 6  # of an item that decides
NOMINAL = 110  # characters of a heading that only names its subject
BRIEF = 220  # characters of a sentence that tells a vote beside what it is about
SAYS_ITSELF = 30  # characters from which an announcement of a vote names its subject
HALF_SEEN = 0.2  # of a score: enough for the state of what a mark announces
_WORD = re.compile(r"[a-z]{4,}")


def has_content(text: str) -> bool:
    """Whether a sentence with a vote says more than the vote."""
    return len(_WORD.findall(text)) > 4


def is_remark(text: str) -> bool:
    """Whether what stands after an arrow only asks, recalls, doubts, or is a thing to do."""
    return any(pattern.match(text) for pattern in (NO_CONTENT, TASKLIKE)) or any(
        pattern.search(text) for pattern in (MEETS_AGAIN, DOUBTFUL)
    )
