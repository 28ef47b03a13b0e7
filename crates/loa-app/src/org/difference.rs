//! What a proposal changes, unit by unit: for the page that asks before it is done, and for the command line.

use jiff::civil::Date;
use loa_calendar::language::Language;

use crate::org::change::{Change, ChangeKind, Proposal};
use crate::org::{KINDS, LEVELS, Tree, words};
use crate::text;

/// All that a proposal changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    /// How many units of each kind of change, in the order in which they come.
    pub counts: Vec<(ChangeKind, usize)>,
    /// One a change.
    pub lines: Vec<Difference>,
}

/// What changes of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What happens to it.
    pub kinds: Vec<ChangeKind>,
    /// Its name before, or the one that it begins with.
    pub name: String,
    /// What was.
    pub before: Vec<Part>,
    /// What will be.
    pub after: Vec<Part>,
    /// From that day on.
    pub from: Date,
    /// Line of the file; 0 when none orders it.
    pub line: u64,
}

/// One thing told of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Its name.
    Name(String),
    /// The name of the unit above, if any.
    Under(Option<String>),
    /// Kind, level, code, other names, as they are kept.
    Details {
        /// Kind.
        kind: String,
        /// Level.
        level: String,
        /// Code, or empty.
        code: String,
        /// Other names.
        aliases: Vec<String>,
    },
    /// Its last day.
    Until(Date),
    /// Names of those that take over.
    Successors(Vec<String>),
}

impl Differences {
    /// Of a proposal among the units of its day.
    pub fn of(proposal: &Proposal, tree: &Tree) -> Self {
        let mut counts: Vec<(ChangeKind, usize)> = Vec::new();
        let mut lines = Vec::with_capacity(proposal.changes.len());
        for change in &proposal.changes {
            let parent = change.before.as_ref().and_then(|unit| unit.parent);
            let parent = parent.and_then(|id| tree.get(id));
            let kinds = change.kinds(parent.map(|unit| unit.key.as_str()));
            for kind in &kinds {
                match counts.iter_mut().find(|(known, _)| known == kind) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((*kind, 1)),
                }
            }
            let parent = parent.map(|unit| unit.name.clone());
            lines.push(difference(proposal, change, kinds, parent));
        }
        Self { counts, lines }
    }
}

fn difference(
    proposal: &Proposal,
    change: &Change,
    kinds: Vec<ChangeKind>,
    old_parent: Option<String>,
) -> Difference {
    let has = |kind| kinds.contains(&kind);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    if let Some(old) = &change.before {
        if has(ChangeKind::Renamed) || has(ChangeKind::Ended) {
            before.push(Part::Name(old.name.clone()));
        }
        if has(ChangeKind::Moved) {
            before.push(Part::Under(old_parent));
        }
        if has(ChangeKind::Detailed) {
            before.push(details(&old.kind, &old.level, &old.code, &old.aliases));
        }
    }
    if let Some(new) = &change.after {
        if has(ChangeKind::Renamed) || has(ChangeKind::Added) {
            after.push(Part::Name(new.name.clone()));
        }
        if has(ChangeKind::Moved) || has(ChangeKind::Added) {
            let parent = new.parent.as_deref().map(|key| proposal.name(key).to_owned());
            after.push(Part::Under(parent));
        }
        if has(ChangeKind::Detailed) || has(ChangeKind::Added) {
            after.push(details(&new.kind, &new.level, &new.code, &new.aliases));
        }
        after.extend(
            change
                .until
                .and_then(|until| until.yesterday().ok())
                .map(Part::Until),
        );
    }
    if !change.successors.is_empty() {
        let names = change.successors.iter().map(|key| proposal.name(key).to_owned());
        after.push(Part::Successors(names.collect()));
    }
    let name = change.before.as_ref().map(|unit| unit.name.as_str());
    Difference {
        name: name.unwrap_or_else(|| proposal.name(&change.key)).to_owned(),
        kinds,
        before,
        after,
        from: change.from,
        line: change.line,
    }
}

fn details(kind: &str, level: &str, code: &str, aliases: &[String]) -> Part {
    Part::Details {
        kind: kind.to_owned(),
        level: level.to_owned(),
        code: code.to_owned(),
        aliases: aliases.to_vec(),
    }
}

impl Part {
    /// For people. English keeps the keys of kinds and levels as the columns of lists have them.
    pub fn told(&self, language: Language) -> String {
        match self {
            Part::Name(name) => name.clone(),
            Part::Under(parent) => {
                let name = parent.as_deref().unwrap_or("–");
                format!("{} {name}", language.choose("trực thuộc", "under"))
            }
            Part::Details {
                kind,
                level,
                code,
                aliases,
            } => {
                let mut parts = match language {
                    Language::Vi => vec![words(&KINDS, kind).to_owned(), words(&LEVELS, level).to_owned()],
                    Language::En => vec![kind.clone(), level.clone()],
                };
                if !code.is_empty() {
                    parts.push(format!("{} {code}", language.choose("mã", "code")));
                }
                if !aliases.is_empty() {
                    let names = aliases.join(", ");
                    parts.push(format!("{}: {names}", language.choose("tên khác", "other names")));
                }
                parts.retain(|part| !part.is_empty());
                // A village is a village by kind and by level.
                parts.dedup();
                parts.join(", ")
            }
            Part::Until(last) => {
                format!(
                    "{} {}",
                    language.choose("đến hết ngày", "until"),
                    text::day(*last)
                )
            }
            Part::Successors(names) => {
                format!(
                    "{}: {}",
                    language.choose("kế thừa", "successors"),
                    names.join(", ")
                )
            }
        }
    }
}
