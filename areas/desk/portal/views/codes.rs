//! The sheet of codes: drawn as SVG, black on white whatever the theme, since scanners expect it.

use std::fmt::Write as _;

use base::ctx::Ctx;
use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};
use web::{
    components::{Button, Choice, Field, radio},
    t,
};

use super::kit::{Here, encoded};

/// The border that a code needs to be found, in modules (ISO/IEC 18004 §6.3.8).
const QUIET: usize = 4;

/// What there is to choose from: id and name.
pub(in crate::portal) struct Choices {
    pub(in crate::portal) services: Vec<(String, String)>,
    pub(in crate::portal) categories: Vec<(String, String)>,
}

/// What was chosen.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Typed {
    pub(in crate::portal) device: bool,
    pub(in crate::portal) labels: String,
    pub(in crate::portal) service: Option<(String, String)>,
    pub(in crate::portal) category: Option<(String, String)>,
}

/// A code to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::portal) struct Code {
    label: String,
    address: String,
    /// Modules of a side, without the border.
    side: usize,
    /// The dark modules, as an SVG path.
    path: String,
}

impl Code {
    /// The code of an address; nothing for one that is too long for any.
    pub(in crate::portal) fn of(address: &str, label: String) -> Option<Self> {
        // A quarter of it may be scratched or dirty.
        let code = QrCode::with_error_correction_level(address, EcLevel::Q).ok()?;
        let side = code.width();
        let mut path = String::new();
        for (place, colour) in code.to_colors().into_iter().enumerate() {
            if colour == Color::Dark {
                let _ = write!(path, "M{} {}h1v1h-1z", place % side + QUIET, place / side + QUIET);
            }
        }
        Some(Self { label, address: address.to_owned(), side, path })
    }
}

/// The address of the form, filled in.
pub(in crate::portal) fn address(public_url: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    format!("{public_url}/portal/report?{}", query.join("&"))
}

/// The page.
pub(in crate::portal) fn page(cx: &Ctx, choices: &Choices, typed: &Typed, codes: &[Code]) -> Markup {
    let here = Here { cx };
    html! {
        div class="page-head" {
            h1 { (here.t("portal-codes-title")) }
            p { (here.t("portal-codes-lead")) }
        }
        section class="card codes-form" { div class="body" { (form(here, choices, typed)) } }
        @if !codes.is_empty() {
            section aria-labelledby="codes-t" {
                h2 id="codes-t" class="codes-title" { (t!(cx.locale, "portal-codes-count", n = codes.len())) }
                ul class="codes" { @for code in codes { (sheet(here, code)) } }
            }
        }
    }
}

fn form(here: Here<'_>, choices: &Choices, typed: &Typed) -> Markup {
    let locale = here.locale();
    let none = here.t("portal-unsaid");
    let select = |name, label: &str, all: &[(String, String)], chosen: Option<&(String, String)>| {
        let mut options = vec![Choice { value: "", label: &none }];
        options.extend(all.iter().map(|(id, name)| Choice { value: id, label: name }));
        Field::new(locale, name, label)
            .select(&options, chosen.map(|(id, _)| id.as_str()).unwrap_or_default())
    };
    let (labels, hint) = (here.t("portal-codes-labels"), here.t("portal-codes-labels-hint"));
    let (service, category) = (here.t("portal-service"), here.t("portal-codes-category"));
    html! {
        form class="form" method="get" action="/settings/qr" {
            fieldset class="group" {
                legend { (here.t("portal-codes-kind")) }
                (radio("kind", "place", &here.t("portal-codes-place"), !typed.device))
                (radio("kind", "device", &here.t("portal-codes-device"), typed.device))
            }
            (Field::new(locale, "labels", &labels).hint(&hint).attr("maxlength", "6000").textarea(&typed.labels, 4))
            div class="fields" {
                (select("service", &service, &choices.services, typed.service.as_ref()))
                (select("category", &category, &choices.categories, typed.category.as_ref()))
            }
            div class="form-foot" {
                (Button::submit(here.t("portal-codes-make")).primary())
                span class="muted small" { (here.t("portal-codes-print")) }
            }
        }
    }
}

fn sheet(here: Here<'_>, code: &Code) -> Markup {
    let whole = code.side + 2 * QUIET;
    let said = t!(here.locale(), "portal-codes-alt", name = code.label.as_str());
    html! {
        li class="code" {
            svg viewBox={ "0 0 " (whole) " " (whole) } role="img" aria-label=(said) shape-rendering="crispEdges" {
                rect width=(whole) height=(whole) fill="#fff" {}
                path d=(code.path) fill="#000" {}
            }
            b { (code.label) }
            span { (here.t("portal-codes-scan")) }
            a class="small" href=(code.address) { (here.t("portal-codes-try")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_place_is_called_stays_one_value() {
        let pairs = [("place", "Hall B & C #2/é"), ("service", "7")];
        assert_eq!(
            address("https://help.example", &pairs),
            "https://help.example/portal/report?place=Hall%20B%20%26%20C%20%232%2F%C3%A9&service=7"
        );
    }

    #[test]
    fn a_code_is_square_with_its_three_corners() {
        let code =
            Code::of("https://help.example/portal/report?place=Hall%20B", "Hall B".to_owned()).unwrap();
        assert!(code.side >= 21 && code.side % 4 == 1);
        let last = code.side + QUIET - 1;
        for corner in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(code.path.contains(&format!("M{} {}h", corner.0, corner.1)), "{corner:?}");
        }
        assert!(Code::of(&"x".repeat(5000), String::new()).is_none());
    }
}
