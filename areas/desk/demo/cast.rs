//! Who appears. All invented; addresses lie under domains that never exist (RFC 2606).

use base::people::Role;

use super::DemoAccount;

/// A team of the desk, as the seed of a fresh desk makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Crew {
    HelpDesk,
    ItSupport,
    Network,
    Security,
    Development,
    ApplicationSupport,
}

/// Somebody who works at the desk.
pub(super) struct Staff {
    pub(super) name: &'static str,
    pub(super) crew: Crew,
    pub(super) lead: bool,
    pub(super) job: &'static str,
}

const fn staff(name: &'static str, crew: Crew, job: &'static str) -> Staff {
    Staff { name, crew, lead: false, job }
}

const fn lead(name: &'static str, crew: Crew, job: &'static str) -> Staff {
    Staff { name, crew, lead: true, job }
}

/// The desk's people.
pub(super) const STAFF: [Staff; 25] = [
    lead("Sophie Le Goff", Crew::HelpDesk, "Responsable du centre de services"),
    staff("Claire Morvan", Crew::HelpDesk, "Technicienne N1"),
    staff("Amina Diallo", Crew::HelpDesk, "Technicienne N1"),
    staff("Hugo Lambert", Crew::HelpDesk, "Technicien N1"),
    staff("Maëlle Tanguy", Crew::HelpDesk, "Technicienne N1"),
    staff("Karim Haddad", Crew::HelpDesk, "Technicien N1"),
    staff("Solène Prigent", Crew::HelpDesk, "Technicienne N1, alternante"),
    lead("Gwenaël Riou", Crew::ItSupport, "Responsable du support informatique"),
    staff("Nolwenn Abgrall", Crew::ItSupport, "Technicienne N2"),
    staff("Mathis Corre", Crew::ItSupport, "Technicien N2"),
    staff("Fanny Leclerc", Crew::ItSupport, "Technicienne N2, entrepôts"),
    lead("Thomas Renard", Crew::Network, "Responsable réseau"),
    staff("Yanis Belkacem", Crew::Network, "Ingénieur réseau"),
    staff("Erwan Le Bihan", Crew::Network, "Ingénieur réseau"),
    staff("Lucie Marchand", Crew::Network, "Ingénieure télécoms"),
    lead("Rozenn Jaouen", Crew::Security, "Responsable sécurité opérationnelle"),
    staff("Adrien Castel", Crew::Security, "Analyste sécurité"),
    staff("Farah Benali", Crew::Security, "Analyste sécurité"),
    lead("Julien Pruvost", Crew::Development, "Responsable des applications métier"),
    staff("Mélanie Cosson", Crew::Development, "Développeuse, Sillage"),
    staff("Quentin Simon", Crew::Development, "Développeur, Cadence"),
    staff("Ana Duarte", Crew::Development, "Développeuse"),
    lead("Léa Bricourt", Crew::ApplicationSupport, "Responsable du support applicatif"),
    staff("Romain Gicquel", Crew::ApplicationSupport, "Support applicatif, Sillage"),
    staff("Oriane Masson", Crew::ApplicationSupport, "Support applicatif, messagerie"),
];

/// A site of the company.
pub(super) const SITES: [&str; 7] = [
    "Siège de Nantes",
    "Agence de Rennes",
    "Agence de Vannes",
    "Agence de Brest",
    "Entrepôt de Lille",
    "Entrepôt de Lyon",
    "Southampton branch",
];

/// The site whose people write in English.
pub(super) const ENGLISH_SITE: &str = "Southampton branch";

/// Those who report, with the place of their site in [`SITES`] and what they do. The first is the account to look
/// around with; the last six belong to the customer.
pub(super) const REQUESTERS: [(&str, usize, &str); 60] = [
    ("Élodie Ferrand", 0, "Assistante de direction"),
    ("Nathalie Guivarc’h", 1, "Responsable d’agence"),
    ("Damien Kerbrat", 1, "Exploitant transport"),
    ("Sandrine Le Floch", 1, "Affréteuse"),
    ("Patrick Manach", 1, "Chef de quai"),
    ("Aurore Bellec", 1, "Commerciale"),
    ("Jean-Yves Cadoret", 2, "Responsable d’agence"),
    ("Morgane Thébault", 2, "Exploitante transport"),
    ("Fabrice Nédélec", 2, "Affréteur"),
    ("Lénaïg Jégou", 2, "Commerciale"),
    ("Christian Salaün", 2, "Chef de quai"),
    ("Isabelle Kervella", 3, "Responsable d’agence"),
    ("Ronan Quéméneur", 3, "Exploitant transport"),
    ("Valérie Corbel", 3, "Affréteuse"),
    ("Steven Le Roux", 3, "Cariste"),
    ("Gaëlle Pennec", 3, "Comptable"),
    ("Brigitte Vandamme", 4, "Directrice d’entrepôt"),
    ("Mickaël Delcroix", 4, "Chef d’équipe, réception"),
    ("Sabrina Lefebvre", 4, "Gestionnaire de stock"),
    ("Kévin Dubois", 4, "Préparateur"),
    ("Laëtitia Carlier", 4, "Cheffe d’équipe, expédition"),
    ("Thierry Wattrelos", 4, "Maintenance"),
    ("Nadia Belhadj", 4, "Préparatrice"),
    ("Olivier Fontanel", 5, "Directeur d’entrepôt"),
    ("Céline Mercier", 5, "Gestionnaire de stock"),
    ("Rachid Amrani", 5, "Chef d’équipe, réception"),
    ("Pauline Girard", 5, "Préparatrice"),
    ("Denis Chabert", 5, "Cariste"),
    ("Amandine Perrot", 5, "Cheffe d’équipe, expédition"),
    ("Bruno Rivoire", 5, "Maintenance"),
    ("Catherine Aubry", 0, "Directrice financière"),
    ("Stéphane Bourdais", 0, "Comptable"),
    ("Anne-Laure Gautier", 0, "Comptable fournisseurs"),
    ("Michel Prodhomme", 0, "Contrôleur de gestion"),
    ("Delphine Rousseau", 0, "Responsable des ressources humaines"),
    ("Camille Lecomte", 0, "Chargée de recrutement"),
    ("Vincent Morel", 0, "Gestionnaire de paie"),
    ("Élise Chauvin", 0, "Juriste"),
    ("Grégory Hervé", 0, "Acheteur"),
    ("Séverine Marchais", 0, "Responsable qualité"),
    ("Antoine Guérin", 0, "Chef de projet"),
    ("Marion Lebreton", 0, "Chargée de communication"),
    ("François Toublanc", 0, "Directeur commercial"),
    ("Hélène Poirier", 0, "Assistante commerciale"),
    ("Loïc Rabu", 0, "Bureau d’études"),
    ("Justine Pasquier", 0, "Bureau d’études"),
    ("Nicolas Fouchet", 0, "Service Affrètement"),
    ("Mathilde Guyon", 0, "Service Affrètement"),
    ("Alexandre Bodin", 0, "Service Affrètement"),
    ("Emily Carter", 6, "Branch manager"),
    ("James Whitfield", 6, "Freight planner"),
    ("Priya Raman", 6, "Customs clerk"),
    ("Oliver Hughes", 6, "Warehouse lead"),
    ("Grace Thornton", 6, "Accounts assistant"),
    ("Yvon Le Dantec", 3, "Gérant"),
    ("Maryse Le Dantec", 3, "Comptable"),
    ("Cyril Goasguen", 3, "Exploitant"),
    ("Soizic Favennec", 3, "Planification"),
    ("Hervé Coatanéa", 2, "Chauffeur référent"),
    ("Tiphaine Lagadec", 2, "Assistante"),
];

/// How many of [`REQUESTERS`], at the end, belong to the customer.
pub(super) const CUSTOMERS: usize = 6;

/// The accounts to look around with: role, name, address, and the right that goes with it.
pub(super) const ACCOUNTS: [(&str, &str, &str, Option<Role>); 7] = [
    ("admin", "Marc Delattre", "admin@demo.example", Some(Role::Administrator)),
    ("agent", "Claire Morvan", "agent@demo.example", Some(Role::Agent)),
    ("lead", "Sophie Le Goff", "lead@demo.example", Some(Role::Lead)),
    ("manager", "Inès Caradec", "manager@demo.example", Some(Role::IncidentManager)),
    ("requester", "Élodie Ferrand", "requester@demo.example", None),
    ("provider", "Paul Quentel", "provider@demo.example", Some(Role::Provider)),
    ("observer", "Hélène Armand", "observer@demo.example", Some(Role::Observer)),
];

/// The address of somebody: of an account to look around with, or made of their name.
pub(super) fn address(name: &str, domain: &str) -> String {
    let account = ACCOUNTS.iter().find(|(_, whose, ..)| *whose == name);
    if let Some((_, _, address, _)) = account {
        return (*address).to_owned();
    }
    let folded = rules::text::fold(name);
    let words: Vec<String> = folded
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let (first, rest) = words
        .split_first()
        .map_or((String::new(), String::new()), |(first, rest)| (first.clone(), rest.concat()));
    format!("{first}.{rest}@{domain}")
}

/// The accounts with their password.
pub(super) fn accounts(password: &str) -> Vec<DemoAccount> {
    let account = |(role, name, email, _): (&'static str, &str, &str, Option<Role>)| DemoAccount {
        role,
        name: name.to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
    };
    ACCOUNTS.into_iter().map(account).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_shares_an_address_and_all_are_under_example_domains() {
        let names = STAFF.iter().map(|staff| staff.name).chain(REQUESTERS.iter().map(|(name, ..)| *name));
        let mut all: Vec<String> = names.map(|name| address(name, "kerlann.example")).collect();
        assert!(all.contains(&"nathalie.guivarch@kerlann.example".to_owned()), "{all:?}");
        assert!(all.iter().all(|address| address.ends_with(".example")));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(REQUESTERS.iter().all(|(_, site, _)| *site < SITES.len()));
    }
}
