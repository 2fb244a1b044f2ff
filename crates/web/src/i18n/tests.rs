//! Whole-catalogue promises: the languages say the same things, and say them properly.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use axum::http::HeaderValue;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::check;
use super::*;
use crate::t;

#[derive(Debug, Default)]
struct Message {
    text: String,
    variables: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pattern(p: &Pattern<String>, into: &mut Message) {
    for element in &p.elements {
        match element {
            PatternElement::TextElement { value } => into.text.push_str(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => inline_expression(inline, into),
                Expression::Select { selector, variants } => {
                    inline_expression(selector, into);
                    for variant in variants {
                        into.text.push('\n');
                        pattern(&variant.value, into);
                    }
                    into.text.push('\n');
                }
            },
        }
    }
}

fn inline_expression(e: &InlineExpression<String>, into: &mut Message) {
    match e {
        InlineExpression::VariableReference { id } => {
            into.variables.insert(id.name.clone());
            into.text.push(check::VARIABLE);
        }
        InlineExpression::StringLiteral { value } => {
            let plain = match value.strip_prefix("\\u").and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
                Some(code) => char::from_u32(code).unwrap().to_string(),
                None => value.clone(),
            };
            into.text.push_str(&plain);
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                inline_expression(inner, into);
            }
        }
        _ => into.text.push(check::VARIABLE),
    }
}

fn catalogue(locale: Locale) -> BTreeMap<String, Message> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("locales").join(locale.lang())).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "ftl") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let resource = fluent_syntax::parser::parse(source)
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut found = Message::default();
            if let Some(value) = &message.value {
                pattern(value, &mut found);
            }
            for attribute in &message.attributes {
                found.text.push('\n');
                pattern(&attribute.value, &mut found);
            }
            assert!(check::is_key(&message.id.name), "{} is not slice-thing-detail", message.id.name);
            let twice = all.insert(message.id.name.clone(), found);
            assert!(twice.is_none(), "{} is there twice in {locale}", message.id.name);
        }
    }
    all
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (fr, en) = (catalogue(Locale::Fr), catalogue(Locale::En));
    let keys = |c: &BTreeMap<String, Message>| c.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&fr).symmetric_difference(&keys(&en)).collect::<Vec<_>>(), Vec::<&String>::new());
    for (key, message) in &fr {
        assert_eq!(message.variables, en[key].variables, "variables of {key}");
        assert!(!message.text.trim().is_empty() && !en[key].text.trim().is_empty(), "{key} is empty");
    }
}

#[test]
fn french_texts_follow_french_typography() {
    let mut faults = Vec::new();
    for (key, message) in catalogue(Locale::Fr) {
        for line in message.text.lines() {
            faults.extend(check::french(line).into_iter().map(|f| format!("{key}: {f}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_key_that_this_crate_asks_for_exists() {
    assert_eq!(check::missing_keys(&root(), &["crates/web/src"]).unwrap(), Vec::<String>::new());
}

#[test]
fn every_text_without_variables_comes_out_of_the_binary() {
    for locale in Locale::ALL {
        for (key, message) in catalogue(locale) {
            if message.variables.is_empty() {
                assert!(exists(locale, &key), "{key} in {locale}");
            }
        }
    }
}

#[test]
fn variables_are_filled_in_without_isolation_marks() {
    let text = t!(Locale::Fr, "web-count-changes", n = 3);
    assert!(text.contains('3') && !text.contains('\u{2068}'), "{text:?}");
    assert_eq!(t(Locale::En, "absent"), "absent");
}

#[test]
fn languages_are_negotiated() {
    for (header, expected) in [
        ("fr", Some(Locale::Fr)),
        ("fr-CA, en;q=0.8", Some(Locale::Fr)),
        ("de, en;q=0.5, fr;q=0.7", Some(Locale::Fr)),
        ("de;q=1, *;q=0.1", Some(Locale::En)),
        ("fr;q=0, en;q=0.1", Some(Locale::En)),
        ("en, fr", Some(Locale::En)),
        ("fr;q=abc", None),
        ("de", None),
        ("", None),
    ] {
        assert_eq!(Locale::accepted(header), expected, "{header}");
    }
    let mut headers = HeaderMap::new();
    assert_eq!(Locale::negotiate(&headers), Locale::En);
    headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("fr-FR"));
    assert_eq!(Locale::negotiate(&headers), Locale::Fr);
}

#[test]
fn language_tags_are_read() {
    assert_eq!("FR-be".parse(), Ok(Locale::Fr));
    assert_eq!("en_GB".parse(), Ok(Locale::En));
    assert_eq!("frr".parse::<Locale>(), Err(UnknownLocale));
}

#[test]
fn script_texts_are_valid_json_that_cannot_close_its_element() {
    for locale in Locale::ALL {
        let json = ui_texts(locale);
        assert!(!json.contains('<'));
        let map: BTreeMap<String, String> = serde_json::from_str(json).unwrap();
        assert_eq!(map.len(), ui_keys().len());
        assert!(!map.is_empty());
    }
}

#[test]
fn every_word_of_the_scripts_has_its_text() {
    let source = std::fs::read_to_string(root().join("ui/src/core/text.ts")).unwrap();
    let block = source.split_once("fallback = {").unwrap().1.split_once("} as const").unwrap().0;
    let asked: BTreeSet<&str> = block
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.split_once('"').map(|(key, _)| key))
        .collect();
    let json: BTreeMap<&str, &str> = serde_json::from_str(ui_texts(Locale::En)).unwrap();
    assert_eq!(asked, json.into_keys().collect());
}

#[test]
fn every_code_of_a_faulty_field_is_worded() {
    for code in ["required", "unknown", "repeated", "nul", "body", "json", "cursor", "range", "header"] {
        assert!(exists(Locale::Fr, &format!("web-field-{code}")), "{code}");
    }
}
