//! Files that are missing, empty, broken or not what they seem, and readers that go away.

use std::process::{Command, Stdio};

use crate::run::{PLAN, UNITS, loa, loa_with_input, program};

#[test]
fn files_that_cannot_be_read_have_a_code_and_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let missing = folder.path().join("khong-co.docx").to_str().unwrap().to_owned();
    let directory = folder.path().to_str().unwrap().to_owned();
    let cases = [
        (missing, "R001"),
        (directory, "R003"),
        (put("rong.txt", b""), "R005"),
        (put("trang.txt", "\u{feff} \n\t\n".as_bytes()), "R005"),
        (
            put("anh.png", &[0x89, b'P', b'N', b'G', 0, 0, 0, 1, 2, 3]),
            "R101",
        ),
        (put("hong.docx", b"PK\x03\x04 not really an archive"), "R102"),
        (put("hong.pdf", b"%PDF-1.7\nnothing"), "R102"),
    ];
    for (file, code) in &cases {
        for command in ["compile", "check"] {
            let answer = loa(&["plan", command, file, "--format", "json"]);
            assert_eq!(answer.code, 2, "{file}: {}", answer.err);
            assert!(
                answer.err.contains(&format!("lỗi[{code}]")),
                "{file}: {}",
                answer.err
            );
            let json: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
            let notices = if command == "compile" {
                &json["notices"]
            } else {
                &json["files"][0]["notices"]
            };
            assert_eq!(notices[0]["code"], **code, "{file}");
            assert_eq!(notices[0]["severity"], "error");
        }
    }
}

#[test]
fn one_bad_file_does_not_take_the_others_along() {
    let answer = loa(&["plan", "compile", "khong-co.txt", PLAN, "--format", "json"]);
    assert_eq!(answer.code, 2);
    let documents: Vec<serde_json::Value> = answer
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["file"], "khong-co.txt");
    assert_eq!(documents[1]["head"]["number"], "07/KH-UBND");
}

#[test]
fn bytes_that_are_not_utf8_are_read_or_refused_but_never_crash() {
    let text = std::fs::read(crate::run::data().join(PLAN)).unwrap();
    let mut broken = text.clone();
    broken[text.len() / 2] = 0xff;
    let answer = loa_with_input(&["plan", "compile", "-", "--format", "json"], &broken);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let noise: Vec<u8> = (0..20_000u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let answer = loa_with_input(&["plan", "compile", "-", "--format", "json"], &noise);
    assert_eq!(answer.code, 2, "{}", answer.err);
}

#[test]
fn standard_input_is_a_file_like_others() {
    let text = std::fs::read(crate::run::data().join(PLAN)).unwrap();
    let answer = loa_with_input(&["plan", "compile", "-", "--format", "json"], &text);
    let json: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((answer.code, &json["file"]), (0, &"<stdin>".into()));
    assert_eq!(json["head"]["number"], "07/KH-UBND");
}

#[test]
fn unit_lists_that_cannot_be_used_name_the_line() {
    let folder = tempfile::tempdir().unwrap();
    for (csv, code, place) in [
        ("name,kind\nA,phong\n", "R202", ":1"),
        ("id,name\na,A\n,B\n", "R203", ":3"),
        ("id,name\na,A\na,B\n", "R204", ":3"),
    ] {
        let path = folder.path().join("units.csv");
        std::fs::write(&path, csv).unwrap();
        let answer = loa(&["plan", "compile", PLAN, "--units", path.to_str().unwrap()]);
        assert_eq!(answer.code, 2);
        assert!(
            answer.err.contains(&format!("lỗi[{code}]")) && answer.err.contains(&format!("csv{place}: ")),
            "{}",
            answer.err
        );
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = program()
        .args(["plan", "compile", PLAN, "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn a_result_never_replaces_the_plan_it_was_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("ke-hoach.txt");
    std::fs::copy(crate::run::data().join(PLAN), &plan).unwrap();
    let (plan, inside) = (plan.to_str().unwrap(), folder.path().to_str().unwrap());
    for output in [plan, inside] {
        let answer = loa(&["plan", "compile", plan, "-o", output]);
        assert_eq!(answer.code, 74, "{}", answer.err);
        assert!(answer.err.contains("lỗi[W002]"), "{}", answer.err);
    }
    assert_eq!(
        std::fs::read(plan).unwrap(),
        std::fs::read(crate::run::data().join(PLAN)).unwrap()
    );
}

#[test]
fn results_go_where_they_are_sent() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let listed = |name: &str| {
        let entries = std::fs::read_dir(folder.path().join(name)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    // The ending chooses the form; several plans in one file; one file each in a folder.
    assert_eq!(loa(&["plan", "compile", PLAN, "-o", &at("mot.json")]).code, 0);
    assert_eq!(
        loa(&[
            "plan",
            "compile",
            PLAN,
            PLAN,
            "-o",
            &at("hai.ics"),
            "--units",
            UNITS
        ])
        .code,
        0
    );
    assert_eq!(
        loa(&["plan", "compile", PLAN, PLAN, "--format", "csv", "-o", &at("moi")]).code,
        0
    );
    assert_eq!(
        loa(&[
            "plan",
            "compile",
            "khong-co.txt",
            "--format",
            "csv",
            "-o",
            &at("khong.csv")
        ])
        .code,
        2
    );
    assert_eq!(
        listed("."),
        ["hai.ics", "moi", "mot.json"],
        "nothing half done is left behind"
    );
    assert_eq!(listed("moi"), ["ke-hoach-2.csv", "ke-hoach.csv"]);
    let answer = loa(&["plan", "compile", PLAN, "-o", &at("khong-co/mot.json")]);
    assert_eq!(answer.code, 74);
    assert!(
        answer
            .err
            .contains("mot.json: không ghi được kết quả (không có thư mục đó)"),
        "{}",
        answer.err
    );
}

#[test]
fn a_file_is_what_its_ending_says() {
    let folder = tempfile::tempdir().unwrap();
    let word = folder.path().join("ket-qua.docx");
    let word_name = word.to_str().unwrap();
    let answer = loa(&["plan", "compile", PLAN, "-o", word_name]);
    assert_eq!(answer.code, 64, "{}", answer.err);
    assert!(answer.err.contains("không ghi được tệp .docx"), "{}", answer.err);
    assert!(!word.exists());
    let answer = loa(&["plan", "compile", PLAN, "-o", word_name, "--format", "table"]);
    assert_eq!((answer.code, word.exists()), (0, true), "{}", answer.err);
}

#[test]
fn names_of_files_cannot_move_the_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("ke\u{1b}[2Jhoach.txt");
    let missing = loa(&["plan", "check", odd.to_str().unwrap()]);
    std::fs::copy(crate::run::data().join(PLAN), &odd).unwrap();
    let read = loa(&["plan", "check", odd.to_str().unwrap()]);
    for text in [missing.err, read.out] {
        assert!(text.contains("ke [2Jhoach.txt"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn old_word_files_are_converted_where_libreoffice_is_installed() {
    let old =
        "{\\rtf1\\ansi\\uc1 K\\u7870?HO\\u7840?CH\\par S\\u7889?: 07/KH-UBND\\par}".replace("HO", " HO");
    let answer = loa_with_input(&["plan", "compile", "-", "--format", "json"], old.as_bytes());
    let installed = ["soffice", "libreoffice"].iter().any(|program| {
        Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok()
    });
    if installed {
        assert_eq!(answer.code, 0, "{}", answer.err);
        let json: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(json["head"]["type"], "Kế hoạch");
    } else {
        assert_eq!(answer.code, 2);
        assert!(answer.err.contains("lỗi[R107]"), "{}", answer.err);
    }
}
