//! `vigie audit verify`: proves that no entry was altered, removed, reordered or cut off, or names the one.

use std::collections::HashMap;

use db::{Db, Result};
use serde::Serialize;
use web::signed::Keys;

use super::{
    chain::{self, Facts, FeedHash, GENESIS, Hash, sealed_bytes},
    checkpoint::{PURPOSE, parse_line},
    store::{self, Checkpoint, Stored},
};

const PAGE: i64 = 2_000;
/// Past this many findings the rest is only counted: the first ones say where to look.
const TOLD: usize = 200;

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Finding {
    /// The entry's facts or hash do not agree: one of them was changed, or an entry before it.
    Altered {
        /// The kind of subject.
        stream: String,
        /// The subject's row id.
        stream_id: i64,
        /// The entry's place in the subject's history.
        entry_no: i64,
        /// The entry's place in the feed.
        feed_no: i64,
    },
    /// The entry's payload does not agree with its digest, and no erasure is recorded.
    PayloadAltered {
        /// The kind of subject.
        stream: String,
        /// The subject's row id.
        stream_id: i64,
        /// The entry's place in the subject's history.
        entry_no: i64,
        /// The entry's place in the feed.
        feed_no: i64,
    },
    /// Entries of a subject's history are not there any more.
    Missing {
        /// The kind of subject.
        stream: String,
        /// The subject's row id.
        stream_id: i64,
        /// The first missing place.
        from_entry_no: i64,
        /// The last missing place.
        to_entry_no: i64,
    },
    /// Numbers of the feed are not there any more.
    FeedGap {
        /// The first missing number.
        from_feed_no: i64,
        /// The last missing number.
        to_feed_no: i64,
    },
    /// A checkpoint's seal was not made by a key of this installation.
    ForgedCheckpoint {
        /// The last entry it covers.
        feed_no: i64,
    },
    /// The journal as it stands is not what a checkpoint sealed: it was cut, or recomputed.
    BrokenCheckpoint {
        /// The last entry it covers.
        feed_no: i64,
        /// How many entries it sealed.
        sealed: i64,
        /// How many there are now up to that number.
        found: i64,
    },
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verdict {
    /// Entries read.
    pub entries: i64,
    /// Histories read.
    pub streams: i64,
    /// Checkpoints compared.
    pub checkpoints: i64,
    /// Entries whose payload was erased on purpose, with who and when.
    pub erased: Vec<String>,
    /// What is wrong, the first ones.
    pub findings: Vec<Finding>,
    /// How many things are wrong.
    pub wrong: u64,
}

impl Verdict {
    /// Whether the journal is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.wrong == 0
    }

    fn tell(&mut self, finding: Finding) {
        self.wrong += 1;
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }
}

struct Walk {
    verdict: Verdict,
    heads: HashMap<(String, i64), (i64, Hash)>,
    feed_no: i64,
    feed: FeedHash,
    checkpoints: std::iter::Peekable<std::vec::IntoIter<Checkpoint>>,
    keys: Keys,
}

/// Reads the whole journal once. `outside` are the lines of checkpoints kept outside the database.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db, keys: &Keys, outside: &str) -> Result<Verdict> {
    super::feed::number_now(db).await?;
    let mut checkpoints: Vec<Checkpoint> = outside.lines().filter_map(parse_line).collect();
    let mut after = 0;
    loop {
        let page = db.read(move |read| store::checkpoints(read, after, PAGE)).await?;
        let Some(last) = page.last() else { break };
        after = last.feed_no;
        checkpoints.extend(page);
    }
    checkpoints.sort_by_key(|point| (point.feed_no, point.mac));
    checkpoints.dedup();
    let mut walk = Walk {
        verdict: Verdict::default(),
        heads: HashMap::new(),
        feed_no: 0,
        feed: FeedHash::START,
        checkpoints: checkpoints.into_iter().peekable(),
        keys: keys.clone(),
    };
    loop {
        let after = walk.feed_no;
        let page = db.read(move |read| store::stored(read, after, PAGE)).await?;
        if page.is_empty() {
            break;
        }
        page.iter().for_each(|entry| walk.entry(entry));
    }
    walk.close_checkpoints(i64::MAX);
    walk.compare_heads(db).await?;
    walk.verdict.streams = i64::try_from(walk.heads.len()).unwrap_or(i64::MAX);
    Ok(walk.verdict)
}

impl Walk {
    fn entry(&mut self, entry: &Stored) {
        self.close_checkpoints(entry.feed_no - 1);
        if entry.feed_no != self.feed_no + 1 {
            let finding = Finding::FeedGap { from_feed_no: self.feed_no + 1, to_feed_no: entry.feed_no - 1 };
            self.verdict.tell(finding);
        }
        self.verdict.entries += 1;
        let key = (entry.stream.clone(), entry.stream_id);
        let (last, before) = self.heads.get(&key).copied().unwrap_or((0, GENESIS));
        if entry.entry_no != last + 1 {
            self.verdict.tell(Finding::Missing {
                stream: entry.stream.clone(),
                stream_id: entry.stream_id,
                from_entry_no: last + 1,
                to_entry_no: entry.entry_no - 1,
            });
        } else if !agrees(entry, &before) {
            self.verdict.tell(Finding::Altered {
                stream: entry.stream.clone(),
                stream_id: entry.stream_id,
                entry_no: entry.entry_no,
                feed_no: entry.feed_no,
            });
        }
        self.payload(entry);
        // Going on from the stored hash names the one entry that was changed, not all that follow it.
        let hash = entry.hash.unwrap_or(GENESIS);
        self.heads.insert(key, (entry.entry_no, hash));
        self.feed = self.feed.then(entry.feed_no, &hash);
        self.feed_no = entry.feed_no;
    }

    fn payload(&mut self, entry: &Stored) {
        if let (Some(at), Some(by), None) = (entry.erased_at, &entry.erased_by, &entry.body) {
            let Stored { stream, stream_id, entry_no, .. } = entry;
            self.verdict
                .erased
                .push(format!("{stream} {stream_id} entry {entry_no}: erased on {at} by {by}"));
            return;
        }
        let digest = match (&entry.salt, &entry.body) {
            (Some(salt), Some(body)) => Some(chain::digest(salt, body)),
            _ => None,
        };
        if digest.is_none() || digest != entry.digest {
            self.verdict.tell(Finding::PayloadAltered {
                stream: entry.stream.clone(),
                stream_id: entry.stream_id,
                entry_no: entry.entry_no,
                feed_no: entry.feed_no,
            });
        }
    }

    /// Compares the checkpoints that cover the feed up to `limit`.
    fn close_checkpoints(&mut self, limit: i64) {
        while let Some(point) = self.checkpoints.next_if(|point| point.feed_no <= limit) {
            self.verdict.checkpoints += 1;
            let hash = FeedHash(point.feed_hash);
            let sealed = sealed_bytes(point.at.as_microsecond(), point.feed_no, point.entries, &hash);
            if !self.keys.verify(PURPOSE, &sealed, &point.mac) {
                self.verdict.tell(Finding::ForgedCheckpoint { feed_no: point.feed_no });
            } else if hash != self.feed || point.entries != self.verdict.entries {
                self.verdict.tell(Finding::BrokenCheckpoint {
                    feed_no: point.feed_no,
                    sealed: point.entries,
                    found: self.verdict.entries,
                });
            }
        }
    }

    /// A head names the last entry of a history: what lies between it and the last one found was cut off.
    async fn compare_heads(&mut self, db: &Db) -> Result<()> {
        let mut after = (String::new(), 0);
        loop {
            let from = after.clone();
            let page = db.read(move |read| store::heads(read, (&from.0, from.1), PAGE)).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = (last.0.clone(), last.1);
            for (stream, stream_id, entry_no, hash) in page {
                let found = self.heads.get(&(stream.clone(), stream_id)).copied();
                let (last, last_hash) = found.unwrap_or((0, GENESIS));
                if entry_no > last {
                    let finding = Finding::Missing {
                        stream,
                        stream_id,
                        from_entry_no: last + 1,
                        to_entry_no: entry_no,
                    };
                    self.verdict.tell(finding);
                } else if entry_no < last || hash != last_hash {
                    self.verdict.tell(Finding::Altered { stream, stream_id, entry_no, feed_no: 0 });
                }
            }
        }
    }
}

fn agrees(entry: &Stored, before: &Hash) -> bool {
    let (Some(digest), Some(hash)) = (entry.digest, entry.hash) else { return false };
    let facts = Facts {
        stream: &entry.stream,
        stream_id: entry.stream_id,
        entry_no: entry.entry_no,
        at_micros: entry.at,
        actor_id: entry.actor_id,
        actor: &entry.actor,
        channel: &entry.channel,
        kind: &entry.kind,
        public: entry.public,
        digest,
    };
    chain::link(before, &facts) == hash
}
