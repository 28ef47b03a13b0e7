//! An invented province: departments, districts, communes.

use loa_app::identity::Role;
use loa_plan_reader::units::{Unit, Units};

/// How the locality is called.
pub const NAME: &str = "Tỉnh Mẫu";
/// Key of the unit at the top.
pub const ROOT: &str = "tinh";

/// Departments of a province, and communes of a district with the district itself.
const OFFICES: usize = 20;
/// Units for each department, where there are few.
const FOR_OFFICE: usize = 16;
const OF_DISTRICT: usize = 50;

/// Its units as a list.
pub struct Province {
    /// All of them, the province first.
    pub list: Units,
    /// How many districts there are.
    pub districts: usize,
}

impl Province {
    /// Of so many units, at least a province with a department, a district and a commune.
    pub fn new(units: usize) -> Self {
        let units = units.max(4);
        let offices = OFFICES.min(units.div_ceil(FOR_OFFICE) - 1).max(1);
        let mut list = vec![unit(ROOT, None, "UBND tỉnh Mẫu", "uy-ban", "tinh")];
        for at in 1..=offices {
            let name = format!("Sở Mẫu {at}");
            list.push(unit(&format!("so-{at}"), Some(ROOT), &name, "so", "tinh"));
        }
        let (mut district, mut commune) = (0, 0);
        for at in 0..units - 1 - offices {
            if at % OF_DISTRICT == 0 {
                district += 1;
                let name = format!("UBND huyện Mẫu {district}");
                list.push(unit(
                    &format!("huyen-{district}"),
                    Some(ROOT),
                    &name,
                    "uy-ban",
                    "huyen",
                ));
            } else {
                commune += 1;
                let (key, above) = (format!("xa-{commune}"), format!("huyen-{district}"));
                let name = format!("UBND xã Mẫu {commune}");
                list.push(unit(&key, Some(&above), &name, "uy-ban", "xa"));
            }
        }
        Self {
            list: Units::new(list),
            districts: district,
        }
    }

    /// Who works where: login, role, key of the unit.
    pub fn people(&self) -> Vec<(String, Role, String)> {
        let mut people = vec![
            (super::COORDINATOR.to_owned(), Role::Coordinator, ROOT.to_owned()),
            ("kiemtra".to_owned(), Role::Inspector, ROOT.to_owned()),
            ("lanhdao".to_owned(), Role::Leader, ROOT.to_owned()),
        ];
        for unit in self.list.all() {
            let key = unit.id.clone();
            match key.split_once('-') {
                Some(("huyen", at)) => {
                    people.push((format!("dieuphoi-{at}"), Role::Coordinator, key.clone()));
                    people.push((format!("lanhdao-{at}"), Role::Leader, key));
                }
                Some(("xa", at)) => people.push((format!("canbo-{at}"), Role::Officer, key)),
                Some((_, at)) => people.push((format!("canbo-so-{at}"), Role::Officer, key)),
                None => people.push(("canbo-tinh".to_owned(), Role::Officer, key)),
            }
        }
        people
    }
}

fn unit(key: &str, parent: Option<&str>, name: &str, kind: &str, level: &str) -> Unit {
    Unit {
        id: key.to_owned(),
        parent: parent.map(str::to_owned),
        name: name.to_owned(),
        kind: kind.to_owned(),
        level: level.to_owned(),
        ..Unit::default()
    }
}
