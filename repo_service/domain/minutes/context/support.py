"""What speaks for a decision that its words alone do not prove: « Le prêt est limité à huit ouvrages » may be a fact.

Rows of the table of wordings with ``support`` need some of it: in the sentence (« donc », « à compter de », a thing
that the body may order), or around it (asked just before, accepted just after, the last word of the point). Must not
know what decides.
"""

from __future__ import annotations

import re

from repo_service.domain.minutes.guards import Doubt

NEEDED = 0.25  # of a score, which a row without any support loses
_INSIDE: tuple[tuple[float, re.Pattern[str]], ...] = (
    # It follows from what was said.
    (0.25, re.compile(
        r"\b(?:donc|ainsi|finalement|desormais|dorenavant|en consequence|par consequent|en definitive|des lors|du coup|"
        r"en revanche|toutefois|a titre (?:experimental|exceptionnel|provisoire|d'essai)|a l'essai|provisoirement|"
        r"sous (?:cette )?reserve|dans l'intervalle|entre-temps|en attendant|d'ici la|dans (?:sa|ses|leurs?) "
        r"(?:mission|fonction|"
        r"mandat|poste)s?|"
        r"(?:retenue?|decidee?|adoptee?|validee?|actee?|arretee?)s? ?:|moyennant|sauf (?:pour |avis|exception|"
        r"[a-z]+s\b)|d'autant|excepte|malgre)\b")),
    # A short word on what was put: « On le prend. »
    (0.15, re.compile(r"^\W*(?:on|nous) (?:ne )?(?:le |la |les |y |en |l')")),
    (0.15, re.compile(r"^\W*(?:on|nous) [^.;]{2,80}\d ?(?:€|euros?\b)")),
    (0.25, re.compile(r"\bne (?:change|changeons|touche|touchons)(?:nt)? (?:rien|pas)\b")),
    # From when, until when.
    (0.2, re.compile(
        r"\b(?:a (?:compter|partir|dater) d|des (?:le |la |l'|cette |aujourd|maintenant|janv|fevr|mars|avri|mai\b|juin|"
        r"juil|aout|sept|octo|nove|dece)|pour (?:l'annee|l'exercice|la saison|la rentree|20\d\d|un an\b|[a-z]+ ans\b|"
        r"une duree|une periode)|(?:au|le) (?:1er|\d{1,2}) (?:janv|fevr|mars|avri|mai\b|juin|juil|aout|sept|octo|nove|"
        r"dece)|en (?:20\d\d|(?:janv|fevr|mars|avri|mai\b|juin|juil|aout|sept|octo|nove|dece)[a-z]*)|immediatement|"
        r"l'an prochain|l'annee prochaine|la (?:semaine|saison) prochaine)")),
    # Things that a body orders itself.
    (0.15, re.compile(
        r"^\W*(?:[^,;:.]{0,60}, )?(?:(?:le|la|les|l'|un|une|cette|ce|ces|cet|son|sa|ses) ?)?(?:autres? |nouveaux? |"
        r"nouvelles? |anciens? |anciennes? |[a-z]+ieme |premiere? )?"
        r"(?:(?:montant|niveau|taux|plafond|tarif|duree|nombre|prix|regle|rythme|delai|seuil|date|jour|composition|"
        r"mandat) (?:de |du |de la |de l'|des |d')(?:la |l')?(?:cotisation|adhesion|pret|emprunt|inscription|indemnite|"
        r"gratification|vente|publication|livre|reunion|fete|seance|mandat|don|bureau|comite|conseil|groupe)s?|"
        r"cotisation|adhesion|penalite|amende|reglement|article|alinea|paragraphe|phrase|mention|rubrique|statut|"
        r"charte|"
        r"horaire|groupe|commission|comite|mandat|abonnement|siege|navette|convention|rythme|calendrier|quarantaine|"
        r"periodicite|ordre du jour|poste|indemnite|demande|proposition|option|solution|scenario|idee|choix|titre|nom|"
        r"texte|liste|projet|journee|exposition|stage|formation|concours|dotation du prix|seuil|critere|"
        r"gratuite|tarif|pret|quota|plafond|compte|reunion|date|lieu|duree|delai|format|gestion|reliquat|resultat|"
        r"excedent|deficit|benefice|depense|frais|ligne)s?\b")),
)
# It stands before what somebody adds, asks, regrets: the debate goes on.
_GOES_ON = re.compile(
    r"^\W*(?:(?:m|mm|mme|mmes|mlle|dr|pr)\.? [a-z]|(?:le|la) (?:president|presidente|directeur|directrice|tresorier|"
    r"tresoriere|secretaire|maire)\b)[^.;:]{0,60}? (?:demande|interroge|s'interroge|regrette|souhaite|precise|"
    r"observe|repond|s'inquiete|ajoute|note|releve|fait|rappelle|remarque|explique|s'etonne|propose|souligne)"
)
_AGREED = re.compile(
    r"^\W*(?:(?:cette|la|ces|les) (?:proposition|mesure|decision|modification|disposition|resolution|deliberation)s? "
    r"(?:est|sont|a ete|ont ete)\b|(?:adopte|approuve|accepte|valide|vote)e?s?\b|accord\b|a l'unanimite|unanimite|"
    r"(?:tout le monde|tous|chacun|le (?:comite|conseil|bureau|groupe)) [a-z' ]{0,20}(?:accord|approuve|accepte|"
    r"valide)|vote ?:|pour ?:|\d+ (?:voix|pour|oui))"
)

# What makes of such a row a fact, whatever stands around.
FACTS: tuple[Doubt, ...] = (
    Doubt("given by others", "until", 0.4, re.compile(
        r"\b(?:subvention|dotation|aide|soutien|concours|financement|participation|contribution|credit|enveloppe|"
        r"budget|convention|poste|plafond|label|appel a projets)s?(?: [a-z]+)? (?:de l'(?:etat|europe|union|agence|"
        r"agglomeration)|de la (?:drac|region|ville|commune|metropole|communaute|prefecture|caf|bnf|direction|"
        r"commission|fondation|tutelle)|du (?:departement|conseil (?:departemental|regional|general)|ministere|cnl|"
        r"rectorat|centre national|gouvernement|mecene)|departementale?|regionale?|ministerielle?|nationale?|"
        r"europeenne?|municipale?|communale?|communautaire)s?\b|\bau budget de l'etat\b"),
        "La subvention du département est confirmée pour un an."),
    Doubt("prices of the market", "until", 0.4, re.compile(
        r"\b(?:loyer|electricite|gaz|chauffage|energie|essence|carburant|papier|affranchissement|taxe|tva|inflation|"
        r"smic|point d'indice|assurance|cotisations? (?:sociale|patronale|retraite)|taux d'interet|impot)s?\b"),
        "Le loyer du local est porté à 45 €."),
    Doubt("figures", "until", 0.4, re.compile(
        r"\b(?:nombre|total|chiffre|volume|part|proportion) (?:de |des |d'|du )(?:entree|visit|inscrit|lecteur|"
        r"participant|usager|emprunteur|adherent|abonne|unite|agent|place|connexion|consultation|telechargement|"
        r"etudiant|habitant|notice|document|reponse)|\b(?:taux|indice) (?:de|d') ?(?:participation|frequentation|"
        r"rotation|inscription|remplissage|satisfaction|reussite|reponse|occupation|couverture)|"
        r"\bfrequentation\b"),
        "Le nombre d’entrées est porté à 12 000."),
    Doubt("who is satisfied", "until", 0.4, re.compile(
        r"\b(?:public|lecteur|usager|participant|eleve|enseignant|etudiant|visiteur|bilan|client|adherent|membre|"
        r"parent|benevole)[a-z]* (?:(?:est|sont|a ete|ont ete) )?(?:[a-z]+ )?(?:est |sont )?satisfait"),
        "Le public est satisfait."),
    Doubt("how things run", "until", 0.3, re.compile(
        r"\b(?:logiciel|portail|site|serveur|acces|parking|salle|espace|batiment|bibliotheque|mediatheque|service|"
        r"guichet|rayon|application|base|catalogue|ascenseur|rue|route)s?(?: [a-z']+){0,4}? (?:est|sont) "
        r"(?:[a-z]+ )?(?:limite|reserve|ferme|ouvert|gratuit|interdit|desactive|reduit|satisfait)"),
        "L’accès est réservé aux étudiants inscrits."),
    Doubt("because of", "after", 0.3, re.compile(
        r"^[^.;]{0,30}(?:\ben raison d|\ba cause d|\bfaute de (?:public|candidat|participant|inscri|place)|"
        r"\bpour (?:travaux|maintenance|cause|raison)|\bpar suite d|\bsans qu|\bjusqu'a nouvel ordre|\bcette annee\b|"
        r"\bsimultane)"),
        "La bibliothèque est fermée pour travaux."),
    Doubt("somebody holds against it", "before", 0.3, re.compile(
        r"\b(?:souhaitable|utile|possible|interessant|necessaire|regrettable|opportun)s?,? mais\b[^;:]*$"),
        "M. Petit le juge souhaitable, mais le crédit est limité à cent euros."),
)  # fmt: skip


def inside(text: str) -> float:
    """The support that a folded sentence brings itself."""
    return sum(weight for weight, pattern in _INSIDE if pattern.search(text))


def against(text: str, start: int, end: int) -> tuple[float, str]:
    """How far a sentence that needs support is a fact, and the main reason."""
    total, heaviest, reason = 0.0, 0.0, ""
    before = text[:start]
    for doubt in FACTS:
        where = {"before": before, "after": text[end:], "until": text[:end]}.get(doubt.where, text)
        if doubt.pattern.search(where):
            total += doubt.weight
            if doubt.weight > heaviest:
                heaviest, reason = doubt.weight, doubt.name
    return total, reason


def around(after: str | None, *, alone: bool, asked: bool, series: bool) -> float:
    """The support of what stands around a sentence.

    ``after``: the next sentence of the point, folded, ``None`` where it is the last; ``alone``: it is a line of its
    own; ``asked``: somebody asked or proposed just before; ``series``: something was decided just before.
    """
    told = 0.2 * asked + 0.2 * series + 0.1 * alone
    if after is None:
        return told + 0.15
    if _AGREED.match(after):
        return told + 0.3
    return told - (0.2 if _GOES_ON.match(after) else 0.0)
