//! Whom a rung reaches: who does the work of a unit, who heads it, who runs the plan.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::Result;
use crate::identity::store::people::delegations_on;
use crate::identity::{self, Action, Role};
use crate::org::{self, Tree};
use crate::urging::Part;
use crate::urging::ladder::Rung;

/// People by what they are for units.
pub struct People {
    tree: Arc<Tree>,
    workers: HashMap<Id, Vec<Id>>,
    heads: HashMap<Id, Vec<Id>>,
    /// Who runs the plan, with the units that they reach.
    steering: Vec<(Id, HashSet<Id>)>,
    /// Who stands in for whom today.
    stand_ins: HashMap<Id, Id>,
}

impl People {
    /// As things are today.
    ///
    /// # Errors
    /// [`crate::error::Error::Outage`]
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        let today = tx.today();
        let tree = org::store::tree::with_ended(tx, today).await?;
        let mut people = Self {
            tree,
            workers: HashMap::new(),
            heads: HashMap::new(),
            steering: Vec::new(),
            stand_ins: HashMap::new(),
        };
        for holder in identity::store::holders(tx).await? {
            if holder.person.works_on(today) && holder.grant.holds_on(today) {
                people.note(holder.person.id, holder.grant.role, holder.grant.unit);
            }
        }
        people.stand_ins = stand_ins(tx, today).await?;
        Ok(people)
    }

    fn note(&mut self, person: Id, role: Role, unit: Id) {
        if role == Role::Leader {
            self.heads.entry(unit).or_default().push(person);
        } else if role == Role::Coordinator {
            self.steering.push((person, self.tree.subtree(unit)));
        }
        // Whoever steers a unit does its own work only where nobody else does.
        if role != Role::Coordinator && Action::SeeOwnDuties.allowed_to().contains(&role) {
            self.workers.entry(unit).or_default().push(person);
        }
    }

    /// The units of today that owe what was given to this one.
    fn owing(&self, unit: Id) -> Vec<Id> {
        if self.tree.has_ended(unit) {
            return self.tree.heirs(unit).map(|heir| heir.id).collect();
        }
        vec![unit]
    }

    /// Who is told of a duty, and why; each once.
    pub fn of(&self, unit: Id, rung: Rung) -> Vec<(Id, Part)> {
        let mut told: Vec<(Id, Part)> = Vec::new();
        let mut tell = |person: &Id, part: Part| {
            let person = self.stand_ins.get(person).unwrap_or(person);
            if told.iter().all(|(known, _)| known != person) {
                told.push((*person, part));
            }
        };
        for unit in self.owing(unit) {
            for person in self.workers.get(&unit).into_iter().flatten() {
                tell(person, Part::Own);
            }
            if rung.reaches_head() {
                for person in self.heads.get(&unit).into_iter().flatten() {
                    tell(person, Part::Head);
                }
            }
            if rung.reaches_coordinator() {
                let steering = self.steering.iter().filter(|(_, reach)| reach.contains(&unit));
                for (person, _) in steering {
                    tell(person, Part::Steer);
                }
            }
        }
        told
    }

    /// Who does the work of a unit and who heads it: those whom a letter to it reaches.
    pub fn addressed(&self, unit: Id) -> Vec<Id> {
        let mut found = Vec::new();
        for unit in self.owing(unit) {
            let both = [self.workers.get(&unit), self.heads.get(&unit)];
            for person in both.into_iter().flatten().flatten() {
                let person = self.stand_ins.get(person).unwrap_or(person);
                if !found.contains(person) {
                    found.push(*person);
                }
            }
        }
        found
    }
}

async fn stand_ins(tx: &mut Tx, today: Date) -> Result<HashMap<Id, Id>> {
    let found = delegations_on(tx, today).await?;
    Ok(found
        .into_iter()
        .map(|delegation| (delegation.person, delegation.delegate))
        .collect())
}
