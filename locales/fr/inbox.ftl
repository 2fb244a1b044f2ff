### Le courriel : ce qui arrive, ce que cela devient, et pourquoi.

## Ce que Vigie écrit sur un ticket

inbox-note-auto-reply =
    Réponse automatique de { $from } :

    { $text }
inbox-note-unverified =
    Reçu de { $from }, expéditeur non vérifié :

    { $text }
inbox-note-bounce = Courriel non remis à { $address } : { $why }
inbox-files-only = Fichiers joints, sans texte.
inbox-no-subject = Courriel sans objet
inbox-unverified-sender = Expéditeur non vérifié

## Boîtes aux lettres

inbox-fault-name = Donnez un nom de 1 à 200 caractères.
inbox-fault-address = Indiquez une adresse complète, par exemple support@votre-entreprise.fr.
inbox-fault-address-taken = Une autre boîte aux lettres a déjà cette adresse.
inbox-fault-authserv = Indiquez le nom de votre serveur de messagerie, sans espace, par exemple mx.votre-entreprise.fr.
inbox-fault-category = Choisissez une catégorie de ce centre de services.

## Boîtes aux lettres dans les réglages

inbox-mailbox-title = Boîtes aux lettres
inbox-mailbox-lead = Où arrive le courrier de vos centres de services, et comment va chaque boîte.
inbox-mailbox-add = Ajouter une boîte
inbox-mailbox-new = Nouvelle boîte aux lettres
inbox-mailbox-empty = Aucune boîte aux lettres
inbox-mailbox-empty-text = Ajoutez-en une : ce qu’on lui écrit ouvre des tickets.
inbox-mailbox-form-lead = On écrit à cette adresse ; le courrier du centre de services en part.
inbox-mailbox-kind = Comment son courrier arrive
inbox-mailbox-kind-imap = Relevée par IMAP
inbox-mailbox-kind-lmtp = Remis par votre serveur de messagerie (LMTP)
inbox-mailbox-name = Nom
inbox-mailbox-address = Adresse
inbox-mailbox-address-hint = Par exemple support@votre-societe.fr. Elle ne pourra plus être modifiée.
inbox-mailbox-authserv = Nom de votre serveur de réception
inbox-mailbox-authserv-hint = Tel qu’il figure dans Authentication-Results, par exemple mx.votre-societe.fr. Sans lui, aucun expéditeur n’est vérifié.
inbox-mailbox-category = Catégorie de ce qu’elle ouvre
inbox-mailbox-no-category = Aucune
inbox-mailbox-guests = Un expéditeur inconnu peut ouvrir un ticket
inbox-mailbox-enabled = Le courrier est pris
inbox-mailbox-server = Serveur de messagerie
inbox-mailbox-host = Serveur
inbox-mailbox-host-hint = Le nom de son certificat, par exemple imap.votre-societe.fr.
inbox-mailbox-port = Port
inbox-mailbox-port-hint = Vide pour le port habituel : 993, ou 143 avec STARTTLS.
inbox-mailbox-tls = Protection
inbox-mailbox-tls-implicit = TLS
inbox-mailbox-tls-starttls = STARTTLS
inbox-mailbox-tls-none = Aucune (cette machine seulement)
inbox-mailbox-login = Nom d’utilisateur
inbox-mailbox-login-hint = Vide pour l’adresse.
inbox-mailbox-auth = Connexion
inbox-mailbox-auth-password = Mot de passe
inbox-mailbox-auth-xoauth2 = OAuth (XOAUTH2)
inbox-mailbox-secret = Mot de passe ou secret
inbox-mailbox-secret-hint = Conservé scellé et jamais réaffiché. Avec OAuth : le secret de l’application, ou un jeton d’accès si aucun n’est demandé.
inbox-mailbox-secret-is-set = Il est enregistré. Laissez vide pour le garder ; avec un autre serveur, il faut le redonner.
inbox-mailbox-folder = Dossier
inbox-mailbox-folder-hint = En général INBOX.
inbox-mailbox-tokens = OAuth (Microsoft 365, Google)
inbox-mailbox-tokens-text = Pour les serveurs qui ne prennent plus de mot de passe. Les jetons d’accès sont demandés ici et renouvelés avant leur fin.
inbox-mailbox-token-url = Adresse des jetons
inbox-mailbox-token-url-hint = Commence par https://
inbox-mailbox-client-id = Identifiant de l’application (client)
inbox-mailbox-scope = Portées
inbox-mailbox-scope-hint = Par exemple https://outlook.office365.com/.default, ou vide.
inbox-mailbox-refresh-token = Jeton de renouvellement
inbox-mailbox-refresh-hint = Vide quand l’application a son propre droit.
inbox-mailbox-refresh-is-set = Il est enregistré. Laissez vide pour le garder.
inbox-mailbox-archive-title = Retirer
inbox-mailbox-archive-text = Elle ne prend plus de courrier. Ce qu’elle a reçu reste.
inbox-mailbox-archive = Retirer « { $name } »
inbox-mailbox-health = Comment elle va
inbox-mailbox-fetched = Dernière relève
inbox-mailbox-received = Dernier courriel
inbox-mailbox-lag = En attente de traitement
inbox-mailbox-no-lag = Rien
inbox-mailbox-token = Jeton d’accès
inbox-mailbox-token-renews = (renouvelé automatiquement)
inbox-mailbox-token-ends = (rien ne le renouvelle)
inbox-mailbox-failing-since = Depuis le { $since }.
inbox-mailbox-stuck = { $n ->
    [one] Un courriel n’a pas pu être relevé
   *[other] { $n } courriels n’ont pas pu être relevés
}
inbox-mailbox-stuck-text = Ils restent non lus sur le serveur ; les suivants sont pris. Ils sont réessayés de temps en temps.
inbox-mailbox-stuck-mail = Courriel { $uid }, { $n ->
    [one] un essai
   *[other] { $n } essais
}, le dernier
inbox-mailbox-try = Essayer maintenant
inbox-mailbox-try-hint = Se connecte et regarde les dossiers. Rien n’est relevé.
inbox-mailbox-trial-well = Connexion réussie. { $messages ->
    [one] { $messages } courriel dans le dossier,
   *[other] { $messages } courriels dans le dossier,
} { $new ->
    [0] aucun nouveau.
    [one] { $new } nouveau.
   *[other] { $new } nouveaux.
}
inbox-mailbox-trial-folders = Dossiers :
inbox-mailbox-condition-well = Va bien
inbox-mailbox-condition-new = Pas encore relevée
inbox-mailbox-condition-off = Éteinte
inbox-mailbox-condition-late = Traitement en retard
inbox-mailbox-condition-stuck = Des courriels sont bloqués
inbox-mailbox-condition-token = Jeton bientôt expiré
inbox-mailbox-condition-failing = En panne
inbox-mailbox-trouble-unreachable = Le serveur de messagerie est injoignable.
inbox-mailbox-trouble-unsafe = La connexion ne peut pas être protégée : vérifiez le nom du serveur et son certificat.
inbox-mailbox-trouble-password = Le serveur refuse la connexion : vérifiez le nom d’utilisateur et le mot de passe.
inbox-mailbox-trouble-token = Le serveur refuse le jeton d’accès : il est révoqué ou expiré.
inbox-mailbox-trouble-refused = Le serveur refuse : vérifiez le nom du dossier et les droits.
inbox-mailbox-trouble-protocol = Le serveur répond autre chose que de l’IMAP.
inbox-mailbox-trouble-lost = La connexion se rompt.
inbox-mailbox-trouble-consent = Le consentement a été retiré ou a expiré : consentez de nouveau et donnez le nouveau jeton de renouvellement.
inbox-mailbox-trouble-application = Le service de connexion refuse l’application : vérifiez son identifiant, son secret et les portées.
inbox-mailbox-trouble-token-service = Le service de connexion ne donne pas de jeton d’accès.
inbox-mailbox-trouble-sealed = Le secret a été scellé par d’autres clés : redonnez-le.
inbox-mailbox-trouble-large = Un courriel dépasse la taille acceptée.
inbox-mailbox-trouble-broken = Un courriel est illisible.
inbox-mailbox-trouble-site = Vigie ne peut pas enregistrer de courrier : vérifiez le disque et la base de données.
inbox-mailbox-trouble-silent = Personne ne l’a relevée depuis un moment : vérifiez que les nœuds de Vigie tournent.
inbox-mailbox-trouble-token-ends = Son jeton d’accès expire dans moins d’une semaine et rien ne le renouvelle : donnez-en un nouveau.
inbox-mailbox-alarm = Boîte { $name } : { $why }
inbox-mailbox-recovered = La boîte { $name } est de nouveau relevée.
inbox-mailbox-fault-kind = Une boîte dont le courrier est remis n’a ni serveur, ni utilisateur, ni secret.
inbox-mailbox-fault-host = Donnez le nom du serveur, par exemple imap.votre-societe.fr.
inbox-mailbox-fault-port = Donnez un port de 1 à 65535.
inbox-mailbox-fault-tls = Sans protection, on ne parle qu’à cette machine elle-même : choisissez TLS ou STARTTLS.
inbox-mailbox-fault-login = Donnez le nom d’utilisateur.
inbox-mailbox-fault-folder = Donnez le nom du dossier, en général INBOX.
inbox-mailbox-fault-token-url = Donnez une adresse qui commence par https://.
inbox-mailbox-fault-client-id = Donnez l’identifiant de l’application.
inbox-mailbox-fault-scope = 1 000 caractères au plus, sur une ligne.
inbox-mailbox-fault-secret = Donnez le mot de passe. Avec un autre serveur, une autre protection ou une autre connexion, il faut le redonner.
inbox-mailbox-fault-token-secret = Donnez le secret de l’application, un jeton de renouvellement ou, sans adresse des jetons, un jeton d’accès.
inbox-mailbox-fault-secret-form = 16 000 caractères au plus, sur une ligne.

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
inbox-step-budget = Budget
inbox-step-auto-reply = Réponses automatiques
inbox-step-words = Texte
inbox-step-attachments = Pièces jointes
inbox-step-intake = Enregistrement
inbox-step-agent = Décision d’un agent
inbox-step-end = Fin

## Raisons

inbox-reason-own-mail = C’est un de nos propres courriels, revenu : { $detail }
inbox-reason-too-many = Trop de messages de cet expéditeur en trop peu de temps : { $detail }
inbox-reason-held = Retenu, car cet expéditeur a épuisé un budget : { $detail }
inbox-reason-within-budget = Dans le budget
inbox-reason-asked-again = Traité de nouveau à la demande de { $detail }
inbox-reason-same-mail = Le même message est déjà sur { $detail }
inbox-reason-no-loop = Pas de boucle
inbox-reason-machine = Envoyé par un programme : rien ne lui répond
inbox-reason-bounce = Avis de non-remise : { $detail }
inbox-reason-receipt = Accusé de lecture ou signalement
inbox-reason-no-bounce = Pas un retour
inbox-reason-list = Liste ou envoi en nombre : { $detail }
inbox-reason-no-list = Pas une liste
inbox-reason-no-sender = Aucune adresse d’expéditeur lisible : { $detail }
inbox-reason-unverified = Expéditeur non vérifié par votre serveur : { $detail }
inbox-reason-closed-account = Le compte de l’expéditeur est fermé : { $detail }
inbox-reason-known = Expéditeur vérifié et connu : { $detail }
inbox-reason-guest = Expéditeur vérifié, encore inconnu : { $detail }
inbox-reason-not-concerned = Répond à { $detail }, qui ne concerne pas l’expéditeur : nouveau ticket lié
inbox-reason-ended = { $detail } est clos : nouveau ticket lié
inbox-reason-answers = Répond à { $detail }
inbox-reason-new = Ne répond à rien de connu
inbox-reason-auto-reply = Réponse automatique sans ticket : { $detail }
inbox-reason-auto-reply-noted = Réponse automatique notée sur { $detail }
inbox-reason-no-auto-reply = Pas une réponse automatique
inbox-reason-cut = Texte coupé à { $detail } caractères ; le courriel garde tout
inbox-reason-read = Texte lu : { $detail } caractères
inbox-reason-files-cut = Pièces jointes : { $detail } ; le reste est dans le courriel brut
inbox-reason-files = Pièces jointes : { $detail }
inbox-reason-no-guests = Cette boîte n’accepte pas les inconnus : { $detail }
inbox-reason-replied = Ajouté à { $detail }
inbox-reason-opened = A ouvert { $detail }
inbox-reason-failed = N’a pas pu être traité en plusieurs essais
inbox-reason-refused-by-rules = Refusé par les règles du centre de services
inbox-reason-made-ticket = Ticket créé par { $detail }
inbox-reason-set-aside = Écarté par { $detail }
inbox-reason-undecided = Aucune étape n’a décidé

## Liens de courriel qui agissent sans connexion

inbox-link-ask = Est-ce réparé ?
inbox-link-ask-fulfilled = Avez-vous reçu ce que vous demandiez ?
inbox-link-yes = Oui, c’est réparé
inbox-link-yes-fulfilled = Oui, je l’ai reçu
inbox-link-no-why = Non : qu’est-ce qui ne va pas encore ?
inbox-link-no = Non, envoyer et reprendre
inbox-link-what-was-done = Ce qui a été fait
inbox-link-as = Vous agissez en tant que { $name } : ce que vous validez ici l’est en son nom. Cette page ne donne aucun autre droit.
inbox-link-phone = Vous pouvez aussi nous appeler : { $phone }
inbox-link-validated = Vous avez indiqué le { $at } que tout va bien. Le ticket est clos. Merci.
inbox-link-refused = Vous avez indiqué le { $at } que ce n’est pas réparé. Nous y travaillons de nouveau, et avons bien reçu vos explications.
inbox-link-refused-wish = Vous avez indiqué le { $at } que vous n’avez pas reçu ce que vous demandiez. Nous y travaillons de nouveau, et avons bien reçu vos explications.
inbox-link-closed = Ce ticket est déjà clos. Si la panne est revenue, répondez à notre courriel.
inbox-link-merged = Le ticket { $into } prend la suite de celui-ci : plus rien n’est attendu ici. Nos courriels suivants vous en informent.
inbox-link-gone-on = La situation a évolué depuis ce courriel : il n’est plus possible d’y répondre ici. Notre dernier courriel dit où en est le ticket.
inbox-link-expired-title = Ce lien est trop ancien
inbox-link-expired = Un lien de courriel est valable 30 jours. Pour nous dire quelque chose, répondez au courriel.
inbox-link-rate = Comment avez-vous été servi ?
inbox-link-rate-words = Que pouvons-nous mieux faire ?
inbox-link-rate-send = Envoyer mon avis
inbox-link-rated = Vous avez donné { $n } sur 5 le { $at }. Merci de votre avis.
inbox-link-fault-no-reason = Dites en quelques mots ce qui ne va pas encore.
inbox-link-fault-no-score = Choisissez l’une des cinq réponses.
inbox-link-dead-title = Ce lien ne fonctionne pas
inbox-link-dead = Il a peut-être été coupé par le logiciel de messagerie, ou ne sert plus à ce pour quoi il était fait.
inbox-link-dead-next = Ouvrez de nouveau le lien depuis le courriel, ou répondez au courriel : vos mots nous parviendront.
inbox-link-portal = Aller au portail
inbox-link-confirm-title = Confirmez votre adresse
inbox-link-confirm-lead = Ceci a été signalé à { $desk } au nom de { $address } :
inbox-link-confirm-ask = Si c’est vous, appuyez sur le bouton : alors seulement nous le lisons et vous répondons à cette adresse. Sinon, ne faites rien ; le signalement sera supprimé.
inbox-link-confirm-files = { $n ->
    [one] avec { $n } fichier
   *[other] avec { $n } fichiers
}
inbox-link-confirm-send = Oui, c’est moi : envoyer
inbox-link-confirmed = Merci : votre adresse est confirmée, et votre signalement est enregistré sous le numéro { $number }. Un courriel vous dit la suite ; répondez-y simplement pour ajouter quelque chose.
inbox-link-confirm-late = Ce signalement n’a pas été confirmé dans les 7 jours et n’a pas été conservé. Merci de le refaire.
inbox-link-confirm-refused = L’enregistrement n’a pas pu se faire : { $why }
inbox-link-mail-subject = Confirmez votre signalement à { $desk }
inbox-link-mail-hello = Bonjour,
inbox-link-mail-what = quelqu’un a fait un signalement à { $desk } en donnant cette adresse.
inbox-link-mail-ask = Si c’est vous, confirmez-le sur cette page dans les 7 jours ; alors seulement il est enregistré :
inbox-link-mail-button = Voir et confirmer
inbox-link-mail-not-you = Si ce n’est pas vous, ne faites rien : il sera supprimé, et vous n’en entendrez plus parler.

## Pages des courriels

inbox-page-title = Courriels
inbox-page-lead = Chaque courriel reçu par vos centres de services : ce qu’il est devenu, et pourquoi. Aucun n’est perdu.
inbox-page-all = Tous les courriels
inbox-page-outcomes = Ce qu’ils sont devenus
inbox-page-filter = Filtrer les courriels
inbox-page-search = Adresse de l’expéditeur ou Message-ID
inbox-page-mailbox = Boîte aux lettres
inbox-page-mailbox-any = Toutes les boîtes
inbox-page-received = Reçu
inbox-page-from = De
inbox-page-subject = Objet
inbox-page-outcome = Suite
inbox-page-ticket = Ticket
inbox-page-no-address = Aucune adresse lisible
inbox-page-verified = Vérifié
inbox-page-unverified = Non vérifié
inbox-page-waiting =
    { $n ->
        [one] courriel attend une décision
       *[other] courriels attendent une décision
    }
inbox-page-no-mail = Aucun courriel pour l’instant
inbox-page-no-mail-text = Chaque courriel qui arrive dans une boîte de vos centres de services figurera ici, avec ce qu’il est devenu.
inbox-page-no-quarantine = Rien ne vous attend
inbox-page-no-quarantine-text = Ce qu’aucune étape ne peut décider arrive ici : les inconnus quand une boîte n’en accepte pas, trop de courriels à la fois, ce qui n’a pas pu être traité. Chacun reste jusqu’à ce que quelqu’un décide.
inbox-page-no-such = Aucun courriel de ce genre
inbox-page-no-such-text = Aucun courriel n’a eu cette suite jusqu’ici.
inbox-page-no-found = Aucun courriel trouvé
inbox-page-no-found-text = La recherche porte sur l’adresse entière de l’expéditeur, ou sur le Message-ID entier.
inbox-page-done-again = Le courriel repasse par les étapes. Sa suite s’affichera ici dans un instant.
inbox-page-done-aside = Le courriel est écarté.
inbox-page-done-meanwhile = Quelqu’un a décidé de ce courriel entre-temps. Voici ce qu’il en est.
inbox-page-quarantine-means = Ce courriel vous attend : rien n’en a été fait. Faites-en un ticket, laissez-le repasser par les étapes une fois ce qui gênait corrigé, ou écartez-le.
inbox-page-make-ticket = En faire un ticket
inbox-page-again = Traiter à nouveau
inbox-page-aside = Écarter
inbox-page-raw = Télécharger tel qu’il est arrivé
inbox-page-words = Texte
inbox-page-no-words = Ce courriel n’a pas de texte.
inbox-page-words-from-html = Ce texte vient du HTML du courriel, qui en dit plus que son texte brut.
inbox-page-quoted = Texte cité
inbox-page-signature = Signature
inbox-page-files = Pièces jointes
inbox-page-as-it-came = Tel qu’il est arrivé
inbox-page-alone = Ouvrir dans sa propre fenêtre
inbox-page-images-blocked =
    { $n ->
        [one] Une image de ce courriel se trouve sur un autre serveur. L’afficher apprend à ce serveur que quelqu’un lit ce courriel, quand, et depuis quel réseau.
       *[other] { $n } images de ce courriel se trouvent sur d’autres serveurs. Les afficher apprend à ces serveurs que quelqu’un lit ce courriel, quand, et depuis quel réseau.
    }
inbox-page-images-show = Afficher les images de ce courriel
inbox-page-images-shown = Les images d’autres serveurs sont affichées pour cette fois seulement. Elles sont demandées en HTTPS, sans dire depuis quelle page.
inbox-page-images-hide = Les masquer
inbox-page-images-missing =
    { $n ->
        [one] Une image n’est pas affichée : le courriel ne l’apporte pas, ou elle est trop lourde.
       *[other] { $n } images ne sont pas affichées : le courriel ne les apporte pas, ou elles sont trop lourdes.
    }
inbox-page-head = En-tête
inbox-page-to = À
inbox-page-cc = Copie
inbox-page-reply-to = Réponses à
inbox-page-sent = Envoyé
inbox-page-envelope-from = Expéditeur de l’enveloppe
inbox-page-envelope-to = Destinataire de l’enveloppe
inbox-page-message-id = Message-ID
inbox-page-size = Taille
inbox-page-verdict = Expéditeur
inbox-page-trust-dmarc = Vérifié : votre serveur de messagerie a établi que le courriel vient de ce domaine (DMARC).
inbox-page-trust-dkim = Vérifié : le courriel est signé par le domaine de l’expéditeur (DKIM).
inbox-page-trust-spf = Vérifié : le domaine de l’expéditeur autorise ce serveur à envoyer (SPF).
inbox-page-trust-unchecked = Non vérifié : votre serveur de messagerie n’a écrit aucun résultat. L’adresse peut être celle de n’importe qui.
inbox-page-trust-unaligned = Non vérifié : ce qui a été contrôlé n’est pas le domaine de cette adresse.
inbox-page-trust-failed = Refusé par le domaine de cette adresse (DMARC) : quelqu’un d’autre a sans doute écrit ce courriel.
inbox-page-trust-ambiguous = Non vérifié : le courriel nomme plusieurs expéditeurs, ou aucun.
inbox-page-steps = Étapes
inbox-page-steps-none = Aucune étape n’a encore vu ce courriel.
inbox-page-processed = Traité
inbox-page-pgp-signed = Une signature OpenPGP accompagne ce courriel. Elle n’est pas vérifiée ici.
inbox-page-pgp-encrypted = Ce courriel est chiffré avec OpenPGP. Son texte ne peut pas être lu ici : téléchargez-le et ouvrez-le avec la clé.
inbox-page-smime-signed = Une signature S/MIME accompagne ce courriel. Elle n’est pas vérifiée ici.
inbox-page-smime-encrypted = Ce courriel est chiffré avec S/MIME. Son texte ne peut pas être lu ici : téléchargez-le et ouvrez-le avec la clé.
inbox-page-kind-file = Fichier
inbox-page-kind-image = Image
inbox-page-kind-message = Un autre courriel
inbox-page-kind-message-headers = En-tête d’un courriel revenu
inbox-page-kind-invitation = Invitation d’agenda ; rien n’a été accepté
inbox-page-kind-cancellation = Invitation d’agenda annulée
inbox-page-kind-invitation-answer = Réponse à une invitation d’agenda
inbox-page-kind-calendar = Entrée d’agenda
inbox-page-kind-tnef = Format propre à Outlook (winmail.dat)
inbox-page-kind-delivery-status = Avis de remise
inbox-page-kind-receipt = Accusé de lecture
inbox-page-kind-complaint = Signalement
inbox-page-kind-pgp-signature = Signature OpenPGP
inbox-page-kind-pgp-encrypted = Contenu chiffré avec OpenPGP
inbox-page-kind-pgp-key = Clé OpenPGP
inbox-page-kind-smime-signature = Signature S/MIME
inbox-page-kind-smime-signed = Contenu signé avec S/MIME
inbox-page-kind-smime-encrypted = Contenu chiffré avec S/MIME
inbox-page-part-alternative = autre forme du même texte
inbox-page-part-for-machines = destiné aux programmes, pas sur le ticket
inbox-page-part-too-large = trop lourd pour le ticket, gardé ici
inbox-page-part-inline = affiché dans le courriel
inbox-page-dropped-headers = Des champs d’en-tête au-delà de la limite n’ont pas été lus : { $size }. Le courriel brut les garde.
inbox-page-dropped-parts =
    { $n ->
        [one] Une partie au-delà de la limite n’a pas été lue. Le courriel brut la garde.
       *[other] { $n } parties au-delà de la limite n’ont pas été lues. Le courriel brut les garde.
    }
inbox-page-dropped-depth = Des parties trop imbriquées n’ont pas été lues : { $size }. Le courriel brut les garde.
inbox-page-dropped-content = Du contenu au-delà de la limite n’a pas été lu : { $size }. Le courriel brut le garde.
inbox-page-dropped-text = Du texte au-delà de la limite n’a pas été lu : { $size }. Le courriel brut le garde.

## What letters say

inbox-mail-awaited-provider = intervention d’un prestataire
inbox-mail-awaited-change = changement prévu
inbox-mail-awaited-other = élément extérieur à notre équipe
inbox-mail-meanwhile =
    Nous connaissons déjà « { $title } », qui touche { $n ->
        [one] une personne
       *[other] { $n } personnes
    } : c’est peut-être la même chose.
inbox-mail-meanwhile-due =
    Nous connaissons déjà « { $title } », qui touche { $n ->
        [one] une personne
       *[other] { $n } personnes
    } et devrait se terminer le { $due } : c’est peut-être la même chose.
inbox-mail-quoted = « { $words } »
inbox-mail-digest-ticket = { $number } – { $title }
inbox-mail-alarm-text = Le texte de courriel « { $text } » n’a pas pu être utilisé : le texte du produit a été envoyé. Corrigez-le dans les réglages.
inbox-mail-news-received = Votre demande est enregistrée.
inbox-mail-news-taken = Quelqu’un s’en occupe.
inbox-mail-news-answered = Une réponse a été écrite.
inbox-mail-news-expected = Le délai prévu a changé.
inbox-mail-news-pending = Il est en attente.
inbox-mail-news-resumed = Le travail reprend.
inbox-mail-news-resolved = Il est résolu.
inbox-mail-news-reminder = Il est résolu : cela fonctionne-t-il ?
inbox-mail-news-closed = Il est clos.
inbox-mail-news-expired = Il est clos, sans réponse.
inbox-mail-news-reopened = Le travail recommence.
inbox-mail-news-cancelled = Il est annulé.
inbox-mail-news-merged = Il se poursuit dans un autre ticket.
inbox-mail-news-followed = Il y a du nouveau.
inbox-mail-news-service = Un service que vous suivez ne fonctionne pas normalement.
inbox-mail-news-restored = Un service que vous suivez fonctionne de nouveau.
inbox-mail-news-assigned = Il vous a été confié.
inbox-mail-news-mentioned = Vous avez été mentionné.
inbox-mail-news-replied = Le demandeur a répondu.
inbox-mail-news-alert = Il demande votre attention.
inbox-mail-news-digest = Plusieurs choses se sont passées.
inbox-mail-news-escalated = Escaladé à votre équipe.
inbox-mail-news-critical = Critique, et personne ne s’en occupe encore.
inbox-mail-news-sla = Un engagement de service est menacé ou dépassé.
inbox-mail-news-task = Une tâche vous a été confiée.
inbox-mail-news-bad-score = Une mauvaise note.
inbox-mail-news-mail-bounced = Un courriel au sujet de ce ticket est revenu.
inbox-mail-news-mail-breaker = Trop de courriels : un échange a été interrompu.
inbox-mail-news-mail-text = Un texte de courriel n’a pas pu être utilisé.
inbox-mail-sample-title = Le VPN se coupe toutes les dix minutes
inbox-mail-sample-name = Marie Lambert
inbox-mail-sample-requester = Marie Lambert
inbox-mail-sample-by = Amina Diallo
inbox-mail-sample-words = Le certificat de la passerelle a été renouvelé. Merci de vous *reconnecter* une fois.
inbox-mail-sample-due = 05/06/2026 17:30
inbox-mail-sample-was = 05/06/2026 12:00
inbox-mail-sample-awaited = intervention d’un prestataire
inbox-mail-sample-service = VPN
inbox-mail-sample-meanwhile = Nous connaissons déjà « Accès à distance lent », qui touche 14 personnes : c’est peut-être la même chose.
inbox-mail-sample-list =
    {"**"}INC-42 – Le VPN se coupe toutes les dix minutes**

    - Une réponse a été écrite.
    - Il est résolu.

    {"**"}INC-40 – Accès à distance lent**

    - Le délai prévu a changé.

## The texts of letters

inbox-text-title = Textes des courriels
inbox-text-lead = Ce que ce centre de services écrit par courriel. Chaque texte peut devenir le vôtre ; ce que vous laissez est celui du produit.
inbox-text-letter = Courriel
inbox-text-changed = Modifié
inbox-text-standard = Texte du produit
inbox-text-failing = Inutilisable
inbox-text-group-mine = Aux demandeurs
inbox-text-group-followed = À ceux qui suivent
inbox-text-group-services = À ceux qui suivent un service
inbox-text-group-work = Aux techniciens
inbox-text-edit-lead = { $desk }, { $language }
inbox-text-subject = Objet
inbox-text-body = Texte
inbox-text-body-hint = Les lignes vides séparent les paragraphes. Une ligne [libellé]({"{{"} link {"}}"}) est un bouton. Ce qui suit une ligne « -- » est en petits caractères.
inbox-text-variables = Variables
inbox-text-variables-lead = Une variable se place entre doubles accolades. Un passage entre {"{%"} if due {"%}"} et {"{%"} endif {"%}"} n’est écrit que si la variable contient quelque chose ; {"{%"} else {"%}"} est aussi compris.
inbox-text-variable = Variable
inbox-text-meaning = Ce qu’elle contient
inbox-text-preview = Aperçu
inbox-text-preview-ticket = Avec le ticket
inbox-text-preview-hint = Un numéro, par exemple INC-42 ; vide pour un ticket inventé.
inbox-text-preview-light = Aperçu clair
inbox-text-preview-dark = Aperçu sombre
inbox-text-preview-plain = Aperçu en texte brut
inbox-text-preview-frame = Le courriel tel qu’il sera lu
inbox-text-preview-subject = Objet : { $subject }
inbox-text-no-ticket = Ce ticket n’existe pas dans ce centre de services.
inbox-text-back = Tous les textes des courriels
inbox-text-restore = Rétablir le texte du produit
inbox-text-restore-title = Texte du produit
inbox-text-restore-text = Votre texte reste dans le journal.
inbox-text-failing-text = Ce texte n’a pas pu être utilisé au moment d’un envoi : le texte du produit a été envoyé à sa place. Problème : { $problem }
inbox-text-fault = Ligne { $line } : { $problem }
inbox-text-problem-empty = il n’y a rien à écrire.
inbox-text-problem-long = le texte est trop long (10 000 caractères au plus).
inbox-text-problem-unknown = il n’y a pas de variable « { $about } ».
inbox-text-problem-expression = « { $about } » n’est pas compris ici : seul le nom d’une variable l’est.
inbox-text-problem-statement = « { $about } » n’est pas compris : seuls if, elif, else et endif le sont.
inbox-text-problem-open = une accolade est ouverte et n’est pas fermée.
inbox-text-problem-syntax = le texte ne peut pas être lu : { $about }
inbox-text-problem-endless = le texte est trop long à écrire.
inbox-text-subject-line = Indiquez un objet d’une ligne, de 500 caractères au plus.
inbox-text-kind-received = Demande enregistrée
inbox-text-kind-taken = Prise en charge
inbox-text-kind-answered = Réponse
inbox-text-kind-expected = Délai prévu modifié
inbox-text-kind-pending = En attente
inbox-text-kind-resumed = Reprise du travail
inbox-text-kind-resolved = Résolution, avec la question
inbox-text-kind-reminder = Rappel avant clôture
inbox-text-kind-closed = Clôture
inbox-text-kind-expired = Clôture sans réponse
inbox-text-kind-reopened = Reprise après refus
inbox-text-kind-cancelled = Annulation
inbox-text-kind-merged = Fusion
inbox-text-kind-followed = Nouvelles d’un ticket suivi
inbox-text-kind-service = Incident d’un service
inbox-text-kind-restored = Rétablissement d’un service
inbox-text-kind-assigned = Affectation
inbox-text-kind-mentioned = Mention
inbox-text-kind-replied = Réponse du demandeur
inbox-text-kind-alert = Alerte
inbox-text-kind-digest = Résumé
inbox-text-var-number = Le numéro du ticket
inbox-text-var-title = Son titre
inbox-text-var-name = Le nom du lecteur
inbox-text-var-requester = Le demandeur
inbox-text-var-desk = Le nom du centre de services
inbox-text-var-by = Qui a agi, ou qui a le ticket
inbox-text-var-words = Ce qui a été écrit au demandeur, ou ce qui a été fait ; un paragraphe à part
inbox-text-var-due = L’échéance prévue
inbox-text-var-was = L’échéance précédente
inbox-text-var-awaited = Ce qui est attendu, si ce n’est pas le lecteur
inbox-text-var-into = Le ticket qui le poursuit
inbox-text-var-service = Le service touché
inbox-text-var-meanwhile = Un incident en cours qui pourrait être le même
inbox-text-var-news = Ce qui s’est passé, en une phrase
inbox-text-var-list = Ce que rapporte un résumé ; un paragraphe à part
inbox-text-var-count = Combien de nouvelles compte un résumé
inbox-text-var-link = La page du ticket
inbox-text-var-confirm = « Cela fonctionne », sans se connecter
inbox-text-var-refuse = « Cela ne fonctionne pas », sans se connecter
inbox-text-var-rate = La note, sans se connecter

## Ce que l’équipe du bureau apprend, une fois

inbox-alarm-sender = Trop de messages de { $address } : ce qui en vient attend en quarantaine jusqu’à une heure de calme.
inbox-alarm-ticket = Trop de messages de { $address } sur { $ticket } : ils attendent en quarantaine jusqu’à une heure de calme.
inbox-alarm-told = Trop de messages automatiques à { $address }, peut-être une boucle : ils sont retenus jusqu’à une heure de calme.
inbox-alarm-everybody = Énormément d’accusés de réception en dix minutes : ils sont retenus jusqu’à une heure de calme.
inbox-alarm-bounced = Les messages au sujet de { $ticket } n’arrivent pas à { $address } : l’adresse les refuse.
inbox-alarm-stopped = Plusieurs messages à { $address } sont revenus : plus rien d’automatique n’y part tant qu’elle n’est pas rétablie.

## Une adresse que les messages n’atteignent pas, sur la fiche de son titulaire

inbox-unreached-title = Courriel
inbox-unreached = Les courriels n’arrivent pas à { $address }
inbox-unreached-since = { $n ->
    [one] Un courriel est revenu, le { $since }.
   *[other] { $n } courriels sont revenus depuis le { $since }.
}
inbox-unreached-last = Le dernier : « { $letter } »
inbox-unreached-stopped = Plus rien d’automatique n’y part.
inbox-unreached-good = L’adresse est de nouveau bonne

## Sans relais

inbox-no-relay = Aucun relais ne transmet de courriel.
inbox-no-relay-text = Le courriel arrive, mais personne n’est averti par courriel : démarrez le programme avec --smtp.
