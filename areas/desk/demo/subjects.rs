//! What people report in an ordinary month, and how it ends. `{site}` is the reporter's site.

use crate::tickets::{
    CauseCode::{self, *},
    ResolutionKind::{self, *},
};

/// A subject of everyday tickets.
pub(super) struct Subject {
    /// The category's code.
    pub(super) code: &'static str,
    /// How often it comes, compared with the others.
    pub(super) weight: i64,
    /// Whether it is a request, with nothing broken.
    pub(super) is_request: bool,
    /// Written in English, by the people of the English site.
    pub(super) english: bool,
    pub(super) service: Option<&'static str>,
    pub(super) title: &'static str,
    pub(super) words: &'static str,
    /// What the agent answers first.
    pub(super) answer: &'static str,
    /// What the agent sometimes has to ask, and what comes back.
    pub(super) question: Option<(&'static str, &'static str)>,
    /// What agents tell each other.
    pub(super) note: Option<&'static str>,
    pub(super) resolution: &'static str,
    pub(super) how: ResolutionKind,
    pub(super) why: CauseCode,
}

const fn subject(
    code: &'static str,
    weight: i64,
    (title, words): (&'static str, &'static str),
    (answer, resolution): (&'static str, &'static str),
    (how, why): (ResolutionKind, CauseCode),
) -> Subject {
    let (question, note, service) = (None, None, None);
    Subject {
        code,
        weight,
        is_request: false,
        english: false,
        service,
        title,
        words,
        answer,
        question,
        note,
        resolution,
        how,
        why,
    }
}

impl Subject {
    const fn asks(self, question: &'static str, reply: &'static str) -> Self {
        Self { question: Some((question, reply)), ..self }
    }

    const fn noted(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }

    const fn about(self, service: &'static str) -> Self {
        Self { service: Some(service), ..self }
    }

    const fn request(self) -> Self {
        Self { is_request: true, ..self }
    }

    const fn english(self) -> Self {
        Self { english: true, ..self }
    }
}

/// The month's subjects.
pub(super) const SUBJECTS: [Subject; 42] = [
    subject("user-access/password", 16, ("Mot de passe expiré, {site}", "Bonjour, mon mot de passe a expiré pendant mes congés et je ne peux plus ouvrir ma session."), ("Bonjour, je réinitialise votre accès tout de suite.", "Mot de passe réinitialisé, lien envoyé par SMS ; connexion vérifiée avec l’utilisateur."), (Fix, Unknown)),
    subject("user-access/password", 6, ("Mot de passe Cadence oublié", "Je ne retrouve plus mon mot de passe Cadence, seul le poste de mon collègue fonctionne."), ("Bonjour, je m’en occupe.", "Mot de passe Cadence réinitialisé."), (Fix, Unknown)).about("Cadence"),
    subject("security/locked-account", 11, ("Compte verrouillé après changement de mot de passe", "Mon compte se verrouille toutes les heures depuis que j’ai changé de mot de passe."), ("Bonjour, nous cherchons l’appareil qui essaie encore l’ancien mot de passe.", "Téléphone encore réglé sur l’ancien mot de passe : compte de messagerie recréé, plus de verrouillage."), (Fix, Misconfiguration)).asks("Avez-vous un téléphone ou une tablette reliés à votre messagerie ?", "Oui, mon téléphone professionnel, il me redemande le mot de passe sans arrêt.").about("Messagerie"),
    subject("user-access/rights", 9, ("Accès refusé au dossier partagé du service", "Depuis lundi je n’ai plus accès au dossier partagé du service, {site}."), ("Bonjour, je vérifie les droits avec votre responsable.", "Ajouté au groupe du service, accès confirmé."), (Fix, Misconfiguration)).asks("Pouvez-vous nous donner le nom exact du dossier ?", "Il s’agit du dossier « Exploitation ».").request(),
    subject("user-access/rights", 5, ("Droits en lecture sur « Appels d’offres »", "Bonjour, pourriez-vous m’ouvrir le dossier « Appels d’offres » en lecture ?"), ("Bonjour, l’accord de la responsable du dossier est demandé.", "Accord reçu, droit de lecture ouvert."), (Fix, Unknown)).request(),
    subject("user-access/new-account", 7, ("Arrivée d’un intérimaire au quai, {site}", "Un intérimaire commence lundi : il lui faut une session, un badge et Sillage."), ("Bonjour, tout sera prêt la veille.", "Session, badge et accès Sillage créés, remis au chef de quai."), (Fix, Unknown)).request().about("Sillage"),
    subject("user-access/new-account", 4, ("Ordinateur portable pour une arrivée", "Une collègue nous rejoint au début du mois, merci de prévoir un ordinateur portable et une station d’accueil."), ("Bonjour, la commande est lancée.", "Poste préparé et remis, inventaire à jour."), (Fix, Unknown)).request().noted("Stock : il reste deux portables 14 pouces."),
    subject("hardware/workstation", 12, ("Écran noir au retour de veille, station d’accueil", "Mon écran reste noir quand je rebranche mon portable à la station d’accueil."), ("Bonjour, nous connaissons ce défaut et avons une mise à jour.", "Micrologiciel de la station d’accueil mis à jour, essai concluant."), (Fix, Hardware)).noted("Même modèle que la semaine passée, voir la série complète."),
    subject("hardware/workstation", 8, ("Le poste ne démarre plus, {site}", "Mon ordinateur affiche un écran bleu puis s’éteint, je ne peux plus travailler."), ("Bonjour, un poste de prêt vous est apporté.", "Disque remplacé, données restaurées de la sauvegarde de la nuit."), (Fix, Hardware)).asks("Un message s’affiche-t-il avant l’arrêt ?", "Oui : « INACCESSIBLE BOOT DEVICE »."),
    subject("hardware/workstation", 6, ("Clavier et souris sans fil qui se déconnectent", "La souris s’arrête plusieurs fois par jour, {site}."), ("Bonjour, nous vous envoyons un récepteur neuf.", "Récepteur remplacé."), (Fix, Hardware)),
    subject("hardware/workstation", 5, ("Terminal de quai : batterie qui ne tient plus", "Le terminal du quai 2 s’éteint au bout d’une heure."), ("Bonjour, une batterie part aujourd’hui par la navette.", "Batterie remplacée."), (Fix, Hardware)).about("Sillage"),
    subject("hardware/printer", 12, ("Imprimante du deuxième étage en bourrage permanent", "L’imprimante se bloque à chaque impression recto verso, {site}."), ("Bonjour, un technicien passe dans la journée.", "Rouleau d’entraînement changé."), (Fix, Hardware)).about("Impression"),
    subject("hardware/printer", 9, ("Étiqueteuse : codes-barres illisibles", "Les étiquettes sortent trop pâles, les lecteurs ne les lisent plus, {site}."), ("Bonjour, réglons d’abord la chauffe de la tête ensemble.", "Tête d’impression nettoyée et chauffe réglée."), (Fix, Hardware)).about("Impression").asks("Quel est le numéro inscrit sous l’étiqueteuse ?", "ZT-411, numéro 0387."),
    subject("hardware/disk", 3, ("Espace disque plein sur le serveur de fichiers", "Impossible d’enregistrer : le disque est plein, {site}."), ("Bonjour, nous libérons de la place.", "Quotas rétablis, anciennes sauvegardes déplacées."), (Fix, Capacity)).noted("Croissance de 4 Go par jour depuis les exports de tournées."),
    subject("hardware/server", 2, ("Sauvegarde nocturne de la paie incomplète", "Le rapport de sauvegarde de cette nuit signale deux volumes manquants."), ("Nous relançons la sauvegarde et surveillons.", "Agent de sauvegarde redémarré, sauvegarde complète refaite."), (Fix, Software)).about("Paie"),
    subject("application/business-crash", 6, ("Cadence : erreur 500 à la validation d’un bon", "Quand je valide un bon de livraison, Cadence affiche une erreur 500, {site}."), ("Bonjour, nous reproduisons l’erreur et analysons les journaux.", "Correctif livré : adresse de livraison vide désormais acceptée."), (Fix, Software)).about("Cadence").noted("Pile d’appels : NullReference dans AdresseLivraison.").asks("Sur quels numéros de bons l’erreur se produit-elle ?", "Les bons 88213 et 88217."),
    subject("application/business-bug", 7, ("Sillage : stock négatif après inventaire", "Après l’inventaire, trois références affichent un stock négatif, {site}."), ("Bonjour, nous contrôlons les mouvements de la nuit.", "Mouvements rejoués dans l’ordre, stocks corrigés."), (Fix, Software)).about("Sillage").noted("Deux terminaux ont envoyé leurs saisies hors ligne en double."),
    subject("application/business-bug", 5, ("Portail transporteurs : créneau affiché en double", "Un transporteur voit deux fois le même créneau et ne peut pas réserver."), ("Bonjour, nous reproduisons.", "Créneau en double supprimé, contrôle ajouté."), (Fix, Software)).about("Portail transporteurs"),
    subject("application/frozen", 9, ("Excel se ferme à l’ouverture du suivi des palettes", "Le fichier du suivi des palettes fait fermer Excel, {site}."), ("Bonjour, je regarde le fichier.", "Complément défectueux désactivé, fichier réparé."), (Fix, Software)).asks("Le fichier s’ouvre-t-il sur un autre poste ?", "Oui, sur celui de mon voisin."),
    subject("application/frozen", 6, ("Sillage se fige à l’impression des étiquettes", "L’application ne répond plus pendant deux minutes à chaque impression."), ("Bonjour, nous cherchons du côté de la file d’impression.", "Pilote d’impression remplacé."), (Workaround, Software)).about("Sillage"),
    subject("application/failed-update", 6, ("Échec de la mise à jour du client Cadence", "La mise à jour de Cadence s’arrête à 80 %, {site}."), ("Bonjour, je prends la main sur votre poste.", "Installation reprise à la main."), (Fix, MissedUpdate)).about("Cadence"),
    subject("application/minor-fault", 6, ("Badgeuse : heure décalée de 12 minutes", "La badgeuse retarde de douze minutes, {site}."), ("Bonjour, nous la remettons à l’heure à distance.", "Serveur de temps corrigé."), (Fix, Misconfiguration)),
    subject("application/minor-fault", 5, ("Logo absent des bons de livraison", "Le logo ne s’imprime plus sur les bons."), ("Bonjour, c’est noté.", "Modèle de document corrigé."), (Fix, Change)).about("Cadence"),
    subject("performance/slow-response", 6, ("Lenteur du portail transporteurs entre 9 h et 10 h", "Le portail met plus de trente secondes à répondre chaque matin."), ("Bonjour, nous mesurons les temps de réponse.", "Index ajouté, temps de réponse revenu à une seconde."), (Fix, Capacity)).about("Portail transporteurs").noted("Pic de 900 requêtes par minute à 9 h 05."),
    subject("performance/slow-response", 5, ("Cadence très lente depuis ce matin, {site}", "Chaque écran met dix secondes à s’ouvrir."), ("Bonjour, plusieurs agences sont concernées, nous cherchons.", "Traitement de nuit qui débordait arrêté et replanifié."), (Fix, Software)).about("Cadence"),
    subject("performance/intermittent-failure", 5, ("Douchettes qui perdent la connexion par moments", "Les douchettes se déconnectent en zone froide, {site}."), ("Bonjour, un technicien mesure la couverture.", "Borne déplacée et puissance réglée."), (Fix, Network)).about("Sillage"),
    subject("network/vpn", 7, ("VPN : connexion refusée à distance", "Depuis hier soir le VPN refuse mon mot de passe, en télétravail."), ("Bonjour, nous vérifions votre certificat.", "Certificat renouvelé."), (Fix, MissedUpdate)).about("Accès distant (VPN)").asks("Quel message s’affiche ?", "« Délai dépassé, code 0x2AF9 »."),
    subject("network/wi-fi", 6, ("Wi-Fi indisponible en salle de réunion, {site}", "Plus de Wi-Fi dans la grande salle, réunion avec un client à 14 h."), ("Bonjour, nous redémarrons la borne.", "Borne redémarrée puis remplacée."), (Fix, Hardware)),
    subject("network/latency", 3, ("Téléphonie : voix hachée, {site}", "Les appels sont hachés depuis ce matin."), ("Bonjour, nous regardons la liaison.", "Priorité de la voix rétablie sur la liaison de l’agence."), (Fix, Network)).about("Téléphonie").noted("Perte de 3 % sur la liaison, ticket ouvert chez l’opérateur."),
    subject("network/firewall-error", 2, ("Site d’un transporteur bloqué", "Le site de suivi d’un transporteur est bloqué par le pare-feu."), ("Bonjour, nous vérifions le site avant de l’ouvrir.", "Règle ajoutée après contrôle."), (Fix, Misconfiguration)),
    subject("network/isp-failure", 1, ("Plus d’internet à l’agence, {site}", "Plus rien ne répond, ni internet, ni téléphone."), ("Bonjour, la liaison de l’opérateur est coupée, le secours 4G est en route.", "Fibre réparée par l’opérateur, retour sur la liaison principale."), (Fix, Provider)).noted("Ticket opérateur ouvert, garantie de rétablissement de quatre heures."),
    subject("security/phishing", 2, ("Courriel douteux reçu par la comptabilité", "Un courriel demande de changer le RIB d’un fournisseur, le lien semble faux."), ("Bonjour, merci de l’avoir signalé. Ne cliquez pas, nous retirons le message des boîtes.", "Message retiré de douze boîtes, domaine bloqué, aucun clic constaté."), (Fix, Security)).about("Messagerie").noted("Domaine créé il y a trois jours."),
    subject("cloud/synchronisation-failed", 5, ("Messagerie : calendrier partagé vide pour l’équipe", "Le calendrier partagé de l’équipe s’affiche vide, {site}."), ("Bonjour, nous relançons la synchronisation.", "Droits du calendrier rétablis, synchronisation relancée."), (Fix, Software)).about("Messagerie").asks("Le calendrier est-il vide aussi sur le téléphone ?", "Non, il est complet sur le téléphone."),
    subject("cloud/service-unreachable", 2, ("Réunions en ligne impossibles à rejoindre", "Personne ne peut rejoindre les réunions depuis 9 h."), ("Bonjour, panne confirmée chez le fournisseur, nous suivons.", "Service rétabli par le fournisseur."), (Fix, Provider)).about("Messagerie"),
    subject("human-error/accidental-deletion", 6, ("Dossier supprimé par erreur", "J’ai supprimé le dossier des tournées de la semaine, {site}."), ("Bonjour, nous le restaurons.", "Dossier restauré de la sauvegarde de midi."), (Fix, Deletion)),
    subject("human-error/missed-update", 2, ("Certificat expiré sur l’intranet", "Le navigateur dit que l’intranet n’est pas sûr."), ("Bonjour, le certificat est en cours de renouvellement.", "Certificat renouvelé, rappel automatique mis en place."), (Fix, MissedUpdate)),
    subject("question/how-to", 8, ("Comment exporter la liste des tournées en tableur ?", "Je cherche comment exporter la liste des tournées dans un tableur."), ("Bonjour, menu Listes puis Exporter ; voici le pas à pas.", "Pas à pas envoyé, essai fait avec l’utilisatrice."), (Fix, Unknown)).about("Cadence"),
    subject("question/advice", 4, ("Quel outil pour signer un contrat à distance ?", "Le service juridique cherche un outil de signature."), ("Bonjour, nous avons déjà une licence, je vous montre.", "Accès à l’outil de signature ouvert."), (Fix, Unknown)).request(),
    subject("question/minor-enhancement", 3, ("Ajouter le numéro de quai sur le bon", "Ce serait pratique d’avoir le numéro de quai sur le bon de livraison."), ("Bonjour, l’idée est transmise à l’équipe Cadence.", "Retenu pour la version de printemps."), (Workaround, Unknown)).request().about("Cadence"),
    subject("hardware/printer", 30, ("Cannot print customs labels", "The label printer shows offline since this morning, we have a truck waiting."), ("Hello, we are looking at the print queue now.", "Print queue cleared and driver reinstalled."), (Fix, Software)).english().about("Impression"),
    subject("network/vpn", 25, ("VPN drops every ten minutes", "The VPN disconnects every ten minutes from the branch, Cadence loses what I typed."), ("Hello, please choose the relay “Ouest 2” meanwhile, it holds.", "Keep-alive raised on the firewall."), (Fix, Change)).english().about("Accès distant (VPN)").asks("Does it also happen on the guest Wi-Fi?", "No, only on the office network."),
    subject("user-access/rights", 25, ("Access to the customs folder", "Could I get access to the customs folder? My manager agrees."), ("Hello, we are asking the owner of the folder.", "Read and write access granted."), (Fix, Unknown)).english().request(),
];
