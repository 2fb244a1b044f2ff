//! No page shows a key instead of a text.

use std::path::Path;

#[test]
fn every_text_that_the_sources_ask_for_exists() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let missing = web::i18n::check::missing_keys(&repository, &["areas", "src", "crates/web/src"]).unwrap();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
