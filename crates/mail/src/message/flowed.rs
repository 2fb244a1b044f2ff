//! `format=flowed` (RFC 3676): lines that end in a blank go on in the next one.

/// The text with its paragraphs in one line each. `delsp` drops the blank that marks the break.
pub(crate) fn unwrap(text: &str, delsp: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    // The quote depth of the line that the next one may continue.
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let depth = line.len() - line.trim_start_matches('>').len();
        let content = line.get(depth..).unwrap_or_default();
        // Stuffed: a blank that protects what follows.
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        let flows = content.ends_with(' ') && !is_signature;
        let shown = if flows && delsp { content.strip_suffix(' ').unwrap_or(content) } else { content };
        match lines.last_mut() {
            Some(last) if open == Some(depth) && !is_signature => last.push_str(shown),
            _ if depth > 0 => lines.push(format!("{} {shown}", ">".repeat(depth))),
            _ => lines.push(shown.to_owned()),
        }
        open = flows.then_some(depth);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::unwrap;

    #[test]
    fn paragraphs_are_joined() {
        let table = [
            ("a \nb\nc", false, "a b\nc"),
            ("a \nb", true, "ab"),
            ("> a \n> b\nc", false, "> a b\nc"),
            ("> a \nb", false, "> a \nb"),
            ("a\n-- \nsig", false, "a\n-- \nsig"),
            ("a \n-- \nsig", false, "a \n-- \nsig"),
            (" >no quote", false, ">no quote"),
            ("", false, ""),
        ];
        for (text, delsp, shown) in table {
            assert_eq!(unwrap(text, delsp), shown, "{text:?}");
        }
    }
}
