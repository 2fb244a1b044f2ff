### Le portail des demandeurs.

## Accueil et formulaire

portal-home-title = Que se passe-t-il ?
portal-home-question = Bonjour { $name }, que se passe-t-il ?
portal-request-title = Demander quelque chose
portal-request-question = Bonjour { $name }, de quoi avez-vous besoin ?
portal-suggestions = Incidents semblables déjà connus
portal-home-more = Précisez, si vous le pouvez
portal-request-more = Pour aller plus vite
portal-unsaid = Je ne sais pas
portal-since = Depuis quand ?
portal-since-now = À l’instant
portal-since-hour = Environ une heure
portal-since-today = Ce matin
portal-since-yesterday = Hier
portal-since-longer = Plusieurs jours
portal-who = Qui est touché ?
portal-who-me = Moi seulement
portal-who-colleagues = Moi et des collègues
portal-who-team = Toute une équipe ou tout un site
portal-who-everybody = Tout le monde
portal-blocks = Pouvez-vous travailler ?
portal-blocks-yes = Non, je suis à l’arrêt
portal-blocks-partly = Oui, avec difficulté
portal-blocks-no = Oui, normalement
portal-service = Quel service est concerné ?
portal-wish-service = Pour quel service ?
portal-said-since-now = Depuis quand : à l’instant
portal-said-since-hour = Depuis quand : environ une heure
portal-said-since-today = Depuis quand : ce matin
portal-said-since-yesterday = Depuis quand : hier
portal-said-since-longer = Depuis quand : plusieurs jours
portal-said-who-me = Qui est touché : moi seulement
portal-said-who-colleagues = Qui est touché : moi et des collègues
portal-said-who-team = Qui est touché : toute une équipe ou tout un site
portal-said-who-everybody = Qui est touché : tout le monde
portal-said-blocks-yes = Travail : à l’arrêt
portal-said-blocks-partly = Travail : possible avec difficulté
portal-said-blocks-no = Travail : possible normalement
portal-files-label = Captures, photos, fichiers
portal-files-hint = Choisissez, déposez ou collez jusqu’à { $n } fichiers ; sur un téléphone, vous pouvez prendre une photo.
portal-files-kept = Fichiers déjà reçus
portal-files-only = Fichier joint.
portal-home-send = Envoyer le signalement
portal-request-send = Envoyer la demande
portal-send-anyway = Ce n’est pas cela : envoyer mon signalement
portal-send-hint = Vous recevrez un numéro aussitôt.

## Incidents déjà connus

portal-known-title = Un incident est en cours : { $title }
portal-known-affected = { $n ->
    [one] { $n } personne est touchée.
   *[other] { $n } personnes sont touchées.
}
portal-known-expected = Le retour à la normale est prévu { $when }.
portal-known-working = Nos équipes y travaillent.
portal-known-news = Dernières nouvelles données { $when }.
portal-known-me-too = Moi aussi, prévenez-moi
portal-known-me-too-hint = Vous recevrez les mêmes nouvelles, sans rien remplir.
portal-known-open = Suivre
portal-known-own = C’est votre signalement.
portal-known-joined = Vous en recevez déjà les nouvelles.
portal-known-ask = Avant d’envoyer : est-ce l’un de ces incidents ?
portal-known-ask-text = Si oui, un seul bouton suffit. Sinon, envoyez votre signalement ; rien n’a été perdu.
portal-major = Incident majeur en cours

## À côté du formulaire

portal-aside = Mes demandes et services
portal-services = État des services
portal-service-critical = Très perturbé
portal-service-high = Perturbé
portal-service-normal = Rien à signaler
portal-services-all = Tous les services
portal-services-others = Les autres services
portal-call = Tout est bloqué ?
portal-reply = Répondre
portal-yes = Oui, c’est réparé
portal-yes-fulfilled = Oui, merci
portal-no = Non

## Mes demandes

portal-mine-title = Mes demandes
portal-mine-lead = Vos signalements et demandes, et les incidents dont vous recevez les nouvelles.
portal-mine-all = Tout voir
portal-mine-open = En cours
portal-mine-ended = Terminées
portal-mine-followed = suivi
portal-mine-empty = Rien pour l’instant
portal-mine-empty-text = Ce que vous signalerez ou demanderez apparaîtra ici, avec son avancement.
portal-mine-first = Signaler un problème

## Avancement

portal-stage-of = étape { $n } sur { $of } :
portal-stage-received = Reçu
portal-stage-taken = Pris en charge
portal-stage-working = En cours
portal-stage-resolved = Réparé
portal-stage-fulfilled = Fait
portal-is-expected = { $words }, prévu { $when }
portal-is-received = Bien reçu
portal-is-received-next = L’équipe va en prendre connaissance et désigner la personne qui s’en occupera.
portal-is-taken = Pris en charge
portal-is-taken-next = Quelqu’un s’en occupe et va s’y mettre.
portal-is-working = En cours de traitement
portal-is-working-next = Quelqu’un y travaille. Vous serez prévenu dès qu’il y aura du nouveau.
portal-is-again = Repris par l’équipe
portal-is-again-next = Le problème n’était pas réglé : l’équipe y travaille de nouveau.
portal-is-waits-you = Nous attendons votre réponse
portal-is-waits-you-next = Répondez ci-dessous, et le travail reprendra aussitôt.
portal-is-waits-requester = En attente d’un renseignement
portal-is-waits-requester-next = L’équipe a posé une question à la personne qui l’a signalé.
portal-is-waits-provider = En attente d’un prestataire
portal-is-waits-provider-next = Une entreprise partenaire y travaille. Vous n’avez rien à faire.
portal-is-waits-change = Une intervention est prévue
portal-is-waits-change-next = La réparation demande une intervention programmée. Vous n’avez rien à faire.
portal-is-waits-other = En attente
portal-is-waits-other-next = L’équipe attend un élément pour continuer. Vous n’avez rien à faire.
portal-is-resolved = Réparé
portal-is-resolved-next = La personne qui l’a signalé va le confirmer. Si le problème persiste pour vous, écrivez-le ci-dessous.
portal-is-resolved-ask = Réparé. Est-ce le cas pour vous ?
portal-is-resolved-ask-next = Dites-nous si tout fonctionne. Sans réponse de votre part, le dossier sera clos dans quelques jours.
portal-is-fulfilled-ask = C’est fait. Cela vous convient-il ?
portal-is-fulfilled-ask-next = Dites-nous si tout est en ordre. Sans réponse de votre part, la demande sera close dans quelques jours.
portal-is-closed = Terminé
portal-is-closed-next = Merci. Il n’y a plus rien à faire.
portal-is-cancelled = Retiré
portal-is-cancelled-next = Il ne sera pas traité.
portal-is-merged = Réuni avec un autre signalement
portal-is-merged-next = Le même problème avait déjà été signalé : tout se poursuit là-bas, et vous en recevez les nouvelles.
portal-goes-on = Voir { $number }

## Moments

portal-when-today = aujourd’hui à { $time }
portal-when-tomorrow = demain à { $time }
portal-when-yesterday = hier à { $time }
portal-when-date = le { $date } à { $time }
portal-due-answer = Première réponse au plus tard { $when }
portal-due-expected = Retour à la normale prévu { $when }
portal-due-end = Objectif : terminé au plus tard { $when }
portal-due-late = Nous avons pris du retard sur ce que nous avions annoncé ; veuillez nous en excuser. L’équipe le sait.

## Une demande

portal-ticket-title = { $number } : { $title }
portal-kind-incident = Signalement { $number }
portal-kind-request = Demande { $number }
portal-sent-title = C’est noté. Votre numéro est { $number }.
portal-sent-answer = Vous aurez une première réponse au plus tard { $when }.
portal-sent-next = L’équipe va en prendre connaissance et vous répondre ici.
portal-sent-end = Notre objectif est d’avoir terminé au plus tard { $when }.
portal-sent-meanwhile = En attendant, vous pouvez ajouter ci-dessous une capture ou une précision. Si la situation s’aggrave, dites-le ici.
portal-sent-phone = Si tout est bloqué, appelez le { $phone }.
portal-done-joined = C’est noté : vous recevrez les mêmes nouvelles que les autres personnes touchées.
portal-done-answered = Votre message est envoyé.
portal-done-validated = Merci de votre confirmation. Comment avez-vous été servi ?
portal-done-refused = C’est noté : l’équipe s’en occupe de nouveau.
portal-done-rated = Merci de votre avis.
portal-done-withdrawn = C’est noté : votre demande est retirée.
portal-resolution = Ce qui a été fait
portal-with = Suivi par
portal-with-person = { $name }, équipe { $team }
portal-with-team = L’équipe { $team }
portal-since-sent = Envoyé
portal-fact-service = Service
portal-fact-requester = Signalé par
portal-fact-affected = Touchés
portal-affected = { $n ->
    [one] { $n } personne
   *[other] { $n } personnes
}
portal-ask = Est-ce réparé ?
portal-ask-fulfilled = Avez-vous ce qu’il vous faut ?
portal-no-why = Sinon, que se passe-t-il encore ?
portal-no-send = Non, ce n’est pas réglé
portal-talk = Échanges
portal-talk-empty = Aucun message pour l’instant.
portal-talk-joined = Vous voyez ici les nouvelles que l’équipe donne à toutes les personnes touchées, et vos propres messages.
portal-you = Vous
portal-desk = Assistance
portal-someone = Une personne touchée
portal-answer = Ajouter un message
portal-answer-send = Envoyer
portal-answer-read-by = Votre message sera lu par l’équipe et par la personne qui a signalé l’incident.
portal-rate = Comment avez-vous été servi ?
portal-rated = Merci de votre avis
portal-rated-score = Votre note : { $n } sur 5. Vous pouvez la changer.
portal-rate-scale = De 1, pas du tout satisfait, à 5, très satisfait.
portal-score-1 = sur 5, pas du tout satisfait
portal-score-2 = sur 5, peu satisfait
portal-score-3 = sur 5, plutôt satisfait
portal-score-4 = sur 5, satisfait
portal-score-5 = sur 5, très satisfait
portal-rate-words = Que pouvons-nous mieux faire ?
portal-rate-send = Envoyer mon commentaire
portal-reopen = Le problème est revenu ?
portal-reopen-text = Vous pouvez nous le dire ici jusqu’à cette date : { $when }. L’équipe reprendra le même dossier.
portal-reopen-why = Que se passe-t-il ?
portal-reopen-send = Reprendre le dossier
portal-follow-up = Une suite à donner ?
portal-follow-up-text = Ce dossier est définitivement clos. Écrivez ici : un nouveau dossier sera ouvert, lié à celui-ci.
portal-follow-up-why = Que se passe-t-il ?
portal-follow-up-send = Ouvrir une suite
portal-withdraw = Ce n’est plus nécessaire ?
portal-withdraw-text = Vous pouvez retirer votre demande tant que le travail n’a pas commencé.
portal-withdraw-why = Pour quelle raison ?
portal-withdraw-send = Retirer ma demande

## Fautes

portal-fault-empty = Dites-nous en quelques mots ce qui se passe.
portal-fault-empty-answer = Écrivez un message ou joignez un fichier.
portal-fault-ended = Ce dossier est clos : votre message n’a pas été envoyé. Reprenez le dossier ou ouvrez une suite ci-dessous.
portal-fault-no-reason = Dites-nous en quelques mots ce qui se passe de nouveau.
portal-fault-unknown-service = Ce service n’existe plus. Choisissez-en un autre.
portal-fault-moved-on = La situation a changé entre-temps. Voici où en est votre dossier ; votre saisie est conservée.
portal-fault-too-many = { $n } fichiers au plus peuvent être joints ; les autres ont été laissés de côté.
portal-fault-empty-file = Le fichier { $name } est vide. Choisissez-le de nouveau.
portal-fault-too-large = Le fichier { $name } est trop volumineux : { $size } au plus.

## Au nom de qui, et où

portal-for-open = C’est le problème d’un collègue
portal-for = Adresse de votre collègue
portal-for-hint = Commencez à taper un nom. Le ticket est alors le sien, et vous le suivez tous les deux.
portal-fault-no-colleague = Personne de votre organisation n’a cette adresse.
portal-spot = Rempli d’après le code
portal-spot-place = Lieu : { $name }
portal-spot-device = Appareil : { $name }
portal-spot-category = Nature : { $name }
portal-said-place = Lieu : { $place }
portal-said-device = Appareil : { $device }

## Photos

portal-photo = Prendre une photo

## Sans compte

portal-guest-title = Que se passe-t-il ?
portal-guest-name = Votre nom
portal-guest-email = Votre adresse de courriel
portal-guest-email-hint = Nous vous y répondons. La première fois, un courriel vous demande de la confirmer.
portal-guest-desk = Qui doit vous aider ?
portal-guest-desk-choose = Choisir
portal-guest-send = Envoyer
portal-guest-send-hint = Aucun compte n’est nécessaire.
portal-guest-sign-in-hint = Vous avez un compte ?
portal-guest-sign-in = Se connecter
portal-guest-way-in = Pas de compte ?
portal-guest-way-in-link = Signaler un problème sans compte
portal-guest-sent-title = Encore une étape
portal-guest-sent = Nous avons envoyé un courriel à l’adresse que vous avez donnée. Appuyez sur son bouton dans les 7 jours : votre signalement est alors enregistré, et vous recevez son numéro.
portal-guest-sent-late = Rien n’est arrivé ? Regardez parmi les courriels indésirables, et vérifiez l’adresse saisie.
portal-guest-more = Signaler autre chose
portal-guest-opened-title = Merci
portal-guest-opened = Votre signalement est enregistré sous le numéro { $number }. Un courriel vous dit la suite.
portal-guest-none-title = Un compte est nécessaire pour signaler
portal-guest-none = Connectez-vous pour dire ce qui se passe. Sans compte, appelez votre centre de services ou écrivez-lui.
portal-guest-none-why = Les personnes sans compte ne peuvent pas encore signaler. Il faut trois choses :
portal-guest-relay-there = Un relais achemine les courriels : il est là.
portal-guest-relay-missing = Un relais doit acheminer les courriels, puisque l’adresse se confirme par courriel : démarrez le programme avec --smtp.
portal-guest-desk-needed = Un centre de services doit le permettre, dans ses paramètres.
portal-guest-mailbox-needed = Ce centre de services doit avoir une boîte aux lettres en service, qui leur écrit.
portal-guest-settings = Paramètres des centres de services
portal-fault-guest-name = Donnez votre nom, en 120 caractères au plus.
portal-fault-guest-email = Donnez une adresse complète, par exemple marie@votre-entreprise.fr.
portal-fault-guest-desk = Choisissez qui doit vous aider.
portal-fault-guest-closed = ce compte est fermé. Appelez votre centre de services.
portal-fault-guest-wait = { $n ->
    [one] Trop de courriels sont partis vers cette adresse. Réessayez dans { $n } minute ; votre texte reste sur cette page.
   *[other] Trop de courriels sont partis vers cette adresse. Réessayez dans { $n } minutes ; votre texte reste sur cette page.
}
portal-fault-too-long = Dites-le en 20 000 caractères au plus.

## Codes à imprimer

portal-codes-title = Codes QR
portal-codes-lead = Qui en scanne un trouve le signalement prérempli avec le lieu où il est, et peut l’en retirer.
portal-codes-kind = Que nomment les libellés ?
portal-codes-place = Des lieux
portal-codes-device = Des appareils
portal-codes-labels = Libellés
portal-codes-labels-hint = Un par ligne, 60 au plus : « Salle de réunion 12 », « Imprimante 2e étage ». Sans libellé, un code pour le service.
portal-codes-category = Nature du problème
portal-codes-make = Afficher les codes
portal-codes-print = Imprimez ensuite cette page : seuls les codes vont sur le papier.
portal-codes-count = { $n ->
    [one] { $n } code
   *[other] { $n } codes
}
portal-codes-alt = Code QR pour signaler un problème : { $name }
portal-codes-scan = Un problème ? Scannez pour nous le dire.
portal-codes-try = Essayer
