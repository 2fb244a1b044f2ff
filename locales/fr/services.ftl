### Business services in the settings.

## Business services

services-title = Services
services-lead = Ce dont dépend l’activité : qui en répond, quelle équipe l’exploite, ce que coûte une heure sans lui.
services-empty = Aucun service
services-empty-text = Les services seront listés ici : messagerie, paie, boutique en ligne. Ajoutez d’abord les plus importants.
services-add = Ajouter un service
services-new = Nouveau service
services-form-lead = Utilisateurs × coût horaire : ce que coûte, affiché, une heure d’arrêt complet.
services-name = Nom
services-description = Description
services-criticality = Criticité
services-criticality-critical = critique
services-criticality-high = élevée
services-criticality-medium = moyenne
services-criticality-low = faible
services-owner = Responsable
services-owner-hint = L’adresse de courriel d’une personne qui a un compte.
services-team = Équipe
services-no-team = Aucune équipe
services-users = Utilisateurs
services-hourly-cost = Coût d’une heure d’utilisateur
services-hourly-cost-hint = Dans votre monnaie, par exemple 35,00.
services-cost = Coût d’une heure d’arrêt
services-archive = Mettre { $name } de côté
services-archive-title = Mettre de côté
services-archive-text = Les anciens tickets gardent ce service, les nouveaux ne peuvent plus le prendre. Vous pourrez le reprendre.
services-archived = { $n ->
    [one] { $n } service mis de côté
   *[other] { $n } services mis de côté
}
services-restore = Reprendre { $name }
services-error-taken = Un service s’appelle déjà « { $name } ». Choisissez un autre nom.
services-error-owner = Personne n’a de compte à cette adresse. Vérifiez-la, ou créez d’abord le compte.
services-error-team = Cette équipe n’existe plus. Choisissez-en une autre.
services-error-count = Saisissez un nombre entier, par exemple 1200.
services-error-cost = Saisissez un montant, par exemple 35,00.

## Following a service

services-follow-title = Services que vous suivez
services-follow-lead = Vous êtes informé des incidents critiques et majeurs de ces services, et de leur rétablissement.
services-follow-start = Suivre
services-follow-start-name = Suivre { $name }
services-follow-stop = Ne plus suivre
services-follow-stop-name = Ne plus suivre { $name }
services-follow-on = Vous suivez ce service
services-follow-off = Vous ne suivez pas ce service
services-follow-done = Votre choix est enregistré.
services-follow-none = Aucun service à suivre
services-follow-none-text = Les services apparaîtront ici dès qu’il y en aura pour vous.
