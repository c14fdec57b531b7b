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


_MONTHS = r"(?! ?(?:janv|fevr|mars\b|avri|mai\b|juin|juil|aout|sept|octo|nove|dece))"
_NUMBER = (
    r"(?P<number>(?!(?:du|de|le|la|en|au|des|sur) )(?:[a-z]{1,5}[-/. "
    r"]?)?\d+(?:er)?(?:[-/.](?:[a-z]{1,5}[-/.])?\d+)*[a-z]?|"
    rf"(?:[ivx]{{1,5}}|[a-h])(?= ?[:.)-]))(?![\w])(?![-/.]\d){_MONTHS}(?: "
    rf"?\((?P<within>[a-z-]{{0,5}}\d[\d./-]{{1,12}})\))?"
)
_KIND = r"(?:decision|deliberation|resolution|avis|motion|delib\.?|dec\.|res\.)"
_END = r" ?\]? ?(?:[:.)\]-]+|=+>|->|→|$)"
_OURS = (
    r"(?:prises?|du (?:comite|conseil|ca|bureau|groupe|copil|cp|gt|jour)|de (?:l'(?:assemblee|ag)|la (?:commission|"
    r"seance|"
    r"reunion))|collective|finale|adoptees?|retenues?|actees?|votees?|arretees?|validees?|unanime)"
)
_ORDINAL = (
    r"(?:1ere|1re|premiere|\d{1,2} ?(?:e|eme)|seconde|deuxieme|troisieme|quatrieme|cinquieme|sixieme|septieme|"
    r"huitieme|neuvieme|dixieme|onzieme|douzieme|treizieme|quatorzieme|quinzieme|unique|derniere)"
)

MARKS: tuple[Mark, ...] = (
    _mark("numbered decision", 0.97, rf"^(?:[-*•>] ?)?\[? ?{_KIND} ?(?:n ?[°o.]{{1,2}} ?)?{_NUMBER}"
          rf"(?:{_END}| (?=[a-z(\"«])(?!du \d|du (?:comite|conseil)|de la seance|prise?\b|a ete|avait|sera\b|concern|"
          r"rest|"
          r"datee|de \d))",
          "Décision n° 2024-01 : le projet pilote est lancé.",
          "Décision du 3 mai : elle est appliquée."),
    _mark("decision", 0.95, rf"^(?:[-*•>] ?)?(?:(?:releve (?:de |des )?)?decision(?:s|\(s\))?(?: {_OURS})*|decide|"
                            r"arbitrage|resolution|"
          r"(?:la )?(?:solution|option|proposition|position|formule)s? (?:retenue?s?|adoptee?s?|choisie?s?)|choix "
          r"retenu|"
          r"ce (?:qui|que|qu')[a-z' ]{0,16} (?:decid|convenu|arrete|retenu|acte|valide|adopte)[a-z]{0,3}|"
          r"(?:il est|nous avons|on a|on) (?:decid|convenu|act)[a-z]{0,3}) ?[:=>-]+ ?(?=\S)",
          "Décision : le tarif reste à 18 euros.",
          "Décision modificative n° 2 votée en octobre."),
    _mark("settled word", 0.9, r"^(?:[-*•>] ?)?\[? ?(?:decision|decide|acte|valide|convenu|arrete|adopte|retenu|"
                               r"approuve|"
          r"accord)e?s? ?\]? ?(?:[:=]|(?<=\])) ?(?=\S)",
          "Acté : le site ferme en août.",
          "Actes du colloque"),
    _mark("numbered code", 0.9, r"^(?:[-*•>] ?)?(?P<number>(?:r|d|dec|del|res|ca|cm|"
        r"ag)[-. ]?\d{2,4}[-/.]\d{1,3}) ?(?:[:.)]|- ) ?(?=\S)",
          "R-2024-03 : adopter le plan de classement.",
          "Salle R-2 : réservée"),
    _mark("tick", 0.62, r"^[✔✓☑] ?", "✔ Le site ferme en août.", "Le site", weak=True),
    _mark("D1", 0.95, r"^(?:[-*•>→⇒=] ?){0,3}\[?d[ .]?(?P<number>\d{1,2})(?: "
                      r"?\((?P<within>[a-z-]{0,5}\d[\d./-]{1,12})\))?\]?"
          r" ?(?:[:.)-]+|=+>|→|(?<=\]) ) ?(?=\S)",
          "D3 : signalement au niveau du jeu de données.",
          "D’ici le 3 mai : rien."),
    _mark("ordinal resolution", 0.9, rf"^(?:(?P<number>{_ORDINAL}) (?:resolution|deliberation|decision)|"
          rf"(?:resolution|deliberation) (?:{_ORDINAL}|[ivx]+))\b ?[:.)-]*",
          "Première résolution : approbation des comptes.",
          "La première résolution du réseau remonte à 2009."),
    _mark("conclusion", 0.78, r"^(?:[-*•>] ?)?(?:(?:en )?conclusions?|reponse du (?:ca|comite|conseil|bureau)|"
          r"avis du (?:ca|comite|conseil|bureau|groupe)|(?:ca|ag|cp|bureau) (?=ok)) ?[:=>-]+ ?(?=\S)",
          "Conclusion : on garde les deux formats.",
          "Conclusions de l’enquête", weak=True),
    _mark("answer told", 0.78, r"^(?:[-*•>] ?)?reponse ?[:=>-]+ ?(?=\S)", "Réponse : oui, pour un an.",
          "Réponses reçues", weak=True),
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
