### Le travail d’arrière-plan et le journal, pour les administrateurs.

operations-jobs-title = Travail d’arrière-plan
operations-jobs-lead = Ce que Vigie fait de lui-même : les échéances, les messages envoyés. Ce qui a échoué trop souvent attend ici une décision.
operations-done = C’est fait. Le journal garde qui l’a décidé.
operations-stalled = Le travail d’arrière-plan a pris du retard. Le journal du serveur dit pourquoi.
operations-figures = Chiffres
operations-jobs-ready = Tâches en attente
operations-jobs-running = Tâches en cours
operations-timers-pending = Échéances prévues
operations-timers-next = Prochaine échéance
operations-late-p50 = Retard, la moitié des échéances au plus
operations-late-p99 = Retard, 99 sur 100 au plus
operations-late-max = Retard, le plus grand
operations-late-hint = Sur les 1 000 dernières échéances de ce serveur.
operations-dead = Tâches en échec
operations-dead-none = Aucune tâche en échec
operations-dead-none-text = Les tâches tentées en vain apparaissent ici, avec leur raison.
operations-parked = Échéances mises de côté
operations-parked-none = Aucune échéance mise de côté
operations-parked-none-text = Les échéances dont le travail a échoué cinq fois apparaissent ici, avec leur raison.
operations-kind = Nature
operations-reason = Raison
operations-attempts = Tentatives
operations-died = Abandonnée
operations-due = Prévue
operations-act = Actions
operations-run = Relancer
operations-discard = Abandonner
operations-repeated = peut-être répétée

operations-audit-title = Journal
operations-audit-lead = Chaque modification des comptes, des droits et de la configuration. L’historique d’un ticket se trouve sur sa page.
operations-audit-none = Rien de tel
operations-audit-none-text = Aucune entrée ne répond à ces filtres.
operations-when = Quand
operations-who = Qui
operations-what = Quoi
operations-subject = Objet
operations-details = Détails
operations-who-email = Fait par (courriel)
operations-from = Du
operations-to = Au
operations-filter = Filtrer
operations-erased = Détails effacés comme la loi le demande
operations-subject-any = Tous
operations-subject-installation = Installation
operations-subject-user = Personne
operations-subject-organisation = Organisation
operations-subject-team = Équipe
operations-subject-desk = Centre de services
operations-subject-calendar = Calendrier
operations-subject-policy = Engagement
operations-subject-service = Service
operations-subject-view = Vue enregistrée
operations-subject-ticket = Ticket
operations-verify = Vérifier le journal
operations-verify-never = Le journal n’a pas encore été vérifié depuis cette page.
operations-verify-asked = Le journal est en cours de lecture. Revenez sur cette page dans un instant.
operations-verify-sound = Vérifié le { $when } : { $entries } entrées, toutes telles qu’elles ont été écrites.
operations-verify-broken = { $n ->
    [one] Vérifié le { $when } : { $n } élément n’est pas tel qu’il a été écrit. Lancez « vigie audit verify » sur le serveur : la commande le nomme.
   *[other] Vérifié le { $when } : { $n } éléments ne sont pas tels qu’ils ont été écrits. Lancez « vigie audit verify » sur le serveur : la commande les nomme.
}
