//! The `style` attribute cut down to what dresses text and tables: nothing that positions, covers, moves or fetches.

use std::collections::HashSet;
use std::sync::LazyLock;

static PROPERTIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width \
     border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius \
     border-right border-right-color border-right-style border-right-width border-spacing border-style border-top \
     border-top-color border-top-style border-top-width border-width color direction display font font-family \
     font-size font-style font-variant font-weight height letter-spacing line-height list-style list-style-type \
     margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width padding \
     padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration text-transform \
     vertical-align white-space width word-break word-spacing word-wrap overflow-wrap"
        .split_whitespace()
        .collect()
});

/// The declarations that may stay, in order, or nothing.
pub(super) fn filter(style: &str) -> Option<String> {
    // Escapes and comments hide words from whoever looks for them; no mail needs them.
    if style.contains(['\\', '<', '>', '{', '}', '@']) || style.contains("/*") {
        return None;
    }
    let kept: Vec<String> = style
        .split(';')
        .filter_map(|declaration| {
            let (property, value) = declaration.split_once(':')?;
            let property = property.trim().to_ascii_lowercase();
            let value = value.trim();
            let lower = value.to_ascii_lowercase();
            let stays = PROPERTIES.contains(property.as_str()) && is_plain(&property, &lower);
            stays.then(|| format!("{property}:{value}"))
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

/// Whether a value is made of words, lengths and colours only.
fn is_plain(property: &str, value: &str) -> bool {
    let known = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '#' | '%' | '.' | ',' | '-' | '+' | '\'' | '"' | '!' | '(' | ')' | '_' | '/')
    };
    if value.is_empty() || value.len() > 300 || !value.chars().all(known) {
        return false;
    }
    // Colours are the only functions.
    let functions_ok = value.match_indices('(').all(|(at, _)| {
        let name: String = value
            .get(..at)
            .unwrap_or_default()
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric() || *c == '-')
            .collect();
        matches!(name.chars().rev().collect::<String>().as_str(), "rgb" | "rgba" | "hsl" | "hsla")
    });
    // A negative margin lays one thing over another.
    let negative = property.starts_with("margin") && value.contains('-');
    let displays = property != "display"
        || matches!(
            value.trim_end_matches("!important").trim(),
            "none" | "block" | "inline" | "inline-block" | "table" | "table-row" | "table-cell" | "list-item"
        );
    functions_ok && !negative && displays
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn what_dresses_stays_and_what_covers_goes() {
        let table = [
            ("color: red; Font-Weight:bold", Some("color:red;font-weight:bold")),
            ("background-color:rgb(1, 2, 3)", Some("background-color:rgb(1, 2, 3)")),
            ("position:fixed;top:0;color:red", Some("color:red")),
            ("background:url(http://x/y.png)", None),
            ("background:URL (x)", None),
            ("width:expression(alert(1))", None),
            ("margin-top:-500px;margin:4px", Some("margin:4px")),
            ("c\\6flor:red", None),
            ("color:red/**/", None),
            ("display:flex", None),
            ("z-index:99;opacity:0;transform:scale(9)", None),
            ("font-family:'Segoe UI',Arial", Some("font-family:'Segoe UI',Arial")),
            ("", None),
        ];
        for (style, kept) in table {
            assert_eq!(filter(style).as_deref(), kept, "{style}");
        }
    }
}
