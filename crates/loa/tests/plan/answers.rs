//! What people read.

use crate::run::{Answer, PLAN, UNITS, loa, program};

/// Arguments, exit code and both streams, as one text to compare.
fn transcript(arguments: &[&str]) -> String {
    let Answer { code, out, err } = loa(arguments);
    let err = if err.is_empty() {
        String::new()
    } else {
        format!("--- stderr\n{err}")
    };
    format!("$ loa {}\n{out}{err}--- exit {code}\n", arguments.join(" "))
}

#[test]
fn answers_in_words() {
    let lines: &[(&str, &[&str])] = &[
        ("help", &["--help"]),
        ("help_compile", &["plan", "compile", "--help"]),
        ("help_english", &["plan", "phrase", "--help", "--lang", "en"]),
        (
            "calendar",
            &[
                "plan",
                "calendar",
                PLAN,
                "--month",
                "2022-04",
                "--units",
                UNITS,
                "--today",
                "18/4/2022",
            ],
        ),
        (
            "calendar_english",
            &["plan", "calendar", PLAN, "--month", "4/2022", "--lang=en"],
        ),
        (
            "phrase_window",
            &[
                "plan",
                "phrase",
                "Quý II, III năm 2022",
                "--year",
                "2022",
                "--column",
                "Thời gian thực hiện",
            ],
        ),
        (
            "phrase_english",
            &[
                "plan",
                "phrase",
                "Hàng quý",
                "--year",
                "2022",
                "--issued",
                "2022-01-10",
                "--lang",
                "en",
            ],
        ),
        ("phrase_without_year", &["plan", "phrase", "thường xuyên"]),
        (
            "phrase_rest",
            &[
                "plan", "phrase", "Quý", "I,", "có", "mời", "chuyên", "gia", "--year", "2022",
            ],
        ),
        ("explain_read_error", &["plan", "explain", "r105"]),
        ("explain_unknown", &["plan", "explain", "X999"]),
    ];
    for (name, arguments) in lines {
        insta::assert_snapshot!(*name, transcript(arguments));
    }
}

/// The table without its notices, which belong to the linter's own tests.
#[test]
fn a_plan_as_a_table() {
    for (name, width) in [("table", "110"), ("table_narrow", "60")] {
        let output = program()
            .args(["plan", "compile", PLAN, "--units", UNITS, "--today", "2022-04-18"])
            .env("COLUMNS", width)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let end = text.rfind("\n\n").unwrap();
        insta::assert_snapshot!(name, &text[..end]);
    }
}

#[test]
fn wrong_command_lines_say_what_is_wrong() {
    for (arguments, vi, en) in [
        (
            &["plan", "compil"][..],
            "không có lệnh “compil”",
            "there is no command “compil”",
        ),
        (
            &["plan", "check", PLAN, "--yea", "2022"],
            "không có tùy chọn “--yea”",
            "there is no option “--yea”",
        ),
        (&["plan", "check"], "thiếu <TỆP>...", "<FILE>... is missing"),
        (
            &["plan", "compile", PLAN, "--format", "doc"],
            "“doc” không dùng được",
            "“doc” cannot be used",
        ),
        (
            &["plan", "compile", PLAN, "--year", "20222"],
            "cần một năm",
            "a year is wanted",
        ),
        (
            &["plan", "compile", PLAN, "--today", "31/2/2022"],
            "cần một ngày",
            "a day is wanted",
        ),
        (
            &["plan", "calendar", PLAN, "--month", "2022-13"],
            "cần một tháng",
            "a month is wanted",
        ),
        (
            &["plan", "calendar", PLAN],
            "thiếu --month <THÁNG>",
            "--month <MONTH> is missing",
        ),
    ] {
        for (language, want) in [("vi", vi), ("en", en)] {
            let answer = loa(&[arguments, &["--lang", language]].concat());
            assert_eq!((answer.code, answer.out.as_str()), (64, ""), "{arguments:?}");
            assert!(answer.err.contains(want), "{}", answer.err);
        }
    }
}

#[test]
fn the_language_can_be_set_once() {
    let output = program()
        .args(["plan", "compile", "nowhere.txt"])
        .env("LOA_LANG", "en")
        .output()
        .unwrap();
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .starts_with("error[R001]: nowhere.txt: file not found")
    );
}

#[test]
fn a_notice_is_drawn_at_its_words() {
    let answer = loa(&["plan", "check", PLAN]);
    assert_eq!(answer.code, 0, "warnings alone are no failure");
    let mut lines = answer
        .out
        .lines()
        .skip_while(|line| !line.contains("“Quý II, III năm 2022”"));
    let drawing: Vec<&str> = lines.by_ref().take(5).collect();
    assert!(drawing[1].ends_with("ke-hoach.txt:46:72"), "{}", drawing[1]);
    let (text, mark) = (drawing[3], drawing[4]);
    let column = text
        .find("Quý II, III")
        .map(|at| text[..at].chars().count())
        .unwrap();
    assert_eq!(
        mark.chars().position(|letter| letter == '━'),
        Some(column),
        "{text}\n{mark}"
    );
    assert_eq!(
        mark.chars().filter(|letter| *letter == '━').count(),
        "Quý II, III năm 2022".chars().count()
    );
    assert_eq!(loa(&["plan", "check", PLAN, "--deny", "warnings"]).code, 1);
}

#[test]
fn colours_only_when_wanted() {
    let plain = loa(&["plan", "check", PLAN]);
    assert!(!plain.out.contains('\u{1b}'));
    let coloured = loa(&["plan", "check", PLAN, "--color", "always"]);
    assert!(coloured.out.contains('\u{1b}'));
}

#[test]
fn every_code_can_be_explained() {
    let list = loa(&["plan", "explain"]);
    assert_eq!(list.code, 0);
    let codes = list
        .out
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next());
    for code in codes {
        for language in ["vi", "en"] {
            let answer = loa(&["plan", "explain", code, "--lang", language]);
            assert_eq!(answer.code, 0, "{code}");
            assert!(
                answer.out.starts_with(code) && answer.out.lines().count() > 2,
                "{}",
                answer.out
            );
        }
    }
}
