"""Generated entries and queries: few words, so that queries meet; some frequent, some rare."""

from __future__ import annotations

import random
from datetime import date

from repo_service.domain.documents import PassageEntry, SearchEntry

WORDS = [
    *("charte", "plan", "conservation", "conservations", "bibliothèque", "bibliothèques", "acquisition", "décision"),
    *("décisions", "réseau", "budget", "comité", "partenaire", "désherbage", "prêt", "catalogue", "formation"),
    *("numérisation", "journal", "journaux", "compte-rendu", "2023-14", "B.U.", "la", "de", "et", "pour", "l’ouvrage"),
]


def entries(count: int, seed: int, longest: int = 60) -> list[SearchEntry]:
    chance = random.Random(seed)
    weights = [1 / (place + 1) for place in range(len(WORDS))]

    def words(most: int) -> str:
        return " ".join(chance.choices(WORDS, weights, k=chance.randint(0, most)))

    return [
        SearchEntry(
            id=f"DOC{number:05d}",
            version=chance.randint(1, 5),
            kind=chance.choice(["minutes", "decision", "charter"]),
            title=words(6),
            text=words(longest),
            number=chance.choice(["", f"2024-{number}"]),
            body=chance.choice(["", "COPIL", "AG"]),
            body_name=chance.choice(["", "Comité de pilotage"]),
            institution=chance.choice(["", "LYON"]),
            date=chance.choice([None, date(chance.randint(2019, 2024), 5, chance.randint(1, 28))]),
            keywords=words(2),
            notes=words(10),
        )
        for number in range(count)
    ]


def passages(count: int, seed: int, longest: int = 12) -> list[PassageEntry]:
    """What ``count`` documents hold in all their versions: one to nine wordings each, one after the other."""
    chance = random.Random(seed)
    found = []
    for entry in entries(count, seed, longest):
        for place in range(chance.randint(1, 9)):
            first = chance.randint(1, 4)
            last = chance.randint(first, 4)
            found.append(
                PassageEntry(
                    id=f"{entry.id}/{place:010x}", version=last, kind=entry.kind, date=entry.date, body=entry.body,
                    title=entry.title if place == 0 else "", text=" ".join(chance.choices(WORDS, k=longest)),
                    body_name=entry.body_name, institution=entry.institution, document=entry.id,
                    versions=f"{first}-{last}" if first < last else str(first),
                )
            )  # fmt: skip
    return found


def queries(count: int, seed: int) -> list[str]:
    """Queries of every form that Whoosh can answer too."""
    chance = random.Random(seed)
    plain = [word for word in WORDS if word not in {"la", "de", "et", "pour"}]

    def part() -> str:
        word = chance.choice(plain)
        form = chance.randrange(12)
        if form == 0:
            return f'"{chance.choice(plain[:12])} {chance.choice(plain[:12])}"'
        if form == 1:
            return f"{word} OU {chance.choice(plain)}"
        if form == 2:
            return chance.choice(["conserv*", "jour*", "bu*", "zzz*"])
        if form == 3:
            return f"titre:{chance.choice(plain[:12])}"
        if form == 4:
            return f"({word} {chance.choice(plain)}) OU {chance.choice(plain)}"
        if form == 5:
            return f"{chance.choice(['titre', 'texte', 'fiche', 'annexe'])}:{chance.choice(plain[:12])}"
        if form == 6:
            return chance.choice(["co*n", "bi*que*", "jo?rn*", "dé?is*", "pl?n", "zz*z"])
        return word

    def weighted() -> str:
        """A part, or one whose scores are multiplied: in a group, so that all of it is."""
        return f"({part()})^{chance.choice(['0.1', '0,5', '2', '10'])}" if chance.random() < 0.2 else part()

    found = []
    for _ in range(count):
        parts = [weighted() for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.2:
            parts.append(f"-{chance.choice(plain)}")
        found.append(" ".join(parts))
    return found
