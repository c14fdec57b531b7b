"""Things to do: rows of tables, lists « À faire », labels « Action : », and sentences that charge somebody.

The sentences themselves are read by ``tasks.telling``. Must not take for new what a list says to be done already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.deadlines import Deadline
from repo_service.domain.minutes.people import owners, persons
from repo_service.domain.minutes.tasks.telling import INFINITIVE, PERSON, Task, own, prose
from repo_service.domain.minutes.texts import Stretch, flat

__all__ = ["Task", "prose"]  # what sentences tell is used from here too
HEADING = re.compile(
    r"^(?:\W{0,3}|[a-z\d]{1,4} ?[.)-] ?)(?:(?:liste|tableau|releve|recapitulatif|recap|synthese|rappel|plan|suivi|"
    r"point) (?:des |de |d')?(?:suivi des )?|(?:prochaines?|nouvelles?|principales?|autres?) |"
    r"(?:ce qu')?(?:il )?(?:nous )?"
    r"(?:reste(?:nt)?|restant(?:es?)?) )?"
    r"(?:actions?\b(?! (?:culturelle|educative|sociale|internationale|logement|locale)s?)|a faire|todo|to do|taches?|"
    r"suites? a donner|suites?$|prochaines etapes|qui fait quoi|"
    r"travail a faire|travaux a (?:mener|faire)|mission[s]? (?:confiees|a)|(?:to[- ]?do|todo)[- ]?list|choses a faire|"
    r"(?:d'ici|pour) la prochaine (?:fois|reunion|seance)|a preparer|feuille de route|devoirs?)"
    r"(?! (?:realise|effectue|termine|mene|passe|fait|cloture|acheve|acquis|accompli)e?s?\b)(?P<rest>[^.;]{0,60})$"
)
LABEL = re.compile(r"^(?:[-*•→⇒=>] ?){0,3}(?:actions?|a faire|todo|to do|"
    r"tache|mission) ?(?:n ?[°o] ?)?(?:\d{1,3})? ?[:>-]+ ?(?=\S)|^(?:[-*•→⇒=>] ?){0,3}a ?\d{1,2} ?[:.)-]+ ?(?=\S)")
# « TODO Guillaume : », « @lena : », « Julien : faire un rappel ».
_ASSIGNED = re.compile(
    r"^[\s•*→=>-]*(?P<label>(?:TODO|To ?do|Action|[ÀA] faire)\s+(?:pour )?)?"
    rf"(?P<who>{PERSON}(?:\s*(?:,|\bet\b|\+|&|/)\s*(?:{PERSON}|[a-z]\w+)){{0,4}})\s*:\s*(?P<task>\S.*)$",
    re.DOTALL,
)
# « Pilote : R. Cuvelier », « Échéance : 01/11/2011 », in lines of their own below what was decided.
IN_CHARGE = re.compile(r"\W*(?:pilotes?|responsables?|porteu(?:r|se)s?|qui|(?:personnes? )?en charge|referente?s?|"
    r"suivi par|"
    r"charge[e]?s? (?:du suivi|de l'action|d'action)|action confiee a|attribue a|confie a)(?: ?\(s\))? ?: ?(?=\S)")
DUE_BY = re.compile(r"\W*(?:(?:date d')?echeances?|delais?|date (?:limite|butoir|prevue)|quand|pour quand|pour le|"
    r"a faire "
    r"(?:pour|avant)(?: le)?) ?: ?(?=\S)")
DONE = re.compile(r"^(?:fait|faite?s?|ok|termine[es]*|realise[es]*|clos[es]*|acheve[es]*|effectue[es]*|envoye[es]*|"
    r"solde[es]*|100 ?%|x|oui|✓|✔)\b(?! (?:partiellement|en partie))")
TASK = re.compile(rf"\W*{INFINITIVE}")


def is_heading(line: Stretch, *, heading: bool) -> bool:
    """Whether a line says that actions follow: a heading, a line that ends with a colon, or « À faire » alone."""
    match = HEADING.match(line.head) if len(line.text) < 110 else None
    if match is None:
        return False
    bare = not match["rest"].strip(" :.?*_")
    return heading or line.text.rstrip(" *_").endswith(":") or (bare and line.column < 0)


# « Stats dépôts : fait (JW) », « baie : commandée le 28/03 », « Page wiki : toujours pas »: old actions, followed up.
_FOLLOWED = re.compile(
    r"[:–—→-]\s*(?:(?:c[’']est|a été|ont été|est|sont|déjà|bien) )?(?:(?:[Ff]ait|FAIT|[Oo][Kk]|[Tt]erminée?|"
    r"[Cc]lose?|[Rr]églée?|[Ss]oldée?)"
    r"(?:e?s?)\b(?! (?:le|un|une|pour)\b)|en cours\b|en attente\b|toujours (?:pas|en)\b|pas (?:encore|fait|eu)\b|"
    r"sans (?:suite|réponse|nouvelles?)\b|abandonnée?s?\b|annulée?s?\b|"
    r"(?!prévu|attendu|proposé|demandé|fixé|souhaité)[a-zà-ÿ]{3,}ée?s?(?=\s+(?:le|en|la semaine|par|depuis|à)\b|"
    r"\s*[,;.(]|\s*$)|"
    r"(?:reçue?s?|rendue?s?|remise?s?|transmise?s?|obtenue?s?|parue?s?|vue?s?|mise?s? en ligne)\b)|[,(]\s*(?:fait|"
    r"ok|OK)e?s?\W*$"
)
_OPENS_LIST = re.compile(r"(?:^|[.!?…:;] )\W{0,3}(?P<last>[^.!?…:;]{3,60} ?: ?)$")


_STANDS = re.compile(r"\s*(?:[:–—→]|\s-)\s*(?:à faire|A faire|todo|TODO|ouverte?|à suivre|non commencée?|à venir)"
    r"[\s.;]*$")


def followed_up(text: str) -> bool:
    """Whether a line of a list says of an action only how it stands: it was given at another meeting."""
    return bool(_FOLLOWED.search(text[:300]))


def opens_list(line: Stretch) -> bool:
    """Whether the last words of a paragraph announce a list of actions: « … la dernière fois. Qui fait quoi : »."""
    match = _OPENS_LIST.search(line.folded.text[-90:]) if line.text.rstrip(" *_").endswith(":") else None
    return match is not None and bool(HEADING.match(match["last"].strip()))


def listed(line: Stretch, start: int, meeting: date | None, people: persons.People, rule: str) -> Task | None:
    """A line of a list of actions, or what follows « Action : »: the whole line, its owner told by bracket or colon."""
    text = line.text[start:]
    lead = len(text) - len(text.lstrip(" -–•*→⇒=>"))
    text, start = text[lead:], start + lead
    if sum(char.isalpha() for char in text) < 4 or (" " in text.strip() and persons.is_person(text.strip(" .;,"))):
        return None
    stands = _STANDS.search(text)
    end = stands.start() if stands else len(text)
    text = text[:end]
    who: tuple[str, ...] = ()
    due: Deadline | None = None
    at, bracket_owners, bracket_due = owners.bracketed(text, meeting, people)
    if at > 0:
        end, who, due = at, bracket_owners, bracket_due
    if who and rule == "arrow with an owner" and not TASK.match(flat(text)) and _codes(who, people):
        end, who = len(text), ()  # « Les cotes commencent par le code de la commune (CAS, STA) »
    first = 0
    match = re.match(r"\s*([^:]{2,70}?)\s*(?::|→|=>|\s[–-]\s)\s*(?=\S)", text) if not who else None
    if match and (named := owners.split(match[1])) and all(owners.is_owner(one, people) for one in named):
        who, first = named, match.end()
    if not who and (match := re.search(r"(?:\s[–-]|→|=>|:|"
        r",)\s*([^:–→=,]{2,60}?)(?:(?:,|\s[–-])\s*([^,–]{3,40}))?[\s.;]*$", text[:end])):
        named = owners.split(match[1])
        whole = match[0].count("(") == match[0].count(")")
        if named and whole and all(owners.is_owner(one, people) for one in named):
            who, end = named, match.start()
            told = deadlines.whole(match[2], meeting) if match[2] else None
            due = due or (owners.bare(told) if told else None)
    if not who:
        for task in prose(line.text[start : start + len(text)], meeting, people):
            return Task(start, start + end, task.owners, due or task.due, rule, 0.85)
        if rule == "arrow with an owner" and (who := own(text, people)):
            return Task(start, start + end, who, due or deadlines.within(text, meeting), rule, 0.75)
    due = due or deadlines.within(text[first:], meeting)
    return Task(start + first, start + max(end, first + 1), who, due, rule, 0.85)


def _codes(words: tuple[str, ...], people: persons.People) -> bool:
    """Whether several words in capitals are codes: nobody there is called so."""
    return len(words) > 1 and all(word.isupper() and not people.known(word) for word in words)


_NO_TASK_BEHIND = re.compile(r"https?:|\w+\W*$")  # « @url : https://… », « @xml:id »


def assigned(line: Stretch, start: int, end: int, meeting: date | None, people: persons.People) -> Task | None:
    """« TODO Guillaume : mettre en ligne », « @lena : réserver la salle », « Julien : faire un rappel »."""
    match = _ASSIGNED.match(line.text[start : min(end, start + 1200)])
    if match is None or match["task"].rstrip().endswith("?") or _NO_TASK_BEHIND.match(match["task"]):
        return None
    who = owners.split(match["who"])
    sure = bool(match["label"]) or match["who"].startswith("@")
    infinitive = re.match(INFINITIVE, flat(match["task"][:60]))
    if not who or not all(owners.is_owner(one, people) or "@" in match["who"] for one in who):
        return None
    if not sure and not (infinitive and all(people.known(one) for one in who)):
        return None
    due = deadlines.within(match["task"], meeting)
    return Task(start + match.start("task"), start + match.end("task"), who, due, "assigned", 0.85)


_TODO = re.compile(rf"(?<=\S )(?:TODO|To ?do|À faire)\s+(?:pour )?(?P<who>{PERSON})\s*:\s*(?P<task>[^:]{{4,400}}?)"
    rf"(?=\sTODO\b|$)")


def todo(raw: str, meeting: date | None, people: persons.People) -> Iterator[Task]:
    """« … fait en direct. TODO MF : compte de service, mi-décembre » in the middle of joined lines."""
    for match in _TODO.finditer(raw[:1500]):
        if owners.is_owner(match["who"], people):
            due = deadlines.within(match["task"], meeting)
            yield Task(match.start("task"), match.end("task"), (match["who"],), due, "assigned", 0.85)
