//! Cells that repeat the one above: "nt", "-nt-", "″", "Như trên".

use loa_docfile::body::Cell;

use crate::task_table::TaskRow;
use crate::text::plain;

/// Does the cell say "as above"?
pub fn is_ditto(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > 40 {
        return false;
    }
    if !text.chars().any(char::is_alphanumeric) {
        let marks = ['"', '″', '〃', '”', '“', '„', '´'];
        return text.contains(marks)
            || ["''", ",,", "//", "’’", "‘‘"]
                .iter()
                .any(|pair| text.contains(pair));
    }
    matches!(
        plain(text).as_str(),
        "nt" | "n t"
            | "nhu tren"
            | "nhu tren nt"
            | "nt nhu tren"
            | "nhu hang tren"
            | "nhu dong tren"
            | "nhu muc tren"
            | "nhu nhiem vu tren"
    )
}

/// Puts the cells of the row above where the row says so.
pub(super) fn take_from_above<'a>(row: &mut TaskRow<'a>, above: &TaskRow<'a>) {
    let take = |own: &mut Vec<&'a Cell>, above: &[&'a Cell]| {
        if own.iter().any(|cell| is_ditto(&cell.text())) {
            own.retain(|cell| !is_ditto(&cell.text()));
            own.splice(0..0, above.iter().copied());
        }
    };
    take(&mut row.lead, &above.lead);
    take(&mut row.coordinator, &above.coordinator);
    take(&mut row.implementer, &above.implementer);
    take(&mut row.product, &above.product);
    if row.schedule.iter().any(|cell| is_ditto(&cell.text())) {
        row.kind = above.kind;
        if above.schedule.is_empty() {
            row.marks.clone_from(&above.marks);
        }
        take(&mut row.schedule, &above.schedule);
    }
}

#[cfg(test)]
mod tests {
    use super::is_ditto;

    #[test]
    fn signs_and_words_repeat_the_cell_above() {
        for text in [
            "nt",
            "-nt-",
            "n.t",
            "NT",
            "″",
            "\"",
            "''",
            "-//-",
            "-\"-",
            "Như trên",
            " như trên. ",
        ] {
            assert!(is_ditto(text), "{text}");
        }
        for text in ["", "-", "…", "/", "Nội vụ", "Như trên và Công an xã", "NTM", "x"] {
            assert!(!is_ditto(text), "{text}");
        }
    }
}
