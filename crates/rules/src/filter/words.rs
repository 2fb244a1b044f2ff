//! The words that filters accept besides the canonical ones: French aliases and the usual English variants.
//! Case, accents, `-`/`_`/space and a final mark of plural or feminine are ignored, so « état:résolues » is
//! `state:resolved`.

use super::tree::{Column, Flag, Relative};
use crate::priority::{Level, Priority, Severity};
use crate::text::fold;
use crate::ticket_state::{Channel, Kind, PendingOn, State};

/// Words for one value.
type Aliases<T> = &'static [(T, &'static [&'static str])];

/// Other keys.
pub(super) const COLUMNS: Aliases<Column> = &[
    (Column::Is, &["est"]),
    (Column::Priority, &["prio", "priorité"]),
    (Column::State, &["status", "état", "statut"]),
    (Column::Kind, &["type", "nature"]),
    (Column::Team, &["group", "équipe", "groupe"]),
    (Column::Assignee, &["assigned", "agent", "technicien", "affecté", "assigné", "responsable"]),
    (Column::Requester, &["reporter", "caller", "demandeur"]),
    (Column::Organisation, &["organization", "org", "customer", "client", "entité"]),
    (Column::Desk, &["helpdesk", "help-desk", "centre"]),
    (Column::Category, &["cat", "catégorie"]),
    (Column::Service, &["application"]),
    (Column::Urgency, &["urgence"]),
    (Column::Severity, &["gravité", "sévérité"]),
    (Column::Tag, &["label", "étiquette"]),
    (Column::Channel, &["source", "canal", "origine"]),
    (Column::Created, &["opened", "créé", "ouvert", "date"]),
    (Column::Updated, &["changed", "modified", "modifié", "mis-à-jour"]),
    (Column::Resolved, &["solved", "résolu"]),
    (Column::Closed, &["clos", "clôturé", "fermé"]),
    (Column::Sla, &["due", "échéance", "engagement"]),
    (Column::Number, &["id", "no", "numéro"]),
    (Column::Title, &["subject", "titre", "objet", "sujet"]),
    (Column::Text, &["texte", "contient", "contains"]),
    (Column::Provider, &["vendor", "supplier", "prestataire", "fournisseur"]),
    (Column::PendingOn, &["waiting-for", "attend", "en-attente-de"]),
    (Column::Watcher, &["follower", "observateur", "suivi-par"]),
];

const FLAGS: Aliases<Flag> = &[
    (Flag::Open, &["unresolved", "ouvert"]),
    (Flag::Resolved, &["solved", "résolu"]),
    (Flag::Closed, &["ended", "clos", "clôturé", "fermé", "terminé"]),
    (Flag::Unassigned, &["non-affecté", "non-assigné", "sans-technicien"]),
    (Flag::Mine, &["assigned-to-me", "me", "my", "à-moi", "mien", "moi"]),
    (Flag::MyTeam, &["mon-équipe", "mes-équipes", "my-group"]),
    (Flag::Watched, &["followed", "suivi", "observé"]),
    (Flag::Overdue, &["breached", "late", "en-retard", "dépassé", "retard", "hors-délai"]),
    (Flag::AtRisk, &["risk", "à-risque", "menacé"]),
    (Flag::Pending, &["on-hold", "waiting", "en-attente", "attente"]),
    (Flag::Snoozed, &["asleep", "mis-de-côté", "en-sommeil", "reporté"]),
    (Flag::Reopened, &["rouvert", "réouvert"]),
    (Flag::Major, &["majeur", "crisis"]),
    (Flag::Unread, &["new-to-me", "non-lu"]),
];

const PRIORITIES: Aliases<Priority> = &[
    (Priority::P1, &["1", "critical", "critique"]),
    (Priority::P2, &["2", "high", "élevée", "haute"]),
    (Priority::P3, &["3", "medium", "moyenne"]),
    (Priority::P4, &["4", "low", "faible", "basse"]),
    (Priority::P5, &["5", "planned", "planifiée"]),
];

const STATES: Aliases<State> = &[
    (State::New, &["nouveau", "nouveaux", "nouvelle"]),
    (State::Qualified, &["qualifié"]),
    (State::Assigned, &["affecté", "assigné"]),
    (State::InProgress, &["progress", "working", "en-cours"]),
    (State::Pending, &["on-hold", "waiting", "en-attente", "attente", "suspendu"]),
    (State::Resolved, &["solved", "résolu"]),
    (State::Closed, &["clos", "clôturé", "fermé"]),
    (State::Cancelled, &["canceled", "annulé"]),
];

const KINDS: Aliases<Kind> = &[
    (Kind::Incident, &["inc"]),
    (Kind::Request, &["req", "service-request", "demande", "demande-de-service"]),
    (Kind::Problem, &["prb", "problème"]),
    (Kind::Change, &["chg", "changement"]),
];

const LEVELS: Aliases<Level> = &[
    (Level::High, &["1", "élevé", "haut", "fort"]),
    (Level::Medium, &["2", "moyen", "moyenne"]),
    (Level::Low, &["3", "faible", "bas", "basse"]),
];

const SEVERITIES: Aliases<Severity> = &[
    (Severity::Critical, &["1", "critique"]),
    (Severity::High, &["2", "élevée", "haute"]),
    (Severity::Medium, &["3", "moyen", "moyenne"]),
    (Severity::Low, &["4", "faible", "basse"]),
];

const CHANNELS: Aliases<Channel> = &[
    (Channel::Portal, &["portail"]),
    (Channel::Email, &["mail", "e-mail", "courriel"]),
    (Channel::Phone, &["telephone", "call", "téléphone", "tel", "appel"]),
    (Channel::Monitoring, &["alert", "supervision", "alerte"]),
    (Channel::Api, &["webhook"]),
    (Channel::Chat, &["messagerie", "tchat"]),
    (Channel::InPerson, &["walk-in", "sur-place", "guichet"]),
    (Channel::Import, &["reprise"]),
];

const PENDING: Aliases<PendingOn> = &[
    (PendingOn::User, &["requester", "demandeur", "utilisateur"]),
    (PendingOn::Provider, &["vendor", "prestataire", "fournisseur"]),
    (PendingOn::Change, &["changement"]),
    (PendingOn::Other, &["autre"]),
];

const RELATIVES: Aliases<Relative> = &[
    (Relative::Today, &["aujourd'hui", "aujourdhui"]),
    (Relative::Yesterday, &["hier"]),
    (Relative::Tomorrow, &["demain"]),
    (Relative::ThisWeek, &["week", "cette-semaine", "semaine"]),
    (Relative::LastWeek, &["semaine-dernière"]),
    (Relative::ThisMonth, &["month", "ce-mois", "mois"]),
    (Relative::LastMonth, &["mois-dernier"]),
];

/// Words for the person who looks.
const ME: &[&str] = &["me", "mine", "my", "moi"];
/// Words for a value that is not set.
const NOTHING: &[&str] = &["none", "nobody", "aucun", "aucune", "personne", "rien"];

/// What of a word counts when it is compared with another.
fn essence(word: &str) -> String {
    let folded = fold(word).replace(['-', '_', ' ', '\''], "");
    let end = folded.trim_end_matches('s');
    let end = end.strip_suffix('e').unwrap_or(end);
    if end.is_empty() { folded } else { end.to_owned() }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    let folded = fold(word);
    words.contains(&folded.as_str())
}

pub(super) fn is_me(word: &str) -> bool {
    is_one_of(word, ME)
}

pub(super) fn is_nothing(word: &str) -> bool {
    is_one_of(word, NOTHING)
}

/// The value that a word means: its canonical word, or an alias, exactly; failing that, up to plural and
/// feminine.
fn find<T: Copy>(
    given: &str,
    canonical: &[T],
    as_str: impl Fn(T) -> &'static str,
    aliases: Aliases<T>,
) -> Option<T> {
    let all = || {
        let words = canonical.iter().map(|&value| (value, as_str(value)));
        words.chain(aliases.iter().flat_map(|&(value, words)| words.iter().map(move |&word| (value, word))))
    };
    let folded = fold(given);
    let exact = all().find(|(_, word)| fold(word) == folded);
    let essence_of_given = essence(given);
    let found = exact.or_else(|| all().find(|(_, word)| essence(word) == essence_of_given));
    found.map(|(value, _)| value)
}

macro_rules! finders {
    ($($function:ident: $type:ty = $aliases:ident;)+) => {$(
        pub(super) fn $function(word: &str) -> Option<$type> {
            find(word, <$type>::ALL, <$type>::as_str, $aliases)
        }
    )+};
}

finders! {
    column: Column = COLUMNS;
    flag: Flag = FLAGS;
    priority: Priority = PRIORITIES;
    state: State = STATES;
    kind: Kind = KINDS;
    level: Level = LEVELS;
    severity: Severity = SEVERITIES;
    channel: Channel = CHANNELS;
    pending_on: PendingOn = PENDING;
    relative: Relative = RELATIVES;
}

/// A word for several states: open or closed.
pub(super) fn state_group(word: &str) -> Option<Flag> {
    match essence(word).as_str() {
        "open" | "ouvert" | "unresolved" => Some(Flag::Open),
        _ => None,
    }
}

/// The canonical key that a misspelt one resembles most: at most two letters wrong, missing, added or
/// swapped (one in a short key).
pub(super) fn nearest_column(key: &str) -> Option<&'static str> {
    let given: Vec<char> = fold(key).chars().take(24).collect();
    let canonical = Column::ALL.iter().map(|&column| (column, column.as_str()));
    let aliases = COLUMNS.iter().flat_map(|&(column, words)| words.iter().map(move |&word| (column, word)));
    let distances = canonical.chain(aliases).filter_map(|(column, word)| {
        let word: Vec<char> = fold(word).chars().collect();
        let most = if word.len().min(given.len()) <= 4 { 1 } else { 2 };
        let distance = edits(&given, &word);
        (distance <= most).then_some((distance, column))
    });
    distances.min().map(|(_, column)| column.as_str())
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous: Option<char> = None;
    for (row, &x) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut left = row + 1;
        let mut left_char: Option<char> = None;
        for (column, &y) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut cost =
                (at(&last, column) + usize::from(x != y)).min(at(&last, column + 1) + 1).min(left + 1);
            if let (Some(p), Some(l), Some(two_back)) = (previous, left_char, column.checked_sub(1))
                && p == y
                && l == x
            {
                cost = cost.min(at(&before, two_back) + 1);
            }
            current.push(cost);
            left = cost;
            left_char = Some(y);
        }
        before = std::mem::replace(&mut last, current);
        previous = Some(x);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_loose_words_are_understood() {
        assert_eq!(column("Priorité"), Some(Column::Priority));
        assert_eq!(column("ETAT"), Some(Column::State));
        assert_eq!(column("pending-on"), Some(Column::PendingOn));
        assert_eq!(state("résolues"), Some(State::Resolved));
        assert_eq!(state("en cours"), Some(State::InProgress));
        assert_eq!(kind("demandes"), Some(Kind::Request));
        assert_eq!(kind("incidents"), Some(Kind::Incident));
        assert_eq!(priority("Élevées"), Some(Priority::P2));
        assert_eq!(flag("non affecté"), Some(Flag::Unassigned));
        assert_eq!(relative("aujourd’hui"), Some(Relative::Today));
        assert_eq!(priority("P6"), None);
        assert_eq!(column(""), None);
        assert_eq!(column("s"), None);
    }

    #[test]
    fn every_canonical_word_means_itself_and_every_alias_one_thing() {
        fn check<T: Copy + PartialEq + std::fmt::Debug + 'static>(
            values: &[T],
            as_str: impl Fn(T) -> &'static str,
            aliases: Aliases<T>,
            find: impl Fn(&str) -> Option<T>,
        ) {
            for &value in values {
                assert_eq!(find(as_str(value)), Some(value));
            }
            for &(value, words) in aliases {
                for word in words {
                    assert_eq!(find(word), Some(value), "{word}");
                }
            }
        }
        check(Column::ALL, Column::as_str, COLUMNS, column);
        check(Flag::ALL, Flag::as_str, FLAGS, flag);
        check(Priority::ALL, Priority::as_str, PRIORITIES, priority);
        check(State::ALL, State::as_str, STATES, state);
        check(Kind::ALL, Kind::as_str, KINDS, kind);
        check(Level::ALL, Level::as_str, LEVELS, level);
        check(Severity::ALL, Severity::as_str, SEVERITIES, severity);
        check(Channel::ALL, Channel::as_str, CHANNELS, channel);
        check(PendingOn::ALL, PendingOn::as_str, PENDING, pending_on);
        check(Relative::ALL, Relative::as_str, RELATIVES, relative);
    }

    #[test]
    fn a_misspelt_key_finds_its_nearest() {
        let table = [
            ("prority", Some("priority")),
            ("piroity", Some("priority")),
            ("priorte", Some("priority")),
            ("asignee", Some("assignee")),
            ("tema", Some("team")),
            ("equpe", Some("team")),
            ("http", None),
            ("zzz", None),
            ("", None),
        ];
        for (key, expected) in table {
            assert_eq!(nearest_column(key), expected, "{key}");
        }
    }
}
