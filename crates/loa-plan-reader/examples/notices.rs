//! Prints what the linter says of documents, and how often each rule speaks: `notices FILE…`.
//!
//! With `--units FILE.csv` in front the names are looked up in a unit list; with `--time` the lint alone is timed.

#![allow(clippy::print_stdout, reason = "a tool for the terminal")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use loa_docfile::read::{Limits, read};
use loa_plan_reader::lint::passage::{extent, passages};
use loa_plan_reader::lint::reading::Reading;
use loa_plan_reader::lint::{Facts, RULES, check};
use loa_plan_reader::plan::{Context, read_plan};
use loa_plan_reader::text::items;
use loa_plan_reader::units::Units;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let mut units = None;
    if arguments.next_if(|first| first == "--units").is_some() {
        let text = std::fs::read_to_string(arguments.next().unwrap_or_default())?;
        units = Some(Units::from_csv(&text).map_err(|error| format!("{error:?}"))?);
    }
    let timed = arguments.next_if(|first| first == "--time").is_some();
    let context = Context {
        units: units.as_ref(),
        ..Context::default()
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in arguments {
        let body = read(&path, &std::fs::read(&path)?, &Limits::default())?;
        let (draft, notices) = read_plan(&body, &context);
        let head = &draft.head;
        println!(
            "\n== {path}: {} assignments, {:?}, {:?}",
            draft.assignments.len(),
            head.number.as_ref().map(|words| &words.text),
            head.plan_years
        );
        for notice in &notices {
            *counts.entry(notice.code).or_insert(0) += 1;
            let line = notice.at.map_or(0, |at| {
                1 + body
                    .source
                    .get(..at.span.start)
                    .unwrap_or_default()
                    .matches('\n')
                    .count()
            });
            let words = notice
                .at
                .and_then(|at| body.source.get(at.span.start..at.span.end))
                .unwrap_or_default();
            let words: String = words.chars().take(60).collect::<String>().replace('\n', "⏎");
            println!(
                "{} {:7} {line:5} {} [{}] «{words}»",
                notice.code,
                notice.severity.key(),
                notice.message.vi,
                notice.assignment.as_deref().unwrap_or_default()
            );
        }
        if timed {
            let items = items(&body);
            let facts = Facts {
                body: &body,
                items: &items,
                draft: &draft,
                context: &context,
            };
            println!("lint {:?}", fastest(|| check(&facts)));
            println!("read_plan {:?}", fastest(|| read_plan(&body, &context)));
            println!("  extent {:?}", fastest(|| extent(&draft, &passages(&items))));
            println!("  passages {:?}", fastest(|| passages(facts.items)));
            let passages = passages(facts.items);
            println!("  index {:?}", fastest(|| Reading::new(&facts, &passages)));
            let reading = Reading::new(&facts, &passages);
            println!(
                "  all rules {:?}",
                fastest(|| RULES
                    .iter()
                    .map(|rule| (rule.check)(&reading).len())
                    .sum::<usize>())
            );
            for rule in RULES {
                println!("  {} {:?}", rule.code, fastest(|| (rule.check)(&reading)));
            }
        }
    }
    println!("\n{counts:?}");
    Ok(())
}

/// The shortest of many runs: what it costs when nothing else runs.
fn fastest<T>(run: impl Fn() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    };
    (0..300).map(|_| once()).min().unwrap_or_default()
}
