"""Which sentences decide: the rows of ``domain.decisions`` tried on a sentence, then weighed against the doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from repo_service.domain import decisions
from repo_service.domain.decisions import Rule
from repo_service.domain.minutes import guards, lexicon, marks
from repo_service.domain.minutes.found import Outcome as Outcome
from repo_service.domain.minutes.marks import Mark
from repo_service.domain.minutes.sentences import Sentence
from repo_service.domain.minutes.texts import Folded, Stretch, flat

ENOUGH = 0.5  # of a score, to be shown
_ACTIVE = frozenset(
    {"decides", "body adopts", "we decide", "minutes approved", "quitus given", "body refuses", "body puts off"}
    | {"elects"}
)
_NEVER_EMPTY = frozenset({"postponed", "refused until then", "not adopted"})  # they say themselves that nothing is done
LISTING = frozenset({"decides", "body adopts", "it is decided", "body has adopted", "we decide"})  # before a list
LISTING = frozenset({"decides", "body adopts", "it is decided", "body has adopted", "we decide"})  # before a list
# What every sentence that decides has: spares the others the table.
_HINT = re.compile(
    r"approuv|adopt|valid|associ|souscri|recueill|obten|rendu|satisf|class|emporte|amend|avis|accord|sera|seront|"
    r"recommand|quitus|ramen|doubl|tripl|donne|accede|droit|oui\b|consensus|majorite|attribue|coopt|choix|change|"
    r"numeris|negati|dit\b|abandon|continu|part sur|remplac|succed|represent|pas d|d'accord|prononce|resolu|deline|"
    r"redige|accept|enterin|ratifi|vot|agre|arret|reten|retien|decid|conv|elu|elit|nomm|design|recond|mand|charg|"
    r"rejet|refus|ecart|abandon|declin|repouss|report|ajourn|renvo|differ|remis|fix|maint|conserv|prolong|renouvel|"
    r"cre|supprim|"
    r"constit|attrib|accord|confi|autoris|etend|port|modif|confirm|lev|annul|defini|chois|act|ouvert|inscrit|mis|"
    r"laiss|institu|"
    r"opposition|favorable|unanim|opt|prononc|suit|suivent|remet|sursoi|attente|resou|instaur|delegu|habilit|"
    r"missionn|quitus|entend|"
    r"garde|reste|passe|rallie|range|engage|examine|traite|aborde|souhait|tranch|allou|affect|ok\b|revu|promu|cl[oa]|"
    r"gel|octroy|voulu|voix|prevu|"
    r"debout|suspend|decal|reprogramm|dissou|adjug|vers|plafon|proroge|generalis|abrog|trouv|choix|augment|exclu|"
    r"oppos|renonc|install|procla"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule that matched a sentence, where (offsets of the folded text), how far it is believed, and why not more."""

    rule: Rule
    start: int
    end: int
    score: float
    doubt: str = ""


def seen(
    sentence: Sentence, meeting: date | None, *, own: str = "", body_before: bool = False, asked: bool = False
) -> Seen | None:
    """The first row that matches and is believed; else the best that is not, else ``None``.

    ``own``: folded words of the title, where the body that met is named; ``body_before``, ``asked``: whether a sentence
    before names the body, or asks.
    """
    text = sentence.folded.text
    best: Seen | None = None
    for rule in decisions.PROSE:
        if (rule.after_body and not body_before) or (rule.after_question and not asked):
            continue
        match = rule.pattern.search(text)
        if match is None:
            continue
        if rule.name in _ACTIVE and _is_participle(sentence, text, match):
            continue
        weight, reason = guards.doubts(text, match.start(), match.end())
        if guards.of_another_body(text, match.start(), match.end(), own):
            weight, reason = weight + 0.9, reason or "another body"
        if guards.quoted(text, match.end()):
            weight, reason = weight + 0.6, reason or "quoted"
        if guards.of_another_day(*_clause(sentence, match), meeting) and rule.sort != "approval":
            weight, reason = weight + 0.6, reason or "another day"
        if reason == "nothing decided" and rule.name in _NEVER_EMPTY:
            weight = weight - 1.0
        found = Seen(rule, match.start(), match.end(), rule.score - weight, reason)
        if found.score >= ENOUGH:
            return found
        if best is None or found.score > best.score:
            best = found
    return best


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that decides something of its own: offsets of the folded text."""

    start: int
    end: int
    seen: Seen


_JOINT = re.compile(r"(?:, (?:puis|mais|et)|;) (?=(?:il|elle|le|la|les|l'|un|une|cette|ce|on|nous|celle|celui)\b)|"
    r", puis | et (?=(?:a|ont|decide|autorise|approuve|fixe|charge) )")


def clauses(sentence: Sentence, first: Seen, meeting: date | None, own: str) -> list[Clause]:
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
        seen_ = seen(part, meeting, own=own, body_before=True)
        if seen_ is not None and seen_.score >= ENOUGH:
            last = min(start + seen_.end, end)
            found.append(Clause(start, end, Seen(seen_.rule, start + seen_.start, last, seen_.score)))
    different = {clause.seen.rule.state for clause in found}
    return found if len(found) > 1 and (len(different) > 1 or ", puis" in text) else whole


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
        number = (match.groupdict().get("number") or "").strip(" .-").upper()
        content = _content(raw, match.end(), lead) - len(label)
        return Marked(mark, number, start + max(content, 0))
    return None


_MAY_MARK = re.compile(r"\W*(?:[a-z\d]{1,3} ?[.)-] ?)?(?:\[? ?decis|decid|delib|resol|avis|motion|arbit|acte|valid|"
    r"convenu|arrete|accord|d ?\d|\d|[a-z]+eme|[a-z]+ieme|prem|second|unique|dern|"
                       r"en concl|concl|repon|ca\b|ag\b|cp\b|bureau|les (?:dec|conc)|releve|liste|synth|recap|rappel|"
                       r"tableau|1|[a-z]{1,4}[-. ]?\d)|\W*(?:[=-]{1,3} ?>|[→⇒➔➜►▶⇨➤✔✓\uf0e8]|>>)")  # fmt: skip


def _content(raw: str, folded_end: int, lead: int) -> int:
    folded = Folded(raw)
    skip = len(folded.text) - len(folded.text.lstrip())
    place = folded.back(min(folded_end + skip, len(folded.text)))
    while place < len(raw) and raw[place] in " \u00a0:–—-*_.":
        place += 1
    return max(place, lead)


_OWNED = re.compile(r"\([A-ZÀ-Þ][^()]{1,40}\)[\s.;]*$")
_ANSWERS = re.compile(r"(?:=+ ?>|-+>|→|⇒|➔|➜|►|⇨)\s*(?:oui|non|ok|d[’']accord|adopt[ée]|valid[ée]|refus[ée]|"
    r"approuv[ée])\b", re.IGNORECASE)
ARROW = re.compile(r"(?:(?<=[.!;:»)])|(?<=^)|(?<=\s\s)|(?<=\w))\s+(?=(?:=+ ?>|-+>|→|⇒|➔|➜|►|⇨))")
_AFTER_A_STOP = re.compile(r"[.!;:»)]\s*$")


def parts(line: Stretch) -> list[tuple[int, int]]:
    """Where a line is cut by arrows or by « Décision n° 3 » in its midst: a Markdown paragraph of several lines."""
    text = line.text
    if len(text) > 20_000:
        return [(0, len(text))]
    cuts = [0]
    starts_with = bool(re.match(r"\W*(?:=+ ?>|→|⇒|➔|➜|►|⇨)", text))
    for match in ARROW.finditer(text):
        stopped = _AFTER_A_STOP.search(text[max(0, match.start() - 3) : match.start() + 1])
        if starts_with or stopped or _OWNED.search(text, match.end()) or _ANSWERS.match(text, match.end()):
            cuts.append(match.end())
            starts_with = True
    return [(first, last) for first, last in zip(cuts, [*cuts[1:], len(text)], strict=True) if first < last]
