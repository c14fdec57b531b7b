"""The words that the rules are made of: who decides, with which verbs, in which tense. All folded (no accents).

To teach a word, add it to its list; a list is a regular expression once ``any_of`` has read it. Must not hold rules:
those are the rows of ``domain.decisions``.
"""

from __future__ import annotations


def any_of(words: str) -> str:
    """A group that matches one of the alternatives of a text: parted by white space, ``_`` stands for a space."""
    return f"(?:{'|'.join(word.replace('_', ' ') for word in sorted(words.split(), key=len, reverse=True))})"


# --- Who decides.
_BODIES = any_of("""
    comite conseil bureau ca cp cs csb ag age ago copil co-pil cotech codir coplen assemblee commission groupe gt
    directoire college reunion instance membres administrateurs adherents participants partenaires elus delegues
    presents associes societaires syndicat jury consortium reseau association federation cercle
    majorite coordination plenum sous-groupe cellule pole comission comite_directeur pleniere representants
    cse cst chsct cap comex cme section etablissements conseillers conseilleres
    responsables collegues correspondants""")
_QUALIFIER = (
    r"(?: (?:de pilotage|directeur|technique|syndical|general|generale|restreint|elargi|plenier|executif|"
    r"scientifique|d'administration|de direction|de gestion|de groupement|de laboratoire|de travail|"
    r"presents?|"
    r"participants|consultes|ordinaire|extraordinaire))?"
)
BODIES = rf"(?:{_BODIES}|tous|toutes)"
BODY = (
    rf"(?:\b(?:(?:le|la|les|ce|cette|notre|tous les|des) |l'))(?:ensemble des )?(?:{_BODIES}|sg ?\d{{0,2}}|"
    rf"gt ?\d{{1,2}})\b{_QUALIFIER}"
)
EVERYBODY = (
    rf"(?:{BODY}|\bl'ensemble des (?:membres|participants|presents|partenaires)|\btout le monde|\btous\b|\bon|\bnous)"
)
# What may stand between a body and its verb: no other sentence, no relative clause, no verb of debate.
_DEBATES = any_of("""
    examine discute debat etudie entend ecoute evoque constate souhaite demande regrette s'interroge s'inquiete juge
    estime
    prend_connaissance remercie se_reunit recoit dispose comprend compte attend remarque""")
GAP = (
    r"(?:(?!\b(?:qui|dont|que|ou|est|sont|a(?! (?:l'|la |le |les |\d|une? |cette |main|bulletin|ce |[a-z]+ voix))|"
    r"ont|avait|avaient|sera|aura|ayant|etant|rappelle|propose|aurait|devra|pourra|doit|"
    rf"il|elle|on|nous|ils|elles|vous|{_DEBATES}(?:nt)?)\b)"
    r"[^;:.?!]){0,90}?"
)

# --- Between an auxiliary and its participle.
_ADVERBS = any_of("""
    donc ensuite egalement aussi ainsi alors puis enfin par_ailleurs en_consequence en_revanche toutefois cependant
    neanmoins par_consequent unanimement definitivement finalement formellement officiellement tout_de_meme
    a_nouveau de_nouveau bien tous toutes largement majoritairement immediatement desormais en_seance ce_jour
    pour_sa_part lui_aussi elle-meme en_effet collectivement provisoirement collegialement de_ce_fait des_lors
    a_son_tour a_l'issue_du_vote sans_debat sans_discussion d'abord notamment simplement la_aussi par_acclamation
    a_main_levee favorablement de_facto tel_quel en_l'etat d'un_commun_accord pleinement""")
_VOTED = (
    r"(?:a l'unanimite(?: des [^,;.:]{2,50})?(?: moins [^,;.:]{2,40})?|a la majorite[^,;.:]{0,50}|"
    r"(?:par|avec|a) [^;.:]{1,60}?(?:voix|votes?|abstentions?)(?: (?:pour|contre))?|apres [^,;.:]{2,80}?|"
    r"en application [^,;.:]{2,60}|sur proposition [^,;.:]{2,80}|sous reserve [^,;.:]{2,80})"
)
ADVERBS = rf"(?:,? (?:{_ADVERBS}|(?!com)[a-z]{{3,}}ment|{_VOTED}),?){{0,3}}"
HAS = rf"(?: (?:a|ont)(?! ete){ADVERBS})"
IS = rf"(?:\b(?<!n')(?:est|sont|(?:a|ont){ADVERBS} ete|fut|furent|ayant ete)(?! pas\b){ADVERBS})"
NOT_IS = rf"(?:\b(?:n'est|ne sont|n'a|n'ont)(?: donc| finalement| toutefois| cependant)? pas(?: ete)?{ADVERBS})"

# --- What is done: participles. The endings of gender and number are added.
_ENDING = r"(?:e|ee|es|ees|\(e\)|\(e\)s|\(es\)|e\.e|\xb7e|e\xb7e)"


def participles(stems: str, whole: str = "") -> str:
    """A group for regular participles (« approuv » : approuvé, approuvée…) and for ``whole`` ones, with endings."""
    regular = rf"{any_of(stems)}{_ENDING}\b" if stems.strip() else ""
    irregular = rf"{any_of(whole)}(?:e?s?|\(e\)s?)\b" if whole.strip() else ""
    return f"(?:{'|'.join(filter(None, (regular, irregular)))})"


# What a body does, by the stems of regular verbs in -er: every tense is made of them.
_DOES = """
    approuv adopt valid accept autoris decid arret enterin ratifi fix confi design nomm mandat opt prolong
    cre institu supprim attribu allou accord delegu habilit confirm agre instaur annul lev modifi missionn tranch
    conserv ajout augment doubl tripl integr impos dispens exoner privilegi prefer remplac rattach
    plafonn rembours achet resili denonc determin affect abandonn elimin transform avalis homologu act coopt
    transfer revaloris generalis simplifi abrog reaffirm consacr selectionn subventionn mutualis retir deplac avanc
    abaiss diminu echelonn renomm baptis rebaptis intitul proclam prorog adjug amend autofinanc etal
    reorient recentr cautionn plebiscit commissionn decern affili dissoci liber debloqu"""
# The same, of verbs that are nouns too: « la charge », « le vote ».
_DOES_NOUNS = "vot gard programm baiss ferm limit financ command class reserv dot gel"
_NO_NOUN = "".join(rf"(?<!\b{word} )" for word in ["le", "la",
    "les", "de", "du", "des", "un", "une", "en", "au", "aux", "par", "sa", "son", "bon", "se",
    "date"])
# Irregular ones: singular, plural, participle, simple past.
_IRREGULAR = """
    choisit choisissent choisi choisirent; retient retiennent retenu retinrent; maintient maintiennent maintenu
    maintinrent; elit elisent elu elurent; convient conviennent convenu convinrent; resout resolvent resolu resolurent;
    admet admettent admis admirent; interdit interdisent interdit interdirent; permet permettent permis permirent;
    reduit reduisent reduit reduisirent; etend etendent etendu etendirent; elargit elargissent elargi elargirent;
    suspend suspendent suspendu suspendirent; souscrit souscrivent souscrit souscrivirent;
    consent consentent consenti consentirent; reconduit reconduisent reconduit reconduisirent;
    inscrit inscrivent inscrit inscrivirent; definit definissent defini definirent; etablit etablissent etabli
    etablirent; dissout dissolvent dissous dissolurent; repartit repartissent reparti repartirent; exclut excluent
    exclu exclurent; renouvelle renouvellent renouvele renouvelerent; octroie octroient octroye octroyerent;
    restreint restreignent restreint restreignirent; rend_obligatoire rendent_obligatoire rendu_obligatoire
    rendirent_obligatoire; met_fin mettent_fin mis_fin mirent_fin; met_en_place mettent_en_place mis_en_place
    mirent_en_place; donne_suite donnent_suite donne_suite donnerent_suite; investit investissent investi investirent;
    affranchit affranchissent affranchi affranchirent; retablit retablissent retabli
    retablirent; accueille_favorablement accueillent_favorablement accueilli_favorablement
    accueillirent_favorablement; promeut promeuvent promu promurent"""
_FORMS = [row.split() for row in _IRREGULAR.split(";")]
_SINGULAR, _PLURAL, _PARTICIPLE, _PAST = (" ".join(row[place] for row in _FORMS) for place in range(4))

ADOPTED = participles(
    "approuv adopt valid accept enterin ratifi agre acquiesc plebiscit act", "retenu admis accueilli_favorablement "
    "votee vote"
)
SAID = participles("approuv adopt valid accept enterin ratifi", "retenu votee")
SETTLED = participles(
    """
    attribu accord confi mandat autoris institu arret decid allou instaur delegu habilit missionn laiss adjug
    prononc abrog octroy abandonn cre amend""",
    "retenu choisi convenu donc_organise",
)
SETTLED = rf"(?:{SETTLED}|charge?(?:e|s|es|ee|ees)? (?=d[eu'])|constitue?e?s?\b(?! d))"
# The same may tell how things are: « le prêt est limité à huit ouvrages », « la subvention est maintenue ».
STATE = participles(
    """
    fix conserv prolong renouvel supprim confirm lev affect augment revaloris simplifi prorog gel plafonn generalis
    doubl tripl reserv ramen desactiv""",
    "porte_a porte_de maintenu reconduit etendu inscrit dissous revu souscrit exclu rendu_obligatoire "
    "rendue_obligatoire rendus_obligatoires",
)
STATE = rf"(?:{STATE}|satisfaite?s?\b(?! d)|port(?:e|ee|es|ees) (?:a|de)\b|ramen(?:e|ee|es|ees) a\b)"
STATE_NOW = participles(
    """
    modifi integr annul ajout retir enlev ot ecourt remani raccourci supprim resili command achet limit exempt dispens
    transfer rattach consacr deplac avanc ferm desactiv masqu programm resserr gard baiss impos privilegi prefer
    rembours determin augment relev abaiss reform reecri corrig complet""",
    "defini mis_en_place elargi restreint repris reduit interdit permis reparti etendu conserve_tel gratuit ouvert_a "
    "suspendu raccourci reecrit",
) + r"(?! (?:de|d'|par|en \d|dans le)\b)"
# What « a été » makes a decision too: other verbs in this tense tell what has happened.
SETTLED_BEFORE = participles(
    """
    fix prolong renouvel attribu accord confi mandat autoris institu arret decid charg affect allou instaur delegu
    habilit missionn revaloris plafonn octroy abrog laiss confirm""",
    "maintenu reconduit choisi convenu entendu porte_a porte_de ramene_a rendu_obligatoire retenu",
)
NAMED = participles("nomm design coopt reconfirm mandat delegu", "elu reelu reconduit promu")
REJECTED = participles("rejet refus ecart declin debout retoqu", "repousse")
POSTPONED = participles("report ajourn renvoy differ decal reprogramm", "repousse renvoye "
    "mis_en_attente laisse_en_suspens")

# --- Active verbs, third person: what this body does, in the present and in the past.
_IDIOMS = any_of("""
    opte_pour optent_pour porte_a portent_a porte_de ramene_a ramenent_a s'accorde s'accordent se_prononce_pour
    se_prononcent_pour se_prononce_favorablement se_prononcent_favorablement suit_l'avis suivent_l'avis suit_la
    suivent_la prend_acte prennent_acte se_range_a se_rangent_a donne_son_accord donnent_leur_accord donne_mandat
    donnent_mandat donne_pouvoir donnent_pouvoir donne_quitus donnent_quitus donne_decharge donnent_decharge
    donne_son_feu_vert donne_son_aval donnent_leur_aval donne_son_assentiment donne_son_approbation
    emet_un_avis_favorable emettent_un_avis_favorable rend_un_avis_favorable rendent_un_avis_favorable
    donne_un_avis_favorable donnent_un_avis_favorable emet_un_avis rend_un_avis formule_un_avis_favorable renonce
    renoncent fait_sien font_sien fait_sienne font_siennes recommande_donc retire_a s'associe s'associent
    s'y_associe y_souscrit souscrit_pleinement l'approuve les_approuve l'adopte valide_donc s'aligne_sur s'alignent_sur
    se_dote se_dotent se_donne se_donnent reprend_a_son_compte sollicite
    s'en_tient s'en_tiennent en_reste_a s'arrete_sur s'arretent_sur se_decide_pour se_rabat_sur se_fixe
    delibere_favorablement marque_son_accord marquent_leur_accord marque_accord exprime_son_accord
    expriment_leur_accord adhere_a adherent_a adhere_au
    prend_en_charge prennent_en_charge ecarte_et accede_a accedent_a accede_au donne_le_feu_vert donnent_le_feu_vert
    donne_priorite donne_la_priorite donnent_la_priorite fait_droit font_droit dit_oui disent_oui prononce_la
    prononce_le prononce_l'
    se_prononce_en_faveur se_prononcent_en_faveur procede_a_l'election procede_au_retrait procedent_a_l'election
    procede_a_la_designation tranche_en_faveur arbitre_en_faveur arbitrent_en_faveur arbitre_pour
    arbitrent_pour se_rallie_a se_rallient_a se_rallie_au s'engage_a s'engagent_a lance_la
    lance_un lance_une lance_le_projet lance_l'appel
    prend_la_decision prennent_la_decision decide_donc donne_tous_pouvoirs donne_delegation est_d'accord
    se_declare_favorable se_declarent_favorables en_est_d'accord sont_d'accord en_sont_d'accord tombe_d'accord
    tombent_d'accord se_met_d'accord se_mettent_d'accord
    s'entend_sur s'entendent_sur est_favorable sont_favorables y_est_favorable y_sont_favorables l'accepte les_accepte
    prend_le_parti prennent_le_parti fait_le_choix font_le_choix porte_son_choix portent_leur_choix
    jette_son_devolu accueille_favorablement accueillent_favorablement repond_favorablement repondent_favorablement
    repond_positivement leve_l'option confere conferent soutient_la soutient_le_principe ne_s'oppose_pas
    ne_s'y_oppose_pas ne_s'y_opposent_pas renvoie
    ne_s'opposent_pas ne_voit_pas_d'objection n'a_pas_d'objection ne_voit_aucune_objection declare_recevable
    declare_favorable passe_a passent_a passe_outre reste_sur restent_sur en_decide_ainsi prend_la_resolution
    tient_pour_acquis conclut_a_la_necessite_de_retenir""")
DECIDES = (
    rf"(?:{any_of(_DOES)}e(?:nt)?|{_NO_NOUN}{any_of(_DOES_NOUNS)}e(?:nt)?(?! (?:de|des|du|d'))|"
    rf"{_NO_NOUN}(?<!forte )charge(?:nt)?(?! (?:de|des|du|d'))|{any_of(_SINGULAR)}|{any_of(_PLURAL)}|"
    rf"{_IDIOMS})"
)
HAS_DECIDED = participles(
    f"{_DOES} {_DOES_NOUNS} charg renonc engag adher ralli prononc",
    f"""
    {_PARTICIPLE} marque_son_accord marque_leur_accord marque_accord accede_a ecarte_et donne_le_feu_vert
    donne_son_feu_vert donne_son_aval donne_leur_aval donne_priorite donne_la_priorite fait_droit dit_oui
    procede_a_l'election procede_au_retrait procede_a_la_designation donne_son_accord donne_leur_accord
    donne_mandat donne_pouvoir donne_quitus opte_pour donne_un_avis_favorable accepte_de emis_un_avis_favorable
    rendu_un_avis_favorable emis_un_avis pris_acte pris_la_decision pris_en_charge fait_le_choix pris_le_parti
    suivi_l'avis suivi_la suivi_le rendu_un_avis porte_son_choix porte_a accueilli_favorablement repondu_favorablement
    confere tombe_d'accord fait_sien fait_sienne""",
)
# The simple past of old minutes: « le conseil décida, les membres approuvèrent ».
DECIDED = (
    rf"(?:{any_of(_DOES)}(?:a|erent)|{any_of(_PAST)}|elut|retint|maintint|convint|choisit|admit|prit acte|"
    rf"(?:renouvel|charg|engag|octroy|vot)(?:e?a|erent)|se rallia|se prononca pour|"
    rf"donna (?:son accord|quitus|mandat|un avis favorable))"
)
REFUSED = r"(?:refusa|refuserent|rejeta|rejeterent|ecarta|ecarterent|repoussa la)"
REFUSES = any_of("""
    rejette rejettent refuse refusent s'y_oppose s'y_opposent repousse_la_proposition repousse_la_demande repousse_cette
    repousse_l'amendement ecarte ecartent s'oppose s'opposent se_prononce_contre se_prononcent_contre decline
    oppose_un_refus oppose_une_fin_de_non-recevoir dit_non vote_contre votent_contre ne_donne_pas_suite
    ne_donnent_pas_suite ne_suit_pas ne_suivent_pas""")
HAS_REFUSED = participles("rejet refus ecart declin", "repousse")
_PUTS_OFF = any_of("""
    decide_de_reporter decident_de_reporter decide_de_renvoyer decident_de_renvoyer decide_d'ajourner reporte
    reportent ajourne ajournent renvoie renvoient differe different_leur_decision repousse_a remet_a remet_au
    sursoit sursoient_a prefere_attendre preferent_attendre prefere_surseoir preferent_surseoir met_en_attente
    reportons ajournons renvoyons differons
    declare_le_report prononce_le_report declare_l'ajournement se_donne_un_delai se_donne_le_temps se_donnent_le_temps
    se_donne_du_temps
    reserve_sa_reponse reserve_sa_decision reserve_son_avis""")
# « renvoie l’article à son autrice » gives it back.
_TO_AUTHOR = r"(?![^.;:]{0,50} (?:a|aux) (?:son |sa |ses |l'|leurs? )(?:aut(?:eur|rice)|redact))"
PUTS_OFF = (
    rf"(?:(?:en |l'|le |la |les |y )?(?:{_PUTS_OFF}(?:(?<!renvoie)(?<!renvoient)|{_TO_AUTHOR})|(?:remet|"
    rf"remettent|repousse|repoussent|renvoie|renvoient) "
    r"(?:l'examen|la decision|sa decision|sa reponse|sa position|sa reflexion|son avis|son vote|le vote|le point|"
    r"l'etude|la discussion|le debat|la question|ce point|le sujet|l'adoption|l'approbation)))"
)
HAS_PUT_OFF = participles("report ajourn renvoy differ", "sursis remis")

# --- Acceptance of what was proposed just before.
PROPOSED_THING = any_of("""
    proposition propositions suggestion demande motion resolution principe idee projet amendement modification
    decision deliberation candidature option solution scenario rapport budget convention texte point avenant
    calendrier planning programme tarif mesure procedure offre devis requete vœu voeu avis""")

# When a thing is put off to: « à la prochaine séance », « en avril », « le 31 mars », « plus tard ».
_MONTH = r"(?:janv|fevr|mars|avri|mai\b|juin|juil|aout|sept|octo|nove|dece)"
LATER = (
    rf"\b(?:(?:a|au|aux|lors d[eu]|pour|jusqu'(?:a|au|en)|d'ici|dans|des|fin|debut|en) ?(?:la |le |l'|une |un |cette )?"
    rf"(?:prochaine?s?|(?<!en )(?:seance|reunion|comite|conseil|assemblee|ag\b|ca\b|copil|bureau)|rentree|automne|"
    rf"printemps|hiver|{_MONTH}|date ulterieure|plus tard|(?<!en )annee|suivante?|ulterieure?|fois\b|(?<!en )mois|"
    rf"semaine|trimestre|semestre|20\d\d|(?:\d{{1,2}}|deux|trois|six) (?:jours|semaines|mois|ans))|"
    rf"(?:la )?prochaine (?:fois|seance|reunion)|plus tard|ulterieurement|une autre fois|"
    rf"(?:le|au) (?:lundi |mardi |mercredi |jeudi |vendredi |samedi )?\d{{1,2}}(?:er)? {_MONTH})"
)
COUNT = (
    r"(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|"
    r"(?:dix|vingt|trente|quarante|cinquante|soixante)[a-z-]*|cent)"
)
# The vote that goes with what is done: « à l’unanimité », « par 12 voix », « sans opposition ».
VOTED = (
    r"(?:a (?:l'unanimite|la quasi-unanimite|la (?:tres )?(?:grande |large |courte )?majorite|une voix pres|main levee|"
    r"bulletins? secrets?)|unanimement|d'une (?:seule|meme) voix|par acclamation|de justesse|haut la main|unanimite|"
    rf"(?:(?:par|avec|a) )?{COUNT} (?:voix|votes?|oui|pour\b|contre|abstentions?)\b|(?:pour|contre) ?: ?\d|"
    r"(?:pour|contre) \d{1,3}\b(?= ?(?:[,;.)]|$|voix|et \d|pour|contre|abst))|"
    r"sans (?:opposition|une (?:seule )?voix contre|vote contre|voix contre|abstention|discussion|debat|reserve|"
    r"objection|difficulte|modification|remarque|observation)s?\b)"
)

# What opens a line of a formal text, without its subject: « APPROUVE le budget », « DIT que … ».
_NOT_DONE = any_of("""
    ne_donne_pas_suite n'approuve_pas n'adopte_pas ne_retient_pas n'autorise_pas ne_valide_pas n'accorde_pas
    n'accepte_pas
    emet_un_avis_defavorable rend_un_avis_defavorable donne_un_avis_defavorable""")
DENIES = rf"(?:{REFUSES}|{_NOT_DONE})"
ACTS = (
    rf"(?:{DECIDES}|{DENIES}|{PUTS_OFF}|dit|precise|charge|donne|demande|souhaite|inscrit|habilite|sollicite|"
    r"constate|emet un|rend un|adhere|engage|vote|prend acte|deplore|soutient|s'oppose|recommande|invite|propose de|"
    r"s'associe|remercie|ajourne|reporte)"
)
