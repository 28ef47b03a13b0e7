//! Notices as SARIF 2.1.0, which code hosts and editors show beside the lines.

use std::fmt::Write as _;

use loa_docfile::body::Place;
use loa_plan_reader::lint::RULES;
use loa_plan_reader::notice::{Notice, Severity};
use serde_json::{Value, json};

use crate::language::pick;
use crate::message::Problem;
use crate::message::topic::TOPICS;
use crate::plan::compiled::{Compiled, Outcome};
use crate::source::Index;
use loa_calendar::language::Language;

/// One run over all files.
pub fn log(outcomes: &[Outcome], language: Language) -> String {
    let mut results = Vec::new();
    for outcome in outcomes {
        match &outcome.result {
            Ok(plan) => {
                let index = Index::new(&plan.body);
                results.extend(
                    plan.notices
                        .iter()
                        .map(|notice| result(plan, &index, notice, language)),
                );
            }
            Err(problem) => results.push(unreadable(&outcome.file, problem, language)),
        }
    }
    let readable = outcomes.iter().all(|outcome| outcome.result.is_ok());
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "loa plan check",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": language.choose("vi", "en"),
                "rules": rules(language),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": readable }],
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rules(language: Language) -> Vec<Value> {
    let checks = RULES.iter().map(|rule| {
        let say = |(vi, en): (&'static str, &'static str)| language.choose(vi, en);
        descriptor(
            rule.code,
            say(rule.name),
            say(rule.explanation),
            level(rule.severity),
        )
    });
    let topics = TOPICS.iter().map(|topic| {
        let say = |(vi, en): (&'static str, &'static str)| language.choose(vi, en);
        descriptor(topic.code, say(topic.name), say(topic.advice), "error")
    });
    checks.chain(topics).collect()
}

fn descriptor(code: &str, name: &str, explanation: &str, level: &str) -> Value {
    json!({
        "id": code,
        "shortDescription": { "text": name },
        "fullDescription": { "text": explanation },
        "defaultConfiguration": { "level": level },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Position in the list of rules.
fn rule_index(code: &str) -> Option<usize> {
    let checks = RULES.iter().map(|rule| rule.code);
    checks
        .chain(TOPICS.iter().map(|topic| topic.code))
        .position(|known| known == code)
}

fn result(plan: &Compiled, index: &Index<'_>, notice: &Notice, language: Language) -> Value {
    let text = format!(
        "{} {}",
        pick(language, &notice.message),
        pick(language, &notice.hint)
    );
    let mut result = finding(notice.code, level(notice.severity), text.trim());
    let region = |place: Option<Place>| location(&plan.file, place.map(|place| region(index, place)));
    if let Some(fields) = result.as_object_mut() {
        fields.insert("locations".into(), json!([region(notice.at)]));
        if notice.other.is_some() {
            fields.insert("relatedLocations".into(), json!([region(notice.other)]));
        }
    }
    result
}

fn unreadable(file: &str, problem: &Problem, language: Language) -> Value {
    let text = format!("{}. {}", pick(language, &problem.message), problem.hint(language));
    let mut result = finding(problem.code, "error", &text);
    if let Some(fields) = result.as_object_mut() {
        fields.insert("locations".into(), json!([location(file, None)]));
    }
    result
}

fn finding(code: &str, level: &str, text: &str) -> Value {
    let mut result = json!({ "ruleId": code, "level": level, "message": { "text": text } });
    if let (Some(at), Some(fields)) = (rule_index(code), result.as_object_mut()) {
        fields.insert("ruleIndex".into(), json!(at));
    }
    result
}

fn location(file: &str, region: Option<Value>) -> Value {
    let mut place = json!({ "artifactLocation": { "uri": uri(file) } });
    if let (Some(region), Some(fields)) = (region, place.as_object_mut()) {
        fields.insert("region".into(), region);
    }
    json!({ "physicalLocation": place })
}

fn region(index: &Index<'_>, place: Place) -> Value {
    let (start, end) = (
        index.point(place.span.start),
        index.point(place.span.end.max(place.span.start)),
    );
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a relative or absolute URI.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    if file.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            b'\\' => uri.push('/'),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("kế hoạch/a b.txt"), "k%E1%BA%BF%20ho%E1%BA%A1ch/a%20b.txt");
        assert_eq!(uri("/tmp/a.txt"), "file:///tmp/a.txt");
    }

    #[test]
    fn every_code_has_its_rule() {
        for language in [Language::Vi, Language::En] {
            for (at, rule) in rules(language).iter().enumerate() {
                let code = rule["id"].as_str().unwrap();
                assert_eq!(rule_index(code), Some(at), "{code}");
            }
        }
    }
}
