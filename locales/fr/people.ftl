### Personnes, équipes, organisations, connexion.

## Connexion

people-login-title = Connexion
people-login-button = Se connecter
people-login-help = Mot de passe oublié ? Demandez un lien à votre administrateur : il vous permettra d’en choisir un nouveau.
people-login-refused = Adresse ou mot de passe incorrect.
people-login-wait = { $n ->
    [one] Trop de tentatives. Réessayez dans { $n } minute, ou demandez à votre administrateur un lien pour choisir un nouveau mot de passe.
   *[other] Trop de tentatives. Réessayez dans { $n } minutes, ou demandez à votre administrateur un lien pour choisir un nouveau mot de passe.
}
people-login-chosen = Votre mot de passe est enregistré. Connectez-vous avec lui.
people-login-out = Vous êtes déconnecté.
people-link-reset-title = Choisir un nouveau mot de passe
people-link-invitation-title = Bienvenue : choisissez votre mot de passe
people-link-lead = Pour le compte de { $name } ({ $email }).
people-link-button = Enregistrer le mot de passe
people-link-dead-title = Ce lien ne fonctionne pas
people-link-unknown = Ce lien n’est pas reconnu. Vérifiez qu’il est entier.
people-link-used = Ce lien a déjà servi, ou un lien plus récent l’a remplacé.
people-link-expired = Ce lien n’est plus valable : sa durée est dépassée.
people-link-ask = Demandez-en un nouveau à votre administrateur.

## Champs

people-name = Nom
people-email = Adresse électronique
people-phone = Téléphone
people-job-title = Fonction
people-site = Site
people-organisation = Organisation
people-no-organisation = Aucune (interne)
people-locale = Langue
people-zone = Fuseau horaire
people-theme = Apparence
people-theme-auto = Comme le système
people-theme-light = Claire
people-theme-dark = Sombre
people-vip = VIP
people-vip-label = VIP : ses tickets demandent une attention particulière
people-password = Mot de passe
people-current-password = Mot de passe actuel
people-new-password = Nouveau mot de passe
people-password-again = Le même, une seconde fois
people-password-hint = Au moins { $n } caractères. Une phrase de quelques mots convient très bien.
people-person = Personne
people-desk = Centre de services
people-every-desk = Tous les centres de services
people-description = Description
people-kind = Nature
people-kind-internal = Interne
people-kind-customer = Client
people-kind-provider = Prestataire
people-kind-hint = Les clients ne se voient pas entre eux ; un prestataire ne voit que les tickets qui lui sont confiés.
people-state = Comptes
people-state-enabled = Ouverts
people-state-disabled = Fermés
people-state-all = Tous
people-never = Jamais
people-save = Enregistrer
people-cancel = Annuler
people-copy = Copier
people-archive = Archiver

## Rôles

people-role = Rôle
people-roles = Rôles
people-roles-none = Aucun rôle : cette personne est un demandeur.
people-role-requester = Demandeur
people-role-agent = Technicien
people-role-lead = Responsable
people-role-incident-manager = Gestionnaire des incidents
people-role-observer = Observateur
people-role-administrator = Administrateur
people-role-provider = Prestataire
people-role-grant = Donner ce rôle
people-role-revoke = Retirer
people-any = Tous les rôles
people-any-organisation = Toutes les organisations

## Personnes

people-title = Personnes
people-lead = Demandeurs, techniciens, administrateurs : qui peut se connecter, et avec quels droits.
people-add = Ajouter une personne
people-search = Rechercher
people-search-hint = Nom, adresse, téléphone…
people-filter = Filtrer
people-empty = Personne ne correspond
people-empty-text = Élargissez la recherche, ou ajoutez la personne.
people-seen = Dernière visite
people-disabled = Fermé
people-new = Nouvelle personne
people-new-lead = Une personne sans rôle est un demandeur ; les rôles se donnent ensuite.
people-invite = Créer un lien d’invitation pour qu’elle choisisse son mot de passe
people-not-yours = Cette personne a des droits que vous n’avez pas : vous pouvez lire cette page, mais pas la modifier.
people-teams-of = Équipes :
people-access = Accès
people-access-password = Cette personne se connecte avec un mot de passe.
people-access-none = Cette personne n’a pas encore de mot de passe.
people-access-disabled = Ce compte est fermé : il ne permet plus de se connecter.
people-link-make-reset = Créer un lien de réinitialisation
people-link-make-invitation = Créer un lien d’invitation
people-link-made-reset = Lien pour choisir un nouveau mot de passe (30 minutes)
people-link-made-invitation = Lien d’invitation (7 jours)
people-secret-once = Copiez-le maintenant et transmettez-le par un moyen sûr : il ne sera plus affiché.
people-disable = Fermer ce compte
people-disable-effect = Fermer un compte met fin aussitôt à ses sessions, à ses jetons et à ses liens. Ses tickets et son historique restent.
people-enable = Rouvrir ce compte
people-sessions-end-all = Terminer ses sessions

## Mon compte

people-profile-title = Mon compte
people-profile-card = Profil
people-password-card = Mot de passe
people-password-change = Changer de mot de passe
people-password-effect = Vos autres sessions prendront fin.
people-password-none = Ce compte n’a pas de mot de passe.
people-sessions-card = Sessions ouvertes
people-sessions-end-others = Terminer les autres sessions
people-session-end = Terminer
people-session-this = Cette session
people-session-since = Début :
people-session-seen = Dernier usage :
people-session-unknown = Navigateur inconnu
people-tokens-card = Jetons d’API
people-tokens-empty = Aucun jeton
people-tokens-empty-text = Un jeton permet à un programme d’agir en votre nom, avec vos droits au plus.
people-token-name = Nom
people-token-name-hint = Le programme qui l’utilisera.
people-token-days = Durée
people-token-for-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
people-token-forever = Sans fin
people-token-scopes = Permet de
people-scope-tickets-read = lire les tickets
people-scope-tickets-write = ouvrir et modifier des tickets
people-scope-admin = configurer
people-token-create = Créer un jeton
people-token-made = Votre nouveau jeton
people-token-owner = Propriétaire
people-token-used = Dernier usage
people-token-expires = Fin
people-token-revoke = Révoquer
people-tokens-title = Jetons d’API
people-tokens-lead = Tous les jetons en vigueur. Chacun crée les siens depuis son compte.
people-tokens-own = Mes jetons

## Organisations

people-organisations-title = Organisations
people-organisations-lead = Vos entités, vos clients, vos prestataires.
people-organisations-empty = Aucune organisation
people-organisations-empty-text = Sans organisation, tout le monde est interne. Ajoutez-en pour cloisonner vos clients ou confier des tickets à un prestataire.
people-organisation-add = Ajouter une organisation
people-organisation-new = Nouvelle organisation
people-organisation-archive-effect = Une organisation archivée n’est plus proposée. Personne ne doit plus lui appartenir.

## Équipes

people-teams-title = Équipes
people-teams-lead = Qui traite les tickets ensemble, et vers qui l’on escalade.
people-teams-empty = Aucune équipe
people-teams-empty-text = Une équipe reçoit des tickets, qu’un de ses membres prend en charge.
people-team-add = Ajouter une équipe
people-team-new = Nouvelle équipe
people-tier = Niveau
people-tier-n = N{ $n }
people-next-tier = Escalade vers
people-next-tier-none = Aucune
people-next-tier-hint = L’équipe du niveau suivant, dans le même centre de services.
people-team-email = Adresse partagée
people-members = Membres
people-members-none = Aucun membre.
people-member-add = Ajouter à l’équipe
people-member-remove = Retirer
people-member-remove-name = Retirer { $name } de l’équipe
people-team-lead = Responsable
people-team-archive-effect = Une équipe archivée ne reçoit plus de tickets ; ceux qu’elle a restent les siens.

## Notifications

people-notifications-title = Notifications
people-notifications-read-all = Tout marquer comme lu
people-notifications-empty = Rien à signaler
people-notifications-empty-text = Vous serez averti ici de ce qui vous concerne.
people-notification-unread = Non lue :
people-notification-open = Ouvrir
people-notification-open-name = Ouvrir : { $body }

## Ce qui a été fait

people-done-saved = Les modifications sont enregistrées.
people-done-created = C’est créé.
people-done-disabled = Le compte est fermé.
people-done-enabled = Le compte est rouvert.
people-done-granted = Le rôle est donné.
people-done-revoked = Le rôle est retiré.
people-done-ended = Les sessions sont terminées.
people-done-archived = C’est archivé.
people-done-member = L’équipe est à jour.
people-done-password = Votre mot de passe est changé ; vos autres sessions sont terminées.
people-done-token = Le jeton est révoqué.
people-conflict-title = Modifié entre-temps.
people-conflict-text = Quelqu’un a enregistré une autre version. Votre saisie est conservée ci-dessous : comparez, puis enregistrez de nouveau.
people-conflict-now = { $label }, à présent :
people-conflict-typed = { $label }, votre saisie :

## Refus

people-error-too-long = Ce texte compte { $length } caractères ; { $max } au plus.
people-error-email = Cette adresse n’est pas complète.
people-error-email-taken = Une autre personne a déjà cette adresse.
people-error-name-taken = Ce nom est déjà pris.
people-error-zone = Ce fuseau horaire n’existe pas. Exemple : Europe/Paris.
people-error-organisation = Cette organisation n’existe pas, ou vous ne travaillez pas pour elle.
people-error-organisation-in-use = Des personnes appartiennent encore à cette organisation.
people-error-desk = Ce centre de services n’existe pas.
people-error-person = Cette personne n’existe pas, ou son compte est fermé.
people-error-tier = Le niveau va de 1 à 9.
people-error-next-tier = Choisissez une autre équipe du même centre de services, qui ne ramène pas à celle-ci.
people-error-last-administrator = C’est le dernier administrateur : donnez d’abord ce rôle à quelqu’un d’autre.
people-error-own-account = On ne ferme pas son propre compte : demandez-le à un autre administrateur.
people-error-provider-organisation = Un prestataire appartient à une organisation : indiquez d’abord laquelle.
people-error-current-password = Ce n’est pas votre mot de passe actuel.
people-error-differs = Les deux saisies diffèrent.
people-error-scopes-none = Choisissez au moins un usage.
people-error-scopes-lacking = Ce compte n’a pas le droit de configurer.
people-error-expires-past = Cette date est passée.
people-password-short = Au moins { $n } caractères.
people-password-long = Au plus { $n } caractères.
people-password-common = Ce mot de passe est trop répandu ou trop régulier : choisissez-en un autre.
people-password-personal = Ce mot de passe contient votre nom, votre adresse ou « vigie » : choisissez-en un autre.
people-idempotency-reused = Cette clé a déjà servi pour une autre demande.

## What comes by mail

people-notice-card = Ce qui vous est envoyé
people-notice-lead = Vigie vous signale tout, aussitôt, dans l’application. Choisissez ici ce qui vous est aussi envoyé par courriel.
people-notice-essential = Quel que soit votre choix, ceci vous est envoyé aussitôt : l’accusé de réception de votre demande, nos questions et nos réponses, et la question de savoir si cela fonctionne.
people-notice-topic-mine = Mes demandes
people-notice-topic-followed = Ce que je suis
people-notice-topic-work = Mon travail de technicien
people-notice-topic-services = Les services que je suis
people-notice-at-once = Aussitôt, un courriel à chaque fois
people-notice-hourly = Chaque heure, en un seul courriel (jours ouvrés, de 8 h à 18 h)
people-notice-daily = Une fois par jour, en un seul courriel (8 h)
people-notice-never = Pas par courriel
people-notice-services = Choisir les services dont vous voulez connaître les incidents
people-notice-done = Votre choix est enregistré.
