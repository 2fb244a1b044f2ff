### La page qui décrit l’API.

reference-title = L’API
reference-lead = Chaque opération, avec ce qu’elle attend et ce qu’elle répond. Un programme s’identifie par un jeton d’accès (en-tête Authorization, schéma Bearer), créé depuis le profil.
reference-parameters = Paramètres
reference-body = Corps
reference-answers = Réponses
reference-contents = Sommaire
