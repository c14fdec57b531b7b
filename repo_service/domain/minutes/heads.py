"""What the head and the foot of minutes say: which body met, when, where, from when to when, and when it meets next.

The date is recognised by ``domain.recognition``, which does so for every document. Must not take the date of an
approval or of the next meeting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from repo_service.domain import french_dates
from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.found import Next, Quote
from repo_service.domain.minutes.sentences import sentences
from repo_service.domain.minutes.texts import Folded, Stretch, flat, quoted
from repo_service.domain.minutes.zones import Placed
from repo_service.domain.passages import Block
from repo_service.domain.recognition import guessing
from repo_service.domain.recognition.rules import NOT_OF_THE_MEETING

_HEAD = 30  # stretches
_TITLE_BLOCKS = 6
_NUMBER_BEFORE = re.compile(r"n\s?°\s?\d{1,3}(?=\s?[–—-])")  # « n° 38 – jeudi 21 septembre 2023 » is no range of days
_IS_MEETING = re.compile(
    r"\b(?:reunions?|seance|compte[- ]?rendu|proces[- ]verbal|pv|cr|assemblee|comite|conseil|bureau|commission|"
    r"groupe|gt|copil|cotech|ag|ca|releve|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
)
_NOT_THE_TITLE = re.compile(r"\b(?:appro[bu]|adopte|prochaine?|precedent|convocation du|valide)")
# « Séance du jeudi 14 mars 2019, 10 h », « Le lundi 22 février 2021 tenue à … », « 17 septembre 2021, enfin en vrai ».
_BEGINS_WITH_DAY = re.compile(
    r"\W*(?:(?:la |le )?(?:seance|reunion|session|rencontre|visio|visioconference|date)(?: (?:ordinaire|"
    r"extraordinaire|pleniere|du))* ?:? ?)?"
    r"(?:le |du |tenue? le )?(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?\d{1,2}(?:er)?[ /.-]"
)
_BODY = re.compile(
    r"\b(?:comite|conseil|bureau|assemblee|commission|groupe|copil|cotech|codir|coplen|ca|ag|ago|age|gt|directoire|"
    r"cercle|college|cellule|"
    r"conseil d'administration|assemblee generale|coordination|equipe|reunion (?:pleniere|de reseau|d'equipe|"
    r"de service))\b"
)
_BEFORE_BODY = re.compile(
    r"^.*?\b(?:compte[- ]?rendu|proces[- ]verbal|pv|cr|releve (?:de |des )?(?:decisions|conclusions)|reunion|seance|"
    r"minutes|notes?)\b"
    r"(?: (?:integral|synthetique|succinct|sommaire|de decisions))?(?: (?:de|du|de la|d'une|d'un|des|"
    r"n ?°\s?\d+))*(?: (?:reunion|seance)(?: \w+iere)?(?: (?:du|de la|de l'|des))?)? ?"
    r"(?:de l'|de la |du |d')?"
)
_CUTS = re.compile(
    r"\s*(?:[:(|]|\b(?:en date )?du \d|\b(?:en date )?du (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|"
    r"[-,] ?(?:\d{1,2}|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|seance|reunion|compte|proces|cr\b|pv\b|releve|notes?)|\b(?:s'est|se sont) |\bn ?°|"
    r"\bdes? \d|\ble \d|\ble (?:lundi|mardi|mercredi|"
    r"jeudi|vendredi|samedi)|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi) \d|\d{1,2}[/.]\d| \d{1,2} (?:janv|fevr|"
    r"mars|avri|mai|juin|juil|aout|sept|octo|nove|dece)|$)"
)
_HOUR = r"(?P<{0}>\d{{1,2}}) ?(?:h|heures?|:) ?(?P<{0}m>\d\d)?(?!\d)"
_OPENS = re.compile(r"(?:ouverte?|ouvre|debute|debut|commence|reunie?s?|heures? ?:|horaires? ?:|\ba|\bde|-|"
    r",) [^.;]{0,40}?" + _HOUR.format("h"))
_RANGE = re.compile(_HOUR.format("h") + r" ?(?:a|-|au|->|/|et) ?" + _HOUR.format("e"))
_CLOSES = re.compile(r"(?:levee?|close|cloture|fin de (?:la )?(?:seance|reunion)|s'acheve|se termine|prend fin|"
    r"termine)[^.;]{0,40}?" + _HOUR.format("h"))
_OF_A_SESSION = re.compile(r"seance|reuni|heure")
_MAY_BE_NEXT = re.compile(r"proch|suivant| se re|futur|seconde|date")
_TO_COME = re.compile(r"\b(?:aura lieu|se tiendra|sera|seront|prevue?s?|fixee?s?) (?:le |au )?(?:lundi |mardi |"
    r"mercredi |jeudi |vendredi |"
    r"samedi |dimanche )?$")
_PLACE = re.compile(r"^lieu ?: ?(?P<place>.{3,120})$")
_NEXT_SUBJECT = (
    r"(?:reunion|seance|comite|copil|co-pil|cotech|conseil|bureau|ca|ag|assemblee(?: generale)?|rencontre|"
    r"rendez-vous|rdv|commission|groupe|gt|date|cs|codir|"
    r"conseil d'administration|comite de pilotage|visio|plen\w+|session|point)"
)
_NEXT = re.compile(
    rf"\b(?:prochaine?s?|future?) {_NEXT_SUBJECT}s?\b|\b{_NEXT_SUBJECT} (?:suivante?|prochaine?)s?\b|"
    rf"\bse (?:reunira|retrouvera|retrouveront|reuniront|reverra|revoit|retrouve)\b[^.]{{0,60}}\b(?:prochain|"
    rf"de nouveau|a nouveau|ensuite|le|au)\b|\bprochaine fois\b|^\W*prochaine?s? (?:date|rdv)|"
    rf"\b(?:la |le )(?:suivante?|prochaine?|seconde assemblee)(?:,[^,]{{3,80}},)? (?:est|sera|aura|se|a ete)\b|"
    rf"^\W*(?:dates? (?:de la |des |de |previsionnelles? (?:de |des )?)?(?:prochaines? )?{_NEXT_SUBJECT}s?|"
    rf"date a retenir) ?:|"
    rf"\b(?:nouvelle|prochaine) date\b"
)
# « Comité n° 15 : jeudi 22 septembre », « Elle sera convoquée pour le 20 avril » near the end.
_NEXT_SHORTLY = re.compile(
    rf"^\W*(?:(?:le |la |l')?(?P<what>{_NEXT_SUBJECT})\b[^:.;]{{0,40}}(?: ?: ?| (?:se tiendra|aura lieu|est fixee?|"
    rf"est prevue?|est convoquee?|"
    rf"se reunira|sera reunie?) (?:a nouveau )?(?:le|au|pour le)\b)|(?:elle|il) (?:sera|"
    rf"est) (?:de nouveau )?convoquee? (?:pour le|le|au)\b)"
)
_WHO_MEETS = re.compile(rf"\b(?P<what>{_NEXT_SUBJECT})\b[^.;:]{{0,40}} se (?:reunira|retrouvera)")
_FOOT = 25  # stretches
_NOT_NEXT = re.compile(r"\b(?:report|renvoy|remis|sera (?:examine|traite|soumis|inscrit)|a l'ordre du jour d|"
    r"lors d(?:e la|u) prochain|pour (?:la |le )prochain|(?<!prochain )point|preparer|avant la prochaine)")
_OTHER_BODY = re.compile(r"\b(?:prochaine? (?:lettre|numero|journee|congres|formation|atelier))\b")


def meeting_day(blocks: Sequence[Block], today: date) -> tuple[date | None, Quote | None]:
    """The day of the meeting and the words that say it."""
    guess = guessing.recognise(blocks[:400], {}, "", (), (), today + timedelta(days=3660)).date
    own = _from_the_title(blocks)
    if own is not None and (guess is None or guess.value != own[0].isoformat()):
        return own
    if guess is None or not guess.anchor:
        return _first_day(blocks)
    day = date.fromisoformat(guess.value)
    for block in blocks[:400]:
        if block.anchor == guess.anchor:
            for found, start, end in french_dates.find(block.text):
                if found == day:
                    return day, quoted(block, start, end)
    return day, None


def _from_the_title(blocks: Sequence[Block]) -> tuple[date, Quote | None] | None:
    """The day in the title of a front matter, or in the first heading or bold line that names a meeting."""
    for block in blocks[:_TITLE_BLOCKS]:
        folded = flat(block.text[:400])
        matter = re.match(r"(?:-+ )?(?:layout|title|titre|author)\b", folded)
        dated = len(block.text) < 250 and _BEGINS_WITH_DAY.match(folded)
        titled = block.kind == "heading" or (block.spans and len(block.text) < 200) or matter or dated
        days = french_dates.find(_NUMBER_BEFORE.sub(lambda match: " " * len(match[0]), block.text[:600]))
        if titled and days and (dated or _IS_MEETING.search(folded)) and not _NOT_THE_TITLE.search(folded):
            day, start, end = days[0]
            return day, quoted(block, start, end)
    return None


def _first_day(blocks: Sequence[Block]) -> tuple[date | None, Quote | None]:
    """The first day of the head that no word gives to something else."""
    for block in blocks[:_HEAD]:
        for day, start, end in french_dates.find(block.text[:600]):
            before = flat(block.text[max(0, start - 60) : start])
            if _TO_COME.search(before):
                continue
            if not NOT_OF_THE_MEETING.search(before + " ") and not _NEXT.search(flat(block.text[:200])):
                return day, quoted(block, start, end)
    return None, None


def body(placed: Sequence[Placed]) -> str:
    """The words for the body that met, from the title or the first lines."""
    best = ""
    for one in placed[:_HEAD]:
        if one.zone in {"agenda", "annex"} or (one.zone == "attendance" and best):
            break
        if found := _named(one.stretch):
            if one.heading or one.stretch.block.kind == "heading" or one.stretch.bold:
                return found
            best = best or found
    return best


def _named(line: Stretch) -> str:
    text = line.text.strip()
    if len(text) > 300 or re.match(r"\W*(?:lieu|diffusion|objet|present|excus|copie|destinat|redac|"
        r"ordre)", line.folded.text):
        return ""
    folded = line.folded
    match = _BODY.search(folded.text)
    if not match:
        return ""
    start = match.start()
    if lead := _BEFORE_BODY.match(folded.text[: match.start() + 1]):
        start = lead.end() if lead.end() <= match.start() else start
    for mark in (" - ", ": ", "| "):
        if (cut := folded.text.rfind(mark, start, match.start())) >= 0:
            start = cut + len(mark)
    if start < match.start() and re.search(r"[.:]", folded.text[start : match.start()]):
        start = match.start()
    end = _CUTS.search(folded.text, match.end())
    words = line.text[folded.back(start) : folded.back(end.start()) if end else len(line.text)]
    words = re.sub(r"^(?:le|la|les|du|de la|de|l[’']|d[’'])\s*", "", words.strip(" *_–-,.«"), flags=re.IGNORECASE)
    return words.strip(" *_–-,.:") if len(words) < 150 else ""


def times(placed: Sequence[Placed]) -> tuple[str, str, str]:
    """Place, first and last hour, as far as they are said."""
    place = begins = ends = ""
    for number, one in enumerate(placed):
        near = number < _HEAD or number > len(placed) - _HEAD
        if not near:
            continue
        text = one.stretch.folded.text[:600]
        if number < _HEAD and (match := _PLACE.match(text.strip())) and not place:
            place = one.stretch.text.partition(":")[2].strip()[:120]
        if number < _HEAD and (match := _RANGE.search(text)) and not begins:
            begins, ends = _hour(match, "h"), _hour(match, "e")
        elif number < _HEAD and not begins and _OF_A_SESSION.search(text) and (match := _OPENS.search(text)):
            begins = _hour(match, "h")
        if match := _CLOSES.search(text):
            ends = _hour(match, "h")
    return place, begins, ends


def _hour(match: re.Match[str], name: str) -> str:
    hour, minutes = int(match[name]), match[name + "m"]
    if hour > 24:
        return ""
    return f"{hour} h {minutes}" if minutes and minutes != "00" else f"{hour} h"


def next_meeting(placed: Sequence[Placed], meeting: date | None) -> Next | None:
    """The next meeting: the last sentence that speaks of it, one with a day before one without."""
    best: Next | None = None
    own = " ".join(one.stretch.folded.text[:200] for one in placed[:8])
    for number, one in enumerate(placed):
        if one.zone in {"agenda", "annex"} or not _MAY_BE_NEXT.search(one.stretch.folded.text):
            continue
        for sentence in sentences(one.stretch):
            folded = sentence.folded.text
            if not _NEXT.search(folded) or _OTHER_BODY.search(folded) or len(folded) > 500:
                continue
            other = _WHO_MEETS.search(folded)
            if other and other["what"][:5] not in f"{own} seance reunion":
                continue
            if _NOT_NEXT.search(folded) and not re.search(r"fixee?|aura lieu|se tiendra|est prevu", folded):
                continue
            found = _told(sentence.text, folded, meeting)
            if found.day is None and one.heading and number + 1 < len(placed):
                following = placed[number + 1].stretch
                found = _told(following.text[:200], following.folded.text[:200], meeting)
            quote = sentence.quote()
            if best is None or (found.day is not None and best.day is None):
                best = Next(found.day, found.hour, found.words, quote)
    return best if best is not None and best.day is not None else _shortly(placed, meeting) or best


def _shortly(placed: Sequence[Placed], meeting: date | None) -> Next | None:
    """A line of the foot with the name of the body and a day to come."""
    own = " ".join(one.stretch.folded.text[:200] for one in placed[:8])
    for one in placed[-_FOOT:]:
        if meeting is None or one.zone == "agenda" or one.stretch.column >= 0:
            continue
        for sentence in sentences(one.stretch):
            match = _NEXT_SHORTLY.match(sentence.folded.text) if len(sentence.text) < 160 else None
            if match is None or (match["what"] and match["what"][:5] not in f"{own} seance reunion point session"):
                continue
            at = sentence.folded.back(match.end())
            later = [found for found in deadlines.days(sentence.text, meeting) if found[0] > meeting]
            days = [found for found in later if -1 <= found[1] - at < 15]
            if days:
                hour = re.search(_HOUR.format("h"), flat(sentence.text[days[0][2] : days[0][2] + 60]))
                words = " ".join(sentence.text.split())[:300]
                return Next(days[0][0], _hour(hour, "h") if hour else "", words, sentence.quote())
    return None


def _told(raw: str, folded: str, meeting: date | None) -> Next:
    named = _NEXT.search(folded)
    offset = Folded(raw).back(named.start()) if named else 0
    later = [found for found in deadlines.days(raw[:500], meeting) if meeting is None or found[0] > meeting]
    days = [(day, end) for day, start, end in later if start >= offset - 40]
    day, end = days[0] if days else (None, 0)
    hour = re.search(_HOUR.format("h"), flat(raw[end : end + 60]) if day else flat(raw))
    return Next(day, _hour(hour, "h") if hour else "", " ".join(raw.split())[:300])
