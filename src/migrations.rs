//! The whole schema: one portable text a step, in the order in which they are applied. A step that was released is
//! never changed; what comes later is a new one.

use db::Migration;

macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        Migration { number: $number, name: $name, text: include_str!(concat!("../migrations/", $file)) }
    };
}

/// Every step, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    step!(1, "work", "0001_work.sql"),
    step!(2, "audit", "0002_audit.sql"),
    step!(3, "people", "0003_people.sql"),
    step!(4, "desks", "0004_desks.sql"),
    step!(5, "services", "0005_services.sql"),
    step!(6, "sla", "0006_sla.sql"),
    step!(7, "tickets", "0007_tickets.sql"),
    step!(8, "queues", "0008_queues.sql"),
    step!(9, "imports", "0009_imports.sql"),
    step!(10, "inbox", "0010_inbox.sql"),
    step!(11, "guests", "0011_guests.sql"),
    step!(12, "lists", "0012_lists.sql"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_a_step_and_they_are_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|step| format!("{:04}_{}.sql", step.number, step.name)).collect();
        assert_eq!(listed, files);
    }
}
