"""Which sentences decide: the rows of ``domain.decisions`` tried on a sentence, then weighed against the doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from repo_service.domain import decisions
from repo_service.domain.decisions import Rule
from repo_service.domain.minutes import guards, lexicon, marks
from repo_service.domain.minutes.context import others, support
from repo_service.domain.minutes.found import Outcome as Outcome
from repo_service.domain.minutes.marks import Mark
from repo_service.domain.minutes.sentences import Sentence
from repo_service.domain.minutes.texts import Folded, Stretch, flat

ENOUGH = 0.5  # of a score, to be shown
_ACTIVE = frozenset(
    {"decides", "body adopts", "we decide", "minutes approved", "quitus given", "body refuses", "body puts off"}
    | {"elects"}
)
_NOT_DONE = frozenset({"nothing decided", "rule of voting"})  # it says itself that nothing is done
# « le comité confie à la ville … » is done by the body that is named
_DONE_HERE = frozenset({"by another body", "by an agent"})
_BY_BODY = frozenset({"decides", "body adopts"})
_OF_ACTS = frozenset({"by another body", "recital"})  # « Vu le code, le conseil adopte … » in one sentence
_PASSIVE = frozenset({"settled", "adopted", "elected", "appointed", "done by vote", "moved to a day", "refused"})
_SAID_OF_ALL = frozenset({"it is decided", "minutes approved", "elected", "we have decided", "we decide"})
_OF_BODIES = frozenset({"of the body"})  # only where the words that decide begin with the body
_BY_WHICH = re.compile(r"\bpar (?:laquelle|lequel)|\bque\b[^,]{0,40}$")
_BODY = re.compile(lexicon.BODY)
_DONE = frozenset(
    {"adopted, said shortly", "awarded, said shortly", "set, said shortly", "settled", "done by vote"}
    | {"things as they are"}
    | {"refused, said shortly", "body has adopted"}
)
_PUT_THERE = re.compile(r"\b(?:remplac|complet|represent|suivi|amend)[a-z]*$")  # « remplacé par un groupe »
_TO_COME = frozenset({"at the next one", "will come back to it"})
_OF_LATER = frozenset({"nothing decided", "future", "relative"})  # no doubts where a thing is put off
LISTING = frozenset({"decides", "body adopts", "it is decided", "body has adopted", "we decide"})  # before a list


@dataclass(frozen=True, slots=True)
class Around:
    """``support``: of what stands around a sentence; ``informs``: its point only informs, by its title."""

    support: float = 0.0
    informs: bool = False
    present: bool = False  # the minutes are told in the present: what « a été » done was done before
    spoken: bool = False  # somebody says it, by name, in a debate that is told word by word


SURE = Around(support.NEEDED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule that matched a sentence, where (offsets of the folded text), how far it is believed, and why not more."""

    rule: Rule
    start: int
    end: int
    score: float
    doubt: str = ""


def seen(
    sentence: Sentence, meeting: date | None, *, own: str = "", body_before: bool = False, asked: bool = False,
    around: Around = SURE,
) -> Seen | None:
    """The first row that matches and is believed; else the best that is not, else ``None``.

    ``own``: folded words of the title, where the body that met is named; ``body_before``, ``asked``: whether a sentence
    before names the body, or asks; ``around``: what stands around the sentence, for the rows that need it.
    """
    text = sentence.folded.text
    best: Seen | None = None
    for rule in decisions.PROSE:
        if (rule.after_body and not body_before) or (rule.after_question and not asked):
            continue
        match = rule.pattern.search(text)
        if match is None or (rule.capitals and not _in_capitals(sentence, match)):
            continue
        if rule.form == "prose" and rule.name in _DONE and _is_present(sentence, match):
            continue
        if rule.name in _ACTIVE and _is_participle(sentence, text, match):
            continue
        spared = _spared(rule, match) | (frozenset() if _BODY.match(match[0]) else _OF_BODIES)
        weight, reason = guards.doubts(text, match.start(), match.end(), spared)
        if rule.sort != "approval" and _others(text, match, own):
            weight, reason = weight + 0.9, reason or "another body"
        if guards.quoted(text, match.end()):
            weight, reason = weight + 0.6, reason or "quoted"
        undated = rule.sort == "approval" or rule.name in _TO_COME
        if not undated and others.of_another_day(*_clause(sentence, match), meeting):
            weight, reason = weight + 0.6, reason or "another day"
        if around.spoken and not _BODY.match(match[0]) and rule.name not in _SAID_OF_ALL:
            weight, reason = weight + 0.5, reason or "somebody says"
        if around.present and rule.name in _PASSIVE and _HAS_BEEN.search(match[0]):
            weight, reason = weight + 0.15, reason or "done before"
        if rule.support or around.informs:
            lacks, why = _lacks(rule, text, match, around)
            weight, reason = weight + lacks, reason or why
        found = Seen(rule, match.start(), match.end(), rule.score - weight, reason)
        if found.score >= ENOUGH:
            return found
        if best is None or found.score > best.score:
            best = found
    return best


_HAS_BEEN = re.compile(r"\b(?:a|ont)\b[^.;:]{0,40} ete\b")


def _lacks(rule: Rule, text: str, match: re.Match[str], around: Around) -> tuple[float, str]:
    """How much less a row is believed that needs support, or that stands where others are reported."""
    told = 0.4 if around.informs and _HAS_BEEN.search(match[0]) else 0.0
    if not rule.support:
        return told, "informs" if told else ""
    facts, why = support.against(text, match.start(), match.end())
    missing = support.NEEDED - support.inside(text) - around.support
    return told + facts + max(0.0, missing), why or "fact"


def _others(text: str, match: re.Match[str], own: str) -> bool:
    active = bool(_BODY.search(match[0]))
    return others.of_another_body(text, match.start(), match.end(), own, active=active)


def _spared(rule: Rule, match: re.Match[str]) -> frozenset[str]:
    """The doubts that do not hold against a row."""
    if rule.state == "postponed":
        return _OF_LATER
    if rule.name == "not adopted":
        return _NOT_DONE
    if rule.name in _BY_BODY and "delibere" in match[0] and not _BY_WHICH.search(match.string[: match.start()]):
        return _OF_ACTS
    return _DONE_HERE if _BODY.match(match[0]) or _PUT_THERE.search(match[0]) else frozenset()


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that decides something of its own: offsets of the folded text."""

    start: int
    end: int
    seen: Seen


_JOINT = re.compile(r"(?:, (?:puis|mais|et)|;) (?=(?:il|elle|le|la|les|l'|un|une|cette|ce|on|nous|celle|celui)\b)|"
    r", puis |, (?=les autres )| et (?=(?:decharge|quitus|mandat|delegation|tous pouvoirs) )| et (?=(?:a|ont|"
    r"decide|autorise|"
    r"approuve|fixe|charge|refuse|rejette|ecarte|reporte|ajourne|renvoie|differe|decline|ne retient|ne donne) )| "
    r"et (?=(?:on|nous) [a-z])| et (?=(?:le|la|les|l') ?[^,;:]{3,80} (?:est|"
    r"sont|sera|"
                    r"seront) )")
_OWN_SUBJECT = re.compile(r"^\W*(?:(?:puis|mais|et),? )?(?:le|la|les|l'|un|une|cette|ce|ces|on|nous|celle|celui|"
                          r"decharge|quitus|mandat|"
                          r"delegation|tous pouvoirs)\b")


def _own_subject(clause: str) -> bool:
    return bool(_OWN_SUBJECT.match(clause))


def clauses(
    sentence: Sentence, first: Seen, meeting: date | None, own: str, around: Around = SURE
) -> list[Clause]:
    """The decisions of a sentence: one, or several where its clauses refuse, adopt, put off different things."""
    text = sentence.folded.text
    whole = [Clause(0, len(text), first)]
    joints = [match.start() for match in _JOINT.finditer(text)][:4]
    if not joints or len(text) > 700:
        return whole
    bounds = [0, *joints, len(text)]
    found: list[Clause] = []
    folded, offset = sentence.folded, sentence.start
    for start, end in pairwise(bounds):
        part = Sentence(sentence.stretch, offset + folded.back(start), offset + folded.end(end), 0)
        seen_ = seen(part, meeting, own=own, body_before=True, around=around)
        if seen_ is not None and seen_.score >= ENOUGH:
            last = min(start + seen_.end, end)
            found.append(Clause(start, end, Seen(seen_.rule, start + seen_.start, last, seen_.score)))
    different = {clause.seen.rule.state for clause in found}
    own_ = all(_own_subject(text[one.start : one.end]) for one in found[1:])
    return found if len(found) > 1 and (len(different) > 1 or ", puis" in text or own_) else whole


def _clause(sentence: Sentence, match: re.Match[str]) -> tuple[str, str]:
    """The words as they stand, and folded, from the semicolon before a match to the one after it."""
    text, folded = sentence.folded.text, sentence.folded
    start = text.rfind(";", 0, match.start()) + 1
    end = text.find(";", match.end())
    end = len(text) if end < 0 else end
    return sentence.text[folded.back(start) : folded.end(end)], text[start:end]


_AUXILIARY = re.compile(r"\b(?:a|ont|est|sont|ete|fut|furent|etre|s'est|se sont|n'a|n'ont)\b[^,;:]{0,60}$")


def _is_participle(sentence: Sentence, text: str, match: re.Match[str]) -> bool:
    """« Le conseil décidé » for « décide »: accents tell a participle without its auxiliary from the present."""
    raw = sentence.text
    last = sentence.folded.back(match.end() - 1) if match.end() else 0
    if raw[last : last + 1] not in {"é", "É"} or match.end() > len(text):
        return False
    active = re.search(rf"\b{lexicon.DECIDES}$|\bdecide$", match[0])
    return bool(active) and not _AUXILIARY.search(match[0][: active.start()] if active else "")


def _in_capitals(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the first word of a match is printed in capitals, at the start of its line."""
    raw = sentence.text[: sentence.folded.end(match.end())]
    words = [word for word in re.split(r"[\s’']+", raw) if any(char.isalpha() for char in word)]
    verb = next((word for word in words if len(word) > 2), "")
    letters = [char for char in sentence.text if char.isalpha()]
    shouted = len(letters) > len(verb) and all(char.isupper() for char in letters)
    noun = shouted and re.match(r"\s*(?:de|du|des|d'|a)\b", sentence.folded.text[match.end() :])
    return sentence.number == 0 and verb.isupper() and not (noun or (shouted and match[0].endswith((" de", " du"))))


_UNACCENTED = re.compile(r"[a-z]*[^aeiouy]es?$")


def _is_present(sentence: Sentence, match: re.Match[str]) -> bool:
    """« Jessica : commande un bureau » for « commandé »: in a text with accents a regular participle has its own."""
    raw = sentence.text
    word = re.search(r"\w+\W*$", raw[: sentence.folded.end(match.end())])
    told = re.search(r"([a-z]+)\W*$", match[0])
    if word is None or told is None or raw.isascii() or not _UNACCENTED.fullmatch(told[1]):
        return False
    if not word[0][:1].isalpha() or told[1] == "acte":
        return False
    return not re.search(r"[éÉ]|E", word[0]) and told[1].rstrip("s").endswith("e") and not raw[:1].isspace()


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark at the start of a line, or of a sentence in it. ``content``: where what it announces begins in the text of
    the stretch; the length of the text when nothing follows.
    """

    mark: Mark
    number: str
    content: int


def marked(line: Stretch, start: int = 0) -> Marked | None:
    """The mark that opens a line, or what stands at ``start`` of it."""
    label = f"{line.label} " if line.label and not start else ""
    raw = label + line.text[start : start + 300]
    text = flat(raw)
    if not text or not _MAY_MARK.match(text):
        return None
    lead = len(raw) - len(raw.lstrip())
    for mark in marks.MARKS:
        match = mark.pattern.match(text)
        if match is None:
            continue
        told = match.groupdict()
        number = (told.get("within") or told.get("number") or "").strip(" .-").upper()
        content = _content(raw, match.end(), lead) - len(label)
        return Marked(mark, number, start + max(content, 0))
    return None


_MAY_MARK = re.compile(r"\W*(?:[a-z\d]{1,3} ?[.)-] ?)?(?:\[? ?decis|decid|delib|resol|avis|motion|arbit|releve de|"
                       r"acte|valid|"
    r"convenu|arrete|accord|adopt|reten|approuv|\[?d[ .]?\d|la (?:sol|opt|prop|pos|form)|solution|option|prop|posit|"
    r"formule|"
                       r"choix|ce qu|il est|nous a|on |dec\.|res\.|\d|[a-z]+eme|[a-z]+ieme|prem|second|unique|dern|"
                       r"en concl|concl|repon|ca\b|ag\b|cp\b|bureau|les (?:dec|conc)|releve|liste|synth|recap|rappel|"
                       r"tableau|1|[a-z]{1,4}[-. ]?\d)|\W*(?:[=-]{1,3} ?>|[→⇒➔➜►▶⇨➤✔✓\uf0e8]|>>)")  # fmt: skip


def _content(raw: str, folded_end: int, lead: int) -> int:
    folded = Folded(raw)
    skip = len(folded.text) - len(folded.text.lstrip())
    place = folded.back(min(folded_end + skip, len(folded.text)))
    while place < len(raw) and raw[place] in " \u00a0:–—-*_.":
        place += 1
    return max(place, lead)


ARROW_FIRST = re.compile(r"\W{0,3}(?:=+ ?>|-+>|→|⇒|➔|➜|►|▶|⇨|➤|\uf0e8|>>)")
_OWNED = re.compile(r"\([A-ZÀ-Þ][^()]{1,40}\)[\s.;]*$")
_ANSWERS = re.compile(r"(?:=+ ?>|-+>|→|⇒|➔|➜|►|⇨)\s*(?:oui|non|ok|d[’']accord|adopt[ée]|valid[ée]|refus[ée]|on "
                      r"[a-zà-ÿ]|nous [a-zà-ÿ]|pas d[e’']|report[ée]|abandon|"
    r"approuv[ée])\b", re.IGNORECASE)
ARROW = re.compile(r"(?:(?<=[.!;:»)])|(?<=^)|(?<=\s\s)|(?<=\w))\s+(?=(?:=+ ?>|-+>|→|⇒|➔|➜|►|⇨))")
_NUMBERED = re.compile(r"(?<=[.!;:»)])\s+(?=(?:D[ÉEé]?[ée]?cision|D[ée]lib[ée]ration|R[ée]solution|DÉCISION|"
                       r"DÉLIBÉRATION)s? "
                       r"(?:n ?[°ºo]\s?)?\d[\w/.-]{0,12}\s?[:–—])")
_AFTER_A_STOP = re.compile(r"[.!;:»)]\s*$")


def parts(line: Stretch) -> list[tuple[int, int]]:
    """Where a line is cut by arrows or by « Décision n° 3 » in its midst: a Markdown paragraph of several lines."""
    text = line.text
    if len(text) > 20_000:
        return [(0, len(text))]
    cuts = [0, *(match.end() for match in _NUMBERED.finditer(text))]
    starts_with = bool(re.match(r"\W*(?:=+ ?>|→|⇒|➔|➜|►|⇨)", text))
    for match in ARROW.finditer(text):
        stopped = _AFTER_A_STOP.search(text[max(0, match.start() - 3) : match.start() + 1])
        if starts_with or stopped or _OWNED.search(text, match.end()) or _ANSWERS.match(text, match.end()):
            cuts.append(match.end())
            starts_with = True
    cuts.sort()
    return [(first, last) for first, last in zip(cuts, [*cuts[1:], len(text)], strict=True) if first < last]
