//! Units of one cell: which commas, line breaks and "và" part two of them.

use std::ops::Range;

use crate::labelled::{Label, label};
use crate::text::{Word, begins_with, begins_with_any, contains_any, words};
use crate::unit_names::{begins_next, begins_unit, goes_on_as_name, group_opening, introduction, vocabulary};

/// A unit found in a text: bytes of its name.
pub type NameRange = Range<usize>;

/// Units of one cell or of the value of a label, by role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitList {
    /// Named first, before "phối hợp", or marked "(chủ trì)".
    pub units: Vec<NameRange>,
    /// Named behind "phối hợp (với)", "Phối hợp:", or marked "(phối hợp)".
    pub supporting: Vec<NameRange>,
    /// The text says that the first ones lead ("chủ trì").
    pub leading: bool,
}

/// Units of a cell: "Văn phòng HĐND và UBND huyện; UBND các xã, thị trấn" gives two.
pub fn in_cell(text: &str) -> UnitList {
    let words = words(text);
    let mut scan = Scan::new(text, &words);
    scan.run();
    scan.list()
}

/// What a unit of the list has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Lead,
    Support,
    /// Behind a label that asks for something else than units.
    None,
}

/// "(chủ trì)", "(đơn vị phối hợp)": the part that brackets give to the name before them.
fn bracketed_part(inside: &[Word]) -> Option<Part> {
    if inside.is_empty() || inside.len() > 5 {
        return None;
    }
    let begins = [
        "chu tri",
        "phoi hop",
        "co quan",
        "don vi",
        "la co quan",
        "la don vi",
        "cung phoi hop",
    ];
    let whole = begins_with_any(inside, &begins).is_some();
    if whole && contains_any(inside, &["chu tri", "dau moi"]) {
        return Some(Part::Lead);
    }
    (whole && contains_any(inside, &["phoi hop"])).then_some(Part::Support)
}

struct Scan<'a> {
    text: &'a str,
    words: &'a [Word],
    named: Vec<(NameRange, Part)>,
    /// Names before this one have their part; a part told behind its names goes to those from here on.
    settled: usize,
    leading: bool,
    /// First word of the name being read.
    start: usize,
    /// The name ended (a verb came); words are skipped up to the next separator.
    ended: bool,
    /// What the names to come do: behind "phối hợp" they support.
    part: Part,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, words: &'a [Word]) -> Self {
        Self {
            text,
            words,
            named: Vec::new(),
            settled: 0,
            leading: false,
            start: 0,
            ended: false,
            part: Part::Lead,
        }
    }

    fn list(self) -> UnitList {
        let mut list = UnitList {
            leading: self.leading,
            ..UnitList::default()
        };
        for (range, part) in self.named {
            match part {
                Part::Lead => list.units.push(range),
                Part::Support => list.supporting.push(range),
                Part::None => {}
            }
        }
        list
    }

    /// Gives a part to the names since the last ones that have one.
    fn settle(&mut self, part: Part) {
        for (_, own) in self.named.iter_mut().skip(self.settled) {
            *own = part;
        }
        self.settled = self.named.len();
        self.leading |= part == Part::Lead;
    }

    fn run(&mut self) {
        let mut at = 0;
        while at < self.words.len() && !self.begins_contact(at) {
            at = self.step(at);
        }
        self.close(at);
    }

    /// Names and telephone numbers of staff behind a unit are nobody's duty: the list ends before them.
    fn begins_contact(&self, at: usize) -> bool {
        let here = &self.words[at..];
        let staff = [
            "sdt",
            "so dien thoai",
            "dt :",
            "pgd",
            "gd",
            "ptp",
            "ptppt",
            "pho giam doc",
            "pho truong phong",
            "chuyen vien",
        ];
        at > self.start
            && (begins_with_any(here, &staff).is_some()
                || self.words[at].folded.len() >= 9
                    && self.words[at].folded.chars().all(|c| c.is_ascii_digit()))
            || at > 0 && begins_with_any(here, &["pgd", "gd", "ptp", "sdt"]).is_some()
    }

    /// Looks at one word; gives the index of the next to look at.
    fn step(&mut self, at: usize) -> usize {
        let here = &self.words[at..];
        let word = &self.words[at];
        if word.folded == "(" {
            let inside = here
                .iter()
                .position(|word| word.folded == ")")
                .unwrap_or(here.len() - 1);
            if let Some(part) = here.get(1..inside).and_then(bracketed_part) {
                self.close(at);
                self.settle(part);
                // Beside a unit that leads, those without a mark support it.
                if part == Part::Lead {
                    self.part = Part::Support;
                }
                self.start = at + inside + 1;
            }
            return at + inside + 1;
        }
        if let Some(length) = self.separator(at) {
            self.close(at);
            if word.folded == ";" && self.part == Part::Lead {
                self.settled = self.named.len();
            }
            self.start = at + length;
            return self.start.max(at + 1);
        }
        if at == self.start
            && let Some(behind) = self.labelled(at)
        {
            return behind;
        }
        if at > self.start && !word.capital && self.verb(at) {
            return at + self.verb_length(at);
        }
        if at == self.start && begins_with(here, "phoi hop").is_some() {
            return at + self.verb_length(at);
        }
        at + 1
    }

    /// "Chủ trì:", "Đơn vị phối hợp:" give their part to the names behind them.
    fn labelled(&mut self, at: usize) -> Option<usize> {
        let (label, length) = label(&self.words[at..])?;
        self.settled = self.named.len();
        self.ended = false;
        self.part = match label {
            Label::Lead => Part::Lead,
            Label::Coordinator => Part::Support,
            Label::Implementer => Part::Lead,
            Label::Schedule | Label::Product | Label::Content | Label::Other => Part::None,
        };
        self.leading |= label == Label::Lead;
        self.start = at + length;
        Some(self.start)
    }

    fn verb(&self, at: usize) -> bool {
        let here = &self.words[at..];
        let noun =
            begins_with_any(here, &["to chuc chinh tri", "to chuc doan the", "huong dan vien"]).is_some();
        // "các đơn vị triển khai thí điểm": the verb says which units are meant.
        let group = group_opening(&self.words[self.start..at]) > 0;
        let complete = at >= 2 && begins_with(&self.words[at - 2..], "lien quan").is_some();
        let term = [
            "hoan thanh",
            "thoi gian",
            "truoc ngay",
            "trong quy",
            "trong thang",
            "trong nam",
        ];
        let ends = !group
            || complete
            || begins_with_any(here, &["phoi hop", "voi"]).is_some()
            || begins_with_any(here, &term).is_some();
        !noun
            && ends
            && vocabulary::CELL_VERBS.begins(here).is_some()
            && !goes_on_as_name(self.text, self.words, at)
    }

    /// Ends the name before a verb; behind "phối hợp với" a new name may begin.
    fn verb_length(&mut self, at: usize) -> usize {
        let here = &self.words[at..];
        let mut length = vocabulary::CELL_VERBS.begins(here).unwrap_or(1);
        let joint = begins_with_any(here, &["chu tri , phoi hop", "chu tri phoi hop", "phoi hop"]);
        self.close(at);
        if begins_with(here, "chu tri").is_some() {
            self.settled = self.named.len();
            self.leading = true;
        }
        self.ended = true;
        if begins_with(here, "phoi hop").is_some() && self.stands_last(at + 2) {
            // "A chủ trì; B phối hợp". Where nobody leads, they do it together.
            if self.settled > 0 {
                self.settle_support();
            }
            return length;
        }
        if let Some(joint) = joint {
            length = joint + usize::from(begins_with(&here[joint..], "voi").is_some());
            self.part = Part::Support;
            self.ended = false;
            self.start = at + length;
        }
        length
    }

    /// Does the clause end here, but for "thực hiện"?
    fn stands_last(&self, at: usize) -> bool {
        let here = self.words.get(at..).unwrap_or_default();
        let here = &here[begins_with(here, "thuc hien").unwrap_or(0)..];
        here.first()
            .is_none_or(|next| matches!(next.folded.as_str(), ";" | "," | "." | ")"))
            || self.line_break_before(self.words.len() - here.len())
    }

    fn settle_support(&mut self) {
        let leading = self.leading;
        self.settle(Part::Support);
        self.leading = leading;
    }

    /// Is the word at `at` a separator of two units? Gives how many words it takes.
    fn separator(&self, at: usize) -> Option<usize> {
        let sign = self.words[at].folded.as_str();
        let next = self.words.get(at + 1..).unwrap_or_default();
        match sign {
            ";" => Some(1),
            "," | "/" | "." | "va" | ":" | "-" | "+" => {
                let single = match sign {
                    "," if label(next).is_some() => true,
                    "," | "/" => begins_next(self.text, next) && !self.goes_on(at, next, sign),
                    "." => next.is_empty() || begins_next(self.text, next) || label(next).is_some(),
                    "va" => begins_next(self.text, next) && !self.goes_on(at, next, sign),
                    ":" => false,
                    _ => self.line_break_before(at) && !next.is_empty(),
                };
                single.then_some(1)
            }
            _ if at > self.start && self.line_break_before(at) && self.begins_line(at) => Some(0),
            _ if at > self.start && self.lost_break(at) => Some(0),
            _ => None,
        }
    }

    /// Does a comma or "và" belong to the name? "các sở, ban, ngành"; "Văn phòng HĐND và UBND huyện".
    fn goes_on(&self, at: usize, next: &[Word], sign: &str) -> bool {
        let name = &self.words[self.start.min(at)..at];
        let bare_title = begins_with_any(name, &["giam doc", "thu truong", "chu tich", "truong", "bi thu"])
            == Some(name.len());
        let office = begins_with_any(name, &["van phong", "vp", "thuong truc"]).is_some();
        let assembly =
            begins_with_any(next, &["ubnd", "uy ban nhan dan", "hdnd", "hoi dong nhan dan"]).is_some();
        let nouns = vocabulary::GROUP_NOUNS
            .begins(name)
            .filter(|_| !name[0].capital || name.len() <= 2 || name[1].folded == ",");
        let bare_list = nouns.is_some_and(|length| {
            length == name.len() || name.get(length).is_some_and(|word| word.folded == ",")
        });
        let group = bare_list || name.iter().any(|word| word.folded == "cac") || group_opening(name) > 0;
        let members = sign == "va"
            && (group_opening(name) > 0 && begins_with(next, "doanh nghiep").is_some()
                || bare_list && group_opening(next) > 0);
        let noun = vocabulary::GROUP_NOUNS.begins(next);
        let named = noun
            .and_then(|length| next.get(length))
            .is_some_and(|word| self.is_proper(word));
        let lower = next.first().is_some_and(|word| !word.capital);
        let named = named
            || begins_with_any(
                next,
                &["vien", "truong", "don vi", "to chuc", "doanh nghiep", "nganh"],
            )
            .is_none();
        bare_title
            || members
            || (sign == "va" && office && assembly)
            || (group && noun.is_some() && group_opening(next) == 0 && (lower || !named))
    }

    /// A capital that belongs to a name ("Sở **Tài** chính"), not an abbreviation ("Viện **NC**").
    fn is_proper(&self, word: &Word) -> bool {
        word.capital
            && self
                .text
                .get(word.range.clone())
                .is_some_and(|written| written.chars().any(char::is_lowercase))
    }

    fn line_break_before(&self, at: usize) -> bool {
        let (Some(before), Some(here)) = (
            at.checked_sub(1).and_then(|at| self.words.get(at)),
            self.words.get(at),
        ) else {
            return at == 0;
        };
        self.text
            .get(before.range.end..here.range.start)
            .is_some_and(|gap| gap.contains('\n'))
    }

    /// A new line begins a new entry, unless the name before goes on.
    fn begins_line(&self, at: usize) -> bool {
        let here = &self.words[at..];
        let before = self.words[at - 1].folded.as_str();
        let open = matches!(before, "," | "va" | "-" | "cac" | "/");
        let named = begins_unit(self.text, &self.words[self.start..at]);
        !open && (begins_next(self.text, here) || (!named && self.words[at].capital) || label(here).is_some())
    }

    /// "Sở Khoa học và Công nghệ Sở Công Thương": the line break between two names is lost.
    fn lost_break(&self, at: usize) -> bool {
        let head = |index: usize| self.words.get(index).map(|word| word.folded.as_str());
        let minister = begins_with(&self.words[self.start..], "bo truong").is_some();
        let same = !minister && matches!(head(at), Some("so" | "bo")) && head(at) == head(self.start);
        same && self.words[at].capital && at > self.start + 1 && begins_unit(self.text, &self.words[at..])
    }

    fn close(&mut self, end: usize) {
        let ended = std::mem::take(&mut self.ended);
        let mut start = self.start;
        start += self
            .words
            .get(start..end)
            .map_or(0, |words| introduction(self.text, words));
        while start < end && !self.words[start].is_word && self.words[start].folded != "(" {
            start += 1;
        }
        let mut last = end;
        while last > start && !self.words[last - 1].is_word && self.words[last - 1].folded != ")" {
            last -= 1;
        }
        self.start = end;
        if ended || start >= last {
            return;
        }
        let range = self.words[start].range.start..self.words[last - 1].range.end;
        self.named.push((range, self.part));
    }
}

#[cfg(test)]
mod tests {
    use super::in_cell;
    use crate::unit_names::is_person;

    fn cell(text: &str, units: &[&str]) {
        let list = in_cell(text);
        let found: Vec<&str> = list.units.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(found, units, "{text}");
    }

    #[test]
    fn a_cell_says_who_leads_and_who_supports() {
        let both = |text: &str, leads: &[&str], supporting: &[&str]| {
            cell(text, leads);
            let list = in_cell(text);
            let found: Vec<&str> = list.supporting.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(found, supporting, "{text}");
        };
        both(
            "Văn phòng HĐND và UBND (chủ trì), Phòng Tư pháp (phối hợp)",
            &["Văn phòng HĐND và UBND"],
            &["Phòng Tư pháp"],
        );
        both(
            "Phòng Tư pháp (phối hợp), Văn phòng (đơn vị chủ trì)",
            &["Văn phòng"],
            &["Phòng Tư pháp"],
        );
        both(
            "Phòng Kinh tế (chủ trì); Công an xã, các thôn",
            &["Phòng Kinh tế"],
            &["Công an xã", "các thôn"],
        );
        both(
            "Chủ trì: Phòng Nội vụ; Phối hợp: UBND các xã, thị trấn",
            &["Phòng Nội vụ"],
            &["UBND các xã, thị trấn"],
        );
        both(
            "Đơn vị chủ trì: Phòng Kinh tế. Đơn vị phối hợp: Công an xã",
            &["Phòng Kinh tế"],
            &["Công an xã"],
        );
        both(
            "- Chủ trì: Sở Nội vụ\n- Phối hợp: Sở Tư pháp\n- Thời gian: Quý II",
            &["Sở Nội vụ"],
            &["Sở Tư pháp"],
        );
        both(
            "Phòng Kinh tế chủ trì; Công an xã, các thôn phối hợp",
            &["Phòng Kinh tế"],
            &["Công an xã", "các thôn"],
        );
        both(
            "Phòng Kinh tế chủ trì, Công an xã phối hợp thực hiện",
            &["Phòng Kinh tế"],
            &["Công an xã"],
        );
        both(
            "Phòng Kinh tế, Công an xã phối hợp thực hiện",
            &["Phòng Kinh tế", "Công an xã"],
            &[],
        );
        both(
            "Sở Nội vụ (qua Phòng Cải cách hành chính)",
            &["Sở Nội vụ (qua Phòng Cải cách hành chính)"],
            &[],
        );
    }

    #[test]
    fn a_cell_is_split_into_units() {
        cell(
            "Văn phòng HĐND và UBND huyện; UBND các xã, thị trấn",
            &["Văn phòng HĐND và UBND huyện", "UBND các xã, thị trấn"],
        );
        cell(
            "Các cơ quan, đơn vị; UBND các xã, thị trấn",
            &["Các cơ quan, đơn vị", "UBND các xã, thị trấn"],
        );
        cell(
            "Sở Văn hóa, Thể thao và Du lịch, Sở Tài chính",
            &["Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính"],
        );
        cell(
            "Các sở, ban, ngành và UBND các xã, phường",
            &["Các sở, ban, ngành", "UBND các xã, phường"],
        );
        cell(
            "Sở Khoa học và Công nghệ Sở Công Thương; UBND các phường, xã",
            &[
                "Sở Khoa học và Công nghệ",
                "Sở Công Thương",
                "UBND các phường, xã",
            ],
        );
        cell(
            "Sở Xây dựng/các công ty quản lý lĩnh vực liên quan",
            &["Sở Xây dựng", "các công ty quản lý lĩnh vực liên quan"],
        );
        cell(
            "Giám đốc, Thủ trưởng các Sở, ban, ngành; Chủ tịch UBND xã, phường",
            &[
                "Giám đốc, Thủ trưởng các Sở, ban, ngành",
                "Chủ tịch UBND xã, phường",
            ],
        );
        cell("UBND xã/phường", &["UBND xã/phường"]);
        cell(
            "Trung tâm Truyền thông - Văn hóa huyện",
            &["Trung tâm Truyền thông - Văn hóa huyện"],
        );
        cell(
            "Bộ Công an (Trung tâm Dữ liệu quốc gia)",
            &["Bộ Công an (Trung tâm Dữ liệu quốc gia)"],
        );
        cell(
            "Doanh nghiệp, nhà cung cấp dịch vụ, nhà đầu tư",
            &["Doanh nghiệp, nhà cung cấp dịch vụ, nhà đầu tư"],
        );
        cell(
            "Báo và Phát thanh, Truyền hình tỉnh",
            &["Báo và Phát thanh, Truyền hình tỉnh"],
        );
        cell(
            "Sở Khoa học và Công nghệ chủ trì tham mưu Kế hoạch và theo dõi",
            &["Sở Khoa học và Công nghệ"],
        );
        cell(
            "Nguyễn Văn Mẫu\nTrần Thị Mẫu",
            &["Nguyễn Văn Mẫu", "Trần Thị Mẫu"],
        );
        cell(
            "Thủ trưởng các cơ quan, đơn vị, Chủ tịch UBND các xã",
            &["Thủ trưởng các cơ quan, đơn vị", "Chủ tịch UBND các xã"],
        );
        cell(
            "Bộ trưởng Bộ Tài chính, Bộ trưởng Bộ Công an",
            &["Bộ trưởng Bộ Tài chính", "Bộ trưởng Bộ Công an"],
        );
        cell("Cơ quan, đơn vị có liên quan", &["Cơ quan, đơn vị có liên quan"]);
        cell(
            "Các đơn vị triển khai thí điểm; Sở Y tế",
            &["Các đơn vị triển khai thí điểm", "Sở Y tế"],
        );
        cell("các sở, ngành, Sở Tài chính", &["các sở, ngành", "Sở Tài chính"]);
        cell("Các Viện, Trường", &["Các Viện, Trường"]);
        cell("Sở Nông nghiệp và Môi trường", &["Sở Nông nghiệp và Môi trường"]);
        assert!(is_person("Nguyễn Văn Mẫu") && !is_person("Sở Nội vụ") && !is_person("Văn phòng Sở"));
    }
}
