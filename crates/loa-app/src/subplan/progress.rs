//! The states of a sub-plan and what leads from one to the other. Nothing but this says what is allowed.

/// How a sub-plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing was filed.
    Called,
    /// The last edition waits for somebody to look at it.
    Filed,
    /// The last edition was returned.
    Returned,
    /// The last edition was accepted.
    Accepted,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Called, State::Filed, State::Returned, State::Accepted];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Called => "called",
            State::Filed => "filed",
            State::Returned => "returned",
            State::Accepted => "accepted",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            State::Called => "Chưa gửi",
            State::Filed => "Chờ xem",
            State::Returned => "Trả lại",
            State::Accepted => "Đã chấp nhận",
        }
    }
}

/// How far a sub-plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// State of the last edition.
    pub state: State,
    /// Editions so far; the last one has this number.
    pub latest: i64,
    /// The accepted edition that is in force.
    pub in_force: Option<i64>,
}

/// What somebody does. An edition is judged by its number, so that nobody judges one that they have not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The unit files an edition.
    File,
    /// An edition is returned.
    Return(i64),
    /// An edition is accepted.
    Accept(i64),
}

/// Why something is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such edition.
    NoEdition,
    /// The unit has filed a later one.
    Overtaken,
    /// It was judged already.
    Judged,
}

impl Progress {
    /// Called for, nothing filed.
    pub const CALLED: Progress = Progress {
        state: State::Called,
        latest: 0,
        in_force: None,
    };

    /// How far it is after an act. Filing is always possible: it adds an edition and takes nothing away. Only the last
    /// edition is judged, and once.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing changes.
    pub fn after(self, act: Act) -> Result<Self, Refusal> {
        match act {
            Act::File => Ok(Self {
                state: State::Filed,
                latest: self.latest + 1,
                ..self
            }),
            Act::Return(edition) => Ok(Self {
                state: State::Returned,
                ..self.judged(edition)?
            }),
            Act::Accept(edition) => Ok(Self {
                state: State::Accepted,
                in_force: Some(edition),
                ..self.judged(edition)?
            }),
        }
    }

    fn judged(self, edition: i64) -> Result<Self, Refusal> {
        match self.state {
            _ if edition < 1 || edition > self.latest => Err(Refusal::NoEdition),
            _ if edition < self.latest => Err(Refusal::Overtaken),
            State::Filed => Ok(self),
            State::Called | State::Returned | State::Accepted => Err(Refusal::Judged),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a drawer of paper would hold: every edition that came, with what was written on it.
    #[derive(Default)]
    struct Drawer {
        editions: Vec<Option<Act>>,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            Just(Act::File),
            (-1..9_i64).prop_map(Act::Return),
            (-1..9_i64).prop_map(Act::Accept),
        ]
    }

    proptest! {
        /// M3: no sequence of acts loses a filed edition, judges one twice, or touches an accepted one.
        #[test]
        fn no_path_loses_a_filed_plan_or_changes_an_accepted_one(acts in prop::collection::vec(act(), 0..60)) {
            let mut drawer = Drawer::default();
            let mut now = Progress::CALLED;
            for act in acts {
                let before = now;
                let Ok(after) = now.after(act) else {
                    // Only a verdict can be refused, and only where it would be wrong.
                    let edition = match act {
                        Act::File => panic!("filing is always possible"),
                        Act::Return(edition) | Act::Accept(edition) => edition,
                    };
                    let last = drawer.editions.last();
                    prop_assert!(edition != before.latest || last.is_none_or(Option::is_some));
                    continue;
                };
                match act {
                    Act::File => drawer.editions.push(None),
                    Act::Return(edition) | Act::Accept(edition) => {
                        prop_assert_eq!(edition, drawer.editions.len() as i64, "only the last one is judged");
                        let last = drawer.editions.last_mut().unwrap();
                        prop_assert!(last.is_none(), "and once");
                        *last = Some(act);
                    }
                }
                now = after;
                // Every edition is still there, and the state is what is written on the last one.
                prop_assert_eq!(now.latest, drawer.editions.len() as i64);
                let told = match drawer.editions.last() {
                    None => State::Called,
                    Some(None) => State::Filed,
                    Some(Some(Act::Accept(_))) => State::Accepted,
                    Some(Some(_)) => State::Returned,
                };
                prop_assert_eq!(now.state, told);
                // In force is the last accepted one: filing and returning leave it alone.
                let accepted = drawer.editions.iter().rposition(|fate| matches!(fate, Some(Act::Accept(_))));
                prop_assert_eq!(now.in_force, accepted.map(|at| at as i64 + 1));
                prop_assert!(matches!(act, Act::Accept(_)) || now.in_force == before.in_force);
            }
        }
    }
}
