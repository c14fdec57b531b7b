"""The readable table of marks that announce a decision: a word and a number, a resolution, a heading, an arrow.

To teach a mark, add a row with its example. Patterns are matched on the folded start of a line, its list label
included. Must not read what follows a mark: that is the business of ``walking``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at the start of a line. ``many``: it is a heading, and every line of the list below is a decision.

    Group ``number`` of the pattern, where it has one, is the printed number.
    """

    name: str
    score: float
    pattern: re.Pattern[str]
    example: str
    counter: str
    many: bool = False
    weak: bool = False  # announces anything (an arrow): what follows must not look like an action or a remark


def _mark(name: str, score: float, pattern: str, example: str, counter: str, *, many: bool = False,
          weak: bool = False) -> Mark:  # fmt: skip
    return Mark(name, score, re.compile(pattern), example, counter, many, weak)


_NUMBER = r"(?P<number>[a-z]{0,20}[-/. ]?\d+(?:[-/.]\d+)*[a-z]?)(?![\w])"
_END = r" ?\]? ?(?:[:.)\]-]+|=+>|->|→|$)"
_ORDINAL = (
    r"(?:1ere|1re|premiere|\d{1,2} ?(?:e|eme)|seconde|deuxieme|troisieme|quatrieme|cinquieme|sixieme|septieme|"
    r"huitieme|neuvieme|dixieme|onzieme|douzieme|treizieme|quatorzieme|quinzieme|unique|derniere)"
)

MARKS: tuple[Mark, ...] = (
    _mark("numbered decision", 0.97, rf"^(?:[-*•>] ?)?\[? ?(?:decision|deliberation|resolution|avis|motion)"
          rf" ?(?:n ?[°o.]{{1,2}} ?)?{_NUMBER}(?:{_END}| (?=[a-z(\"«]))",
          "Décision n° 2024-01 : le projet pilote est lancé.",
          "Décisions de la séance du 3 mai"),
    _mark("decision", 0.95, r"^(?:[-*•>] ?)?(?:decision(?:s)?(?: (?:prise|du (?:comite|conseil|ca|bureau|groupe|copil)|"
          r"de l'assemblee|adoptee|retenue))?|decide|arbitrage|resolution) ?[:=>-]+ ?(?=\S)",
          "Décision : le tarif reste à 18 euros.",
          "Décision modificative n° 2 votée en octobre."),
    _mark("settled word", 0.9, r"^(?:[-*•>] ?)?\[? ?(?:decision|decide|acte|valide|convenu|arrete|"
        r"accord)e?s? ?\]? ?(?:[:=]|(?<=\])) ?(?=\S)",
          "Acté : le site ferme en août.",
          "Actes du colloque"),
    _mark("numbered code", 0.9, r"^(?:[-*•>] ?)?(?P<number>(?:r|d|dec|del|res|ca|cm|"
        r"ag)[-. ]?\d{2,4}[-/.]\d{1,3}) ?(?:[:.)]|- ) ?(?=\S)",
          "R-2024-03 : adopter le plan de classement.",
          "Salle R-2 : réservée"),
    _mark("tick", 0.62, r"^[✔✓☑] ?", "✔ Le site ferme en août.", "Le site", weak=True),
    _mark("D1", 0.95, r"^(?:[-*•>→⇒=] ?){0,3}d ?(?P<number>\d{1,2})" + r" ?[:.)-]+ ?(?=\S)",
          "D3 : signalement au niveau du jeu de données.",
          "D’ici le 3 mai : rien."),
    _mark("ordinal resolution", 0.9, rf"^(?:(?P<number>{_ORDINAL}) (?:resolution|deliberation|decision)|"
          rf"(?:resolution|deliberation) (?:{_ORDINAL}|[ivx]+))\b ?[:.)-]*",
          "Première résolution : approbation des comptes.",
          "La première résolution du réseau remonte à 2009."),
    _mark("conclusion", 0.78, r"^(?:[-*•>] ?)?(?:(?:en )?conclusions?|reponse(?: du (?:ca|comite|conseil|bureau))?|"
          r"avis du (?:ca|comite|conseil|bureau|groupe)|(?:ca|ag|cp|bureau) (?=ok)) ?[:=>-]+ ?(?=\S)",
          "Conclusion : on garde les deux formats.",
          "Conclusions de l’enquête", weak=True),
    _mark("arrow", 0.74, r"^(?:[-*•] )?(?:[=-]{1,3} ?>+|[→⇒➔➜►▶⇨➤\uf0e8]|>>+|==>) ?",
          "=> Les comptes sont approuvés.",
          "- Les comptes", weak=True),
    _mark("list of decisions", 0.9, r"^(?:\W{0,3}|[a-z\d]{1,3} ?[.)-] ?)(?:les |releve (?:de |des )|liste des |"
        r"synthese des |"
          r"recapitulatif des |rappel des |tableau des )?(?:decisions|conclusions|resolutions|deliberations)"
          r"(?: (?:prises|adoptees|actees|votees|du (?:comite|conseil|ca|bureau|groupe|copil|jour)|retenues|"
          r"de la (?:seance|"
          r"reunion)|en seance))* ?[:.]?$",
          "Décisions prises :",
          "Décisions de l’an dernier et leurs suites", many=True),
    _mark("decision alone", 0.93, r"^(?:\W{0,3}|[a-z\d]{1,3} ?[.)-] ?)(?:decision|decide|resolution|en conclusion|"
        r"conclusion) ?[:.]?$",
          "Décision",
          "Décisionnel"),
)  # fmt: skip
