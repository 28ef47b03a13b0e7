//! What a report is made of, as data: what is counted, the outline with its sentences, annexes, the scale of points.

use jiff::civil::Date;
use serde::Deserialize;

use crate::activity::channel::Channel;

/// The forms that the program brings.
const SHIPPED: &[&str] = &[include_str!("forms/tuyen-truyen-cchc.toml")];
/// Characters of a form that a locality changed.
pub const MOST_CHARACTERS: usize = 60_000;
/// Indicators, sections and annexes of a form, at most.
const MOST_PARTS: usize = 200;

/// A form (REP-09 to REP-12).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// In addresses and rows: "tuyen-truyen-cchc".
    pub key: String,
    /// For lists.
    pub title: String,
    /// Trích yếu without the period.
    pub subject: String,
    /// First day of periods that it serves.
    pub valid_from: Date,
    /// What it rests on.
    pub legal_basis: String,
    /// Heading of its part in the report of reform as a whole.
    pub fragment: String,
    /// What is counted, in the order of the statistics annex.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
    /// The outline.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Annexes.
    #[serde(default, rename = "annex")]
    pub annexes: Vec<Annex>,
    /// Points for a year.
    pub scoring: Option<Scoring>,
}

/// Something that is counted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// In sentences and rows.
    pub key: String,
    /// For people.
    pub label: String,
    /// Đơn vị tính.
    pub unit: String,
    /// What of the ledger it adds up.
    pub measure: Measure,
    /// Keys of channels whose activities count; empty: all. "" stands for activities that name none.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Of duties.
    pub standing: Option<DutyStanding>,
    /// Of a share: part and whole.
    #[serde(default)]
    pub of: Vec<String>,
    /// Also counted by language and audience.
    #[serde(default)]
    pub spread: bool,
}

/// What is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Activities.
    Activities,
    /// Pieces in the unit of their channel.
    Pieces,
    /// People reached.
    People,
    /// Minutes on the air.
    Minutes,
    /// Đồng spent.
    Cost,
    /// Duties that end within the period, for who leads them.
    Duties,
    /// 1 for every unit.
    Units,
    /// 1 for a unit at which a team of inspectors was.
    Inspected,
    /// What inspections found.
    Findings,
    /// Findings that are put right.
    Remedied,
    /// Percent of one figure in another; never added up.
    Share,
}

impl Measure {
    /// It adds up activities.
    pub fn is_of_activities(self) -> bool {
        use Measure::{Activities, Cost, Minutes, People, Pieces};
        matches!(self, Activities | Pieces | People | Minutes | Cost)
    }
}

/// Which duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyStanding {
    /// All of them.
    Due,
    /// Enough was done by the end in law.
    OnTime,
    /// Enough was done later.
    Late,
    /// Not enough was done yet.
    Open,
}

/// A part of the outline.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// 1: part; 2: section.
    pub level: u8,
    /// Heading.
    pub title: String,
    /// Sentences with figures in braces.
    #[serde(default)]
    pub lines: Vec<String>,
    /// What is put in by itself.
    pub fill: Option<Fill>,
    /// A figure whose languages and audiences are told.
    pub spread: Option<String>,
    /// Key of what people write.
    pub slot: Option<String>,
    /// Hint for that.
    #[serde(default)]
    pub hint: String,
    /// Belongs to the fragment for the parent report.
    #[serde(default)]
    pub fragment: bool,
}

/// What the program knows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// Plans in force.
    Plan,
    /// Units that have not reported.
    Silent,
    /// Channels that nobody used.
    Unused,
    /// Duties that are still owed.
    Unpaid,
    /// Duties of the time that follows.
    Coming,
    /// What units hold up, as far as it was taken in.
    Highlights,
}

/// An annex.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annex {
    /// What stands in it.
    pub kind: AnnexKind,
    /// Title.
    pub title: String,
    /// On its side.
    #[serde(default)]
    pub landscape: bool,
    /// Indicators in columns, where units stand in rows.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// What stands in an annex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnexKind {
    /// STT, chỉ tiêu, đơn vị tính, số liệu, ghi chú (REP-10).
    Statistics,
    /// A row a unit.
    Units,
    /// By language and audience.
    Spread,
}

/// The scale of points (REP-12).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// Heading.
    pub title: String,
    /// What it rests on.
    pub legal_basis: String,
    /// Lines.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
}

/// A line of the scale: by a share in steps, or full points when any of some figures is there.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What it looks at.
    pub title: String,
    /// Points at most.
    pub points: f64,
    /// Part and whole.
    #[serde(default)]
    pub share: Vec<String>,
    /// From the highest.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Any of these.
    #[serde(default)]
    pub any: Vec<String>,
}

/// What a share gives.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// From this percentage on.
    pub from: f64,
    /// How much.
    pub gives: Gives,
}

/// How much of the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// All of them.
    All,
    /// By the share.
    Share,
}

impl Form {
    /// Reads a form; says in one sentence what is wrong with it.
    ///
    /// # Errors
    /// The sentence, in Vietnamese, with the place where reading stopped.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.chars().count() > MOST_CHARACTERS {
            return Err("Mẫu dài quá: mời bớt lại.".to_owned());
        }
        let form: Form = toml::from_str(text).map_err(|error| format!("Mẫu chưa đọc được: {error}"))?;
        form.check()?;
        Ok(form)
    }

    /// Every name that it uses is one that it has.
    fn check(&self) -> Result<(), String> {
        let parts = self.indicators.len() + self.sections.len() + self.annexes.len();
        if parts > MOST_PARTS || self.indicators.is_empty() || self.sections.is_empty() {
            return Err("Mẫu cần có chỉ tiêu và đề mục, và không quá 200 phần.".to_owned());
        }
        let mut keys: Vec<&str> = self.indicators.iter().map(|one| one.key.as_str()).collect();
        keys.sort_unstable();
        let is_twice = keys.windows(2).any(|pair| pair.first() == pair.get(1));
        let is_plain = |key: &&str| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if is_twice || !keys.iter().all(is_plain) {
            return Err(
                "Khóa của chỉ tiêu phải khác nhau, viết bằng chữ thường không dấu và gạch nối.".to_owned(),
            );
        }
        let is_known = |key: &str| keys.binary_search(&key).is_ok();
        for indicator in &self.indicators {
            let is_channel = |key: &String| key.is_empty() || Channel::with_key(key).is_some();
            let is_right = indicator.channels.iter().all(is_channel)
                && indicator.standing.is_some() == (indicator.measure == Measure::Duties)
                && (indicator.of.len() == 2) == (indicator.measure == Measure::Share)
                && indicator.of.iter().all(|key| self.adds_up(key));
            if !is_right {
                return Err(format!("Chỉ tiêu “{}” ghi cách đếm chưa đúng.", indicator.key));
            }
        }
        let named = self.sections.iter().flat_map(|section| {
            let lines = section.lines.iter().flat_map(|line| names_in(line));
            lines.chain(section.spread.as_deref())
        });
        let columns = self.annexes.iter().flat_map(|annex| annex.columns.iter());
        let points = self.scoring.iter().flat_map(|scoring| &scoring.criteria);
        let points = points.flat_map(|one| one.share.iter().chain(&one.any));
        let all = named
            .chain(columns.map(String::as_str))
            .chain(points.map(String::as_str));
        match all.into_iter().find(|key| !is_known(key)) {
            Some(unknown) => Err(format!("Mẫu nhắc tới chỉ tiêu “{unknown}” mà không có.")),
            None => Ok(()),
        }
    }

    fn adds_up(&self, key: &str) -> bool {
        let found = self.indicator(key);
        found.is_some_and(|indicator| indicator.measure != Measure::Share)
    }

    /// The indicator with this key.
    pub fn indicator(&self, key: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.key == key)
    }

    /// Keys and hints of what people write, in the order of the outline.
    pub fn slots(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.sections.iter().filter_map(|section| {
            let slot = section.slot.as_deref()?;
            Some((slot, section.title.as_str(), section.hint.as_str()))
        })
    }
}

/// What stands in braces in a sentence.
pub fn names_in(line: &str) -> impl Iterator<Item = &str> {
    line.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The text of the form with this key that the program brings.
pub fn shipped(key: &str) -> Option<&'static str> {
    SHIPPED
        .iter()
        .copied()
        .find(|text| text.contains(&format!("key = \"{key}\"")))
}

/// Keys and titles of the forms that the program brings.
pub fn all_shipped() -> Vec<Form> {
    SHIPPED.iter().filter_map(|text| Form::read(text).ok()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn forms_that_the_program_brings_can_be_read() {
        assert_eq!(all_shipped().len(), SHIPPED.len());
        let form = Form::read(shipped("tuyen-truyen-cchc").unwrap()).unwrap();
        assert_eq!(form.slots().count(), 5);
    }

    #[test]
    fn a_form_that_names_what_it_has_not_is_told() {
        let text = shipped("tuyen-truyen-cchc").unwrap();
        for (from, to, said) in [
            ("{tin-bai}", "{tin-bao}", "“tin-bao”"),
            ("channels = [\"article\"]", "channels = [\"giay\"]", "“tin-bai”"),
            ("standing = \"due\"\n", "", "“nhiem-vu”"),
            ("key = \"tin-bai\"", "key = \"van-ban\"", "khác nhau"),
            ("level = 1", "leval = 1", "leval"),
            ("any = [\"tin-bai\"", "any = [\"bao\"", "“bao”"),
        ] {
            let problem = Form::read(&text.replacen(from, to, 1)).unwrap_err();
            assert!(problem.contains(said), "{problem}");
        }
    }
}
