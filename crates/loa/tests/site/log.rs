//! The log and the jobs on the command line, beside a site that runs.

use crate::place::{Place, UNITS, on_each_engine};

/// A locality with an administrator.
fn founded(place: &Place) {
    let done = place.loa(&["org", "import", UNITS, "--root", "huyen-songma"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = place.loa(&["person", "invite", "--name", "Lò Thị Mẫu", "--login", "mau"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn the_log_is_whole_until_somebody_meddles_with_the_database() {
    on_each_engine(|place| {
        let nothing = place.loa(&["audit", "verify"]);
        assert!(
            nothing.code == 2 && nothing.err.contains("lỗi[S005]"),
            "{}",
            nothing.err
        );
        founded(place);
        let head = place.loa(&["audit", "head"]);
        let (seq, hash) = head.out.trim().split_once(':').unwrap();
        assert!(
            seq.parse::<i64>().unwrap() >= 2 && hash.len() == 64,
            "{}",
            head.out
        );
        let whole = place.loa(&["audit", "verify", "--since", head.out.trim()]);
        assert!(
            whole.code == 0 && whole.out.starts_with("Nhật ký nguyên vẹn: "),
            "{}",
            whole.out
        );
        let whole = place.loa(&["audit", "verify", "--json"]);
        let whole: serde_json::Value = serde_json::from_str(&whole.out).unwrap();
        assert_eq!(whole["fault_count"], 0);
        assert_eq!(whole["head"]["hash"], hash);
        // Another log, as it was kept somewhere.
        let other = format!("1:{}", "0".repeat(64));
        let other = place.loa(&["audit", "verify", "--since", &other, "--lang", "en"]);
        assert_eq!(other.code, 1);
        assert!(
            other
                .out
                .starts_with("The log is NOT whole: 1 faults.\n  Entry 1 is not the one"),
            "{}",
            other.out
        );
        let nonsense = place.loa(&["audit", "verify", "--since", "x"]);
        assert!(
            nonsense.code == 64 && nonsense.err.contains("loa audit head"),
            "{}",
            nonsense.err
        );
    });
}

#[test]
fn jobs_are_listed_and_what_is_not_there_is_told() {
    on_each_engine(|place| {
        founded(place);
        let none = place.loa(&["jobs", "list"]);
        assert_eq!(
            (none.code, none.out.as_str()),
            (0, "Không có việc nào.\n"),
            "{}",
            none.err
        );
        let none = place.loa(&["jobs", "list", "--state", "failed", "--json"]);
        assert_eq!(none.out, "[]\n");
        for command in ["retry", "cancel"] {
            let missing = place.loa(&["jobs", command, "abc"]);
            assert!(
                missing.code == 2
                    && missing.err.contains("lỗi[S012]")
                    && missing.err.contains("không có việc này"),
                "{}",
                missing.err
            );
            assert_eq!(place.loa(&["jobs", command, "không"]).code, 64);
        }
        assert_eq!(place.loa(&["jobs", "list", "--state", "open"]).code, 64);
        // The worker of a site that runs, and stops, leaves the log whole.
        drop(place.serve());
        assert_eq!(place.loa(&["audit", "verify"]).code, 0);
    });
}
