//! `loa plan explain`: more about a code.

use loa_plan_reader::lint::{RULES, Rule, rule};

use crate::cli::Exit;
use crate::message::Problem;
use crate::message::topic::{TOPICS, Topic, topic};
use crate::output;
use crate::plan::words::severity;
use crate::terminal::{Terminal, wrap};
use loa_calendar::language::Language;

/// Prints what a code means; without a code, the list of all.
pub fn run(code: Option<&str>, terminal: &Terminal) -> Result<Exit, Problem> {
    let language = terminal.language;
    let Some(code) = code.map(str::trim) else {
        output::print(list(terminal).as_bytes())?;
        return Ok(Exit::Clean);
    };
    let text = match (rule(code), topic(code)) {
        (Some(rule), _) => about_rule(rule, terminal),
        (None, Some(topic)) => about_topic(topic, terminal),
        (None, None) => {
            output::tell(&language.choose(
                format!("lỗi: không có mã “{code}”; xem mọi mã bằng: loa plan explain\n"),
                format!("error: there is no code “{code}”; list all with: loa plan explain\n"),
            ));
            return Ok(Exit::Usage);
        }
    };
    output::print(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn about_rule(rule: &Rule, terminal: &Terminal) -> String {
    let say = |(vi, en): (&'static str, &'static str)| terminal.language.choose(vi, en);
    let mut text = title(
        rule.code,
        say(rule.name),
        severity(rule.severity, terminal.language),
        terminal,
    );
    text += &wrap(say(rule.explanation), terminal.width, 0);
    let (wrong, right) = rule.example;
    for (label, example) in [
        (say(("Ví dụ", "Example")), wrong),
        (say(("Nên viết", "Better")), right),
    ] {
        if !example.is_empty() {
            text += "\n";
            text += &wrap(&format!("{label}: {example}"), terminal.width, 2);
        }
    }
    text
}

fn about_topic(topic: &Topic, terminal: &Terminal) -> String {
    let say = |(vi, en): (&'static str, &'static str)| terminal.language.choose(vi, en);
    let kind = say(("lỗi", "error"));
    title(topic.code, say(topic.name), kind, terminal) + &wrap(say(topic.advice), terminal.width, 0)
}

fn title(code: &str, name: &str, kind: &str, terminal: &Terminal) -> String {
    wrap(&format!("{code} ({kind}): {name}"), terminal.width, 2) + "\n"
}

fn list(terminal: &Terminal) -> String {
    let language = terminal.language;
    let line =
        |code: &str, kind: &str, name: &str| wrap(&format!("{code}  {kind}: {name}"), terminal.width, 6);
    let rules = RULES.iter().map(|rule| {
        line(
            rule.code,
            severity(rule.severity, language),
            language.choose(rule.name.0, rule.name.1),
        )
    });
    let error = severity_of_topics(language);
    let topics = TOPICS
        .iter()
        .map(|topic| line(topic.code, error, language.choose(topic.name.0, topic.name.1)));
    rules.chain(topics).collect()
}

fn severity_of_topics(language: Language) -> &'static str {
    language.choose("lỗi", "error")
}
