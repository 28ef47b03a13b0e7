//! What other programs read.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use jsonschema::Validator;
use serde_json::Value;

use crate::run::{PLAN, UNITS, loa, program};

fn schema() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/loa-plan-1.schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn compiled(arguments: &[&str]) -> Value {
    let answer = loa(&[&["plan", "compile", "--format", "json"], arguments].concat());
    serde_json::from_str(&answer.out).unwrap()
}

/// Documents beside the tests: examples of the project, and a folder of real plans where there is one.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["examples/song-ma-2022", "../shared/plans/docs"] {
        match std::fs::read_dir(root.join(folder)) {
            Ok(entries) => files.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => {
                assert!(
                    folder.starts_with("..") && std::env::var_os("CI").is_none(),
                    "{folder} is missing"
                );
                eprintln!("skipped: no folder {folder}");
            }
        }
    }
    files
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = schema();
    let check = |name: &str, document: &Value| {
        let problems: Vec<String> = schema
            .iter_errors(document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    };
    check("test plan", &compiled(&[PLAN, "--units", UNITS]));
    check(
        "in English",
        &compiled(&[PLAN, "--lang", "en", "--today", "2022-04-18", "--year", "2023"]),
    );
    check("unreadable", &compiled(&["khong-co.txt"]));
    for file in documents() {
        check(&file.display().to_string(), &compiled(&[file.to_str().unwrap()]));
    }
    // The schema is strict enough to notice what is missing or misspelt.
    let mut document = compiled(&[PLAN]);
    document["duties"][0]["due"] = "31/12/2022".into();
    assert!(!schema.is_valid(&document));
    document = compiled(&[PLAN]);
    document["assignments"][0]
        .as_object_mut()
        .unwrap()
        .remove("leads");
    assert!(!schema.is_valid(&document));
}

#[test]
fn json_of_a_plan() {
    let mut document = compiled(&[PLAN, "--units", UNITS]);
    // Notices belong to the linter's tests, duties are told below.
    document["notices"] = Value::Null;
    document["duties"] = Value::Null;
    document["outline"] = Value::Null;
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn sources_point_at_the_words() {
    let text = std::fs::read_to_string(crate::run::data().join(PLAN)).unwrap();
    let letters: Vec<char> = text.chars().collect();
    let document = compiled(&[PLAN]);
    let orders = document["assignments"].as_array().unwrap();
    assert_eq!(orders.len(), 5);
    for order in orders {
        let source = &order["sources"][0];
        let at = |index: usize| usize::try_from(source["chars"][index].as_u64().unwrap()).unwrap();
        let words: String = letters[at(0)..at(1)].iter().collect();
        let line = text
            .lines()
            .nth(usize::try_from(source["line"].as_u64().unwrap()).unwrap() - 1)
            .unwrap();
        assert!(words.contains(order["title"].as_str().unwrap()), "{words}");
        assert!(line.contains(words.lines().next().unwrap()), "{line}");
    }
}

#[test]
fn csv_opens_in_a_spreadsheet() {
    let answer = loa(&[
        "plan", "compile", PLAN, "--units", UNITS, "--format", "csv", "--lang", "en",
    ]);
    let body = answer
        .out
        .strip_prefix('\u{feff}')
        .expect("the mark by which Excel knows UTF-8");
    let duties = compiled(&[PLAN, "--units", UNITS])["duties"]
        .as_array()
        .unwrap()
        .len();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), duties);
    assert_eq!(
        reader.headers().unwrap().iter().take(4).collect::<Vec<_>>(),
        ["plan", "assignment", "group", "title"]
    );
    assert!(
        rows.iter()
            .flatten()
            .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t']))
    );
    assert!(
        rows.iter().any(|row| row[3].starts_with("'=Tổng hợp")),
        "the words stay, as text"
    );
    assert_eq!(body.matches('\n').count(), body.matches("\r\n").count());
}

#[test]
fn the_workbook_has_real_dates_and_no_formulas() {
    let output = program()
        .args(["plan", "compile", PLAN, "--units", UNITS, "--format", "xlsx"])
        .output()
        .unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(output.stdout)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Nhiệm vụ", "Việc theo hạn", "Lưu ý"]);
    let document = compiled(&[PLAN, "--units", UNITS]);
    let count = |part: &str| document[part].as_array().unwrap().len() + 1;
    let orders = workbook.worksheet_range("Nhiệm vụ").unwrap();
    assert_eq!(orders.height(), count("assignments"));
    assert!(
        orders
            .rows()
            .any(|row| row[3] == Data::String("=Tổng hợp kết quả, đăng Cổng thông tin".into()))
    );
    let duties = workbook.worksheet_range("Việc theo hạn").unwrap();
    assert_eq!(duties.height(), count("duties"));
    assert!(
        duties
            .rows()
            .skip(1)
            .all(|row| row[7].is_datetime() && row[8].is_datetime())
    );
    for sheet in workbook.sheet_names() {
        assert!(workbook.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
    }
    assert_eq!(
        workbook.worksheet_range("Lưu ý").unwrap().height(),
        count("notices")
    );
}

/// Content lines with folds undone.
fn unfolded(calendar: &str) -> Vec<String> {
    assert!(
        calendar
            .split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n')),
        "lines are folded"
    );
    calendar
        .replace("\r\n ", "")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_calendar_has_one_event_for_a_task_and_a_day() {
    let arguments = [
        "plan",
        "compile",
        PLAN,
        "--units",
        UNITS,
        "--format",
        "ics",
        "--today",
        "2022-01-15",
    ];
    let calendar = loa(&arguments).out;
    let lines = unfolded(&calendar);
    let starting = |name: &str| {
        lines
            .iter()
            .filter(|line| line.starts_with(name))
            .cloned()
            .collect::<Vec<_>>()
    };
    let windows = compiled(&[PLAN])["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["schedule"]["windows"].as_array().unwrap().len())
        .sum::<usize>();
    let uids = starting("UID:");
    assert_eq!(uids.len(), windows);
    assert_eq!(
        uids.iter().collect::<HashSet<_>>().len(),
        windows,
        "each event has its own identifier"
    );
    assert_eq!(calendar, loa(&arguments).out, "and keeps it");
    assert_eq!(starting("BEGIN:VEVENT").len(), starting("END:VEVENT").len());
    let first = lines
        .iter()
        .position(|line| line == "DTSTART;VALUE=DATE:20220429")
        .unwrap();
    insta::assert_snapshot!("event", lines[first - 3..first + 7].join("\n"));
}

#[test]
fn sarif_points_at_lines_and_rules() {
    let log: Value = serde_json::from_str(&loa(&["plan", "check", PLAN, "--format", "sarif"]).out).unwrap();
    assert_eq!(
        (&log["version"], &log["runs"].as_array().unwrap().len()),
        (&"2.1.0".into(), &1)
    );
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let notices = compiled(&[PLAN])["notices"].as_array().unwrap().clone();
    assert!(!results.is_empty());
    assert_eq!(results.len(), notices.len());
    let text = std::fs::read_to_string(crate::run::data().join(PLAN)).unwrap();
    for (result, notice) in results.iter().zip(&notices) {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(
            (&result["ruleId"], &result["ruleId"]),
            (&rule["id"], &notice["code"])
        );
        assert_eq!(result["level"], notice["severity"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], PLAN);
        if let Some(region) = place["region"].as_object() {
            assert_eq!(region["startLine"], notice["source"]["line"]);
            let line = text
                .lines()
                .nth(usize::try_from(region["startLine"].as_u64().unwrap()).unwrap() - 1)
                .unwrap();
            assert!(region["startColumn"].as_u64().unwrap() <= line.chars().count() as u64 + 1);
            assert!(region["endLine"].as_u64() >= region["startLine"].as_u64());
        }
    }
    let log: Value =
        serde_json::from_str(&loa(&["plan", "check", "khong-co.txt", "--format", "sarif"]).out).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "R001");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
}
