//! What forms about people ask for: name, telephone, unit, role.

use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::people::NAME_LENGTH;
use crate::identity::{Action, Actor, Role, phone};
use crate::mail::is_address;
use crate::org::{self, Tree};
use crate::page::Choice;
use crate::problem::Problems;

/// Units within reach, in the order of the tree.
pub fn unit_choices(tree: &Tree, actor: &Actor, chosen: Option<Id>) -> Vec<Choice> {
    let lines = tree.outline().into_iter();
    let lines = lines.filter(|(_, unit)| actor.may(Action::ManagePeople, unit.id));
    let choice = |(depth, unit): (usize, &org::Unit)| {
        let label = format!("{}{}", "— ".repeat(depth.min(8)), unit.name);
        Choice::new(unit.id, label, Some(unit.id) == chosen)
    };
    lines.map(choice).collect()
}

pub fn role_choices(chosen: &str) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| Choice::new(role.key(), role.label(), role.key() == chosen))
        .collect()
}

/// A full name, in one line.
pub fn read_name(form: &Form, problems: &mut Problems) -> String {
    let name = form.text("ho-ten", NAME_LENGTH, Some("Mời ghi họ và tên."), problems);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A telephone number as it is kept; empty is none.
pub fn read_phone(form: &Form, problems: &mut Problems) -> Option<String> {
    let typed = form.get("dien-thoai");
    if typed.is_empty() {
        return None;
    }
    let kept = phone::parse(typed);
    problems.unless(
        kept.is_some(),
        "dien-thoai",
        "Số điện thoại chưa đúng. Ví dụ đúng: 0912 345 678 hoặc 0212 3836 123.",
    );
    kept
}

/// A mail address; empty is none.
pub fn read_email(form: &Form, problems: &mut Problems) -> Option<String> {
    let typed = form.get("thu-dien-tu");
    if typed.is_empty() {
        return None;
    }
    let is_one = typed.len() <= 254 && is_address(typed);
    problems.unless(
        is_one,
        "thu-dien-tu",
        "Địa chỉ thư chưa đúng. Ví dụ đúng: lothimau@songma.example.vn.",
    );
    is_one.then(|| typed.to_owned())
}

pub fn read_role(form: &Form, problems: &mut Problems) -> Role {
    let role = Role::with_key(form.get("vai-tro"));
    problems.unless(role.is_some(), "vai-tro", "Mời chọn vai trò.");
    role.unwrap_or(Role::Officer)
}

/// The unit of a form; one that the actor cannot reach is refused whatever else is wrong.
pub fn read_unit(form: &Form, actor: &Actor, problems: &mut Problems) -> Result<Id> {
    if !form.has("don-vi") {
        problems.add("don-vi", "Mời chọn đơn vị.");
        return Ok(Id::default());
    }
    let unit: Id = form.get("don-vi").parse().map_err(|_| Error::NotFound)?;
    actor.must(Action::ManagePeople, unit)?;
    Ok(unit)
}

/// The identity in a path; what is none leads nowhere.
pub fn parsed(id: &str) -> Result<Id> {
    id.parse().map_err(|_| Error::NotFound)
}
