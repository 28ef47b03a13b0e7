//! A plan of the year after, made from the one in force: words with their years moved on, what is late carried over.

use std::collections::HashMap;

use loa_db::id::Id;

use crate::org::Tree;
use crate::plan::reading::Reading;
use crate::plan::store::assignment::Assignment;
use crate::plan::{Directory, Head, NameKind, Named, Note, Part, Sheet, Timing};

/// What is late of an order: the units, and how many duties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Late {
    /// Who owes it.
    pub units: Vec<Id>,
    /// How many duties in all.
    pub count: usize,
}

/// The draft of the next plan. `None` when the plan has no year. `tree`: units of today, since names and groups mean
/// those of the day.
pub fn next_year(
    head: &Head,
    orders: &[Assignment],
    late: &HashMap<Id, Late>,
    tree: &Tree,
) -> Option<Reading> {
    let frame = head.frame()?;
    let (first, last) = (frame.first.year(), frame.last.year());
    let years = Years {
        first,
        last,
        by: last - first + 1,
    };
    let head = Head {
        number: String::new(),
        date: String::new(),
        signer: String::new(),
        title: years.in_title(&head.title),
        years: Some((first + years.by, last + years.by)),
        places: Vec::new(),
        corrected: false,
        ..head.clone()
    };
    let directory = Directory::new(tree, &head.issuer);
    let mut sheets = Vec::new();
    let mut notes = Vec::new();
    for order in orders {
        // What was carried over once is not ordered anew; if it is still late, it is carried over again.
        if order.sheet.carried.is_none() {
            sheets.push(renewed(&order.sheet, &head, &years, &directory, tree));
        }
        let Some(late) = late.get(&order.id).filter(|late| !late.units.is_empty()) else {
            continue;
        };
        let carried = carried(&order.sheet, late, first, tree);
        notes.push(Note {
            code: "Chuyển tiếp".to_owned(),
            severity: "warning".to_owned(),
            message: format!(
                "Nhiệm vụ {} “{}”: {}.",
                order.sheet.number,
                order.sheet.title,
                carried.carried.as_deref().unwrap_or_default()
            ),
            hint: "Ấn định hạn mới cho phần còn nợ, hoặc bỏ nếu không cần làm nữa.".to_owned(),
            number: carried.number.clone(),
            ..Note::default()
        });
        sheets.push(carried);
    }
    Some(Reading {
        head,
        sheets,
        notes,
        ..Reading::default()
    })
}

struct Years {
    first: i16,
    last: i16,
    by: i16,
}

impl Years {
    /// Every year of the plan, and the one after it, moved on. Other numbers stay.
    fn in_phrase(&self, text: &str) -> String {
        self.moved(text, |_| true)
    }

    /// Years of the plan behind "năm", "tháng 02/" and "quý I/"; those of cited documents and periods stay.
    fn in_title(&self, text: &str) -> String {
        self.moved(text, |before| {
            let before = loa_vietnamese::fold::fold(before);
            let before = before.trim_end();
            let is_part = |(before, part): (&str, &str)| {
                let word = before.trim_end();
                let is_month = part.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
                let is_quarter = ["i", "ii", "iii", "iv", "1", "2", "3", "4"].contains(&part);
                (is_month && word.ends_with("thang")) || (is_quarter && word.ends_with("quy"))
            };
            let parted = before.strip_suffix('/').map(str::trim_end);
            before.ends_with("nam") || parted.and_then(|text| text.rsplit_once(' ')).is_some_and(is_part)
        })
    }

    fn moved(&self, text: &str, counts: impl Fn(&str) -> bool) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
            let (before, from) = rest.split_at(start);
            let end = from
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(from.len());
            let (digits, after) = from.split_at(end);
            out.push_str(before);
            match digits.parse::<i16>() {
                Ok(year)
                    if digits.len() == 4 && (self.first..=self.last + 1).contains(&year) && counts(&out) =>
                {
                    out.push_str(&(year + self.by).to_string());
                }
                _ => out.push_str(digits),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

fn renewed(sheet: &Sheet, head: &Head, years: &Years, directory: &Directory, tree: &Tree) -> Sheet {
    let name = |named: &Named| {
        let mut read = Named::read(&named.text, None, directory);
        if named.decided && matches!(read.kind, NameKind::Open | NameKind::Unknown) {
            // Units that are no more drop out; when none is left of some, a person decides again.
            read.units = named
                .units
                .iter()
                .filter(|id| tree.get(**id).is_some())
                .copied()
                .collect();
            read.decided = !read.units.is_empty() || named.units.is_empty();
        }
        read
    };
    let when = sheet.when.as_ref().map(|when| {
        let mut read = Timing::read(&years.in_phrase(&when.text), when.column, head);
        let known = |choice| read.choices(head).iter().any(|(known, _)| *known == choice);
        read.choice = when.choice.filter(|choice| known(*choice));
        read
    });
    let mut renewed = Sheet {
        title: years.in_title(&sheet.title),
        group: years.in_title(&sheet.group),
        product: years.in_title(&sheet.product),
        title_at: None,
        product_at: None,
        when,
        sources: Vec::new(),
        retold: Vec::new(),
        carried: None,
        merged_into: None,
        ..sheet.clone()
    };
    for part in Part::ALL {
        *renewed.names_mut(part) = sheet.names(part).iter().map(name).collect();
    }
    renewed
}

/// What is still owed of an order, for the units that owe it; a person sets the new day.
fn carried(sheet: &Sheet, late: &Late, year: i16, tree: &Tree) -> Sheet {
    let lead = |id: &Id| Named {
        text: tree.name(*id).to_owned(),
        kind: NameKind::One,
        units: vec![*id],
        ..Named::default()
    };
    Sheet {
        number: format!("{} (nợ {year})", sheet.number),
        group: sheet.group.clone(),
        title: sheet.title.clone(),
        product: sheet.product.clone(),
        leads: late.units.iter().map(lead).collect(),
        floor: 1,
        needs_approval: sheet.needs_approval,
        is_row: sheet.is_row,
        carried: Some(format!(
            "Chuyển tiếp từ năm {year}: còn {} việc quá hạn của {} đơn vị",
            late.count,
            late.units.len()
        )),
        ..Sheet::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_the_plan_move_and_those_of_documents_stay() {
        let years = Years {
            first: 2022,
            last: 2022,
            by: 1,
        };
        for (before, after) in [
            ("Truyền thông năm 2022", "Truyền thông năm 2023"),
            ("Truyền thanh xã tháng 02/2022", "Truyền thanh xã tháng 02/2023"),
            ("Tọa đàm quý II / 2022", "Tọa đàm quý II / 2023"),
            (
                "Thực hiện Quyết định số 02/2022/QĐ-UBND",
                "Thực hiện Quyết định số 02/2022/QĐ-UBND",
            ),
            ("Công văn ngày 07/02/2022", "Công văn ngày 07/02/2022"),
            ("Giai đoạn 2021-2022", "Giai đoạn 2021-2022"),
        ] {
            assert_eq!(years.in_title(before), after);
        }
    }

    #[test]
    fn words_around_a_title_move_with_it() {
        let years = Years {
            first: 2022,
            last: 2022,
            by: 1,
        };
        let sheet = Sheet {
            title: "Báo cáo tháng 02/2022".to_owned(),
            group: "II. Nhiệm vụ năm 2022".to_owned(),
            product: "Báo cáo quý I/2022 theo Quyết định 02/2022/QĐ-UBND".to_owned(),
            ..Sheet::default()
        };
        let tree = Tree::new(Vec::new(), None);
        let renewed = renewed(
            &sheet,
            &Head::default(),
            &years,
            &Directory::new(&tree, ""),
            &tree,
        );
        assert_eq!(renewed.title, "Báo cáo tháng 02/2023");
        assert_eq!(renewed.group, "II. Nhiệm vụ năm 2023");
        assert_eq!(
            renewed.product,
            "Báo cáo quý I/2023 theo Quyết định 02/2022/QĐ-UBND"
        );
    }
}
