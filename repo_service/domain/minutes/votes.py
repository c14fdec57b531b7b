"""The grammar of votes in French minutes: counts in digits or words, before or after their label, one a line or all.

Must not add up what is not said: « 4 voix pour et 1 abstention » says nothing of those against.
"""

from __future__ import annotations

import re
from dataclasses import replace

from repo_service.domain.minutes.found import Outcome, Votes
from repo_service.domain.minutes.voting import named, numbers
from repo_service.domain.minutes.voting.numbers import number as _number
from repo_service.domain.minutes.voting.plainly import plainly

LONGEST = 400  # characters of a sentence that only tells a vote
_N, _M, _WORDS = numbers.N, numbers.M, numbers.WORDS
_VOICES = (
    r"(?: (?:voix|votes?|suffrages?|mandats?|bulletins?|personnes?|membres?|elus?|elues|"
    r"conseillers?|adherents?|administrateurs|delegues?|participants|presents|oui|"
    r"non)(?: exprimee?s?)?)"
)
_VOICES_ = rf"{_VOICES}?"
_STOPS = r"(?= ?(?:[,;:./()\]|-]|et\b|pour\b|contre\b|abst|ne pren|$|voix|votes?\b|oui|non|n'a))"
_IS = r" ?(?:[:=]|\|)+ ?"
_TOLD_BY = r"[\"«»*]? ?"

_FOR = (
    rf"{_N}{_VOICES} ?{_TOLD_BY}(?:(?:votent|ont vote|se prononcent|sont) )?(?:pour|favorables?|en faveur|"
    rf"positifs?)\b(?!{_IS}\d)(?! \d+ (?!contre|abst|voix|votes?|non\b|blanc|bulletin))",
    r"(?P<n>\b\d{1,3}) avis favorables?",
    rf"{_N} ?{_TOLD_BY}(?:pour|favorables?|oui)\b(?!{_IS}\d){_TOLD_BY}(?= ?(?:[,;:./()\]|-]|et\b|\d|une?\b|contre|"
    rf"abst|$))",
    rf"\b(?:pour|favorables?|en faveur|oui|approbations?)\b(?! \d)(?: [^:;,.\d]{{1,40}}?)?{_IS}{_N}",
    rf"\b(?:pour|en faveur|favorables?|oui) ?[(=-]? ?{_N}{_STOPS}",
    rf"\b(?:pour) ?\({_N}",
    rf"{_N}{_VOICES_} (?:sont )?pour (?:le |la |les |l'|un |une |[a-z]+(?:er|ir|re) )"
    rf"[^;.:\d]{{2,50}}[,;] ?(?=\d+ (?:voix )?contre|"
    rf"une? contre|aucun|\d+ abst|une abst)",
    # « 3 pour « Versalire », 2 pour l’autre »: of two things, the one that is named first
    rf"{_N}{_VOICES_} pour (?:[«\"] ?|le |la |l'|les |un |une )"
    rf"[^;.:\d]{{2,60}}?[,;] ?(?:et )?{_N.replace('?P<n>', '?:')}{_VOICES_} pour\b",
    rf"\(votes?{_IS}{_N}",
    rf"\({_N} voix(?: sur \d+)?(?= ?[,;)]| et )",
    rf"^\W*{_N} (?:voix|votes?|suffrages?)\W*$",
    rf"\bsoit {_N} voix\b(?! (?:contre|d'abst))",
)
_AGAINST = (
    rf"{_N}{_VOICES_} ?{_TOLD_BY}(?:contre|defavorables?|negatifs?|oppositions?|opposants?|dissidences?|dissidents?|"
    rf"opposees?|opposes?|s'y oppos\w+|s'oppos\w+)\b(?! \d)(?!{_VOICES_} ?{_IS}\d)",
    r"(?P<n>\b\d{1,3}) avis defavorables?",
    rf"{_N} ?{_TOLD_BY}non\b{_TOLD_BY}(?= ?(?:[,;.)]|et\b|\d|une?\b|abst|$))",
    rf"\b(?:contre|oppositions?|opposes?|opposants?|dissidences?|non|(?<!avis )defavorables?)\b(?! \d)"
    rf"(?: [^:;,.\d]{{1,40}}?)?{_IS}{_N}",
    rf"\b(?:contre|oppositions?|dissidences?|non|(?<!avis )defavorables?) ?[(=-]? ?{_N}{_STOPS}",
)
_ABSTENTION = (
    rf"{_N}{_VOICES_}(?: d)?(?: ?')? ?abst?(?:ention)?(?:s|\(s\))?\b(?!\.? ?\d{{1,3}}(?: ?[,;.)]|$))\.?(?!{_IS}\d)",
    rf"\babst?(?:ention)?(?:s|\(s\))?\b\.?(?: [^:;,.\d]{{1,40}}?)?{_IS}{_N}",
    rf"\babst?(?:ention)?(?:s|\(s\))?\.? ?[(=-]? ?{_N}{_STOPS}",
    rf"\b(?:s'abst(?:ient|iennent)|(?:se sont|s'est) abstenue?s?)(?:{_IS}| (?=\d)){_N}",
    rf"{_N}{_VOICES_} (?:s'abst(?:ient|iennent|enant)|s'est abstenue?|se sont abstenue?s|de s'abstenir)",
)
_NOT_VOTING = (
    rf"{_N} (?:nppv|refus de (?:vote|prendre part)|non[- ]participations?)",
    rf"{_N}{_VOICES_} (?:ne (?:prend|prennent|participe|participent|prenant) pas (?:part|au vote)|n'(?:a|ont)"
    rf" pas pris part|"
    r"ne (?:vote|votent) pas|non[- ]votants?)",
    rf"(?:n[e'] ?(?:prend|prennent|prenant|participe|participent|a|ont)"
    rf" pas (?:pris )?(?:part )?(?:participe )?au vote|nppv|"
    rf"refus de (?:vote|(?:prendre|prise) (?:de )?part(?: au vote)?)|non[- ]participations?"
    rf"|ne prend pas part|non[- ]votants?)(?: ?\(s\))?(?:{_IS}| (?=\d)){_N}",
)
_PRESENT = (
    rf"\b(?:nombre d[e'] ?)?(?:votants|votes exprimes|presents? et representes?)(?: [^:;,.\d]{{1,30}}?)?{_IS}{_N}",
    rf"\b(?:nombre de )?votants {_N}",
    rf"{_N} (?:votants|electeurs)\b",
)
_BLANK = (
    rf"{_N}(?: (?:votes?|bulletins?|voix|suffrages?))? (?:blancs?|nuls?)",
    rf"\b(?:blancs?|nuls?)(?: (?:ou|et) nuls?)?{_IS}{_N}",
    rf"\b(?:blancs?|nuls?) {_N}{_STOPS}",
)
_KINDS = {
    name: tuple(re.compile(pattern) for pattern in patterns)
    for name, patterns in (
        ("in_favour", _FOR), ("against", _AGAINST), ("abstention", _ABSTENTION), ("not_voting", _NOT_VOTING),
        ("present", _PRESENT), ("blank", _BLANK),
    )
}  # fmt: skip
# « par 4 voix contre 3 », « huit voix, contre deux »: those who carried it, then the others.
_CARRIED = re.compile(
    rf"\b(?:par |avec |a |recueilli |obtenu |recu )?{_N} voix (?:pour )?(?:et |, )?contre {_M}(?! ?[:=])"
    rf"|(?:\b(?:par|avec|a)|\(|\bvotes? ?:) ?{_N.replace('<n>', '<n2>')} contre {_M.replace('<m>', '<m2>')}(?! ?[:=])"
)
_EACH = re.compile(r"\(\d+ voix\)")
_OF_PERSONS = re.compile(r"\b(?:elue?s?|candidate?s?|candidature|siege|reelue?s?)\b")  # their voices are for them
_BY = re.compile(rf"\b(?P<how>par|avec|recueill\w+|obtien\w+(?: chacune?| que)?|obtenu\w*(?: chacune?)?|recoi\w+|"
    rf"recu\w*|a|totalis\w+|"
    rf"rassembl\w+) {_N} "
    rf"(?:voix|votes?|suffrages)(?! ?(?:contre|d'abst|pour|defav|pres\b))(?: exprimes)?(?: sur {_M})?")
_UNANIMOUS = re.compile(
    r"\b(?:tous|toutes|tout le monde|l'ensemble des [a-z]+)(?: les)?(?: membres| voix| presents|"
    r" votants)*(?: presents?)?"
    r"(?: (?:sont|est|votent|vote))? pour\b(?! (?:que|le|la|les|l'|un|\d))|"
    r"\bunanimite\b(?! (?:moins|est (?:requise|necessaire)|n'|absolue|requise|a une? (?:voix|abst)))|\bunanim(?:es?|"
    r"ement)\b"
)
_NOT_UNANIMOUS = re.compile(r"(?:n'est pas|faute d'|sans l'|pas d'|pas (?:a |l')*|defaut d'|a defaut|quasi[- ]|"
    r"quasi )\W*"
    r"unanimite|unanimite(?: des [a-z ]{2,40})?,? ?(?:moins |sauf |a l'exception|a (?:\d|une?|deux|trois) (?:voix|"
    r"abst|pres))")
_LESS = re.compile(rf"unanimite(?: des [a-z ]{{2,40}})?,? (?:moins|a l'exception d'|sauf) {_N} (?P<what>abstention|"
    rf"voix|vote|refus)")
_MAJORITY = re.compile(
    r"(?:a la )?majorite (?:absolue|simple|relative|qualifiee|requise|des (?:deux tiers|trois quarts|\d/\d|voix|"
    r"suffrages|membres|"
    r"presents|votants)[a-z ]{0,30}?)(?=[,;.:()]|$| (?:et|moins|le|la))|\ba (?:une |la )?(?:large |grande |"
    r"tres )*majorite\b"
)
_SECRET = re.compile(r"\b(?:bulletins?|scrutin|vote)s? secrets?\b")
_WEIGHTED = re.compile(r"\b\d+ (?:mandats|parts|actions)\b")
_NUMBER_FIRST = re.compile(rf"\W*(?:votes?|resultats?[^:]{{0,30}})?\W*{_N}{_VOICES_}(?: d')? ?(?:pour|contre|abst)")
_THEN_NUMBER = re.compile(r"\b(pour|contre|abstentions?) (?=\d)")  # « 0 vote contre 28 votes pour »
_ANY = re.compile(
    r"voix|vote|pour\b|contre\b|abst|unanim|majorite|votants|favorable|suffrage|oppos|bulletin|scrutin|blanc|nppv|"
    r"en faveur|dissiden|\bp ?[:=] ?\d|\b(?:oui|non) ?:? ?\d|\d (?:oui|non)\b"
)
OF_ALL = re.compile(r"\b(?:chacune?|toutes?|tous|ensemble) (?:des? |d'eux|d'elles|les? )|\b(?:pour|sur) (?:ces|"
    r"les) (?:deux|trois|quatre|cinq|"
    r"\d+) (?:points|deliberations|resolutions|decisions|articles|propositions)")  # a vote that several decisions share
# What a sentence that tells only a vote is made of.
_ONLY = re.compile(
    rf"(?:{_N.replace('?P<n>', '?:')}|\b(?:votes?|votants|voix|pour|contre|abst(?:ention)?s?|unanimite|"
    rf"unanime(?:ment)?|nombre|suffrages?|exprimes?|"
    r"bulletins?|blancs?|nuls?|favorables?|en faveur|oui|non|resultats?|scrutin|a main levee|secret|adoptee?s?|"
    r"approuvee?s?|acceptee?s?|votee?s?|"
    r"validee?s?|rejetee?s?|avis|proposition|resolution|decision|majorite|absolue|simple|des|de|du|la|le|les|l'|d'|a|"
    r"au|aux|et|est|sont|"
    r"ont|membres|presents?|representes?|s'abstient|s'abstiennent|s'est|abstenue?|abstiennent|votent|s'|ne|prend|"
    r"prennent|pas|part|par|"
    r"sans|moins|avec|sauf|il y a|aucune?|ni|votant|se|prononcent?|prononcee?s?|personnes?|elue?s?|sur|abstenue?s|sont|"
    r"exprimees|tous|toutes|opposition|soit|dont|puis|mis|mise|aux|ote|motion|texte|point|deliberation|cette|ce|"
    r"ainsi|n'a|pris|vote"
    r")\b|[\W\d_])"
)
_STARTS = re.compile(
    r"^\W*(?:votes?\b(?! (?:de|d|du|des|la|le|les)\b)|resultats? d[ue]|pour ?[:=(\d]|contre ?[:=(\d]|"
    r"abstentions? ?[:=(\d]|"
    r"(?:a l')?unanimite\b|nombre de v|votants|"
    r"bulletins|suffrages|ne pren|nppv|votent\b|s'abst|ont vote|vote contre|(?:\d+|une?|deux|trois|aucune?) (?:voix|"
    r"votes?|abst|pour|contre)|"
    r"mis(?:e)? aux voix)"
)


def read(text: str, state: Outcome = "adopted") -> Votes:
    """What a folded text says of a vote. ``state`` tells who carried it in « par 4 voix contre 3 »."""
    if not _ANY.search(text):
        return Votes()
    text = plainly(text[:1200])
    if _NUMBER_FIRST.match(text):
        text = _THEN_NUMBER.sub(r"\1 ; ", text)
    counts, blank = _counts(text, state)
    unanimous = bool(_UNANIMOUS.search(text)) and not _NOT_UNANIMOUS.search(text)
    if (less := _LESS.search(text)) and less["what"] == "abstention":
        counts.setdefault("abstention", _number(less["n"]) or 0)
    told = bool(counts) or unanimous or "voix" in text or "vote" in text
    majority = _MAJORITY.search(text)
    votes = Votes(
        in_favour=counts.get("in_favour"),
        against=counts.get("against"),
        abstention=counts.get("abstention"),
        not_voting=counts.get("not_voting"),
        present=counts.get("present"),
        unanimous=unanimous,
        secret=bool(_SECRET.search(text)),
        weighted=bool(_WEIGHTED.search(text)) and told,
        majority=majority[0].strip() if majority and told else "",
    )
    return replace(votes, odd=_odd(votes, blank))


def _counts(text: str, state: Outcome) -> tuple[dict[str, int], int]:
    counts: dict[str, int] = {}
    if carried := _CARRIED.search(text):
        first, second = _number(carried["n"] or carried["n2"]), _number(carried["m"] or carried["m2"])
        if first is not None and second is not None:
            won, lost = ("against", "in_favour") if state == "rejected" else ("in_favour", "against")
            counts |= {won: first, lost: second}
            text = text[: carried.start()] + " ; " + text[carried.end() :]
    blank = 0
    for name, patterns in _KINDS.items():
        for pattern in patterns:
            match = pattern.search(text)
            if match and (number := _number(match["n"])) is not None:
                if name == "blank":
                    blank = number
                else:
                    counts.setdefault(name, number)
                break
    if len(_EACH.findall(text)) > 1:  # « Mme A (64 voix) et M. B (61 voix) sont élus »
        counts.pop("in_favour", None)
    elif "in_favour" not in counts and (by := _BY.search(text)) and (number := _number(by["n"])) is not None:
        loses = by["how"] == "par" or (by["how"] in {"a", "avec"} and not _OF_PERSONS.search(text))
        refused = state == "rejected" and loses and "against" not in counts
        counts["against" if refused else "in_favour"] = number
        if by["m"] and (voters := _number(by["m"])) is not None:
            counts.setdefault("present", voters)
    named.count(counts, text)
    return counts, blank


def _odd(votes: Votes, blank: int = 0) -> str:
    """A sentence for the secretary when the counts do not fit each other or those who voted."""
    given = [count for count in (votes.in_favour, votes.against, votes.abstention) if count is not None]
    if votes.present is not None and sum(given) + blank > votes.present:
        return f"Les voix comptées ({sum(given) + blank}) sont plus nombreuses que les votants ({votes.present})."
    if votes.unanimous and votes.against:
        return "Le texte dit « à l’unanimité » et compte des voix contre."
    return ""


def fits(votes: Votes, state: Outcome, voters: int) -> Votes:
    """The same, with a sentence in ``odd`` where counts contradict the outcome or the voters (0: not known)."""
    given = [count for count in (votes.in_favour, votes.against, votes.abstention) if count is not None]
    if votes.odd or not given:
        return votes
    if voters and not votes.weighted and sum(given) > voters:
        return replace(votes, odd=f"Les voix comptées ({sum(given)}) sont plus nombreuses que les votants ({voters}).")
    if votes.in_favour is not None and votes.against is not None:
        if state == "adopted" and votes.against > votes.in_favour:
            return replace(votes, odd="Le texte est dit adopté, mais les voix contre sont les plus nombreuses.")
        if state == "rejected" and votes.in_favour > votes.against:
            return replace(votes, odd="Le texte est dit rejeté, mais les voix pour sont les plus nombreuses.")
    return votes


def merged(first: Votes, second: Votes) -> Votes:
    """What both say together; where both speak of the same thing, the first."""
    def either(one: int | None, other: int | None) -> int | None:
        return one if one is not None else other

    both = Votes(
        in_favour=either(first.in_favour, second.in_favour),
        against=either(first.against, second.against),
        abstention=either(first.abstention, second.abstention),
        not_voting=either(first.not_voting, second.not_voting),
        present=either(first.present, second.present),
        unanimous=first.unanimous or second.unanimous,
        weighted=first.weighted or second.weighted,
        secret=first.secret or second.secret,
        majority=first.majority or second.majority,
        quote=first.quote or second.quote,
    )
    return replace(both, odd=first.odd or second.odd or _odd(both))


def is_vote(text: str) -> bool:
    """Whether a folded sentence tells a vote and nothing else: « Vote : pour 12, contre 0 »."""
    if len(text) > LONGEST or not _ANY.search(text):
        return False
    if not read(text).told and not _STARTS.match(text):
        return False
    left = _ONLY.sub(" ", re.sub(r"\([^()]*\)", " ", text))
    words = left.split()
    if len(words) <= 5 and len(text) < 110 and any(pattern.search(text) for _, pattern in named.ALONE):
        return True  # « La présidente ne prend pas part au vote. »
    return not words or (bool(_STARTS.match(text)) and len(words) <= 6 and len(text) < 160)
