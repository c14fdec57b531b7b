"""French words that must meet: the first form is what a text holds, the others are what people type for it."""

from __future__ import annotations

# Singular, plural(s) and other forms of one word; every form must find every other one.
FAMILIES = """
bibliothèque bibliothèques
décision décisions
acquisition acquisitions
réunion réunions
séance séances
comité comités
délibération délibérations
procès-verbal procès-verbaux
compte-rendu comptes-rendus
périodique périodiques
numérisation numérisations
numérisé numérisée numérisés numérisées
préservation préservations
dépôt dépôts
légal légaux légale légales
régional régionaux régionale régionales
national nationaux nationale nationales
municipal municipaux municipale municipales
journal journaux
travail travaux
vitrail vitraux
lieu lieux
enjeu enjeux
milieu milieux
vœu vœux
jeu jeux
tableau tableaux
réseau réseaux
bureau bureaux
niveau niveaux
créneau créneaux
château châteaux
université universités
établissement établissements
règlement règlements
trésorier trésorière trésoriers trésorières
premier première premiers premières
dernier dernière derniers dernières
particulier particulière particuliers particulières
régulier régulière réguliers régulières
financier financière financiers financières
conseiller conseillère conseillers conseillères
élu élue élus élues
présent présente présents présentes
excusé excusée excusés excusées
adopté adoptée adoptés adoptées
rejeté rejetée rejetés rejetées
reporté reportée reportés reportées
proposé proposée proposés proposées
validé validée validés validées
signé signée signés signées
abrogé abrogée abrogés abrogées
modifié modifiée modifiés modifiées
annulé annulée annulés annulées
numéroté numérotée numérotés numérotées
journée journées
année années
arrivée arrivées
durée durées
assemblée assemblées
entrée entrées
donnée données
idée idées
musée musées
lycée lycées
collège collèges
élève élèves
thèse thèses
mémoire mémoires
répertoire répertoires
inventaire inventaires
catalogue catalogues
catalogage catalogages
désherbage désherbages
élagage élagages
récolement récolements
conservateur conservateurs
directeur directeurs
lecteur lecteurs
auteur auteurs
éditeur éditeurs
fournisseur fournisseurs
abonnement abonnements
marché marchés
budget budgets
crédit crédits
dépense dépenses
subvention subventions
convention conventions
charte chartes
statut statuts
accord accords
avenant avenants
annexe annexes
modèle modèles
pièce pièces
règle règles
critère critères
mètre mètres
problème problèmes
système systèmes
thème thèmes
schéma schémas
mission missions
commission commissions
groupe groupes
partenaire partenaires
membre membres
représentant représentante représentants représentantes
président présidente présidents présidentes
secrétaire secrétaires
quorum quorums
vote votes
unanimité unanimités
majorité majorités
abstention abstentions
procuration procurations
convocation convocations
échéance échéances
calendrier calendriers
étape étapes
bilan bilans
rapport rapports
évaluation évaluations
indicateur indicateurs
objectif objectifs
priorité priorités
besoin besoins
difficulté difficultés
réussite réussites
formation formations
stage stages
métier métiers
compétence compétences
outil outils
logiciel logiciels
serveur serveurs
portail portails
détail détails
métadonnée métadonnées
notice notices
autorité autorités
exemplaire exemplaires
ouvrage ouvrages
livre livres
revue revues
fascicule fascicules
collection collections
fonds fonds
magasin magasins
rayonnage rayonnages
silo silos
archive archives
manuscrit manuscrits
œuvre œuvres
œil yeux
nœud nœuds
cœur cœurs
sœur sœurs
prêt prêts
forêt forêts
intérêt intérêts
arrêté arrêtés
fenêtre fenêtres
tâche tâches
âge âges
rôle rôles
contrôle contrôles
hôpital hôpitaux
hôtel hôtels
île îles
maître maîtres
août août
coût coûts
goût goûts
français française françaises
reçu reçue reçus reçues
leçon leçons
façon façons
façade façades
garçon garçons
naïf naïfs
maïs maïs
noël noëls
ambiguïté ambiguïtés
héroïque héroïques
professionnel professionnelle professionnels professionnelles
culturel culturelle culturels culturelles
annuel annuelle annuels annuelles
virtuel virtuelle virtuels virtuelles
électronique électroniques
numérique numériques
public publics
publique publiques
scientifique scientifiques
pédagogique pédagogiques
juridique juridiques
technique techniques
politique politiques
historique historiques
géographique géographiques
économique économiques
complet complète complets complètes
secret secrète secrets secrètes
discret discrète discrets discrètes
ancien ancienne anciens anciennes
européen européenne européens européennes
quotidien quotidienne quotidiens quotidiennes
bon bonne bons bonnes
actif active actifs actives
collectif collective collectifs collectives
administratif administrative administratifs administratives
heureux heureuse heureuses
nombreux nombreuse nombreuses
précieux précieuse précieuses
religieux religieuse religieuses
nouveau nouveaux
prix prix
voix voix
choix choix
repas repas
avis avis
accès accès
succès succès
procès procès
congrès congrès
progrès progrès
bâtiment bâtiments
vêtement vêtements
événement événements
équipement équipements
développement développements
dédoublonnage dédoublonnages
réinformatisation réinformatisations
interopérabilité interopérabilités
complémentarité complémentarités
confidentialité confidentialités
propriété propriétés
société sociétés
sécurité sécurités
activité activités
qualité qualités
quantité quantités
communauté communautés
faculté facultés
liberté libertés
vérité vérités
mutualisation mutualisations
mutualisé mutualisée mutualisés mutualisées
élève élèves
étudiant étudiante étudiants étudiantes
enseignant enseignante enseignants enseignantes
chercheur chercheurs
usager usagère usagers usagères
adhérent adhérente adhérents adhérentes
référent référente référents référentes
coordonnateur coordonnateurs
animateur animateurs
bénévole bénévoles
lecteur lectrice lecteurs lectrices
directeur directrice directeurs directrices
précis précise précises
acquis acquise acquises
transmis transmise transmises
divers diverse diverses
faux fausse fausses
nouvel nouvelle nouvelles nouveaux
anglais anglaise anglaises
mauvais mauvaise mauvaises
délai délais
essai essais
ami amis
corpus corpus
campus campus
processus processus
mois mois
pays pays
cours cours
bras bras
relevé relevée relevés relevées
amendé amendée amendés amendées
clôturé clôturée clôturés clôturées
""".strip().splitlines()
