"""Sentences that charge somebody: a person or a group, then a verb of work; « chargé de », « mandate », « sera … par ».

In prose an action needs somebody named before a verb in the present, the future or « va ». Must not take what
somebody says, wishes, regrets or did already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.deadlines import Deadline
from repo_service.domain.minutes.lexicon import any_of
from repo_service.domain.minutes.people import doing, owners, persons
from repo_service.domain.minutes.texts import Folded, flat

PERSON = rf"(?:@[\w.-]+|{persons.NAME})"
INFINITIVE = r"[a-z'-]{2,}(?:er|ir|re|oir)\b"
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
    rf"continuer){_CLITIC}{INFINITIVE}|"
    rf"(?:doit|doivent|devra|devront) (?!etre|avoir|pouvoir|permettre|statuer|valider|se prononcer|deliberer|trancher|"
    rf"encore|rester|intervenir|revenir|se terminer|durer|suffire|commencer|debuter|avoir lieu|"
    rf"paraitre){_CLITIC}{INFINITIVE}|"
    rf"(?:accepte|acceptent|ont accepte|a accepte|s'engage|s'engagent|s'est engagee?|se sont engages|se propose|"
    rf"se proposent|est d'accord|se porte volontaire|se portent volontaires|est volontaire|sont volontaires|"
    rf"propose(?= de s'en )) (?:de|d'|a|pour) ?{_CLITIC}(?!{_NO_ACCEPTED}){INFINITIVE}|"
    rf"port(?:era|eront) (?:cette|ce|cet|ces|la|le|les|leur|sa|son) (?:demande|proposition|question|candidature|sujet|"
    rf"dossier|projet|requete|reclamation)s?\b|"
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
    + INFINITIVE
)
_PASSIVE = re.compile(r"\b(?:sera|seront) (?:[a-z]+ment )?[a-z]+(?:e|ee|es|ees|is|ise|it|ite|us|ue|"
    r"u)s?\b(?: [^.;:,]{0,60}?)? par (?P<owner>[^.;:]{3,80})")
_AGREED = re.compile(r"(?:convenu|decide|entendu|acte|prevu) (?:que|"
    r"qu')(?P<owner>[^.;:]{2,60}?) (?P<verb>[a-z]{3,}(?:rait|raient))\b")
_FALLS_TO = re.compile(r"\b(?:reviendra|reviennent|revient|incombe|incombera|"
    r"(?:est|sera|seront|sont|a ete) confiee?s?) (?:a |au(?=x? ))(?P<owner>[^.;:,]{3,60})")
_LEFT_TO = re.compile(r"\b(?:a charge (?:pour|a)|charge a|il appartient a|il revient a|merci a|a la charge de) "
    r"(?P<owner>[^.;:,]{3,60}?) (?:de|d'|pour) ?" + INFINITIVE)
_ORDERS = (
    (_LEFT_TO, "is left to", 0.7), (_FALLS_TO, "falls to", 0.66), (_CHARGES, "is charged", 0.75),
    (_PASSIVE, "will be done by", 0.66), (_AGREED, "agreed to", 0.75),
)  # fmt: skip
_SUBJECT = re.compile(
    rf"(?P<owner>(?<![\w@]){PERSON}(?:(?:, | et |,? ainsi que ){PERSON})*)"
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
    r"souhaite(?:nt)? (?:que|qu')|prefere(?:nt)? (?:que|qu')|voudrait|voudraient|attend qu|"
    r"demande (?:que|si|a ce)|rappelle qu|repond(?:u)? qu|ajoute qu|souligne qu|rapporte qu|constate qu|craint qu|"
    r"espere qu|"
    r"precise qu|indique qu|explique qu|informe qu|estime qu|pense qu|se demande|"
    r"peut-etre|a propose)"
)
_BY_MEMBERS = re.compile(doing.BY_MEMBERS)
_NARRATES, _NEVER = re.compile(rf"(?:{_CLITIC}){doing.NARRATES}\b"), re.compile(rf"(?:{_CLITIC}){doing.NEVER}\b")
# « regrette que les supports manquent et va les relancer »: what somebody feels, then what he does about it.
_AND_DOES = re.compile(
    r"\b(?:regrette|deplore|remercie|constate|comprend|s'etonne|s'excuse|note|prend note|s'inquiete)\b"
    r"[^.;:]{3,240}? et "
    r"(?P<verb>(?:va (?:(?:les|la|le|lui|leur|en|y) |l')?" + INFINITIVE + r"|s'en (?:charge|occupe)|se charge d)\b)"
)
# « fera réaliser des comptages en mai et en rendra compte avant la fin juin »: two things, each with its day.
_AND_THEN = re.compile(
    rf",? (?:et|puis|et puis) (?P<verb>{_CLITIC}(?:(?!{_NO_TASK}\b)[a-z]{{2,}}(?:era|ira|dra|tra|rra|vra|eront|iront|"
    rf"dront|tront|rront|vront)|{doing.DOES})\b)"
)
# What institutions do in the present without a day: minutes tell how things stand.
_CONSIDERS = re.compile(r"(?:etudi|examin|instrui|travaill|analys|expertis)")
_ALL_OF = re.compile(r"les (?:etablissements|communes|villes|universites|collectivites)\b")
_COMPLEMENT = re.compile(r"\b(?:de|d[’']|du|par|chez|avec)\s*$")
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
    if (also := _and_does(raw, folded, people)) is not None:
        yield also
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
        first = Task(from_, folded.end(end), who, due, _rule(match["verb"]), score)
        yield from _parted(raw, folded, (match.end(), end), first, meeting)
    if taken == 0 and until == len(text):
        yield from _ordered(raw, folded, meeting, people)


_OWN = re.compile(
    rf"\W*(?P<who>{PERSON}(?:(?:, | et | \+ | & |/){PERSON})*)\s+(?P<rest>(?!(?:est|sont|a|ont|était|avait|ne|n[’']|"
    r"s[’']est|se sont|pas|et|ou|qui|que|en|à|au|de|du|des|pour|par|sur|dans)\b)"
    r"(?!\w+(?:ée?|uite|ise|ue)s? )[a-zà-ÿ’' -]{0,12}?[a-zà-ÿ]{2,}(?:e|ent|t|d|ra|ront))\b"
)
_SAYS = re.compile(
    r"(?:[a-z' ]{0,6}\b)?(?:rappell|present|precis|indiqu|inform|signal|annonc|soulign|expliqu|souhait|propos|remerci|"
    r"pens|estim|regrett|repon|ajout|constat|not|trouv|voudr|voit (?!avec|si)|dit|croi|prefer|suggere|s'interrog|"
    r"craint|doute|aimer|evoqu|expos|racont|confirm|insist|s'inquiet|s'etonn|reconn|repre|comprend|connait|sai[ts]|peut|veut|"
    r"doit (?:etre|avoir)|ser|aur|pourr|rest|devien|semble|fait (?:part|remarquer|observer|valoir|le point|un point|"
    r"etat)|demande (?:si|que|qu'|pour|ou|a))"
)


def own(text: str, people: persons.People) -> tuple[str, ...]:
    """Those of the lists whom an arrow names before a verb that is none of saying: « CM voit avec sa mairie »."""
    match = _OWN.match(text[:200])
    who = owners.split(match["who"]) if match else ()
    if match is None or not who or not all(map(people.known, who)):
        return ()
    return () if _SAYS.match(flat(text[match.start("rest") : match.start("rest") + 60])) else who


def _and_does(raw: str, folded: Folded, people: persons.People) -> Task | None:
    """« Mme Roy regrette que les textes manquent et va les relancer »."""
    match = _AND_DOES.search(folded.text)
    if match is None:
        return None
    who, from_ = _subject(raw, folded, 0, match.start(), people)
    known = bool(who) and all(map(people.known, who))
    return Task(from_, folded.end(len(folded.text.rstrip(" ."))), who, None, "will do", 0.66) if known else None


def _parted(
    raw: str, folded: Folded, within: tuple[int, int], task: Task, meeting: date | None
) -> Iterator[Task]:
    """One action, or two where a second verb of the same owner has a deadline of its own."""
    for match in _AND_THEN.finditer(folded.text, *within):
        cut = folded.back(match.start())
        first = deadlines.within(raw[folded.back(within[0]) : cut], meeting)
        start = folded.back(match.start("verb"))
        second = deadlines.within(raw[start : folded.end(within[1])], meeting)
        days = {one.day for one in (first, second) if one and one.day and meeting and one.day >= meeting}
        if len(days) > 1:
            yield replace(task, end=cut, due=first)
            yield replace(task, start=start, due=second)
            return
    yield task


def _only_told(verb: str, after: str, who: tuple[str, ...], due: Deadline | None, people: persons.People) -> bool:
    """Whether minutes narrate what somebody does in the meeting, or a body accepts what it is asked."""
    rule = _rule(verb)
    if rule in {"does", "will do"} and after.startswith(("ne ", "n'")):
        return True
    every = due is not None and due.day is not None and all(_ALL_OF.match(flat(one)) for one in who)
    outside = any(map(owners.outside, who)) and not every
    if rule in {"does", "will do"} and (outside or _disagrees(verb, who) or _NEVER.match(after)):
        return True
    if rule == "does":
        if any(_BODY.match(flat(one)) for one in who):
            return True  # what a body does now is a decision, or told of the meeting
        if due is None and _CONSIDERS.match(after) and not all(map(people.known, who)):
            return True
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
        if len(named) == 1 and _COMPLEMENT.search(before[: match.start()]):
            named = ()  # « Le contrat de Jean Roy se termine »
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
