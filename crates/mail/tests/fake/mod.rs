//! IMAP servers that misbehave in ways a real one cannot be made to.

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy},
    net::{TcpListener, TcpStream},
};

/// A server that says the first line, and one more after each line it is told; then hangs up. At `silence` it says nothing
/// and stays.
pub async fn server(lines: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        for (number, line) in lines.iter().enumerate() {
            let mut told = String::new();
            if number > 0 && stream.read_line(&mut told).await.unwrap_or(0) == 0 {
                return;
            }
            if *line == "silence" {
                std::future::pending::<()>().await;
            }
            if stream.write_all(format!("{line}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    });
    port
}

/// Passes everything on to a port of this machine, and cuts after so many bytes of its answers.
pub async fn cutting_relay(to: u16, after: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (near, _) = listener.accept().await.unwrap();
        let far = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
        let ((mut near_read, mut near_write), (far_read, mut far_write)) =
            (near.into_split(), far.into_split());
        let mut far_read = far_read.take(after);
        tokio::select! {
            _ = copy(&mut near_read, &mut far_write) => (),
            _ = copy(&mut far_read, &mut near_write) => (),
        }
    });
    port
}
