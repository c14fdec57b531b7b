"""Things to do: rows of tables, lists « À faire », labels « Action : », and sentences that charge somebody.

In prose an action needs somebody named before a verb of work, in the present, the future or « va », or after « chargé
de », « mandate ». Must not take what somebody says, wishes, regrets or did already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.deadlines import Deadline
from repo_service.domain.minutes.lexicon import any_of
from repo_service.domain.minutes.people import doing, owners, persons
from repo_service.domain.minutes.texts import Folded, Stretch, flat

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
_PERSON = rf"(?:@[\w.-]+|{persons.NAME})"
_ASSIGNED = re.compile(
    r"^[\s•*→=>-]*(?P<label>(?:TODO|To ?do|Action|[ÀA] faire)\s+(?:pour )?)?"
    rf"(?P<who>{_PERSON}(?:\s*(?:,|\bet\b|\+|&|/)\s*(?:{_PERSON}|[a-z]\w+)){{0,4}})\s*:\s*(?P<task>\S.*)$",
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
_INFINITIVE = r"[a-z'-]{2,}(?:er|ir|re|oir)\b"
TASK = re.compile(rf"\W*{_INFINITIVE}")
_CLITIC = r"(?:(?:ne|n'|se|s'|s'en|en|y|leur|lui|nous|vous|les|la|le|l'|me|les y) ?){0,2}"
_NO_TASK = any_of("""
    sera aura pourra pourront seront auront restera resteront deviendra permettra faudra durera coutera portera
    porteront commencera debutera conviendra appartiendra entrera entreront ouvrira fermera existera servira
    comprendra comportera suffira beneficiera continuera vaudra figurera figureront interviendra representera
    viendra viendront devra devront paraitra prendra_fin prendra_effet aimera souhaitera regrettera pensera voudra
    voudront partira quittera opera camera laissera arrivera arriveront rejoindra accueillera accueilleront
    concernera tiendra_lieu passera recevra recevront siegera siegeront succedera remplacera votera voteront
    decidera tranchera statuera reviendra reviendront pourront_etre disposera disposeront beneficieront supportera""")
_NO_ACCEPTED = any_of("""
    etre modifier integrer retirer reformuler amender verser recevoir accorder reporter ajouter rester""") + r"\b"
_BODY = re.compile(r"(?:le|la|l'|les) ?(?:conseil|comite|assemblee|bureau|ca|ag|membres|adherents|commission|"
    r"directoire|jury)\b")
_FORMULA = re.compile(r"[^.;]{0,30}\bexecution (?:de (?:la|cette)|du|des|de ces)\b")
_VERBS = re.compile(
    rf"(?P<verb>\b(?:s'en (?:charge|chargent|occupe|occupent|chargera|chargeront|occupera|occuperont|est chargee?)\b|"
    rf"(?:se|s') ?(?:charge|chargent|occupe|occupent|chargera|chargeront|occupera|occuperont) (?:de|d'|du|des)|"
    rf"(?:est|sont|a ete|ont ete|etant) (?:donc |ainsi )?(?:charge|mandate|missionne)(?:e|s|es|ees)? (?:de|d'|pour|a|"
    rf"par [^,.;]{{3,40}} (?:de|pour))|"
    rf"{_CLITIC}(?:va|vont) (?!etre|avoir|devoir|pouvoir|permettre|bien|mieux|changer|falloir|"
    rf"continuer){_CLITIC}{_INFINITIVE}|"
    rf"(?:doit|doivent|devra|devront) (?!etre|avoir|pouvoir|permettre|statuer|valider|se prononcer|deliberer|trancher|"
    rf"encore|rester){_CLITIC}{_INFINITIVE}|"
    rf"(?:accepte|acceptent|ont accepte|a accepte|s'engage|s'engagent|s'est engagee?|se sont engages|se propose|"
    rf"se proposent|est d'accord|se porte volontaire|se portent volontaires|est volontaire|sont volontaires|"
    rf"propose(?= de s'en )) (?:de|d'|a|pour) ?{_CLITIC}(?!{_NO_ACCEPTED}){_INFINITIVE}|"
    rf"{_CLITIC}(?:fera|feront|ira|iront)\b(?! l'objet)|"
    rf"{_CLITIC}(?!{_NO_TASK}\b)[a-z]{{2,}}(?:era|ira|dra|tra|rra|vra|eront|iront|dront|tront|rront|vront)\b|"
    rf"(?!l[ae]s? (?:recherche|commande|programme|relance|demande|compte|poste|note|"
    rf"aide)\b)(?!l[ae]s? [a-z]+e (?:du|de|des|d')\b){_CLITIC}{doing.DOES}\b(?! (?:que|qu'|comment|pourquoi)\b)))"
)
_ENOUGH = re.compile(
    rf"charge|occupe|mandate|missionne|revien|incomb|hoter|confie|ce sera| va | vont |ra\b|ront\b|doit|doivent|"
    rf"accepte|engage|se propos|volontaire|a charge |charge a |\b{doing.DOES}\b"
)
_CHARGES = re.compile(
    r"\b(?P<verb>(?:charge|chargent|a charge|ont charge|mandate|mandatent|a mandate|ont mandate|missionne|invite|"
    r"confie a|a confie a|demande a|a demande a|donne mandat a)) "
    r"(?P<owner>(?:[^.;:]|(?<=\b[a-z])\.){3,90}?) (?<!afin )(?:de|d'|pour|le soin de|la mission de) ?(?:ne pas )?"
    + _INFINITIVE
)
_PASSIVE = re.compile(r"\b(?:sera|seront) (?:[a-z]+ment )?[a-z]+(?:e|ee|es|ees|is|ise|it|ite|us|ue|"
    r"u)s?\b(?: [^.;:,]{0,60}?)? par (?P<owner>[^.;:]{3,80})")
_AGREED = re.compile(r"(?:convenu|decide|entendu|acte|prevu) (?:que|"
    r"qu')(?P<owner>[^.;:]{2,60}?) (?P<verb>[a-z]{3,}(?:rait|raient))\b")
_FALLS_TO = re.compile(r"\b(?:reviendra|reviennent|revient|incombe|incombera|"
    r"(?:est|sera|seront|sont|a ete) confiee?s?) (?:a |au(?=x? ))(?P<owner>[^.;:,]{3,60})")
_LEFT_TO = re.compile(r"\b(?:a charge (?:pour|a)|charge a|il appartient a|il revient a|merci a|a la charge de) "
    r"(?P<owner>[^.;:,]{3,60}?) (?:de|d'|pour) ?" + _INFINITIVE)
_ORDERS = (
    (_LEFT_TO, "is left to", 0.7), (_FALLS_TO, "falls to", 0.66), (_CHARGES, "is charged", 0.75),
    (_PASSIVE, "will be done by", 0.66), (_AGREED, "agreed to", 0.75),
)  # fmt: skip
_SUBJECT = re.compile(
    rf"(?P<owner>(?<![\w@]){_PERSON}(?:(?:, | et |,? ainsi que ){_PERSON})*)"
    rf"(?:[ ,]*\([^()]{{0,60}}\))?,?(?:\s(?:lui-même|elle-même|"
    r"donc|ensuite|également|aussi|en revanche|toutefois|de son côté|pour sa part|par ailleurs|qui [^,]{3,80},|"
    r"[^,()]{3,40},))?\s*$"
)
_NOT_AFTER = "".join(rf"(?<! {word})" for word in ("de", "du", "des", "la", "le", "les", "un", "une", "ce", "au"))
_GROUP_SUBJECT = re.compile(rf"(?P<owner>\b{owners.GROUP}(?: (?!(?:que|qui|et|ou|se|est|sont|a|ont|avait|avaient|etait|"
    rf"besoin|pour|ne|par|l'a|l'ont|s'est|relate|presente|rappelle|propose|raconte|indique|precise|souhaite|explique|"
    rf"informe|annonce|evoque|remercie|signale|pense|estime|souligne|ayant|donne|fait)\b|"
    rf"n')[\w'-]+){{0,5}}?{_NOT_AFTER})"
    rf"(?: (?:donc|ensuite|egalement|aussi))? ?$")
_AGAINST = re.compile(
    r"\b(?:si |s'il|lorsqu|quand |pourrait|pourraient|devrait|devraient|serait|faudrait|souhaiterait|aimerait|"
    r"regrett|propose (?:que|qu')|(?<!se )propose de (?!s'en)|suggere|"
    r"demande (?:que|si|a ce)|rappelle qu|repond(?:u)? qu|ajoute qu|souligne qu|rapporte qu|constate qu|craint qu|"
    r"espere qu|"
    r"precise qu|indique qu|explique qu|informe qu|estime qu|pense qu|se demande|"
    r"peut-etre|a propose)"
)
_BY_MEMBERS = re.compile(doing.BY_MEMBERS)
_NARRATES, _NEVER = re.compile(rf"(?:{_CLITIC}){doing.NARRATES}\b"), re.compile(rf"(?:{_CLITIC}){doing.NEVER}\b")
_SURE = re.compile(r"s'en (?:charge|occupe)|(?:se|s') ?(?:charge|occupe)")
_OF_SELF = re.compile(r"[a-z' ]{0,30}")
_MEETS = re.compile(r"(?:se |s')?(?:reuni|verr|revoi|retrouv|tien|rend|associ|rejoui|felicit|"
    r"soumet(?:tra)? (?:a l'approbation|"
    r"au vote)|communique pas|entend|ne )")
_NO_WORK = re.compile(r"^\W*(?:le|la|les|un|une) (?:projet|rapport|budget|compte|programme|calendrier|plan|texte|"
    r"site|logiciel)\b")


@dataclass(frozen=True, slots=True)
class Task:
    """An action within a stretch: offsets of the words to quote, who, when. ``rule`` names how it was seen."""

    start: int
    end: int
    owners: tuple[str, ...]
    due: Deadline | None
    rule: str
    score: float
    done: bool = False


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
    first = 0
    match = re.match(r"\s*([^:]{2,70}?)\s*(?::|→|=>|\s[–-]\s)\s*(?=\S)", text) if not who else None
    if match and (named := owners.split(match[1])) and all(owners.is_owner(one, people) for one in named):
        who, first = named, match.end()
    if not who and (match := re.search(r"(?:\s[–-]|→|=>|:|"
        r",)\s*([^:–→=,]{2,60}?)(?:(?:,|\s[–-])\s*([^,–]{3,40}))?[\s.;]*$", text[:end])):
        named = owners.split(match[1])
        if named and all(owners.is_owner(one, people) for one in named):
            who, end = named, match.start()
            told = deadlines.whole(match[2], meeting) if match[2] else None
            due = due or (owners.bare(told) if told else None)
    if not who:
        for task in prose(line.text[start : start + len(text)], meeting, people):
            return Task(start, start + end, task.owners, due or task.due, rule, 0.85)
    due = due or deadlines.within(text[first:], meeting)
    return Task(start + first, start + max(end, first + 1), who, due, rule, 0.85)


_NO_TASK_BEHIND = re.compile(r"https?:|\w+\W*$")  # « @url : https://… », « @xml:id »


def assigned(line: Stretch, start: int, end: int, meeting: date | None, people: persons.People) -> Task | None:
    """« TODO Guillaume : mettre en ligne », « @lena : réserver la salle », « Julien : faire un rappel »."""
    match = _ASSIGNED.match(line.text[start : min(end, start + 1200)])
    if match is None or match["task"].rstrip().endswith("?") or _NO_TASK_BEHIND.match(match["task"]):
        return None
    who = owners.split(match["who"])
    sure = bool(match["label"]) or match["who"].startswith("@")
    infinitive = re.match(_INFINITIVE, flat(match["task"][:60]))
    if not who or not all(owners.is_owner(one, people) or "@" in match["who"] for one in who):
        return None
    if not sure and not (infinitive and all(people.known(one) for one in who)):
        return None
    due = deadlines.within(match["task"], meeting)
    return Task(start + match.start("task"), start + match.end("task"), who, due, "assigned", 0.85)


_TODO = re.compile(rf"(?<=\S )(?:TODO|To ?do|À faire)\s+(?:pour )?(?P<who>{_PERSON})\s*:\s*(?P<task>[^:]{{4,400}}?)"
    rf"(?=\sTODO\b|$)")


def todo(raw: str, meeting: date | None, people: persons.People) -> Iterator[Task]:
    """« … fait en direct. TODO MF : compte de service, mi-décembre » in the middle of joined lines."""
    for match in _TODO.finditer(raw[:1500]):
        if owners.is_owner(match["who"], people):
            due = deadlines.within(match["task"], meeting)
            yield Task(match.start("task"), match.end("task"), (match["who"],), due, "assigned", 0.85)


def prose(raw: str, meeting: date | None, people: persons.People) -> Iterator[Task]:
    """The actions of one sentence: somebody, then a verb of work."""
    folded = Folded(raw[:1200])
    text = folded.text
    against = _AGAINST.search(text)
    if not _ENOUGH.search(text):
        return
    until = against.start() if against and not _SURE.search(text) else len(text)
    if text.endswith("?"):
        return
    taken = 0
    for match in _VERBS.finditer(text):
        if match.end() > until and (against is None or until < match.start() or _OF_SELF.match(text[until:])):
            break
        if match.start() < taken or not _is_present(raw, folded, match):
            continue
        clause = max(text.rfind(mark, 0, match.start()) for mark in (";", ":", " mais ", " et que "))
        who, from_ = _subject(raw, folded, clause + 1, match.start(), people)
        if not who:
            continue
        end = _clause_end(text, match.end())
        due = deadlines.within(raw[folded.back(match.start()) : folded.end(end)], meeting) or (
            deadlines.within(raw[folded.back(from_ if clause < 0 else clause + 1) : folded.end(end)], meeting)
        )
        if due is not None and due.day and meeting and due.day < meeting:
            due = None  # « sa révocation en octobre 2019 » is no deadline
        if _only_told(match["verb"], text[match.start() :], who, due, people):
            continue
        score = _belief(match["verb"], due)
        taken = end
        yield Task(from_, folded.end(end), who, due, _rule(match["verb"]), score)
    if taken == 0 and until == len(text):
        yield from _ordered(raw, folded, meeting, people)


def _only_told(verb: str, after: str, who: tuple[str, ...], due: Deadline | None, people: persons.People) -> bool:
    """Whether minutes narrate what somebody does in the meeting, or a body accepts what it is asked."""
    rule = _rule(verb)
    if rule in {"does", "will do"} and after.startswith(("ne ", "n'")):
        return True
    if rule in {"does", "will do"} and (any(map(owners.outside, who)) or _disagrees(verb, who) or _NEVER.match(after)):
        return True
    if rule == "does":
        if any(_BODY.match(flat(one)) for one in who):
            return True  # what a body does now is a decision, or told of the meeting
        if all(map(people.known, who)) and _BY_MEMBERS.match(after):
            return False
        return due is None and bool(_NARRATES.match(after))
    if rule == "accepts to":
        return any(_BODY.match(flat(one)) for one in who)
    return rule == "takes charge" and bool(_FORMULA.match(after[len(verb) :]))


def _disagrees(verb: str, who: tuple[str, ...]) -> bool:
    """« La bibliothèque de droit débuteront »: a verb in the plural, whose subject stands further up."""
    plural = re.search(r"(?:ront|ent)$", verb.strip()) is not None
    return plural and len(who) == 1 and bool(re.match(r"(?:le |la |l'|notre |chaque |chacun)", flat(who[0])))


def _is_present(raw: str, folded: Folded, match: re.Match[str]) -> bool:
    """Whether the verb is none that begins with a capital (« Sandra ») and no participle (« adressé »)."""
    start, last = folded.back(match.start()), folded.back(match.end() - 1)
    before = folded.text[max(0, match.start() - 12) : match.start()]
    if raw[start : start + 1].isupper() or re.search(r"\b(?:a|ont|est|sont|etait|avait|ete|soit) $", before):
        return False
    return raw[last : last + 1] not in {"é", "É"}


def _belief(verb: str, due: Deadline | None) -> float:
    firm = re.search(r"charge|occupe|mandate|missionne|accepte|engage", verb)
    score = 0.82 if firm else 0.66 if re.search(r"(?:ra|ront)$|^va |^vont ", verb.strip()) else 0.56
    return min(0.95, score + 0.14 * bool(due and due.day) + 0.06 * bool(due))


def _rule(verb: str) -> str:
    if re.search(r"charge|occupe|mandate|missionne", verb):
        return "takes charge"
    if re.search(r"accepte|engage|propose", verb):
        return "accepts to"
    return "will do" if re.search(r"(?:ra|ront)$|\bva |\bvont ", verb.strip()) else "does"


_NEXT_CLAUSE = re.compile(
    r";|\. |, (?:qui|ce qui|mais)\b|"
    r" et (?=[a-z.]+ [a-z-]+ (?:se |s'|va |vont |[a-z]+(?:era|ira|dra|eront|iront|dront)\b))"
)


def _clause_end(text: str, start: int) -> int:
    found = _NEXT_CLAUSE.search(text, start)
    return found.start() if found else len(text.rstrip(" ."))


def _subject(raw: str, folded: Folded, clause: int, verb: int, people: persons.People) -> tuple[tuple[str, ...], int]:
    """The owners that stand just before a verb, and where they begin in the raw text."""
    first = max(clause, verb - 200)
    from_, to = folded.back(first), folded.back(verb)
    before = raw[from_:to]
    if match := _SUBJECT.search(before):
        named = owners.split(match["owner"])
        kept = tuple(one for one in named if owners.is_owner(one, people))
        if kept and len(kept) == len(named) and _somebody(kept, people):
            return kept, from_ + match.start()
    text = folded.text[first:verb]
    group = _GROUP_SUBJECT.search(text) if not _MEETS.match(folded.text[verb : verb + 30]) else None
    if group and not _NO_WORK.match(group["owner"]):
        start, end = folded.back(first + group.start("owner")), folded.end(first + group.end("owner"))
        words = raw[start:end].strip(" ,")
        if len(words) < 70:
            return (words,), start
    return (), 0


def _somebody(names: tuple[str, ...], people: persons.People) -> bool:
    """A name alone must be known here, have a title or be one of two words: « Vaucourt établira » is no person."""
    return all(people.known(one) or one.startswith("@") or _looks_like_one(one, people) for one in names)


_TITLE_OR_INITIAL = re.compile(r"(?:MM?\.|Mmes?|Mlles?|Dre?\.?|Pre?\.?|Me|Monsieur|Madame|Messieurs|Mesdames|"
    r"[A-ZÀ-Þ]\.)")


def _looks_like_one(name: str, people: persons.People) -> bool:
    """Two words that nobody in the lists bears: « Coupe de France » is a person only where no list is known."""
    words = name.split()
    titled = bool(_TITLE_OR_INITIAL.match(name))
    return len(words) > 1 and (titled or not people.words or people.known(words[0]))


def _ordered(raw: str, folded: Folded, meeting: date | None, people: persons.People) -> Iterator[Task]:
    """« Le conseil mandate M. Le Bellour pour négocier », « sera relue par Mme X », « convenu que X ferait »."""
    for pattern, rule, score in _ORDERS:
        for match in pattern.finditer(folded.text):
            start, end = folded.back(match.start("owner")), folded.end(match.end("owner"))
            words = raw[start:end].strip(" ,.")
            named = re.match(persons.NAME + rf"(?:(?:, | et )(?:{persons.NAME}))*", words)
            group = re.match(owners.GROUP + r"(?: (?!(?:qui|que|et|de|"
                r"pour)\b)[\w'-]+){0,2}", folded.text[match.start("owner") :].lstrip())
            owner = named[0] if named else words[: len(group[0])] if group else ""
            who = owners.split(owner)
            sure = bool(who) and all(owners.is_owner(one, people) for one in who)
            if not sure or (named and not _somebody(who, people)):
                continue
            if rule in {"will be done by", "falls to"} and any(map(owners.outside, (owner, words))):
                continue
            last = _clause_end(folded.text, match.end())
            from_ = folded.back(match.start()) if rule == "is charged" else start if rule == "agreed to" else 0
            due = deadlines.within(raw[folded.back(match.start()) : folded.end(last)], meeting)
            yield Task(from_, folded.end(last), who, due, rule, min(0.95, score + 0.14 * bool(due)))
            return
