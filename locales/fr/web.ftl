### Textes communs à toutes les pages.

## Erreurs

web-error-home = Revenir à l’accueil
web-error-unauthenticated-title = Connexion nécessaire
web-error-unauthenticated-detail = Veuillez vous connecter, puis recommencer.
web-error-forbidden-title = Action non permise
web-error-forbidden-detail = Vous n’avez pas le droit de faire cela, ou cette page est restée ouverte trop longtemps. Rechargez-la et recommencez ; rien n’a été modifié.
web-error-not-found-title = Page introuvable
web-error-not-found-detail = Cette adresse ne mène nulle part, ou ce qu’elle désigne ne vous est pas accessible. Vérifiez-la, ou passez par la recherche.
web-error-invalid-title = Demande à corriger
web-error-invalid-detail = La demande n’a pas pu être acceptée telle quelle. Revenez en arrière : votre saisie y est encore.
web-error-malformed-title = Demande illisible
web-error-malformed-detail = La demande n’a pas la forme attendue. Rien n’a été modifié ; corrigez-la, puis recommencez.
web-error-conflict-title = Modifié entre-temps
web-error-conflict-detail = Quelqu’un a fait une modification pendant que vous regardiez cette page. Rechargez-la, puis recommencez ; rien n’a été écrasé.
web-error-too-many-title = Trop de demandes à la fois
web-error-too-many-detail = Patientez quelques instants avant de recommencer.
web-error-unavailable-title = Service momentanément indisponible
web-error-unavailable-detail = Le serveur est très occupé. Recommencez dans un instant ; rien n’a été modifié.
web-error-too-large-title = Envoi trop volumineux
web-error-too-large-detail = Réduisez la taille du fichier ou du texte, puis recommencez.
web-error-internal-title = Une erreur s’est produite
web-error-internal-detail = L’action n’a pas abouti. L’incident est consigné ; recommencez dans un instant.
web-error-internal-id = L’action n’a pas abouti. L’incident est consigné sous la référence { $id } : communiquez-la au support si cela se répète.
web-error-media-title = Type de contenu non accepté
web-error-media-detail = Cette adresse ne lit pas ce type de contenu. Vérifiez l’en-tête Content-Type.
web-error-method-title = Action impossible à cette adresse
web-error-method-detail = Cette adresse existe, mais ne permet pas cette action.
web-error-timeout-title = Délai dépassé
web-error-timeout-detail = La demande a pris trop de temps. Recommencez dans un instant.

## Champs

web-errors-title = Veuillez corriger ce qui suit
web-field-optional = facultatif
web-field-required = Ce champ est obligatoire.
web-field-unknown = Ce champ n’existe pas ici.
web-field-repeated = Ce champ n’accepte qu’une valeur.
web-field-nul = Ce champ contient un caractère interdit (U+0000).
web-field-value = Cette valeur ne convient pas ({ $expected }).
web-field-body = Le contenu de la demande n’a pas pu être lu.
web-field-json = Ce n’est pas du JSON valide.
web-field-cursor = Ce repère de page n’est pas valable : repartez de la première page.
web-field-range = Cette valeur est hors des limites permises.
web-field-header = Cet en-tête n’a pas la forme attendue.
web-value-none = non renseigné

## Temps

web-time-now = à l’instant
web-time-ago = il y a { $span }
web-time-in = dans { $span }
web-duration-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
web-duration-hours = { $n ->
    [one] { $n } heure
   *[other] { $n } heures
}
web-duration-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
web-duration-seconds = { $n ->
    [one] { $n } seconde
   *[other] { $n } secondes
}
web-duration-pair = { $a } et { $b }

## Cadre des pages

web-skip = Aller au contenu
web-nav-main = Navigation principale
web-nav-phone = Navigation mobile
web-nav-more = Plus
web-search-label = Rechercher
web-search-hint = Ticket, personne, équipement, article…
web-oncall-now = D’astreinte :
web-bell-label = { $n ->
    [0] Notifications
    [one] Notifications, { $n } non lue
   *[other] Notifications, { $n } non lues
}
web-account-label = { $initials }, compte de { $name }
web-account-menu = Votre compte
web-loading = Chargement
web-keys-then = puis

## Composants

web-sla-paused = En pause
web-sla-met = Tenu
web-sla-missed = Dépassé
web-person-you = { $name }, vous
web-person-provider = { $name }, prestataire
web-person-writing = { $name } écrit
web-person-machine = Automatisme
web-person-nobody = Non affecté
web-chip-key = { $key } :
web-chip-remove = Retirer le filtre { $name }
web-crumbs-label = Fil d’Ariane
web-steps-label = Cycle de vie
web-steps-done = (fait)
web-steps-place = étape { $n } sur { $of }
web-pager-label = Pages de la liste
web-pager-first = Revenir au début
web-pager-next = Page suivante
web-toast-undo = Annuler
web-voice-public = Réponse publique
web-voice-internal = Note interne
web-count-changes = { $n ->
    [one] { $n } changement
   *[other] { $n } changements
}

## Textes des scripts (voir ui/src/text.ts)

ui-agent-remaining = restant
ui-agent-at-risk = restant, à risque
ui-agent-overdue = dépassement
ui-agent-paused = horloge en pause
ui-agent-met = tenu
ui-live-on = En direct
ui-live-wait = Connexion…
ui-live-lost = Connexion perdue, mise à jour toutes les 30 s
ui-live-new = Afficher {"{n}"} de plus
ui-error-network = Le serveur ne répond pas. Votre saisie est conservée.
ui-error-session = Votre session est terminée. Reconnectez-vous dans un autre onglet, puis recommencez.
ui-error-refused = Ceci ne vous est plus accessible.
ui-error-busy = Trop de demandes à la fois. Patientez un instant, puis recommencez.
ui-error-server = L’action n’a pas abouti et rien n’a été modifié. Recommencez dans un instant.
ui-draft-saving = Enregistrement du brouillon…
ui-draft-saved = Brouillon gardé à {"{time}"}
ui-draft-local = Brouillon gardé sur cet appareil seulement
ui-file-uploading = Envoi de {"{name}"}
ui-file-failed = {"{name}"} n’a pas pu être envoyé
ui-file-large = {"{name}"} est trop volumineux
ui-file-remove = Retirer {"{name}"}
ui-file-retry = Recommencer
ui-copy-done = Copié
ui-dialog-close = Fermer
ui-guard-leave = Vos modifications ne sont pas enregistrées.
ui-palette-title = Commandes
ui-palette-hint = Ticket, personne, page, action…
ui-palette-none = Aucun résultat
ui-palette-page = Sur cette page
ui-palette-results = Résultats
ui-palette-count = Résultats : {"{n}"}
ui-keys-title = Touches
ui-keys-on = Raccourcis à une touche
ui-keys-change = Changer
ui-keys-press = Appuyez sur une touche, Échap pour renoncer
ui-keys-taken = {"{key}"} est déjà utilisée
ui-keys-reset = Rétablir toutes les touches
ui-keys-general = Partout
ui-keys-list = Dans les listes
ui-keys-page = Sur cette page
ui-keys-palette = Palette de commandes
ui-keys-help = Toutes les touches
ui-keys-next = Ligne suivante
ui-keys-previous = Ligne précédente
ui-keys-select = Cocher la ligne
ui-keys-open = Ouvrir la ligne
ui-keys-undo = Annuler
ui-keys-send = Envoyer
ui-queue-selected = Sélection : {"{n}"}
ui-split-width = Largeur du volet de lecture
ui-week-grid = Heures d’ouverture de la semaine
ui-week-closed = Fermé
ui-week-day = Ouvrir ou fermer {"{day}"} entièrement
ui-suggest-none = Aucune suggestion
