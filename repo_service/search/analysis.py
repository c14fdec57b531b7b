"""French words as the index sees them: one pattern cuts a text into chunks, one memo turns a chunk into
terms.

Used alike on texts, on queries and on snippets, so that the three always agree. Nothing here knows an index.

Accents are folded *before* stemming: Snowball takes accents for letters, so that stemming first would keep
``decision`` apart from ``Décisions``. And plurals and feminines are undone before Snowball, which without its
accents would read some of them as verbs ("commissions") and leave others as they are ("active", "modifiée").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple

import Stemmer

from repo_service.domain.passages import fold

VERSION = 2  # part of the schema's fingerprint: a change in the terms below must raise it
MAX_WORD = 64  # characters of a term; longer runs (encoded data) are cut
MAX_JOINED = 4  # parts of a compound that is also findable as one word
MEMO_SIZE = 50_000

# Separators that hold a chunk together; what they mean is decided on the folded chunk.
CHUNK = re.compile(r"[\w\u0300-\u036f]+(?:['’ʼ.\-‐‑/\u00ad][\w\u0300-\u036f]+)*")
_GROUP = re.compile(
    r"(?P<number>\d+(?:[-/.]\d+)+(?![^\W_]))"  # 2023-14, 12/03/2024
    r"|(?P<acronym>[^\W\d_](?:\.[^\W\d_])+(?![^\W_]))"  # b.u
    r"|(?P<word>[^\W_]+(?:['-][^\W_]+)*)"
)
_ELISION = re.compile(r"(?<![^\W_])(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=[^\W_])")
_ENDINGS = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        ("(?<=...)ee$", "e"),  # modifiée = modifié
        ("(?<=..)ere$", "er"),  # première = premier
        ("(?<=..)trice$", "teur"),  # lectrice = lecteur
        ("(?<=..)if$", "ive"),  # actif = active
        ("(?<=..)aise$", "ai"),  # française = français, whose s is taken for a plural
    )
)
_ENDED = ("ee", "ere", "trice", "if", "aise")
_IRREGULAR = dict(
    pair.split(":")
    for line in (
        "travaux:travail baux:bail vitraux:vitrail coraux:corail emaux:email soupiraux:soupirail",
        "yeux:oeil cieux:ciel jeux:jeu enjeux:enjeu lieux:lieu milieux:milieu feux:feu voeux:voeu",
        "aveux:aveu cheveux:cheveu neveux:neveu adieux:adieu essieux:essieu precis:precise concis:concise",
        "indecis:indecise mis:mise admis:admise permis:permise promis:promise soumis:soumise remis:remise",
        "transmis:transmise commis:commise compromis:compromise pris:prise compris:comprise",
        "repris:reprise appris:apprise surpris:surprise entrepris:entreprise acquis:acquise",
        "requis:requise conquis:conquise assis:assise gris:grise divers:diverse inclus:incluse",
        "diffus:diffuse confus:confuse clos:close gros:grosse bas:basse gras:grasse faux:fausse",
        "doux:douce nouveau:nouvelle nouveaux:nouvelle nouvel:nouvelle beau:belle beaux:belle bel:belle",
        "vieux:vieille vieil:vieille",
    )
    for pair in line.split()
)
STOP_WORDS = frozenset(
    word
    for line in (
        "a ai aie aient ait as au auquel aux auxquelles auxquels avec c ce ceci cela celle celles celui",
        "ces cet cette ceux chez ci combien comme comment d dans de des desquelles desquels dont du",
        "duquel elle elles en es est et eu eux il ils j je l la laquelle le lequel les lesquelles",
        "lesquels leur leurs lui m ma mais me meme memes mes mon n ne ni nos notre nous on ont ou par pas",
        "pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera seront ses si",
        "soit son sont sous sur t ta te tes toi ton tu un une vos votre vous y",
    )
    for word in line.split()
)


class Part(NamedTuple):
    """One word: ``stem`` is empty for a stop word, which keeps its position but is not looked for."""

    stem: str
    exact: str


class Group(NamedTuple):
    """The words of one compound, at successive positions, and the compound as one word where it has one.

    ``number`` says that the whole is a number such as ``2023-14``: then the whole is what is meant.
    """

    parts: tuple[Part, ...]
    whole: Part | None
    number: bool


class Chunk(NamedTuple):
    """What one match of ``CHUNK`` gives: positions used, (offset, stem) pairs by offset, exact forms,
    groups.
    """

    width: int
    stems: tuple[tuple[int, str], ...]
    exacts: tuple[str, ...]
    groups: tuple[Group, ...]


_stemmer = Stemmer.Stemmer("french", 0)
_stemmer_lock = Lock()  # a Stemmer holds one buffer
_memo: dict[str, Chunk] = {}


def stem(exact: str) -> str:
    """The stem of a folded word."""
    word = _singular(exact)
    if word.endswith(_ENDED):
        for pattern, ending in _ENDINGS:
            word = pattern.sub(ending, word)
    with _stemmer_lock:
        stemmed: str = _stemmer.stemWord(word)
    return stemmed or exact


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def chunk(raw: str) -> Chunk:
    """The terms of one match of ``CHUNK``, remembered."""
    known = _memo.get(raw)
    if known is None:
        known = _cut(raw)
        if len(raw) <= 2 * MAX_WORD:
            if len(_memo) >= MEMO_SIZE:
                _memo.clear()
            _memo[raw] = known
    return known


def chunks(text: str) -> Iterator[Chunk]:
    """The chunks of a text, in order."""
    return map(chunk, CHUNK.findall(text))


def analyse(text: str) -> list[str]:
    """The stems of a text in order, without its stop words; a compound gives itself as one word, then its
    parts.
    """
    return [term for piece in chunks(text) for _, term in piece.stems]


def _cut(raw: str) -> Chunk:
    folded = fold(raw).replace("ʼ", "'").replace("‐", "-").replace("‑", "-")
    if folded.isascii() and folded.isalpha():  # most are plain words, of which nothing is to be taken apart
        groups: tuple[Group, ...] = (Group((_part(folded),), None, number=False),)
    else:
        groups = tuple(_group(match) for match in _GROUP.finditer(folded))
    stems: list[tuple[int, str]] = []
    exacts: list[str] = []
    position = 0
    for group in groups:
        if group.whole:
            stems.append((position, group.whole.stem))
            exacts.append(group.whole.exact)
        stems += [(position + i, part.stem) for i, part in enumerate(group.parts) if part.stem]
        exacts += [part.exact for part in group.parts]
        position += len(group.parts)
    return Chunk(position, tuple(stems), tuple(exacts), groups)


def _group(match: re.Match[str]) -> Group:
    text = match.group()
    if match.lastgroup == "number":
        parts = re.split(r"[-/.]", text)
        whole = "-".join(part.lstrip("0") or "0" for part in parts)[:MAX_WORD]
        return Group(tuple(_part(p) for p in parts), Part(whole, whole), number=True)
    if match.lastgroup == "acronym":
        return Group((_part(text.replace(".", "")),), None, number=False)
    text = _ELISION.sub("", text.replace("aujourd'hui", "aujourdhui"))
    parts = re.split("['-]", text)
    joined = "".join(parts)
    whole_part = None
    if 1 < len(parts) <= MAX_JOINED and len(joined) <= MAX_WORD:
        whole_part = Part(stem("".join(map(_singular, parts))), joined)
    return Group(tuple(_part(p) for p in parts), whole_part, number=False)


def _part(word: str) -> Part:
    word = word[:MAX_WORD]
    return Part("" if word in STOP_WORDS else stem(word), word)
