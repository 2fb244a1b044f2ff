//! A certificate for `localhost`, signed by itself.
#![expect(clippy::expect_used, reason = "test support fails by panicking")]

/// A certificate with its key, in PEM. To believe it, take it as a root.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The certificate.
    pub cert_pem: String,
    /// Its private key.
    pub key_pem: String,
}

impl Certificate {
    /// A new one for `localhost`.
    #[must_use]
    pub fn of_localhost() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        Self { cert_pem: made.cert.pem(), key_pem: made.signing_key.serialize_pem() }
    }
}
