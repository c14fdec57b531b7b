"""The readable table of what makes a decision in French minutes. To teach a wording, add a row with its example.

Patterns are matched on folded text (lower case, no accents, plain apostrophes); what they are made of stands in
``domain.minutes.lexicon``, what unmakes a decision (proposals, recalls, the future) in ``domain.minutes.guards``, the
marks that announce one (« Décision n° 3 : », arrows) in ``domain.minutes.marks``.
Must not run anything. A test runs the example and the counter-example of every row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from repo_service.domain.minutes.found import Form, Outcome
from repo_service.domain.minutes.lexicon import (
    ADOPTED,
    ADVERBS,
    BODY,
    DECIDED,
    DECIDES,
    EVERYBODY,
    GAP,
    HAS,
    HAS_DECIDED,
    HAS_PUT_OFF,
    HAS_REFUSED,
    IS,
    NAMED,
    NOT_IS,
    POSTPONED,
    PUTS_OFF,
    REFUSED,
    REFUSES,
    REJECTED,
    SAID,
    SETTLED,
    SETTLED_NOW,
)
from repo_service.domain.minutes.marks import MARKS as MARKS

Sort = Literal["", "approval", "election"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording. ``score``: how far it is believed, before what stands around it is weighed (0.5 and more is shown).

    ``example`` is found by this very rule, ``counter`` is no decision at all. ``after_body``: counts only where a
    sentence just before names the body (« Il a autorisé la présidente »).
    """

    name: str
    form: Form
    state: Outcome
    score: float
    pattern: re.Pattern[str]
    example: str
    counter: str
    sort: Sort = ""
    after_body: bool = False
    after_question: bool = False


def _prose(name: str, score: float, state: Outcome, pattern: str, example: str, counter: str, sort: Sort = "",
           *, after_body: bool = False, after_question: bool = False) -> Rule:  # fmt: skip
    return Rule(name, "prose", state, score, re.compile(pattern), example, counter, sort, after_body, after_question)


_MINUTES = (
    r"\b(?:comptes?[- ]?rendus?|proces[- ]verb(?:al|aux)|pv|cr|releves? de (?:decisions|conclusions))\b[^;:.!?]{0,160}?"
)
_TO_LATER = (
    r"\b(?:a|au|aux|lors d[eu]|pour|jusqu'a) (?:la |le |l'|une |un )?(?:prochaine?s?|seance|reunion|comite|conseil|"
    r"assemblee|ag\b|ca\b|copil|bureau|rentree|automne|printemps|"
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|date|plus tard|annee|"
    r"suivant)"
)

# The order counts: the first row that matches a sentence names its decision. Refusals and postponements come first.
PROSE: tuple[Rule, ...] = (
    # --- Put off
    _prose("deadline moved", 0.65, "adopted", r"\b(?:date|delai|echeance|terme)s?\b[^.;:]{0,60}? (?:est|sont|a ete|"
        r"ont ete) (?:donc )?(?:repousse|reporte|prolonge|avance)e?s?\b|"
           r"\b(?:repousse|reporte|prolonge|avance)(?:nt)? (?:la date limite|le delai|l'echeance)",
           "La date limite est repoussée au 30 juin.",
           "La date du train est passée."),
    _prose("postponed", 0.85, "postponed", rf"{IS} {POSTPONED}",
           "Le point sur la formation est reporté à la réunion de juin.",
           "La réunion du bureau sera reportée si le train est en retard."),
    _prose("body puts off", 0.85, "postponed", rf"{EVERYBODY}{GAP} (?:{PUTS_OFF}|(?:a|ont){ADVERBS} {HAS_PUT_OFF})\b",
           "Le comité reporte sa réponse à l’automne.",
           "Mme Lenoir reporte ses congés au mois de mai."),
    _prose("put off, said shortly", 0.75, "postponed",
           r"^(?:[^.;!?]{0,90}[:,-] ?|[^.:;!?]{0,70} )?(?:reportee?s?|ajournee?s?|differee?s?|renvoyee?s?|"
           r"(?:a )?remis(?:e|es)? a)(?=[.,;(]|$| a la | au | a une | faute)",
           "Point reporté.",
           "Les prêts reportés de l’an dernier sont rendus."),
    _prose("decides to put off", 0.88, "postponed",
           r"\b(?:decid|conven|convient|convienn|act|propos)[a-z]*(?: [a-z']+){0,5}? (?:de |d')(?:reporter|renvoyer|"
           r"ajourner|differer|repousser|remettre a|attendre)\b",
           "Il a été décidé de reporter la discussion.",
           "Le facteur décide de reporter sa tournée ?"),
    _prose("refused until then", 0.75, "postponed",
           rf"\b(?:repousse|remis|renvoye|decale|reporte)(?:e|s|es)? {_TO_LATER}",
           "Faute de temps, point remis à la séance suivante.",
           "La clé doit être remise à la gardienne."),
    _prose("left open", 0.68, "postponed",
           r"\b(?:est|sont|reste|restent|a ete|ont ete|demeure)(?: [a-z]+)? (?:(?:mis|laisse)e?s? )?en (?:suspens|"
           r"attente|sommeil)\b|\bsine die\b|"
           r"\bretiree?s? de l'ordre du jour|\ba une (?:date|seance|reunion) ulterieure|\bon y reviendra\b|"
           r"\breviendr(?:a|ont) (?:devant|a) (?:le|la|une|l')|"
           r"\bprefere(?:nt)? attendre\b|\bmise?s? de cote\b|\b(?:est|"
           r"sont) (?:re)?inscrit[es]* a l'ordre du jour d[eu]|\b(?:on|nous) (?:les |la |le )?(?:met|"
           r"mettons)[^.;]{0,20} "
           r"(?:en tete de|a l'ordre du jour de) la prochaine",
           "La question reste en suspens.",
           "Les livres sont en attente d’équipement depuis mai ?"),
    _prose("at the next one", 0.6, "postponed",
           r"\b(?:sera|seront) (?:de nouveau |a nouveau )?(?:re)?(?:examine|etudie|traite|aborde|evoque|discute|"
           r"inscrit|debattu|revu|repris)(?:e|s|es|ee|ees)? (?:a l'ordre du jour d|lors d|a|au) ?[^;.]{0,12}"
           r"(?:prochaine?|suivante?)\b",
           "Faute de temps, la question des horaires sera traitée lors de la prochaine réunion.",
           "Le bilan sera présenté aux lecteurs."),
    # --- Refused
    _prose("not adopted", 0.85, "rejected",
           rf"{NOT_IS} (?:{ADOPTED}|suivie?s?\b)|\bn'est pas (?:{SETTLED}|{NAMED})|\bne sont pas (?:{SETTLED}|"
           rf"{NAMED})|\bn'a(?: donc)? pas (?:recueilli|obtenu|recu|reuni) [^;.]{{0,40}}"
           r"(?:majorite|voix|accord)",
           "Après un court échange, cette demande n’est pas retenue.",
           "Le logiciel n’est pas installé à Lansac."),
    _prose("refused", 0.85, "rejected", rf"{IS} {REJECTED}",
           "La proposition est rejetée par 4 voix contre 3.",
           "Une offre a été rejetée en 2019 par la ville."),
    _prose("body refuses", 0.85, "rejected", rf"{EVERYBODY}{GAP} (?:{REFUSES}|(?:a|ont){ADVERBS} {HAS_REFUSED}|"
           rf"s'est prononce contre|s'est oppose|(?:n'est|ne sont|n'y est|n'y sont)(?: donc)? pas (?:favorables?|"
           rf"d'accord)|n'(?:a|ont) pas (?:souhaite|voulu|accepte|retenu|approuve|adopte)|"
           rf"ne (?:souhaite|retient|retiennent|souhaitent|valide|approuve|accepte|autorise|veut) pas)",
           "Par 4 voix contre 3, le comité rejette cette proposition.",
           "Le directeur refuse de répondre au téléphone."),
    _prose("decides not to", 0.85, "rejected",
           r"\b(?:decid|conven|convient|conviennent)[a-z]*(?: [a-z']+){0,5}? (?:de ne pas (?:donner suite|retenir|"
           r"accepter|accorder|renouveler|financer|adherer|participer|"
           r"soutenir)|de refuser|de rejeter)\b",
           "Le comité décide de ne pas donner suite.",
           "Il serait convenu de refuser ?"),
    _prose("judged unfit", 0.72, "rejected",
           r"\b(?:est|sont|a ete|ont ete)(?: [a-z]+)? (?:juge|declare)e?s? (?:irrecevable|sans suite|inopportun|"
           r"premature|trop )|\bn'(?:est|a) pas (?:ete )?jugee? (?:utile|opportune?|recevable|"
           r"prioritaire|necessaire)|\bne recueille(?:nt)? (?:pas|que)\b|\bn'obtien(?:t|nent) (?:pas|que)\b|"
           r"\bn'est pas donne (?:de )?suite|\bvote (?:defavorable|negatif)\b|"
           r"\brepondu (?:defavorablement|negativement|par la negative)",
           "La demande est jugée prématurée.",
           "Le lecteur est jugé sympathique."),
    _prose("negative answer", 0.75, "rejected", r"^(?:[^.;:!?]{0,60}: ?)?(?:reponse|avis)(?: du [a-z]+)? negati(?:f|"
        r"ve)\b",
           "Réponse négative (choix motivé par le coût).",
           "La réponse négative de la ville est arrivée."),
    _prose("not wished", 0.7, "rejected", r"\bil n'(?:est|a) pas (?:ete )?(?:souhaite|juge utile|juge opportun|"
           r"donne suite|retenu|accede)|\bne (?:sera|seront) pas (?:retenue?s?|reconduite?s?|donnee? suite)",
           "Il n’est pas souhaité de revenir en présentiel.",
           "Il n’est pas certain que le train arrive."),
    # --- Approval of minutes
    _prose("minutes approved", 0.92, "adopted",
           rf"{_MINUTES}{IS} {ADOPTED}|{_MINUTES}(?:[:,-] |\b)(?:{ADOPTED})(?= a l'unanimite|[.,;]|$| sans| avec| par)|"
           rf"\b(?:approuve|adopte|valide)(?:nt)? (?:a l'unanimite )?(?:le|les) (?:comptes?[- ]?rendus?|proces|pv|"
           rf"cr)\b",
           "Le compte rendu du 14 décembre est approuvé avec cette correction.",
           "Le compte rendu sera approuvé par courriel.", "approval"),
    # --- Elections and appointments
    _prose("elected", 0.88, "adopted", rf"{IS} (?:re)?elu(?:e|s|es|\(e\)|\(e\)s)?\b|\b(?:sont|est|"
        rf"ont ete) (?:proclame|declare)e?e?s? elu|\b(?:sont|est) proclame|"
           r"\breste inchangee?|\brecoi(?:t|vent) le mandat de",
           "M. Ardouin est élu président à l’unanimité.",
           "Les représentants élus du personnel sont invités.", "election"),
    _prose("elects", 0.88, "adopted", rf"{BODY}{GAP} (?:elit|elisent|(?:a|ont){ADVERBS} (?:re)?elu)\b",
           "Le conseil d’administration élit Mme Vasseur présidente.",
           "Le maire élu en mars viendra.", "election"),
    _prose("appointed", 0.8, "adopted", rf"{IS} {NAMED}",
           "Sandrine Potiron est désignée cheffe de projet.",
           "Un remplaçant sera nommé plus tard.", "election"),
    # --- What this body does
    _prose("decides", 0.9, "adopted", rf"{BODY}{GAP} (?:decide|decident|(?:a|ont){ADVERBS} decide)\b",
           "Le comité de pilotage décide de fermer le lundi.",
           "Le lecteur décide seul de ce qu’il emprunte."),
    _prose("body adopts", 0.85, "adopted", rf"{BODY}{GAP} {DECIDES}\b",
           "L’assemblée, statuant aux conditions de quorum, approuve le budget.",
           "Le comité examine le budget."),
    _prose("body has adopted", 0.85, "adopted", rf"{BODY}{GAP}{HAS} {HAS_DECIDED}|{BODY}{GAP} s'est{ADVERBS} "
           r"(?:prononce pour|prononce en faveur|rallie|range|engage a|declare favorable|accorde)",
           "Le conseil a accepté cette modification.",
           "Le conseil a entendu le rapport."),
    _prose("we have decided", 0.82, "adopted", r"\b(?:on a|nous avons|nous nous sommes|"
        r"on s'est)(?: [a-z]+)? (?:decide|convenu|adopte|valide|vote|approuve|retenu|choisi|mis d'accord|"
           r"accordes|entendus)\b",
           "Nous avons décidé de garder le format.",
           "Nous avons discuté du format."),
    _prose("we decide", 0.75, "adopted", r"\b(?:on|nous) (?:decide|decidons|convient|convenons|adopte|adoptons|"
        r"abandonne|supprime|renonce|continue|conserve|maintient|choisit|part sur|"
           r"approuvons|valide|validons|garde|gardons|retient|retenons|se met d'accord|reste a|reste sur|passe a|"
           r"arrete)\b",
           "On décide de garder le format.",
           "On pourrait envisager une affiche."),
    _prose("decided, long ago", 0.85, "adopted", rf"{BODY}{GAP} {DECIDED}\b|\bil fut (?:decide|convenu)",
           "Le conseil approuva le budget.",
           "Le conseil attendra."),
    _prose("refused, long ago", 0.85, "rejected", rf"{BODY}{GAP} {REFUSED}\b",
           "L’assemblée refusa la proposition.",
           "Le lecteur refusa de payer."),
    _prose("it has done", 0.7, "adopted", rf"\b(?:il|elle){HAS} {HAS_DECIDED}",
           "Il a autorisé la présidente à signer ce contrat.",
           "Il a rappelé les règles.", after_body=True),
    _prose("it has refused", 0.7, "rejected", rf"\b(?:il|elle) (?:a|ont){ADVERBS} {HAS_REFUSED}",
           "Il a par ailleurs refusé de rendre payante la base.",
           "Il a rejoint la salle.", after_body=True),
    # --- Impersonal
    _prose("it is decided", 0.9, "adopted",
           rf"\bil (?:en )?(?:est|a{ADVERBS} ete|fut){ADVERBS} (?:ainsi )?(?:decide|convenu|acte|arrete|resolu|"
           rf"entendu|adopte|retenu|valide|repondu (?:favorablement|positivement|par l'affirmative)|cree|institue|"
           rf"accorde|alloue|attribue|mis fin|interdit|constitue|fait choix|donne suite|donne une suite favorable|fixe|"
           r"prevu d'un commun accord)\b",
           "Il est convenu de l’arrêter à partir du 2 avril.",
           "Il est rappelé que les congés se déposent en mars."),
    _prose("decision taken", 0.8, "adopted",
           r"\b(?:la )?decision (?:est|a ete) (?:donc |ainsi )?(?:prise|actee|votee|adoptee)\b|"
           r"\b(?:decision|choix|principe) (?:est )?(?:acte|valide|retenu|adopte|approuve)e?\b",
           "La décision est prise de fermer le samedi.",
           "La décision devra être prise en juin."),
    _prose("general agreement", 0.75, "adopted",
           rf"(?:{BODY}|\btout le monde|\btous|\bchacun){GAP} (?:en )?(?:est|sont|etait|etaient|tombent?|se mett?ent?|"
           r"se dit|s'est dit|se disent)(?: tous)? (?:d'accord|favorables?)|"
           r"\b(?:accord|assentiment|consensus|approbation) (?:general|unanime|de tous|du (?:ca|comite|conseil|bureau|"
           r"groupe|copil))|\b(?:recueille|recoit|obtient|emporte|rencontre) l'(?:assentiment|accord|adhesion|"
           r"approbation|"
           r"unanimite)|^(?:accord|ok|d'accord)\b(?! (?:est|sera|cadre|avec))[^?]{0,120}$|^sans opposition",
           "Accord unanime pour cette solution.",
           "L’accord cadre est en ligne."),
    _prose("agreed to", 0.96, "adopted", rf"{BODY}{GAP} (?:en )?(?:convient|conviennent)\b|"
           r"\bce (?:qui|que)(?: \w+){0,3} (?:est|a ete) (?:accepte|approuve|adopte|valide)",
           "M. Petit réclame un délai, ce qui est accepté.",
           "La date convient aux lecteurs."),
    # --- Passive
    _prose("adopted", 0.82, "adopted", rf"{IS} {ADOPTED}",
           "Le rapport financier est approuvé à l’unanimité.",
           "Le projet doit être approuvé par la ville."),
    _prose("quitus given", 0.85, "adopted", r"\bquitus (?:est|a ete) (?:donne|vote|accorde)|\b(?:donne|accorde|"
        r"vote)(?:nt)? (?:[a-z' ]{0,20})?quitus",
           "Quitus est donné à la trésorière pour sa gestion.",
           "Le quitus sera demandé à l’assemblée."),
    _prose("settled", 0.62, "adopted", rf"{IS} {SETTLED}|\b(?:est|sont) {SETTLED_NOW}",
           "Un groupe est constitué pour préparer le programme.",
           "Le fonds compte 300 volumes."),
    _prose("refused, said shortly", 0.75, "rejected",
           r"^(?:(?:[^.;!?]|(?<=\b[a-z])\.){0,140}(?:[:,-]|→|=+>) ?|[^.:;!?]{0,60} )?(?:non, )?(?:refusee?s?|"
           r"rejetee?s?|repoussee?s?|non retenue?s?)(?= a (?:l'|la )|[.,;!*(]|$| sans | par (?:\d|[a-z]+ voix))",
           "Traduction de la thèse de M. Lindqvist : refusé.",
           "Les offres refusées par la commission sont rendues."),
    _prose("opinion", 0.7, "adopted", r"^(?:(?:[^.;!?]|(?<=\b[a-z])\.){0,140}(?:[:,-]|→|"
        r"=+>) ?)?(?:un )?avis (?:tres )?(?:favorable|defavorable|reserve)\b(?! (?:est|sera|du|de la|de l'))",
           "Mme Halvorsen (Bergen) : avis favorable, un mois en mai.",
           "L’avis favorable du service est attendu."),
    _prose("choice falls on", 0.75, "adopted", r"\b(?:choix|preference|vote|decision)[^.;:]{0,40} (?:se porte|"
        r"s'est porte|s'est portee) sur\b",
           "Le choix se porte sur le scénario 2.",
           "Le débat porte sur le scénario 2."),
    _prose("takes the place of", 0.55, "adopted", r"^(?:m\.|mme|mlle|monsieur|madame|"
        r"[a-z-]+)(?: [a-z-]+){1,3},? (?:la |le |l')?(?:remplace(?:ra)?|succede(?:ra)?) (?:a |m\.|mme|[a-z]+ [a-z]+)|"
           r"^(?:m\.|mme|mlle|[a-z-]+)(?: [a-z-]+){1,3} (?:represente|representera|siegera|integre) (?:le |la |l'|"
           r"notre |au |a la )[^.;]{2,60} (?:au|a la|aux|dans)\b|"
           r"^(?:mandat|pouvoir|tous pouvoirs)(?: [a-z ]{0,20})? (?:est|sont) donnes?\b",
           "Mme Morel remplace M. Vidal à la commission.",
           "Un scanner neuf est arrivé."),
    _prose("given", 0.72, "adopted", r"\b(?:priorite|satisfaction|feu vert|suite favorable|autorisation|approbation|"
        r"assentiment|agrement|quitus|reponse favorable|reponse positive|delegation|mandat|pouvoirs?|"
        r"carte blanche)(?: [a-z]+){0,2} (?:est|a ete|sont) donnee?s?\b|"
           r"\bil est fait droit",
           "La priorité est donnée au fonds Perrin.",
           "La parole est donnée au maire."),
    _prose("passes to", 0.62, "adopted",
           r"\b(?:prix|tarifs?|cotisations?|montants?|taux|plafonds?|dotations?|durees?|delais?|prets?|quotas?|"
           r"budget|tirage)\b[^.;:]{0,50} passe(?:nt|ra|ront)? (?:donc )?(?:de [^.;]{1,25} )?a \d",
           "Le prix passe à 14 € à partir du numéro 34.",
           "Le lecteur passe à 14 heures."),
    _prose("opinion given", 0.75, "adopted", r"\bavis (?:tres )?(?:favorable|defavorable)[^.;]{0,40} (?:est|"
        r"a ete) (?:donne|rendu|emis|prononce|formule)|"
           r"^vote (?:favorable|positif|unanime)\b|\b(?:est|sont|a ete|ont ete) (?:declare|"
           r"proclame)e?s? (?:president|tresori|secretaire|membre|laureat)|"
           r"\b(?:est|sont) (?:appelee?s?|portee?s?) a (?:la presidence|la vice-presidence|sieger|remplacer|succeder|"
           r"representer)",
           "Un avis favorable est donné à la demande.",
           "L’avis du service est donné pour information."),
    _prose("no objection", 0.66, "adopted", r"\b(?:aucune|pas d'|sans|ne (?:voit|souleve|formule|"
        r"suscite)[a-z ]{0,12}(?:aucune |d'|pas d')) ?(?:objection|opposition)s?\b|"
           r"\bfai(?:t|sant) (?:l'unanimite|consensus)",
           "La proposition ne soulève aucune objection.",
           "M. Vidal a une objection."),
    _prose("amount", 0.57, "adopted",
           r"\b(?:cotisations?|contributions?|participations?|tarifs?|prix|montants?|subventions?|enveloppes?|"
           r"forfaits?|plafonds?|indemnites?|gratifications?)\b[^.;:]{0,60} (?:sera|seront|reste|"
           r"restent|restera|demeure)(?: [a-z]+)? (?:fixee?s? )?(?:a |de )?\d[\d ]* ?(?:€|eur|euros|f\b|\$|dollars|%|"
           r"fcfa)",
           "La cotisation sera de 25 euros.",
           "La cotisation rapporte 25 euros."),
    _prose("consensus", 0.65, "adopted", r"^(?:[^.;:]{0,40}: ?)?(?:un |le )?(?:large )?(?:consensus|"
        r"unanimite) (?:se (?:fait|degage)|general|pour|sur|autour)|"
           r"\b(?:une|la) majorite(?: [a-z]+)? (?:se degage|se prononce) pour|"
           r"\b(?:tous|toutes|chacun|tout le monde|les (?:membres|participants|presents)) (?:[a-z]+ )?(?:approuve|"
           r"accepte|valide|adhere)(?:nt)?\b",
           "Consensus sur le format TIFF.",
           "La majorité des lecteurs vient le samedi."),
    _prose("resolved", 0.85, "adopted", r"\bresolu(?: (?:a l'unanimite|unanimement|par [a-z]+))? (?:de |d'|que |qu')|"
        r"\bunanimement resolu\b",
           "Il est proposé par Paul, appuyé par Anne et résolu à l’unanimité d’adopter l’ordre du jour.",
           "Le problème est résolu."),
    _prose("awarded, said shortly", 0.62, "adopted", r"^[^.;!?]{0,120}(?::|→|=+>) ?(?:attribue|renouvele|reconduit|"
        r"maintenu|confirme|annule|supprime|cree|adopte|integre)e?s?\b(?! par)",
           "Lot 1 : attribué à Brun.",
           "Rappel : les lots sont numérotés."),
    _prose("after discussion", 0.6, "adopted",
           r"^\W*(?:apres (?:[a-z]+ )?(?:discussions?|echanges?|debats?|deliberation|reflexion|examen|"
           r"en avoir (?:delibere|discute|debattu)|un (?:[a-z]+ )?(?:echange|debat|tour))|"
           r"au terme d|a l'issue d|finalement|en definitive)[^.;]{0,140}?\b(?:(?:est|sont|reste|restent|passe|sera|"
           r"seront|ne sera pas|ne seront pas)\b(?! (?:possible|difficile|pose|"
           r"rappele|precise|demande|presente|indique|souligne|signale))|(?:on|nous) [a-z]+)",
           "Après discussion, la rubrique reste en page 4.",
           "Après le repas, la visite reprend."),
    _prose("statu quo", 0.6, "adopted", r"\bstatu quo\b[^.;]{0,30}(?:maintenu|retenu|prevaut|conserve|demeure)|"
        r"\bon (?:en reste|s'en tient) a\b|\brien ne change\b|"
           r"\b(?:solution|option|date|proposition|formule|position|scenario|choix) retenue?s? (?:est|sont|:)|"
           r"\b(?:le )?(?:choix|parti) est (?:fait|pris) de\b",
           "La solution retenue est la seconde.",
           "Le statu quo déplaît."),
    _prose("takes office", 0.58, "adopted",
           r"\b(?:devient|deviendra|prend|prendra|assure|assurera|reprend|reprendra)(?: donc)? (?:la presidence|"
           r"la tete|la suite|l'interim|le secretariat|secretaire|president|tresorier|"
           r"responsable|referent|rapporteur)[a-z]*\b|\bsera (?:donc )?(?:le |la )?(?:chef|cheffe|responsable|"
           r"presidente?|secretaire|tresorier|tresoriere|referente?|rapporteure?|pilote|coordinat[a-z]+)\b",
           "Halter sera chef de projet.",
           "Le président sera absent."),
    _prose("answer", 0.58, "adopted", r"^(?:reponse ?: ?)?(?:oui|c'est (?:oui|d'accord|entendu|acquis)|entendu|"
        r"adjuge|accorde|soit|d'accord)\b ?[.,:;!(]",
           "Oui, pour les cartes anciennes.",
           "Ouïe fine.", after_question=True),
    _prose("answer no", 0.58, "rejected", r"^(?:reponse ?: ?)?(?:non|c'est non|refus|pas question)\b ?[.,:;!(]|"
        r"reponse ?: non\b",
           "Non : le groupe considère que c’est de son ressort.",
           "Nonobstant le retard, le travail avance.", after_question=True),
    _prose("we do", 0.56, "adopted",
           r"^\W*(?:on|nous) (?:ne )?(?:garde|reprend|laisse|part|prend|fait|met|remet|ajoute|enleve|retire|change|"
           r"touche|limite|double|augmente|baisse|commande|achete|ferme|ouvre|lance|programme|"
           r"reconduit|renouvelle|arrete|commence|fixe|choisit|reste|revient a|paie|rembourse|invite|publie|numerise|"
           r"attend la|abandonne|reconduisons|gardons|prenons|laissons)[a-z]*\b(?! (?:remarquer|observer|le point|"
           r"un point|le tour|part|partie|acte|note|connaissance|conscience))",
           "On laisse la rubrique en page 4.",
           "On fait le point sur les travaux."),
    _prose("carries it", 0.72, "adopted", r"\bc'est (?:donc )?[^.;,]{2,80} qui (?:l'emporte|est retenue?|"
        r"a ete (?:retenu|choisi|adopte)e?)\b|\bl'amendement passe\b|"
           r"\b(?:est|a ete) (?:donc )?(?:choisie?|retenue?) (?:a l'unanimite|par \d)",
           "Par 35 voix contre 24, c’est Brommes qui l’emporte.",
           "C’est la commune qui paie."),
    _prose("from now on", 0.6, "adopted", r"\b(?:sera|seront) (?:donc|desormais|dorenavant) [a-z]+(?:e|i|u|is|"
        r"it)e?s?\b|\b(?:est|sont) (?:desormais|dorenavant) [a-z]+(?:e|i|u|is|it)e?s?\b",
           "Le compte rendu sera désormais rédigé à tour de rôle.",
           "Le bus passera à midi."),
    _prose("adopted, said shortly", 0.72, "adopted",
           rf"^(?:(?:[^.;!?]|(?<=\b[a-z])\.){{0,140}}(?:[:,-]|→|=+>) ?|[^.:;!?]{{0,60}} )?(?:{SAID}|elue?s?\b|"
           rf"accorde?e?s?\b)"
           r"(?= a (?:l'|la )?(?:unanimite|majorite)|[.,;!*]|$| sans | avec | par (?:\d|[a-z]+ voix|(?:le |la |"
           r"l')[a-z' ]{2,30}(?:[.,;]|$))| a (?:~|\d|plein))",
           "Grille 2015 adoptée avec ces modifications.",
           "Documents envoyés avant la séance."),
)  # fmt: skip
