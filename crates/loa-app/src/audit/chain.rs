//! The chain: what an entry's hash is made of, and what is wrong with a chain. Values in, values out.

use jiff::Timestamp;
use loa_db::id::Id;
use sha2::{Digest as _, Sha256};

/// An entry with its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// 1, 2, 3, …
    pub seq: i64,
    /// What was kept as its hash.
    pub hash: String,
    /// The entry.
    pub entry: Entry,
}

/// An entry of the log as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its identity.
    pub id: Id,
    /// Whose log.
    pub locality: Id,
    /// When.
    pub at: Timestamp,
    /// Who; `None`: nobody who is signed in.
    pub person: Option<Id>,
    /// Where from.
    pub address: Option<String>,
    /// What was done, as `role.given`.
    pub action: String,
    /// To what kind of thing.
    pub thing: String,
    /// To which one.
    pub thing_id: Option<Id>,
    /// What else there is to say.
    pub detail: String,
}

/// The end of a chain: what to keep elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Place of the last entry; 0 while there is none.
    pub seq: i64,
    /// Its hash; empty while there is none.
    pub hash: String,
}

impl Head {
    /// Before the first entry.
    pub const START: Head = Head {
        seq: 0,
        hash: String::new(),
    };

    /// "12:9f86d0…", as it is printed and read.
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.trim().split_once(':')?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|sign| sign.is_ascii_hexdigit());
        is_hash.then(|| Self {
            seq,
            hash: hash.to_ascii_lowercase(),
        })
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

/// The hash of an entry at its place: SHA-256 of a JSON array of the name of this form, the place, the hash before it,
/// and the columns of the entry in their order, numbers as numbers, what is not there as null, without blanks.
pub fn hash(seq: i64, before: &str, entry: &Entry) -> String {
    let text = serde_json::json!([
        "loa-audit-1",
        seq,
        before,
        entry.id.0,
        entry.locality.0,
        entry.at.as_microsecond(),
        entry.person.map(|person| person.0),
        entry.address,
        entry.action,
        entry.thing,
        entry.thing_id.map(|id| id.0),
        entry.detail,
    ]);
    let signs = Sha256::digest(text.to_string().as_bytes());
    signs.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The entry, or the one just before it, is not what was sealed: changed, put in, or moved.
    Changed(i64, Id),
    /// These places are empty, the first to the last.
    Missing(i64, i64),
    /// The end that was kept in the database does not fit.
    Head(i64),
    /// The place that was kept elsewhere holds another entry.
    NotKept(i64),
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries that were looked at.
    pub count: i64,
    /// The last entry.
    pub head: Head,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// All of them.
    pub fault_count: usize,
}

/// Faults that are named; how many there are is counted to the end.
const NAMED: usize = 100;

/// Walks along a chain, entry by entry.
pub struct Walk {
    report: Report,
    kept: Option<Head>,
    /// The hash before is known: not behind a gap.
    is_linked: bool,
}

impl Walk {
    /// From the start; `kept`: the end as somebody kept it elsewhere.
    pub fn new(kept: Option<Head>) -> Self {
        Self {
            report: Report {
                count: 0,
                head: Head::START,
                faults: Vec::new(),
                fault_count: 0,
            },
            kept,
            is_linked: true,
        }
    }

    /// The next entry, in the order of places.
    pub fn step(&mut self, link: &Link) {
        let expected = self.report.head.seq + 1;
        if link.seq > expected {
            self.fault(Fault::Missing(expected, link.seq - 1));
            self.is_linked = false;
        }
        if self.is_linked && link.hash != hash(link.seq, &self.report.head.hash, &link.entry) {
            self.fault(Fault::Changed(link.seq, link.entry.id));
        }
        if self
            .kept
            .as_ref()
            .is_some_and(|kept| kept.seq == link.seq && kept.hash != link.hash)
        {
            self.fault(Fault::NotKept(link.seq));
        }
        self.is_linked = true;
        self.report.count += 1;
        self.report.head = Head {
            seq: link.seq,
            hash: link.hash.clone(),
        };
    }

    /// The end, against the one in the database and the one that was kept.
    pub fn end(mut self, stored: Option<&Head>) -> Report {
        let last = self.report.head.clone();
        match stored {
            Some(stored) if stored.seq > last.seq => self.fault(Fault::Missing(last.seq + 1, stored.seq)),
            Some(stored) if *stored != last => self.fault(Fault::Head(stored.seq)),
            None if last.seq > 0 => self.fault(Fault::Head(0)),
            _ => {}
        }
        if let Some(kept) = self.kept.take()
            && kept.seq > last.seq
        {
            self.fault(Fault::Missing(last.seq + 1, kept.seq));
        }
        self.report
    }

    fn fault(&mut self, fault: Fault) {
        if self.report.faults.contains(&fault) {
            return;
        }
        self.report.fault_count += 1;
        if self.report.faults.len() < NAMED {
            self.report.faults.push(fault);
        }
    }
}
