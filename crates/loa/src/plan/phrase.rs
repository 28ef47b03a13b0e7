//! `loa plan phrase`: how one schedule phrase is read, and why a person has to decide.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use jiff::civil::Date;
use loa_calendar::expand::{Frame, expand};
use loa_calendar::phrase::{ColumnKind, Context, read_phrase};
use loa_calendar::schedule::{Schedule, Term};
use loa_vietnamese::fold::nfc;

use crate::cli::Exit;
use crate::message::Problem;
use crate::output;
use crate::plan::words::{bracketed, one_line};
use crate::terminal::{Terminal, printable, wrap};
use loa_calendar::meaning::{self, day};

/// Occurrences printed at most; a daily phrase has hundreds.
const MOST_OCCURRENCES: usize = 60;

/// What is asked.
pub struct Phrase {
    /// The words.
    pub text: String,
    /// Plan year.
    pub year: Option<i16>,
    /// Date of the plan.
    pub issued: Option<Date>,
    /// Label of the column the words stand in.
    pub column: Option<String>,
}

/// Explains and prints.
pub fn run(asked: &Phrase, terminal: &Terminal) -> Result<Exit, Problem> {
    let text = printable(&one_line(&nfc(&asked.text)));
    let column = asked
        .column
        .as_deref()
        .map(|label| ColumnKind::from_label(&nfc(label)))
        .unwrap_or_default();
    let context = Context {
        plan_years: asked.year.map(|year| (year, year)),
        issued_on: asked.issued,
        column,
        heading: None,
    };
    let schedule = read_phrase(&text, &context);
    let answer = [
        reading(&text, &schedule, column, terminal),
        windows(asked, &schedule, terminal),
        choices(&schedule, terminal),
        rest(&text, &schedule, terminal),
    ];
    output::print(answer.concat().as_bytes())?;
    Ok(Exit::Clean)
}

fn reading(text: &str, schedule: &Schedule, column: ColumnKind, terminal: &Terminal) -> String {
    let language = terminal.language;
    let say = |vi, en| language.choose(vi, en);
    let sentence = |terms: &[Term]| match terms {
        [] => say("không hiểu", "not understood").to_owned(),
        terms => terms
            .iter()
            .map(|term| meaning::term(term, language))
            .collect::<Vec<_>>()
            .join("; "),
    };
    let mut lines = vec![
        (say("Cụm từ", "Phrase"), format!("“{text}”")),
        (say("Nghĩa", "Meaning"), sentence(&schedule.terms)),
    ];
    for other in &schedule.others {
        lines.push((say("Cách hiểu khác", "Or"), sentence(other)));
    }
    lines.push((say("Loại", "Kind"), kind(schedule.kind(), terminal).to_owned()));
    lines.push((say("Ký hiệu", "Notation"), schedule.to_string()));
    let column = match column {
        ColumnKind::Unknown => None,
        ColumnKind::Completion => Some(say("hạn hoàn thành", "completion")),
        ColumnKind::Period | ColumnKind::Prose => Some(say("thời gian thực hiện", "period of work")),
    };
    if let Some(column) = column {
        lines.push((say("Cột", "Column"), column.to_owned()));
    }
    lines
        .iter()
        .map(|(label, value)| wrap(&format!("{label}: {value}"), terminal.width, 2))
        .collect()
}

fn kind(kind: &'static str, terminal: &Terminal) -> &'static str {
    let vi = match kind {
        "deadline" => "hạn (deadline)",
        "window" => "khoảng thời gian (window)",
        "continuous" => "thường xuyên (continuous)",
        "recurring" => "định kỳ (recurring)",
        "event-relative" => "tính theo sự kiện (event-relative)",
        _ => "không rõ (unknown)",
    };
    terminal.language.choose(vi, kind)
}

fn windows(asked: &Phrase, schedule: &Schedule, terminal: &Terminal) -> String {
    let language = terminal.language;
    let Some(year) = asked.year.or(asked.issued.map(Date::year)) else {
        return language
            .choose(
                "\nThêm --year để xem các hạn trong năm.\n",
                "\nAdd --year to see the due days of a year.\n",
            )
            .to_owned();
    };
    let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
        return String::new();
    };
    let found = expand(
        schedule,
        &Frame {
            issued_on: asked.issued,
            first,
            last,
        },
    );
    if found.is_empty() {
        return language
            .choose(
                "\nKhông có hạn nào tính được thành ngày.\n",
                "\nNo due day can be reckoned.\n",
            )
            .to_owned();
    }
    let mut text = language.choose(
        format!("\nTrong kế hoạch năm {year} (từ ngày → hạn):\n"),
        format!("\nIn the plan of {year} (opens → due):\n"),
    );
    for one in found.iter().take(MOST_OCCURRENCES) {
        let (opens, due) = (day(one.opens, language), day(one.due, language));
        let name = bracketed(one.period, language);
        text += &format!("  {opens} → {due}{name}\n");
    }
    if let Some(more) = found.len().checked_sub(MOST_OCCURRENCES).filter(|more| *more > 0) {
        text += &language.choose(
            format!("  … và {more} hạn nữa\n"),
            format!("  … and {more} more\n"),
        );
    }
    text
}

fn choices(schedule: &Schedule, terminal: &Terminal) -> String {
    if schedule.ambiguities.is_empty() {
        return String::new();
    }
    let heading = terminal
        .language
        .choose("Cần người quyết định", "For a person to decide");
    let lines = schedule.ambiguities.iter().map(|open| {
        wrap(
            &format!("  - {}", meaning::ambiguity(*open, terminal.language)),
            terminal.width,
            4,
        )
    });
    format!("\n{heading}:\n") + &lines.collect::<String>()
}

/// The words that no rule took, underlined.
fn rest(text: &str, schedule: &Schedule, terminal: &Terminal) -> String {
    if schedule.rest.is_empty() {
        return String::new();
    }
    let say = |vi, en| terminal.language.choose(vi, en);
    let label = say("không hiểu phần này", "not understood");
    let spans = schedule
        .rest
        .iter()
        .filter(|range| text.get((*range).clone()).is_some());
    let snippet = Snippet::source(text)
        .line_numbering(false)
        .annotations(spans.map(|range| AnnotationKind::Primary.span(range.clone()).label(label)));
    let title = say(
        "Phần gạch chân chưa được tính vào hạn; cần người đọc xem",
        "The underlined words are not in the due days; a person has to look",
    );
    let level = Level::NOTE.with_name(say("ghi chú", "note"));
    let renderer = if terminal.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer
        .decor_style(DecorStyle::Unicode)
        .term_width(usize::MAX / 4);
    format!(
        "\n{}\n",
        renderer.render(&[level.primary_title(title).element(snippet)])
    )
}
