//! `loa doctor` says what is wrong, and nothing where nothing is.

use std::net::TcpListener;

use crate::mail;
use crate::place::{Place, on_each_engine};

#[test]
fn a_sound_installation_has_nothing_to_put_right() {
    let source = Place::new();
    drop(source.demo());
    let file = source.path("mot.tar");
    assert_eq!(source.loa(&["backup", &file]).code, 0);
    on_each_engine(|place| {
        assert_eq!(place.loa(&["restore", &file]).code, 0);
        let ill = place.loa(&["doctor"]);
        assert_eq!(ill.code, 1, "{}", ill.out);
        assert!(ill.out.contains("Chưa từng sao lưu"), "{}", ill.out);
        let backup = place.path("hai.tar");
        assert_eq!(place.loa(&["backup", &backup]).code, 0);
        let well = place.loa(&["doctor", "--deep"]);
        assert_eq!(well.code, 0, "{}{}", well.out, well.err);
        for part in [
            "đúng với chương trình",
            "20 tệp nguyên vẹn (tất cả)",
            &backup,
            "Không có gì phải sửa.",
        ] {
            assert!(well.out.contains(part), "{part}: {}", well.out);
        }
        let english = place.loa(&["doctor", "--lang", "en"]);
        assert!(
            english.out.ends_with("Nothing has to be put right.\n"),
            "{}",
            english.out
        );
        // A running site is seen at its port.
        let site = place.serve();
        let settings = [("LOA_LISTEN", site.address.as_str())];
        let seen = place.with(&settings).loa(&["doctor"]);
        assert!(seen.out.contains("Trang web trả lời"), "{}", seen.out);
    });
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let place = Place::new();
    let nothing = place.loa(&["doctor"]);
    assert_eq!(nothing.code, 1);
    assert!(nothing.out.contains("không có dữ liệu"), "{}", nothing.out);
    assert!(!place.data().exists(), "to look makes nothing");
    drop(place.demo());
    place.open_to_others();
    let mut files = Vec::new();
    for folder in std::fs::read_dir(place.data().join("tep")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            files.push(file.unwrap().path());
        }
    }
    std::fs::write(&files[0], "khác").unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    // A backup with a gap is made, and says so.
    let file = place.path("mot.tar");
    let backup = place.loa(&["backup", &file]);
    assert_eq!(backup.code, 1, "{}", backup.err);
    assert!(backup.out.contains("2 tệp mà dữ liệu nhắc đến"), "{}", backup.out);
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = held.local_addr().unwrap().to_string();
    // It takes what comes and hangs up.
    std::thread::spawn(move || held.incoming().for_each(drop));
    let settings = [
        ("LOA_LISTEN", taken.as_str()),
        ("LOA_PUBLIC_URL", "https://127.0.0.1:1"),
        ("LOA_BACKUP_DIR", "/khong/co"),
    ];
    let ill = place.with(&settings).loa(&["doctor", "--deep"]);
    assert_eq!(ill.code, 1);
    for part in [
        "2 tệp mất hoặc hỏng, 18 tệp tốt",
        "Bản sao lưu đó thiếu 2 tệp",
        "không có thư mục /khong/co",
        "https://127.0.0.1:1 không mở được",
        "Chương trình khác giữ cổng này",
        "cũng đọc được dữ liệu",
        "→ ",
    ] {
        assert!(ill.out.contains(part), "{part}: {}", ill.out);
    }
    // A damaged database is told, not only a missing one.
    let db = place.data().join("loa.db");
    let mut bytes = std::fs::read(&db).unwrap();
    for byte in &mut bytes[8192..40_000] {
        *byte = 0x5a;
    }
    std::fs::write(&db, bytes).unwrap();
    let _ = std::fs::remove_file(place.data().join("loa.db-wal"));
    let ill = place.loa(&["doctor"]);
    assert_eq!(ill.code, 1);
    assert!(
        ill.out.contains("Cơ sở dữ liệu bị hỏng") || ill.out.contains("không trả lời"),
        "{}",
        ill.out
    );
}

#[test]
fn mail_servers_are_greeted_and_no_password_is_told() {
    let place = Place::new();
    drop(place.demo());
    assert!(!place.loa(&["doctor"]).out.contains("Máy chủ thư"));
    let (first, letters) = mail::server("250 ok");
    // Takes calls and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let second = silent.local_addr().unwrap().to_string();
    let (plain, closed) = (format!("smtp://{first}"), format!("smtp://loa:mat-khau@{first}"));
    let other = format!("smtp://{second}");
    let settings = [
        ("LOA_SMTP_URL", plain.as_str()),
        ("LOA_SMTP_URL_2", other.as_str()),
        ("LOA_MAIL_FROM", "Loa <loa@songma.example.vn>"),
    ];
    let told = place.with(&settings).loa(&["doctor"]);
    for part in [
        format!("✓ tốt    Máy chủ thư smtp_url ({first}) trả lời"),
        format!("✗ hỏng   Máy chủ thư smtp_url_2 ({second}) không dùng được"),
        "loa mail test --to".to_owned(),
    ] {
        assert!(told.out.contains(&part), "{part}: {}", told.out);
    }
    assert_eq!(
        (told.code, letters.try_iter().count()),
        (1, 0),
        "no letter is sent"
    );
    // A password goes over no open line.
    let settings = [("LOA_SMTP_URL", closed.as_str()), settings[2]];
    let told = place.with(&settings).loa(&["doctor", "--lang", "en"]);
    assert!(
        told.out
            .contains(&format!("The mail server smtp_url ({first}) cannot be used")),
        "{}",
        told.out
    );
    assert!(!told.out.contains("mat-khau"), "{}", told.out);
}
