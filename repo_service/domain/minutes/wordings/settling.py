"""What is done to a thing, said without the body: « il est convenu », « le budget est adopté ».

Must not weigh what stands around: that is ``guards``.
"""

from __future__ import annotations

from repo_service.domain.minutes.lexicon import (
    ADOPTED,
    ADVERBS,
    BODY,
    COUNT,
    GAP,
    HAS_DECIDED,
    IS,
    SETTLED,
    SETTLED_BEFORE,
    STATE,
    STATE_NOW,
    VOTED,
    any_of,
)
from repo_service.domain.minutes.wordings.rule import Rule, prose

_AMOUNT = (
    r"(?:prix|tarifs?|cotisations?|montants?|taux|plafonds?|dotations?|durees?|delais?|prets?|quotas?|budgets?|tirage|"
    r"contributions?|participations?|subventions?|enveloppes?|forfaits?|indemnites?|gratifications?|loyers?|droits?|"
    r"redevances?|abonnements?|frais|amendes?|remises?|caution)"
)
_MONEY = r"\d[\d  .,]* ?(?:€|eur|euros|f\b|fr\b|chf|\$|dollars|%|fcfa)"
_PARTICIPLE = r"[a-z-]+(?:e|i|u|is|it|ert|clos|aint|eint|oint)e?s?"
_CONFERRED = any_of("""
    priorite preference satisfaction feu_vert suite_favorable autorisation approbation assentiment agrement quitus
    reponse_favorable reponse_positive delegation mandat pouvoirs? carte_blanche tous_pouvoirs accord aval
    decharge gain_de_cause""")
_IT_IS = any_of("""
    decide convenu acte arrete resolu entendu adopte retenu valide cree institue accorde alloue attribue mis_fin
    interdit constitue fait_choix donne_suite donne_une_suite_favorable fixe prevu_d'un_commun_accord vote approuve
    accepte instaure admis pris_acte fait_droit autorise mis_en_place designe nomme procede_a_l'election choisi
    repondu_favorablement repondu_positivement repondu_par_l'affirmative delibere tranche ordonne acquis""")

SETTLING: tuple[Rule, ...] = (
    # --- Impersonal
    prose("it is decided", 0.9, "adopted",
          rf"\bil (?:en |y )?(?:est|a{ADVERBS} ete|fut){ADVERBS} (?:ainsi )?{_IT_IS}(?:e|s|es)?\b(?! (?:a la "
          rf"(?:reunion|seance)|a l'assemblee))|\bce qui est (?:decide|convenu|acte) ?:",
          "Il est convenu de l’arrêter à partir du 2 avril.",
          "Il est rappelé que les congés se déposent en mars."),
    prose("decision taken", 0.8, "adopted",
          r"\b(?:la )?decision (?:est|a ete) (?:donc |ainsi )?(?:prise|actee|votee|adoptee|arretee)\b|"
          r"\b(?:decision|choix|principe) (?:en )?(?:est )?(?:donc )?(?:acte|valide|retenu|adopte|approuve|acquis|"
          r"arrete|accepte)e?\b|\b(?:affaire|cause|chose) (?:est )?(?:entendue|conclue|decidee)\b|"
          r"^(?!.*\b(?:votes?|voix) (?:est|sont) ).*?\b(?:est|sont) (?:donc |desormais )?"
          r"(?:acquis|scelle|entendu|conclu|decide)e?s?\b",
          "La décision est prise de fermer le samedi.",
          "La décision devra être prise en juin."),
    prose("agreement", 0.75, "adopted",
          r"(?:^\W*|[:;,(>-] ?|\bavec (?:l')?|\bpar |\bd'un |\bun |\b(?:il y a|c'est) )(?:accord|assentiment|"
          r"consensus|approbation) (?:general|unanime|de tous|du (?:ca|"
          r"comite|conseil|bureau|"
          r"groupe|copil|cp))|(?<!pas )(?<!ne )\b(?:recueill|recoi|obtien|emport|rencontr|rall|remport)[a-z]* "
          r"(?:l'(?:assentiment|accord|adhesion|approbation|unanimite|ensemble des (?:voix|suffrages))|tous les "
          r"(?:suffrages|"
          r"avis)|la majorite|(?:un )?avis (?:tres )?favorable|(?:un |le )(?:accord|consensus)|une (?:large "
          r")?majorite|tout le monde)|"
          r"\bfai(?:t|sant|re)? (?:l'unanimite|consensus|l'objet d'un (?:consensus|accord))|"
          r"\b(?:un |le |l')(?:consensus|accord) (?:se (?:fait|degage|dessine)|est (?:trouve|obtenu|degage))|"
          r"\b(?:une|la) (?:large |nette )?majorite(?: [a-z]+){0,3} (?:se degage|se prononce) (?:pour|en faveur)|"
          r"^sans opposition",
          "Accord unanime pour cette solution.",
          "L’accord cadre est en ligne."),
    prose("agreed to", 0.96, "adopted", rf"{BODY}{GAP} (?:en )?(?:convient|conviennent)\b|"
          r"\bce (?:qui|que)(?: \w+){0,4} (?:est|a ete)(?: [a-z]+)? (?:accepte|approuve|adopte|valide|accorde|retenu)",
          "M. Petit réclame un délai, ce qui est accepté.",
          "La date convient aux lecteurs."),
    # --- Passive
    prose("adopted", 0.82, "adopted",
          rf"{IS} (?:(?:repute|considere comme|tenu pour|declare)e?s? |[a-z]+(?: (?:au vote|aux voix|a (?:l'|la "
          r")[a-z]+))?(?:,| et|, puis| puis) )?"
          rf"{ADOPTED}|, {ADOPTED}(?: [a-z]+)? {VOTED}",
          "Le rapport financier est approuvé à l’unanimité.",
          "Le projet doit être approuvé par la ville."),
    prose("done by vote", 0.8, "adopted",
          r"(?<!votes )"
          rf"\b(?:est|sont|a ete|ont ete){ADVERBS} (?!pas\b|plus\b|procede|passe\b|soumis|mise?s? |demande|propose|"
          rf"depouill|compte|faite?s?\b|presente?e?s?\b|representee?s?\b|"
          rf"absent){_PARTICIPLE}\b[^.;:]{{0,50}}?[ (]{VOTED}|"
          rf"\b(?:passe|passent|l'emporte|l'emportent|est passee?)\b[^.;:]{{0,20}} {VOTED}|"
          rf"^[^.;:!?]{{3,110}} {ADOPTED} ?\((?:\d|unan|a l'un)|"
          r"^\W*(?:a l'issue|au terme|apres|suite a|au) (?:d'|de |du |un |le )?[^,]{0,20}(?:vote|scrutin|"
          r"depouillement)[^.;]{0,60} "
          rf"(?:est|sont|a ete|ont ete) {_PARTICIPLE}\b",
          "Le bilan passe sans une voix contre.",
          "Le bilan est présenté sans une ombre."),
    prose("vote in brackets", 0.7, "adopted",
          rf"^(?!.*\b(?:non|rejet|refus|en avoir delibere)).{{8,160}} ?\((?:votes? ?[:=] ?\d|{COUNT} (?:voix "
          rf")?(?:pour|oui)\b|"
          r"(?:a l')?unanimite|(?:pour|oui) ?: ?\d)[^()]{0,60}\)\W*$",
          "Validation de la proposition de logo (vote = 6)",
          "Validation de la proposition de logo (sixième)"),
    prose("quitus given", 0.85, "adopted", r"\bquitus (?:est|a ete) (?:donc )?(?:donne|vote|accorde|delivre)|"
          r"\b(?:donne|accorde|vote)(?:nt)? (?:[a-z' ]{0,20})?quitus|^quitus\b",
          "Quitus est donné à la trésorière pour sa gestion.",
          "Le quitus sera demandé à l’assemblée."),
    prose("settled", 0.62, "adopted",
          rf"\b(?<!n')(?:est|sont|fut|furent)(?! pas\b){ADVERBS} {SETTLED}|"
          rf"\b(?:a|ont){ADVERBS} ete{ADVERBS} {SETTLED_BEFORE}",
          "Un groupe est constitué pour préparer le programme.",
          "Le fonds compte 300 volumes."),
    prose("things as they are", 0.62, "adopted",
          rf"\b(?<!n')(?:est|sont|fut|furent)(?! pas\b){ADVERBS} (?:{STATE}|{STATE_NOW})",
          "La durée du prêt est portée à huit semaines à compter de mars.",
          "Les crédits documentaires sont maintenus.", support=True),
    prose("judged best", 0.6, "adopted",
          r"\bil (?:est|a ete) (?:donc )?(?:juge|estime|trouve) (?:preferable|utile|opportun|"
          r"necessaire|plus sage|raisonnable)(?: de| d')",
          "Il est jugé préférable d’annuler la fête.",
          "Il est jugé sévère."),
    prose("given", 0.72, "adopted", rf"\b{_CONFERRED}(?: [a-z']+){{0,3}} (?:est|a ete|sont)(?: [a-z]+)? (?:donne|"
                                    r"confere|"
          r"accorde|delivre|octroye)e?s?\b|\bil est fait droit",
          "La priorité est donnée au fonds Perrin.",
          "La parole est donnée au maire."),
    prose("opinion given", 0.75, "adopted", r"\bavis (?:tres )?favorable[^.;]{0,40} (?:est|a ete) (?:donne|rendu|emis|"
          r"prononce|formule)|^vote (?:favorable|positif|unanime)\b",
          "Un avis favorable est donné à la demande.",
          "L’avis du service est donné pour information."),
    prose("choice falls on", 0.75, "adopted", r"\b(?:choix|preference|vote|decision)s?[^.;:]{0,40} (?:se porte(?:nt)?|"
          r"s'est porte|s'est portee|s'arrete|va|revient) (?:donc )?(?:sur|a)\b|\b(?:le )?(?:choix|parti) est "
          r"(?:donc )?(?:fait|"
          r"pris) de\b",
          "Le choix se porte sur le scénario 2.",
          "Le débat porte sur le scénario 2."),
    prose("carries it", 0.72, "adopted",
          rf"\bc'est (?:donc |finalement )?[^.;,]{{2,80}} que {BODY}{GAP} (?:adopte|retient|choisit|approuve|"
          rf"valide|prefere|privilegie)"
          r"(?:nt)?\b|\bc'est (?:donc |finalement )?[^.;,]{2,80} qui (?:l'emporte|est (?:donc )?(?:retenu|choisi|"
          r"adopte|elu|"
          r"designe)e?s?|a ete (?:retenu|choisi|adopte)e?|rassemble|fait (?:consensus|l'unanimite)|recueille)\b|"
          r"\b(?:l'amendement|la motion|la proposition|le texte|le projet) passe\b(?! (?:de|a|au|en))|"
          r"\b(?:solution|option|date|proposition|formule|position|scenario|choix|lieu|titre|nom|theme)s? "
          r"(?:retenue?s?|choisie?s?|adoptee?s?) (?:pour [^:.;]{3,40} )?(?:est|sont|:)|\b(?:la|le) [a-z]+(?: "
          r"[a-z']+){0,4} l'emporte(?:nt)?\b",
          "Par 35 voix contre 24, c’est Brommes qui l’emporte.",
          "C’est la commune qui paie."),
    prose("no objection", 0.66, "adopted", r"\b(?:aucune|(?<!\bont )(?<!\ba )(?<!\bai )pas d'|sans|ne (?:voit|"
                                           r"souleve|formule|rencontre|appelle|"
          r"suscite)[a-z ]{0,12}(?:aucune |d'|pas d')) ?(?:objection|opposition)s?\b",
          "La proposition ne soulève aucune objection.",
          "Ils n’ont pas d’objection à la durée de trois ans."),
    # --- What holds from now on
    prose("passes to", 0.62, "adopted",
          rf"\b{_AMOUNT}\b[^.;:]{{0,60}} (?:(?<!est )(?<!sont )passe(?:nt|ra|ront)?|est portee?|sont portee?s|est "
          rf"ramenee?|monte) "
          r"(?:donc )?"
          r"(?:de [^.;]{1,25} )?a \d|\b(?:heure|ouverture|fermeture|horaire|creneau|permanence|atelier|reunion|"
          r"seance|debut)s?\b"
          r"[^.;:]{0,40} (?<!est )(?<!sont )passe(?:nt|ra|ront)? (?:donc )?(?:de [^.;]{1,25} )?(?:a \d|au? "
          r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))",
          "Le prix passe à 14 € à partir du numéro 34.",
          "Le loyer du club est passé à 45 €.", support=True),
    prose("amount", 0.57, "adopted",
          rf"\b{_AMOUNT}\b[^.;:]{{0,60}} (?:sera|seront|reste|restent|restera|demeure|demeurent|s'elevera|s'eleve "
          r"desormais)"
          rf"(?: [a-z]+)? (?:fixee?s? )?(?:a |de )?{_MONEY}",
          "La cotisation sera de 25 euros.",
          "La cotisation rapporte 25 euros.", support=True),
    prose("from now on", 0.6, "adopted",
          rf"\b(?:sera|seront|restera|resteront)(?: donc)? (?:desormais|dorenavant) {_PARTICIPLE}\b|"
          rf"\b(?:sera|seront) (?:donc|ainsi|finalement) {HAS_DECIDED}|"
          rf"\b(?:est|sont) (?:desormais|dorenavant) (?!inscri|possib|dispon){_PARTICIPLE}\b|\b(?:se compose|"
          rf"s'etablit|s'eleve|comprend) "
          r"(?:desormais|donc|comme suit|ainsi)\b|^(?:desormais|dorenavant)\b[^.;]{0,30}, ?|"
          r"\b[a-z]+(?:ra|ront) (?:donc )?(?:desormais|dorenavant)\b|\b(?:desormais|dorenavant),? "
          r"[^.;]{0,40}[a-z](?:ra|ront)\b|"
          r"\b(?:prend|prendra|prendront|prennent) effet (?:a|au|le|des|en|immediatement)\b|\bentre(?:ra)? en "
          r"vigueur (?:a|au|"
          r"le|des|en|immediatement)\b",
          "Le compte rendu sera désormais rédigé à tour de rôle.",
          "Il est dorenavant possible de payer par carte.", support=True),
    prose("costs borne", 0.6, "adopted",
          r"\b(?:frais|depenses?|couts?|charges?|transports?|repas|inscriptions?|hebergement|"
          r"deplacements?)\b[^.;:]{0,80} "
          r"(?:sera|seront|est|sont) (?:donc |desormais )?(?:assumee?|supportee?|prise? en charge|remboursee?|"
          r"financee?|"
          r"partagee?|repartie?)s?\b|\bsupporter(?:a|ont) (?:les|la|le|ses|sa) (?:frais|depenses?|couts?|charges?)",
          "Les frais d’inscription seront assumés par le réseau.",
          "Les repas sont pris en charge.", support=True),
    prose("resolved", 0.85, "adopted", r"\bresolu(?:,? (?:a l'unanimite|unanimement|a la majorite|par [a-z "
                                       r"]{1,30}),?)? (?:de |d'|que |qu')|"
          r"\bunanimement resolu\b",
          "Il est proposé par Paul, appuyé par Anne et résolu à l’unanimité d’adopter l’ordre du jour.",
          "Le problème est résolu."),
    prose("stays", 0.57, "adopted",
          r"\bstatu quo\b[^.;]{0,30}(?:maintenu|retenu|prevaut|conserve|demeure)|\bon (?:en reste|s'en tient) a\b|"
          r"^\W*(?:[^,.;]{0,30},? )?rien ne change\b|\b(?:statuts?|article|tarifs?|cotisations?|composition|bureau|"
          r"presidente?|tresoriere?|"
          r"secretaire|ca|conseil|comite|horaires?|reglement|calendrier)"
          r"\b[^.;:]{0,60} (?:reste|restent|demeure|demeurent) (?:donc )?(?:inchange|tel|la meme|le meme|identique)",
          "La composition du bureau reste inchangée.",
          "Le statu quo déplaît."),
)  # fmt: skip
