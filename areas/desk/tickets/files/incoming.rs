//! A content on its way in: its pieces come from the network here and are written by a thread that may wait for the
//! disk.

use std::io;

use axum::body::Bytes;
use base::app::App;
use db::Db;
use jiff::Timestamp;
use tokio::{
    sync::mpsc,
    task::{JoinHandle, spawn_blocking},
};

use super::{Kept, NotKept, Receiving};
use crate::tickets::store;

/// A content being received. Dropped before [`Incoming::keep`], it leaves nothing behind.
pub struct Incoming {
    pieces: mpsc::Sender<Bytes>,
    writer: JoinHandle<Result<Receiving, NotKept>>,
    db: Db,
    now: Timestamp,
}

impl Incoming {
    /// Begins to receive an attachment, no larger than the site allows.
    #[must_use]
    pub fn begin(app: &App, now: Timestamp) -> Self {
        let (folder, limit) = (app.config.data.join("files"), app.config.max_attachment);
        let (pieces, mut waiting) = mpsc::channel::<Bytes>(8);
        let writer = spawn_blocking(move || {
            let mut receiving = Receiving::begin(&folder, limit)?;
            while let Some(piece) = waiting.blocking_recv() {
                receiving.take(&piece)?;
            }
            Ok(receiving)
        });
        Self { pieces, writer, db: app.db.clone(), now }
    }

    /// Takes the next piece; false when no more are wanted, since [`Incoming::keep`] will refuse.
    pub async fn take(&self, piece: Bytes) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    /// Puts the content in its place and notes it, so that one which no attachment comes to refer to goes after its
    /// grace.
    ///
    /// # Errors
    /// When it is too large, or the disk or the database refused.
    pub async fn keep(self) -> Result<Kept, NotKept> {
        let Self { pieces, writer, db, now } = self;
        drop(pieces);
        let receiving = writer.await.map_err(io::Error::from)??;
        let kept = spawn_blocking(move || receiving.keep()).await.map_err(io::Error::from)??;
        let (hash, size) = (kept.hash.clone(), i64::try_from(kept.size).unwrap_or(i64::MAX));
        db.write(move |tx| store::insert_file(tx, &hash, size, now)).await?;
        Ok(kept)
    }
}
