"""What unmakes a decision: proposals, wishes, questions, the future, recalls, other bodies, rules of voting.

A readable table of doubts: where one is found around a decision, the decision is believed less by ``weight`` (1.0 :
not at all). Patterns are matched on folded text, either before the words that decide (in their clause) or in the
whole sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from repo_service.domain.minutes import lexicon

Where = Literal["before", "sentence", "after", "until"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason not to believe. ``example``: a sentence that decides nothing because of it."""

    name: str
    where: Where
    weight: float
    pattern: re.Pattern[str]
    example: str


def _doubt(name: str, where: Where, weight: float, pattern: str, example: str) -> Doubt:
    return Doubt(name, where, weight, re.compile(pattern), example)


_SAYS = (
    r"(?:rappelle|rappele|precise|indique|informe|signale|annonce|souligne|explique|estime|considere|constate|"
    r"observe|ajoute|note|remarque|"
    r"affirme|declare|expose|demande|souhaite|propose|suggere|recommande|regrette|craint|espere|pense|trouve|juge|"
    r"insiste|evoque|mentionne|rapporte|"
    r"raconte|confirme|repond|repondu|plaide|preconise|voudrait|aimerait|prefererait|redoute|s'interroge|se demande|"
    r"fait (?:remarquer|observer|savoir|"
    r"valoir|part)|fait etat|dit|ecrit|sait|se felicite|deplore|alerte|releve|montre|lit|apprend|verifie)(?:nt)?"
)

_OTHER_BODIES = (
    r"(?:conseil (?:departemental|regional|de l'europe|constitutionnel|d'etat)|cour des comptes|"
    r"(?:la|une|cette|notre) (?:ville|commune|mairie|metropole|prefecture|region|drac|tutelle|municipalite|loi|"
    r"commission europeenne|dgesip|bnf|bpi|"
    r"federation nationale|direction|hierarchie|maire|mairesse|banque|caf)|"
    r"(?:le|un|du) (?:ministere|rectorat|prefet|parlement|gouvernement|legislateur|departement|maire|"
    r"(?<!un )siege(?! (?:a|au) (?:une?|l[ae])\b)|"
    r"fournisseur|prestataire|tribunal|juge|marche|syndicat|jury|cabinet|imprimeur|"
    r"reseau national|groupe national|comite national)|commission d'appel[a-z' ]*|commission permanente|"
    r"(?:autre|precedente?) (?:association|comite|conseil|bureau)|l'(?:etat|universite|abes|agence|editeur|"
    r"entreprise|agglomeration|afnor|onu|autre))"
)

DOUBTS: tuple[Doubt, ...] = (
    _doubt("condition", "until", 1.0,
           r"\b(?:si|s'il|s'ils|lorsque|lorsqu'|quand|une fois qu|des qu|des lors qu|avant qu|pour qu|afin qu|tant qu|"
           r"jusqu'a ce qu|au cas ou|a condition qu|sous reserve qu|bien qu|quoiqu|dans l'attente qu|en attendant qu|"
           r"afin de savoir|puisqu|alors qu|(?<!considere )(?<!consideree )(?<!consideres )(?<!considerees )comme|"
           r"meme si|il faut qu|il faudra qu|a moins qu|selon qu|il se peut qu|"
           r"parce qu|car)"
           r"\b[^;]*$",
           "Si le projet est adopté, un vacataire sera recruté."),
    _doubt("speech", "before", 1.0, rf"\b{_SAYS}\b[^;]{{0,200}}?\b(?:que|qu'|comment|pourquoi|si|de savoir|"
        rf"ce qui)\b[^;]*$",
           "Mme Kessler rappelle que la charte est adoptée depuis 2023."),
    _doubt("relative", "before", 0.7, r"\b(?:qui|dont|que|qu'[a-z]+|laquelle|lequel|lesquels|lesquelles|"
        r"ou)(?: [a-z'-]+){0,4} ?$",
           "Le rapport qui a été adopté par la ville est en ligne."),
    _doubt("proposal", "before", 0.8, r"(?<!se )\b(?:propose|suggere|souhaite(?! pas)|souhaitait|(?<=[a-z.)] )(?<!la "
                                      r")(?<!cette )(?<!une )(?<!sa )"
           r"(?<!leur )(?<!de )(?<!en )demande(?= (?:que|a|si|de)\b)|recommande|envisage|preconise|a demande|avait "
           r"(?:demande|propose))(?:nt)?\b(?! par| en | a\b| est\b| sont\b| ont ete\b)[^;:]*(?<! et )$",
           "M. Robic propose que le projet soit approuvé."),
    _doubt("proposal in the sentence", "until", 0.45,
           r"^(?:[^;:]{0,80} )?(?<!pas )(?<!la )(?<!cette )(?<!les )(?<!une )(?<!sa )(?<!leur )(?<!se )(?<!sur "
           r")(?<!en )"
           r"(?:propose(?! par| en | a\b| est\b| sont\b| a ete\b| et )|suggere|souhaite(?! pas)(?:rait)?|"
           r"(?<=[a-z.)] )demande|voudrait|"
           r"aimerait|prefererait|recommande(?! donc))\b",
           "Le groupe propose de créer une liste adoptée par tous."),
    _doubt("wish", "until", 0.6,
           r"\b(?:pourrait|pourraient|devrait|devraient|serait|seraient|faudrait|conviendrait|aurait|auraient|"
           r"(?:voud|aime|souhaite|prefere)rai(?:t|ent)|semble(?:nt)?|"
           r"il est (?:souhaitable|suggere|propose(?! par)|"
           r"demande|rappele|precise|possible|envisage|important|necessaire|prevu que l'on))\b",
           "Il serait accepté que les prêts soient plus longs."),
    _doubt("question", "sentence", 0.9, r"\?\s*$|^\W*est-ce qu|\b(?:pose la question|se pose la question|la question "
                                        r"(?:est|"
        r"reste) (?:posee|ouverte))",
           "Le budget est-il adopté ?"),
    _doubt("asked", "after", 0.9, r"^[^.;:!?]{0,120}\?", "Le budget est adopté ainsi ? M. Petit en doute."),
    _doubt("future", "until", 0.55,
           r"\b(?:devra|devront|doit|doivent|sera|seront|restera|reste a|va|vont) (?:encore |ensuite |alors |"
           r"etre )?(?:(?:soumis|presente|valide|vote|"
           r"approuve|adopte|tranche|arrete|decide|examine)(?:e|s|es)? |etre (?:soumis|valide|approuve|vote|adopte|"
           r"tranche|decide))",
           "Le texte sera soumis aux membres et est voté en juin."),
    _doubt("nothing decided", "sentence", 1.0,
           r"\b(?:aucune? (?:decision|vote|conclusion|choix|resolution)|rien n'(?:est|a)|n'(?:arrete|arretent|a|ont|"
           r"est) rien\b|"
           r"pas (?:pris )?de (?:decision|conclusion)|ne (?:se prononce|tranche|statue|decide)(?:nt)? (?:pas|rien)|"
           r"n'a pas (?:ete )?(?:tranche|"
           r"decide|pris de decision)|n'est pas (?:tranche|decide|acte|arrete)|sans (?:qu'une )?decision|"
           r"pas (?:encore|ete) (?:arrete|decide|"
           r"tranche|acte|valide|vote|approuve|adopte|fixe|defini|retenu|choisi|nomme|designe)e?s?\b|"
           r"aucune? [a-z]+ n'(?:a|ont|est))",
           "Aucune décision n’est prise sur l’abonnement."),
    _doubt("had been", "sentence", 0.9, r"\b(?:avait|avaient|eut|eurent|aurait|auraient)(?: [a-z]+)? (?:ete |"
        r"deja )?(?:decide|adopte|approuve|valide|vote|"
           r"refuse|retenu|convenu|rejete|accepte|autorise|fixe|prevu|elu|nomme|designe|choisi|reporte)",
           "La ville avait approuvé le projet."),
    _doubt("already", "sentence", 0.6, r"\b(?:(?:deja|dernierement|recemment) (?:ete )?(?:adopte|approuve|valide|"
                                       r"vote|decide|accepte|fixe|acte)|"
        r"pour memoire|pour rappel|^rappel\b|"
           r"comme (?:decide|convenu|vote|valide|prevu|indique)|conformement a (?:la|ce|l')|dans la lignee|"
           r"l'an(?:nee)? (?:dernier|passe|derniere|passee|precedente?)|(?:la semaine|le mois) (?:dernier|passe|"
           r"derniere|passee)|hier\b|"
           r"il y a (?:[a-z]+|\d+) (?:ans?|mois|semaines|jours)|au (?:dernier|precedent) (?:comite|conseil|bureau|"
           r"point|ca\b)|"
           r"(?:au|a la|du) (?:comite|conseil|bureau|reunion|seance|ca) (?:de |d')(?:janv|fevr|mars|avri|mai|juin|"
           r"juil|aout|"
           r"sept|octo|nove|dece)[a-z]*,? (?:[a-z]+ )?(?:a|ont|avait)\b|lors (?:du|de la|"
           r"de l')(?: [a-z]+){0,3} (?:dernier|derniere|precedente?|passee?)|"
           r"precedemment|jadis|(?:autre|precedent|dernier) mandat|mandature|a l'epoque|auparavant|historiquement)",
           "Pour mémoire, la gratuité est adoptée en principe."),
    _doubt("rule of voting", "sentence", 0.9,
           r"\bsont (?:prises?|adoptee?s?|votee?s?|rendue?s?) (?:a|au) [^.]{0,40}(?:majorite|scrutin)|(?<!^)\b(?:est|"
           r"sont) (?:elu|designe)[es]* (?:par|pour(?! (?:sieger|representer|voter|participer))) [^.:]{0,60}"
           r"(?:assemblee|ans|conseil|adherents)\b|\b(?:"
           r"en cas de (?:partage|vacance|egalite|desaccord|refus)|ne (?:peut|peuvent) etre|(?:chaque|"
           r"toute) (?:decision|deliberation|resolution|modification)|"
           r"peuvent etre (?:adopte|prise|modifie|decide)|(?:peut|peuvent) (?:decider|valider|approuver|adopter)|"
           r"est (?:seule?|seul) competent)",
           "Les délibérations sont adoptées à la majorité des membres présents."),
    _doubt("statistics", "sentence", 0.4, r"\b\d+ (?:notices|ouvrages|documents|exemplaires|demandes|titres|dossiers|"
        r"lecteurs) [^.;]{0,60}"
           r"\b(?:ont ete|sont) (?:rejete|refuse|cree|supprime|attribue|accorde|valide|accepte)",
           "412 notices ont été rejetées à l’import."),
    _doubt("other "
           "body", "until", 0.9, rf"\b{_OTHER_BODIES}\b[^,;:]{{0,60}}(?<! est)(?<! sont)(?<! ete) (?:a|ont|avait|"
                                 rf"vient de|decide|refuse|"
        rf"accepte|adopte|vote|approuve|ne|n'y|n'a|donne|accorde|confirme|autorise|impose|s'oppose|demande)\b"
           r"(?! (?:ete|donc ete|l'|la |le ))",
           "La ville a refusé de prêter la salle."),
    _doubt("by another body", "after", 0.9, rf"^[^;:.]{{0,40}}\bpar (?:la |l'|le )?{_OTHER_BODIES}\b",
           "Un dossier a été écarté par la commission d’appel d’offres."),
    _doubt("by an "
           "agent", "after", 0.5, rf"^(?: [a-z]+){{0,4}} par (?:la |le |l'|les |un |une |deux |trois |ses |leurs? |"
        rf"son |sa |notre |"
           rf"cette )(?!(?:ensemble des )?{lexicon.BODIES}\b|majorite|unanimite|vote|voix|tiers|scrutin|totalite|courr|"
           r"mail|message|quasi|plupart|presente|voie|biais|meme)",
           "Le devis est validé par la DSI."),
    _doubt("according to", "before", 0.6, r"\b(?:selon|d'apres|a en croire|de l'avis d[eu])\b[^,;]{2,50},[^;]*$",
           "D’après le prestataire, la migration est autorisée dès mars."),
    _doubt("so somebody "
           "says", "after", 0.6, r"\b(?:selon|d'apres|aux dires d[eu]|a en croire) (?:le |la |l'|les |m\.|mme )?[a-z]"
           r"[^,;]{0,40}$", "Le budget est maintenu pour 2020 d’après la DGS."),
    _doubt("a text that is cited", "until", 0.4, r"^\W*(?:la|le|les) presentes? (?:convention|reglement|charte|"
           r"contrat|statuts|deliberation|accord|avenant)", "La présente convention est prolongée par avenant."),
    _doubt("says somebody", "sentence", 0.7, r", (?:rappelle|precise|indique|explique|note|signale|constate|"
        r"regrette|dit|"
           r"observe|ajoute|estime|raconte|assure|affirme)(?:-t-(?:il|elle|on)|-(?:il|elle)|nt)? ?(?:la |le |l'|"
           r"m\.|mme |"
           r"mlle |[a-z-]+ ?)?(?:[a-z-]+)?(?: [a-z-]+)?[.,]? ?$",
           "On ne prend plus les chèques depuis mars, rappelle la trésorière."),
    _doubt("in such a case", "sentence", 0.6, r"^\W*(?:dans (?:ce|le|un tel|les) cas|a defaut|le cas echeant|sinon)\b|"
           r"\b(?:de plein droit|automatiquement|tacitement|d'office)\b",
           "Dans ce cas, la demande est rejetée automatiquement."),
    _doubt("of ours", "after", 0.5, r"^ (?:de )?(?:nos|notre) (?:demande|candidature|condition|proposition|"
        r"offre|projet|"
           r"dossier|invitation)", "Les partenaires ont accepté nos conditions."),
    _doubt("law", "sentence", 0.6, r"\b(?:proposition|projet) de loi\b|\bau (?:senat|parlement)\b|"
           r"\bassemblee nationale\b", "La proposition de loi a été rejetée au Sénat."),
    _doubt("by many", "after", 0.5, r"^ par (?:(?:plus|moins|pres) de|de nombreu|environ)(?![^.;]{0,30}(?:voix|"
        r"votants))",
           "Le logiciel est adopté par plus de cent bibliothèques."),
    _doubt("of somebody else", "sentence", 0.6, r"^\W*(?:avis|decision|reponse|position|accord|refus|validation|"
           rf"approbation|choix) (?:du |de la |de l'|des )(?!{lexicon.BODIES}\b)[^:;.]{{3,60}} ?:",
           "Avis du service juridique : défavorable."),
    _doubt("to us", "until", 0.6, r"\bon (?:nous|leur|lui|vous|me) ", "On nous refuse l’accès."),
    _doubt("habit", "after", 0.5, r"^,? (?:chaque|tous les|toutes les|regulierement|systematiquement|"
        r"au fur et a mesure|"
           r"d'habitude|habituellement|en general)\b|\bcomme (?:chaque|tous les|toutes les|d'habitude|a l'habitude)|"
           r"\bselon [^.;]{0,20}\bhabituel", "Le bureau valide chaque trimestre les commandes."),
    _doubt("habit before", "until", 0.5, r"\b(?:chaque|tous les|toutes les) (?:mois|semaines?|trimestres?|semestres?|"
           r"ans?|annees?|jours?|reunions?|seances?) (?:et|puis) (?:[a-z']+ ){0,2}[a-z']* ?$",
           "La commission se réunit tous les mois et approuve les devis."),
    _doubt("some of them", "before", 0.6, r"\b(?:quelques-une?s|certaine?s|d'autres|beaucoup|la plupart)"
           r"(?: d[e'] ?[^,;:]{0,40})?(?: [a-z']+){0,2} ?$",
           "Quelques-unes n’en veulent pas."),
    _doubt("any such thing", "until", 0.6, r"^\W*(?:une?|toute?|chaque|tous les|toutes les) [a-z]+(?: [a-z]+)? "
           r"(?:qui|dont|que|ne remplissant)\b",
           "Un projet qui ne remplit pas ces conditions est écarté sans examen."),
    _doubt("more than once", "after", 0.6, r"^[^.;:,]{0,30}\b(?:deux|trois|plusieurs|maintes|\d) fois\b",
           "L’exposition a été reportée deux fois."),
    _doubt("because of what "
           "happens", "after", 0.6, r"^[^.;:]{0,20}\b(?:en raison|a cause|suite|du fait|par suite) (?:de la |"
           r"des |du |d'une? |de l'|a la |aux? |a l'|a une? |de )?(?:intemper|meteo|neige|verglas|canicule|greve|covid|"
           r"coronavirus|crise sanitaire|pandem|epidem|confinement|travaux|panne|incendie|inondation|sinistre|deces|"
           r"plan vigipirate)",
           "Le concert est reporté en raison de la grève."),
    _doubt("by their body", "after", 0.6, r"^[^;:.]{0,60}\bpar (?:leurs?|son|sa|ses|votre|vos) (?:propres? )?[a-z]",
           "La charte a été votée par leur conseil scientifique."),
    _doubt("ill or on "
           "leave", "sentence", 0.6, r"\b(?:est|sont) (?:a nouveau |toujours )?arretee?s? (?:jusqu|depuis|pour "
                                     r"(?:maladie|[a-z]+ "
           r"(?:jours|semaines)))",
           "Lucie est arrêtée jusqu’au 20."),
    _doubt("kept in mind", "sentence", 0.6, r"\bgard(?:e|ent|ons)\b[^.;]{0,40} en (?:reserve|tete|memoire|vue)\b|"
           r"\bgard(?:e|ent|ons) (?:l'idee|cette idee)\b|\bdes deux (?:cotes|parties)\b",
           "Le comité garde l’idée en réserve."),
    _doubt("in passing", "after", 0.5, r"^[^.;:]{0,60}, (?:est|sont|sera|seront|figure|doit|prevoit|comprend) ",
           "Le budget, adopté en décembre par le conseil, est communiqué pour information."),
    _doubt("of the body", "before", 0.6, r"(?<!ensemble )(?<!majorite )(?<!totalite )(?<!unanimite )(?<!unanimement )"
           r"(?<!moitie )(?<!tiers )(?<!plupart )(?<!nombre )(?<!part )(?<!nom )(?<!accord )(?<!vote )"
           r"\b(?:de|par|a|pour|avec|chez|sur|dans|entre|vers|selon|devant|contre|comme) $",
           "Le compte en banque de l’association permet de payer le loyer."),
    _doubt("recital", "sentence", 1.0, r"^\W*(?:vu|considerant|sachant|attendu|entendu le)\b", "Vu les statuts, "
        "article 2, le budget est adopté,"),
    _doubt("by voters", "after", 0.9, r"^[^.;]{0,20}\bpar \d[\d,.]* ?% des",
           "Le crédit est refusé par 52,4 % des votants."),
    _doubt("first to be known", "sentence", 0.8, r"\bavant de (?:statuer|trancher|se prononcer|decider|voter|prendre)",
           "Le comité est favorable mais veut un avis avant de statuer."),
    _doubt("in other places", "sentence", 0.6, r"\bdans d'autres (?:reseaux|bibliotheques|villes|etablissements)|"
        r"\bdans les [a-z]+ voisin|^\W*chez (?:le|la|les|nos|notre|l'|eux)\b|\bchez (?:eux|nos [a-z]+|les autres)\b|"
        r"\bailleurs\b(?<!par ailleurs)",
           "On a décidé dans d’autres réseaux de fermer le lundi."),
    _doubt("opening and closing", "sentence", 1.0,
           r"\b(?:seance|reunion|assemblee(?: generale)?|session|debats?)(?: (?:ordinaire|extraordinaire|"
           r"pleniere))? (?:(?:a|est|sont|ont|"
           r"etant) )?(?:ete )?(?:donc )?(?:levee?|ouverte?|close?|suspendue|cloturee?|consacree?)\b|\bdeclare (?:la "
           r"|l')?[a-z]* ?(?:ouvert|clos|leve)|"
           r"\bmis fin a (?:la|cette) (?:reunion|seance)|\bfeuille de presence|^\W*la (?:reunion|seance) (?:est|a "
           r"ete) fixee|\boperations? de vote|\ble vote (?:est organis|a lieu|se fait|se deroule)|\bexecution de la "
           r"presente|\brendez-? ?vous est (?:fixe|pris|donne)|\bdoyen d'age\b|prend la presidence de (?:la|cette|"
           r"l')|\bemarge|"
           r"\bla parole est|\bordre du jour (?:est|a ete|etant) (?:epuise|adopte)|"
           r"^\W*(?:la|le) (?:suivante?|prochaine?) (?:est|sera) (?:donc )?(?:fixe|prevu|programme)|"
           r"^\W*(?:un|le|deux|ce) points?\b[^;]{0,90} (?:est|sont) (?:ajoute|inscrit)e?s?\b|"
           r"\b(?:prochaine?s?|future) (?:date |seance |reunion |assemblee |comite |ag |"
           r"ca )?(?:[a-z]+ ){0,4}(?:est|sont|a ete|ont ete|reste) (?:donc )?(?:fixe|prevu|programme|retenu|arrete)|"
           r"\b(?:reunion|seance|conseil|comite|ca|copil|assemblee|date)s? (?:de la |du )?(?:suivante?|"
           r"prochaine?)[a-z ]{0,40} (?:est|a ete|sont|ont ete) (?:fixe|prevu|programme|retenu|arrete)|"
           r"\b(?:le |du )quorum\b|\bvalablement\b|\bquorum (?:est|etant|n'|atteint|requis)|\bdit-on\b|"
           r"\bproces-verbal (?:signe|a ete dresse)|est dresse le present",
           "La séance est levée à 17 h."),
    _doubt("condition after", "after", 0.5, r"^[^.;]{0,60}\bs'il\b|^[^.;]{0,40}\bsi (?:le|la|les|on|nous|"
        r"cela)\b", "Le budget est adopté si la ville suit."),
    _doubt("somebody says", "sentence", 0.5, r"^(?:(?!ca|ag|cp|cs|gt|non|oui|ok)[a-z]{2,3}|"
        r"[a-z]+ [a-z]+ \([a-z]{2,3}\)) ?: ", "SG : le standard est "
        "reporté à mi-2020."),
    _doubt("facts of the house", "after", 0.4,
           r"^[^.;]{0,12}\b(?:depuis|en (?:19|20)\d\d\b|chaque annee|tous les ans)|^[^.;]{0,40}\bdepuis (?:19|20|"
           r"le |la |"
           r"sa |son )",
           "Le fonds est constitué depuis 1998."),
)  # fmt: skip

def clause_before(text: str, start: int) -> str:
    """What stands before the words that decide, from the last semicolon, colon or dash on."""
    cut = max(text.rfind(mark, 0, start) for mark in (";", ":", " - "))
    return text[cut + 1 : start]


def quoted(text: str, start: int) -> bool:
    """Whether a place of a folded sentence lies in quotation marks that were opened before it."""
    before = text[:start]
    return before.rfind("«") > before.rfind("»") or (before.count('"') % 2 == 1 and '"' in text[start:])


_QUOTED = re.compile(r"«[^«»]{1,200}»|\"[^\"]{1,200}\"")


def unquoted(text: str, start: int, end: int) -> str:
    """The text with blanks for the words in quotation marks, but for those around ``start``."""

    def blank(match: re.Match[str]) -> str:
        return match[0] if match.start() < end and start < match.end() else " " * len(match[0])

    return _QUOTED.sub(blank, text)


def doubts(text: str, start: int, end: int, spared: frozenset[str] = frozenset()) -> tuple[float, str]:
    """How much less a decision in ``text[start:end]`` of a folded sentence is believed, and the main reason.

    ``spared``: names of doubts that do not count here.
    """
    text = unquoted(text, start, end)
    before, after = clause_before(text, start), text[end:]
    heaviest, reason = 0.0, ""
    total = 0.0
    for doubt in DOUBTS:
        where = {"before": before, "after": after, "until": before + text[start:end]}.get(doubt.where, text)
        if where and doubt.name not in spared and doubt.pattern.search(where):
            total += doubt.weight
            if doubt.weight > heaviest:
                heaviest, reason = doubt.weight, doubt.name
    return total, reason
