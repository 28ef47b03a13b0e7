//! TOML → a flow that may still be unsound: every value is of its kind, nothing more is promised.

use jiff::civil::Date;
use toml::de::DeTable;

use crate::flow::{Answer, Condition, Flow, Go, Kind, Question, Rule, Test};
use crate::outcome::{Dated, Length, Online, Outcome, Postal, TimeLimit};
use crate::problem::Problem;
use crate::source::{Fields, Item, Source};

/// What may stand in a value that holds only for some days.
const DATED: [&str; 5] = ["text", "working_days", "days", "from", "to"];

/// Reads what stands there.
///
/// # Errors
/// All problems, in the order of the text; one alone when it is not TOML.
pub(crate) fn read(text: &str) -> Result<Flow, Vec<Problem>> {
    let mut source = Source::new(text);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let line = source.line(error.span().map_or(0, |span| span.start));
            source.blame(line, "", format!("tệp chưa đúng dạng TOML: {}.", error.message()));
            return Err(source.problems);
        }
    };
    let flow = flow(&mut source, table.get_ref());
    source.problems.sort_by_key(|problem| problem.line);
    match flow {
        Some(flow) if source.problems.is_empty() => Ok(flow),
        _ => Err(source.problems),
    }
}

fn flow<'t>(source: &mut Source<'t>, table: &DeTable<'t>) -> Option<Flow> {
    let names = [
        "key",
        "title",
        "lead",
        "language",
        "checked_on",
        "source",
        "question",
        "outcome",
    ];
    let fields = source.root(table, &names);
    let language = source.text_if_any(&fields, "language");
    let checked_on = source.date_if_any(&fields, "checked_on");
    if fields.item("checked_on").is_none() {
        source.blame(
            1,
            "",
            "thiếu “checked_on”: ngày đối chiếu lần cuối với danh mục thủ tục.",
        );
    }
    let key = source.key(&fields);
    let title = source.text(&fields, "title");
    let lead = source.text(&fields, "lead");
    let codes = source.items(&fields, "source");
    let codes = codes
        .into_iter()
        .filter_map(|item| code(source, item, "", "source"))
        .collect();
    let items = source.items(&fields, "question");
    let questions = items
        .into_iter()
        .filter_map(|item| question(source, item))
        .collect();
    let items = source.items(&fields, "outcome");
    let outcomes = items
        .into_iter()
        .filter_map(|item| outcome(source, item))
        .collect();
    Some(Flow {
        key,
        title,
        lead,
        language: if language.is_empty() {
            "vi".to_owned()
        } else {
            language
        },
        checked_on: checked_on?,
        source: codes,
        questions,
        outcomes,
    })
}

/// "câu hỏi “noi-sinh”", or with its line when it has no name yet.
fn place(source: &Source<'_>, item: &Item<'_>, noun: &str) -> String {
    let key = item.get_ref().get("key").and_then(|key| key.get_ref().as_str());
    key.map_or_else(
        || format!("{noun} ở dòng {}", source.line_of(item)),
        |key| format!("{noun} “{key}”"),
    )
}

fn question<'t>(source: &mut Source<'t>, item: &Item<'t>) -> Option<Question> {
    let place = place(source, item, "câu hỏi");
    let names = ["key", "title", "help", "kind", "answers", "rules", "go"];
    let fields = source.fields(item, &place, &names)?;
    let kind = kind(source, &fields);
    let key = source.key(&fields);
    let title = source.text(&fields, "title");
    let help = source.text_if_any(&fields, "help");
    let items = source.items(&fields, "answers");
    let mut answers: Vec<Answer> = items
        .into_iter()
        .filter_map(|item| answer(source, item, &place, kind))
        .collect();
    if kind == Kind::YesNo {
        complete_yes_no(source, &fields, &mut answers);
    } else if (kind == Kind::Date) != answers.is_empty() {
        let message = "câu chọn một phải có “answers”; câu hỏi ngày thì không có.";
        source.blame(fields.line, &place, message);
    }
    let items = source.items(&fields, "rules");
    let rules = items
        .into_iter()
        .filter_map(|item| rule(source, item, &place))
        .collect();
    let go = go(source, &fields);
    Some(Question {
        key,
        title,
        help,
        kind,
        answers,
        rules,
        go,
        line: fields.line,
    })
}

fn kind<'t>(source: &mut Source<'t>, fields: &Fields<'_, 't>) -> Kind {
    match source.text_if_any(fields, "kind").as_str() {
        "" | "choice" => Kind::Choice,
        "yes-no" => Kind::YesNo,
        "date" => Kind::Date,
        other => {
            let message = format!("“kind” là choice, yes-no hoặc date, không có “{other}”.");
            source.blame(fields.line, &fields.place, message);
            Kind::Choice
        }
    }
}

/// Yes and no are there even when the flow says of them only where they lead, or nothing.
fn complete_yes_no<'t>(source: &mut Source<'t>, fields: &Fields<'_, 't>, answers: &mut Vec<Answer>) {
    for (key, label) in [("co", "Có"), ("khong", "Không")] {
        match answers.iter_mut().find(|answer| answer.key == key) {
            Some(answer) if answer.label.is_empty() => label.clone_into(&mut answer.label),
            Some(_) => {}
            None => answers.push(Answer {
                key: key.to_owned(),
                label: label.to_owned(),
                go: None,
                line: fields.line,
            }),
        }
    }
    if answers.len() > 2 {
        let message = "câu có/không chỉ có hai trả lời: “co” và “khong”.";
        source.blame(fields.line, &fields.place, message);
    }
}

fn answer<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str, kind: Kind) -> Option<Answer> {
    let fields = source.fields(item, place, &["key", "label", "go"])?;
    let key = source.key(&fields);
    let label = if kind == Kind::YesNo {
        source.text_if_any(&fields, "label")
    } else {
        source.text(&fields, "label")
    };
    Some(Answer {
        key,
        label,
        go: go(source, &fields),
        line: fields.line,
    })
}

fn go<'t>(source: &mut Source<'t>, fields: &Fields<'_, 't>) -> Option<Go> {
    let item = fields.item("go")?;
    let to = source.words(item, &fields.place, "go");
    Some(Go {
        to,
        line: source.line_of(item),
    })
}

fn rule<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str) -> Option<Rule> {
    let fields = source.fields(item, place, &["when", "go"])?;
    let mut conditions = Vec::new();
    match fields
        .item("when")
        .map(|when| when.get_ref().as_table().map(|table| (when, table)))
    {
        Some(Some((when, table))) => {
            let names: Vec<&str> = table.keys().map(|name| name.get_ref().as_ref()).collect();
            let when = source.fields(when, place, &names)?;
            for (question, item) in when.entries() {
                let question = question.to_owned();
                conditions.extend(test(source, item, place).map(|test| Condition { question, test }));
            }
        }
        _ => {
            source.blame(
                fields.line,
                place,
                "quy tắc thiếu “when”: { câu-hỏi = \"trả-lời\" }.",
            );
        }
    }
    if fields.item("go").is_none() {
        source.blame(fields.line, place, "quy tắc thiếu “go”: dẫn tới đâu.");
    }
    Some(Rule {
        when: conditions,
        go: go(source, &fields)?,
    })
}

fn test<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str) -> Option<Test> {
    let value = item.get_ref();
    if value.is_table() {
        let fields = source.fields(item, place, &["from", "before"])?;
        let from = source.date_if_any(&fields, "from");
        let before = source.date_if_any(&fields, "before");
        return Some(Test::Within { from, before });
    }
    let keys = match value.as_array() {
        Some(array) => array
            .iter()
            .map(|item| source.words(item, place, "when"))
            .collect(),
        None => vec![source.words(item, place, "when")],
    };
    Some(Test::OneOf(keys))
}

fn outcome<'t>(source: &mut Source<'t>, item: &Item<'t>) -> Option<Outcome> {
    let place = place(source, item, "kết quả");
    let names = [
        "key",
        "title",
        "note",
        "procedures",
        "steps",
        "papers",
        "place",
        "fee",
        "time",
        "online",
        "postal",
        "not_asked",
    ];
    let fields = source.fields(item, &place, &names)?;
    Some(Outcome {
        key: source.key(&fields),
        title: source.text(&fields, "title"),
        note: source.text_if_any(&fields, "note"),
        procedures: dated(source, &fields, "procedures", code),
        steps: dated(source, &fields, "steps", text),
        papers: dated(source, &fields, "papers", text),
        place: source.text(&fields, "place"),
        fee: dated(source, &fields, "fee", text),
        time: dated(source, &fields, "time", time_limit),
        online: dated(source, &fields, "online", online),
        postal: dated(source, &fields, "postal", postal),
        not_asked: dated(source, &fields, "not_asked", text),
        line: fields.line,
    })
}

/// One value or several, each alone or as a table with `from` and `to`.
fn dated<'t, T>(
    source: &mut Source<'t>,
    fields: &Fields<'_, 't>,
    name: &str,
    read: impl Fn(&mut Source<'t>, &Item<'t>, &str, &str) -> Option<T>,
) -> Vec<Dated<T>> {
    let mut values = Vec::new();
    for item in source.items(fields, name) {
        let (from, to) = days(source, item, &fields.place);
        values.extend(read(source, item, &fields.place, name).map(|value| Dated { value, from, to }));
    }
    values
}

fn days<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str) -> (Option<Date>, Option<Date>) {
    if !item.get_ref().is_table() {
        return (None, None);
    }
    let Some(fields) = source.fields(item, place, &DATED) else {
        return (None, None);
    };
    let (from, to) = (
        source.date_if_any(&fields, "from"),
        source.date_if_any(&fields, "to"),
    );
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        source.blame(
            fields.line,
            place,
            "ngày hết hiệu lực (to) đứng trước ngày bắt đầu (from).",
        );
    }
    (from, to)
}

/// The words of an item; its days are read elsewhere, so no name in it is blamed twice.
fn text<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str, name: &str) -> Option<String> {
    let words = match item.get_ref().as_table().map(|table| table.get("text")) {
        Some(Some(text)) => source.words(text, place, name),
        Some(None) => String::new(),
        None => source.words(item, place, name),
    };
    let is_said = item.get_ref().is_str() || item.get_ref().is_table();
    if words.is_empty() && is_said {
        source.blame(
            source.line_of(item),
            place,
            format!("“{name}” có một chỗ để trống."),
        );
    }
    Some(words).filter(|words| !words.is_empty())
}

/// The national code of a procedure.
fn code<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str, name: &str) -> Option<String> {
    let code = text(source, item, place, name)?;
    if !is_national_code(&code) {
        let message = format!("“{code}” không phải mã thủ tục dạng 1.001193.");
        source.blame(source.line_of(item), place, message);
    }
    Some(code)
}

/// National form: `1.014465`; a local code belongs to one place only and says nothing elsewhere (TTHC-03).
fn is_national_code(code: &str) -> bool {
    let mut parts = code.split('.');
    let (area, number) = (parts.next(), parts.next());
    matches!(area, Some("1" | "2" | "3"))
        && number.is_some_and(|number| number.len() == 6 && number.bytes().all(|byte| byte.is_ascii_digit()))
        && parts.next().is_none()
}

fn time_limit<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str, name: &str) -> Option<TimeLimit> {
    if !item.get_ref().is_table() {
        return text(source, item, place, name).map(|words| TimeLimit { words, length: None });
    }
    let fields = source.fields(item, place, &DATED)?;
    let working_days = source.count_if_any(&fields, "working_days");
    let days = source.count_if_any(&fields, "days");
    if working_days.is_some() && days.is_some() {
        source.blame(
            fields.line,
            place,
            "chỉ ghi một trong hai: working_days hoặc days.",
        );
    }
    let words = source.text_if_any(&fields, "text");
    let length = working_days.map(Length::WorkingDays).or(days.map(Length::Days));
    let words = match length {
        _ if !words.is_empty() => words,
        Some(Length::WorkingDays(count)) => format!("{count} ngày làm việc"),
        Some(Length::Days(count)) => format!("{count} ngày"),
        None => {
            source.blame(fields.line, place, "“time” phải có working_days, days hoặc text.");
            return None;
        }
    };
    Some(TimeLimit { words, length })
}

fn online<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str, name: &str) -> Option<Online> {
    let known = [
        ("toan-trinh", Online::Full),
        ("mot-phan", Online::Part),
        ("co", Online::Some),
        ("khong", Online::No),
    ];
    one_of(source, item, place, name, &known)
}

fn postal<'t>(source: &mut Source<'t>, item: &Item<'t>, place: &str, name: &str) -> Option<Postal> {
    let known = [
        ("ca-hai", Postal::Both),
        ("nhan-ket-qua", Postal::Result),
        ("gui-ho-so", Postal::Dossier),
        ("khong", Postal::No),
    ];
    one_of(source, item, place, name, &known)
}

fn one_of<'t, T: Copy>(
    source: &mut Source<'t>,
    item: &Item<'t>,
    place: &str,
    name: &str,
    known: &[(&str, T)],
) -> Option<T> {
    let words = text(source, item, place, name)?;
    let found = known
        .iter()
        .find(|(word, _)| *word == words)
        .map(|(_, value)| *value);
    if found.is_none() {
        let words_known: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let message = format!(
            "“{name}” không có giá trị “{words}”; chọn: {}.",
            words_known.join(", ")
        );
        source.blame(source.line_of(item), place, message);
    }
    found
}
