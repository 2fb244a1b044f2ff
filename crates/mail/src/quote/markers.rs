//! The lines by which mail programs begin a quote or a signature, in the languages people write to a desk in.

/// A line as it is compared: lower case, typographic blanks and apostrophes plain, no emphasis marks, trimmed.
pub(super) fn plain(line: &str) -> String {
    line.chars()
        .filter(|c| !matches!(c, '*' | '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{200f}'))
        .map(|c| match c {
            '\u{a0}' | '\u{202f}' | '\t' => ' ',
            '’' => '\'',
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_lowercase()
}

/// Whether new words may go on below a line: desks that take answers on both sides of their own words write one.
pub(super) fn is_resumption(plain: &str) -> bool {
    const BELOW: [&str; 5] = [
        "reply below this line",
        "write under this line",
        "write below this line",
        "au-dessous de cette ligne",
        "sous cette ligne",
    ];
    BELOW.iter().any(|words| plain.contains(words)) && plain.chars().count() < 160
}

/// Whether a line divides new words from a mail below, by itself.
pub(super) fn is_divider(plain: &str) -> bool {
    const WORDS: [&str; 26] = [
        "original message",
        "original appointment",
        "message d'origine",
        "message original",
        "message initial",
        "message transféré",
        "message réexpédié",
        "message transmis",
        "forwarded message",
        "forwarded by",
        "mail original",
        "courriel original",
        "e-mail original",
        "ursprüngliche nachricht",
        "weitergeleitete nachricht",
        "mensaje original",
        "messaggio originale",
        "oorspronkelijk bericht",
        "mensagem original",
        "reply message",
        "original email",
        "begin forwarded message",
        "début du message réexpédié",
        "début du message transféré",
        "anfang der weitergeleiteten nachricht",
        "rendez-vous d'origine",
    ];
    const ABOVE: [&str; 8] = [
        "reply above this line",
        "write above this line",
        "type your reply above",
        "please reply above",
        "au-dessus de cette ligne",
        "au dessus de cette ligne",
        "répondre au-dessus",
        "antworten sie oberhalb",
    ];
    if ABOVE.iter().any(|words| plain.contains(words)) && plain.chars().count() < 160 {
        return true;
    }
    let inner = plain.trim_matches(|c: char| matches!(c, '-' | '_' | '=' | ' ' | ':' | '>' | '—' | '–'));
    let is_short = inner.chars().count() < 80;
    let dashed = ["--", "__", "==", "—"].iter().any(|dash| plain.starts_with(dash));
    // Between dashes, a word for what follows is enough; without them, the whole line must be known.
    let between = dashed && ["--", "__", "==", "—", ":"].iter().any(|dash| plain.ends_with(dash));
    const FOLLOWS: [&str; 16] = [
        "original",
        "origine",
        "initial",
        "forward",
        "transf",
        "réexpédi",
        "transmis",
        "weitergeleitet",
        "ursprüng",
        "reply message",
        "inoltrato",
        "reenviado",
        "encaminhada",
        "doorgestuurd",
        "oorspronkelijk",
        "vidarebefordrat",
    ];
    is_short
        && (between && FOLLOWS.iter().any(|word| inner.contains(word))
            || plain.ends_with(':') && WORDS.contains(&inner)
            || dashed && WORDS.contains(&inner))
}

/// The label of a header line inside a quoted block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    From,
    Other,
}

/// The label that a line begins with: `From:`, `De :`, `Envoyé :` …
pub(super) fn label(plain: &str) -> Option<Label> {
    const FROM: [&str; 7] = ["from", "de", "von", "da", "van", "från", "fra"];
    const OTHER: [&str; 35] = [
        "sent",
        "date",
        "to",
        "cc",
        "subject",
        "envoyé",
        "envoyé le",
        "date d'envoi",
        "à",
        "objet",
        "sujet",
        "copie",
        "copie à",
        "gesendet",
        "datum",
        "an",
        "betreff",
        "enviado",
        "enviado el",
        "para",
        "asunto",
        "inviato",
        "a",
        "oggetto",
        "verzonden",
        "aan",
        "onderwerp",
        "assunto",
        "skickat",
        "till",
        "ämne",
        "reply-to",
        "répondre à",
        "importance",
        "cci",
    ];
    let (word, rest) = plain.split_once(':')?;
    let word = word.trim();
    if rest.trim().is_empty() && !matches!(word, "cc" | "cci" | "subject" | "objet") {
        return None;
    }
    if FROM.contains(&word) { Some(Label::From) } else { OTHER.contains(&word).then_some(Label::Other) }
}

/// Whether a line ends an attribution: `On … wrote:`, `Le … a écrit :`.
pub(super) fn ends_attribution(plain: &str) -> bool {
    const VERBS: [&str; 16] = [
        "wrote",
        "a écrit",
        "écrit",
        "à écrit",
        "a ecrit",
        "schrieb",
        "escribió",
        "ha scritto",
        "schreef",
        "escreveu",
        "skrev",
        "napisał",
        "kirjoitti",
        "writes",
        "said",
        "scrisse",
    ];
    let Some(body) = plain.strip_suffix(':').map(str::trim_end) else { return false };
    VERBS.iter().any(|verb| {
        body.strip_suffix(verb)
            .is_some_and(|before| before.is_empty() || before.ends_with([' ', ',', '>', ')']))
    }) || body.contains(" schrieb ")
        || body.starts_with("schrieb ")
        || body.contains(" skrev ")
}

/// Whether a line begins an attribution.
pub(super) fn begins_attribution(plain: &str) -> bool {
    ["on ", "le ", "am ", "el ", "il ", "op ", "em ", "den ", "dne ", "w dniu "]
        .iter()
        .any(|word| plain.starts_with(word))
}

/// Whether a line by itself is, or begins, a signature.
pub(super) fn is_signature_mark(line: &str) -> bool {
    if matches!(line.trim_end_matches('\r'), "-- " | "--" | "--\u{a0}" | "—" | "— ") {
        return true;
    }
    let plain = plain(line);
    if plain.chars().count() > 90 {
        return false;
    }
    const DEVICES: [&str; 22] = [
        "sent from my ",
        "sent from mail for",
        "sent from outlook",
        "sent from yahoo",
        "sent from proton",
        "sent via ",
        "sent with proton",
        "get outlook for",
        "envoyé de mon ",
        "envoyé depuis ",
        "envoyé à partir de ",
        "envoyé avec ",
        "envoyé via ",
        "obtenir outlook pour",
        "obtenez outlook pour",
        "télécharger outlook pour",
        "télécharger bluemail",
        "von meinem ",
        "gesendet von ",
        "gesendet mit ",
        "enviado desde mi ",
        "inviato da ",
    ];
    DEVICES.iter().any(|device| plain.trim_start_matches(['-', '—', ' ']).starts_with(device))
}

/// Whether a line is a closing formula and nothing else.
pub(super) fn is_closing(plain: &str) -> bool {
    const CLOSINGS: [&str; 48] = [
        "freundliche grüße",
        "beste grüße",
        "schöne grüße",
        "liebe grüße",
        "mit besten grüßen",
        "à bientôt",
        "bonne fin de journée",
        "dans l'attente de votre retour",
        "thanks",
        "thank you",
        "cordialement",
        "bien cordialement",
        "très cordialement",
        "cdlt",
        "cdt",
        "bien à vous",
        "bien à toi",
        "salutations",
        "meilleures salutations",
        "sincères salutations",
        "salutations distinguées",
        "respectueusement",
        "amicalement",
        "bonne journée",
        "bonne soirée",
        "bonne réception",
        "merci d'avance",
        "merci par avance",
        "avec mes remerciements",
        "best regards",
        "kind regards",
        "warm regards",
        "regards",
        "best",
        "best wishes",
        "sincerely",
        "yours sincerely",
        "yours faithfully",
        "cheers",
        "thanks and regards",
        "many thanks",
        "thank you and best regards",
        "mit freundlichen grüßen",
        "mit freundlichem gruß",
        "viele grüße",
        "mfg",
        "saludos",
        "cordiali saluti",
    ];
    let word = plain.trim_end_matches([',', '.', '!', ';', ' ']);
    let word = word.strip_suffix(" et bonne journée").unwrap_or(word);
    CLOSINGS.contains(&word)
}

/// Whether a line is the legal text that companies put below signatures.
pub(super) fn is_disclaimer(plain: &str) -> bool {
    [
        "confidenti",
        "disclaimer",
        "destinataire",
        "intended recipient",
        "think before you print",
        "avant d'imprimer",
        "vertraulich",
        "penser à l'environnement",
    ]
    .iter()
    .any(|word| plain.contains(word))
}
