//! What differs between two editions, clause by clause.

use crate::subplan::Clause;
use crate::subplan::coverage::telling;

/// Percent of the words that two clauses share which are one, changed.
const ALIKE: usize = 50;

/// One difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// It was not there.
    Added(&'a Clause),
    /// It is not there any more.
    Removed(&'a Clause),
    /// It reads otherwise: before and after.
    Changed(&'a Clause, &'a Clause),
}

/// The differences in the order of the later edition; what was removed stands where it was. A number alone is no
/// difference: it moves when a clause is put in above.
pub fn difference<'a>(before: &'a [Clause], after: &'a [Clause]) -> Vec<Change<'a>> {
    let mut found = Vec::new();
    let (mut from, mut to) = (0, 0);
    let ends = std::iter::once((before.len(), after.len()));
    for (one, other) in common(before, after).into_iter().chain(ends) {
        let gone = before.get(from..one).unwrap_or_default();
        let come = after.get(to..other).unwrap_or_default();
        found.extend(between(gone, come));
        (from, to) = (one + 1, other + 1);
    }
    found
}

/// Pairs of places of the longest row of clauses that both have.
fn common(before: &[Clause], after: &[Clause]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    // Lengths of the longest common row of what is left from each pair of places on; both have at most 2,000 clauses.
    let mut lengths = vec![0_u16; (before.len() + 1) * width];
    let at =
        |lengths: &[u16], one: usize, other: usize| lengths.get(one * width + other).copied().unwrap_or(0);
    for (one, left) in before.iter().enumerate().rev() {
        for (other, right) in after.iter().enumerate().rev() {
            let length = if left.text == right.text {
                at(&lengths, one + 1, other + 1).saturating_add(1)
            } else {
                at(&lengths, one + 1, other).max(at(&lengths, one, other + 1))
            };
            if let Some(place) = lengths.get_mut(one * width + other) {
                *place = length;
            }
        }
    }
    let (mut one, mut other, mut pairs) = (0, 0, Vec::new());
    while let (Some(left), Some(right)) = (before.get(one), after.get(other)) {
        if left.text == right.text {
            pairs.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if at(&lengths, one + 1, other) >= at(&lengths, one, other + 1) {
            one += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// What became of clauses between two that stayed.
fn between<'a>(gone: &'a [Clause], come: &'a [Clause]) -> Vec<Change<'a>> {
    let mut found = Vec::new();
    let mut next = 0;
    for left in gone {
        let rest = come.get(next..).unwrap_or_default();
        let Some(at) = rest.iter().position(|right| is_same(left, right)) else {
            found.push(Change::Removed(left));
            continue;
        };
        found.extend(rest.iter().take(at).map(Change::Added));
        found.extend(rest.get(at).map(|right| Change::Changed(left, right)));
        next += at + 1;
    }
    found.extend(come.iter().skip(next).map(Change::Added));
    found
}

/// The same clause, changed: of the same order, or with most of its words.
fn is_same(one: &Clause, other: &Clause) -> bool {
    if !one.order.is_empty() || !other.order.is_empty() {
        return one.order == other.order;
    }
    let (left, right) = (telling(&one.text), telling(&other.text));
    let shared = left.intersection(&right).count();
    200 * shared >= ALIKE * (left.len() + right.len()) && shared > 0
}
