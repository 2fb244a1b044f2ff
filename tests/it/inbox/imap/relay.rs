//! What stands between a node and its mail server.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use testkit::Dovecot;
use tokio::{
    io::{AsyncReadExt, copy},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Between a node and the Dovecot: passes on so many bytes of answers in each connection, then cuts, or stalls.
pub(super) struct Relay {
    pub(super) port: u16,
    limit: Arc<AtomicU64>,
    pub(super) over: Arc<Notify>,
}

impl Relay {
    pub(super) async fn to(dovecot: &Dovecot, limit: u64, stalls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Self {
            port: listener.local_addr().unwrap().port(),
            limit: Arc::new(AtomicU64::new(limit)),
            over: Arc::new(Notify::new()),
        };
        let (limit, over, to) = (Arc::clone(&relay.limit), Arc::clone(&relay.over), dovecot.imap);
        tokio::spawn(async move {
            loop {
                let Ok((near, _)) = listener.accept().await else { return };
                let far = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                let (limit, over) = (limit.load(Ordering::SeqCst), Arc::clone(&over));
                tokio::spawn(async move {
                    let ((mut near_read, mut near_write), (far_read, mut far_write)) =
                        (near.into_split(), far.into_split());
                    let mut far_read = far_read.take(limit);
                    let answers = async {
                        let _ = copy(&mut far_read, &mut near_write).await;
                        over.notify_one();
                        if stalls {
                            std::future::pending::<()>().await;
                        }
                    };
                    tokio::select! {
                        _ = copy(&mut near_read, &mut far_write) => (),
                        () = answers => (),
                    }
                });
            }
        });
        relay
    }

    pub(super) fn mend(&self) {
        self.limit.store(u64::MAX, Ordering::SeqCst);
    }
}
