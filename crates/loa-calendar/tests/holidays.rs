//! The table of holidays says the same days as the shared facts.

#![expect(clippy::print_stderr, reason = "a test tells what it measured or skipped")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use loa_calendar::holiday::{Holidays, SpecialKind, TABLE};

#[test]
fn the_table_and_the_shared_facts_name_the_same_days() {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/holidays-vn-2020-2027.csv");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
            panic!("{}: {error}", path.display())
        }
        Err(_) => return eprintln!("skipped: no shared holidays"),
    };
    let facts: BTreeSet<_> = text
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<_> = line.split(',').collect();
            let kind = match fields[3] {
                "holiday" | "compensatory" | "swap-off" => SpecialKind::Off,
                "makeup-workday" => SpecialKind::MakeUp,
                other => panic!("unknown kind {other}"),
            };
            (fields[0].to_string(), kind)
        })
        .collect();
    let (holidays, bad) = Holidays::read(TABLE);
    assert_eq!(bad, []);
    let ours: BTreeSet<_> = holidays
        .iter()
        .map(|day| (day.on.to_string(), day.kind))
        .collect();
    assert_eq!(
        ours.difference(&facts).collect::<Vec<_>>(),
        Vec::<&(String, SpecialKind)>::new()
    );
    assert_eq!(
        facts.difference(&ours).collect::<Vec<_>>(),
        Vec::<&(String, SpecialKind)>::new()
    );
}
