//! Ways in: signing in, and choosing a password by a link.

use std::sync::Arc;

use maud::{Markup, html};
use web::{
    FieldError, Locale,
    components::{Button, Field, csrf_field, errors_summary},
    i18n::t,
    layout::{Plain, Theme, plain_page},
    t,
};

use crate::people::{
    actions::links::LinkFault,
    model::{LinkPurpose, User},
};

/// Who reads a page before anybody has signed in.
pub(in crate::people) struct Reader<'a> {
    pub(in crate::people) locale: Locale,
    pub(in crate::people) theme: Theme,
    /// The token of a session that the browser still carries.
    pub(in crate::people) csrf: Option<&'a str>,
    /// The organisation's name, beside the product's.
    pub(in crate::people) brand: Arc<str>,
    /// This page's own address, to come back to after a change of language.
    pub(in crate::people) here: &'a str,
}

impl Reader<'_> {
    fn page(&self, title: &str, body: &Markup) -> Markup {
        let back = encoded(self.here);
        let hrefs = Locale::ALL.map(|locale| (locale, format!("/language/{locale}?next={back}")));
        let languages = hrefs.each_ref().map(|(locale, href)| (*locale, href.as_str()));
        let plain = Plain {
            locale: self.locale,
            theme: self.theme,
            title,
            csrf: self.csrf,
            brand: Some(&*self.brand).filter(|brand| !brand.is_empty()),
            languages: &languages,
            ..Plain::default()
        };
        plain_page(&plain, body)
    }

    /// Light, dark, or as the system, before anybody has signed in: links, so that they work without script.
    fn themes(&self) -> Markup {
        let back = encoded(self.here);
        html! {
            nav class="row small" aria-label=(t(self.locale, "people-theme")) {
                @for theme in [Theme::System, Theme::Light, Theme::Dark] {
                    a href=(format!("/theme/{}?next={back}", theme.code())) aria-current=[(theme == self.theme).then_some("true")] {
                        (t(self.locale, &format!("people-theme-{}", theme.code())))
                    }
                }
            }
        }
    }

    fn csrf(&self) -> Markup {
        html! { @if let Some(token) = self.csrf { (csrf_field(token)) } }
    }
}

/// A value for a query.
pub(in crate::people) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// What the sign-in page says.
#[derive(Debug, Clone, Default)]
pub(in crate::people) enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// Address and password do not go together.
    Refused,
    /// Come back in so many minutes.
    Wait(u64),
    /// The password was chosen: sign in with it.
    Chosen,
    /// Signed out.
    Out,
}

/// The sign-in page; `others` are ways on for those who cannot sign in.
pub(in crate::people) fn login(
    reader: &Reader<'_>,
    email: &str,
    next: &str,
    said: &Said,
    others: &[Markup],
) -> Markup {
    let locale = reader.locale;
    let title = t(locale, "people-login-title");
    let (address, password) = (t(locale, "people-email"), t(locale, "people-password"));
    let body = html! {
        h1 { (title) }
        @match said {
            Said::Nothing => {}
            Said::Refused => p class="errors" role="alert" tabindex="-1" { (t(locale, "people-login-refused")) },
            Said::Wait(minutes) => {
                p class="errors" role="alert" tabindex="-1" { (t!(locale, "people-login-wait", n = *minutes)) }
            }
            Said::Chosen => p role="status" { (t(locale, "people-login-chosen")) },
            Said::Out => p role="status" { (t(locale, "people-login-out")) },
        }
        form class="form" method="post" action="/login" {
            (reader.csrf())
            input type="hidden" name="next" value=(next);
            (Field::new(locale, "email", &address).required().attr("autocomplete", "username").attr("autofocus", "")
                .attr("maxlength", "254").attr("autocapitalize", "none").attr("spellcheck", "false").input("email", email))
            (Field::new(locale, "password", &password).required().attr("autocomplete", "current-password")
                .attr("maxlength", "1024").input("password", ""))
            (Button::submit(t(locale, "people-login-button")).primary())
        }
        @for other in others { (other) }
        p class="small muted" { (t(locale, "people-login-help")) }
        (reader.themes())
    };
    reader.page(&title, &body)
}

/// The page on which a password is chosen.
pub(in crate::people) fn choose(
    reader: &Reader<'_>,
    purpose: LinkPurpose,
    user: &User,
    faults: &[FieldError],
) -> Markup {
    let locale = reader.locale;
    let title = t(locale, &format!("people-link-{}-title", purpose.as_str()));
    let (label, hint) = (
        t(locale, "people-new-password"),
        t!(locale, "people-password-hint", n = crate::people::password::SHORTEST),
    );
    let again = t(locale, "people-password-again");
    let field = |name, label| Field::new(locale, name, label).required().errors(faults);
    let body = html! {
        h1 { (title) }
        p { (t!(locale, "people-link-lead", name = user.name.as_str(), email = user.email.as_str())) }
        (errors_summary(locale, faults))
        form class="form" method="post" action=(reader.here) {
            (reader.csrf())
            // Password managers file the new password under this.
            input class="sr" type="text" name="account" value=(user.email) autocomplete="username" readonly tabindex="-1"
                aria-label=(t(locale, "people-email"));
            (field("password", &label).hint(&hint).attr("autocomplete", "new-password").attr("maxlength", "256")
                .input("password", ""))
            (field("again", &again).attr("autocomplete", "new-password").attr("maxlength", "256").input("password", ""))
            (Button::submit(t(locale, "people-link-button")).primary())
        }
    };
    reader.page(&title, &body)
}

/// The page of a link that does not work, with what to do.
pub(in crate::people) fn dead_link(reader: &Reader<'_>, fault: LinkFault) -> Markup {
    let locale = reader.locale;
    let title = t(locale, "people-link-dead-title");
    let why = match fault {
        LinkFault::Unknown => "people-link-unknown",
        LinkFault::Used => "people-link-used",
        LinkFault::Expired => "people-link-expired",
    };
    let body = html! {
        h1 { (title) }
        p { (t(locale, why)) }
        p { (t(locale, "people-link-ask")) }
        (Button::link("/login", t(locale, "people-login-title")).primary())
    };
    reader.page(&title, &body)
}
