"""Tables of subjects and what became of them: « Point | Avis | Pour | Contre », « Objet | Résultat ».

Where the column of decisions says of each row only « Favorable », « Rejeté », « Reporté », the words of the decision
stand in the column of subjects. Must not touch a table whose decisions say what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from repo_service.domain.minutes.found import Outcome

_S = r"(?:\(?e?s?\)?)"
_GIVEN = r"(?:avis |vote |reponse |decision |tres |resolution |motion )?"
# What may follow the word: « à l’unanimité », « sous réserve », « au 3 juin », « par 4 voix contre 2 », « (12 pour) ».
_MORE = (
    r"(?:[ ,;:]*(?:(?:a|au|aux|par|avec|sous|sauf|moins|en|pour|le|la|lors|sans|apres|tel|telle|sur) [^|]{0,60}|"
    r"unanim\w+|majorite\b[^|]{0,30}|\([^()]{0,60}\)))?[ .!]*"
)
# What a cell says and nothing else: the state, what it looks like, an example and a counter-example.
_ROWS: tuple[tuple[Outcome, str, str, str], ...] = (
        ("rejected", rf"defavorables?|rejete{_S}|rejet|refuse{_S}|refus|ecarte{_S}|repousse{_S}|negati(?:f|ve)|"
         rf"(?:non|pas) (?:adopte|approuve|retenu|accepte|valide|accorde|favorable){_S}|non",
         "Défavorable", "Rejet de la demande de M. Roy"),
        ("postponed", rf"reporte{_S}|report|ajourne{_S}|ajournement|differe{_S}|renvoye{_S}|remis{_S}|suspendu{_S}|"
         rf"retire{_S}|retrait|sursis|en attente",
         "Reporté au 3 juin", "Report du marché au second semestre"),
        ("adopted", rf"favorables?|approuve{_S}|approbation|adopte{_S}|adoption|accepte{_S}|valide{_S}|validation|"
         rf"vote{_S}|retenu{_S}|accorde{_S}|accord|autorise{_S}|ratifie{_S}|positi(?:f|ve)|arrete{_S}|oui|ok|"
         rf"elue?s?|(?:il est )?pris acte|prend acte|prise d'acte|dont acte|unanimite|a l'unanimite|d'accord",
         "Adoptée à l’unanimité", "Adoption du budget de 2024"),
)  # fmt: skip
TABLE: tuple[tuple[Outcome, re.Pattern[str], str, str], ...] = tuple(
    (state, re.compile(rf"\W*{_GIVEN}(?:{words}){_MORE}"), example, counter) for state, words, example, counter in _ROWS
)
_SUBJECT = re.compile(
    r"(?:objets?|points?|sujets?|questions?|dossiers?|propositions?|projets?|deliberations?|demandes?|textes?|themes?|"
    r"resolutions?|intitules?|libelles?|titres?|motions?|rapports?|designations?|affaires?)(?: .*)?"
)
_DEBATE = re.compile(r"(?:discussions?|debats?|echanges?|commentaires?|observations?|remarques?|rapporteu\w+|votes?)"
                     r"(?: .*)?")
_NOTHING = re.compile(r"\W*(?:(?:pour )?info(?:rmation)?s?|neant|sans objet|so|nc|aucune?|pas de (?:vote|decision))\W*")
_AMOUNT = re.compile(r"\d ?(?:€|euros?\b|%|ans?\b|mois\b|jours?\b|heures?\b|titres?\b|volumes?\b|exemplaires?\b)")
_BY_NAME = frozenset(("who", "when", "state", "for", "against", "abstention", "number", "vote", "decision", "both"))
_LETTERS = 4  # that a subject has at least, on the average


def result_of(cell: str) -> Outcome | None:
    """What a folded cell says became of a subject; ``None`` where it says more than that, or something else."""
    if _AMOUNT.search(cell):
        return None  # « Accordée à hauteur de 280 euros » says what was decided
    return next((state for state, pattern, _, _ in TABLE if pattern.fullmatch(cell)), None)


def fitted(columns: dict[str, int], header: dict[int, str], rows: Sequence[dict[int, str]]) -> dict[str, int]:
    """The sorts of the columns, folded texts given, with the subjects as decisions where another tells the results."""
    result = next((columns[name] for name in ("decision", "vote") if _tells(columns.get(name), rows)), None)
    if result is None:
        return columns
    taken = {column for name, column in columns.items() if name in _BY_NAME}
    left = [column for column in header if column not in taken and not _DEBATE.fullmatch(header[column])]
    named = [column for column in left if _SUBJECT.fullmatch(header[column])]
    letters = {column: sum(sum(map(str.isalpha, row.get(column, ""))) for row in rows) for column in left}
    subject = max(named or left, key=lambda column: letters[column], default=None)
    if columns.get("decision") not in {None, result}:
        return columns  # « Résolution | Résultat »
    if subject is None or letters[subject] < _LETTERS * len(rows):
        return columns
    fitted = {name: column for name, column in columns.items() if column not in {result, subject}}
    point = fitted.get("point")
    if point is not None and letters.get(point, 0) < len(rows):
        fitted.setdefault("number", fitted.pop("point"))  # « Point | Objet »: 1, 2, 3
    return fitted | {"decision": subject, "result": result}


def _tells(column: int | None, rows: Sequence[dict[int, str]]) -> bool:
    """Whether the cells of a column say only what became of something."""
    cells = [row[column] for row in rows if column is not None and any(map(str.isalpha, row.get(column, "")))]
    cells = [cell for cell in cells if not _NOTHING.fullmatch(cell)]
    said = sum(result_of(cell) is not None for cell in cells)
    return said > 0 and 3 * said >= 2 * len(cells)
