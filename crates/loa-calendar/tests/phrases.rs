//! Every phrase of the shared list of real phrases, read as its row says.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test tells what it measured or skipped"
)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;

use jiff::civil::Date;
use loa_calendar::phrase::{ColumnKind, Context, read_phrase};

/// Phrases that are read otherwise than the list says, with the reason. A new one fails the test.
const MISSES: &[(&str, &str)] = &[];

struct Row {
    phrase: String,
    source: String,
    plan_years: Option<(i16, i16)>,
    kind: String,
    norm: String,
    notes: String,
}

fn shared() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans/schedule-phrases.tsv");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
            panic!("{}: {error}", path.display())
        }
        Err(_) => {
            eprintln!("skipped: no shared list of phrases");
            None
        }
    }
}

fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines
        .map(|line| {
            let mut fields = line.split('\t').map(str::to_string);
            let mut field = || fields.next().unwrap_or_default();
            let (phrase, source, years, kind, norm, notes) =
                (field(), field(), field(), field(), field(), field());
            let years: Vec<i16> = years.split('-').filter_map(|year| year.parse().ok()).collect();
            let plan_years = years
                .first()
                .copied()
                .zip(years.last().copied())
                .or(Some((2026, 2026)));
            Row {
                phrase,
                source,
                plan_years,
                kind,
                norm,
                notes,
            }
        })
        .collect()
}

/// The date of issue where the reading rests on it.
fn issued_on(row: &Row) -> Option<Date> {
    let issued = [("D02", "2026-07-14"), ("D41", "2025-11-19")];
    issued
        .iter()
        .find(|(source, _)| row.source.starts_with(source))
        .map(|(_, date)| date.parse().unwrap())
}

fn column(row: &Row) -> ColumnKind {
    match row.notes.split_once("hdr ") {
        Some((_, label)) => ColumnKind::from_label(label),
        None if row.notes.contains("duration column") => ColumnKind::Period,
        None => ColumnKind::Unknown,
    }
}

/// The obligations as the score compares them: windows and deadlines by their due date, events and
/// references by their kind; remarks of the list in brackets and about tentative terms left out.
fn parts(norm: &str) -> Vec<String> {
    let norm = norm
        .replace("<plan year>", "2026")
        .replace(" ; ", " + ")
        .replace("); ", ") + ");
    let mut parts: Vec<String> = norm
        .split(" + ")
        .flat_map(|part| part.split(" ? "))
        .filter_map(part)
        .collect();
    parts.sort();
    parts
}

fn part(part: &str) -> Option<String> {
    let part = part
        .trim_start_matches("TENTATIVE;")
        .trim_start_matches("TARGET;")
        .trim_end_matches(" ?");
    if part.starts_with("COMMENT") {
        return None;
    }
    let part = part.rsplit(" = ").next().unwrap_or_default();
    let due = |from: &str| {
        part.strip_prefix(from)
            .and_then(|rest| rest.get(..10)?.parse::<Date>().ok())
    };
    let window = part
        .strip_prefix("WINDOW=")
        .map(|rest| match rest.split_once("..") {
            Some((_, until)) => until
                .parse()
                .map_or("WINDOW".to_string(), |day: Date| format!("due {day}")),
            None => format!("due {rest}-12-31"),
        });
    let by = || due("BY=").or_else(|| due("AT=")).map(|day| format!("due {day}"));
    let before = || due("BEFORE=").map(|day| format!("due {}", day.yesterday().unwrap()));
    let other = || {
        if part.starts_with("CONT") {
            return "CONT".to_string();
        }
        if part.starts_with("FREQ") {
            let part = part.split(" (periods").next().unwrap_or_default();
            let mut bits: Vec<_> = part
                .split(';')
                .filter(|bit| *bit != "COUNT=1" && !bit.starts_with("REF"))
                .collect();
            bits.sort_unstable();
            return bits.join(";");
        }
        part.split(['=', '(', '@', ';'])
            .next()
            .unwrap_or_default()
            .to_string()
    };
    Some(window.or_else(by).or_else(before).unwrap_or_else(other))
}

#[test]
fn real_phrases_are_read_as_the_list_says() {
    let Some(text) = shared() else { return };
    let rows = rows(&text);
    assert!(rows.len() >= 190, "the list has {} rows", rows.len());
    let (mut right, mut exact, mut kinds) = (0, 0, 0);
    let mut wrong = Vec::new();
    for row in &rows {
        let context = Context {
            plan_years: row.plan_years,
            issued_on: issued_on(row),
            column: column(row),
            heading: row.notes.contains("plan title").then_some("Kế hoạch 100 ngày"),
        };
        let got = read_phrase(&row.phrase, &context);
        let shown = got.to_string();
        exact += usize::from(shown == row.norm);
        kinds += usize::from(got.kind() == row.kind);
        if got.kind() != row.kind {
            println!(
                "kind {} instead of {}: {} = {shown}",
                got.kind(),
                row.kind,
                row.phrase
            );
        }
        if shown != row.norm {
            println!("inexact: {} | {} | {shown}", row.phrase, row.norm);
        }
        if parts(&shown) == parts(&row.norm) {
            right += 1;
        } else {
            wrong.push((row.phrase.as_str(), format!("want {} got {shown}", row.norm)));
        }
    }
    println!("phrases {} right {right} exact {exact} kind {kinds}", rows.len());
    let known = |phrase: &str| MISSES.iter().any(|(miss, _)| *miss == phrase);
    let new: Vec<_> = wrong.iter().filter(|(phrase, _)| !known(phrase)).collect();
    assert!(new.is_empty(), "{} new misses:\n{new:#?}", new.len());
    let healed: Vec<_> = MISSES
        .iter()
        .filter(|(miss, _)| !wrong.iter().any(|(phrase, _)| phrase == miss))
        .collect();
    assert!(healed.is_empty(), "no longer missed: {healed:?}");
    assert!(right * 100 >= rows.len() * 95, "{right} of {}", rows.len());
}
