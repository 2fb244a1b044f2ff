### Le courriel : ce qui arrive, ce que cela devient, et pourquoi.

## Ce que Vigie écrit sur un ticket

inbox-note-auto-reply =
    Réponse automatique de { $from } :

    { $text }
inbox-note-unverified =
    Reçu de { $from }, expéditeur non vérifié :

    { $text }
inbox-note-bounce = Courriel non remis à { $address } : { $why }
inbox-files-only = Fichiers joints, sans texte.
inbox-no-subject = Courriel sans objet
inbox-unverified-sender = Expéditeur non vérifié

## Boîtes aux lettres

inbox-fault-name = Donnez un nom de 1 à 200 caractères.
inbox-fault-address = Indiquez une adresse complète, par exemple support@votre-entreprise.fr.
inbox-fault-address-taken = Une autre boîte aux lettres a déjà cette adresse.
inbox-fault-authserv = Indiquez le nom de votre serveur de messagerie, sans espace, par exemple mx.votre-entreprise.fr.
inbox-fault-category = Choisissez une catégorie de ce centre de services.

## Ce qu’un courriel devient

inbox-outcome-waiting = En attente
inbox-outcome-ticket = Ticket ouvert
inbox-outcome-reply = Ajouté à un ticket
inbox-outcome-refused = Écarté
inbox-outcome-quarantined = En quarantaine

## Étapes

inbox-step-loop-guard = Garde contre les boucles
inbox-step-bounce = Retours et accusés
inbox-step-list = Listes de diffusion
inbox-step-sender = Expéditeur
inbox-step-thread = Fil de discussion
inbox-step-auto-reply = Réponses automatiques
inbox-step-words = Texte
inbox-step-attachments = Pièces jointes
inbox-step-intake = Enregistrement
inbox-step-agent = Décision d’un agent
inbox-step-end = Fin

## Raisons

inbox-reason-own-mail = C’est un de nos propres courriels, revenu : { $detail }
inbox-reason-too-many = Trop de courriels de cet expéditeur en dix minutes : { $detail }
inbox-reason-no-loop = Pas de boucle
inbox-reason-machine = Envoyé par un programme : rien ne lui répond
inbox-reason-bounce = Avis de non-remise : { $detail }
inbox-reason-receipt = Accusé de lecture ou signalement
inbox-reason-no-bounce = Pas un retour
inbox-reason-list = Liste ou envoi en nombre : { $detail }
inbox-reason-no-list = Pas une liste
inbox-reason-no-sender = Aucune adresse d’expéditeur lisible : { $detail }
inbox-reason-unverified = Expéditeur non vérifié par votre serveur : { $detail }
inbox-reason-closed-account = Le compte de l’expéditeur est fermé : { $detail }
inbox-reason-known = Expéditeur vérifié et connu : { $detail }
inbox-reason-guest = Expéditeur vérifié, encore inconnu : { $detail }
inbox-reason-not-concerned = Répond à { $detail }, qui ne concerne pas l’expéditeur : nouveau ticket lié
inbox-reason-ended = { $detail } est clos : nouveau ticket lié
inbox-reason-answers = Répond à { $detail }
inbox-reason-new = Ne répond à rien de connu
inbox-reason-auto-reply = Réponse automatique sans ticket : { $detail }
inbox-reason-auto-reply-noted = Réponse automatique notée sur { $detail }
inbox-reason-no-auto-reply = Pas une réponse automatique
inbox-reason-cut = Texte coupé à { $detail } caractères ; le courriel garde tout
inbox-reason-read = Texte lu : { $detail } caractères
inbox-reason-files-cut = Pièces jointes : { $detail } ; le reste est dans le courriel brut
inbox-reason-files = Pièces jointes : { $detail }
inbox-reason-no-guests = Cette boîte n’accepte pas les inconnus : { $detail }
inbox-reason-replied = Ajouté à { $detail }
inbox-reason-opened = A ouvert { $detail }
inbox-reason-failed = N’a pas pu être traité en plusieurs essais
inbox-reason-refused-by-rules = Refusé par les règles du centre de services
inbox-reason-made-ticket = Ticket créé par { $detail }
inbox-reason-undecided = Aucune étape n’a décidé

## Courriels aux demandeurs. Ce qui s’est passé, puis ce qui vient.

inbox-mail-hello = Bonjour,
inbox-mail-hello-name = Bonjour { $name },
inbox-mail-by = Échéance prévue : { $at }.
inbox-mail-follow = Suivre ou compléter votre demande :
inbox-mail-foot = { $desk } – vous pouvez répondre directement à ce courriel.
inbox-mail-received-what = Votre demande est enregistrée sous le numéro { $number }.
inbox-mail-received-next = Elle va être lue et confiée à la bonne équipe. En attendant, vous pouvez ajouter une précision ou une photo en répondant à ce courriel.
inbox-mail-taken-what = Quelqu’un s’occupe de votre demande { $number }.
inbox-mail-taken-next = Nous vous écrirons dès qu’il y aura du nouveau.
inbox-mail-answered-what = Une réponse à votre demande { $number } :
inbox-mail-answered-next = Pour répondre, répondez simplement à ce courriel.
inbox-mail-expected-what = Le délai de votre demande { $number } a changé.
inbox-mail-expected-next = Nous vous écrirons si cela change encore.
inbox-mail-pending-what = Nous attendons une précision de votre part pour avancer sur { $number }.
inbox-mail-pending-next = Répondez à ce courriel : le travail reprendra aussitôt.
inbox-mail-resolved-what = Votre demande { $number } est résolue.
inbox-mail-resolved-next = Est-ce bien le cas pour vous ? Confirmez-le ou dites-nous ce qui ne va pas sur la page de votre demande.
inbox-mail-closed-what = Votre demande { $number } est close.
inbox-mail-closed-next = Si le problème revient, répondez à ce courriel : une nouvelle demande sera ouverte et liée à celle-ci.
