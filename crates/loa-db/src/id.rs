//! Identities of rows, made by the program: no database hands them out, so several nodes need not ask each other.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Identity of a row: 41 bits of milliseconds since 2020, 10 bits of the node (drawn when it starts), 12 bits of a
/// counter. Sorted by age, positive, written as 12 or 13 signs that are hard to confuse (no i, l, o, u).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub i64);

/// 2020-01-01T00:00:00Z in milliseconds.
const EPOCH_MS: i64 = 1_577_836_800_000;
const COUNTER_BITS: u32 = 12;
const NODE_BITS: u32 = 10;
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

static LAST: AtomicI64 = AtomicI64::new(0);
static NODE: LazyLock<i64> = LazyLock::new(|| {
    let mut bytes = [0_u8; 2];
    // Without randomness two nodes may draw the same number; the unique key of the table still tells them apart.
    let _ = getrandom::fill(&mut bytes);
    i64::from(u16::from_le_bytes(bytes)) & ((1 << NODE_BITS) - 1)
});

impl Id {
    /// A new identity, larger than every one that this process made before, whatever the clock says.
    pub fn new(now: Timestamp) -> Self {
        let ms = (now.as_millisecond() - EPOCH_MS).max(1);
        let fresh = ms << COUNTER_BITS;
        // Time and counter grow together; a full counter borrows the next millisecond.
        let step = |last: i64| Some(fresh.max(last + 1));
        let last = LAST
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step)
            .unwrap_or(fresh);
        let ticks = fresh.max(last + 1);
        let (time, counter) = (ticks >> COUNTER_BITS, ticks & ((1 << COUNTER_BITS) - 1));
        Self((time << (COUNTER_BITS + NODE_BITS)) | (*NODE << COUNTER_BITS) | counter)
    }
}

impl Id {
    /// The first identity of a moment. Whoever writes rows by the million counts on from one of a moment at which nothing
    /// else was made.
    pub fn first_of(moment: Timestamp) -> Self {
        let ms = (moment.as_millisecond() - EPOCH_MS).max(1);
        Self(ms << (COUNTER_BITS + NODE_BITS))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut signs = [0_u8; 13];
        let mut rest = self.0.cast_unsigned();
        let mut at = signs.len();
        while at > 0 {
            at -= 1;
            if let (Some(slot), Some(sign)) = (signs.get_mut(at), SIGNS.get((rest & 31) as usize)) {
                *slot = *sign;
            }
            rest >>= 5;
            if rest == 0 {
                break;
            }
        }
        let text = signs.get(at..).and_then(|signs| std::str::from_utf8(signs).ok());
        f.write_str(text.unwrap_or_default())
    }
}

/// Not the text of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identity")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.is_empty() || text.len() > 13 {
            return Err(NotAnId);
        }
        let mut value = 0_u64;
        for sign in text.bytes() {
            let digit = SIGNS
                .iter()
                .position(|known| *known == sign.to_ascii_lowercase())
                .ok_or(NotAnId)?;
            value = value.checked_mul(32).ok_or(NotAnId)? | digit as u64;
        }
        i64::try_from(value).map(Self).map_err(|_| NotAnId)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn identities_grow_and_read_back() {
        let now = Timestamp::from_millisecond(1_650_000_000_000).unwrap();
        let earlier = Timestamp::from_millisecond(1_640_000_000_000).unwrap();
        let made: Vec<Id> = (0..10_000)
            .map(|at| Id::new(if at % 3 == 0 { earlier } else { now }))
            .collect();
        assert!(
            made.windows(2).all(|pair| pair[0] < pair[1]),
            "they grow although the clock goes back"
        );
        assert!(made.iter().all(|id| id.to_string().parse() == Ok(*id)));
        for text in ["", "ilou!", "zzzzzzzzzzzzzz", "-1", "../x"] {
            assert_eq!(text.parse::<Id>(), Err(NotAnId), "{text}");
        }
    }
}
