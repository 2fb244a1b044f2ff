//! Which servers are believed over TLS: those of the system's trust store, and those that an administrator adds (many sites
//! sign their own mail server's certificate).

use std::{fmt, sync::Arc};

use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

/// The certificate authorities that are believed.
#[derive(Clone)]
pub struct Trust {
    roots: Arc<[CertificateDer<'static>]>,
    config: Arc<ClientConfig>,
}

/// Why no trust could be set up.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The text is no PEM, or holds no certificate.
    #[error("the root certificate is not in PEM form: {0}")]
    Pem(String),
    /// A certificate that cannot be a root.
    #[error("the certificate cannot be used as a root: {0}")]
    Root(String),
    /// The TLS library refuses its own settings.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

impl Trust {
    /// The system's roots and those of `pem` (none when empty). Reads files: call it when settings change, not per message.
    ///
    /// # Errors
    /// When `pem` holds what is no certificate.
    pub fn system_and(pem: &[u8]) -> Result<Self, TrustError> {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "a root certificate of the system could not be read");
        }
        // A system's store may hold what is unusable; one such certificate must not spoil the rest.
        let usable = found.certs.into_iter().filter(|cert| RootCertStore::empty().add(cert.clone()).is_ok());
        Self::of(usable.collect(), pem)
    }

    /// The roots of `pem` alone.
    ///
    /// # Errors
    /// As for [`Trust::system_and`].
    pub fn only(pem: &[u8]) -> Result<Self, TrustError> {
        Self::of(Vec::new(), pem)
    }

    fn of(mut roots: Vec<CertificateDer<'static>>, pem: &[u8]) -> Result<Self, TrustError> {
        if !pem.iter().all(u8::is_ascii_whitespace) {
            let given: Vec<_> = CertificateDer::pem_slice_iter(pem)
                .collect::<Result<_, _>>()
                .map_err(|error| TrustError::Pem(error.to_string()))?;
            if given.is_empty() {
                return Err(TrustError::Pem("it holds no certificate".to_owned()));
            }
            roots.extend(given);
        }
        let mut store = RootCertStore::empty();
        for root in &roots {
            store.add(root.clone()).map_err(|error| TrustError::Root(error.to_string()))?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TrustError::Setup(error.to_string()))?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(Self { roots: roots.into(), config: Arc::new(config) })
    }

    pub(crate) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.config)
    }

    pub(crate) fn roots(&self) -> &[CertificateDer<'static>] {
        &self.roots
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust({} roots)", self.roots.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_said_so() {
        for text in ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Trust::only(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Trust::only(b" \n").is_ok());
    }
}
