"""What people are said to do after a meeting: verbs of work in the present, and those by which minutes only narrate.

Must not hold verbs of saying: what somebody presents, proposes, asks or recalls was done in the meeting.
"""

from __future__ import annotations

from repo_service.domain.minutes.lexicon import any_of

# Stems of regular verbs in -er; singular and plural are made of them.
_REGULAR = """
    prepar redig relanc contact verifi organis diffus corrig adress recens rassembl collect reserv consult test
    etudi publi centralis elabor programm convoqu dress chiffr actualis partag communiqu interrog command
    coordonn sond numeris evalu tri install finalis ger amelior cherch termin recuper negoci integr ajout
    represent accompagn anim assur pilot supervis aid donn imprim rang nettoy realis develop configur archiv
    rembours transfer avis demarch distribu affich repar calcul compar confirm embauch inform demand implement
    migr harmonis signal repertori rencontr adapt complet creus synthetis cartograph inventori resum remont pay
    deploy essay envoy relai alert telephon referenc depouill scann expedi post photographi renouvel
    reserv charg sollicit formul mont fabriqu peint decor cuisin jardin plant livr transport stock empaquet pli
    tamponn timbr enregistr catalogu desherb factur encaiss sign"""
_OTHERS = """
    envoie envoient transmet transmettent etablit etablissent fournit fournissent complete completent invite
    invitent reunit reunissent previent previennent prend_contact prennent_contact prend_en_charge
    prennent_en_charge prend_en_main prennent_en_main prend_rendez-vous prennent_rendez-vous prend_attache
    prend_l'attache met_a_jour mettent_a_jour met_en_ligne met_en_place mettent_en_place met_au_propre met_en_forme
    fait_le_point fait_parvenir font_parvenir fait_circuler fait_suivre font_suivre fait_savoir fait_passer
    fait_tourner fait_une_proposition fait_un_point fait_une_relance fait_un_devis fait_le_lien fait_la_synthese
    fait_les_demarches fait_faire se_renseigne se_renseignent se_rapproche se_rapprochent voit_avec voient_avec
    voit_si regarde_si lance_un lance_une lance_le lance_la lance_l'info recherche recherchent demande_un_devis
    demandent_un_devis sollicite sollicitent renvoie ecrit ecrivent soumet soumettent tient_a_jour tient_prets relit
    relisent revoit remet remettent propose_une_date prolonge_le reprend_contact cree creent depose deposent
    ajoute_au repond repondent suit_le suivent_le suit_la traduit traduisent joint_l' joint_le joint_la joint_les
    joint_un joint_une joint_m. joint_mme joignent trouve trouvent remplit remplissent finit finissent s'attaque
    s'attaquent s'attelle s'attellent prevoit_une prevoit_un prevoit_de prevoient_une herite heritent conduit
    construit construisent choisit_le definit definissent produit produisent saisit_les inscrit_les
    fait_le_necessaire s'en_chargent se_procure tient_le tient_la va_voir passe_commande ouvre_un ouvre_une l'ouvre
    recoit_les recoit_le achete achetent appelle appellent emmene apporte apportent amene ramene porte_le signe_le
    porte_la portent_le portent_la le_signe nous_inscrit les_inscrit l'inscrit s'inscrit inscrit_le inscrit_la
    nous_inscrivent compte_les compte_le
    compte_la refait refont met_a_disposition mettent_a_disposition met_en_forme rend_visite prend_les_photos
    prennent_les_photos tient_la_buvette tient_la_caisse tient_le_stand fait_les_courses fait_l'affiche fait_le_plein
    fait_la_demande font_la_demande fait_des_devis fait_le_tri font_le_tri fait_l'inventaire sort_les fait_relire
    prend_rendez_vous se_met_en_contact reprend_la reprend_le concoit fait_signer
    met_les met_le met_la mettent_les mettent_le mettent_la passe_la_commande passent_la_commande
    fait_valider prend_le_relais continue_a_suivre poursuit_les prospecte prospectent"""
DOES = rf"(?:{any_of(_REGULAR)}e(?:nt)?|{any_of(_OTHERS)})"
# What minutes narrate of the meeting itself, unless a day is told for it.
NARRATES = (
    r"(?:s'|se )?(?:interrog\w+|invite\w*|sollicite\w*|depose\w*|complete\w*|fait (?:circuler|une proposition|"
    r"un point|le point|"
    r"suivre|passer|le lien)|lance (?:le debat|l'idee|un appel|une discussion|la discussion)|relance (?:l'idee|"
    r"le debat|la)|"
    r"ouvre\w*|signale\w*|signe\w*|met(?:tent)? (?:le|la|les)|donne\w*|confirme\w*|informe\w*|note\w*|"
    r"rapporte\w*|aide\w*|assure\w*|gere\w*|compare\w*|"
    r"resume\w*|"
    r"porte\w*|trouve\w*|represente\w*|cherche\w*|repond\w*|ajoute\w*|formule\w*|demande\w*|"
    r"developpe\w*|defini\w+|appelle\w*|accompagne\w*|amene\w*|organise\w*|"
    r"accueille\w*|regle\w*|avise\w*|propose\w*|pose\w*|passe\w*|reuni\w+|anime\w*)"
)
# Of these, what a person who is there does all the same: « Carmen organise une surprise », « Cathy les appelle ».
BY_MEMBERS = (
    r"(?:les |la |le |l'|leur |lui |y |nous )?(?:organise(?:nt)?|anime(?:nt)? (?:le|la|les|un|une)|accompagne(?:nt)?|"
    r"(?<=les )appelle(?:nt)?|(?<=la )appelle|(?<=l')appelle|appelle(?:nt)? (?:la |le |l'|les )(?:mairie|ville|"
    r"bibliotheque|mediatheque|banque|fournisseur|imprimeur|editeur|ecole|prefecture|service|assureur|traiteur)|"
    r"assure(?:nt)? (?:le|la|les) (?!presiden|secretariat|interim|suivi de (?:la|l'))|gere(?:nt)? (?:le|la|les)|"
    r"porte(?:nt)? (?:le|la|les) (?!question|attention|voix)|"
    r"passe(?:nt)? (?:la |une )?commande|(?:leur|lui) repond(?:ent)?(?=\W*$))"
)
# Never work to come, whatever day is told.
NEVER = (
    r"(?:(?:donne\w*|fait) (?:lecture|la parole|acte|connaissance|les (?:chiffres|resultats)|des nouvelles|part|etat|"
    r"remarquer|"
    r"observer|valoir)|signale\w* (?:enfin |aussi |egalement |que|qu'|(?:un|une|la|le|les|l'|des) ?(?!"
    r"[^.;]{0,120}\b(?:avant|d'ici|pour l|au plus tard)))|"
    r"confirme(?:nt)?\b(?! (?:sa|son|ses|leurs?) "
    r"(?:participation|presence|inscription|accord|adhesion|commande|choix|venue)\b)|note\w* que|"
    r"met(?:tent)? (?:le|la|les|l')[^.;:]{0,60}(?:aux voix|au vote|en (?:garde|avant|cause|doute|evidence))|"
    r"informe(?:nt)? (?:de|d'|du|des|(?:les|l'|le|la|ses) ?[a-z' -]{3,40}? (?:que|qu'|de|d'|du|des))(?=[ a-z])|"
    r"communique(?:nt)? (?:les?|la|l'|des|quelques) ?(?:resultats?|chiffres?|informations?|donnees|bilans?|nombres?|"
    r"montants?)"
    r"(?![^.;]{0,120}\b(?:avant|d'ici|pour l|au plus tard|sous \w+ jours))|"
    r"tien\w+ la plume|"
    r"redige\w* (?:ce|le present|le proces|le pv|le compte)|apporte\w* (?:son|leur|des precisions|une precision)|"
    r"integre\w* le (?:bureau|"
    r"ca|conseil|comite)|informe\w* (?:que|qu'|le conseil|les membres|l'assemblee|le comite)|rejoi\w+ le|"
    r"partage\w* (?:aussi |entierement |pleinement |egalement |donc )?(?:cette|cet|ce|ces|l'|la|le|les|son|leur|sa) ?"
    r"(?:preoccupation|inquietude|constat|avis|point de vue|analyse|opinion|sentiment|crainte|idee|experience|position|"
    r"vision|remarque|interrogation|reticence|enthousiasme|regret|souci)\w*|"
    r"remet\w* (?:sur le tapis|en (?:cause|question)|l'accent|au gout)|revien\w+ sur|pren\w+ (?:la parole|"
    r"la releve de la|"
    r"sa retraite|ses fonctions|son poste|effet|fin|part a)|relat\w+|fai\w* (?:le point|un point) (?:sur|de)|"
    r"(?:se )?sou(?:met|mett)\w*[^.;]{0,60} (?:aux voix|au vote|a l'approbation|aux suffrages)|"
    r"s'interrog\w+|interrog\w+ (?:sur|le|la|les)|se reuni\w+|se (?:retrouv|verr|voi)\w+|soumet\w* (?:la proposition|"
    r"au vote|a|les? \w+ au|la liste))"
)
