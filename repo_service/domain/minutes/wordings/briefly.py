"""What is said shortly, in nouns, or as people speak: « Accord de tous », « Va pour un essai ».

Must not weigh what stands around: that is ``guards``.
"""

from __future__ import annotations

from repo_service.domain.minutes.lexicon import (
    BODY,
    SAID,
    VOTED,
    any_of,
)
from repo_service.domain.minutes.wordings.rule import Rule, prose

# What may stand before a word that says it all: « Grille 2015 : », « Lot 3 → ».
_SUBJECT = r"(?:(?:[^.!?]|(?<=\b[a-z])\.){0,140}(?:[:;,(-]|→|=+>|>>) ?)"
# The same without a colon, and without another verb: « Grille 2015 adoptée ».
_BARE = (
    r"(?:(?!\b(?:(?:etai|avai|serai|sera|seront)[a-z]*|soit|soient|etre|non|pas|rien|jamais|ne|une? fois|deja|si|"
    r"a(?! la| "
    r"l')|ont|"
    r"sont|est|qui|que|dont|ou)\b|\bn')[^.:;!?]){0,60} "
)
# « Date : samedi 11 décembre 10 h validée »
_ON_DAY = (
    r"(?:le |du |au |la |l')?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) |(?:date|option|"
    r"proposition|version) )"
    r"[^.:;!?]{0,40} "
)
_OF_US = (
    r"(?:de tous|de toutes|du (?:ca|comite|conseil|bureau|groupe|copil|cp|gt|cs)|de l'(?:assemblee|ag|ensemble)|de la "
    r"commission|des (?:membres|presents|participants|deux|trois|partenaires))"
)
_WE_DO = any_of("""
    cre ecri demand gard reprend laiss part prend fai fer met remet ajout enlev retir chang touch limit doubl augment
    baiss command achet
    ferm ouvr lanc programm recondui renouvel arret fix choisi reste revien pai pay refai refer instal decal rajout
    rembours invit publi numeris abandonn
    pren refai tent teste propose_donc saute supprim accueill confi envoi poursui continu se_content s'arret simplifi
    regroup fusionn remplac dedoubl prolong raccourci suspend relanc adopt vise impos interdi""")
_NO_DEED = (
    r"(?! (?:remarquer|observer|le point|un point|le tour|un tour|part|partie|acte|note|connaissance|conscience|"
    r"du retard|avec|savoir|etat|par (?:le|la|un)|une? a une?|point par point|a l'ordre du jour|au (?:point|vote)|la "
    r"discussion|le debat)\b)"
)

BRIEFLY: tuple[Rule, ...] = (
    prose("refused, said shortly", 0.75, "rejected",
          rf"^(?:{_SUBJECT}|{_BARE})?(?:non, )?(?:refusee?s?|rejetee?s?|repoussee?s?|ecartee?s?|declinee?s?|"
          r"non (?:retenu|valide|adopte|accorde|accepte|approuve)e?s?|pas (?:retenu|valide|adopte|accorde|accepte|"
          r"approuve)e?s?|deboutee?s?)(?= a (?:l'|la )| ?[.,;!*(]|$| sans | par (?:\d|[a-z]+ voix)| car | faute | "
          r"pour )",
          "Traduction de la thèse de M. Lindqvist : refusé.",
          "Les offres refusées par la commission sont rendues."),
    prose("no, said shortly", 0.62, "rejected",
          r"^(?:[^.;!?]|(?<=\b[a-z])\.){2,140}(?::|→|=+>|>>) ?(?:non|refus|pas d'accord|avis negatif|"
          r"defavorable)(?=[.,;!(]|"
          r"$| a l'unanimite)",
          "Demande de M. Vidal : non, faute de place.",
          "Une question : non moins utile."),
    prose("opinion", 0.7, "adopted", rf"^{_SUBJECT}?(?:un )?avis (?:tres )?(?:favorable|reserve)\b"
          r"(?! (?:est|sera|du (?!ca|comite|conseil|bureau|groupe)|de la|de l'))",
          "Mme Halvorsen (Bergen) : avis favorable, un mois en mai.",
          "L’avis favorable du service est attendu."),
    prose("agreed, said shortly", 0.68, "adopted",
          rf"^{_SUBJECT}?(?:(?:plein |bon )?(?:accord|aval|assentiment|agrement|feu vert|consensus|unanimite|"
          r"approbation|"
          rf"validation|adoption)(?: (?:donne|unanime|general|de principe|favorable))* (?:{_OF_US}|a l'unanimite|"
          r"pour|sur|unanime|"
          r"general|d'accord|autour|donnee?s?|sans reserve|est donne)\b|(?:accord|feu vert|accord de principe|accord "
          r"general|"
          r"accord unanime)(?=[,;])|(?:accord|feu vert|accord de principe|accord general|accord unanime|ok|d'accord|"
          r"oui)(?=[.!]|$| a l'unanimite| pour | sur | (?:du|de tous|de l'|de la)))(?![^.]* (?:est|sera) attendu)",
          "Feu vert du comité pour l’achat.",
          "Feu vert ou feu rouge, la voiture passe."),
    prose("done by us, in nouns", 0.6, "adopted",
          rf"^(?:validation|adoption|approbation|ratification) (?:du |de la |des |de l')[^.;:]{{3,80}} par {BODY}|"
          rf"^(?:validation|adoption|approbation) par {BODY}",
          "Validation du plan d’action par le comité.",
          "Validation du plan d’action par la ville."),
    prose("takes the place of", 0.55, "adopted", r"^(?!(?:le|la|les|une?|ce|cette|des|on|nous|ils?|"
        r"elles?) )(?:m\.|mme|mlle|monsieur|madame|"
          r"[a-z-]+)(?: [a-z-]+){1,3},? (?:la |le |l')?(?<!\ba )(?:remplace(?:ra)?|succede(?:ra)?) (?:a |m\.|mme|"
          r"[a-z]+ [a-z]+)(?![^.;]*\b(?:souffrant|absent|excuse|empeche|malade))|"
          r"^(?:m\.|mme|mlle|[a-z-]+)(?: [a-z-]+){1,3} (?:represente|representera|siegera|integre) (?:le |la |l'|"
          r"notre |au |a la )[^.;]{2,60} (?:au|a la|aux|dans)\b",
          "Mme Morel remplace M. Vidal à la commission.",
          "Un scanner neuf est arrivé."),
    prose("after discussion", 0.6, "adopted",
          r"^\W*(?:apres (?:[a-z]+ )?(?:discussions?|echanges?|debats?|deliberation|reflexion|examen|concertation|"
          r"en avoir (?:delibere|discute|debattu)|un (?:[a-z]+ )?(?:echange|debat|tour))|au terme d|a l'issue d|"
          r"finalement|"
          r"en definitive|en conclusion|en fin de compte|au bout du compte|au final|tout compte "
          r"fait)(?:(?!\b(?:constat|rappel|precis|indiqu|"
          r"soulign|demand|propos|souhait)[a-z]*\b)[^.;]){0,140}?"
          r"\b(?:(?:est|sont|reste|restent|passe|sera|seront|ne sera pas|ne seront pas)\b(?! (?:possible|difficile|"
          r"pose|"
          r"rappele|precise|demande|presente|indique|souligne|signale|venu|arrive|ouverte?|levee?))|(?:on|nous) "
          r"[a-z]+)",
          "Après discussion, la rubrique reste en page 4.",
          "Après discussion, c’est la visite qui est belle.", support=True),
    prose("after deliberation", 0.7, "adopted",
          rf"\bapres (?:en |y )?avoir delibere\b[^.;:]{{0,140}}?{BODY}(?: [a-z]+)?,? "
          r"(?!ne |n')[a-z]+(?:e|ent|it|issent|d|t)\b|\bapres (?:en )?(?:avoir )?delibere,? (?:et )?a l'unanimite",
          "Après en avoir délibéré, le conseil municipal dresse une liste de 24 noms.",
          "Après avoir délibéré, le jury sortira."),
    prose("answer", 0.58, "adopted", r"^(?:reponse ?: ?)?(?:oui|c'est (?:oui|d'accord|entendu|acquis)|entendu|"
          r"adjuge|accorde|soit|d'accord)\b ?[.,:;!(]",
          "Oui, pour les cartes anciennes.",
          "Ouïe fine.", after_question=True),
    prose("answer no", 0.58, "rejected", r"^(?:reponse ?: ?)?(?:non|c'est non|refus|pas question)\b ?[.,:;!(]|"
          r"reponse ?: non\b",
          "Non : le groupe considère que c’est de son ressort.",
          "Nonobstant le retard, le travail avance.", after_question=True),
    prose("yes, as people speak", 0.6, "adopted",
          r"^\W*(?:[^.;:!?]{0,60} ?: ?)?(?:va pour|c'est (?:donc |finalement |ainsi )?(?:oui|d'accord|entendu|"
          r"acquis|adopte|decide|bon pour|parti pour|"
          r"vote|valide|acte)|"
          r"adjuge|topez la|"
          r"marche conclu|entendu ?[:!.]|ce sera (?:donc |finalement )?(?!pour (?:debut|fin|mi|la fin|le debut|"
          r"plus)|(?:egalement |aussi )?l'occasion|le "
          r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|\\d)|variable|variant|possible|difficile|la premiere|fait|"
          r"tout|non|le cas|long)(?:le |la |l'|un |une |les |a |au |en |sans |[a-z]+))",
          "Va pour un essai sur deux numéros.",
          "Cela va pour le mieux."),
    prose("we do", 0.56, "adopted",
          rf"^\W*(?:(?:et|puis|mais) )?(?:(?:bref|donc|finalement|alors|en attendant|du coup|au final|au bout du "
          rf"compte|en [a-z]+|pour [^,;.]{2,30}|cette annee),? "
          r")?(?:on|nous) (?:(?:va|allons) (?!voir|essayer|demander|envoyer|proposer|contacter|relancer|"
          r"rencontrer|prevenir|informer|parler|discuter|devoir|etre|avoir|"
          r"pouvoir)(?=[a-z]+(?:er|ir|re|oir)\b)|(?:ne )?(?:l'|le |la |les |y |en )?"
          rf"{_WE_DO})[a-z]*\b{_NO_DEED}(?! (?:peut|pourr)[a-z]*)",
          "On laisse la rubrique en page 4.",
          "On fait le point sur les travaux.", support=True),
    prose("adopted, said shortly", 0.72, "adopted",
          rf"^(?:{_SUBJECT}{_ON_DAY}|{_SUBJECT}|{_BARE})?(?:donc |ainsi |finalement )?(?:{SAID}|(?:(?<!des "
          rf")(?<!les )(?<!autres )(?:elu|reelu)|votee|attribue|"
          r"renouvele|reconduit|maintenu|"
          r"confirme|accorde|autorise|decide|convenu|acquis|admis|entendu)e?s?\b)"
          r"(?= ?[.,;!*(]|$| sans | avec | comme | sous reserve| par (?:\d|[a-z]+ voix|(?:le |la |l')[a-z' "
          r"]{2,30}(?:[.,;]|$))|"
          rf" {VOTED}| a (?:~|\d|plein|la majorite)| pour (?:\d|un |une |deux |trois ))",
          "Grille 2015 adoptée avec ces modifications.",
          "Documents envoyés avant la séance."),
    prose("what was put is adopted", 0.7, "adopted",
          rf"(?:^|[:;,.(*>-] ?)(?:la |cette |les |le )?(?:proposition|motion|resolution|deliberation|amendement|"
          rf"demande|"
          r"modification|suggestion|voeu|point|candidature|liste|rapport|compte|bilan|budget|decharge|quitus|"
          r"convention|"
          r"devis|statut|reglement|ordre du jour|date|option|version)s?(?: [^.;:,!?()]{1,40})??"
          rf" (?:{SAID}|elue?s?|acquise?s?|maintenue?s?)(?= ?{VOTED}| par (?:tous|toutes|l'ensemble|tout le monde|le "
          r"(?:ca|comite|conseil|bureau|groupe|copil)|l'assemblee|l'ag|la commission)| ?[.*)]*$)",
          "Article 14 (cf. annexe), rédaction : proposition validée à l’unanimité.",
          "La proposition validée par la ville est en ligne."),
    prose("set, said shortly", 0.58, "adopted",
          rf"^(?:{_SUBJECT}|{_BARE})?(?:fixe|porte|ramene|limite|plafonne|maintenu|reconduit|prolonge|etendu|attribue|"
          r"accorde|confie|renouvele)e?s?(?= (?:a |au |aux |pour |jusqu|d'un|de \d)"
          r"(?![^.]*\b(?:est|sont|a(?! partir| compter)|ont|sera|seront|s'eleve|permet|fait|doit|va|figure|reste|"
          r"peut)\b))",
          "Plancher de contribution porté à 1 800 €.",
          "Le projet, limité à trois ans.", support=True),
    prose("awarded, said shortly", 0.62, "adopted", r"^[^.;!?]{0,120}(?::|→|=+>) ?(?:attribue|renouvele|reconduit|"
          r"maintenu|confirme|annule|supprime|cree|adopte|integre|conserve|garde|prolonge|ajoute|retire|resilie|ferme|"
          r"ouvert)e?s?\b(?! par)",
          "Lot 1 : annulé, faute d’offre.",
          "Rappel : les lots sont numérotés."),
)  # fmt: skip
