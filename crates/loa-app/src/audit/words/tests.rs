//! Whatever the sources note in the log has words for people.

use std::path::{Path, PathBuf};

use super::*;
use crate::identity::Role;

/// All sources but tests: the path and the text of each.
fn sources() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut open = vec![crates.join("loa-app/src"), crates.join("loa/src")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = path.to_string_lossy();
            if path.is_dir() {
                open.push(path);
            } else if text.ends_with(".rs") && !text.contains("tests") {
                let source = std::fs::read_to_string(&path).unwrap();
                found.push((path, source));
            }
        }
    }
    found
}

#[test]
fn actions_have_words() {
    let mut count = 0;
    let is_word =
        |word: &str| word.len() > 2 && word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_');
    for (path, source) in sources() {
        if !path.to_string_lossy().contains("actions") {
            continue;
        }
        for literal in source.split('"').skip(1).step_by(2) {
            let parts = literal.split_once('.');
            if parts.is_some_and(|(thing, done)| is_word(thing) && is_word(done)) {
                count += 1;
                assert_ne!(action(literal), literal, "{}", path.display());
            }
        }
    }
    assert!(count > 30);
}

/// What the sources give as a detail where it is not written there: an example of each kind, and whether it needs words;
/// numbers, codes and what people wrote themselves do not.
const GIVEN: &[(&str, &[&str], bool)] = &[
    ("new.role.key()", &[], true),
    ("&round.period", &[], false),
    ("act.done()", &[], false),
    ("language.label()", &[], false),
    ("kind.label()", &[], false),
    ("&term.word", &[], false),
    ("&days", &[], false),
    ("key", &[], false),
    ("grant.role.key()", &[], true),
    ("&keys.join(\", \")", &["coordinator, administrator"], true),
    ("&from.to_string()", &["2022-04-18"], true),
    ("&until.to_string()", &["2022-04-18"], true),
    ("&on.to_string()", &["2022-04-18"], true),
    ("&written.due_on.to_string()", &["2022-04-18"], true),
    ("kind.key()", &["explained", "nothing", "agreed"], true),
    ("&form.from.to_string()", &["2022-04-18"], true),
    ("&format!(\"{from}/{until}\")", &["2022-04-18/2022-05-01"], true),
    ("detail", &["yes", "no"], true),
    (
        "&detail",
        &[
            "7 units",
            "edition 2",
            "7 findings",
            "late",
            "dat",
            "chua-dat",
            "khong-kiem-tra",
            "7 changes from 2025-07-01",
            "accepted",
            "returned",
            "accepted: told by the same person, nobody else may judge",
        ],
        true,
    ),
    (
        "how",
        &[
            "password, code",
            "link, recovery code",
            "outside account",
            "passkey",
        ],
        true,
    ),
    ("&activity.code", &["HD-12"], false),
    ("&one.code()", &["07/BC-UBND"], false),
    ("&official.code()", &["07/BC-UBND"], false),
    ("&ended.0.code()", &["07/BC-UBND"], false),
    ("&begins.to_string()", &["2022"], true),
    ("&last.to_string()", &["57"], true),
    ("&days.to_string()", &["3"], true),
    ("&activity.to_string()", &["2f1c"], false),
    ("&item.sheet.number", &["2.3"], false),
    ("&number", &["2.3"], false),
    ("&head.number", &["18/KH-UBND"], false),
];

/// Every part reads in other words than those that are kept, or is a number.
fn has_words(kept: &str) -> bool {
    let is_number = |part: &str| part.bytes().all(|sign| sign.is_ascii_digit());
    let kept = kept.replace(", nobody else may judge", "");
    kept.split(", ").all(|one| is_number(one) || detail(one) != one)
}

#[test]
fn details_have_words() {
    let mut count = 0;
    for (path, source) in sources() {
        let place = path.display();
        for call in source.split("audit::record(").skip(1) {
            let Some(given) = last_argument(call) else {
                panic!("{place}: the call has no end");
            };
            count += 1;
            if let Some(literal) = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                assert!(has_words(literal), "{place}: {literal}");
            } else if let Some((_, samples, needs)) = GIVEN.iter().find(|(known, _, _)| *known == given) {
                for sample in *samples {
                    assert_eq!(has_words(sample), *needs, "{place}: {sample}");
                }
            } else if let Some(written) = given.strip_prefix("&format!(\"") {
                let written = written.split('"').next().unwrap();
                // What is put in is a number in each of these.
                assert!(has_words(&written.replace("{}", "7")), "{place}: {written}");
            } else {
                panic!("{place}: nobody knows how {given} reads; say so in GIVEN");
            }
        }
        // How somebody signed in goes through several hands.
        for how in source
            .split("client, \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            count += 1;
            assert!(has_words(how), "{place}: {how}");
        }
    }
    assert!(count > 50, "{count}");
    for role in Role::ALL {
        assert!(has_words(role.key()), "{}", role.key());
    }
}

/// The last argument of a call, which begins after its bracket.
fn last_argument(call: &str) -> Option<&str> {
    let (mut depth, mut start, mut is_text) = (0, 0, false);
    let mut last = "";
    for (at, sign) in call.char_indices() {
        match sign {
            '"' => is_text = !is_text,
            _ if is_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => {
                let rest = call[start..at].trim();
                return Some(if rest.is_empty() { last } else { rest });
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                last = call[start..at].trim();
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

#[test]
fn details_read_as_people_speak() {
    for (kept, want) in [
        ("12 orders, 40 new duties", "12 nhiệm vụ, 40 việc mới"),
        ("2022-04-18/2022-05-01", "18/04/2022 đến 01/05/2022"),
        (
            "3 changes from 2025-07-01, from the command line",
            "3 thay đổi từ 01/07/2025, từ dòng lệnh",
        ),
        (
            "accepted: told by the same person, nobody else may judge",
            "chấp nhận: do chính người ấy ghi, không còn ai khác duyệt được",
        ),
        ("password, recovery code", "bằng mật khẩu, bằng mã dự phòng"),
        ("2.3", "2.3"),
        ("by job 11", "việc nền 11"),
    ] {
        assert_eq!(detail(kept), want);
    }
}
