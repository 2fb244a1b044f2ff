//! Which ongoing incidents resemble what a requester is typing (product.md §3.1: "we know, 14 others are
//! affected: I am too"). Plain word overlap, weighted by how rare a word is among the candidates: it
//! explains itself (the words are returned), needs no training and works from the first incident on. It does
//! not see synonyms or translations; classification is another module's work.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::{each_word, fold};

/// Words that say nothing about a fault, folded: French, then English, then the courtesies of both.
const STOP_WORDS: &str = " a afin ai aient ait alors apres as au aucun aussi autre aux avais avait avant avec avez avoir avons bien car ce ceci cela celle \
celui ces cet cette ceux chez ci comme comment dans de depuis des desormais deux dit doit donc dont du elle elles en encore entre es est et etaient etait \
ete etes etre eu fait faire fois font hier ici il ils je jour la le les leur leurs lors lorsque lui ma mais matin me meme mes moi moins mon ne ni nos \
notre nous on ont ou par parce parfois pas pendant peu peut peux plus plusieurs plutot pour pourquoi pouvez puis quand que quel quelle quelque qui quoi \
rien sa sais sans se sera ses seulement si soit son sont sous sur ta te tes toi ton toujours tous tout toute toutes tres trop tu un une vers veux voici \
voila vos votre vous vraiment y \
about after again all also always am an and any anymore are aren arent at be because been before but by can cannot cant could day did didnt do does \
doesnt doing dont every for from get gets getting had has have having he her here him his how i if im in into is isnt it its ive just keep keeps like \
longer me more morning my no not now of off on only or our out over please she since so some still than that the their them then there these they this \
those time to today too up us use very was wasnt we were what when where which while who why will with wont work working works would you your \
aide aider besoin bonjour bonsoir cordialement merci probleme problemes salut souci svp urgent \
hello help hi issue need problem problems regards thank thanks urgent marche fonctionne ";

/// A candidate scoring below this is not shown: under a third of what was typed, by weight, is in it.
pub const THRESHOLD: f64 = 0.34;

/// A candidate that resembles the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<Id> {
    /// The candidate.
    pub id: Id,
    /// From `THRESHOLD` to 1 (everything that was typed is in it).
    pub score: f64,
    /// The folded words of the candidate that decided, weightiest first.
    pub words: Vec<String>,
}

/// Ranks candidates (title, perhaps with a description) against a text that is being typed: best first, ties
/// by id, at most `limit`.
///
/// The score is the weight of the shared words over the weight of what was typed; a candidate shorter than
/// the query also counts with its own weight (Dice), so that a one-word title is not favoured. A word that
/// no candidate has counts half: it cannot tell them apart, yet it says that the query is about something
/// else. The last word, while it is being typed (no space after it), also matches by its beginning.
pub fn rank<Id: Copy + Ord, T: AsRef<str>>(
    query: &str,
    candidates: &[(Id, T)],
    limit: usize,
) -> Vec<Hit<Id>> {
    let typed = fold(query);
    let folded: Vec<String> = candidates.iter().map(|(_, text)| fold(text.as_ref())).collect();
    let mut lexicon = Lexicon::default();
    let texts: Vec<Vec<Word>> = folded.iter().map(|text| lexicon.read(text)).collect();
    lexicon.weigh(&texts);

    let mut wanted = lexicon.read(&typed);
    let beginning = unfinished(query, &typed).filter(|word| !lexicon.knows(word));
    if let Some(beginning) = &beginning {
        wanted.retain(|word| lexicon.spelling(word) != beginning);
    }
    let wanted_weight: f64 = wanted.iter().map(|word| lexicon.weight(word)).sum();

    let mut hits: Vec<Hit<Id>> = Vec::new();
    for ((id, _), text) in candidates.iter().zip(&texts) {
        let is_wanted = |word: &&Word| wanted.iter().any(|wanted| wanted.stem == word.stem);
        let mut shared: Vec<(f64, &str)> = text
            .iter()
            .filter(is_wanted)
            .map(|word| (lexicon.weight(word), lexicon.spelling(word)))
            .collect();
        let mut asked = wanted_weight;
        if let Some(beginning) = &beginning {
            let begun = text
                .iter()
                .filter(|word| !is_wanted(word) && lexicon.spelling(word).starts_with(beginning.as_ref()));
            let begun = begun.map(|word| (lexicon.weight(word), lexicon.spelling(word)));
            let best = begun.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
            asked += best.map_or(lexicon.foreign_weight, |(weight, _)| weight);
            shared.extend(best);
        }
        let own: f64 = text.iter().map(|word| lexicon.weight(word)).sum();
        let common: f64 = shared.iter().map(|(weight, _)| weight).sum();
        let score = if asked > 0.0 { 2.0 * common / (asked + own.min(asked)) } else { 0.0 };
        if score >= THRESHOLD {
            shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let words = shared.into_iter().map(|(_, word)| word.to_owned()).collect();
            hits.push(Hit { id: *id, score: score.min(1.0), words });
        }
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    hits.truncate(limit);
    hits
}

/// The last word of a query if it is still being typed and long enough to mean something.
fn unfinished<'a>(query: &str, folded: &'a str) -> Option<Cow<'a, str>> {
    let mut last = None;
    each_word(folded, |word| last = Some(word));
    let typing = query.chars().next_back().is_some_and(char::is_alphanumeric);
    last.filter(|word| typing && word.chars().count() >= 3 && !is_stop_word(word))
}

/// A content word of a text: which spelling, which stem, as numbers of the lexicon.
#[derive(Debug, Clone, Copy)]
struct Word {
    stem: usize,
    spelling: usize,
}

/// Every spelling met so far, read once: what it is spelt like, and its stem unless it is a stop word.
#[derive(Default)]
struct Lexicon<'a> {
    known: HashMap<Cow<'a, str>, Option<Word>>,
    spellings: Vec<Cow<'a, str>>,
    stems: HashMap<String, usize>,
    weights: Vec<f64>,
    foreign_weight: f64,
}

impl<'a> Lexicon<'a> {
    /// The content words of a folded text, one for each stem.
    fn read(&mut self, folded: &'a str) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        each_word(folded, |spelling| words.extend(self.look_up(spelling)));
        words.sort_by_key(|word| word.stem);
        words.dedup_by_key(|word| word.stem);
        words
    }

    fn look_up(&mut self, spelling: Cow<'a, str>) -> Option<Word> {
        if let Some(&word) = self.known.get(&spelling) {
            return word;
        }
        let is_letter = spelling.len() == 1 && !spelling.bytes().all(|byte| byte.is_ascii_digit());
        let word = if is_letter || is_stop_word(&spelling) {
            None
        } else {
            let next = self.stems.len();
            let stem = *self.stems.entry(stem(&spelling).to_owned()).or_insert(next);
            self.spellings.push(spelling.clone());
            Some(Word { stem, spelling: self.spellings.len() - 1 })
        };
        self.known.insert(spelling, word);
        word
    }

    /// Weighs each stem by how few of the texts have it: `ln(1 + texts / texts with it)`.
    fn weigh(&mut self, texts: &[Vec<Word>]) {
        let mut counts = vec![0_u32; self.stems.len()];
        for word in texts.iter().flatten() {
            if let Some(count) = counts.get_mut(word.stem) {
                *count += 1;
            }
        }
        let total = texts.len() as f64;
        self.weights = counts.into_iter().map(|count| (1.0 + total / f64::from(count.max(1))).ln()).collect();
        self.foreign_weight = (1.0 + total).ln() / 2.0;
    }

    fn weight(&self, word: &Word) -> f64 {
        self.weights.get(word.stem).copied().unwrap_or(self.foreign_weight)
    }

    fn spelling(&self, word: &Word) -> &str {
        self.spellings.get(word.spelling).map_or("", AsRef::as_ref)
    }

    /// Whether a candidate has a word of this stem.
    fn knows(&self, word: &str) -> bool {
        self.stems.get(stem(word)).is_some_and(|&stem| stem < self.weights.len())
    }
}

fn is_stop_word(word: &str) -> bool {
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.split_whitespace().collect());
    SET.contains(word)
}

/// Endings that inflect a French or English word, longest first; what is left has at least four letters.
const ENDINGS: [&str; 22] = [
    "issements",
    "issement",
    "ements",
    "ations",
    "ement",
    "ation",
    "antes",
    "ments",
    "ante",
    "ants",
    "ment",
    "eurs",
    "eur",
    "ees",
    "ant",
    "ing",
    "ed",
    "ee",
    "er",
    "es",
    "ez",
    "e",
];

/// Cuts a plural mark and one ending, so that « imprimantes », « imprimante » and « imprimer » meet, and
/// `printers` meets `printing`. A light stemmer on purpose: two words that it confuses wrongly are worse on
/// the portal than two that it keeps apart.
fn stem(word: &str) -> &str {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    let plural =
        word.strip_suffix('s').filter(|rest| !rest.ends_with('s')).or_else(|| word.strip_suffix('x'));
    let word = plural.filter(|rest| rest.len() >= 3).unwrap_or(word);
    let cut = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).find(|rest| rest.len() >= 4);
    cut.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONGOING: [(i64, &str); 8] = [
        (1, "VPN : coupures répétées pour les agences de l’Ouest"),
        (2, "Imprimantes du quai 3 hors ligne, étiquettes bloquées"),
        (3, "Sillage indisponible dans les quatre entrepôts"),
        (4, "Messagerie : calendrier partagé vide pour l’équipe RH"),
        (5, "Wi-Fi invité indisponible, siège de Nantes"),
        (6, "Outlook crashes when opening shared calendars"),
        (7, "Lenteur du portail transporteurs entre 9 h et 10 h"),
        (8, "Panne"),
    ];

    fn ids(query: &str) -> Vec<i64> {
        rank(query, &ONGOING, 3).into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn what_people_type_finds_the_ongoing_incident() {
        let table: [(&str, &[i64]); 11] = [
            ("mon vpn se coupe", &[1]),
            ("le VPN ne marche plus depuis ce matin", &[1]),
            ("l'imprimante du quai est bloquée", &[2]),
            ("impri", &[2]),
            ("SILLAGE", &[3]),
            ("wifi indisponible", &[5, 3]),
            ("Outlook crashed, shared calendar", &[6]),
            ("bonjour, j'ai un problème", &[]),
            ("le la les", &[]),
            ("", &[]),
            ("commander un téléphone portable pour un stagiaire en janvier", &[]),
        ];
        for (query, expected) in table {
            assert_eq!(ids(query), expected, "{query}");
        }
    }

    #[test]
    fn a_hit_says_which_words_decided() {
        let hits = rank("imprimante quai", &ONGOING, 5);
        let hit = hits.first().unwrap();
        assert_eq!((hit.id, hit.words.as_slice()), (2, &["imprimantes".to_owned(), "quai".to_owned()][..]));
        assert!((hit.score - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_word_that_all_candidates_share_does_not_decide() {
        let candidates = [(1, "panne réseau Lyon"), (2, "panne réseau Nantes"), (3, "panne réseau Brest")];
        let hits = rank("panne réseau Nantes ", &candidates, 3);
        assert_eq!(hits.first().unwrap().id, 2);
        assert!(hits.first().unwrap().score > hits.get(1).map_or(0.0, |hit| hit.score) + 0.3);
    }

    #[test]
    fn inflected_words_meet() {
        let families: [&[&str]; 6] = [
            &["imprimante", "imprimantes", "imprimer", "imprime"],
            &["printer", "printers", "printing", "printed"],
            &["bloque", "bloquee", "bloquees", "bloquer", "blocage"],
            &["reseau", "reseaux"],
            &["lenteur", "lente", "lentes", "lent"],
            &["vpn", "vpns"],
        ];
        for family in families {
            for word in family.iter().filter(|&&word| word != "blocage") {
                assert_eq!(stem(word), stem(family[0]), "{word}");
            }
        }
        assert_eq!(stem("dns"), "dns");
        assert_eq!(stem("access"), "access");
        assert_ne!(stem("blocage"), stem("bloque"));
    }

    proptest! {
        #[test]
        fn any_text_is_ranked_the_same_way_twice(query in any::<String>(), texts in prop::collection::vec(any::<String>(), 0..8)) {
            let candidates: Vec<(usize, String)> = texts.into_iter().enumerate().collect();
            let hits = rank(&query, &candidates, 3);
            prop_assert!(hits.len() <= 3);
            prop_assert!(hits.iter().all(|hit| (THRESHOLD..=1.0).contains(&hit.score) && !hit.words.is_empty()));
            prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
            prop_assert_eq!(rank(&query, &candidates, 3), hits);
        }

        #[test]
        fn a_title_typed_in_full_comes_first(index in 0usize..8) {
            let (id, title) = ONGOING[index];
            let found = ids(title);
            prop_assert_eq!(found.first(), Some(&id));
        }
    }
}
