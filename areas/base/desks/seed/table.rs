//! The table of product.md §2.5: categories with their teams and business impact, sub-categories with the impact and urgency from
//! which the default matrix makes the priority given there.

use rules::priority::Level::{self, High, Low, Medium};
use web::i18n::Locale;

/// A team of a fresh desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Team {
    HelpDesk,
    ItSupport,
    Network,
    Security,
    Development,
    ApplicationSupport,
}

impl Team {
    /// Its name and what it looks after.
    pub(super) fn words(self, locale: Locale) -> (&'static str, &'static str) {
        match (self, locale) {
            (Self::HelpDesk, Locale::Fr) => {
                ("Centre de services", "Premier contact : accueil, accès, questions")
            }
            (Self::HelpDesk, Locale::En) => ("Help desk", "First contact: calls, access, questions"),
            (Self::ItSupport, Locale::Fr) => {
                ("Support informatique", "Postes de travail, serveurs, matériel")
            }
            (Self::ItSupport, Locale::En) => ("IT support", "Workstations, servers, hardware"),
            (Self::Network, Locale::Fr) => ("Réseau", "Réseaux locaux et distants, VPN, Wi-Fi"),
            (Self::Network, Locale::En) => ("Network", "Local and wide networks, VPN, Wi-Fi"),
            (Self::Security, Locale::Fr) => {
                ("Opérations de sécurité", "Détection et traitement des attaques")
            }
            (Self::Security, Locale::En) => ("Security operations", "Detection and handling of attacks"),
            (Self::Development, Locale::Fr) => ("Développement", "Applications métier"),
            (Self::Development, Locale::En) => ("Development", "Business applications"),
            (Self::ApplicationSupport, Locale::Fr) => {
                ("Support applicatif", "Performances, services en ligne")
            }
            (Self::ApplicationSupport, Locale::En) => ("Application support", "Performance, online services"),
        }
    }
}

/// A category.
pub(super) struct Group {
    pub(super) code: &'static str,
    pub(super) fr: &'static str,
    pub(super) en: &'static str,
    pub(super) team: Team,
    pub(super) impact_fr: &'static str,
    pub(super) impact_en: &'static str,
    pub(super) synonyms: &'static str,
    pub(super) leaves: &'static [Leaf],
}

/// A sub-category.
pub(super) struct Leaf {
    pub(super) code: &'static str,
    pub(super) fr: &'static str,
    pub(super) en: &'static str,
    /// Impact and urgency.
    pub(super) levels: (Level, Level),
    /// Where it is not its category's.
    pub(super) team: Option<Team>,
    /// Words people use, in both languages, with commas.
    pub(super) synonyms: &'static str,
}

const fn leaf(
    code: &'static str,
    (fr, en): (&'static str, &'static str),
    levels: (Level, Level),
    synonyms: &'static str,
) -> Leaf {
    Leaf { code, fr, en, levels, team: None, synonyms }
}

impl Leaf {
    const fn with(self, team: Team) -> Self {
        Self { team: Some(team), ..self }
    }
}

/// The table, in the order in which people look. Misconfiguration, deletion and missed update are equally urgent: their
/// priority differs "by impact".
pub(super) const TABLE: &[Group] = &[
    Group {
        code: "security",
        fr: "Sécurité",
        en: "Security",
        team: Team::Security,
        impact_fr: "Perte de données, coûts, non-conformité",
        impact_en: "Data loss, cost, compliance",
        synonyms: "sécurité informatique, cybersécurité, cyberattaque, attaque, cybersecurity, cyber attack, security incident, breach, hack",
        leaves: &[
            leaf("unauthorised-access", ("Accès non autorisé", "Unauthorised access"), (High, High), "compte piraté, connexion suspecte, usurpation de compte, intrus, hacked account, account takeover, suspicious sign-in, unauthorized access, compromised account"),
            leaf("intrusion-attempt", ("Tentative d’intrusion", "Intrusion attempt"), (High, High), "force brute, scan de ports, attaque en cours, alerte IDS, brute force, port scan, intrusion detection, IDS alert, exploit"),
            leaf("phishing", ("Hameçonnage", "Phishing"), (High, High), "phishing, courriel frauduleux, mail frauduleux, faux mail, lien suspect, arnaque, fraude au président, suspicious e-mail, scam, fake e-mail, suspicious link, spear phishing"),
            leaf("malware", ("Logiciel malveillant", "Malware"), (High, High), "virus, rançongiciel, cheval de Troie, logiciel espion, fichiers chiffrés, ransomware, trojan, spyware, worm, infected, encrypted files"),
            leaf("ddos", ("Déni de service", "DDoS"), (High, High), "déni de service distribué, attaque DDoS, saturation du site, denial of service, traffic flood, DoS"),
            leaf("data-leak", ("Fuite de données", "Data leak"), (High, High), "violation de données, données exposées, données personnelles divulguées, RGPD, envoi au mauvais destinataire, data breach, data exposed, personal data, GDPR, sent to the wrong recipient"),
            leaf("locked-account", ("Compte verrouillé", "Locked account"), (Low, High), "compte bloqué, déverrouiller, session verrouillée, trop de tentatives, account locked, locked out, unlock, too many attempts").with(Team::HelpDesk),
        ],
    },
    Group {
        code: "network",
        fr: "Réseau",
        en: "Network",
        team: Team::Network,
        impact_fr: "Productivité en baisse, opérations retardées",
        impact_en: "Lost productivity, operations delayed",
        synonyms: "internet, connexion, lan, wan, connectivité, connectivity, connection",
        leaves: &[
            leaf("outage", ("Panne réseau", "Outage"), (High, High), "coupure réseau, plus de réseau, réseau hors service, plus d’internet, site coupé, network down, no network, network outage, no internet"),
            leaf("server-unreachable", ("Serveur injoignable", "Server unreachable"), (High, High), "serveur inaccessible, serveur ne répond plus, ping, lecteur réseau inaccessible, server down, host unreachable, not responding, file server unreachable"),
            leaf("isp-failure", ("Panne de l’opérateur", "ISP failure"), (High, High), "panne fournisseur d’accès, fibre coupée, liaison opérateur, box internet, ISP down, fibre cut, provider outage, leased line, carrier"),
            leaf("latency", ("Latence", "Latency"), (Medium, High), "réseau lent, lenteur réseau, temps de réponse, ping élevé, slow network, lag, high ping, packet loss, perte de paquets, jitter"),
            leaf("bandwidth-overload", ("Bande passante saturée", "Bandwidth overload"), (Medium, High), "saturation, débit insuffisant, lien saturé, internet lent, bandwidth, link saturated, congestion, slow internet"),
            leaf("firewall-error", ("Erreur de pare-feu", "Firewall error"), (Medium, High), "pare-feu, port bloqué, site bloqué, règle de filtrage, proxy, firewall, blocked port, blocked site, filtering rule"),
            leaf("vpn", ("VPN", "VPN"), (Medium, High), "télétravail, accès distant, connexion à distance, tunnel, GlobalProtect, FortiClient, AnyConnect, remote access, remote work, home office, WireGuard, OpenVPN"),
            leaf("wi-fi", ("Wi-Fi", "Wi-Fi"), (Medium, High), "wifi, sans fil, borne, point d’accès, plus de wifi, wireless, access point, WLAN, no wifi"),
        ],
    },
    Group {
        code: "hardware",
        fr: "Matériel",
        en: "Hardware",
        team: Team::ItSupport,
        impact_fr: "Arrêt d’activité, coût de remise en état et de remplacement",
        impact_en: "Downtime, recovery and replacement cost",
        synonyms: "équipement, appareil, machine, panne matérielle, device, equipment, hardware failure",
        leaves: &[
            leaf("server", ("Serveur", "Server"), (High, Medium), "serveur en panne, redémarrage serveur, baie, lame, server failure, server crash, reboot, rack, blade"),
            leaf("disk", ("Disque", "Disk"), (High, Medium), "disque dur, disque plein, espace disque, RAID dégradé, SMART, SSD, stockage, hard drive, disk full, disk space, degraded RAID, storage"),
            leaf("power", ("Alimentation électrique", "Power"), (High, Medium), "coupure de courant, onduleur, alimentation, disjoncteur, électricité, power outage, UPS, power supply, breaker, electricity"),
            leaf("overheating", ("Surchauffe", "Overheating"), (High, Medium), "température, climatisation, ventilateur, chauffe, temperature, cooling, fan, air conditioning, too hot"),
            leaf("workstation", ("Poste de travail", "Workstation"), (Low, High), "ordinateur, PC, portable, écran, clavier, souris, station d’accueil, écran bleu, ne démarre pas, computer, laptop, monitor, screen, keyboard, mouse, dock, blue screen, does not start"),
            leaf("printer", ("Imprimante", "Printer"), (Medium, Medium), "impression, imprime pas, bourrage papier, toner, scanner, photocopieur, copieur, print, printing, paper jam, copier, scan"),
        ],
    },
    Group {
        code: "application",
        fr: "Application",
        en: "Application",
        team: Team::Development,
        impact_fr: "Activité interrompue, clients mécontents",
        impact_en: "Workflow stopped, customers unhappy",
        synonyms: "logiciel, appli, programme, software, app, program",
        leaves: &[
            leaf("business-crash", ("Plantage d’une application métier", "Crash of a business application"), (Medium, High), "CRM, ERP, plantage, planté, progiciel, SAP, Salesforce, erreur 500, crash, business application down, application error, error 500"),
            leaf("business-bug", ("Bogue d’une application métier", "Bug of a business application"), (Medium, High), "bug, bogue, anomalie, calcul faux, résultat incorrect, régression, CRM, ERP, defect, wrong result, wrong calculation, regression"),
            leaf("frozen", ("Application figée", "Frozen application"), (Medium, Medium), "ne répond plus, gelée, bloquée, sablier, fige, not responding, frozen, hangs, stuck, spinning"),
            leaf("failed-update", ("Mise à jour échouée", "Failed update"), (Medium, Medium), "échec de mise à jour, installation échouée, erreur après mise à jour, update failed, installation failed, error after update, patch failed"),
            leaf("minor-fault", ("Défaut mineur", "Minor fault"), (Medium, Medium), "petit défaut, affichage, faute d’affichage, bouton, cosmétique, glitch, display issue, button, cosmetic, small bug"),
        ],
    },
    Group {
        code: "performance",
        fr: "Performances",
        en: "Performance",
        team: Team::ApplicationSupport,
        impact_fr: "Productivité en baisse",
        impact_en: "Lost productivity",
        synonyms: "performance, rapidité, lenteurs, speed, slowness",
        leaves: &[
            leaf("slow-response", ("Réponse lente", "Slow response"), (Medium, High), "lent, lenteur, rame, long à charger, temps de chargement, slow, sluggish, takes long, loading time, timeout"),
            leaf("intermittent-failure", ("Panne intermittente", "Intermittent failure"), (Medium, Medium), "par moments, de temps en temps, aléatoire, coupures, instable, sometimes, from time to time, random, unstable, flapping, comes and goes"),
        ],
    },
    Group {
        code: "cloud",
        fr: "Cloud / SaaS",
        en: "Cloud / SaaS",
        team: Team::ApplicationSupport,
        impact_fr: "Productivité en baisse",
        impact_en: "Lost productivity",
        synonyms: "nuage, en ligne, Microsoft 365, Office 365, Google Workspace, SaaS, cloud, online service",
        leaves: &[
            leaf("service-unreachable", ("Service inaccessible", "Service unreachable"), (High, Medium), "Teams ne fonctionne pas, Outlook en ligne, service en ligne indisponible, site inaccessible, messagerie indisponible, Teams down, Outlook down, online service down, mail down, service unavailable, error 503"),
            leaf("synchronisation-failed", ("Synchronisation échouée", "Synchronisation failed"), (Medium, Medium), "OneDrive, SharePoint, Google Drive, fichiers non synchronisés, agenda non synchronisé, sync error, files not syncing, calendar not syncing, sync failed"),
        ],
    },
    Group {
        code: "human-error",
        fr: "Erreur humaine",
        en: "Human error",
        team: Team::ItSupport,
        impact_fr: "Variable selon ce qui est touché",
        impact_en: "Depends on what is affected",
        synonyms: "erreur de manipulation, maladresse, fausse manœuvre, mistake, mishandling, by accident",
        leaves: &[
            leaf("misconfiguration", ("Mauvaise configuration", "Misconfiguration"), (High, Medium), "mauvais paramétrage, paramètre modifié, erreur de configuration, wrong setting, changed setting, configuration error"),
            leaf("accidental-deletion", ("Suppression accidentelle", "Accidental deletion"), (Medium, Medium), "fichier supprimé, effacé par erreur, dossier disparu, restaurer, restauration, corbeille, deleted file, deleted by mistake, missing folder, restore, recover, recycle bin"),
            leaf("missed-update", ("Mise à jour oubliée", "Missed update"), (Medium, Medium), "certificat expiré, licence expirée, correctif non appliqué, version obsolète, expired certificate, expired licence, missing patch, outdated version"),
        ],
    },
    Group {
        code: "user-access",
        fr: "Accès",
        en: "User access",
        team: Team::HelpDesk,
        impact_fr: "Faible, mais fréquent",
        impact_en: "Low, but frequent",
        synonyms: "compte, habilitation, identifiants, account, login, credentials",
        leaves: &[
            leaf("new-account", ("Nouveau compte", "New account"), (Medium, Medium), "création de compte, nouvel arrivant, nouveau collaborateur, arrivée, create account, new starter, new employee, onboarding"),
            leaf("rights", ("Droits", "Rights"), (Medium, Medium), "droits d’accès, permission, accès refusé, dossier partagé, habilitations, groupe, access rights, access denied, shared folder, permissions, group membership"),
            leaf("password", ("Mot de passe", "Password"), (Low, Medium), "mot de passe oublié, mot de passe expiré, réinitialiser, réinitialisation, mdp, forgot password, expired password, reset password, password reset"),
        ],
    },
    Group {
        code: "question",
        fr: "Question",
        en: "Question",
        team: Team::HelpDesk,
        impact_fr: "Aucune",
        impact_en: "None",
        synonyms: "renseignement, demande d’information, information request, enquiry",
        leaves: &[
            leaf("how-to", ("Mode d’emploi", "How-to"), (Low, Low), "comment faire, tutoriel, procédure, aide à l’utilisation, how do I, tutorial, instructions, guide"),
            leaf("advice", ("Conseil", "Advice"), (Low, Low), "avis, recommandation, quel outil, recommendation, which tool, guidance, best practice"),
            leaf("minor-enhancement", ("Petite amélioration", "Minor enhancement"), (Low, Low), "suggestion, évolution, idée, souhait, feature request, idea, improvement, wish"),
        ],
    },
];
