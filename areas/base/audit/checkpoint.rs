//! Checkpoints: a keyed seal over all entries so far, kept in the database and outside it.

use db::{Db, Result};
use jiff::Timestamp;
use web::signed::Keys;

use super::{
    chain::{FeedHash, sealed_bytes},
    store::{self, Checkpoint},
};

/// What the key is bound to, so that no other signature of Vigie can pass for a seal.
pub(super) const PURPOSE: &str = "journal-checkpoint";
const PAGE: i64 = 5_000;

/// Seals the journal as it stands. Without new entries since the last seal, nothing is written and the last
/// one's line is given again.
///
/// # Errors
/// When the database fails.
pub async fn checkpoint(db: &Db, keys: &Keys, now: Timestamp) -> Result<Option<String>> {
    super::feed::number_now(db).await?;
    let last = db.read(store::last_checkpoint).await?;
    let (mut feed_no, mut entries, mut hash) = match &last {
        Some(point) => (point.feed_no, point.entries, FeedHash(point.feed_hash)),
        None => (0, 0, FeedHash::START),
    };
    loop {
        let page = db.read(move |read| store::feed_hashes(read, feed_no, PAGE)).await?;
        for (number, link) in &page {
            hash = hash.then(*number, link);
            feed_no = *number;
            entries += 1;
        }
        if page.is_empty() {
            break;
        }
    }
    if let Some(point) = last.filter(|point| point.feed_no == feed_no) {
        return Ok(Some(checkpoint_line(&point)));
    }
    if entries == 0 {
        return Ok(None);
    }
    let mac = keys.mac(PURPOSE, &sealed_bytes(now.as_microsecond(), feed_no, entries, &hash));
    let point = Checkpoint { at: now, feed_no, entries, feed_hash: hash.0, mac };
    let line = checkpoint_line(&point);
    db.write(move |tx| store::insert_checkpoint(tx, &point)).await?;
    Ok(Some(line))
}

/// A checkpoint as one line of text, for the log, the file beside the database and mails.
pub(super) fn checkpoint_line(point: &Checkpoint) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!(
        "vigie-checkpoint at={} feed={} entries={} hash={} mac={}",
        point.at,
        point.feed_no,
        point.entries,
        hex(&point.feed_hash),
        hex(&point.mac)
    )
}

/// Reads such a line again.
pub(super) fn parse_line(line: &str) -> Option<Checkpoint> {
    let mut words = line.trim().split(' ');
    if words.next() != Some("vigie-checkpoint") {
        return None;
    }
    let mut value = |name: &str| words.next()?.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
    Some(Checkpoint {
        at: value("at")?.parse().ok()?,
        feed_no: value("feed")?.parse().ok()?,
        entries: value("entries")?.parse().ok()?,
        feed_hash: unhex(&value("hash")?)?,
        mac: unhex(&value("mac")?)?,
    })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit)).collect();
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_as_it_was_written() {
        let point = Checkpoint {
            at: Timestamp::from_microsecond(1_795_000_000_123_456).unwrap(),
            feed_no: 42,
            entries: 41,
            feed_hash: [7; 32],
            mac: [0xab; 32],
        };
        assert_eq!(parse_line(&checkpoint_line(&point)), Some(point));
        assert_eq!(parse_line("vigie-checkpoint at=x"), None);
    }
}
