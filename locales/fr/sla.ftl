### Engagements : politiques, cibles, réactions.

sla-title = Engagements
sla-lead = Ce que le centre promet, à qui, et ce qui se passe quand l’échéance approche. De plusieurs politiques qui conviennent, la plus précise l’emporte.
sla-form-lead = Une politique dit pour quels tickets elle vaut, quels délais elle promet, quand le temps compte et ce qui arrive d’office.
sla-new = Nouvelle politique
sla-add = Ajouter une politique
sla-empty = Aucun engagement pour ce centre
sla-empty-text = Ajoutez une politique par priorité : les tickets ouverts ensuite auront leurs échéances.
sla-preview = Aperçu
sla-preview-title = Pour un ticket ouvert maintenant
sla-preview-none = Aucune cible n’est fixée.
sla-foreseen = Pour un incident ouvert maintenant
sla-due-acknowledge = Pris en charge au plus tard
sla-due-resolve = Résolu au plus tard
sla-moment = { $day } à { $time }
sla-never = jamais
sla-any = Peu importe
sla-always = 24 h/24, 7 j/7
sla-desk-calendar = Calendrier du centre
sla-every-desk = Tous les centres
sla-scope-all = Tous les tickets
sla-days = { $n ->
    [one] { $n } jour ouvré
   *[other] { $n } jours ouvrés
}

sla-agreement-sla = Niveau de service (SLA)
sla-agreement-sla-hint = Promis aux demandeurs.
sla-agreement-ola = Engagement interne (OLA)
sla-agreement-ola-hint = Lie une équipe, à chaque passage de main.
sla-agreement-underpinning = Contrat de sous-traitance
sla-agreement-underpinning-hint = Lie le prestataire à qui le ticket est confié.

sla-metric-acknowledge = Prise en charge
sla-metric-update = Nouvelles au demandeur
sla-metric-resolve = Résolution

sla-kind-incident = Incidents
sla-kind-request = Demandes

sla-field-name = Nom
sla-field-agreement = Type d’engagement
sla-field-position = Rang
sla-field-position-hint = De deux politiques également précises, le plus petit rang l’emporte.
sla-field-scope = Pour quels tickets
sla-field-policy = Politique
sla-field-priority = Priorité
sla-field-kind = Type de ticket
sla-field-category = Catégorie
sla-field-service = Service
sla-field-organisation = Organisation
sla-field-team = Équipe
sla-field-provider = Prestataire
sla-field-calendar = Heures comptées
sla-field-warnings = Alertes, en % de la cible
sla-field-warnings-hint = Jusqu’à dix pourcentages entre 1 et 99, séparés par des virgules.

sla-scope = Pour quels tickets
sla-scope-hint = Ce qui n’est pas précisé n’a pas d’importance. Le plus précis l’emporte, dans cet ordre : prestataire, équipe, service, organisation, catégorie, priorité.
sla-targets = Délais promis
sla-targets-hint = En temps compté dans le calendrier choisi ; un jour vaut la journée moyenne de ce calendrier. Un délai laissé vide ne compte pas.
sla-unit-of = Unité – { $target }
sla-unit-minutes = minutes
sla-unit-hours = heures
sla-unit-days = jours ouvrés
sla-pauses = Le temps s’arrête en attente
sla-pauses-hint = Le temps du demandeur n’est pas le vôtre ; celui d’un prestataire l’est, sauf décision contraire.
sla-pending-user = du demandeur
sla-pending-provider = d’un prestataire
sla-pending-change = d’un changement
sla-pending-other = d’autre chose
sla-reactions = Ce qui arrive d’office
sla-at-warning = À { $percent } % de la cible
sla-at-breach = Au dépassement
sla-do-notify-assignee = Prévenir le technicien, ou l’équipe si personne n’a le ticket
sla-do-notify-leads = Prévenir les responsables de l’équipe
sla-do-raise-priority = Relever la priorité d’un cran
sla-do-escalate = Passer au niveau de support suivant
sla-do-unassign = Rendre le ticket à la file de l’équipe
sla-archive = Retirer cette politique
sla-archive-hint = Les tickets ouverts seront revus : une autre politique s’appliquera, ou aucune. L’historique reste.

sla-fault-name = Donnez un nom de 120 caractères au plus.
sla-fault-no-target = Fixez au moins un délai.
sla-fault-zero-target = Un délai ne peut pas être nul.
sla-fault-amount = Indiquez un nombre entier, ou laissez vide.
sla-fault-position = Indiquez un nombre entier.
sla-fault-warnings = Indiquez au plus dix pourcentages entre 1 et 99, par exemple 50, 75, 90.
sla-fault-reaction-without-warning = Une réaction vise une alerte qui n’existe pas : ajoutez le pourcentage, ou retirez la réaction.
sla-fault-ola-binds-a-team = Un engagement interne lie une équipe, pas un prestataire.
sla-fault-unknown-desk = Ce centre n’existe pas.
sla-fault-unknown-category = Cette catégorie n’existe pas dans ce centre.
sla-fault-unknown-team = Cette équipe n’existe pas dans ce centre.
sla-fault-unknown-service = Ce service n’existe pas.
sla-fault-unknown-organisation = Cette organisation n’existe pas.
sla-fault-unknown-provider = Ce prestataire n’existe pas.
sla-fault-unknown-calendar = Ce calendrier n’existe pas.
