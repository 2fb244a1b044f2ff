//! The tickets that one looks at: what burns now, what waits, what was well done. Their instants are counted back from
//! now, so that the queue is worth looking at whenever the demo is made.

use base::ctx::Channel;
use jiff::SignedDuration;
use rules::{
    priority::{Level, Severity},
    ticket_state::{Kind, PendingOn, State},
};

use super::script::{Act, Script};
use crate::tickets::{
    CauseCode, LinkKind, NewTicket, ResolutionKind,
    actions::{Edit, Step},
};

/// Writes the stories down.
pub(super) fn write(script: &mut Script<'_>) {
    let replication = stopped_replication(script);
    warehouses(script, replication);
    cut_vpn(script);
    delivery_notes(script);
    late(script);
    waiting(script);
    fresh(script);
    phishing(script);
}

fn hours(hours: i64, minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(60 * hours + minutes)
}

fn category(script: &Script<'_>, code: &str) -> i64 {
    script.house.category(code).map_or(0, |kind| kind.id)
}

fn told(script: &Script<'_>, title: &str, words: &str, service: &str) -> NewTicket {
    NewTicket {
        description: words.to_owned(),
        service_id: script.house.services.get(service).copied(),
        ..NewTicket::titled(title)
    }
}

/// The sign that came before the outage.
fn stopped_replication(script: &mut Script<'_>) -> usize {
    let (romain, category) = (script.house.person("Romain Gicquel"), category(script, "hardware/disk"));
    let new = NewTicket {
        requester_id: Some(script.house.person("Brigitte Vandamme")),
        category_id: Some(category),
        impact: Some(Level::Medium),
        urgency: Some(Level::Medium),
        severity: Some(Severity::Medium),
        ..told(
            script,
            "Base Sillage : réplication arrêtée",
            "La réplication vers la base de secours s’est arrêtée cette nuit.",
            "Sillage",
        )
    };
    let mut pen = script.open(script.ago(560), romain, Channel::Phone, new);
    pen.later(4).begin(romain);
    pen.later(9).note(romain, "Le disque des journaux se remplit depuis la purge manquée de dimanche.");
    pen.ticket
}

/// The major incident under way: critical, at risk, fourteen people affected.
fn warehouses(script: &mut Script<'_>, replication: usize) {
    let person = |name: &str| script.house.person(name);
    let (amina, lea, julien, ines) =
        (person("Amina Diallo"), person("Léa Bricourt"), person("Julien Pruvost"), person("Inès Caradec"));
    let affected: Vec<i64> = [
        "Mickaël Delcroix",
        "Sabrina Lefebvre",
        "Kévin Dubois",
        "Laëtitia Carlier",
        "Nadia Belhadj",
        "Olivier Fontanel",
        "Céline Mercier",
        "Rachid Amrani",
        "Pauline Girard",
        "Amandine Perrot",
        "Oliver Hughes",
        "Patrick Manach",
        "Christian Salaün",
    ]
    .map(person)
    .to_vec();
    let new = NewTicket {
        requester_id: Some(person("Brigitte Vandamme")),
        category_id: Some(category(script, "application/business-crash")),
        impact: Some(Level::High),
        urgency: Some(Level::High),
        severity: Some(Severity::Critical),
        occurred_at: Some(script.ago(199)),
        ..told(
            script,
            "Sillage indisponible dans les quatre entrepôts",
            "Plus aucune saisie possible : « écriture refusée » sur tous les terminaux. Les expéditions sont arrêtées.",
            "Sillage",
        )
    };
    let expected = script.now + SignedDuration::from_mins(40);
    let mut pen = script.open(script.ago(190), amina, Channel::Phone, new);
    pen.later(3).web(ines, Act::Watch(ines));
    pen.later(3).begin(lea);
    pen.answer(lea, "Sillage est indisponible dans les quatre entrepôts depuis 3 heures du matin environ. Nos équipes y travaillent ; prochain point dans une heure. En attendant, passez en mode papier.");
    for (place, user) in affected.iter().enumerate() {
        pen.later(if place % 3 == 0 { 2 } else { 1 }).portal(*user, Act::MeToo);
    }
    pen.web(lea, Act::Link(LinkKind::Related, replication));
    pen.later(4).note(
        lea,
        "Constat : disque de journaux plein sur bdd-sillage-01, la base est passée en lecture seule.",
    );
    pen.web(lea, Act::AddTask("Contrôler les écritures de la réplique", Some(expected)));
    pen.web(julien, Act::AddTask("Relancer les étiqueteuses de Lyon", None));
    pen.later(20).answer(lea, "La cause est trouvée : un disque plein sur le serveur de base de données. Nous basculons sur la base de secours.");
    pen.web(lea, Act::Edit(Box::new(Edit { expected_at: Some(Some(expected)), ..Edit::default() })));
    pen.later(45).note(julien, "Décision : basculer sur la réplique, au prix de quatre minutes de saisies.");
    pen.later(10).answer(lea, "La bascule sur la base de secours est faite, nous vérifions les écritures. Les saisies des quatre dernières minutes seront à refaire.");
    pen.later(12).web(lea, Act::DoTask);
    pen.web(lea, Act::Spend(150, "Bascule de la base"));
}

/// One fault, seven tickets: six are merged into the first.
fn cut_vpn(script: &mut Script<'_>) {
    let person = |name: &str| script.house.person(name);
    let (yanis, thomas, claire) =
        (person("Yanis Belkacem"), person("Thomas Renard"), person("Claire Morvan"));
    let first = script.working_ago(hours(6, 20));
    let (vpn, nathalie) = (category(script, "network/vpn"), person("Nathalie Guivarc’h"));
    let others = [
        ("Damien Kerbrat", "Le VPN coupe sans arrêt"),
        ("Jean-Yves Cadoret", "Coupures VPN à Vannes"),
        ("Isabelle Kervella", "Plus d’accès à Cadence, VPN coupé"),
        ("Morgane Thébault", "VPN instable depuis ce matin"),
        ("Sandrine Le Floch", "Reconnexions incessantes au VPN"),
        ("Ronan Quéméneur", "Brest : le VPN tombe toutes les dix minutes"),
    ];
    let mut merged = Vec::new();
    for ((name, title), minutes) in others.into_iter().zip([6, 9, 14, 21, 27, 38]) {
        let new = told(
            script,
            title,
            "Depuis ce matin, la connexion tombe toutes les cinq à dix minutes.",
            "Accès distant (VPN)",
        );
        let pen = script.open(first + SignedDuration::from_mins(minutes), person(name), Channel::Portal, new);
        merged.push(pen.ticket);
    }
    let new = told(
        script,
        "VPN : coupures répétées pour les agences de l’Ouest",
        "Bonjour, depuis ce matin le VPN se coupe toutes les cinq à dix minutes. Nous sommes six dans le même cas à l’agence. Il faut se reconnecter à chaque fois et la saisie en cours dans Cadence est perdue.\n\nLe message affiché : « Délai dépassé, code 0x2AF9 ».",
        "Accès distant (VPN)",
    );
    let mut pen = script.open(first, nathalie, Channel::Portal, new);
    pen.working(5).qualify(claire, vpn);
    pen.working(7).begin(yanis);
    pen.working(8).answer(yanis, "Bonjour, nous constatons des coupures du VPN dans les agences de Rennes, Vannes et Brest. Nous en cherchons la cause avec le fournisseur du pare-feu.\n\nEn attendant, choisissez le relais « Ouest 2 » dans l’application : il tient la connexion.");
    pen.working(25).web(yanis, Act::Merge(merged));
    pen.working(12).note(thomas, "Premières coupures onze minutes après la mise à jour du pare-feu en 7.4.3. Le délai DPD est revenu à 5 s. Je propose de le remettre à 30 s.");
    pen.web(yanis, Act::AddTask("Relever la configuration DPD", None));
    pen.web(yanis, Act::AddTask("Tester à 30 s sur trois postes", None));
    pen.working(30).web(yanis, Act::DoTask);
    pen.working(20).mail(nathalie, "Le relais « Ouest 2 » fonctionne pour nous, merci. Deux collègues de Vannes n’arrivent pas à le choisir.");
    pen.working(15).answer(yanis, "Merci. La cause est trouvée : un réglage modifié cette nuit sur le pare-feu. Nous le corrigeons cet après-midi, sans coupure supplémentaire.");
}

/// Handed to the provider, and just late.
fn delivery_notes(script: &mut Script<'_>) {
    let person = |name: &str| script.house.person(name);
    let (julien, paul, hugo) = (person("Julien Pruvost"), person("Paul Quentel"), person("Hugo Lambert"));
    let crash = category(script, "application/business-crash");
    let handed = Edit { provider_id: Some(Some(script.house.provider)), ..Edit::default() };
    let at = script.working_ago(hours(8, 4));
    let new = told(
        script,
        "Cadence : erreur 500 à la validation des bons de livraison",
        "Aucun bon ne peut être validé depuis l’ouverture, les camions attendent.",
        "Cadence",
    );
    let mut pen = script.open(at, person("Nicolas Fouchet"), Channel::Portal, new);
    pen.working(4).qualify(hugo, crash);
    pen.working(9).begin(julien);
    pen.working(20).answer(
        julien,
        "Bonjour, l’erreur vient du serveur d’échanges hébergé par Ormelis. Nous leur passons le dossier.",
    );
    pen.working(30).web(julien, Act::Edit(Box::new(handed)));
    let step = Step {
        pending_on: Some(PendingOn::Provider),
        reason: "Analyse par Ormelis".to_owned(),
        ..Step::to(State::Pending)
    };
    pen.web(julien, Act::Move(Box::new(step)));
    pen.working(75).note(paul, "File d’échanges saturée, purge lancée ; 40 000 messages à rejouer.");
}

/// Late, or soon late.
fn late(script: &mut Script<'_>) {
    let person = |name: &str| script.house.person(name);
    let (fanny, claire, maelle) = (person("Fanny Leclerc"), person("Claire Morvan"), person("Maëlle Tanguy"));
    let (printer, locked) =
        (category(script, "hardware/printer"), category(script, "security/locked-account"));
    let at = script.working_ago(hours(27, 25));
    let new = told(
        script,
        "Imprimantes du quai 3 hors ligne, étiquettes bloquées",
        "Les deux étiqueteuses du quai 3 ne répondent plus.",
        "Impression",
    );
    let mut pen = script.open(at, person("Laëtitia Carlier"), Channel::Portal, new);
    pen.working(12).qualify(claire, printer).working(35).begin(fanny);
    pen.working(15).answer(fanny, "Bonjour, le commutateur du quai est en panne, une pièce est commandée. Imprimez sur le quai 2 en attendant.");
    pen.working(300).note(fanny, "Livraison annoncée puis reportée deux fois, relance faite.");

    let at = script.working_ago(hours(20, 0));
    let rights = category(script, "user-access/rights");
    let new = told(
        script,
        "Lecteur réseau absent après le déménagement du bureau",
        "Le lecteur du service a disparu sur nos trois postes.",
        "Messagerie",
    );
    let mut pen = script.open(at, person("Grégory Hervé"), Channel::Portal, new);
    pen.working(15).qualify(claire, rights).working(10).begin(claire);
    pen.working(25).note(claire, "La prise murale n’est pas sur le bon réseau, il faut passer sur place.");
    pen.web(claire, Act::Escalate("Intervention sur place nécessaire"));
    pen.working(90).begin(person("Nolwenn Abgrall"));

    let at = script.working_ago(hours(22, 30));
    let new = told(
        script,
        "Compte verrouillé à chaque prise de poste",
        "Mon compte se verrouille tous les matins.",
        "Messagerie",
    );
    let mut pen = script.open(at, person("Steven Le Roux"), Channel::Mail, new);
    pen.working(20).qualify(maelle, locked).working(10).begin(maelle);
    pen.working(6).answer(
        maelle,
        "Bonjour, nous surveillons votre compte demain matin pour trouver le poste en cause.",
    );
}

/// Waiting for someone.
fn waiting(script: &mut Script<'_>) {
    let person = |name: &str| script.house.person(name);
    let (claire, oriane, lucie) =
        (person("Claire Morvan"), person("Oriane Masson"), person("Lucie Marchand"));
    let (sync, account) =
        (category(script, "cloud/synchronisation-failed"), category(script, "user-access/new-account"));
    let at = script.working_ago(hours(9, 0));
    let new = told(
        script,
        "Messagerie : calendrier partagé vide pour l’équipe RH",
        "Le calendrier de l’équipe est vide depuis la migration.",
        "Messagerie",
    );
    let mut pen = script.open(at, person("Delphine Rousseau"), Channel::Portal, new);
    pen.working(15).qualify(claire, sync).working(40).begin(oriane);
    pen.working(20).ask(oriane, "Bonjour, le calendrier est-il vide aussi dans la version en ligne ?");

    let at = script.working_ago(hours(6, 0));
    let new = NewTicket {
        kind: Kind::Request,
        ..told(
            script,
            "Accès Sillage pour trois intérimaires à Lyon",
            "Trois intérimaires commencent lundi au quai 4.",
            "Sillage",
        )
    };
    let mut pen = script.open(at, person("Olivier Fontanel"), Channel::Portal, new);
    pen.working(18).qualify(claire, account).working(25).begin(claire);
    let step = Step {
        pending_on: Some(PendingOn::Other),
        reason: "Accord de la directrice financière".to_owned(),
        ..Step::to(State::Pending)
    };
    pen.working(30).web(claire, Act::Move(Box::new(step)));

    let at = script.working_ago(hours(5, 10));
    let new = told(
        script,
        "Téléphonie : pas de tonalité au service Affrètement",
        "Huit postes muets depuis ce matin.",
        "Téléphonie",
    );
    let latency = category(script, "network/latency");
    let mut pen = script.open(at, person("Mathilde Guyon"), Channel::Portal, new);
    pen.working(6).qualify(claire, latency).working(12).begin(lucie);
    pen.working(14)
        .answer(lucie, "Bonjour, le commutateur du service redémarre, nous vérifions les postes un à un.");
    let step = Step {
        pending_on: Some(PendingOn::Change),
        reason: "Remplacement prévu ce soir à 19 h".to_owned(),
        ..Step::to(State::Pending)
    };
    pen.working(60).web(lucie, Act::Move(Box::new(step)));
}

/// What just came in, and what was just resolved.
fn fresh(script: &mut Script<'_>) {
    let person = |name: &str| script.house.person(name);
    let (karim, solene) = (person("Karim Haddad"), person("Solène Prigent"));
    let (wifi, howto) = (category(script, "network/wi-fi"), category(script, "question/how-to"));
    let at = script.working_ago(hours(0, 24));
    let new = NewTicket {
        category_id: Some(wifi),
        ..told(
            script,
            "Terminaux de saisie : déconnexions en zone froide, Rennes",
            "Les terminaux perdent le Wi-Fi dès qu’on entre en zone froide.",
            "Sillage",
        )
    };
    script.open(at, person("Patrick Manach"), Channel::Portal, new);
    let at = script.working_ago(hours(0, 52));
    let new = NewTicket {
        requester_id: Some(person("Rachid Amrani")),
        category_id: Some(category(script, "application/minor-fault")),
        impact: Some(Level::Medium),
        urgency: Some(Level::Medium),
        ..told(
            script,
            "Badgeuse de Lyon : heure décalée de 12 minutes",
            "La badgeuse de l’entrée retarde de douze minutes.",
            "Téléphonie",
        )
    };
    script.open(at, karim, Channel::Phone, new);
    let new = told(
        script,
        "Excel se ferme à l’ouverture du suivi des palettes",
        "Excel se ferme tout seul, j’ai redémarré deux fois.",
        "Cadence",
    );
    script.open(script.ago(12), person("Élodie Ferrand"), Channel::Portal, new);
    let new = told(
        script,
        "Guest Wi-Fi password for auditors",
        "We have two auditors on site until Friday.",
        "Messagerie",
    );
    script.open(script.ago(31), person("Emily Carter"), Channel::Mail, new);
    let at = script.working_ago(hours(1, 15));
    let new = told(
        script,
        "Question : exporter la liste des tournées en tableur",
        "Comment faire un export sans recopier ?",
        "Cadence",
    );
    let mut pen = script.open(at, person("Élodie Ferrand"), Channel::Portal, new);
    pen.working(10).qualify(solene, howto).working(8).begin(solene);
    pen.working(15).answer(solene, "Bonjour, menu Listes, puis Exporter : le tableur s’ouvre tout seul.");
    pen.working(20).resolve(solene, "Pas à pas envoyé.", ResolutionKind::Fix, CauseCode::Unknown);
    let at = script.working_ago(hours(11, 0));
    let new = told(script, "Imprimante du deuxième étage", "Bourrage à chaque impression.", "Impression");
    let (printer, mathis) = (category(script, "hardware/printer"), person("Mathis Corre"));
    let mut pen = script.open(at, person("Élodie Ferrand"), Channel::Portal, new);
    pen.working(14).qualify(solene, printer).working(50).begin(mathis);
    pen.working(90).resolve(
        mathis,
        "Rouleau changé, dix pages imprimées à l’essai.",
        ResolutionKind::Fix,
        CauseCode::Hardware,
    );
}

/// A confidential one, closed and rated.
fn phishing(script: &mut Script<'_>) {
    let person = |name: &str| script.house.person(name);
    let (rozenn, farah, anne) =
        (person("Rozenn Jaouen"), person("Farah Benali"), person("Anne-Laure Gautier"));
    let new = NewTicket {
        requester_id: Some(anne),
        category_id: Some(category(script, "security/unauthorised-access")),
        impact: Some(Level::High),
        urgency: Some(Level::High),
        severity: Some(Severity::High),
        sensitive: true,
        ..told(
            script,
            "Fraude au virement : boîte de la comptabilité consultée",
            "Un virement a été demandé depuis ma boîte, ce n’est pas moi.",
            "Messagerie",
        )
    };
    let at = script.working_ago(hours(70, 0));
    let mut pen = script.open(at, rozenn, Channel::Phone, new);
    pen.later(3).begin(farah);
    pen.later(6).answer(
        farah,
        "Votre session est coupée partout et votre mot de passe changé. N’effacez rien, nous vous appelons.",
    );
    pen.later(40).note(
        rozenn,
        "Règle de transfert trouvée et gardée comme preuve ; banque prévenue, virement bloqué.",
    );
    pen.web(farah, Act::AddTask("Déposer plainte avec la direction juridique", None));
    pen.later(80).web(farah, Act::DoTask).web(farah, Act::Spend(140, "Analyse de la boîte"));
    pen.resolve(
        farah,
        "Accès coupé, règle retirée, double authentification imposée ; aucune somme perdue.",
        ResolutionKind::Fix,
        CauseCode::Security,
    );
    pen.working(200)
        .portal(anne, Act::Validate)
        .later(2)
        .portal(anne, Act::Rate(5, "Réaction immédiate, merci."));
}
