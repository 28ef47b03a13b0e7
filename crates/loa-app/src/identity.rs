//! People, their roles, and the one question: may this person do this to that unit?

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

use loa_db::id::Id;
use loa_vietnamese::collate::sort_key;

use crate::error::{Error, Result};

pub mod actions;
pub mod agent;
pub mod feed;
pub mod network;
pub mod oidc;
pub mod password;
pub mod phone;
pub mod recovery;
pub mod seal;
pub mod store;
pub mod token;
pub mod totp;
pub mod web;

/// The cookie of a session.
pub const COOKIE: &str = "loa_phien";

/// What somebody is for a unit and everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Điều phối: runs the plan.
    Coordinator,
    /// Đầu mối: does and logs the work of a unit.
    Officer,
    /// Biên tập
    Editor,
    /// Người duyệt
    Approver,
    /// Giữ bộ thủ tục
    ProcedureKeeper,
    /// Tài chính
    Finance,
    /// Kiểm tra
    Inspector,
    /// Lãnh đạo
    Leader,
    /// Quản trị
    Administrator,
}

impl Role {
    /// All of them, in the order of lists.
    pub const ALL: [Role; 9] = [
        Role::Coordinator,
        Role::Officer,
        Role::Editor,
        Role::Approver,
        Role::ProcedureKeeper,
        Role::Finance,
        Role::Inspector,
        Role::Leader,
        Role::Administrator,
    ];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Role::Coordinator => "coordinator",
            Role::Officer => "officer",
            Role::Editor => "editor",
            Role::Approver => "approver",
            Role::ProcedureKeeper => "procedure_keeper",
            Role::Finance => "finance",
            Role::Inspector => "inspector",
            Role::Leader => "leader",
            Role::Administrator => "administrator",
        }
    }

    /// The role with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Role::Coordinator => "Điều phối",
            Role::Officer => "Cán bộ đầu mối",
            Role::Editor => "Biên tập",
            Role::Approver => "Người duyệt",
            Role::ProcedureKeeper => "Giữ bộ thủ tục",
            Role::Finance => "Tài chính",
            Role::Inspector => "Kiểm tra",
            Role::Leader => "Lãnh đạo",
            Role::Administrator => "Quản trị",
        }
    }
}

/// What can be done. Every route and every action names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the board of units and duties.
    SeeBoard,
    /// See the page of a unit.
    SeeUnits,
    /// See the duties of a unit as one's own work.
    SeeOwnDuties,
    /// See what the adopted plan orders.
    SeeAssignments,
    /// See plan documents and their readings.
    SeePlans,
    /// Log what was done.
    LogActivity,
    /// Accept or return proof.
    JudgeProof,
    /// Extend a duty, set what is enough for it.
    SteerDuty,
    /// Send letters to units that are late.
    Urge,
    /// Hand out links to the overview.
    ShareOverview,
    /// See reports of units.
    SeeReports,
    /// Write, put right and send the report of a unit.
    WriteReport,
    /// Stand for the report of a unit, as its head.
    ApproveReport,
    /// Take in reports of units directly below, or send them back; open rounds.
    JudgeReport,
    /// Keep the registers of a unit: give numbers, note what was signed, went out, came in.
    KeepRegister,
    /// Upload, correct, adopt and amend plans.
    EditPlan,
    /// Call units for their sub-plans; accept and return them.
    CallSubPlans,
    /// File the sub-plan of a unit.
    FileSubPlan,
    /// See inspections of a unit, with minutes and findings.
    SeeInspection,
    /// Write programmes of inspections, choose units and days.
    PlanInspection,
    /// Answer the checklist of a visit, conclude and close it.
    Inspect,
    /// Speak for the unit that is inspected.
    AnswerInspection,
    /// See the articles of a unit that are worked on.
    SeeArticles,
    /// Write articles of a unit, put them right.
    WriteArticle,
    /// Be the second pair of eyes.
    ApproveArticle,
    /// Let articles, notices, praise and criticism go out, put notices right, withdraw them.
    PublishArticle,
    /// Set up the site of a unit: sections, who answers.
    EditSite,
    /// See praise and criticism of a unit, and that of its site.
    SeeRecognition,
    /// Write praise and criticism for the site of a unit.
    WriteRecognition,
    /// Be the second person; decide about corrections.
    ApproveRecognition,
    /// Speak for the unit that is criticised.
    AnswerCriticism,
    /// Decide whether the public reads a document of a register, or that it is secret.
    Disclose,
    /// Change units, groups and successors.
    ManageUnits,
    /// Invite people, give and take roles.
    ManagePeople,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 34] = [
        Action::SeeBoard,
        Action::SeeUnits,
        Action::SeeOwnDuties,
        Action::SeeAssignments,
        Action::SeePlans,
        Action::LogActivity,
        Action::JudgeProof,
        Action::SteerDuty,
        Action::Urge,
        Action::ShareOverview,
        Action::SeeReports,
        Action::WriteReport,
        Action::ApproveReport,
        Action::JudgeReport,
        Action::KeepRegister,
        Action::EditPlan,
        Action::CallSubPlans,
        Action::FileSubPlan,
        Action::SeeInspection,
        Action::PlanInspection,
        Action::Inspect,
        Action::AnswerInspection,
        Action::SeeArticles,
        Action::WriteArticle,
        Action::ApproveArticle,
        Action::PublishArticle,
        Action::EditSite,
        Action::SeeRecognition,
        Action::WriteRecognition,
        Action::ApproveRecognition,
        Action::AnswerCriticism,
        Action::Disclose,
        Action::ManageUnits,
        Action::ManagePeople,
    ];

    /// The permission table: who may. Nobody else.
    pub fn allowed_to(self) -> &'static [Role] {
        use Role::{
            Administrator, Approver, Coordinator, Editor, Finance, Inspector, Leader, Officer,
            ProcedureKeeper,
        };
        match self {
            Action::SeeBoard => &[Coordinator, Inspector, Leader, Finance],
            Action::SeeUnits | Action::SeeAssignments => &[
                Coordinator,
                Officer,
                Editor,
                Approver,
                ProcedureKeeper,
                Finance,
                Inspector,
                Leader,
                Administrator,
            ],
            Action::SeeOwnDuties => &[Coordinator, Officer, Editor, ProcedureKeeper],
            Action::SeePlans => &[Coordinator, Leader, Inspector],
            Action::LogActivity | Action::FileSubPlan => &[Coordinator, Officer, Editor, ProcedureKeeper],
            Action::JudgeProof => &[Coordinator, Inspector],
            Action::ShareOverview => &[Coordinator, Leader],
            Action::SeeReports => &[Coordinator, Officer, Approver, Inspector, Leader],
            Action::WriteReport => &[Coordinator, Officer],
            Action::ApproveReport => &[Approver, Leader],
            Action::SteerDuty
            | Action::Urge
            | Action::JudgeReport
            | Action::EditPlan
            | Action::CallSubPlans => &[Coordinator],
            Action::KeepRegister => &[Coordinator, Officer],
            Action::SeeInspection => &[Coordinator, Officer, Inspector, Leader],
            Action::PlanInspection => &[Coordinator, Inspector],
            Action::Inspect => &[Inspector],
            Action::AnswerInspection => &[Officer, Leader],
            Action::SeeArticles => &[Coordinator, Officer, Editor, Approver, Leader],
            Action::WriteArticle => &[Coordinator, Officer, Editor],
            Action::ApproveArticle => &[Coordinator, Approver, Leader],
            Action::PublishArticle => &[Coordinator, Editor, Approver, Leader],
            Action::EditSite => &[Coordinator, Editor],
            Action::SeeRecognition => &[Coordinator, Officer, Editor, Approver, Inspector, Leader],
            Action::WriteRecognition => &[Coordinator, Editor, Inspector],
            Action::ApproveRecognition => &[Coordinator, Approver, Leader],
            Action::AnswerCriticism => &[Officer, Leader],
            Action::Disclose => &[Coordinator, Approver, Leader],
            Action::ManageUnits | Action::ManagePeople => &[Administrator],
        }
    }

    /// Is it only for a role that was given for a unit above? Nobody plans or holds the inspection of their own unit.
    pub fn is_from_above(self) -> bool {
        matches!(self, Action::PlanInspection | Action::Inspect)
    }
}

/// The order of people in lists: by given name, then family name, then what stands between, each in Vietnamese order.
pub fn name_key(full_name: &str) -> [Vec<u8>; 3] {
    let mut words: Vec<&str> = full_name.split_whitespace().collect();
    let given = words.pop().unwrap_or_default();
    let (family, middle) = words
        .split_first()
        .map_or(("", String::new()), |(family, middle)| {
            (*family, middle.join(" "))
        });
    [sort_key(given), sort_key(family), sort_key(&middle)]
}

/// A role that holds today, with the units that it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit that it was given for.
    pub unit: Id,
    /// That unit and everything below it; for the root the whole locality.
    pub reach: Arc<HashSet<Id>>,
}

/// Who is signed in, with what they may.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person.
    pub person: Id,
    /// Full name.
    pub name: String,
    /// The locality.
    pub locality: Id,
    /// "Huyện Sông Mã"
    pub locality_name: String,
    /// Whom to call for help.
    pub help_phone: Option<String>,
    /// The unit at the top of the locality.
    pub root: Option<Id>,
    /// The session by which they came.
    pub session: Id,
    /// The network address from which they came.
    pub address: Option<IpAddr>,
    /// One of their roles asks for a second factor, and they have none: until they do, only that is open to them.
    pub lacks_factor: bool,
    /// Name of the unit where they work (that of the first role).
    pub unit_name: String,
    /// Their roles and, while somebody is away, those of whom they stand in for.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// May they do this to something of this unit?
    pub fn may(&self, action: Action, unit: Id) -> bool {
        // Nobody is above the top of the locality.
        let is_far = |grant: &Grant| !action.is_from_above() || grant.unit != unit || Some(unit) == self.root;
        self.grants.iter().any(|grant| {
            action.allowed_to().contains(&grant.role) && grant.reach.contains(&unit) && is_far(grant)
        })
    }

    /// May they do this for at least one unit?
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.grants
            .iter()
            .any(|grant| action.allowed_to().contains(&grant.role))
    }

    /// May they do this for the whole locality, with units that ended and those beside the tree?
    pub fn may_for_all(&self, action: Action) -> bool {
        self.root
            .is_some_and(|root| self.seats(action).any(|seat| seat == root))
    }

    /// The units for which roles that allow this were given; each reaches what is below it.
    pub fn seats(&self, action: Action) -> impl Iterator<Item = Id> {
        self.grants
            .iter()
            .filter(move |grant| action.allowed_to().contains(&grant.role))
            .map(|grant| grant.unit)
    }

    /// The same, each once, in the order of their identities.
    pub fn own_seats(&self, action: Action) -> Vec<Id> {
        let mut seats: Vec<Id> = self.seats(action).collect();
        seats.sort();
        seats.dedup();
        seats
    }

    /// The unit for which somebody wants to do this: the one that was named in an address or a form, else their first seat.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is no identity; [`Error::Forbidden`]
    pub fn seat_named(&self, action: Action, named: &str) -> Result<Id> {
        let unit = match named {
            "" => self.own_seats(action).first().copied(),
            named => Some(named.parse().map_err(|_| Error::NotFound)?),
        };
        let unit = unit.ok_or(Error::Forbidden)?;
        self.must(action, unit)?;
        Ok(unit)
    }

    /// Stops who may not.
    ///
    /// # Errors
    /// [`Error::Forbidden`]
    pub fn must(&self, action: Action, unit: Id) -> Result<()> {
        if self.may(action, unit) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Every unit for which they may do this.
    pub fn reach(&self, action: Action) -> Arc<HashSet<Id>> {
        let allows = |grant: &&Grant| action.allowed_to().contains(&grant.role);
        let mut grants = self.grants.iter().filter(allows);
        let first = grants.next().map(|grant| grant.reach.clone()).unwrap_or_default();
        grants.fold(first, |all, grant| {
            if grant.reach.is_subset(&all) {
                all
            } else {
                Arc::new(all.union(&grant.reach).copied().collect())
            }
        })
    }

    /// The same for a statement; `None`: every unit that there ever was.
    pub fn units(&self, action: Action) -> Option<Vec<Id>> {
        let some = || self.reach(action).iter().copied().collect();
        (!self.may_for_all(action)).then(some)
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
mod tests;
