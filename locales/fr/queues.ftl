### Listes : file d’attente, vues, tableau de bord, mon travail, recherche, exports.

## File d’attente

queues-title = File d’attente
queues-page-title = { $view }, file d’attente
queues-views = Vues
queues-list = Liste des tickets
queues-results = { $n ->
    [one] Tickets, { $n } résultat
   *[other] Tickets, { $n } résultats
}
queues-reader = Aperçu du ticket
queues-select = Sélectionner { $number }
queues-select-all = Tout sélectionner
queues-head-priority = Prio.
queues-head-number = N°
queues-head-title = Titre
queues-head-state = État
queues-head-assignee = Technicien
queues-head-left = Temps restant
queues-head-changed = Modifié
queues-edit-priority = Changer la priorité de { $number }
queues-edit-state = Changer l’état ({ $state })
queues-edit-assignee = Affecter ({ $name })
queues-major = Majeur
queues-sensitive = Confidentiel
queues-affected = { $n ->
    [one] { $n } personne touchée
   *[other] { $n } personnes touchées
}
queues-snoozed = Mis de côté jusqu’au { $until }
queues-no-clock = aucun engagement en cours
queues-no-team = Aucune équipe
queues-no-category = Aucune catégorie
queues-shown = { $n } sur { $total }
queues-more = Afficher la suite
queues-bounded = Les mots sont cherchés dans les titres des 50 000 tickets les plus récents.
queues-empty = Rien ici
queues-empty-text = Les tickets de cette vue s’afficheront ici dès leur arrivée, sans recharger la page.
queues-no-match = Aucun ticket ne correspond
queues-no-match-text = Retirez un filtre, ou revenez à la vue telle qu’elle est enregistrée.
queues-fault-title = Ce filtre ne peut pas être lu
queues-fault-text = Corrigez-le ci-dessus ; votre saisie y est encore.
queues-fault-name = 60 caractères au plus, sur une ligne.

## Filtre

queues-filters = Filtres
queues-filter-add = Ajouter un filtre
queues-filter-apply = Filtrer
queues-filter-hint = priorité:P1 équipe:réseau sla:<1h
queues-filter-expected = { $said } Attendu : { $expected }.
queues-filter-too-long = Le filtre dépasse { $max } octets.
queues-filter-too-many-terms = Le filtre a plus de { $max } termes.
queues-filter-too-many-values = Une liste a plus de { $max } valeurs.
queues-filter-too-deep = Les parenthèses sont imbriquées sur plus de { $max } niveaux.
queues-filter-nul = Le filtre contient un caractère interdit.
queues-filter-unknown-key = La clé « { $key } » n’existe pas.
queues-filter-unknown-key-nearest = La clé « { $key } » n’existe pas. Vouliez-vous dire « { $nearest } » ?
queues-filter-unknown-value = { $column } : rien ne s’appelle « { $value } ».
queues-filter-missing-value = Il manque une valeur.
queues-filter-not-comparable = { $column } ne se compare pas.
queues-filter-not-combinable = Ces valeurs ne se combinent pas.
queues-filter-reversed-range = L’intervalle finit avant de commencer.
queues-filter-unclosed-quote = Un guillemet n’est pas fermé.
queues-filter-unclosed-parenthesis = Une parenthèse n’est pas fermée.
queues-filter-unopened-parenthesis = Une parenthèse fermante n’a pas de début.
queues-filter-dangling-operator = Un opérateur ne s’applique à rien.
queues-filter-empty-group = Les parenthèses sont vides.
queues-chip-filter = filtre
queues-chip-not = sauf
queues-chip-pair = { $key } { $value }
queues-column-is = est
queues-column-priority = priorité
queues-column-state = état
queues-column-kind = type
queues-column-team = équipe
queues-column-assignee = technicien
queues-column-requester = demandeur
queues-column-organisation = organisation
queues-column-desk = centre
queues-column-category = catégorie
queues-column-service = service
queues-column-impact = impact
queues-column-urgency = urgence
queues-column-severity = gravité
queues-column-tag = étiquette
queues-column-channel = canal
queues-column-created = créé
queues-column-updated = modifié
queues-column-resolved = résolu
queues-column-closed = clos
queues-column-sla = échéance
queues-column-number = numéro
queues-column-title = titre
queues-column-text = texte
queues-column-provider = prestataire
queues-column-pending-on = en attente de
queues-column-watcher = observateur
queues-flag-open = ouvert
queues-flag-resolved = résolu
queues-flag-closed = clos
queues-flag-unassigned = non affecté
queues-flag-mine = à moi
queues-flag-my-team = à mon équipe
queues-flag-watched = suivi
queues-flag-overdue = dépassé
queues-flag-at-risk = à risque
queues-flag-pending = en attente
queues-flag-snoozed = mis de côté
queues-flag-reopened = rouvert
queues-flag-major = majeur
queues-flag-unread = non lu
queues-pending-user = Demandeur
queues-pending-provider = Prestataire
queues-pending-change = Changement
queues-pending-other = Autre
queues-channel-portal = portail
queues-channel-email = e-mail
queues-channel-phone = téléphone
queues-channel-monitoring = supervision
queues-channel-api = API
queues-channel-chat = messagerie
queues-channel-in-person = sur place
queues-channel-import = reprise
queues-value-me = moi
queues-value-none = aucun

## Tri et colonnes

queues-sort = Tri
queues-sort-by = Tri : { $sort }
queues-sort-usual = Le tri habituel
queues-sort-due = échéance
queues-sort-priority = priorité
queues-sort-created = les plus récents
queues-sort-updated = dernière modification
queues-sort-number = numéro
queues-columns = Colonnes
queues-columns-shown = Colonnes affichées
queues-column-choice-s = État
queues-column-choice-a = Technicien
queues-column-choice-l = Temps restant
queues-column-choice-m = Modifié
queues-apply = Appliquer
queues-save = Enregistrer
queues-cancel = Annuler
queues-back = Revenir à la liste

## Vues

queues-view-all = Tous les ouverts
queues-view-mine = Mes tickets
queues-view-unassigned = Non affectés
queues-view-at-risk = À risque
queues-view-breached = Dépassés
queues-view-pending = En attente
queues-view-new = Nouvelle vue
queues-view-edit = Modifier la vue
queues-view-save = Enregistrer comme vue
queues-view-share = Copier l’adresse de cette liste
queues-view-more = Autres actions sur la vue
queues-view-back = Revenir à la vue
queues-view-name-fr = Nom en français
queues-view-name-en = Nom en anglais
queues-view-name-hint = L’un des deux suffit.
queues-view-filter = Filtre
queues-view-owner = Pour qui
queues-view-owner-me = Moi seulement
queues-view-of-team = Équipe { $team }
queues-view-pinned = L’afficher en onglet dans la file
queues-view-tab = onglet
queues-view-meanwhile = Quelqu’un a modifié cette vue entre-temps. Vérifiez votre saisie, puis enregistrez de nouveau.
queues-view-up = Monter « { $name } »
queues-view-down = Descendre « { $name } »
queues-view-change = Modifier « { $name } »
queues-view-delete = Supprimer « { $name } »
queues-views-manage = Organiser les vues
queues-views-saved = Vues enregistrées
queues-views-standard = Vues pour tous
queues-views-none = Aucune vue enregistrée
queues-views-none-text = Filtrez la file, puis enregistrez ce que vous voyez sous un nom.
queues-all-matching = { $n ->
    [one] Agir sur le { $n } résultat
   *[other] Agir sur les { $n } résultats
}
queues-export = Exporter en CSV

## Modification

queues-bulk = Actions sur la sélection
queues-bulk-selected = sélectionnés
queues-bulk-unselect = Désélectionner
queues-bulk-assignee = Affecter
queues-bulk-priority = Priorité
queues-bulk-state = État
queues-bulk-team = Équipe
queues-bulk-category = Catégorie
queues-bulk-tags = Étiquettes
queues-bulk-snooze = Mettre de côté
queues-bulk-merge = Fusionner
queues-bulk-take = Prendre
queues-preview = { $n ->
    [one] { $n } ticket :
   *[other] { $n } tickets :
}
queues-preview-more = { $n ->
    [one] et { $n } autre
   *[other] et { $n } autres
}
queues-preview-all = { $n ->
    [one] { $n } ticket trouvé par
   *[other] { $n } tickets trouvés par
}
queues-clash = { $by } a modifié ceci le { $at } : { $theirs }.
queues-clash-text = Rien n’a été écrasé. Appliquez de nouveau pour garder votre valeur, ou fermez pour garder la sienne.
queues-priority-legend = Priorité imposée
queues-priority-matrix = Selon l’impact et l’urgence
queues-priority-reason = Motif
queues-priority-reason-hint = Obligatoire pour une priorité imposée ; il s’affiche avec elle.
queues-assign-me = Moi
queues-assign-other = Quelqu’un d’autre
queues-state-legend = Nouvel état
queues-no-transition = Aucun autre état n’est accessible d’ici.
queues-pending-on = En attente de
queues-resolution = Résolution
queues-resolution-hint = Ce qui a été fait ; le demandeur le lit.
queues-resolution-kind = Nature de la résolution
queues-reason = Motif
queues-snooze-1h = Pendant 1 h
queues-snooze-4h = Pendant 4 h
queues-snooze-tomorrow = Jusqu’à demain, 8 h
queues-snooze-monday = Jusqu’à lundi, 8 h
queues-snooze-wake = Ne plus mettre de côté
queues-snooze-at = Jusqu’au
queues-tags-add = Étiquettes à ajouter
queues-tags-remove = Étiquettes à retirer
queues-tags-hint = Séparées par des espaces ou des virgules.
queues-merge-two = Sélectionnez au moins deux tickets à fusionner.
queues-merge-legend = Le ticket qui continue
queues-merge-text = Les autres sont clos comme doublons ; leurs personnes suivent celui qui continue. Cela ne peut pas être annulé.
queues-merge-do = Fusionner
queues-done = { $n ->
    [one] { $n } ticket modifié
   *[other] { $n } tickets modifiés
}
queues-refused = { $n ->
    [one] { $n } ticket n’a pas été modifié :
   *[other] { $n } tickets n’ont pas été modifiés :
}
queues-progress = { $done } tickets sur { $total }
queues-progress-next = Continuer
queues-report = Résultat

## Volet de lecture

queues-reader-empty = Aucun ticket choisi
queues-reader-empty-text = Choisissez une ligne, ou déplacez-vous avec j et k.
queues-reader-open = Ouvrir en pleine page (o)
queues-reader-last = Derniers échanges
queues-reader-earlier = { $n ->
    [one] { $n } message plus ancien
   *[other] { $n } messages plus anciens
}
queues-no-description = Aucune description.
queues-reply = Répondre
queues-note = Note interne
queues-clock-met = Tenue en { $used }
queues-clock-missed = Dépassée, { $used }
queues-clock-left = { $left } restantes

## Mon travail

queues-work = Mon travail
queues-work-lead = { $n ->
    [one] { $n } ticket ouvert vous est affecté.
   *[other] { $n } tickets ouverts vous sont affectés.
}
queues-work-breached = Dépassés
queues-work-at-risk = À risque
queues-work-today = À tenir aujourd’hui
queues-work-later = Plus tard
queues-work-waiting = En attente d’autrui
queues-work-tasks = Mes tâches
queues-work-no-tasks = Aucune tâche pour vous.
queues-work-notices = Mentions et notifications
queues-work-no-notices = Rien de nouveau.
queues-work-all = Toutes
queues-work-drafts = Brouillons
queues-work-changed = Mes dernières modifications
queues-work-empty = Rien ne vous est affecté
queues-work-empty-text = Prenez un ticket que personne n’a encore.
queues-work-take = Voir les tickets non affectés

## Tableau de bord

queues-board = Tableau de bord
queues-board-scope = Centre de services
queues-board-every-desk = Tous les centres
queues-board-wall = Mur d’écran
queues-board-leave = Quitter le mur d’écran
queues-board-fullscreen = Plein écran
queues-figs = Chiffres du jour
queues-fig-open = Ouverts
queues-fig-open-what = Tickets ni résolus, ni clos, ni annulés.
queues-fig-open-detail = { $n ->
    [one] { $n } enregistré aujourd’hui
   *[other] { $n } enregistrés aujourd’hui
}
queues-fig-unassigned = Non affectés
queues-fig-unassigned-what = Tickets ouverts que personne n’a pris.
queues-fig-unassigned-detail = le plus ancien : { $age }
queues-fig-unassigned-none = chaque ticket a quelqu’un
queues-fig-breached = Dépassés
queues-fig-breached-what = Tickets ouverts dont un engagement de service a été dépassé.
queues-fig-breached-detail = { $n ->
    [one] { $n } autre à risque
   *[other] { $n } autres à risque
}
queues-fig-acknowledged = Prise en charge
queues-fig-acknowledged-what = Temps médian entre l’enregistrement et la prise en charge, des tickets enregistrés depuis 24 h et pris en charge ; temps réel.
queues-fig-acknowledged-detail = { $n ->
    [one] médiane de { $n } ticket sur 24 h
   *[other] médiane de { $n } tickets sur 24 h
}
queues-fig-resolved = Résolus aujourd’hui
queues-fig-resolved-what = Tickets résolus depuis minuit et non rouverts.
queues-fig-resolved-detail = { $n ->
    [one] pour { $n } enregistré
   *[other] pour { $n } enregistrés
}
queues-tickets = { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}
queues-board-priority = Ouverts par priorité
queues-board-today = Ouverts et résolus aujourd’hui
queues-board-today-summary = Tickets ouverts et résolus par heure aujourd’hui : { $opened } ouverts, { $resolved } résolus
queues-board-opened = ouverts
queues-board-resolved = résolus
queues-board-team = Ouverts par équipe et par âge
queues-age-1 = < 1 j
queues-age-3 = 1–3 j
queues-age-7 = 3–7 j
queues-age-more = > 7 j
queues-board-risks = Engagements à risque ou dépassés
queues-board-see = Voir dans la file
queues-board-no-risk = Aucun engagement à risque
queues-board-no-risk-text = Les tickets dont le temps s’épuise s’afficheront ici.

## Recherche

queues-search = Recherche
queues-search-for = { $n } pour « { $query } »
queues-search-queue = Affiner dans la file
queues-search-empty = Que cherchez-vous ?
queues-search-hint = Un numéro comme INC-42, ou des mots du titre.
queues-search-none = Aucun ticket trouvé
queues-search-none-text = Vérifiez l’orthographe, ou essayez avec moins de mots.

## Export

queues-csv-number = Numéro
queues-csv-kind = Type
queues-csv-state = État
queues-csv-priority = Priorité
queues-csv-title = Titre
queues-csv-requester = Demandeur
queues-csv-organisation = Organisation
queues-csv-assignee = Technicien
queues-csv-team = Équipe
queues-csv-category = Catégorie
queues-csv-service = Service
queues-csv-created = Créé
queues-csv-updated = Modifié
queues-csv-resolved = Résolu
queues-csv-due = Échéance
queues-csv-breached = Dépassé
queues-csv-tags = Étiquettes
queues-csv-yes = oui
queues-csv-no = non
