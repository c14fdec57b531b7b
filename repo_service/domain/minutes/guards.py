"""What unmakes a decision: proposals, wishes, questions, the future, recalls, other bodies, rules of voting.

A readable table of doubts: where one is found around a decision, the decision is believed less by ``weight`` (1.0 :
not at all). Patterns are matched on folded text, either before the words that decide (in their clause) or in the
whole sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from repo_service.domain import french_dates
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
    r"(?:le|un|du) (?:ministere|rectorat|prefet|parlement|gouvernement|legislateur|departement|maire|siege|"
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
           r"(?:demande|propose))(?:nt)?\b(?! par| en | a\b)[^;:]*$",
           "M. Robic propose que le projet soit approuvé."),
    _doubt("proposal in the sentence", "until", 0.45,
           r"^(?:[^;:]{0,80} )?(?<!pas )(?<!la )(?<!cette )(?<!les )(?<!une )(?<!sa )(?<!leur )(?<!se )(?<!sur "
           r")(?<!en )"
           r"(?:propose(?! par| en | a\b)|suggere|souhaite(?! pas)(?:rait)?|(?<=[a-z.)] )demande|voudrait|"
           r"aimerait|prefererait|recommande(?! donc))\b",
           "Le groupe propose de créer une liste adoptée par tous."),
    _doubt("wish", "until", 0.6,
           r"\b(?:pourrait|pourraient|devrait|devraient|serait|seraient|faudrait|conviendrait|aurait|auraient|"
           r"(?:voud|aime|souhaite|prefere)rai(?:t|ent)|"
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
           r"\bsont (?:prises?|adoptee?s?|votee?s?) (?:a|au) [^.]{0,40}(?:majorite|scrutin)|(?<!^)\b(?:est|"
           r"sont) (?:elu|designe)[es]* (?:par|pour) [^.:]{0,60}(?:assemblee|ans|"
           r"conseil|adherents)\b|\b(?:"
           r"en cas de (?:partage|vacance|egalite|desaccord|refus)|ne (?:peut|peuvent) etre|(?:chaque|"
           r"toute) (?:decision|deliberation|resolution|modification)|"
           r"peuvent etre (?:adopte|prise|modifie|decide)|(?:peut|peuvent) (?:decider|valider|approuver|adopter)|"
           r"est (?:seule?|seul) competent)",
           "Les délibérations sont adoptées à la majorité des membres présents."),
    _doubt("statistics", "sentence", 0.4, r"\b\d+ (?:notices|ouvrages|documents|exemplaires|demandes|titres|dossiers|"
        r"lecteurs) [^.;]{0,60}"
           r"\b(?:ont ete|sont) (?:rejete|refuse|cree|supprime|attribue|accorde|valide|accepte)",
           "412 notices ont été rejetées à l’import."),
    _doubt("other body", "until", 0.9, rf"\b{_OTHER_BODIES}\b[^,;:]{{0,60}} (?:a|ont|avait|vient de|decide|refuse|"
        rf"accepte|adopte|vote|approuve|ne|n'y|n'a|donne|accorde|confirme|autorise|impose|s'oppose|demande)\b"
           r"(?! (?:ete|donc ete|l'|la |le ))",
           "La ville a refusé de prêter la salle."),
    _doubt("by another body", "after", 0.9, rf"^[^;:.]{{0,40}}\bpar (?:la |l'|le )?{_OTHER_BODIES}\b",
           "Un dossier a été écarté par la commission d’appel d’offres."),
    _doubt("by an agent", "after", 0.5, rf"^(?: [a-z]+){{0,2}} par (?:la |le |l'|les |un |une |deux |trois |"
        rf"son |sa |notre |"
           rf"cette )(?!(?:ensemble des )?{lexicon.BODIES}\b|majorite|unanimite|vote|voix|tiers|scrutin|totalite|courr|"
           r"mail|message|quasi|plupart|presente|voie|biais|meme)",
           "Le devis est validé par la DSI."),
    _doubt("according to", "before", 0.6, r"\b(?:selon|d'apres|a en croire|de l'avis d[eu])\b[^,;]{2,50},[^;]*$",
           "D’après le prestataire, la migration est autorisée dès mars."),
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
    _doubt("in passing", "after", 0.5, r"^[^.;:]{0,60}, (?:est|sont|sera|seront|figure|doit|prevoit|comprend) ",
           "Le budget, adopté en décembre par le conseil, est communiqué pour information."),
    _doubt("recital", "sentence", 1.0, r"^\W*(?:vu|considerant|sachant|attendu|entendu le)\b", "Vu les statuts, "
        "article 2, le budget est adopté,"),
    _doubt("by voters", "after", 0.9, r"^[^.;]{0,20}\bpar \d[\d,.]* ?% des",
           "Le crédit est refusé par 52,4 % des votants."),
    _doubt("first to be known", "sentence", 0.8, r"\bavant de (?:statuer|trancher|se prononcer|decider|voter|prendre)",
           "Le comité est favorable mais veut un avis avant de statuer."),
    _doubt("in other places", "sentence", 0.6, r"\bdans d'autres (?:reseaux|bibliotheques|villes|etablissements)|"
        r"\bdans les [a-z]+ voisin|\bchez (?:le|la|les|nos|notre|l'|eux)\b|"
        r"\bailleurs\b(?<!par ailleurs)",
           "On a décidé dans d’autres réseaux de fermer le lundi."),
    _doubt("opening and closing", "sentence", 1.0,
           r"\b(?:seance|reunion|assemblee|session|debats?) (?:(?:a|est|sont|ont|"
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
    _doubt("facts of the house", "after", 0.35,
           r"^[^.;]{0,12}\b(?:depuis|en (?:19|20)\d\d\b|chaque annee|tous les ans)",
           "Le fonds est constitué depuis 1998."),
)  # fmt: skip

# The row of a decision that may tell what came before it without becoming a recall.
_PAST = re.compile(r"\b(?:a|ont|avait)(?: [a-z'-]+){0,3} ete\b|\b(?:a|ont|s'est|se sont)(?! (?:l'|la |le |cette |"
    r"son |sa |ses ))(?: [a-z]+){0,2} [a-z]+(?:e|i|u|is|it|ert)e?s?\b")


def clause_before(text: str, start: int) -> str:
    """What stands before the words that decide, from the last semicolon, colon or dash on."""
    cut = max(text.rfind(mark, 0, start) for mark in (";", ":", " - "))
    return text[cut + 1 : start]


# Words after « le conseil », « le comité » that tell of another one, unless this body is called so.
_OTHERS = re.compile(
    r"(?<!\bau )(?<!\bdu )(?<!\baux )(?<!\bdes )(?<!\bde l')(?<!\ba l')"
    r"\b(?P<noun>conseil|comite|bureau|commission|groupe|assemblee|reseau|federation|association|congres|syndicat|"
    r"jury|cercle|consortium|copil|college|collectif) "
    r"(?P<of>national|nationale|federal|federale|regional|regionale|municipal|communautaire|academique|scientifique|"
    r"technique|de pilotage|directeur|syndical|editrice|gestionnaire|organisatrice|pedagogique|consultatif|"
    r"d'administration|de direction|executif|de l'universite|de la ville|de la commune|central|europeen|"
    r"international|allemand|belge|suisse|anglais|francais|canadien|espagnol|italien|voisine?|locale?|departemental|"
    r"de surveillance|des directeurs|"
    r"des maires|economique|de discipline|d'ecole|de laboratoire|de l'ufr|documentaire|restreint|d'acquisition)\b"
)
_NOUN = re.compile(r"\b(?:conseil|comite|bureau|commission|assemblee|groupe|jury|c\.?a\b|ca\b|ag\b|copil)\b")
# « La commission animation a rendu un avis » in the minutes of a council.
_PAST_SUBJECT = re.compile(r"\b(?:(?:la|le|une?) |l')(?P<noun>commission|bureau|jury|syndicat|conseil|groupe|"
                           r"assemblee|comite|federation|association)\b(?: "
                           r"[a-z'-]+){0,2},?"
                           r"(?: reunie? [^,]{3,40},)? (?:a|ont) ")
_OF_MORE = re.compile(r"\b(?:comite|conseil|bureau|commission|groupe|reseau|association)(?: [a-z'-]+){1,3} "
                      r"(?P<of>national|federal|regional|departemental|municipal|academique|communautaire|"
                      r"europeen)e?\b")
_BY = re.compile(rf"^[^;:.]{{0,50}}\bpar (?:le |la |l'|un |une ){_OTHERS.pattern}")
_BY_THAT_OF = re.compile(
    r"^[^;:.]{0,50}\bpar (?:le |la |l'|un |une )(?:conseil|ca|comite|bureau|commission|groupe|assemblee|ag|jury) "
    r"(?:du |des |de la |de l'|de |d')(?!membres|presents|adherents|participants|travail|pilotage|ce jour|"
    r"tous)(?P<of>[a-z]{3,})"
)
_THAT_OF = re.compile(
    r"(?<!\bau )(?<!\bdu )(?<!\bpar )\b(?:le|la|l') ?(?:conseil|comite|bureau|commission|assemblee|jury|college) "
    r"(?:du |des |de la |de l'|de |d')(?!membres|presents|adherents|participants|travail|pilotage|direction|gestion|"
    r"association|reseau|administration|l'|redaction|lecture\b(?! du)|suivi|ce |cette )(?P<of>[a-z]{4,})"
)
_LAST_MONTH = re.compile(
    r"\b(?:a|ont)(?: ete)? (?!fix|prev|report|programm|repous|decal|ouv|organis|remis)[a-z]+(?:e|i|u|is|it)e?s? "
    r"(?:(?:en|fin|debut|courant|des|mi-?) ?|au mois d[e'] ?|en (?=19|20))(?:(?:19|20)\d\d|janv|fevr|mars\b|avri|"
    r"mai\b|juin|juil|aout|sept|octo|nove|dece)"
    r"|\b(?:en|depuis) (?:19|20)\d\d,? [^.;]{0,40}\b(?:a|ont) (?!partir)"
)
_DATED = re.compile(
    r"\b(?:a|ont|avait|s'est)(?! (?:l'|la |le |cette |son |sa |"
    r"ses ))(?: [a-z]+){1,3}\b[^.;:]{0,50}\ble (?:[a-z]+ )?\d{1,2}(?:er)? (?:janv|fevr|mars|avri|mai|juin|juil|aout|"
    r"sept|octo|nove|dece)[a-z]*\b(?! prochain)|"
    r"^(?:le|depuis le|des le) \d{1,2}(?:er)? (?:janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|"
    r"dece)[a-z]*\b[^.;]{0,80}\b(?:a|ont) |"
    r"\b(?:comite|conseil|bureau|copil|assemblee|reunion|seance) (?:[a-z']+ ){0,2}du \d{1,2}(?:er)? (?:janv|fevr|mars|"
    r"avri|mai|juin|juil|aout|sept|octo|nove|dece)[a-z]* (?:a|ont) "
)


def of_another_body(text: str, start: int, end: int, own: str, *, active: bool = True) -> bool:
    """Whether what decides in ``text[start:end]`` is a body called otherwise than this one.

    ``own``: folded words of the title of the minutes; ``active``: the words that decide name who does.
    """
    if not own:
        return False
    subject = text[max(0, start - 60) : end]
    if active:
        named = (*_OTHERS.finditer(subject), *_OF_MORE.finditer(subject))
        past = _PAST_SUBJECT.search(subject) if _NOUN.search(own) else None
        if _NOUN.search(own):
            named = (*named, *_THAT_OF.finditer(subject))
        if any(match["of"] not in own for match in named) or (past and past["noun"] not in own):
            return True
    agent = _BY.search(text[end : end + 120]) or _BY_THAT_OF.search(text[end : end + 120])
    return agent is not None and agent["of"] not in own


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


_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_DONE_IN = re.compile(
    r"\b(?:a|ont) ete (?!fix|prev|report|programm|repous|decal|ouv|organis|remis)[a-z]+(?:e|i|u|is|it)e?s? "
    rf"(?!de |d'|que )[^.;:,]{{0,50}} en ({'|'.join(_MONTHS)})[a-z]*(?=[ .]*$| par |[,;])"
)


def of_another_day(raw: str, text: str, meeting: date | None) -> bool:
    """Whether a sentence in the past tense dates what was decided from before the meeting."""
    if not _PAST.search(text):
        return False
    if _DATED.search(text) or _LAST_MONTH.search(text):
        return True
    if meeting is None:
        return False
    if (month := _DONE_IN.search(text)) and _MONTHS.index(month[1][:4].strip()) < meeting.month - 1:
        return True
    for day, start, _ in french_dates.find(raw[:600]):
        before = raw[max(0, start - 14) : start].lower()
        if day < meeting and re.search(r"(?:\ble |\ben |, |depuis |^)\s*$", before):
            return True
    return bool(re.search(r"\b(?:le|du|au) \d{1,2}(?:er)? [a-z]+ dernier\b", text))
