//! Plans written for these tests, each of one way in which real plans vary (names are invented): what is read out of
//! them, as a snapshot for people.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what is wrong by panicking"
)]

use std::fmt::Write as _;

use loa_docfile::read::{Limits, read};
use loa_plan_reader::assignment::NamedUnit;
use loa_plan_reader::plan::{Context, PlanDraft, Words, read_plan};

fn text(words: Option<&Words>) -> &str {
    words.map_or("—", |words| words.text.as_str())
}

fn names(units: &[NamedUnit]) -> String {
    units
        .iter()
        .map(|unit| unit.name.as_str())
        .collect::<Vec<_>>()
        .join(" | ")
}

/// The draft as lines: head, bases, closing, then an assignment a paragraph.
fn summary(draft: &PlanDraft) -> String {
    let mut lines = String::new();
    let head = &draft.head;
    let date = head.date.map(|date| date.to_string()).unwrap_or_default();
    let issuers = format!(
        "{} < {}",
        text(head.issuer.as_ref()),
        text(head.parent_issuer.as_ref())
    );
    let _ = writeln!(
        lines,
        "{} | {} | {} {date} | {:?}",
        issuers,
        text(head.number.as_ref()),
        text(head.place.as_ref()),
        head.plan_years
    );
    let _ = writeln!(lines, "{}", text(head.title.as_ref()));
    for basis in &draft.legal_bases {
        let _ = writeln!(
            lines,
            "basis: {:?} {:?} {:?} {:?}",
            basis.kind,
            basis.number,
            basis.date.map(|date| date.to_string()),
            basis.issuer
        );
    }
    let signer = draft.signer.clone().unwrap_or_default();
    let _ = writeln!(
        lines,
        "signed: {} / {} / {} / {}",
        text(signer.on_behalf.as_ref()),
        text(signer.acting.as_ref()),
        text(signer.position.as_ref()),
        text(signer.name.as_ref())
    );
    let recipients: Vec<&str> = draft.recipients.iter().map(|line| line.text.as_str()).collect();
    let _ = writeln!(lines, "to: {}", recipients.join(" | "));
    for annex in &draft.annexes {
        let _ = writeln!(
            lines,
            "annex: {} — {}",
            annex.label.text,
            text(annex.title.as_ref())
        );
    }
    for order in &draft.assignments {
        let _ = writeln!(lines, "\n[{}] {:?} {}", order.id, order.origin, order.title.text);
        let _ = writeln!(
            lines,
            "    {} + {} · {}",
            names(&order.leads),
            names(&order.coordinators),
            names(&order.implementers)
        );
        if let Some(timing) = &order.timing {
            let inherited = if timing.inherited { " (from above)" } else { "" };
            let _ = writeln!(
                lines,
                "    {} = {}{inherited}",
                timing.words.text, timing.schedule
            );
        }
    }
    lines
}

fn check(name: &str, plan: &str) {
    let body = read(&format!("{name}.md"), plan.as_bytes(), &Limits::default()).expect("a readable text");
    let (draft, _) = read_plan(&body, &Context::default());
    insta::assert_snapshot!(name, summary(&draft));
}

#[test]
fn a_party_plan_in_a_fence_with_columns_by_spaces() {
    check("party-plan", include_str!("plans/party-plan.md"));
}

#[test]
fn a_programme_with_unlabelled_lines_and_years_as_headings() {
    check("work-programme", include_str!("plans/work-programme.md"));
}

#[test]
fn a_head_whose_columns_were_read_line_by_line() {
    check("merged-columns", include_str!("plans/merged-columns.md"));
}

#[test]
fn labels_under_their_tasks_and_blanks_for_the_stamp() {
    check(
        "labelled-and-directive",
        include_str!("plans/labelled-and-directive.md"),
    );
}

#[test]
fn rows_inherit_from_their_parent_and_indicators_are_no_tasks() {
    check("nested-table", include_str!("plans/nested-table.md"));
}

#[test]
fn a_cell_tells_roles_and_names_end_where_verbs_begin() {
    check("roles-in-one-cell", include_str!("plans/roles-in-one-cell.md"));
}

#[test]
fn sentences_give_orders_wherever_they_stand() {
    check(
        "orders-in-sentences",
        include_str!("plans/orders-in-sentences.md"),
    );
}

#[test]
fn crosses_under_months_and_cells_that_say_as_above() {
    check("drawn-schedule", include_str!("plans/drawn-schedule.md"));
}
