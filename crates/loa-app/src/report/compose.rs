//! Writes a report from what the ledger tells: pure, the same inputs give the same words.

use jiff::civil::Date;
use loa_official::document::{Align, Cell, Table};

use crate::activity::channel::Channel;
use crate::activity::words;
use crate::report::content::{Annex, Content, Paragraph, Part, Piece, Section};
use crate::report::figure::{self, Dimension, Figures, PART};
use crate::report::form::{self, AnnexKind, Fill, Form, Measure};
use crate::report::{Report, Round, period_words};
use crate::text;

/// Lines of a list in the text; the rest is counted.
const MOST_LINES: usize = 15;

/// What a report is written from.
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    /// Its form.
    pub form: &'a Form,
    /// Its round.
    pub round: &'a Round,
    /// The report with its own figures and words.
    pub report: &'a Report,
    /// Its own figures, put right, with those of the parts.
    pub totals: Figures,
    /// The units directly below.
    pub parts: Vec<Part>,
    /// Plans that hold in the period: "Kế hoạch số 18/KH-UBND ngày 13/01/2022".
    pub plans: Vec<String>,
    /// Duties that ended within the period and are still owed.
    pub unpaid: Vec<Order>,
    /// Duties that end in the time that follows.
    pub coming: Vec<Order>,
}

/// Duties of one assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Number in the plan.
    pub number: String,
    /// What to do.
    pub title: String,
    /// How many duties.
    pub duties: i64,
    /// Of how many units.
    pub units: i64,
    /// The last of their days.
    pub last_due: Date,
}

/// The report as it reads.
pub fn compose(inputs: &Inputs<'_>) -> Content {
    let round = inputs.round;
    let period = period_words(&round.period);
    Content {
        name: inputs.report.name.clone(),
        subject: format!("{} {period}", inputs.form.subject),
        period,
        first_on: round.first_on,
        last_on: round.last_on,
        fragment: inputs.form.fragment.clone(),
        sections: inputs
            .form
            .sections
            .iter()
            .map(|one| section(inputs, one))
            .collect(),
        annexes: annexes(inputs),
        own: inputs.report.figures.clone(),
        corrections: inputs.report.corrections.clone(),
        parts: inputs.parts.clone(),
        totals: inputs.totals.clone(),
        narrative: inputs.report.narrative.clone(),
    }
}

fn section(inputs: &Inputs<'_>, asked: &form::Section) -> Section {
    let mut paragraphs = Vec::new();
    let written = asked
        .slot
        .as_ref()
        .and_then(|slot| inputs.report.narrative.get(slot));
    for line in written.iter().flat_map(|text| text.lines()) {
        paragraphs.extend(
            Some(line.trim())
                .filter(|line| !line.is_empty())
                .map(Paragraph::text),
        );
    }
    // Plans come before what follows from them.
    if asked.fill == Some(Fill::Plan) {
        paragraphs.extend(filled(inputs, Fill::Plan));
    }
    paragraphs.extend(asked.lines.iter().filter_map(|line| sentence(inputs, line)));
    if let Some(key) = &asked.spread {
        paragraphs.extend(spread(inputs, key));
    }
    if let Some(fill) = asked.fill.filter(|fill| *fill != Fill::Plan) {
        paragraphs.extend(filled(inputs, fill));
    }
    Section {
        level: asked.level,
        title: asked.title.clone(),
        paragraphs,
        is_fragment: asked.fragment,
    }
}

/// A number as such reports write it: "03", "1.250".
fn counted(value: i64) -> String {
    match value {
        0..10 => format!("{value:02}"),
        value => text::number(value),
    }
}

fn shown(inputs: &Inputs<'_>, key: &str) -> (String, bool) {
    let value = figure::value(inputs.form, &inputs.totals, key);
    let is_share = inputs
        .form
        .indicator(key)
        .is_some_and(|one| one.measure == Measure::Share);
    let text = match value {
        Some(value) if is_share => text::number(value),
        Some(value) => counted(value),
        None => "–".to_owned(),
    };
    (text, value.is_some_and(|value| value != 0))
}

/// The pieces of a sentence, and whether any of its figures is not 0.
fn pieces(inputs: &Inputs<'_>, line: &str) -> (Vec<Piece>, bool) {
    let (mut pieces, mut tells) = (Vec::new(), false);
    let mut rest = line;
    let words = |text: &str, pieces: &mut Vec<Piece>| {
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                figure: None,
            });
        }
    };
    while let Some((before, after)) = rest.split_once('{') {
        words(before, &mut pieces);
        let (key, behind) = after.split_once('}').unwrap_or((after, ""));
        let (text, is_any) = shown(inputs, key);
        tells |= is_any;
        pieces.push(Piece {
            text,
            figure: Some(key.to_owned()),
        });
        rest = behind;
    }
    words(rest, &mut pieces);
    (pieces, tells)
}

/// A sentence with its figures; nothing when all of them are 0. What stands in brackets goes when its own figures are 0.
fn sentence(inputs: &Inputs<'_>, line: &str) -> Option<Paragraph> {
    let (mut all, mut tells) = (Vec::new(), false);
    let mut rest = line;
    loop {
        let (before, after) = rest.split_once('[').unwrap_or((rest, ""));
        let (found, is_any) = pieces(inputs, before);
        all.extend(found);
        tells |= is_any;
        if after.is_empty() {
            break;
        }
        let (optional, behind) = after.split_once(']').unwrap_or((after, ""));
        let (found, is_any) = pieces(inputs, optional);
        if is_any {
            all.extend(found);
            tells = true;
        }
        rest = behind;
    }
    tells.then_some(Paragraph {
        is_item: false,
        pieces: all,
    })
}

/// "Theo tiếng nói: tiếng Việt 12; tiếng Thái 04."
fn spread(inputs: &Inputs<'_>, key: &str) -> Vec<Paragraph> {
    let told = |dimension: Dimension, begin: &str| {
        let found = parts_of(&inputs.totals, key, dimension);
        // One part says nothing that the sum did not say.
        let is_plain = found
            .iter()
            .all(|(value, _)| value == "khac" || value == "dieu-chinh");
        if found.is_empty() || is_plain {
            return None;
        }
        let mut pieces = vec![Piece {
            text: begin.to_owned(),
            figure: None,
        }];
        for (at, (value, number)) in found.iter().enumerate() {
            let before = if at == 0 { " " } else { "; " };
            pieces.push(Piece {
                text: format!("{before}{} ", label(dimension, value)),
                figure: None,
            });
            pieces.push(Piece {
                text: counted(*number),
                figure: Some(figure::part(key, dimension, value)),
            });
        }
        pieces.push(Piece {
            text: ".".to_owned(),
            figure: None,
        });
        Some(Paragraph {
            is_item: true,
            pieces,
        })
    };
    let language = told(Dimension::Language, "Theo tiếng nói:");
    language
        .into_iter()
        .chain(told(Dimension::Audience, "Theo đối tượng:"))
        .collect()
}

/// The parts of a figure that are not 0, in the order of languages and audiences; what nobody told comes last.
pub fn parts_of(figures: &Figures, key: &str, dimension: Dimension) -> Vec<(String, i64)> {
    let begins = format!("{key}{PART}{}:", dimension.key());
    let mut found: Vec<(String, i64)> = figures
        .range(begins.clone()..)
        .take_while(|(known, _)| known.starts_with(&begins))
        .filter(|(_, value)| **value != 0)
        .filter_map(|(known, value)| Some((known.strip_prefix(&begins)?.to_owned(), *value)))
        .collect();
    found.sort_by_key(|(value, _)| place(value));
    found
}

fn place(value: &str) -> usize {
    use crate::activity::{Audience, Language};
    let language = Language::ALL.iter().position(|one| one.key() == value);
    let audience = Audience::ALL.iter().position(|one| one.key() == value);
    let last = if value == "dieu-chinh" { 101 } else { 100 };
    language.or(audience).unwrap_or(last)
}

/// The words of a part.
pub fn label(dimension: Dimension, value: &str) -> String {
    match (dimension, value) {
        (_, "khac") => "chưa ghi".to_owned(),
        (_, "dieu-chinh") => "điều chỉnh".to_owned(),
        (Dimension::Language, value) => format!("tiếng {}", words(value)),
        (Dimension::Audience, value) => words(value).to_lowercase(),
    }
}

fn filled(inputs: &Inputs<'_>, fill: Fill) -> Vec<Paragraph> {
    match fill {
        Fill::Plan => plans(inputs),
        Fill::Silent => silent(inputs),
        Fill::Unused => unused(inputs),
        Fill::Unpaid => unpaid(inputs),
        Fill::Coming => orders(&inputs.coming, "", |order| {
            format!("hạn cuối {}", text::day(order.last_due))
        }),
        Fill::Highlights => {
            let taken = inputs.parts.iter().filter(|part| part.is_taken);
            taken
                .filter(|part| !part.highlight.is_empty())
                .map(|part| Paragraph::item(format!("{}: {}", part.name, part.highlight)))
                .collect()
        }
    }
}

fn plans(inputs: &Inputs<'_>) -> Vec<Paragraph> {
    let told = inputs.plans.iter();
    told.map(|plan| Paragraph::text(format!("Trong kỳ, công tác tuyên truyền thực hiện theo {plan}.")))
        .collect()
}

/// Units that have not reported are named in the text.
fn silent(inputs: &Inputs<'_>) -> Vec<Paragraph> {
    let names: Vec<&str> = inputs
        .parts
        .iter()
        .filter(|part| part.is_silent)
        .map(|part| part.name.as_str())
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    let count = counted(i64::try_from(names.len()).unwrap_or(i64::MAX));
    vec![Paragraph::text(format!(
        "{count} đơn vị chưa báo cáo: {}. Số liệu của các đơn vị này lấy theo hoạt động đã ghi trên hệ thống đến hết ngày chốt số liệu.",
        names.join("; ")
    ))]
}

fn unused(inputs: &Inputs<'_>) -> Vec<Paragraph> {
    let value = |key: &str| inputs.totals.get(key).copied().unwrap_or(0);
    let mut labels: Vec<&str> = Vec::new();
    for channel in Channel::ALL {
        let mut counting = inputs.form.indicators.iter().filter(|one| {
            one.channels.len() == 1 && one.channels.first().is_some_and(|key| key == channel.key())
        });
        let is_other = channel == Channel::Other;
        let is_counted = inputs
            .form
            .indicators
            .iter()
            .any(|one| one.channels.iter().any(|key| key == channel.key()));
        if !is_other && is_counted && counting.all(|one| value(&one.key) == 0) {
            labels.push(channel.label());
        }
    }
    let mut told = Vec::new();
    if !labels.is_empty() {
        let labels: Vec<String> = labels.iter().map(|label| lower_first(label)).collect();
        told.push(Paragraph::text(format!(
            "Trong kỳ chưa ghi nhận: {}.",
            labels.join("; ")
        )));
    }
    told.extend(sentence(
        inputs,
        "Có {chua-ro} hoạt động chưa ghi hình thức nên chưa xếp vào các mục trên.",
    ));
    told
}

fn lower_first(words: &str) -> String {
    let mut signs = words.chars();
    let first = signs.next().map(|sign| sign.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), signs.as_str())
}

fn unpaid(inputs: &Inputs<'_>) -> Vec<Paragraph> {
    let begin = "Nhiệm vụ quá hạn chưa hoàn thành:";
    let is_whole = !inputs.parts.is_empty();
    orders(&inputs.unpaid, begin, |order| match is_whole {
        true => format!("{} đơn vị", counted(order.units)),
        false => format!("{} kỳ", counted(order.duties)),
    })
}

fn orders(orders: &[Order], begin: &str, detail: impl Fn(&Order) -> String) -> Vec<Paragraph> {
    let mut told = Vec::new();
    if !begin.is_empty() && !orders.is_empty() {
        told.push(Paragraph::text(begin));
    }
    for order in orders.iter().take(MOST_LINES) {
        let number = match order.number.as_str() {
            "" => String::new(),
            number => format!("Nhiệm vụ {number}: "),
        };
        let title = order.title.trim_end_matches(['.', ';', ',']);
        told.push(Paragraph::item(format!("{number}{title} ({}).", detail(order))));
    }
    if orders.len() > MOST_LINES {
        let rest = counted(i64::try_from(orders.len() - MOST_LINES).unwrap_or(0));
        told.push(Paragraph::item(format!("Và {rest} nhiệm vụ nữa.")));
    }
    told
}

fn annexes(inputs: &Inputs<'_>) -> Vec<Annex> {
    let made = inputs.form.annexes.iter().filter_map(|asked| {
        let table = match asked.kind {
            AnnexKind::Statistics => Some(statistics(inputs)),
            AnnexKind::Units => units(inputs, &asked.columns),
            AnnexKind::Spread => spread_table(inputs),
        };
        Some(Annex {
            title: asked.title.clone(),
            is_landscape: asked.landscape,
            table: table?,
        })
    });
    made.collect()
}

fn head(titles: &[&str]) -> Vec<Vec<Cell>> {
    let cell = |title: &&str| Cell {
        bold: true,
        ..Cell::of(*title)
    };
    vec![titles.iter().map(cell).collect()]
}

/// STT, chỉ tiêu thống kê, đơn vị tính, số liệu, ghi chú (REP-10).
fn statistics(inputs: &Inputs<'_>) -> Table {
    let rows = inputs.form.indicators.iter().enumerate().map(|(at, indicator)| {
        let value = figure::value(inputs.form, &inputs.totals, &indicator.key);
        let note = inputs.report.corrections.get(&indicator.key);
        let note = note.map(|note| {
            let before = inputs.report.figures.get(&indicator.key).copied().unwrap_or(0);
            format!(
                "Đơn vị điều chỉnh {} thành {}: {}",
                text::number(before),
                text::number(note.value),
                note.reason
            )
        });
        [
            (at + 1).to_string(),
            indicator.label.clone(),
            indicator.unit.clone(),
            value.map_or_else(|| "–".to_owned(), text::number),
            note.unwrap_or_default(),
        ]
        .into_iter()
        .map(Cell::of)
        .collect()
    });
    Table {
        columns: vec![1, 8, 3, 3, 4],
        align: vec![
            Align::Centre,
            Align::Left,
            Align::Centre,
            Align::Right,
            Align::Left,
        ],
        head: head(&["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]),
        rows: rows.collect(),
    }
}

/// A row a unit; the last one is their sum. Nothing for a unit with none below it.
fn units(inputs: &Inputs<'_>, columns: &[String]) -> Option<Table> {
    if inputs.parts.is_empty() {
        return None;
    }
    let titles: Vec<&str> = columns
        .iter()
        .filter_map(|key| inputs.form.indicator(key))
        .map(|indicator| indicator.label.as_str())
        .collect();
    let titles: Vec<&str> = ["STT", "Đơn vị"]
        .into_iter()
        .chain(titles)
        .chain(["Báo cáo"])
        .collect();
    let row = |number: String, name: &str, figures: &Figures, state: &str, bold: bool| {
        let values = columns
            .iter()
            .map(|key| figure::value(inputs.form, figures, key).map_or_else(|| "–".to_owned(), text::number));
        let texts = [number, name.to_owned()]
            .into_iter()
            .chain(values)
            .chain([state.to_owned()]);
        texts
            .map(|text| Cell {
                bold,
                ..Cell::of(text)
            })
            .collect()
    };
    let own = figure::corrected(&inputs.report.figures, &inputs.report.corrections);
    let mut rows = vec![row(
        "1".to_owned(),
        &format!("{} (việc của cơ quan)", inputs.report.name),
        &own,
        "",
        false,
    )];
    for (at, part) in inputs.parts.iter().enumerate() {
        let state = if part.is_silent {
            "Chưa gửi"
        } else {
            "Đã gửi"
        };
        rows.push(row((at + 2).to_string(), &part.name, &part.totals, state, false));
    }
    rows.push(row(String::new(), "Cộng", &inputs.totals, "", true));
    let align = [Align::Centre, Align::Left]
        .into_iter()
        .chain(columns.iter().map(|_| Align::Right))
        .chain([Align::Centre]);
    let widths = [2, 7].into_iter().chain(columns.iter().map(|_| 3)).chain([3]);
    Some(Table {
        columns: widths.collect(),
        align: align.collect(),
        head: head(&titles),
        rows,
    })
}

/// Figures that are spread, by language and audience; nothing when none is.
fn spread_table(inputs: &Inputs<'_>) -> Option<Table> {
    let spread: Vec<&form::Indicator> = inputs.form.indicators.iter().filter(|one| one.spread).collect();
    let mut columns: Vec<(Dimension, String)> = Vec::new();
    for dimension in [Dimension::Language, Dimension::Audience] {
        let mut values: Vec<String> = Vec::new();
        for indicator in &spread {
            for (value, _) in parts_of(&inputs.totals, &indicator.key, dimension) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values.sort_by_key(|value| place(value));
        columns.extend(values.into_iter().map(|value| (dimension, value)));
    }
    if columns.is_empty() {
        return None;
    }
    let labels: Vec<String> = columns
        .iter()
        .map(|(dimension, value)| upper_first(&label(*dimension, value)))
        .collect();
    let titles: Vec<&str> = ["STT", "Chỉ tiêu", "Tổng số"]
        .into_iter()
        .chain(labels.iter().map(String::as_str))
        .collect();
    let rows = spread.iter().enumerate().map(|(at, indicator)| {
        let total = inputs.totals.get(&indicator.key).copied().unwrap_or(0);
        let parts = columns.iter().map(|(dimension, value)| {
            let key = figure::part(&indicator.key, *dimension, value);
            text::number(inputs.totals.get(&key).copied().unwrap_or(0))
        });
        let begin = [(at + 1).to_string(), indicator.label.clone(), text::number(total)];
        begin.into_iter().chain(parts).map(Cell::of).collect()
    });
    let align = [Align::Centre, Align::Left].into_iter();
    Some(Table {
        columns: [2, 9, 3].into_iter().chain(columns.iter().map(|_| 3)).collect(),
        align: align.chain((0..=columns.len()).map(|_| Align::Right)).collect(),
        head: head(&titles),
        rows: rows.collect(),
    })
}

fn upper_first(words: &str) -> String {
    let mut signs = words.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), signs.as_str())
}
