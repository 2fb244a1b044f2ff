### How each help desk works: desks, categories, the priority matrix, calendars.

## Common

desks-save = Enregistrer
desks-cancel = Annuler
desks-show = Afficher
desks-read-only = Vous pouvez consulter cette page ; la modifier revient aux responsables du centre de services et aux administrateurs.
desks-done-saved = Enregistré.
desks-done-moved = Déplacé.
desks-done-archived = Mis de côté. Vous pouvez le reprendre dans la liste des éléments mis de côté.
desks-done-restored = Repris.
desks-conflict-title = Modifié entre-temps.
desks-conflict-text = Quelqu’un a enregistré une autre version pendant votre saisie. Rien n’a été écrasé : comparez ci-dessous, puis enregistrez à nouveau pour garder votre saisie.
desks-conflict-now = { $label }, à présent :
desks-conflict-typed = { $label }, votre saisie :
desks-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}

## Index

desks-settings-title = Paramètres
desks-settings-lead = Tout ce qui se règle, regroupé selon ce que vous cherchez.
desks-settings-search = Trouver un paramètre
desks-settings-none = Rien ne correspond à « { $asked } »
desks-settings-none-text = Essayez un autre mot, ou videz la recherche pour tout voir.

## Help desks

desks-desks-title = Centres de services
desks-desks-lead = Chaque centre de services a sa file, ses catégories, sa langue et ses heures ouvrées.
desks-desks-empty = Aucun centre de services
desks-desks-empty-text = Les centres de services seront listés ici. Créez le premier pour recevoir des tickets.
desks-desk = Centre de services
desks-desk-add = Ajouter un centre de services
desks-desk-new = Nouveau centre de services
desks-desk-lead = Un nouveau centre de services commence avec des équipes, des catégories et des heures ouvrées standard, toutes modifiables.
desks-desk-edit-lead = Nom, langue, horaires et clôture de ce centre de services.
desks-desk-name = Nom
desks-desk-locale = Langue
desks-desk-zone = Fuseau horaire
desks-desk-zone-hint = Un nom IANA, par exemple Europe/Paris.
desks-desk-phone = Téléphone
desks-desk-calendar = Heures ouvrées
desks-always-open = Toujours ouvert
desks-desk-confirm = Clôture sans réponse
desks-desk-confirm-hint = Jours ouvrés après lesquels un ticket résolu se clôt de lui-même.
desks-desk-reopen = Réouverture
desks-desk-reopen-hint = Jours pendant lesquels un ticket clos peut être rouvert ; ensuite, une réponse ouvre un ticket de suivi.
desks-desk-guests = Invités
desks-desk-guests-allow = Les personnes sans compte peuvent signaler ici
desks-desk-guests-hint = Elles écrivent sur /portal/guest et confirment leur adresse une fois par courriel. Le centre de services a besoin d’une boîte aux lettres en service, qui leur écrit.
desks-desk-guests-no-relay = Aucun relais n’achemine les courriels (--smtp) : personne ne pourrait confirmer son adresse, le formulaire n’est donc pas proposé.
desks-desk-organisations = Organisations servies
desks-desk-organisations-hint = N’en cochez aucune pour servir tout le personnel interne.

## Matrix

desks-matrix-title = Matrice de priorité
desks-matrix-lead = L’impact et l’urgence donnent ensemble la priorité. Les nouveaux tickets suivent la matrice dès son enregistrement ; les tickets ouverts gardent leur priorité jusqu’à leur prochaine qualification.
desks-matrix-axes = Impact \ urgence
desks-matrix-impact = Impact : { $level }
desks-matrix-urgency = Urgence : { $level }
desks-matrix-cell = Impact { $impact }, urgence { $urgency }
desks-matrix-default = Revenir à la matrice par défaut
desks-matrix-odd = Dans cette matrice, plus d’impact ou d’urgence donne parfois une priorité plus faible. C’est permis ; vérifiez que c’est voulu.
desks-impact-high = élevé
desks-urgency-high = élevée
desks-impact-medium = moyen
desks-urgency-medium = moyenne
desks-impact-low = faible
desks-urgency-low = faible
desks-level-none = non défini
desks-priority-1 = critique
desks-priority-2 = élevée
desks-priority-3 = moyenne
desks-priority-4 = faible
desks-priority-5 = planifiée

## Categories

desks-categories-title = Catégories
desks-categories-lead = Ce dont parlent les tickets. Chaque catégorie propose un impact, une urgence et une équipe ; ses synonymes aident à la reconnaître dans ce que les gens écrivent.
desks-categories-empty = Aucune catégorie
desks-categories-empty-text = Les catégories seront listées ici. Ajoutez la première pour qualifier les tickets.
desks-category-add = Ajouter une catégorie
desks-category-add-under = Ajouter une catégorie sous { $name }
desks-category-new = Nouvelle catégorie
desks-category-lead = Catégorie de { $desk }.
desks-category-name = Nom
desks-category-name-fr = Nom en français
desks-category-name-en = Nom en anglais
desks-category-code = Code
desks-category-code-hint = Pour les programmes et les imports ; laissez vide pour qu’il soit tiré du nom. Il ne change plus ensuite.
desks-category-code-is = Code pour les programmes et les imports : { $code }
desks-category-impact = Impact par défaut
desks-category-urgency = Urgence par défaut
desks-category-levels = Impact × urgence
desks-category-priority = Priorité
desks-category-gives = Priorité que donne la matrice actuelle :
desks-category-team = Équipe
desks-category-no-team = Aucune équipe
desks-category-business-fr = Impact métier en français
desks-category-business-en = Impact métier en anglais
desks-category-synonyms = Synonymes
desks-category-synonyms-hint = Les mots que les gens emploient, dans toutes les langues, un par ligne.
desks-category-parent = Rattachée à
desks-category-top = Rien : sommet de l’arbre
desks-category-order = Ordre
desks-category-up = Monter { $name }
desks-category-down = Descendre { $name }
desks-category-move = Déplacer
desks-category-move-do = Déplacer ici
desks-category-archive = Mettre { $name } de côté
desks-category-archive-title = Mettre de côté
desks-category-archive-text = { $n ->
    [0] Les anciens tickets gardent cette catégorie, les nouveaux ne peuvent plus la prendre. Vous pourrez la reprendre.
    [one] Les anciens tickets gardent cette catégorie, les nouveaux ne peuvent plus la prendre, ni celle qui lui est rattachée. Vous pourrez les reprendre.
   *[other] Les anciens tickets gardent cette catégorie, les nouveaux ne peuvent plus la prendre, ni les { $n } qui lui sont rattachées. Vous pourrez les reprendre.
}
desks-category-archived = { $n ->
    [one] { $n } catégorie mise de côté
   *[other] { $n } catégories mises de côté
}
desks-category-restore = Reprendre { $name }

## Calendars

desks-calendars-title = Calendriers
desks-calendars-lead = Les heures ouvrées sur lesquelles se comptent les engagements, avec jours fériés et exceptions.
desks-calendars-empty = Aucun calendrier
desks-calendars-empty-text = Les calendriers seront listés ici. Ajoutez-en un pour que les engagements ne comptent que les heures ouvrées.
desks-calendar-add = Ajouter un calendrier
desks-calendar-new = Nouveau calendrier
desks-calendar-lead = Les délais en cours suivent aussitôt une modification.
desks-calendar-name = Nom
desks-calendar-zone = Fuseau horaire
desks-calendar-region = Jours fériés
desks-calendar-yearly = Autres jours chômés chaque année
desks-calendar-yearly-hint = Mois et jour, par exemple 12-24, 12-31.
desks-calendar-week = Heures de la semaine
desks-calendar-week-hint = Séparez plusieurs plages par des virgules : 09:00-12:30, 14:00-18:00. Une nuit fait deux plages, une par jour : 22:00-24:00, puis 00:00-06:00. Laissez vide un jour fermé.
desks-calendar-exceptions = Exceptions
desks-calendar-exceptions-hint = Fermetures et ouvertures à des dates données. Si les deux portent sur le même moment, la fermeture l’emporte. Videz une ligne pour la supprimer.
desks-calendar-more = Plus de lignes
desks-calendar-preview = Aperçu
desks-closed = fermé
desks-day-mon = Lundi
desks-day-tue = Mardi
desks-day-wed = Mercredi
desks-day-thu = Jeudi
desks-day-fri = Vendredi
desks-day-sat = Samedi
desks-day-sun = Dimanche
desks-day-short-mon = lun.
desks-day-short-tue = mar.
desks-day-short-wed = mer.
desks-day-short-thu = jeu.
desks-day-short-fri = ven.
desks-day-short-sat = sam.
desks-day-short-sun = dim.
desks-exception-line = Exception { $n }
desks-exception-kind = Nature
desks-exception-closed = Fermé
desks-exception-open = Ouvert
desks-exception-from = Du
desks-exception-to = Au
desks-exception-hours = Heures
desks-exception-all-day = toute la journée
desks-exception-label = Motif
desks-preview-title = Aux prochains changements d’heure
desks-preview-none = Aucun changement d’heure n’est prévu dans ce fuseau.
desks-preview-moment = { $day } à { $time }
desks-preview-forward = Le { $day }, les horloges avancent de { $span }.
desks-preview-back = Le { $day }, les horloges reculent de { $span }.
desks-preview-due = Un délai de { $target } qui commence le { $start } échoit le { $due }.
desks-holidays-title = Jours fériés : { $region }

## Regions of public holidays

desks-region-none = Aucun
desks-region-fr = France
desks-region-fr-als = Alsace-Moselle
desks-region-fr-gp = Guadeloupe
desks-region-fr-mq = Martinique
desks-region-fr-gf = Guyane
desks-region-fr-re = La Réunion
desks-region-fr-yt = Mayotte
desks-region-fr-bl = Saint-Barthélemy
desks-region-fr-mf = Saint-Martin
desks-region-fr-pm = Saint-Pierre-et-Miquelon
desks-region-fr-nc = Nouvelle-Calédonie
desks-region-fr-pf = Polynésie française
desks-region-fr-wf = Wallis-et-Futuna
desks-region-be = Belgique
desks-region-lu = Luxembourg
desks-region-ch = Suisse
desks-region-de = Allemagne
desks-region-gb-eaw = Angleterre et pays de Galles

## Public holidays

desks-holiday-abolition-of-slavery = Abolition de l’esclavage
desks-holiday-all-saints = Toussaint
desks-holiday-armistice-1918 = Armistice de 1918
desks-holiday-arrival-of-the-gospel = Arrivée de l’Évangile
desks-holiday-ascension = Ascension
desks-holiday-assumption = Assomption
desks-holiday-bastille-day = Fête nationale
desks-holiday-belgian-national-day = Fête nationale belge
desks-holiday-boxing-day = Boxing Day
desks-holiday-boxing-day-substitute = Boxing Day, jour de remplacement
desks-holiday-christmas = Noël
desks-holiday-christmas-substitute = Noël, jour de remplacement
desks-holiday-coronation = Couronnement
desks-holiday-early-may = Jour férié de début mai
desks-holiday-easter-monday = Lundi de Pâques
desks-holiday-europe-day = Journée de l’Europe
desks-holiday-german-unity-day = Jour de l’unité allemande
desks-holiday-good-friday = Vendredi saint
desks-holiday-labour-day = Fête du Travail
desks-holiday-luxembourg-national-day = Fête nationale luxembourgeoise
desks-holiday-matarii = Matari’i
desks-holiday-millennium = Passage à l’an 2000
desks-holiday-new-caledonia-citizenship = Fête de la citoyenneté
desks-holiday-new-year = Jour de l’an
desks-holiday-new-year-substitute = Jour de l’an, jour de remplacement
desks-holiday-polynesian-autonomy = Fête de l’autonomie
desks-holiday-royal-funeral = Funérailles nationales
desks-holiday-royal-jubilee = Jubilé royal
desks-holiday-royal-wedding = Mariage royal
desks-holiday-saint-peter-chanel = Saint Pierre Chanel
desks-holiday-saint-stephen = Saint-Étienne
desks-holiday-saints-peter-and-paul = Saints Pierre et Paul
desks-holiday-spring-bank = Jour férié de printemps
desks-holiday-summer-bank = Jour férié d’été
desks-holiday-swiss-national-day = Fête nationale suisse
desks-holiday-victory-1945 = Victoire de 1945
desks-holiday-wallis-and-futuna-territory = Fête du Territoire
desks-holiday-whit-monday = Lundi de Pentecôte

## Faults

desks-error-too-long = Ce texte compte { $length } caractères ; raccourcissez-le à { $max } au plus.
desks-error-range = Saisissez un nombre entier de { $least } à { $most }.
desks-error-letters = Employez au moins une lettre ou un chiffre.
desks-error-desk-taken = Un centre de services s’appelle déjà « { $name } ». Choisissez un autre nom.
desks-error-calendar-taken = Un calendrier s’appelle déjà « { $name } ». Choisissez un autre nom.
desks-error-zone = « { $zone } » n’est pas un fuseau horaire connu. Saisissez un nom IANA, par exemple Europe/Paris.
desks-error-calendar-absent = Ce calendrier n’existe plus. Choisissez-en un autre.
desks-error-organisation-absent = L’une de ces organisations n’existe plus. Rechargez la page pour voir celles qui existent.
desks-error-team-absent = Cette équipe n’appartient pas à ce centre de services. Choisissez l’une de ses équipes.
desks-error-parent-absent = Cette catégorie n’existe plus dans ce centre de services. Choisissez un autre emplacement.
desks-error-cycle = { $name } ne peut pas être rattachée à elle-même. Choisissez une catégorie qui n’en dépend pas.
desks-error-too-deep = L’arbre compte { $levels } niveaux au plus. Choisissez un emplacement plus proche du sommet.
desks-error-category-name = Donnez un nom à la catégorie, en français ou en anglais.
desks-error-code = Un code se compose de minuscules sans accent et de chiffres, avec des traits d’union entre les mots et des barres entre les niveaux : network/vpn.
desks-error-code-taken = Le code « { $code } » sert déjà dans ce centre de services. Choisissez-en un autre.
desks-error-synonyms = Gardez { $max } synonymes au plus.
desks-error-priority = Choisissez une priorité de P1 à P5.
desks-error-at = { $place } : { $remedy }
desks-error-at-range = { $place }, plage { $range } : { $remedy }
desks-error-hours = écrivez les heures sous la forme 09:00-12:30, 14:00-18:00, ou laissez le champ vide.
desks-error-time = écrivez chaque heure sous la forme HH:MM, entre 00:00 et 24:00.
desks-error-end = la fin doit suivre le début ; pour une nuit, écrivez deux plages, jusqu’à 24:00 puis à partir de 00:00 le lendemain.
desks-error-overlap = cette plage chevauche la précédente ; séparez-les ou réunissez-les.
desks-error-month-day = écrivez un mois et un jour qui existent, sous la forme MM-JJ, par exemple 12-24.
desks-error-date = saisissez le premier jour, et le dernier s’il y en a plusieurs.
desks-error-dates = le dernier jour ne doit pas précéder le premier.
desks-error-year = une exception dure 366 jours au plus ; divisez-la.
desks-error-exceptions = Gardez { $max } exceptions au plus ; supprimez celles qui sont passées.
desks-error-never-open = Ce calendrier n’ouvre jamais. Donnez des heures à au moins un jour.
