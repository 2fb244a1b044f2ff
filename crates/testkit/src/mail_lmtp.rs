//! A mail server of the site that hands mail over by LMTP (RFC 2033), command by command.
#![expect(clippy::expect_used, reason = "test support fails by panicking")]

use std::net::SocketAddr;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// One conversation.
#[derive(Debug)]
pub struct LmtpClient {
    stream: BufReader<TcpStream>,
}

impl LmtpClient {
    /// Connects and says LHLO.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn connect(to: SocketAddr) -> Self {
        let mut client = Self::greeted(to).await;
        let heard = client.say("LHLO relay.example").await;
        assert!(heard.starts_with("250"), "{heard}");
        client
    }

    /// Connects and hears the greeting.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn greeted(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).await.expect("the listener is there");
        let mut client = Self { stream: BufReader::new(stream) };
        let heard = client.reply().await;
        assert!(heard.starts_with("220"), "{heard}");
        client
    }

    /// Writes bytes as they are.
    ///
    /// # Panics
    /// When the listener is gone.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).await.expect("the listener takes it");
    }

    /// Says a command; what is answered, all its lines.
    ///
    /// # Panics
    /// When the listener is gone.
    pub async fn say(&mut self, command: &str) -> String {
        self.write(format!("{command}\r\n").as_bytes()).await;
        self.reply().await
    }

    /// The next answer, all its lines; empty when the listener has hung up.
    ///
    /// # Panics
    /// When the connection breaks.
    pub async fn reply(&mut self) -> String {
        let mut heard = String::new();
        loop {
            let mut line = String::new();
            let read = self.stream.read_line(&mut line).await.expect("an answer");
            heard.push_str(&line);
            if read == 0 || line.as_bytes().get(3) != Some(&b'-') {
                return heard;
            }
        }
    }

    /// Hands over a message; what is answered for each recipient, at RCPT or after the content.
    ///
    /// # Panics
    /// When the listener does not take the envelope's sender or asks for no content.
    pub async fn deliver(&mut self, from: &str, to: &[&str], raw: &[u8]) -> Vec<String> {
        let heard = self.say(&format!("MAIL FROM:<{from}>")).await;
        assert!(heard.starts_with("250"), "{heard}");
        let mut answers = Vec::new();
        for to in to {
            answers.push(self.say(&format!("RCPT TO:<{to}>")).await);
        }
        if answers.iter().all(|answer| !answer.starts_with("250")) {
            self.say("RSET").await;
            return answers;
        }
        let heard = self.say("DATA").await;
        assert!(heard.starts_with("354"), "{heard}");
        self.write(&stuffed(raw)).await;
        for answer in answers.iter_mut().filter(|answer| answer.starts_with("250")) {
            *answer = self.reply().await;
        }
        answers
    }

    /// All that is still said, until the listener hangs up.
    ///
    /// # Panics
    /// When the connection breaks.
    pub async fn rest(&mut self) -> String {
        let mut heard = Vec::new();
        self.stream.read_to_end(&mut heard).await.expect("the end");
        String::from_utf8_lossy(&heard).into_owned()
    }
}

/// Every line ended with CRLF, dots doubled, the final dot at the end.
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32 + 8);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        out.extend_from_slice(bare.strip_suffix(b"\r").unwrap_or(bare));
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}
