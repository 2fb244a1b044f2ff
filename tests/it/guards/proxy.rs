//! A door between the program and PostgreSQL that a test can shut: to the program, the server is then gone.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A listener that passes everything on while it is open.
pub(super) struct Door {
    pub(super) address: SocketAddr,
    open: Arc<AtomicBool>,
    slam: watch::Sender<u64>,
}

impl Door {
    /// A door to this server, open.
    pub(super) async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (open, slam) = (Arc::new(AtomicBool::new(true)), watch::Sender::new(0));
        let (is_open, slammed) = (Arc::clone(&open), slam.clone());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                if !is_open.load(Ordering::SeqCst) {
                    continue;
                }
                let (server, mut slammed) = (server.clone(), slammed.subscribe());
                tokio::spawn(async move {
                    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut upstream) => {}
                        _ = slammed.changed() => {}
                    }
                });
            }
        });
        Self { address, open, slam }
    }

    /// Ends all connections and takes no new ones.
    pub(super) fn shut(&self) {
        self.open.store(false, Ordering::SeqCst);
        self.slam.send_modify(|times| *times += 1);
    }

    /// Lets connections through again.
    pub(super) fn open(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}
