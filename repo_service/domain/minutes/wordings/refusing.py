"""What is put off or refused. These rows come first: « il est décidé de reporter » puts off.

Must not weigh what stands around: that is ``guards``.
"""

from __future__ import annotations

from repo_service.domain.minutes.lexicon import (
    ACTS,
    ADOPTED,
    ADVERBS,
    BODY,
    DENIES,
    EVERYBODY,
    GAP,
    HAS_PUT_OFF,
    HAS_REFUSED,
    IS,
    LATER,
    NAMED,
    NOT_IS,
    POSTPONED,
    PUTS_OFF,
    REFUSES,
    REJECTED,
    SETTLED,
    STATE,
    VOTED,
    any_of,
)
from repo_service.domain.minutes.wordings.rule import Rule, prose

_THING = any_of("""
    propositions? idees? options? pistes? hypotheses? scenarios? solutions? demandes? candidatures? motions?
    amendements?
    offres? devis projets? suggestions? principe formule""")
# What a body does not do when it refuses.
_NOT_DONE = any_of("""
    retient retiennent approuve approuvent adopte adoptent valide valident accepte acceptent autorise autorisent
    souhaite souhaitent veut veulent voulons souhaitons agree agreent ratifie ratifient enterine suit suivent accorde
    accordent reconduit reconduisent renouvelle renouvellent soutient soutiennent consent consentent accede accedent
    donne donnent fait_pas_droit font_pas_droit retenons acceptons adoptons validons suivons prend prenons garde gardons
    fera ferons prendra prendrons participe participera participerons adhere adherera finance financera reconduira""")
# What may be moved to another day by a decision; a point of the agenda is only put off.
_EVENT = any_of("""
    date delai echeance terme fermeture ouverture exposition expo_virtuelle expo travaux fete colloque journee
    demenagement
    lancement livraison mise_en_ligne mise_en_service salon formation stage visite inauguration conference atelier
    sortie
    publication parution chantier inventaire migration bascule recolement enquete soiree concours festival rencontre
    entree_en_vigueur evenement braderie vernissage cloture voyage kermesse concert spectacle tournoi repas forum
    seminaire mise_en_production congres table_ronde reprise brocante loto marche_de_noel week-end tenue_du""")
_OPPOSED = r"(?:defavorable|negatif|contraire)"
_UTTERS = r"(?:emet|emettent|rend|rendent|donne|donnent|formule|formulent|prononce|a emis|a rendu|a donne|a formule)"
_WILL_SEE = any_of("""
    reviendra reviendrons reviendront tranchera trancherons trancheront statuera statuerons statueront decidera
    deciderons reparlera reparlerons rediscutera rediscuterons reprendra reprendrons reprendront verra verrons
    reparle recause rediscute revient revenons reparlons rediscutons reprend reprenons tranche reexaminera
    reexaminerons se_prononcera se_prononceront nous_prononcerons examinera debattra debattrons attendra attendrons""")
_SEEN_AGAIN = any_of("""
    examine etudie traite aborde evoque discute inscrit debattu revu repris reexamine rediscute reetudie represente
    tranche remis reporte decide redebattu reinscrit rouvert""")

REFUSING: tuple[Rule, ...] = (
    # --- Formal texts
    prose("PUTS OFF", 0.88, "postponed", rf"^\W*{PUTS_OFF}\b", "AJOURNE l’examen de la convention.",
          "AJOUR et dentelle.", capitals=True),
    prose("DENIES", 0.88, "rejected", rf"^\W*{DENIES}\b", "REJETTE le principe d’un atelier payant.",
          "REJET des eaux de pluie.", capitals=True),
    prose("ACTS", 0.88, "adopted",
          rf"^\W*(?:article \d+ ?(?:er)? ?[:.-]* ?)?{ACTS} (?!:)(?!{VOTED}\W*$)",
          "APPROUVE le compte administratif 2020.",
          "VOTES DU MATIN", capitals=True),
    # --- Put off
    prose("moved to a day", 0.65, "adopted",
          rf"\b{_EVENT}s?\b[^.;:]{{0,60}}? (?:est|sont|a ete|ont ete) (?:donc )?(?:repousse|reporte|prolonge|avance|"
          r"decale|deplace|ramene|reprogramme)e?s?\b(?! (?:a|au|a l'occasion de) (?:la |une )?(?:prochaine?s?|"
          r"seance|reunion|"
          r"comite|conseil))"
          rf"|^[^.;:]{{0,30}}\b{_EVENT}s?\b[^.;:]{{0,60}}(?: :|,)? (?:repousse|reporte|prolonge|avance|decale|"
          r"deplace)e?s? (?:a|au|en|de) "
          r"(?!raison|cause|plus)(?!(?:la |une )?(?:prochaine?s?|seance|reunion|comite|conseil))|\b(?:repousse|"
          r"reporte|prolonge|"
          r"avance)(?:nt)? "
          r"(?:la date|le delai|l'echeance)",
          "La date limite est repoussée au 30 juin.",
          "La date du train est passée.", support=True),
    prose("not renewed", 0.66, "adopted",
          r"^(?!.*\b(?:demande|candidature|proposition|requete|offre)s?\b)[^.;!?]*?\b(?:n'(?:est|a ete|ont ete)|"
          r"ne (?:sont|sera|seront|"
          r"renouvelle|reconduit|prolonge)(?:nt|ons)?)(?: donc| finalement)? (?:pas|plus) ?(?:(?:renouvele|"
          r"recondui|prolong)[a-z]{0,4}\b|"
          r"(?<=pas )(?:le|la|les|l'|son|sa|ce|cet|cette) ?(?:contrat|bail|abonnement|convention|bouquet|licence|"
          r"marche|titre|revue|"
          r"adhesion|operation))",
          "L’abonnement à la revue n’est pas renouvelé.",
          "L’abonnement n’était pas renouvelable."),
    prose("idea given "
          "up", 0.75, "rejected", rf"(?:\b(?:on|nous)|{EVERYBODY}{GAP}) (?:abandonn(?:e|ent|ons)|laiss(?:e|ent|"
                                  rf"ons) tomber|"
          r"renon(?:ce|cent|cons) a|enterre|enterrons) (?:donc )?(?:l'|la |le |les |cette |ce |ces )(?:idee|piste|"
          r"proposition|option|"
          rf"hypothese|scenario|projet|principe)s?\b|\b{_THING}\b[^;:.!?]{{0,60}}? (?:est|sont|a ete|ont ete){ADVERBS} "
          r"(?:abandonne|laisse tombe|retoque|repousse|eliminee?|recale|battu|mis(?:e|es)? en minorite)e?s?\b"
          rf"(?![^.;]{{0,20}}{LATER})",
          "L’idée d’un colloque est abandonnée.",
          "L’idée d’un colloque plaît."),
    prose("postponed", 0.85, "postponed", rf"{IS} {POSTPONED}(?! par (?:\d+|[a-z]+) voix)",
          "Le point sur la formation est reporté à la réunion de juin.",
          "La réunion du bureau sera reportée si le train est en retard."),
    prose("body puts off", 0.85, "postponed", rf"{EVERYBODY}{GAP} (?:{PUTS_OFF}|(?:a|ont){ADVERBS} {HAS_PUT_OFF})\b",
          "Le comité reporte sa réponse à l’automne.",
          "Mme Lenoir reporte ses congés au mois de mai."),
    prose("put off, said shortly", 0.75, "postponed",
          r"^(?!.*(?:€|\b(?:euros|ligne|solde|credit|reliquat|excedent|deficit)s?\b))"
          r"(?:[^.;!?]{0,90}[:,-] ?|[^.:;!?]{0,70} )?(?:(?:est|sont) )?(?:reportee?s?|ajournee?s?|differee?s?|"
          r"renvoyee?s?|(?:a )?remis(?:e|es)? a|decalee?s?)(?=[.,;(]|$| a la (?:prochaine|seance|reunion|"
          r"rentree|suivante)| au (?:prochain|\d|printemps|mois|comite|conseil|bureau|ca\b)| a une | a plus tard| "
          r"faute|"
          r" a (?:janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|dece|l'automne|l'annee))",
          "Point reporté.",
          "Les prêts reportés de l’an dernier sont rendus."),
    prose("decides to put off", 0.88, "postponed",
          r"\b(?:decid|conven|convient|convienn|act|choisi|accept)[a-z]*(?:,? [a-z']+){0,8}?,? "
          r"(?:de |d'|d'en |de l')?(?:reporter|"
          r"renvoyer|ajourner|differer|repousser|remettre a|surseoir|attendre|laisser en suspens|mettre en attente|"
          r"se donner (?:du|le) temps)\b",
          "Il a été décidé de reporter la discussion.",
          "Le facteur décide de reporter sa tournée ?"),
    prose("report", 0.8, "postponed",
          rf"\b(?:report|ajournement|renvoi)\b[^.;:]{{0,60}} (?:est|a ete) (?:donc )?(?:decide|acte|convenu|vote|"
          rf"prononce|demande et accorde)e?\b|^(?:report|ajournement|renvoi) (?:du?|de|des|a)\b[^.;]{{0,60}}{LATER}",
          "Le report du vote est décidé.",
          "Le report du solde figure au budget."),
    prose("refused until then", 0.75, "postponed",
          rf"\b(?:repousse|remis|renvoye(?!e?s? le \d)|decale|reporte)(?:e|s|es)? (?!au plus tard){LATER}|"
          r"\ba (?:revoir|rediscuter|reprendre|reexaminer|retravailler|trancher|rediscuter|"
          rf"reetudier)\b[^.;]{{0,30}}? ?{LATER}|"
          r"\b(?:discussion|debat|examen|reflexion|echange)s? (?:se poursui|repren|continu|ser[ao][a-z]* "
          rf"repris)[a-z]*[^.;]{{0,20}} {LATER}",
          "Faute de temps, point remis à la séance suivante.",
          "La clé doit être remise à la gardienne."),
    prose("left open", 0.68, "postponed",
          r"(?<!reponse )(?<!reponses )\b(?:est|sont|reste|restent|a ete|ont ete|demeure)(?: [a-z]+)? (?:(?:mis|"
          r"laisse)e?s? )?en (?:suspens|"
          r"attente|sommeil)(?=[ .,;)]*$|[.,;)]| jusqu| pour | faute| dans l'attente)|^(?:laisse )?en suspens\b|"
          r"\bsine die\b|\bsur le metier\b|"
          r"\b(?:est|sont|a ete|ont ete) (?:donc )?(?:retiree?s?|otee?s?)(?: de l'ordre du jour)?(?=[.,;]| et | pour )|"
          r"\bretiree?s? de l'ordre du jour|\ba une (?:date|seance|reunion) ulterieure|"
          r"\breviendr(?:a|ont) (?:devant|a) (?:le|la|une|l')|"
          r"\bmise?s? de cote\b|\b(?:est|sont) (?:re)?(?:inscrit|remis|mis)[es]* a "
          r"l'ordre du jour d[eu]|\b(?:on|nous) (?:les |la |le )?(?:met|mettons)[^.;]{0,20} "
          r"(?:en tete de|a l'ordre du jour de) la prochaine|\bil est sursis a\b",
          "La question reste en suspens.",
          "Les livres sont en attente d’équipement depuis mai ?"),
    prose("will come back to it", 0.64, "postponed",
          rf"\b(?:on|nous|(?:il|elle)s?|{BODY}) (?:(?:en|y|la|le|les|l') ?)?{_WILL_SEE}\b[^.;:]{{0,60}}? ?{LATER}",
          "On tranchera le 31 mars.",
          "On verra bien."),
    prose("at the next one", 0.62, "postponed",
          rf"\b(?:sera|seront)(?: donc| de nouveau| a nouveau)* (?:re)?{_SEEN_AGAIN}(?:e|s|es)?\b"
          r"(?![^.;]{0,40} par (?:la|le|l') ?(?:commission|conseil|comite|direction|ville|region|departement|jury|"
          r"mairie|prefecture))"
          rf"[^;.]{{0,30}}? {LATER}|\b(?:sera|seront) (?:vote|pris|realise|delibere|adopte|approuve)e?s? [^;.]{{0,30}}"
          r"(?:prochaine?|suivante?|ulterieure?)\b",
          "Faute de temps, la question des horaires sera traitée lors de la prochaine réunion.",
          "Le bilan sera présenté aux lecteurs."),
    # --- Refused
    prose("not adopted", 0.85, "rejected",
          rf"{NOT_IS} (?:{ADOPTED}|{NAMED}|(?:class|financ|renouvel|accueill|attribu|accord)(?:ee?|i|ie)s?\b|"
          r"suivie?s?\b)|"
          rf"\b(?:n'est|ne sont)(?: donc)? pas (?:{SETTLED}|{STATE}|(?:elargi|modifie|cree|integre|ajoute|reduit|"
          r"etendu)e?s?\b)|"
          r"\bn'a(?: donc)? pas (?:recueilli|obtenu|recu|reuni|emporte) [^;.]{0,40}"
          r"(?:majorite|voix|accord|adhesion|assentiment|aval|approbation)|^[^.;:]{3,60} ne (?:l'est|le sont) pas\b|"
          r"\bne (?:peut|peuvent) (?:donc )?(?:pas )?etre (?:acceptee?|retenue?|satisfaite?|accordee?|accueillie?)s?\b",
          "Après un court échange, cette demande n’est pas retenue.",
          "Le logiciel n’est pas installé à Lansac."),
    prose("refused", 0.85, "rejected", rf"{IS} (?:[a-z]+(?: (?:au vote|aux voix))?(?:,| et|, puis| puis|, mais) "
                                       rf"(?:finalement )?)?{REJECTED}",
          "La proposition est rejetée par 4 voix contre 3.",
          "Une offre a été rejetée en 2019 par la ville."),
    prose("unfavourable opinion", 0.88, "rejected",
          rf"\b{_UTTERS}(?: [a-z',]+){{0,5}}? (?:un )?avis (?:tres |plutot )?{_OPPOSED}|"
          rf"\bavis (?:tres |plutot )?{_OPPOSED}[^.;]{{0,40}} (?:est|a ete) (?:donne|rendu|emis|prononce|formule)|"
          rf"^(?:(?:[^.;!?]|(?<=\b[a-z])\.){{0,140}}(?:[:,-]|→|=+>) ?)?(?:un )?avis (?:tres |plutot )?{_OPPOSED}\b"
          rf"(?! (?:est|sera|du (?!ca|comite|conseil|bureau|groupe)|de la|de l'))",
          "Le conseil rend un avis défavorable.",
          "L’avis défavorable de la ville est regretté."),
    prose("body refuses", 0.85, "rejected",
          rf"{EVERYBODY}{GAP} (?<!s'en )(?<! ne )(?:{REFUSES}|(?:a|ont){ADVERBS} {HAS_REFUSED}|"
          rf"s'est prononcee? contre|s'est opposee?|(?:n'est|ne sont|n'y est|n'y sont)(?: donc)? pas (?:favorables?|"
          r"d'accord)|(?:est|sont) (?:plutot )?defavorables?|"
          r"n'(?:a|ont) pas (?:souhaite(?! (?:trancher|se prononcer))|voulu|accepte|retenu|"
          r"approuve|"
          rf"adopte|suivi|donne suite|accede|donne son accord)|"
          rf"n(?:e |')(?:l'|le |la |les |y |en )?{_NOT_DONE} (?:donc )?pas(?! lieu| d'(?:avis|objection|"
          rf"inconvenient)))",
          "Par 4 voix contre 3, le comité rejette cette proposition.",
          "Le directeur refuse de répondre au téléphone."),
    prose("decides not to", 0.85, "rejected",
          r"\b(?:decid|conven|convient|conviennent|choisi)[a-z]*(?: [a-z']+){0,5}? (?:de |d')?(?:ne pas (?:y "
          r")?(?:donner "
          r"suite|retenir|accepter|accorder|renouveler|reconduire|financer|adherer|participer|soutenir|valider|"
          r"approuver|"
          r"repondre favorablement|prendre en charge|s'associer|signer)|refuser|rejeter|decliner|ecarter (?:la|le|"
          r"cette|"
          r"ce|l'))\b",
          "Le comité décide de ne pas donner suite.",
          "Il serait convenu de refuser ?"),
    prose("judged unfit", 0.72, "rejected",
          r"\b(?:est|sont|a ete|ont ete|declare|juge|estime)(?: [a-z]+){0,5}? (?:(?:juge|declare|classe)e?s? "
          r")?(?:irrecevables?|"
          r"sans suite|inopportun|premature)e?s?\b|\b(?:est|sont)(?: [a-z]+)? jugee?s? trop |"
          r"\b(?:n'est|ne sont)(?: donc| pas| ainsi)* (?:recevable|eligible)s?\b|"
          r"\bn'(?:est|a) pas (?:ete )?jugee? (?:utile|opportune?|recevable|prioritaire|necessaire)|"
          r"\bne recueille(?:nt)? (?:pas|que)\b|\bn'obtien(?:t|nent) (?:pas|que)\b|\b(?:(?:motion|proposition|"
          r"amendement|resolution|projet|texte|candidature|idee)s? (?:echoue|ne passe)(?:nt)?|"
          r"n'emporte(?:nt)? pas l'adhesion)\b|\breste(?:nt)? sans suite|"
          r"\b(?:n'est|n'a|ne sera|ne sont) pas (?:ete )?(?:donnee? )?(?:de )?suite|\bvote (?:defavorable|negatif)\b|"
          r"\bfin de non[- ]recevoir\b|\brepondu (?:defavorablement|negativement|par la negative)",
          "La demande est jugée prématurée.",
          "Le lecteur est jugé sympathique."),
    prose("negative answer", 0.75, "rejected",
          r"^(?:[^.;:!?]{0,90}: ?)?(?:reponse|avis|vote)(?: du [a-z]+)? negati(?:f|"
          r"ve)\b|"
          r"^(?:[^.;:!?]{0,90}: ?)?(?:refus|rejet)(?: (?:du |de la )?(?:comite|conseil|bureau|ca|groupe|commission|"
          r"unanime|"
          r"general|poli|motive))?(?=[.,;(]|$)",
          "Réponse négative (choix motivé par le coût).",
          "La réponse négative de la ville est arrivée."),
    prose("not wished", 0.7, "rejected", r"\bil n'(?:est|a) pas (?:ete )?(?:souhaite|juge utile|juge opportun|"
          r"donne suite|retenu|accede|fait droit)|\bne (?:sera|seront) (?:donc |plus )?pas (?:retenue?s?|reconduite?s?|"
          r"renouvelee?s?|donnee? suite|financee?s?|prise?s? en charge)",
          "Il n’est pas souhaité de revenir en présentiel.",
          "Il n’est pas certain que le train arrive."),
    prose("no, as people speak", 0.62, "rejected",
          r"\b(?:c'est|ce sera|ca sera) non\b|\bce ne sera pas (?:pour|le cas)\b|\bn'en (?:veut|veulent|voulons) pas\b|"
          rf"^\W*(?:[^.;:!?]{{0,30}},? )?(?:on|nous) (?:ne |n')(?:l'|le |la |les |en |y )?(?:{_NOT_DONE}|fait|"
          r"faisons|publie|"
          r"publions|finance|paie) (?:pas\b(?! (?:encore|toujours))|plus\b|rien\b)|\b(?:on|nous) (?:le |la |les |"
          r"l')?(?:declinons|decline|refusons|rejetons|"
          r"ecartons|laisse tomber|laissons tomber|passe notre tour|passons notre tour)\b|"
          r"^\W*(?:(?:en fin de compte|finalement|donc|bref|au final|conclusion|au bout du compte),? ?:? ?)pas d(?:e "
          r"|')",
          "Les négatifs, c’est non pour cette année.",
          "On ne sait pas encore où."),
)  # fmt: skip
