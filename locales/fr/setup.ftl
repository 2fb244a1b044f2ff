### La première mise en route.

setup-step = Étape { $n } sur { $of }
setup-fault-code = Ce n’est pas le code que le serveur a affiché à son démarrage.
setup-fault-region = Choisissez un pays dans la liste, ou « Aucun ».
setup-fault-zone = Ce n’est pas un fuseau horaire. Écrivez-le comme Europe/Paris.
setup-fault-language = Choisissez l’une des langues proposées.

setup-administrator-title = Bienvenue dans Vigie
setup-administrator-lead = Cette installation est neuve. Créez son administrateur : la personne qui la configure et y fait entrer les autres.
setup-administrator-code = Code de mise en route
setup-administrator-code-hint = Le serveur l’a affiché sur sa console à son démarrage. Il montre que ce serveur est le vôtre.
setup-administrator-name = Nom complet
setup-administrator-email = Adresse électronique
setup-administrator-password = Mot de passe
setup-administrator-password-hint = Au moins 12 caractères. Une courte phrase se retient facilement.
setup-administrator-button = Créer l’administrateur

setup-organisation-title = Votre organisation
setup-organisation-lead = Ces choix fixent la langue des messages et le décompte des heures ouvrées. Vous pourrez les modifier dans les paramètres.
setup-organisation-name = Nom de l’organisation
setup-organisation-language = Langue du centre de services
setup-organisation-language-hint = Chacun peut ensuite choisir la sienne.
setup-organisation-zone = Fuseau horaire
setup-organisation-zone-hint = Les heures ouvrées suivent cette horloge, heure d’été comprise.
setup-organisation-region = Jours fériés
setup-organisation-region-hint = Les délais ne courent pas ces jours-là.
setup-organisation-button = Continuer

setup-desk-title = Votre centre de services
setup-desk-lead = C’est ici qu’arrivent les demandes. Il démarre avec ce dont la plupart ont besoin.
setup-desk-proposed = Centre de services
setup-desk-name = Nom
setup-desk-phone = Numéro de téléphone
setup-desk-phone-hint = Affiché aux demandeurs.
setup-desk-what = Ce qui sera prêt
setup-desk-teams = six équipes, de l’accueil aux spécialistes
setup-desk-categories = une arborescence de catégories, chacune avec son impact, son urgence et son équipe habituels
setup-desk-hours = des heures ouvrées du lundi au vendredi, de 9 h à 18 h, hors jours fériés
setup-desk-commitments = des délais de prise en charge et de résolution pour chaque priorité
setup-desk-later = Tout cela se modifie dans les paramètres.
setup-desk-button = Ouvrir le centre de services

setup-sample-title = Bienvenue : ceci est un ticket d’exemple
setup-sample-text =
    Un ticket réunit tout ce qui concerne une interruption : qui elle touche, ce qui est fait, et pour quand.

    Essayez sur celui-ci : prenez-le, répondez, écrivez une note interne, puis résolvez-le. Chaque étape apparaît dans l’historique, avec sa raison. Personne ne reçoit rien.

    Ensuite : créez les comptes de vos collègues dans les paramètres, puis donnez-leur l’adresse du portail.
