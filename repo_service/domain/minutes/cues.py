"""The cues that the walk down the lines looks for, beside the rules: what opens a list, what is a remark, what asks.

Patterns on folded text, a table of their own so that the walk stays readable. Must not hold what decides: that is
``domain.decisions``.
"""

from __future__ import annotations

import re

from repo_service.domain.minutes import lexicon

TITLE_LINES = 12
TITLE_BLOCKS = 3  # first blocks of a text: nothing there is put to a vote
CLAIMS = 6  # sentences in which « Décision : » alone finds what it announces
CLAIMS_OF_HEADINGS = 25
WEAK = 0.62  # the score of what an arrow announces and no rule knows
PUT_TO_VOTE = re.compile(
    r"\b(?:met(?:tre|tent)?|mise?s?|soumet(?:tent)?|soumise?s?|passe|procede)(?: [a-z]+){0,3} (?:aux voix|au vote|"
    r"a l'approbation|aux suffrages)|(?<!se )\bpropose(?:e|s|es)?\b(?! par)|\b(?:la|cette|sa|leur|ma) proposition\b|"
    r"\bsoumis|\ballons voter|\bil s'agit de|\bon vote\b"
)
NO_CONTENT = re.compile(
    r"^\W*(?:rappel|info(?:rmation)?s?\b|pour info|a (?:voir|suivre|discuter|confirmer|creuser|etudier|preciser|"
    r"definir|verifier)|voir|cf|question|"
    r"remarque|nb\b|note|propositions?\b|idee|discussion|debat|pas de (?:decision|suite|conclusion|vote)|aucune?\b|"
    r"rien\b|a (?:prendre|venir|arbitrer)\b(?! (?:en|le|a la charge))|attendue?|merci\b|bravo\b|ras\b|"
    r"sans objet|neant|en attente|mais\b|donc\b|"
    r"actions? ?:|a faire|todo|proposee?s? par|appuyee?s? par|sur (?:la )?proposition de [^,]*$|http|et si|"
    r"peut-etre|il faudrait|on pourrait|il existe|en fait|soit\b|vu\b|considerant)"
)
# Nouns that end like infinitives.
_NO_INFINITIVE = (
    r"(?!(?:(?!(?:con|in|ex)cl)[a-z]+ures?|(?!(?:re|satis)?f)[a-z]+aires?|[a-z]*(?:emoi|his|vic|terri|obliga|"
    r"repert)oires?|"
    r"titre|autre|[nv]otre|quatre|centre|lettre|rencontre|registre|nombre|membre|livre|ordre|cadre|chiffre|offre|"
    r"semestre|trimestre|(?:septem|octo|novem|decem)bre|atelier|dossier|papier|calendrier|courrier|premier|dernier|"
    r"cahier|chantier|quartier|fichier|panier|janvier|fevrier|loisir|avenir|hiver|sur|pour|par)\b)"
)
TASKLIKE = re.compile(
    rf"^\W*(?:a {_NO_INFINITIVE}[a-z]{{3,}}(?:er|ir|re|oir)\b|(?!ne pas){_NO_INFINITIVE}[a-z'-]{{2,}}(?:er|ir|re|oir) |"
    rf"(?:(?!\b(?:est|sont|reste|ne)\b).){{3,80}} a (?!partir|venir|savoir){_NO_INFINITIVE}[a-z]{{3,}}(?:er|ir|re)\b"
    r"(?! ete))"
)
# What tells how things are, not what holds from now on: « 120 inscrits à ce jour », « c’est trop cher ».
FACT = re.compile(
    r"^\W*(?:\d[\d ,.]*(?:%|(?:inscrit|participant|personne|reponse|visiteur|lecteur|present|notices?\b)[a-z]*)|c'est "
    r"(?:trop|tres|un|une|bien|long|difficile|cher|le|la|en|donc|pour)|(?:risque|probleme|cout|difficulte|bilan|"
    r"constat|"
    r"besoin|prochaine etape|etape suivante|objectif|attention|resultat|exemple|raison|avantage|inconvenient)s?\b|"
    r"il y (?:a|avait|aura)|ca (?:avance|marche|fonctionne|va)|cela (?:represente|signifie|implique|permet|"
    r"suppose|pose)|"
    r"(?:en cours|a venir|idem|exact|effectivement|bonne|beaucoup|plusieurs|certain|quelques|la plupart))|"
    r"\b(?:se plaign|trouve que|pense|crain|s'inquiet|regrett|conten[t]|satisfait|decu|ne sai|ignor|espere|"
    r"represente|hesit|avance(?:nt)? (?:bien|peu|douce))|"
    r"\b(?:doit|doivent|reste|restent) (?:encore|a [a-z]+(?:er|ir|re)\b)|\breste (?:ouvert|pos|en discussion)|"
    r"\b(?:est|sont) (?:en (?:conge|cours|panne|ligne|formation|attente|vente|travaux|retard)|joint|lie|disponible|"
    r"annexe|ci-|accessible|consultable|present|absent|parti|content|deja|actuellement|prevue?s? (?:en|pour)|"
    r"traite|visible|difficile|complique|impossible|possible)|\b(?:impossible|infaisable|trop (?:cher|tard|long|"
    r"lourd|risque))\b|\btaux de\b|\bdoodle\b|\b(?:cout|"
    r"montant) (?:estime|prevu)|"
    r"\bne (?:le |la |les )?(?:perme|peu|fonctionn|march|suffi|convien|exist|correspon|repon|conna)[a-z]* (?:pas|plus)|"
    r"\bn'(?:a|ont|est|y) (?:pas|jamais|rien|plus)\b(?! (?:retenu|accept|renouvel|reconduit))|"
    r"\b(?:sera|seront) (?:fixe|decide|precise|etudie|discute|communique|tranche)e?s? (?:par|plus tard|apres|en fonc)|"
    r"\b(?:actuellement|a ce jour|pour l'instant|pour le moment|en ce moment|jusqu'ici)\b|"
    r"\b(?:(?:ont|s'est|se sont) (?:deja |bien |ete )?[a-z]+(?:e|i|u|is|it|ert)e?s?|a (?:deja|ete|eu|recu|dit|repondu|"
    r"envoye|obtenu|permis|montre|demande|propose|presente|indique|signale|rappele))\b"
)
PROPOSAL = re.compile(r"\b(?:il est propose(?! par)|propose(?! par)|proposons|proposent|est soumise?|"
    r"il vous est demande|apres (?:avoir )?(?:entendu|examine|lecture))\b")
ITEM = re.compile(r"\s*(?:[-–•*▪→]|\d{1,2} ?[.)°-]|[a-z]\)|(?:Article|ARTICLE|Art\.) ?\d)")
LISTS_DECISIONS = re.compile(r"(?:decide|decident|approuve|adopte|convenu|arrete|valide|retient|suivante?s?|acte|"
    r"delibere|decident|unanimite|que|de)(?:nt)?s? ?:?\s*$")
BODY = re.compile(lexicon.BODY)
ONLY_BODY = re.compile(rf"\W*(?:apres [^:]{{0,80}}, )?{lexicon.BODY}[^:.]{{0,80}} ?:")
VERB = re.compile(r"\b(?:est|sont|ont|sera|seront|reste|devient|prend|passe|peut|(?![a-z]*(?:ment|dent|sent|cent|"
    r"gent)\b)[a-z]{3,}(?:era|ront|ent))\b")
DOUBTFUL = re.compile(
    r"\?\s*$|\b(?:serait|seraient|pourrait|pourraient|devrait|faudrait|peut-etre|a voir|propose|proposent|aimerait|"
    r"souhaiterait|souhaite|mais)\b"
)
AFTER_LABEL = re.compile(
    r"[\s\-*•→⇒=>]*(?:[Aa]ctions?|À faire|A faire|à faire|TODO|To do|Todo|T[âa]che|ACTIONS?|"
    r"[Aa])\s?(?:n ?[°o]\s?)?(?:\d{1,3})?[\s*_]*[:.)>–-]+[\s*_]*"
)
ENDS_LIST = re.compile(r"\W*(?:prochaine?s? (?:reunion|seance|com|ca\b|ag\b|bureau|date|cop)|la prochaine|la seance|"
    r"fin de|le secretaire|la secretaire|le president|l'ordre du jour)")


OF_OFFICE = re.compile(r"\b(?:est|sont|reste|restent|sera|seront|devient|deviennent|remplace|remplacent|elue?|nommee?|"
                       r"designee?|represente|presidente?|tresori|secretaire|siege)\b")
VOTE_OF = re.compile(r"\W*votes? (?:d[eu]s? |sur |pour |concernant |d')[a-z]")
VOTE_FOR = re.compile(r"\W*(?:pour|contre) (?:le|la|les|l'|un|une|du|des|de) ?[^:]{5,90} ?: ?\d")
ANSWERS = re.compile(r"(?:ok|oui|non)\b")
RECITAL = re.compile(r"\W*(?:vu|considerant|attendu|oui l'expose|sachant|entendu le)\b")
NO_REAL_VOTE = re.compile(r"\bvotes? (?:indicatif|consultatif|informel)|\bsondage\b|\btour de table\b")
SAYS_ADOPTED = re.compile(r"\W*(?:adopte|approuve|accepte|valide|vote[es]|rejete|refuse|elu|oui\b|ok\b|d'accord|"
    r"favorable|defavorable)")
SPEAKS = re.compile(r"\b(?:rappelle|presente|precise|indique|informe|signale|annonce|souligne|explique|demande|"
    r"souhaite|propose|remercie|fait|pense|estime|regrette|repond)(?:nt)?\b")
RECALLS = re.compile(r"\b(?:rappel|dernier|derniere|precedent|avait|avaient|par le conseil|\d{4})\b")
ASKS = re.compile(r"(?:\b(?:faut-il|faudrait-il|(?:peu|doi|pourrai|veu|devrai)[a-z]*-(?:on|nous|il|elle)|accept|"
    r"(?:on|nous) [^?]{0,60}|autoris|d'accord|est-il (?:possible|envisageable)|serait-il|pour ou contre)[^?]*"
    r"|^[^,?]{0,60})\?\s*$|\b(?:propose|suggere|demande|souhaite|voudrait|aimerait)(?:nt|rait)?\b")
RESOLVES = re.compile(r"\W*(?:delib|resol)")
MEETS_AGAIN = re.compile(r"\bse (?:reuni|retrouv|verr|rever)|\b(?:prochaine? |la )(?:reunion|seance|"
    r"rencontre)\b[^.]{0,40}(?:aura lieu|se tiendra|fixee|prevue)")
ALL_OF_A_LIST = re.compile(r"\b(?:points?|decisions?|mesures?|dispositions?|modifications?|regles?|resolutions?|"
    r"principes?|choix) suivante?s?|ce qui suit|comme suit")
ACTS = lexicon.ACTS
BEGINS_WITH_ACT = re.compile(rf"^\W*(?:{ACTS} |(?:et )?(?:que |qu'))")
# « Le conseil, après en avoir délibéré, à l’unanimité, DÉCIDE » at the end of a line: what it does stands below.
OPENS = re.compile(
    rf"(?:[^:.]{{0,120}}?[, ])??(?:{lexicon.BODY}(?:(?!\b(?:est|sont|a ete|ont ete)\b)[^:.]){{0,200}}?"
    rf"\b(?:delibere(?:,? et)?|decide(?: a l'unanimite)?(?: de| que| d')?|approuve|adopte|delibere,? et [a-z]+|"
    rf"en avoir delibere,?(?: a l'unanimite)?,?|a l'unanimite ?(?=[,:])|en avoir delibere,? (?:et )?(?:a la majorite|"
    rf"a l'unanimite|par|avec) ?[^:.]{{0,120}})|"
    rf"(?:et |il est |est )?(?:resolu|decide|convenu)(?:,? (?:a l'unanimite|unanimement))?(?: que| de)?|"
    rf"decide(?:nt)?|delibere(?:nt)?|apres en avoir delibere,?(?: a l'unanimite,?)?(?: [a-z, ']{{0,40}})?)[ ,:]*$"
)
OPENED = 320  # characters of a line that opens what is decided
DONE_IN_A_LIST = re.compile(
    rf"^\W*(?:(?:\d{{1,2}}|[a-z]) ?[.)/°-]+ ?|article \d+(?:er)? ?[:.-]* ?)?(?:de |d'|que |qu'|a |"
    rf"(?![a-z]*(?<!f)aires? |membre|autre|"
    rf"titre|n?otre|votre|ordre|nombre|centre|premier|dernier)[a-z']{{3,}}(?:er|ir|re|oir) |(?:il est|sont?|"
    rf"est) |{ACTS} |"
    rf"(?:la|le|les|l'|un|une) [^,;]{{3,90}} (?:est|sont|sera|seront) )"
)
APPOINTS = re.compile(r"designee?|elue?\b|nommee?")
NOTHING_DECIDED = re.compile(r"\baucune? (?:decision|vote)|pas de decision")
ANNOUNCES_VOTE = re.compile(r"\W*(?:[a-z\d]{1,3} ?[.)/-] ?)?(?:votes?|resultats? d[eu]|le vote|il est procede)")
TELLS_VOTE = re.compile(
    r"\W*(?:votes?\b|pour\b|resultat|\d+ (?:voix|pour|vote|abst|contre)|a l'unanimite|unanim)"
)
VOTE_LABEL = re.compile(r"\W*(?:resultats?|votes?) ?(?:du vote)? ?:?$")
# What tells how a vote went, or rules a table: never what was put to it.
NO_SUBJECT = re.compile(
    r"\W*(?:(?:nombre|total|resultats?|nb) (?:de |des |du )?(?:votants?|voix|votes?|presents?|bulletins?|"
    r"suffrages?|scrutin)|"
    r"votants?|s'abst|abst|(?:votes?|pour|contre|oui|non|nspp|blancs?|nuls?|exprimes?|unanimite|"
    r"ne (?:prend|particip)[a-z]*)\b(?! (?:le|la|les|l'|un|une|du|des|de)\b)|projet de (?:decision|deliberation)\W*$|"
    r"(?:le |la |l')?(?:[a-z]+ )?(?:propose|vote|votent|decide)\W*$|(?:adoption|approbation|validation|accord) "
    r"(?:a|par|avec) (?:\d|l'unanimite|la majorite)|tour de table|questions? diverses|informations?\W*$)"
)
FEWEST_SIGNS = 3  # letters and digits of what a mark announces
BRIEF_CELL = 12  # characters of a cell that says nothing alone
FEWEST_LETTERS = 6  # of an item that decides
TELLING = 8  # letters of a heading that says what is put to the vote
OBJECT = re.compile(r"\W*(?:objet|sujet|intitule|theme|matiere|rapporteur(?:e|s)?|domaine|nomenclature) ?:")
NOT_RENEWED = re.compile(
    r"^(?!.*\b(?:demande|candidature|requete)s?\b).*\b(?:(?:pas|plus|non)(?: ete)? (?:renouvel|recondui|prolong)[a-z]*|"
    r"ne (?:renouvel|recondui|prolong)[a-z]* (?:pas|plus)\b)"
)
MANY_ARROWS = 6  # lines
ARTICLE = re.compile(  # the head of one of those that a text decides, as it is printed
    r"\s*(?:Article|ARTICLE|Art\.)\s?(?:\d{1,3}|unique|premier|UNIQUE|PREMIER)\s?(?:er|ER)?\b\s?[.:°)]*\s?[-–—]*\s*"
)
METADATA = 25  # characters of a line that only classes what follows: « Administration générale »
NOMINAL = 110  # characters of a heading that only names its subject
BRIEF = 220  # characters of a sentence that tells a vote beside what it is about
SAYS_ITSELF = 30  # characters from which an announcement of a vote names its subject
HALF_SEEN = 0.2  # of a score: enough for the state of what a mark announces
_OF_VOTES = frozenset(
    re.findall(
        r"[a-z]+",
        "unanimite unanimement voix pour contre abstention abstentions adopte adoptee adoptes adoptees "
        "approuve approuvee approuves approuvees vote votee votes votees valide validee accepte acceptee "
        "rejete rejetee majorite resolution proposition deliberation motion cette membres presents "
        "representes suffrages exprimes moins avec sans sont elle ainsi donc conseil comite assemblee votants "
        "bulletins secret main levee resultat decision absolue votant votent oppose opposition personnes "
        "personne tous toutes quatre cinq sept huit neuf treize quatorze quinze seize vingt trente refuse "
        "refusee acceptes tour scrutin point projet favorable defavorable avis ",
    )
)
_WORD = re.compile(r"[a-z]{4,}")


def has_content(text: str) -> bool:
    """Whether a sentence with a vote says more than the vote."""
    return any(word not in _OF_VOTES for word in _WORD.findall(text))


def may_be_put(text: str) -> bool:
    """Whether a folded sentence can be what was put to a vote: it names something, and not how the vote went."""
    return len(_WORD.findall(text)) > 0 and sum(map(str.isalpha, text)) >= TELLING and not NO_SUBJECT.match(text)


def is_remark(text: str) -> bool:
    """Whether what stands after an arrow only asks, recalls, doubts, or is a thing to do."""
    return any(pattern.match(text) for pattern in (NO_CONTENT, TASKLIKE)) or any(
        pattern.search(text) for pattern in (MEETS_AGAIN, DOUBTFUL, FACT)
    )
AMENDMENT = re.compile(  # decided before the deliberation, in the debate
    r"\b(?:l'|les |cet |ces |un |deux )(?:sous-)?amendements?\b(?:[^.;:]|(?<=\bm)\.){0,60}? (?:est|sont|a ete|ont ete) "
    r"(?:donc )?(?:rejete|adopte|repousse|refuse|accepte|approuve)"
)
