//! Which unit of a list is to stand at the top of a locality that is founded with it, and how the locality is called.

use loa_vietnamese::letter::capitalised;

use crate::org::list::{List, Listed};

/// Why no unit of a list can be taken for the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTop {
    /// No unit has that key.
    NoSuchKey(String),
    /// No unit has that code.
    NoSuchCode(String),
    /// Every unit stands below another one.
    NoRoot,
    /// Several could be meant: key and name of each.
    Several(Vec<(String, String)>),
}

/// "UBND huyện Sông Mã" → "Huyện Sông Mã"
pub fn locality_name(root: &str) -> String {
    let bare = ["UBND ", "Ủy ban nhân dân "]
        .iter()
        .find_map(|common| root.strip_prefix(common));
    capitalised(bare.unwrap_or(root))
}

/// The unit at the top: the one with the key, else the people's committee with the code, else the only one that stands
/// below none.
///
/// # Errors
/// [`NoTop`]: a locality cannot be founded twice, so nothing is guessed.
pub fn top<'a>(list: &'a List, key: Option<&str>, code: &str) -> Result<&'a Listed, NoTop> {
    if let Some(key) = key {
        let found = list.rows.iter().find(|row| row.key == key);
        return found.ok_or_else(|| NoTop::NoSuchKey(key.to_owned()));
    }
    if !code.is_empty() {
        let with_code: Vec<&Listed> = list.rows.iter().filter(|row| row.code == code).collect();
        let committees = with_code.iter().copied().filter(|row| row.kind == "uy-ban");
        let committees: Vec<&Listed> = committees.collect();
        let found = if committees.is_empty() {
            with_code
        } else {
            committees
        };
        return only(&found, NoTop::NoSuchCode(code.to_owned()));
    }
    let roots: Vec<&Listed> = list.rows.iter().filter(|row| row.parent.is_none()).collect();
    let chosen = only(&roots, NoTop::NoRoot);
    // The one that is wanted may well stand below a province that the list names too.
    chosen.map_err(|reason| match reason {
        NoTop::Several(_) => NoTop::Several(named(list.rows.iter().filter(|row| {
            let is_root = row.parent.is_none();
            let has_units = list
                .rows
                .iter()
                .any(|other| other.parent.as_ref() == Some(&row.key));
            is_root || (row.kind == "uy-ban" && has_units)
        }))),
        other => other,
    })
}

fn only<'a>(rows: &[&'a Listed], none: NoTop) -> Result<&'a Listed, NoTop> {
    match rows {
        [] => Err(none),
        [row] => Ok(row),
        rows => Err(NoTop::Several(named(rows.iter().copied()))),
    }
}

fn named<'a>(rows: impl Iterator<Item = &'a Listed>) -> Vec<(String, String)> {
    rows.map(|row| (row.key.clone(), row.name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[(&str, &str, &str, &str)]) -> List {
        let row = |(key, parent, kind, code): &(&str, &str, &str, &str)| Listed {
            key: (*key).to_owned(),
            parent: Some((*parent).to_owned()).filter(|key| !key.is_empty()),
            name: format!("UBND {key}"),
            kind: (*kind).to_owned(),
            code: (*code).to_owned(),
            ..Listed::default()
        };
        List {
            rows: rows.iter().map(row).collect(),
            is_national: false,
        }
    }

    #[test]
    fn the_top_is_told_or_the_only_one() {
        let one = list(&[("huyen", "", "uy-ban", "126"), ("xa", "huyen", "uy-ban", "04168")]);
        let several = list(&[
            ("tinh", "", "uy-ban", "14"),
            ("huyen", "tinh", "uy-ban", "126"),
            ("phong", "huyen", "phong", "126"),
            ("hoi", "", "hoi-dong", "126"),
        ]);
        let circle = list(&[("a", "b", "", ""), ("b", "a", "", "")]);
        let key = |found: Result<&Listed, NoTop>| found.map(|row| row.key.clone());
        assert_eq!(key(top(&one, None, "")), Ok("huyen".to_owned()));
        assert_eq!(key(top(&several, Some("phong"), "")), Ok("phong".to_owned()));
        assert_eq!(key(top(&several, None, "126")), Ok("huyen".to_owned()));
        assert_eq!(key(top(&circle, None, "")), Err(NoTop::NoRoot));
        assert_eq!(
            key(top(&one, Some("x"), "")),
            Err(NoTop::NoSuchKey("x".to_owned()))
        );
        assert_eq!(key(top(&one, None, "9")), Err(NoTop::NoSuchCode("9".to_owned())));
        let Err(NoTop::Several(told)) = top(&several, None, "") else {
            panic!("several")
        };
        let keys: Vec<&str> = told.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["tinh", "huyen", "hoi"]);
    }

    #[test]
    fn a_locality_is_called_like_its_committee() {
        for (root, name) in [
            ("UBND huyện Sông Mã", "Huyện Sông Mã"),
            ("Ủy ban nhân dân xã Đứa Mòn", "Xã Đứa Mòn"),
            ("Đặc khu Côn Đảo", "Đặc khu Côn Đảo"),
        ] {
            assert_eq!(locality_name(root), name);
        }
    }
}
