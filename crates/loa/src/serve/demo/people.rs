//! The people of a demonstration; all are invented, and their names say so.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_app::app::{App, DemoPerson};
use loa_app::duty;
use loa_app::error::Result;
use loa_app::identity::actions::{Client, NewPerson, add_person, open_session, resume};
use loa_app::identity::{Actor, Grant, Role, store};
use loa_app::org;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_plan_reader::units::{Unit, Units};

/// An invented person.
pub struct Sample {
    name: &'static str,
    job: &'static str,
    login: &'static str,
    /// The first unit of the kind takes them.
    place: Place,
    role: Role,
}

const fn sample(
    name: &'static str,
    job: &'static str,
    login: &'static str,
    place: Place,
    role: Role,
) -> Sample {
    Sample {
        name,
        job,
        login,
        place,
        role,
    }
}

/// Logins that the demonstration itself speaks of.
pub const COORDINATOR: &str = "dieuphoi";
/// See [`COORDINATOR`].
pub const INSPECTOR: &str = "kiemtra";
/// See [`COORDINATOR`].
pub const LEADER: &str = "lanhdao";
/// See [`COORDINATOR`].
const OFFICER: &str = "canbo";

const PEOPLE: &[Sample] = &[
    sample(
        "Lò Thị Mẫu",
        "Điều phối",
        COORDINATOR,
        Place::Root,
        Role::Coordinator,
    ),
    sample(
        "Cầm Văn Mẫu",
        "Cán bộ đầu mối",
        OFFICER,
        Place::Commune(7),
        Role::Officer,
    ),
    sample(
        "Sồng A Mẫu",
        "Cán bộ đầu mối",
        "canbo2",
        Place::Commune(1),
        Role::Officer,
    ),
    sample(
        "Hà Thị Mẫu",
        "Cán bộ đầu mối",
        "phong",
        Place::Office(1),
        Role::Officer,
    ),
    sample(
        "Quàng Văn Mẫu",
        "Biên tập",
        "bientap",
        Place::Named("tt-ttvh"),
        Role::Editor,
    ),
    sample("Vì Thị Mẫu", "Kiểm tra", INSPECTOR, Place::Root, Role::Inspector),
    sample("Nguyễn Văn Mẫu", "Lãnh đạo", LEADER, Place::Root, Role::Leader),
    sample(
        "Trần Thị Mẫu",
        "Quản trị",
        "quantri",
        Place::Root,
        Role::Administrator,
    ),
];

/// What all of them type.
pub const PASSWORD: &str = "loa-dung-thu-2022";

#[derive(Debug, Clone, Copy)]
enum Place {
    Root,
    /// The n-th commune.
    Commune(usize),
    /// The n-th office below the root.
    Office(usize),
    /// By its key, else the first office.
    Named(&'static str),
}

/// Who works where; whoever finds no place stays away.
pub fn cast<'a>(list: &'a Units, root: &'a Unit) -> Vec<(&'static Sample, &'a Unit)> {
    PEOPLE
        .iter()
        .filter_map(|sample| Some((sample, unit_of(list, root, sample.place)?)))
        .collect()
}

pub fn shown(sample: &Sample, unit: &Unit) -> DemoPerson {
    DemoPerson {
        name: sample.name.to_owned(),
        job: format!("{}, {}", sample.job, unit.name),
        login: sample.login.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

/// Writes the people of the sign-in page.
pub async fn enter(
    tx: &mut Tx,
    cast: &[(&Sample, &Unit)],
    units: &HashMap<String, Id>,
    hash: &str,
) -> Result<()> {
    for (sample, unit) in cast {
        let Some(unit) = units.get(&unit.id) else { continue };
        let new = NewPerson {
            login: sample.login,
            full_name: sample.name,
            password_hash: Some(hash),
            unit: *unit,
            role: sample.role,
        };
        add_person(tx, new).await?;
    }
    Ok(())
}

/// Somebody who logs work in each unit that owes something: who is on the sign-in page, else one person more. The one
/// of [`OFFICER`] comes first, the others in the order of the list.
pub async fn officers(
    tx: &mut Tx,
    coordinator: &Actor,
    cast: &[(&Sample, &Unit)],
    units: &HashMap<String, Id>,
    hash: &str,
) -> Result<Vec<Actor>> {
    let owing: HashSet<Id> = duty::store::due_between(tx, Date::MIN, Date::MAX)
        .await?
        .iter()
        .map(|duty| duty.unit)
        .collect();
    let today = tx.today();
    let tree = org::store::tree::on(tx, today).await?;
    let logs = |sample: &Sample| matches!(sample.role, Role::Officer | Role::Editor);
    let known: HashMap<Id, &Sample> = cast
        .iter()
        .filter(|(sample, _)| logs(sample))
        .filter_map(|(sample, unit)| Some((*units.get(&unit.id)?, *sample)))
        .collect();
    let mut names = names();
    let mut officers = Vec::new();
    for unit in tree.all().iter().filter(|unit| owing.contains(&unit.id)) {
        let (name, person) = match known.get(&unit.id) {
            Some(sample) => (sample.name.to_owned(), store::by_login(tx, sample.login).await?),
            None => (names.next().unwrap_or_default(), None),
        };
        let person = match person {
            Some(person) => person.id,
            None => {
                let new = NewPerson {
                    login: &format!("mau{:02}", officers.len() + 1),
                    full_name: &name,
                    password_hash: Some(hash),
                    unit: unit.id,
                    role: Role::Officer,
                };
                add_person(tx, new).await?
            }
        };
        let is_first = known.get(&unit.id).is_some_and(|sample| sample.login == OFFICER);
        let at = if is_first { 0 } else { officers.len() };
        officers.insert(at, officer(coordinator, person, name, &unit.name, unit.id));
    }
    Ok(officers)
}

fn officer(coordinator: &Actor, person: Id, name: String, unit_name: &str, unit: Id) -> Actor {
    Actor {
        person,
        name,
        unit_name: unit_name.to_owned(),
        grants: vec![Grant {
            role: Role::Officer,
            unit,
            reach: HashSet::from([unit]).into(),
        }],
        ..coordinator.clone()
    }
}

/// Names of nobody, each once, that say that they are samples.
fn names() -> impl Iterator<Item = String> {
    const FAMILIES: [&str; 12] = [
        "Quàng", "Lường", "Cà", "Tòng", "Hoàng", "Lèo", "Giàng", "Vừ", "Thào", "Mùa", "Bạc", "Hạng",
    ];
    let taken = |name: &String| PEOPLE.iter().any(|sample| sample.name == name);
    let middles = ["Thị", "Văn", "Minh", "Xuân", "Ngọc", "Đức", "Thanh", "Quốc"];
    let all = middles
        .into_iter()
        .flat_map(|middle| FAMILIES.map(|family| format!("{family} {middle} Mẫu")));
    let numbered = (1..).map(|number| format!("Người Mẫu {number}"));
    all.filter(move |name| !taken(name)).chain(numbered)
}

/// Somebody of the sign-in page, signed in.
pub async fn signed_in(app: &App, login: &str) -> Result<Option<Actor>> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let person = store::by_login(&mut tx, login).await?;
    drop(tx);
    let Some(person) = person else { return Ok(None) };
    let client = Client {
        address: "",
        agent: "loa demo",
    };
    let secret = open_session(app, &person, &client).await?;
    resume(app, &secret).await
}

/// The people's committee with the most units below it.
pub fn root(list: &Units) -> Option<&Unit> {
    let below = |unit: &Unit| {
        let children = list
            .all()
            .iter()
            .filter(|child| child.parent.as_deref() == Some(&unit.id));
        children.count()
    };
    list.all()
        .iter()
        .filter(|unit| unit.kind == "uy-ban")
        .max_by_key(|unit| below(unit))
}

fn unit_of<'a>(list: &'a Units, root: &'a Unit, place: Place) -> Option<&'a Unit> {
    let below = || {
        list.all()
            .iter()
            .filter(|unit| unit.parent.as_deref() == Some(&root.id))
    };
    let office = |at: usize| below().filter(|unit| unit.kind != "uy-ban").nth(at);
    match place {
        Place::Root => Some(root),
        Place::Commune(at) => below().filter(|unit| unit.kind == "uy-ban").nth(at),
        Place::Office(at) => office(at),
        Place::Named(key) => list.get(key).or_else(|| office(0)),
    }
}
