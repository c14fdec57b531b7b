"""What this body does, with its name or as « nous »: approvals, elections, decisions.

Must not weigh what stands around: that is ``guards``.
"""

from __future__ import annotations

from repo_service.domain.minutes.lexicon import (
    ADOPTED,
    ADVERBS,
    BODY,
    DECIDED,
    DECIDES,
    DENIES,
    GAP,
    HAS,
    HAS_DECIDED,
    HAS_REFUSED,
    IS,
    NAMED,
    PUTS_OFF,
    REFUSED,
    REFUSES,
    VOTED,
)
from repo_service.domain.minutes.wordings.rule import Rule, prose

_MINUTES = (
    r"\b(?:comptes?[- ]?rendus?|proces[- ]verb(?:al|aux)|pv|cr|releves? de (?:decisions|conclusions))\b[^;:.!?]{0,160}?"
)
_OFFICE = (
    r"(?:la |le |l'|a la |au )?(?:president|vice-president|tresorier|tresorerie|secretaire|secretariat|presidence|"
    r"vice-presidence|tete|interim|responsable|referent|rapporteur|pilote|coordinat|chef|cheffe|delegu)[a-z]*"
)
_PLACE = (
    r"(?:au|a la|aux|le|la|l'|a l'|dans le|dans la|du|de la) ?(?:ca|conseil|comite|bureau|cp|commission|groupe|equipe|"
    r"collectif|college|copil|directoire|conseil d'administration|redaction|jury)\b"
)
_WE = r"\b(?:on|nous)(?: (?:le|la|les|l'|en|y))?(?: ?(?:donc|tous|toutes))? ?"
_WE_DO = (
    r"(?![a-z]+ (?:un (?:tres )?(?:bon|mauvais) souvenir|(?:l')?espoir|en tete|en memoire|a l'esprit|a "
    r"(?:recevoir|avoir|etre|"
    r"attendre|constater|subir|voir|demander)\b))"
    r"(?:decide|decidons|convient|convenons|adopte|adoptons|abandonne|abandonnons|supprime|supprimons|renonce|"
    r"renoncons|"
    r"continue|continuons|conserve|conservons|maintient|maintenons|choisit|choisissons|part sur|partons sur|"
    r"approuve|approuvons|valide|validons|garde|gardons|retient|retenons|se met d'accord|nous mettons d'accord|"
    r"reste sur|restons sur|passe a \d|passons a \d|arrete|arretons|accepte|acceptons|opte|optons|s'entend sur|"
    r"vote (?=[lpu])|votons (?=[lpu])|tranche pour|tranchons pour|accorde|accordons|confirme|confirmons|s'accorde|"
    r"designe|designons|"
    r"elit|elisons|nomme|nommons|fixe|fixons|reconduit|reconduisons|renouvelle|renouvelons|autorise|autorisons|"
    r"acte|actons|enterine|enterinons|ratifie|ratifions|adherons|mandate|"
    r"mandatons|attribue|attribuons|creons|instaurons|souscrivons)"
)

ACTING: tuple[Rule, ...] = (
    # --- Approval of minutes
    prose("minutes approved", 0.92, "adopted",
          rf"{_MINUTES}{IS} (?:(?:repute|considere comme|tenu pour|declare)e?s? )?{ADOPTED}|"
          rf"{_MINUTES}(?:[:,(-] |\b(?<!au )(?<!du )(?<!de )(?<!le )(?<!un ))(?:{ADOPTED})(?= {VOTED}|[.,;!(]|$| "
          r"sans| avec| par)|"
          rf"\b(?:approuve|adopte|valide)(?:nt)? (?:a l'unanimite )?(?:le|les) (?:comptes?[- ]?rendus?|proces|pv|"
          rf"cr)\b|{_MINUTES}(?:recueille|recoit|emporte|rencontre) l'(?:approbation|accord|assentiment)|"
          rf"^(?:approbation|validation|adoption) (?:du|des|de la|d'un) {_MINUTES}(?:{VOTED}|: ?(?:ok|oui|fait|"
          r"adopt|approuv|valid|unanim))",
          "Le compte rendu du 14 décembre est approuvé avec cette correction.",
          "Le compte rendu sera approuvé par courriel.", "approval"),
    # --- Elections and appointments
    prose("elected", 0.88, "adopted", rf"{IS} (?:re)?elu(?:e|s|es|\(e\)|\(e\)s)?\b|\b(?:sont|est|"
          rf"ont ete) (?:proclame|declare)e?e?s? (?:elu|{_OFFICE}|membre)|\b(?:sont|est) proclame|"
          r"\b(?:recoit|recoivent) (?:le )?mandat (?:de|d')|"
          r"\b(?:est|sont) (?:appelee?s?|portee?s?) a (?:la presidence|la vice-presidence|sieger|remplacer|succeder|"
          r"representer)",
          "M. Ardouin est élu président à l’unanimité.",
          "Les représentants élus du personnel sont invités.", "election"),
    prose("elects", 0.88, "adopted", rf"{BODY}{GAP} (?:elit|elisent|(?:a|ont){ADVERBS} (?:re)?elu|"
          r"procede a l'election)\b",
          "Le conseil d’administration élit Mme Vasseur présidente.",
          "Le maire élu en mars viendra.", "election"),
    prose("appointed", 0.8, "adopted", rf"{IS} {NAMED}",
          "Sandrine Potiron est désignée cheffe de projet.",
          "Un remplaçant sera nommé plus tard.", "election"),
    prose("named to a post", 0.6, "adopted",
          r"^(?!.*:\W*$)\W*(?:nomination|designation|election|reelection|cooptation) (?:de |d')(?!l[ae] |l'|un|"
          r"delegu|membre|"
          r"represent)"
          r"[^.;:?]{3,90} (?:au poste|a la (?:presidence|tresorerie|fonction)|comme |en tant que|en qualite|aux "
          r"fonctions|"
          r"president|secretaire|tresori|au (?:secretariat|bureau|ca\b|conseil))",
          "Nomination de Tarek Aoulad au poste de réviseur.",
          "Nomination de nouveaux membres à prévoir.", "election"),
    prose("takes a seat", 0.62, "adopted",
          rf"\b(?:entre|entrent|rejoint|rejoignent|integre|integrent|reintegre) {_PLACE}|"
          rf"\bfai(?:t|sant) (?:son|leur) entree {_PLACE}|\b(?:retrouve|conserve|garde) (?:son|leur) (?:siege|poste|"
          rf"mandat)\b|\b(?:devient|deviennent|deviendra) (?:donc |desormais )?(?:membres? |{_OFFICE}\b)|"
          r"\b(?<!a )(?<!ont )(?:prend|prendra|assure|assurera|reprend|reprendra) (?:donc |desormais )?(?:la|le|l'|"
          r"les fonctions de) ?"
          rf"(?:presidence|vice-presidence|tete|suite|interim|secretariat|tresorerie|animation d)|"
          rf"\bsera (?:donc |desormais )?(?:le |la |l')?(?:chef|cheffe|responsable|presidente?|secretaire|"
          rf"tresorier|tresoriere|referente?|rapporteure?|pilote|coordinat[a-z]+)\b",
          "Farida Chellali et Régis Bonnafoux entrent au CA.",
          "Le président entre dans la salle.", "election", support=True),
    # --- What this body does
    prose("decides", 0.9, "adopted", rf"{BODY}{GAP} (?:decide|decident|(?:a|ont){ADVERBS} decide)\b",
          "Le comité de pilotage décide de fermer le lundi.",
          "Le lecteur décide seul de ce qu’il emprunte."),
    prose("body adopts", 0.85, "adopted", rf"{BODY}{GAP} (?:(?:l'|les |le |la |y |en )(?={DECIDES}))?{DECIDES}\b|"
          rf"{BODY}{GAP} se (?:declare|declarent|montre|montrent|dit|disent|prononce|prononcent)(?: [a-z' "
          rf",]{{1,40}}?)? "
          rf"(?:favorables?|en faveur|favorablement|pour (?:l[ae' ]|un|ce))|{BODY}{GAP} (?:apporte|apportent|"
          rf"donne|donnent) "
          r"(?:[a-z' ]{1,30} )?(?:son|leur) (?:plein |entier )?(?:soutien|accord|aval|assentiment|approbation|feu "
          r"vert)|"
          rf"{BODY}{GAP} (?:emet|emettent|formule|formulent) (?:[a-z' ]{{1,30}} )?(?:le |un )(?:voeu|souhait)\b",
          "L’assemblée, statuant aux conditions de quorum, approuve le budget.",
          "Le comité examine le budget."),
    prose("body examines, then adopts", 0.8, "adopted",
          rf"^\W*(?:[^,;:.]{{3,60}}, )?{BODY}\b[^;:.?!]{{3,140}}?(?: et|, puis| puis|,) (?:(?:l'|les |le |la |y "
          rf")(?={DECIDES}))?"
          rf"{DECIDES} ",
          "Le comité examine le budget et l’approuve sans réserve.",
          "Le comité examine le budget et en débat."),
    prose("body has adopted", 0.85, "adopted",
          rf"{BODY}{GAP}{HAS} (?:(?:l'|les |le |la ))?{HAS_DECIDED}|{BODY}{GAP} (?:l'|les )a(?:ont)? {HAS_DECIDED}|"
          rf"{BODY}{GAP} s'est{ADVERBS} (?:mise? d'accord|prononcee? pour|prononcee? en faveur|prononcee? "
          rf"favorablement|ralliee?|"
          r"rangee?|"
          r"engagee? a|declaree? favorable|accordee?|dotee? d|saisie?|entendue?)",
          "Le conseil a accepté cette modification.",
          "Le conseil a entendu le rapport."),
    prose("we have decided", 0.82, "adopted", r"\b(?:on a|nous avons|nous nous sommes|"
          r"on s'est)(?: [a-z]+)? (?:decide|convenu|adopte|valide|vote|approuve|retenu|choisi|mis d'accord|accordes|"
          r"entendus|opte|fixe|arrete|accepte|tranche|elu|designe)e?s?\b",
          "Nous avons décidé de garder le format.",
          "Nous avons discuté du format."),
    prose("we decide", 0.75, "adopted", rf"{_WE}{_WE_DO}\b",
          "On décide de garder le format.",
          "On pourrait envisager une affiche."),
    prose("decided, long ago", 0.85, "adopted", rf"{BODY}{GAP} {DECIDED}\b|\bil fut (?:decide|convenu)",
          "Le conseil approuva le budget.",
          "Le conseil attendra."),
    prose("refused, long ago", 0.85, "rejected", rf"{BODY}{GAP} {REFUSED}\b",
          "L’assemblée refusa la proposition.",
          "Le lecteur refusa de payer."),
    prose("it does", 0.68, "adopted",
          r"(?:^\W*|[,;] )(?:(?:enfin|ensuite|puis|par ailleurs|en outre|de plus),? )?(?:il|elle|ils|elles|celui-ci|"
          r"celle-ci)"
          rf"{ADVERBS} (?:(?:l'|les |le |la |y )(?={DECIDES}))?(?:{DECIDES}|elit)\b|"
          rf"\b(?:il|elle|ils|elles){HAS} {HAS_DECIDED}",
          "Il a autorisé la présidente à signer ce contrat.",
          "Il a rappelé les règles.", after_body=True),
    prose("it has refused", 0.7, "rejected", rf"\b(?:il|elle|ils|elles) (?:a|ont){ADVERBS} {HAS_REFUSED}|"
          rf"(?:^\W*|[,;] )(?:(?:et|mais) )?(?:il|elle|ils|elles){ADVERBS} (?:{REFUSES}|{DENIES}|ne (?:retient|"
          rf"retiennent|suit|accorde|"
          r"accordent|souhaite|souhaitent) (?:donc )?pas)\b",
          "Il a par ailleurs refusé de rendre payante la base.",
          "Il a rejoint la salle.", after_body=True),
    prose("it puts "
          "off", 0.7, "postponed", rf"(?:^\W*|[,;] )(?:(?:et|mais|puis) )?(?:il|elle|ils|elles){ADVERBS} {PUTS_OFF}\b",
          "Il remet sa décision à décembre.",
          "Il remet le prix au lauréat.", after_body=True),
    prose("and refuses", 0.7, "rejected", rf"^\W*et (?:en |l'|le |la |les )?{DENIES}\b",
          "et refuse celui du cartulaire.",
          "et refusera peut-être le reste.", after_body=True),
    prose("and puts off", 0.7, "postponed", rf"^\W*et {PUTS_OFF}\b",
          "et renvoie l’examen du cartulaire à la séance de juin.",
          "et renverra peut-être le reste.", after_body=True),
    prose("everybody agrees", 0.75, "adopted",
          rf"(?:{BODY}|\btout le monde|\btous|\btoutes|\bchacun|\bles (?:presents|participants|membres)){GAP} (?:en |"
          r"y )?"
          r"(?:est|sont|etait|etaient|tombent?|se mett?(?:ent)?|se dit|s'est dit|se disent)(?: tous| toutes)? "
          r"(?:d'accord|favorables?)(?! (?:pour|a) (?:dire|trouver|constater|reconnaitre|considerer|estimer)| que\b)|"
          r"\b(?:tous|toutes|chacun|tout le monde|les (?:membres|participants|presents)) (?:[a-z]+ )?(?:approuve|"
          r"accepte|valide|adhere(?:nt)?\b|suit\b|suivent\b|s'accorde(?:nt)?(?! a (?:dire|reconnaitre|penser|"
          r"considerer|trouver|constater))|(?:se|s'y) rallie|souscri|acquiesce)[a-z]*\b|"
          r"\b(?:personne|nul|aucun(?: des)? (?:membre|participant|present)s?) (?:ne |n')(?:s'y |s'|y )?(?:oppose|"
          r"trouve a "
          r"redire|est oppose|objecte|a (?:rien|d'objection)|fait objection)(?![^.;]* mais )",
          "Tout le monde est d’accord pour cette date.",
          "Tout le monde vient à la fête."),
)  # fmt: skip
