//! Schedule phrases inside sentences that are mostly about something else.
//!
//! | Words | Found |
//! |---|---|
//! | `gửi về UBND huyện trong tháng 02/2022` | `trong tháng 02/2022` |
//! | `Quyết định số 45/2016/QĐ-TTg ngày 19/10/2016` | nothing: the date of a document |
//! | `Chương trình tổng thể giai đoạn 2021-2030` | nothing: a title |
//! | `nguồn chi thường xuyên` | nothing: a noun |
//! | `có hiệu lực kể từ ngày ký` | nothing: when the document takes effect |
//! | `từ ngày 15/11 đến ngày 20/11/2025 xảy ra mưa lớn` (issued later) | nothing: past |

use crate::phrase::combine;
use crate::phrase::cursor::{Cursor, Place};
use crate::phrase::draft::{Bounding, Draft, Moment, Tail, What};
use crate::phrase::read;
use crate::phrase::stretch::{Edge, Shape, Stretch, Stretches};
use crate::phrase::token::{self, Kind};
use crate::phrase::{ColumnKind, Context, Found, resolve};
use crate::recurrence::{Frequency, Recurrence};
use crate::schedule::{Bound, Schedule, When};

/// See `phrase::find_phrases`.
pub fn find(prose: &str, context: &Context<'_>) -> Vec<Found> {
    let tokens = token::tokens(prose);
    let start = Cursor::new(prose, &tokens, Place::Prose);
    let context = Context {
        column: ColumnKind::Prose,
        ..*context
    };
    let drafts = combine::combine_nearby(start, read::drafts(start));
    let mut found: Vec<Found> = Vec::new();
    for group in groups(start, drafts) {
        let (schedule, _) = resolve::schedule(&group, &context);
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let late = is_past(&schedule, &context);
        if schedule.is_known() && (!late || orders_too_late(start, first, &schedule, &context)) {
            let range = start
                .moved_to(first.tokens.start)
                .bytes_until(start.moved_to(last.tokens.end));
            found.push(Found { range, schedule });
        }
    }
    found
}

/// Drafts that order something, put together where they touch.
fn groups(start: Cursor<'_>, drafts: Vec<Draft>) -> Vec<Vec<Draft>> {
    let mut groups: Vec<Vec<Draft>> = Vec::new();
    for draft in drafts {
        let last = groups.last_mut();
        let beside = last.filter(|group| {
            group
                .last()
                .is_some_and(|last| combine::touch(start, last, &draft))
        });
        match beside {
            Some(group) if orders(start, &draft) || matches!(draft.what, What::OnDemand(_)) => {
                group.push(draft);
            }
            None if orders(start, &draft) => groups.push(vec![draft]),
            _ => {}
        }
    }
    groups
}

/// Whether the words order something in time, judged by themselves and the words beside them.
fn orders(start: Cursor<'_>, draft: &Draft) -> bool {
    let before = Before {
        start,
        at: draft.tokens.start,
    };
    let behind = start.moved_to(draft.tokens.end);
    if before.within(4, &["lực"]) {
        return false;
    }
    match &draft.what {
        What::Moment(moment) => moment_orders(moment, &before),
        What::Continuous => before.opens_a_clause() || leads_a_verb(behind),
        What::Recurring(found) => recurring_orders(found, &before, behind),
        What::After(..) | What::Ahead(..) | What::Anniversary { .. } => true,
        What::OnDemand(_) => before.within(2, &["cáo"]),
        What::Reference(_) | What::Length(_) | What::ToldLater | What::DataPeriod(_) | What::Clock(_) => {
            false
        }
    }
}

/// The words before a draft.
struct Before<'t> {
    start: Cursor<'t>,
    at: usize,
}

impl Before<'_> {
    /// One of the words stands among the last `count` tokens of the same sentence.
    fn within(&self, count: usize, words: &[&str]) -> bool {
        for back in 1..=count.min(self.at) {
            match self.start.moved_to(self.at - back).peek().map(|token| token.kind) {
                Some(Kind::Word(word)) if words.contains(&word) => return true,
                Some(Kind::Mark('.' | ';' | ':')) => return false,
                _ => {}
            }
        }
        false
    }

    /// "số 45/KH-UBND" stands among the last `count` tokens; "chuyển đổi số" is no number.
    fn numbered(&self, count: usize) -> bool {
        (1..=count.min(self.at)).any(|back| {
            let here = self.start.moved_to(self.at - back);
            here.word("số").is_some_and(|behind| {
                matches!(
                    behind.peek().map(|token| token.kind),
                    Some(Kind::Number { .. } | Kind::Mark('/' | ':' | '.' | '…'))
                )
            })
        })
    }

    /// The words of the same clause before it, the nearest first.
    fn clause(&self) -> impl Iterator<Item = &str> {
        const LONGEST: usize = 40;
        (1..=LONGEST.min(self.at))
            .map(|back| self.start.moved_to(self.at - back))
            .take_while(|here| !matches!(here.peek().map(|token| token.kind), Some(Kind::Mark('.' | ';'))))
            .map(Cursor::written)
    }

    /// Nothing, a mark or a joining word stands before.
    fn opens_a_clause(&self) -> bool {
        let Some(token) = self.start.moved_to(self.at).previous() else {
            return true;
        };
        matches!(token.kind, Kind::Mark(_) | Kind::Word("phải" | "hoặc"))
    }
}

fn moment_orders(moment: &Moment, before: &Before<'_>) -> bool {
    let first = match &moment.stretches {
        Stretches::List(list) => list.first(),
        Stretches::Range(_, until) => Some(until),
    };
    let Some(first) = first else {
        return matches!(moment.tail, Tail::Event(_) | Tail::Onwards);
    };
    let is_range = matches!(moment.stretches, Stretches::Range(..));
    let is_day = matches!(first.shape, Shape::Day { .. });
    let is_year = matches!(first.shape, Shape::Year | Shape::SchoolYear);
    let completes = || before.within(8, &["hoàn", "xong"]);
    match moment.bound {
        _ if (before.numbered(3) || before.within(3, &["thi"])) && !completes() => false,
        Bounding::Before | Bounding::By => is_day || completes() || !is_year,
        Bounding::In if is_unnumbered(first) => false,
        Bounding::In => !is_range && (!is_year || completes()),
        Bounding::To if moment.repeat.is_some() => false,
        Bounding::To => {
            (is_day && first.year.is_some()) || completes() || (first.edge == Some(Edge::End) && completes())
        }
        Bounding::From => is_range && is_day,
        Bounding::Bare => is_day && moment.time.is_some(),
    }
}

fn is_unnumbered(stretch: &Stretch) -> bool {
    matches!(stretch.shape, Shape::ThisMonth | Shape::ThisQuarter)
        || (stretch.shape == Shape::Year && stretch.year.is_none())
}

/// "hằng năm" orders something; in "kế hoạch hằng năm" it belongs to a noun, in "đến ngày 30 tháng 6 hằng năm"
/// to a condition. "Định kỳ" alone needs its report.
fn recurring_orders(found: &Recurrence, before: &Before<'_>, behind: Cursor<'_>) -> bool {
    let begin = before.start.moved_to(before.at);
    if found.frequency == Frequency::Unsaid {
        return behind.words("báo cáo").is_some() || before.within(1, &["cáo"]);
    }
    if begin.any("đến tới từ").is_some() || (begin.word("theo").is_some() && !before.within(1, &["cáo"]))
    {
        return false;
    }
    let is_plain = begin.any("hằng mỗi từng").is_some() && found.due.is_none() && found.at_least.is_none();
    !is_plain || before.opens_a_clause() || !before.within(8, &["hoạch", "toán", "sách", "phí"])
}

/// "thường xuyên kiểm tra": a verb follows.
fn leads_a_verb(cursor: Cursor<'_>) -> bool {
    let verbs = [
        "kiểm tra",
        "đôn đốc",
        "theo dõi",
        "tuyên truyền",
        "cập nhật",
        "rà soát",
        "báo cáo",
        "thực hiện",
        "tổ chức",
        "phối hợp",
        "nắm",
        "giám sát",
        "quán triệt",
        "phổ biến",
        "hướng dẫn",
        "đánh giá",
        "trao đổi",
        "chỉ đạo",
        "bồi dưỡng",
        "duy trì",
        "đăng tải",
        "tham mưu",
    ];
    let one = cursor.written();
    let two = format!("{one} {}", cursor.step().written()).to_lowercase();
    verbs
        .iter()
        .any(|verb| *verb == two || (*verb == one.to_lowercase()))
}

/// "gửi danh sách trước ngày 10/01/2026" in a plan signed on the 15th orders something all the same: a slip that a
/// person has to see. "hồ sơ tiếp nhận trước ngày 10/01/2026" tells of the past.
fn orders_too_late(start: Cursor<'_>, first: &Draft, schedule: &Schedule, context: &Context<'_>) -> bool {
    let What::Moment(moment) = &first.what else {
        return false;
    };
    if !matches!(moment.bound, Bounding::Before | Bounding::By) {
        return false;
    }
    let before = Before {
        start,
        at: first.tokens.start,
    };
    let lower: Vec<String> = before.clause().map(str::to_lowercase).collect();
    let has = |words: &[&str]| lower.iter().any(|word| words.contains(&word.as_str()));
    let told = [
        "ban hành",
        "tiếp nhận",
        "phát sinh",
        "tồn đọng",
        "thành lập",
        "giải quyết",
        "được cấp",
    ];
    let attribute = match lower.as_slice() {
        [last, before, ..] => told.contains(&format!("{before} {last}").as_str()) || last == "từ",
        _ => false,
    };
    if attribute || has(&["đã", "bị"]) {
        return false;
    }
    let hands_in = has(&["gửi", "nộp", "trình"]);
    let completes = lower.windows(3).any(
        |words| matches!(words, [done, whole, mark] if done == "thành" && whole == "hoàn" && mark == ","),
    );
    let completes = completes || lower.len() == 2 && lower.concat() == "thànhhoàn";
    hands_in || completes || is_of_plan(schedule, context)
}

/// A day of the years that the plan is for.
fn is_of_plan(schedule: &Schedule, context: &Context<'_>) -> bool {
    let first = context.plan_years.map(|(first, _)| first);
    let first = first.or(context.issued_on.map(jiff::civil::Date::year));
    schedule.terms.iter().all(|term| match &term.when {
        When::By(day, _) | When::Before(day, _) => first.is_some_and(|first| day.year() >= first),
        _ => false,
    })
}

/// Everything was over when the plan was issued: an event of the past, or dates of data.
fn is_past(schedule: &Schedule, context: &Context<'_>) -> bool {
    let Some(issued) = context.issued_on else {
        return false;
    };
    let is_over = |when: &When| match when {
        When::Window {
            until: Bound::On(day),
            ..
        }
        | When::By(day, _)
        | When::Before(day, _)
        | When::At(day, _) => *day < issued,
        When::DataPeriod(_) => true,
        _ => false,
    };
    schedule.terms.iter().all(|term| is_over(&term.when))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrases found in a paragraph of a plan for 2026, issued on 15 January.
    fn found(prose: &str) -> Vec<String> {
        let context = Context {
            plan_years: Some((2026, 2026)),
            issued_on: Some(jiff::civil::date(2026, 1, 15)),
            ..Context::default()
        };
        let found = find(prose, &context);
        found
            .iter()
            .map(|found| format!("{} → {}", &prose[found.range.clone()], found.schedule))
            .collect()
    }

    #[test]
    fn orders_in_time_are_found() {
        for (prose, want) in [
            (
                "gửi Kế hoạch về UBND huyện (*qua phòng Nội vụ*) trong tháng **02/2026**.",
                vec!["trong tháng **02/2026 → BY=2026-02-28"],
            ),
            (
                "báo cáo kết quả về Sở Nội vụ trước ngày 16 tháng 12 năm 2026 để tổng hợp",
                vec!["trước ngày 16 tháng 12 năm 2026 → BEFORE=2026-12-16"],
            ),
            (
                "Định kỳ báo cáo UBND tỉnh kết quả thực hiện hằng năm (trước ngày 15 tháng 11) hoặc đột xuất.",
                vec![
                    "Định kỳ báo cáo UBND tỉnh kết quả thực hiện hằng năm (trước ngày 15 tháng 11) hoặc đột xuất → \
                     FREQ=YEARLY;DUE<11-15 + ONDEMAND(?)",
                ],
            ),
            (
                "xây dựng kế hoạch, gửi về Công an tỉnh trong thời hạn 10 ngày kể từ ngày nhận Kế hoạch này, \
                 hoàn thành trong năm 2026",
                vec![
                    "trong thời hạn 10 ngày kể từ ngày nhận Kế hoạch này, hoàn thành trong năm 2026 → \
                     AFTER(nhận Kế hoạch này)+10d + BY=2026-12-31",
                ],
            ),
            (
                "gửi báo cáo hằng năm (trước ngày 15 tháng 11) hoặc theo đề nghị, để tổng hợp",
                vec![
                    "hằng năm (trước ngày 15 tháng 11) hoặc theo đề nghị → FREQ=YEARLY;DUE<11-15 + ONDEMAND(đề nghị)",
                ],
            ),
            (
                "Thường xuyên kiểm tra, đôn đốc; mỗi quý có ít nhất 04 tin, bài.",
                vec![
                    "Thường xuyên → CONT",
                    "mỗi quý có ít nhất 04 tin, bài → FREQ=QUARTERLY;MIN=4",
                ],
            ),
            ("Phòng Nội vụ thường xuyên theo dõi", vec!["thường xuyên → CONT"]),
            (
                "triển khai Tháng hành động (từ ngày 15/11 đến ngày 15/12)",
                vec!["từ ngày 15/11 đến ngày 15/12 → WINDOW=2026-11-15..2026-12-15"],
            ),
            (
                "tổng hợp, báo cáo trước 17 giờ ngày 27/11/2026",
                vec!["trước 17 giờ ngày 27/11/2026 → BEFORE=2026-11-27T17:00"],
            ),
        ] {
            assert_eq!(found(prose), want, "{prose}");
        }
    }

    #[test]
    fn orders_too_late_and_digital_work_have_their_terms() {
        for (prose, want) in [
            (
                "Lập danh sách trước ngày 10/01/2026; gửi Phòng Kinh tế trước ngày 31/12/2025",
                vec![
                    "trước ngày 10/01/2026 → BEFORE=2026-01-10",
                    "trước ngày 31/12/2025 → BEFORE=2025-12-31",
                ],
            ),
            (
                "tổ chức hội nghị chuyển đổi số trong quý II năm 2026",
                vec!["trong quý II năm 2026 → BY=2026-06-30"],
            ),
        ] {
            assert_eq!(found(prose), want, "{prose}");
        }
    }

    #[test]
    fn look_alikes_are_no_orders() {
        for prose in [
            "Căn cứ Quyết định số 45/2016/QĐ-TTg ngày 19/10/2016 của Thủ tướng Chính phủ",
            "Chương trình tổng thể cải cách hành chính giai đoạn 2021-2030",
            "Kế hoạch cải cách hành chính năm 2026 của UBND tỉnh",
            "bố trí từ nguồn chi thường xuyên của cơ quan; vốn thường xuyên; giáo dục thường xuyên",
            "lồng ghép vào các buổi họp giao ban, họp định kỳ",
            "giúp người dân tiếp cận và sử dụng thường xuyên các tiện ích",
            "trong dự toán ngân sách nhà nước hằng năm",
            "Quyết định này có hiệu lực kể từ ngày ký",
            "có hiệu lực thi hành từ ngày 01/7/2026",
            "Từ ngày 15/11 đến ngày 20/11/2025 trên địa bàn xảy ra đợt mưa lớn",
            "văn bản ban hành trước ngày 01/7/2025 đã được rà soát",
            "hồ sơ tiếp nhận trước ngày 10/01/2026 được xử lý theo quy định cũ",
            "xã đã hoàn thành rà soát trước ngày 12/01/2026",
            "số liệu từ ngày 01/01/2021 đến ngày 30/6/2025",
            "các khoản đến ngày 30 tháng 6 hằng năm chưa phân bổ",
            "mục tiêu đến năm 2030 đạt 90%",
            "thực hiện theo quy định của pháp luật",
            "trẻ em dưới 16 tuổi, mức 2.000.000 đồng/tháng",
            "Đúng 14 tháng trước, ngày 31/3/2020",
        ] {
            assert_eq!(found(prose), Vec::<String>::new(), "{prose}");
        }
    }
}
