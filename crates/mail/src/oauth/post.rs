//! One request to a token endpoint, over the trust that mail servers are held to.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, StatusCode,
    body::Bytes,
    client::conn::http1,
    header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::{Position, Url};

use super::{OauthError, plain};
use crate::{imap::Wire, tls::Trust};

/// How long the whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest answer that is read, in bytes.
const MOST: usize = 256 * 1024;

/// Posts a form.
pub(super) async fn post(trust: &Trust, url: &Url, form: String) -> Result<(StatusCode, Bytes), OauthError> {
    let late = |_| OauthError::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()));
    timeout(PATIENCE, exchange(trust, url, form)).await.map_err(late)?
}

fn unreachable(error: &dyn std::error::Error) -> OauthError {
    let causes = std::iter::successors(Some(error), |error| error.source());
    OauthError::Unreachable(plain(&causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")))
}

async fn exchange(trust: &Trust, url: &Url, form: String) -> Result<(StatusCode, Bytes), OauthError> {
    let wire = connect(trust, url).await?;
    let request = Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .header(CONNECTION, "close")
        .body(Full::new(Bytes::from(form)))
        .map_err(|_| OauthError::Endpoint)?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(wire)).await.map_err(|error| unreachable(&error))?;
    let asked = async {
        let response = sender.send_request(request).await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MOST).collect().await;
        let body = body.map_err(|error| OauthError::Protocol(plain(&error.to_string())))?;
        Ok((status, body.to_bytes()))
    };
    let (answer, _) = tokio::join!(asked, connection);
    answer
}

async fn connect(trust: &Trust, url: &Url) -> Result<Box<dyn Wire>, OauthError> {
    let host = url.host_str().ok_or(OauthError::Endpoint)?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or(OauthError::Endpoint)?;
    let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|error| unreachable(&error))?;
    if url.scheme() != "https" {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(host).map_err(|_| OauthError::Endpoint)?;
    let tls = TlsConnector::from(trust.config()).connect(name, stream).await;
    Ok(Box::new(tls.map_err(|error| unreachable(&error))?))
}
