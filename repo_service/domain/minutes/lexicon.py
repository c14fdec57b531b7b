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
    presents associes societaires syndicat jury consortium reseau association federation section equipe cercle
    coordination plenum sous-groupe cellule pole comission comite_directeur pleniere conference representants
    etablissements conseillers conseilleres responsables collegues correspondants""")
_QUALIFIER = (
    r"(?: (?:de pilotage|directeur|technique|syndical|general|generale|restreint|elargi|plenier|executif|"
    r"scientifique|d'administration|de direction|de gestion|de groupement|de laboratoire|de travail|"
    r"presents?|"
    r"participants|consultes|ordinaire|extraordinaire))?"
)
BODY = (
    rf"(?:\b(?:(?:le|la|les|ce|cette|notre|tous les|des) |l'))(?:ensemble des )?(?:{_BODIES}|sg ?\d{{0,2}}|"
    rf"gt ?\d{{1,2}})\b{_QUALIFIER}"
)
EVERYBODY = (
    rf"(?:{BODY}|\bl'ensemble des (?:membres|participants|presents|partenaires)|\btout le monde|\btous\b|\bon|\bnous)"
)
# What may stand between a body and its verb: no other sentence, no relative clause, no verb of debate.
GAP = (
    r"(?:(?!\b(?:qui|dont|que|ou|est|sont|a(?! (?:l'|la |le |les |\d|une? |cette |main|bulletin|ce |[a-z]+ voix))|"
    r"ont|avait|avaient|sera|aura|ayant|etant|rappelle|propose|aurait|devra|pourra|doit)\b)[^;:.?!]){0,90}?"
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


ADOPTED = participles(
    "approuv adopt valid accept enterin ratifi agre acquiesc plebiscit act", "retenu admis accueilli_favorablement "
    "votee vote"
)
SAID = participles("approuv adopt valid accept enterin ratifi", "retenu votee")
SETTLED = participles(
    """
    fix conserv prolong renouvel supprim attribu accord confi mandat autoris confirm lev institu arret decid charg
    affect allou augment instaur delegu habilit missionn laiss revaloris simplifi prorog gel plafonn adjug prononc
    generalis abrog octroy doubl tripl abandonn reserv ramen desactiv""",
    "porte_a porte_de retenu maintenu reconduit etendu choisi convenu inscrit dissous revu souscrit exclu "
    "rendu_obligatoire rendue_obligatoire rendus_obligatoires satisfait amende donc_organise",
)
SETTLED = rf"(?:{SETTLED}|port(?:e|ee|es|ees) (?:a|de)\b|ramen(?:e|ee|es|ees) a\b)"
SETTLED_NOW = participles(
    """
    cre modifi integr annul constitu ajout retir resili lanc command achet limit exempt dispens transfer rattach
    consacr deplac avanc ferm desactiv masqu programm resserr gard baiss impos privilegi prefer rembours determin
    augment relev abaiss""",
    "defini mis_en_place elargi restreint repris reduit interdit permis reparti etendu conserve_tel gratuit ouvert_a "
    "suspendu",
) + r"(?! (?:de|d'|par|en \d|dans le)\b)"
NAMED = participles("nomm design coopt reconfirm mandat delegu", "elu reelu reconduit promu")
REJECTED = participles("rejet refus ecart declin debout", "repousse")
POSTPONED = participles("report ajourn renvoy differ decal reprogramm", "remis suspendu repousse renvoye "
    "mis_en_attente laisse_en_suspens")

# --- Active verbs, third person: what this body does, in the present and in the past.
DECIDES = any_of("""
    approuve approuvent adopte adoptent valide valident vote votent accepte acceptent autorise autorisent decide
    decident arrete arretent retient retiennent enterine enterinent ratifie ratifient fixe fixent confie confient
    designe designent nomme nomment elit elisent charge chargent mandate mandatent choisit choisissent opte_pour
    optent_pour maintient maintiennent reconduit reconduisent renouvelle renouvellent prolonge prolongent cree
    creent institue supprime attribue attribuent alloue accorde accordent delegue habilite confirme confirment
    convient conviennent resout agree admet instaure annule leve modifie porte_a porte_de missionne
    invite_instamment opte optent s'accorde s'accordent se_prononce_pour se_prononcent_pour
    se_prononce_favorablement se_prononcent_favorablement suit_l'avis suivent_l'avis prend_acte prennent_acte
    se_range_a donne_son_accord donnent_leur_accord donne_mandat donne_pouvoir donne_quitus donne_decharge
    donnent_mandat emet_un_avis_favorable emettent_un_avis_favorable rend_un_avis_favorable emet_un_avis
    donne_un_avis_favorable emet_un_avis_defavorable rend_un_avis_defavorable donne_un_avis_defavorable renonce
    renoncent acte actent classe fait_sien affecte recommande_donc retire_a vote_pour votent_pour s'associe
    s'y_associe y_souscrit l'approuve les_approuve l'adopte valide_donc coopte cooptent garde gardent conserve
    conservent ajoute ajoutent programme augmente augmentent baisse double suspend suspendent lance inscrit
    inscrivent integre integrent ferme limite reduit etend elargit impose interdit permet dispense exonere exempte
    privilegie prefere preferent remplace rattache reserve_a plafonne rembourse finance achete commande resilie
    dissout denonce reprend_a_son_compte s'aligne se_dote se_donne etablit definit definissent determine repartit
    avance_la sollicite invite_le invite_la abandonne abandonnent elimine transforme s'en_tient s'en_tiennent
    en_reste_a s'arrete_sur se_decide_pour se_rabat_sur delibere_favorablement marque_son_accord
    marquent_leur_accord marque_accord avalise avalisent homologue souscrit_a souscrivent_a adhere_a prend_en_charge
    ecarte_et accede_a accedent_a donne_le_feu_vert donne_priorite donne_la_priorite fait_droit_a dit_oui prononce
    prononcent se_prononce_en_faveur se_prononcent_en_faveur procede_a_l'election procede_au_retrait
    procedent_a_l'election tranche_en_faveur se_rallie_a s'engage_a s'engagent_a prend_la_decision decide_donc
    donne_tous_pouvoirs donne_delegation est_d'accord en_est_d'accord sont_d'accord tombe_d'accord tombent_d'accord
    se_met_d'accord se_mettent_d'accord s'entend_sur s'entendent_sur est_favorable sont_favorables""")
HAS_DECIDED = participles(
    """
    approuv adopt valid vot accept autoris decid arret enterin ratifi fix confi design nomm charg mandat opt
    renouvel prolong cre institu supprim attribu allou accord delegu habilit confirm agre instaur annul lev modifi
    tranch gard conserv ajout programm augment baiss doubl lanc integr ferm limit impos dispens exoner privilegi
    prefer plafonn rembours financ achet command resili determin engag act renonc class affect abandonn""",
    """
    coopte cooptent marque_son_accord marquent_leur_accord marque_accord avalise avalisent homologue souscrit_a
    souscrivent_a adhere_a prend_en_charge ecarte_et accede_a accedent_a donne_le_feu_vert donne_priorite
    donne_la_priorite fait_droit_a dit_oui choisit prononce prononcent se_prononce_en_faveur se_prononcent_en_faveur
    procede_a_l'election procede_au_retrait procede_a_la_designation donne_son_accord donne_leur_accord donne_mandat
    donne_pouvoir donne_quitus opte_pour donne_un_avis_favorable donne_un_avis_defavorable accepte_de retenu elu
    choisi emis_un_avis_defavorable maintenu reconduit convenu resolu admis emis_un_avis pris_acte pris_la_decision
    suivi_l'avis rendu_un_avis""",
)
# The simple past of old minutes: « le conseil décida, les membres approuvèrent ».
_PAST_STEMS = any_of("""
    decid approuv adopt vot accept autoris charge nomm design fix ratifi valid entérin arret confi mandat renouvel
    maintin accord attribu conven confirm""".replace("é", "e"))
DECIDED = (
    rf"(?:{_PAST_STEMS}(?:a|erent)|retint|retinrent|convint|convinrent|elut|elurent|maintint|prit acte|"
    rf"donna (?:son accord|quitus|mandat))"
)
REFUSED = r"(?:refusa|refuserent|rejeta|rejeterent|ecarta|ecarterent|repoussa la)"
REFUSES = any_of("""
    rejette rejettent refuse refusent repousse_la_proposition repousse_la_demande repousse_cette
    repousse_l'amendement ecarte ecartent s'oppose s'opposent se_prononce_contre se_prononcent_contre decline
    ne_donne_pas_suite ne_donnent_pas_suite ne_suit_pas ne_suivent_pas""")
HAS_REFUSED = participles("rejet refus ecart declin", "repousse")
PUTS_OFF = any_of("""
    decide_de_reporter decident_de_reporter decide_de_renvoyer decident_de_renvoyer decide_d'ajourner reporte
    reportent ajourne ajournent renvoie renvoient differe different_leur_decision repousse_a remet_a remet_au
    sursoit sursoient_a met_en_attente reserve_sa_reponse reserve_sa_decision reserve_son_avis""")
HAS_PUT_OFF = participles("report ajourn renvoy differ", "sursis remis")

# --- Acceptance of what was proposed just before.
PROPOSED_THING = any_of("""
    proposition propositions suggestion demande motion resolution principe idee projet amendement modification
    decision deliberation candidature option solution scenario rapport budget convention texte point avenant
    calendrier planning programme tarif mesure procedure offre devis requete vœu voeu avis""")
