//! Whether a flow is sound: everything leads somewhere, and everything is led to.

use crate::answer::span;
use crate::answer::{Given, Value};
use crate::flow::{Flow, Go, Kind, Node, Question, Test};
use crate::outcome::{Dated, Outcome};
use crate::path::{MOST_PATHS, Survey, survey};
use crate::problem::Problem;

/// What is wrong, in the order of the file.
pub(crate) fn check(flow: &Flow) -> Vec<Problem> {
    let mut problems = Problems {
        flow,
        found: Vec::new(),
    };
    problems.whole();
    for (position, question) in flow.questions.iter().enumerate() {
        problems.names(&question.key, question.line, position);
        problems.question(position, question);
    }
    for (position, outcome) in flow.outcomes.iter().enumerate() {
        problems.names(&outcome.key, outcome.line, flow.questions.len() + position);
        problems.outcome(outcome);
    }
    // Ways are followed only where every sign points forwards to something that exists.
    if problems.found.is_empty() {
        problems.ways(&survey(flow));
    }
    problems.found.sort_by_key(|problem| problem.line);
    problems.found
}

struct Problems<'f> {
    flow: &'f Flow,
    found: Vec<Problem>,
}

impl<'f> Problems<'f> {
    fn add(&mut self, line: usize, place: &str, message: String) {
        self.found.push(Problem {
            line,
            place: place.to_owned(),
            message,
        });
    }

    fn whole(&mut self) {
        let flow = self.flow;
        for (missing, what) in [
            (flow.questions.is_empty(), "câu hỏi ([[question]])"),
            (flow.outcomes.is_empty(), "kết quả ([[outcome]])"),
            (flow.source.is_empty(), "“source”: mã các thủ tục đã lấy số liệu"),
        ] {
            if missing {
                self.add(1, "", format!("chưa có {what} nào."));
            }
        }
    }

    /// Questions and outcomes share their names, since both are gone to.
    fn names(&mut self, key: &str, line: usize, position: usize) {
        let questions = self.flow.questions.iter().map(|question| &question.key);
        let outcomes = self.flow.outcomes.iter().map(|outcome| &outcome.key);
        if questions
            .chain(outcomes)
            .take(position)
            .any(|earlier| earlier == key)
        {
            self.add(
                line,
                "",
                format!("tên “{key}” đã dùng ở trên; mỗi câu hỏi, kết quả một tên."),
            );
        }
    }

    fn question(&mut self, position: usize, question: &'f Question) {
        let place = format!("câu hỏi “{}”", question.key);
        for (index, answer) in question.answers.iter().enumerate() {
            if question
                .answers
                .iter()
                .take(index)
                .any(|earlier| earlier.key == answer.key)
            {
                self.add(
                    answer.line,
                    &place,
                    format!("có hai trả lời cùng tên “{}”.", answer.key),
                );
            }
            self.target(answer.go.as_ref(), position, &place);
        }
        self.target(question.go.as_ref(), position, &place);
        for rule in &question.rules {
            self.target(Some(&rule.go), position, &place);
            for condition in &rule.when {
                match self.flow.question(&condition.question) {
                    Some(asked) => self.test(asked, &condition.test, rule.go.line, &place),
                    None => {
                        let message = format!("quy tắc nói đến câu hỏi “{}”, không có.", condition.question);
                        self.add(rule.go.line, &place, message);
                    }
                }
            }
        }
    }

    fn test(&mut self, asked: &Question, test: &Test, line: usize, place: &str) {
        match test {
            Test::OneOf(keys) if asked.kind != Kind::Date => {
                for key in keys.iter().filter(|key| asked.read(key).is_none()) {
                    let message = format!("câu hỏi “{}” không có trả lời “{key}”.", asked.key);
                    self.add(line, place, message);
                }
            }
            Test::Within { .. } if asked.kind == Kind::Date => {}
            _ => {
                let message = format!(
                    "điều kiện không hợp với câu hỏi “{}”: ngày thì dùng from, before.",
                    asked.key
                );
                self.add(line, place, message);
            }
        }
    }

    /// Only forwards: so no way can go round in a circle, and the file reads in the order of the talk.
    fn target(&mut self, go: Option<&Go>, position: usize, place: &str) {
        let Some(go) = go else { return };
        match self.flow.node(&go.to) {
            Some(Node::Outcome(_)) => {}
            Some(Node::Question(_)) => {
                let ahead = self.flow.questions.iter().skip(position + 1);
                if !ahead.map(|question| &question.key).any(|key| *key == go.to) {
                    let message = format!(
                        "dẫn ngược về “{}” thì thành vòng lặp; chỉ dẫn tới câu hỏi đứng sau.",
                        go.to
                    );
                    self.add(go.line, place, message);
                }
            }
            None => {
                let message = format!(
                    "dẫn tới “{}”, nhưng không có câu hỏi hay kết quả nào tên ấy.",
                    go.to
                );
                self.add(go.line, place, message);
            }
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let place = format!("kết quả “{}”", outcome.key);
        let line = outcome.line;
        for (is_empty, name) in [
            (outcome.procedures.is_empty(), "procedures"),
            (outcome.steps.is_empty(), "steps"),
        ] {
            if is_empty {
                self.add(line, &place, format!("thiếu “{name}”."));
            }
        }
        for code in outcome.procedures.iter().map(|dated| &dated.value) {
            if !self.flow.source.contains(code) {
                self.add(
                    line,
                    &place,
                    format!("mã “{code}” chưa ghi trong “source” của tệp."),
                );
            }
        }
        for (overlaps, name) in [
            (overlap(&outcome.fee), "fee"),
            (overlap(&outcome.time), "time"),
            (overlap(&outcome.online), "online"),
            (overlap(&outcome.postal), "postal"),
        ] {
            if overlaps {
                self.add(
                    line,
                    &place,
                    format!("“{name}” có hai giá trị cùng hiệu lực trong một ngày."),
                );
            }
        }
    }

    fn ways(&mut self, survey: &Survey<'f>) {
        if survey.is_cut {
            let message =
                format!("có hơn {MOST_PATHS} đường đi, không ai kiểm hết được; hãy chia thành nhiều tệp.");
            return self.add(1, "", message);
        }
        self.dead_ends(survey);
        let flow = self.flow;
        for question in &flow.questions {
            let place = format!("câu hỏi “{}”", question.key);
            if !survey.reached.contains(question.key.as_str()) {
                self.add(
                    question.line,
                    &place,
                    "không đường nào dẫn tới câu hỏi này.".to_owned(),
                );
                continue;
            }
            for (position, rule) in question.rules.iter().enumerate() {
                if !survey.used_rules.contains(&(question.key.as_str(), position)) {
                    let message = format!("quy tắc thứ {} không bao giờ xảy ra.", position + 1);
                    self.add(rule.go.line, &place, message);
                }
            }
        }
        for outcome in &flow.outcomes {
            if !survey.reached.contains(outcome.key.as_str()) {
                let place = format!("kết quả “{}”", outcome.key);
                self.add(
                    outcome.line,
                    &place,
                    "không đường nào dẫn tới kết quả này.".to_owned(),
                );
            }
        }
    }

    /// Each answer once, however many ways lead to it.
    fn dead_ends(&mut self, survey: &Survey<'f>) {
        let mut told: Vec<Given<'f>> = Vec::new();
        for given in survey.dead_ends.iter().filter_map(|given| given.last()) {
            if told.contains(given) {
                continue;
            }
            told.push(*given);
            let (line, answer) = match given.value {
                Value::Chosen(answer) => (answer.line, format!("trả lời “{}”", answer.label)),
                Value::Date(day) => {
                    let boundaries = self.flow.boundaries(&given.question.key);
                    let from = boundaries.range(..=day).next_back().copied();
                    let before = boundaries.into_iter().find(|boundary| day < *boundary);
                    (given.question.line, format!("trả lời {}", span(from, before)))
                }
            };
            let place = format!("câu hỏi “{}”", given.question.key);
            self.add(line, &place, format!("{answer} không dẫn tới đâu."));
        }
    }
}

/// Whether two values hold on one day.
fn overlap<T>(values: &[Dated<T>]) -> bool {
    let mut rest = values;
    while let [first, others @ ..] = rest {
        if others.iter().any(|other| first.meets(other)) {
            return true;
        }
        rest = others;
    }
    false
}
