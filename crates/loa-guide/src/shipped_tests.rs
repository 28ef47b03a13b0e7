use std::collections::BTreeSet;

use jiff::civil::date;

use crate::answer::address;
use crate::drawing::svg;
use crate::flow::Flow;
use crate::leaflet::leaflet;
use crate::outline::outline;
use crate::path::paths;
use crate::shipped::TEXTS;
use crate::walk::{Step, walk};

fn shipped() -> Vec<Flow> {
    let read = |text: &str| {
        Flow::parse(text).unwrap_or_else(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!(
                "{}:\n{}",
                text.lines().next().unwrap_or_default(),
                told.join("\n")
            )
        })
    };
    TEXTS.into_iter().map(read).collect()
}

#[test]
fn every_path_ends_where_its_address_leads_and_every_outcome_is_reached() {
    for flow in shipped() {
        let mut reached = BTreeSet::new();
        for path in paths(&flow) {
            let address = address(&flow, &path.given);
            let answers: Vec<&str> = address.split('/').skip(1).collect();
            assert_eq!(
                walk(&flow, &answers).step,
                Step::Outcome(path.outcome),
                "{address}"
            );
            reached.insert(path.outcome.key.clone());
        }
        assert_eq!(reached.len(), flow.outcomes.len(), "{}", flow.key);
        assert!((3..=8).contains(&flow.questions.len()), "{}", flow.key);
    }
}

#[test]
fn every_flow_can_be_drawn_told_and_printed() {
    let mut keys = BTreeSet::new();
    for flow in shipped() {
        let drawing = svg(&flow);
        assert!(
            drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"),
            "{}",
            flow.key
        );
        assert!(outline(&flow).is_some_and(|tree| !tree.branches.is_empty()));
        assert!(leaflet(&flow, date(2026, 11, 27)).len() > 3 + flow.questions.len() + flow.outcomes.len());
        assert!(keys.insert(flow.key));
    }
    assert_eq!(keys.len(), TEXTS.len());
}

/// Codes of the catalogue, which is kept outside the repository.
fn catalogue() -> Option<BTreeSet<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/procedures.csv");
    match csv::Reader::from_path(path) {
        Ok(mut reader) => Some(
            reader
                .records()
                .map(|record| record.unwrap()[0].to_owned())
                .collect(),
        ),
        Err(error) if std::env::var("CI").is_ok_and(|value| value == "true") => panic!("{path}: {error}"),
        #[expect(clippy::print_stderr, reason = "whoever runs the tests should know")]
        Err(_) => {
            eprintln!("the catalogue is not at hand: left out");
            None
        }
    }
}

#[test]
fn every_code_is_in_the_catalogue() {
    let Some(catalogue) = catalogue() else { return };
    for flow in shipped() {
        for code in &flow.source {
            assert!(catalogue.contains(code), "{}: {code}", flow.key);
        }
    }
}
