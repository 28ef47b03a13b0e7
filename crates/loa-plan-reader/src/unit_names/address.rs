//! Units at the front of a prose line, and where its order begins.

use crate::text::Word;
use crate::unit_names::cell::{NameRange, in_cell};
use crate::unit_names::{begins_next, begins_unit, goes_on_as_name, introduction, vocabulary};

/// How a prose line names the units that it orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// Bytes of the names.
    pub units: Vec<NameRange>,
    /// Index of the first word behind the names; the number of words where the line holds nothing else.
    pub behind: usize,
    /// A colon stands behind the names.
    pub colon: bool,
    /// "Giao", "Đề nghị" or who gives the order stands before the names.
    pub given: bool,
}

/// Units at the front of a prose line, with the place where its order begins.
pub fn addressed(text: &str, words: &[Word]) -> Option<Addressed> {
    let mut start = introduction(text, words);
    if !begins_unit(text, words.get(start..)?) {
        return None;
    }
    let mut end = end_of_names(text, words, start)?;
    // "UBND xã giao Phòng Kinh tế …": who gives the order is not who has to carry it out.
    let given = end + introduction(text, words.get(end..)?);
    if given > end && begins_unit(text, words.get(given..)?) {
        start = given;
        end = end_of_names(text, words, start)?;
    }
    let names = text.get(words.get(start)?.range.start..words.get(end - 1)?.range.end)?;
    let base = words.get(start)?.range.start;
    let units = in_cell(names)
        .units
        .into_iter()
        .map(|range| range.start + base..range.end + base)
        .collect();
    let colon = words.get(end).is_some_and(|word| word.folded == ":");
    Some(Addressed {
        units,
        behind: end + usize::from(colon),
        colon,
        given: start > 0,
    })
}

/// Longest run of words that a list of names may have.
const LONGEST: usize = 90;

fn end_of_names(text: &str, words: &[Word], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while at < words.len() {
        let word = &words[at];
        match word.folded.as_str() {
            "(" => {
                at += words[at..]
                    .iter()
                    .position(|word| word.folded == ")")
                    .unwrap_or(words.len() - at);
            }
            ":" => return Some(at),
            "." | ";" => return behind_stop(text, words, at),
            "," | "va" => {
                let next = &words[at + 1..];
                if next.first().is_some_and(|next| !next.capital) && is_verb(next) {
                    return Some(at);
                }
            }
            _ if word.capital => {}
            _ if is_verb(&words[at..]) && !goes_on_as_name(text, words, at) => return Some(at),
            _ if gives(text, &words[at..]) => return Some(at),
            _ => {}
        }
        at += 1;
        if at - start > LONGEST {
            return None;
        }
    }
    Some(words.len())
}

/// A full stop or semicolon ends a heading; text behind it means that this was a sentence without a verb we know.
fn behind_stop(text: &str, words: &[Word], at: usize) -> Option<usize> {
    let rest = &words[at + 1..];
    if rest.is_empty() {
        return Some(at);
    }
    (words[at].folded == ";" && begins_next(text, rest))
        .then(|| end_of_names(text, words, at + 1))
        .flatten()
}

/// "tổ chức rà soát", "tổ chức hội nghị", but not "tổ chức hội": of verb and noun the longer one counts.
fn is_verb(words: &[Word]) -> bool {
    let noun = vocabulary::VERB_NOUNS.begins(words).unwrap_or(0);
    vocabulary::VERBS.begins(words).is_some_and(|verb| {
        // "Ban Chỉ huy Bộ đội …" has no "hủy bỏ": names go on with capitals.
        verb > noun && words.iter().take(verb).all(|word| !word.capital)
    })
}

/// "giao Phòng Kinh tế": an order that another unit is given.
fn gives(text: &str, words: &[Word]) -> bool {
    let length = introduction(text, words);
    length > 0 && begins_unit(text, &words[length..])
}

#[cfg(test)]
mod tests {
    use super::addressed;
    use crate::text::words;

    fn check(line: &str, units: &[&str], behind: &str) {
        let words = words(line);
        let found = addressed(line, &words).unwrap_or_else(|| panic!("no unit in {line}"));
        let names: Vec<&str> = found.units.iter().map(|range| &line[range.clone()]).collect();
        assert_eq!(names, units, "{line}");
        assert_eq!(
            words
                .get(found.behind)
                .map_or("", |word| &line[word.range.start..]),
            behind,
            "{line}"
        );
    }

    #[test]
    fn a_line_addresses_units() {
        check("Phòng Nội vụ", &["Phòng Nội vụ"], "");
        check(
            "Phòng Tài chính - Kế hoạch: Tham mưu UBND huyện",
            &["Phòng Tài chính - Kế hoạch"],
            "Tham mưu UBND huyện",
        );
        check(
            "Sở Giáo dục và Đào tạo chủ trì, phối hợp với",
            &["Sở Giáo dục và Đào tạo"],
            "chủ trì, phối hợp với",
        );
        check(
            "Đề nghị Ủy ban mặt trận Tổ quốc và các tổ chức chính trị - xã hội huyện",
            &["Ủy ban mặt trận Tổ quốc", "các tổ chức chính trị - xã hội huyện"],
            "",
        );
        assert!(addressed("Tổ chức hội nghị", &words("Tổ chức hội nghị")).is_none());
    }

    #[test]
    fn a_name_ends_where_its_verb_begins() {
        check(
            "UBND xã giao Phòng Kinh tế tổ chức hội nghị",
            &["Phòng Kinh tế"],
            "tổ chức hội nghị",
        );
        check(
            "các sở, ban, ngành và UBND các xã, phường nâng cấp hạ tầng",
            &["các sở, ban, ngành", "UBND các xã, phường"],
            "nâng cấp hạ tầng",
        );
        check(
            "Sở Tư pháp làm sạch dữ liệu dân cư",
            &["Sở Tư pháp"],
            "làm sạch dữ liệu dân cư",
        );
        check("các thôn tổ chức hội nghị", &["các thôn"], "tổ chức hội nghị");
        check(
            "Trung tâm Dịch vụ tổng hợp tổng hợp tin, bài",
            &["Trung tâm Dịch vụ tổng hợp"],
            "tổng hợp tin, bài",
        );
        check("Văn phòng tổng hợp, báo cáo", &["Văn phòng"], "tổng hợp, báo cáo");
        check(
            "Ban chỉ đạo chuyển đổi số xã chỉ đạo các thôn",
            &["Ban chỉ đạo chuyển đổi số xã"],
            "chỉ đạo các thôn",
        );
        check(
            "Giáo viên chủ nhiệm hướng dẫn học sinh",
            &["Giáo viên chủ nhiệm"],
            "hướng dẫn học sinh",
        );
        // "Giáo" is no "giao".
        assert!(
            addressed(
                "Giáo viên hướng dẫn học sinh",
                &words("Giáo viên hướng dẫn học sinh")
            )
            .is_none()
        );
    }
}
