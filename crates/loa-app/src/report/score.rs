//! Points for what a unit did in a period, by a scale that is data (REP-12).

use crate::report::figure::Figures;
use crate::report::form::{Criterion, Form, Gives};

/// What a line of the scale gives, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// What it looks at.
    pub title: String,
    /// Points.
    pub points: f64,
    /// Points at most.
    pub most: f64,
    /// Why, in words.
    pub why: String,
}

/// The points of a unit; empty for a form without a scale.
pub fn scored(form: &Form, figures: &Figures) -> Vec<Scored> {
    let criteria = form.scoring.iter().flat_map(|scoring| &scoring.criteria);
    criteria.map(|one| line(form, figures, one)).collect()
}

fn line(form: &Form, figures: &Figures, one: &Criterion) -> Scored {
    let value = |key: &str| figures.get(key).copied().unwrap_or(0);
    let (points, why) = match one.share.as_slice() {
        [part, whole] => {
            let (part, whole) = (value(part), value(whole));
            (by_share(one, part, whole), format!("{part}/{whole}"))
        }
        _ => {
            let found = one.any.iter().filter(|key| value(key) > 0);
            let words: Vec<String> = found
                .filter_map(|key| form.indicator(key))
                .map(|indicator| format!("{} {}", value(&indicator.key), indicator.unit))
                .collect();
            let points = if words.is_empty() { 0.0 } else { one.points };
            (points, words.join(", "))
        }
    };
    Scored {
        title: one.title.clone(),
        points,
        most: one.points,
        why: if why.is_empty() {
            "chưa có".to_owned()
        } else {
            why
        },
    }
}

fn by_share(one: &Criterion, part: i64, whole: i64) -> f64 {
    if whole <= 0 {
        return 0.0;
    }
    // Both count duties of one unit, far below what such a number holds exactly.
    let share = part as f64 / whole as f64;
    let step = one.steps.iter().find(|step| share * 100.0 + 1e-9 >= step.from);
    match step.map(|step| step.gives) {
        Some(Gives::All) => one.points,
        Some(Gives::Share) => share * one.points,
        None => 0.0,
    }
}

/// "0,95"
pub fn words(points: f64) -> String {
    let text = format!("{points:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('.', ",")
}

/// The sum of lines, and the most that it can be.
pub fn total(lines: &[Scored]) -> (f64, f64) {
    let sum = |value: fn(&Scored) -> f64| lines.iter().map(value).sum();
    (sum(|line| line.points), sum(|line| line.most))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;
    use crate::report::form::shipped;

    /// REP-12: 100 % gives 1, 90 to less than 100 % by share, less nothing; its worked example (4 of 5 gives 0.8) follows from
    /// a lower step, which is data.
    #[test]
    fn points_follow_the_scale() {
        let text = shipped("tuyen-truyen-cchc").unwrap();
        let form = Form::read(text).unwrap();
        let lower = text.replace(
            "{ from = 90.0, gives = \"share\" }",
            "{ from = 0.0, gives = \"share\" }",
        );
        let example = Form::read(&lower).unwrap();
        for (form, done, due, posts, radio, want) in [
            (&form, 10, 10, 1, 1, "2"),
            (&form, 19, 20, 1, 0, "1,45"),
            (&form, 4, 5, 0, 3, "0,5"),
            (&form, 0, 0, 0, 0, "0"),
            (&example, 4, 5, 0, 0, "0,8"),
        ] {
            let figures = Figures::from([
                ("nhiem-vu-dung-han".to_owned(), done),
                ("nhiem-vu".to_owned(), due),
                ("tin-bai".to_owned(), posts),
                ("phat-thanh".to_owned(), radio),
            ]);
            let (points, most) = total(&scored(form, &figures));
            assert_eq!((words(points).as_str(), words(most).as_str()), (want, "2"));
        }
    }
}
