//! From an empty folder to an administrator who is signed in.

use std::process::Stdio;

use crate::place::{Place, UNITS, on_each_engine, shared};
use jiff::Timestamp;
use loa_app::identity::totp::Secret;

#[test]
fn a_list_founds_the_locality_and_is_imported_again_and_again() {
    on_each_engine(|place| {
        let unclear = place.loa(&["org", "import", UNITS, "--dry-run"]);
        assert_eq!(unclear.code, 2);
        for part in [
            "lỗi[S006]",
            "tinh-sonla: UBND tỉnh",
            "huyen-songma: UBND",
            "--root",
        ] {
            assert!(unclear.err.contains(part), "{part}: {}", unclear.err);
        }
        let looked = place.loa(&["org", "import", UNITS, "--code", "126", "--dry-run"]);
        assert_eq!(looked.code, 0, "{}", looked.err);
        assert!(
            looked
                .out
                .starts_with("Lập địa phương: Huyện Sông Mã (UBND huyện Sông Mã).\nThêm mới: 47."),
            "{}",
            looked.out
        );
        assert!(looked.out.ends_with("Chạy thử: chưa ghi gì.\n"));
        assert!(
            !place.is_embedded() || !place.data().exists(),
            "looking makes no database"
        );
        let again = place.loa(&["org", "import", UNITS, "--root", "huyen-songma"]);
        assert!(again.out.ends_with("Đã ghi.\n"), "{}", again.err);
        let again = place.loa(&["org", "import", UNITS, "--root", "huyen-songma", "--lang", "en"]);
        assert_eq!(again.code, 0);
        assert!(
            again
                .out
                .ends_with("Unchanged: 47.\nThis file changes nothing.\n"),
            "{}",
            again.out
        );
        let other = place.loa(&["org", "import", UNITS, "--root", "tinh-sonla"]);
        assert!(
            other.code == 2 && other.err.contains("đã lập, đứng đầu là huyen-songma"),
            "{}",
            other.err
        );
    });
}

#[test]
fn a_bad_list_is_told_row_by_row_and_nothing_of_it_is_kept() {
    on_each_engine(|place| {
        let bad = "id,parent_id,name,valid_from\nhuyen,,UBND huyện Mẫu,\nxa,nobody,UBND xã Mẫu,\n,huyen,Phòng,\n\
                   phong,huyen,Phòng A,7/2025\n";
        let bad = place.file("sai.csv", bad);
        let answer = place.loa(&["org", "import", &bad]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""));
        for part in ["lỗi[R205]", "Dòng 4: cột id", "Dòng 5: cột valid_from"] {
            assert!(answer.err.contains(part), "{part}: {}", answer.err);
        }
        let orphan = place.file(
            "mo-coi.csv",
            "id,parent_id,name\nhuyen,,UBND huyện Mẫu\nxa,nobody,UBND xã Mẫu\n",
        );
        let answer = place.loa(&["org", "import", &orphan, "--lang", "en"]);
        assert!(
            answer.err.contains("Line 3: there is no unit above “nobody”."),
            "{}",
            answer.err
        );
        let circle = place.file(
            "vong.csv",
            "id,parent_id,name\nhuyen,,UBND huyện Mẫu\na,b,Phòng A\nb,a,Phòng B\n",
        );
        for (language, part) in [
            ("vi", "Phòng A sẽ trực thuộc chính nó từ ngày"),
            ("en", "Phòng A would stand below itself"),
        ] {
            let answer = place.loa(&["org", "import", &circle, "--lang", language]);
            assert!(answer.code == 2 && answer.err.contains(part), "{}", answer.err);
        }
        let nobody = place.loa(&["person", "invite", "--name", "Lò Thị Mẫu", "--login", "quantri"]);
        assert!(
            nobody.code == 2 && nobody.err.contains("lỗi[S005]"),
            "still no locality: {}",
            nobody.err
        );
    });
}

#[test]
fn the_reform_of_2025_is_applied_once_from_its_table() {
    on_each_engine(|place| {
        let table = "old_code,old_full_name,new_code,new_full_name,is_default\n\
                     04168,Thị trấn Sông Mã,04168,Xã Sông Mã,1\n04198,Xã Nà Nghịu,04168,Xã Sông Mã,1\n";
        let table = place.file("chuyen-doi.csv", table);
        let early = place.loa(&["org", "import", &table]);
        assert!(early.err.contains("lỗi[S005]"), "{}", early.err);
        assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        let basis = "Nghị quyết 1681/NQ-UBTVQH15";
        let order = ["org", "import", &table, "--on", "01/07/2025", "--basis", basis];
        let done = place.loa(&order);
        for part in [
            "Từ ngày 01/07/2025. Đổi tên: 1.",
            "UBND thị trấn Sông Mã, trực thuộc UBND huyện Sông Mã → UBND xã Sông Mã",
            "Kết thúc: UBND xã Nà Nghịu → kế thừa: UBND xã Sông Mã (dòng 3)",
            "Cần người quyết định sau đó:\n",
            "Đã ghi.",
        ] {
            assert!(done.out.contains(part), "{part}: {}{}", done.out, done.err);
        }
        let again = place.loa(&order);
        assert!(
            again.out.ends_with("Tệp này không thay đổi gì.\n"),
            "{}",
            again.out
        );
        // The unit at the top has ended; somebody must still be able to run the locality.
        let invited = place.loa(&["person", "invite", "--name", "Lò Thị Mẫu", "--login", "quantri"]);
        assert_eq!(invited.code, 0, "{}", invited.err);
    });
}

#[test]
fn the_national_list_gives_its_part_and_the_reform_of_the_country_does_too() {
    let (Some(units), Some(table)) = (shared("units-2022.csv"), shared("units-map-2022-2025.csv")) else {
        return;
    };
    let place = Place::new();
    let all = place.loa(&["org", "import", &units]);
    assert!(
        all.code == 2 && all.err.contains("cần mã của địa phương") && all.err.contains("--code"),
        "{}",
        all.err
    );
    let done = place.loa(&["org", "import", &units, "--code", "126"]);
    assert!(
        done.out
            .starts_with("Lập địa phương: Huyện Sông Mã (UBND huyện Sông Mã).\nThêm mới: 21."),
        "{}",
        done.out
    );
    let again = place.loa(&["org", "import", &units, "--code", "126"]);
    assert!(again.out.contains("không thay đổi gì"), "{}", again.out);
    let reform = place.loa(&["org", "import", &table, "--on", "2025-07-01"]);
    assert!(
        reform
            .out
            .starts_with("Từ ngày 01/07/2025. Đổi tên: 1. Chuyển: 9. Kết thúc: 11."),
        "{}",
        reform.out
    );
}

#[test]
fn the_first_administrator_comes_in_by_the_link() {
    on_each_engine(|place| {
        let mut site = place.serve();
        assert!(site.lines.next().unwrap().contains("Chưa lập địa phương nào"));
        assert!(site.lines.next().unwrap().contains("loa org import"));
        assert!(site.lines.next().unwrap().contains("loa person invite"));
        let page = site.ask("/dang-nhap", "", None);
        assert!(
            page.status == "200"
                && page.body.contains("loa org import")
                && page.body.contains("loa person invite"),
            "{}",
            page.body
        );
        // While the site runs, as somebody would who has just read that.
        assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        assert!(!site.ask("/dang-nhap", "", None).body.contains("loa org import"));
        let invite = ["person", "invite", "--name", " Lò  Thị Mẫu", "--login", "QuanTri"];
        let first = place.loa(&invite);
        assert_eq!(first.code, 0, "{}", first.err);
        assert!(
            first
                .out
                .starts_with("Đã mời Lò Thị Mẫu, tên đăng nhập quantri: Quản trị, UBND huyện Sông Mã."),
            "{}",
            first.out
        );
        let path = |out: &str| {
            let link = out.lines().last().unwrap();
            let (start, path) = link.split_once("/moi/").unwrap();
            assert_eq!(start, "http://127.0.0.1:8080");
            format!("/moi/{path}")
        };
        let second = place.loa(&["person", "invite", "--login", "quantri", "--lang", "en"]);
        assert!(
            second
                .out
                .contains("The login quantri is there: Lò Thị Mẫu (administrator, UBND huyện Sông Mã)"),
            "{}",
            second.out
        );
        assert_eq!(site.ask(&path(&first.out), "", None).status, "404");
        let link = path(&second.out);
        assert!(site.ask(&link, "", None).body.contains("Lò Thị Mẫu"));
        let form = "mat-khau=mot+cau+de+nho&mat-khau-lai=mot+cau+de+nho";
        let set = site.ask(&link, "", Some(form));
        assert_eq!(set.status, "303", "{}", set.body);
        let cookie = set.session();
        let units = site.ask("/don-vi", &cookie, None);
        assert!(
            units.status == "200" && units.body.contains("Đứa Mòn"),
            "{}",
            units.body
        );
        // The log names routes; whoever reads it must not get in by it.
        let secret = link.trim_start_matches("/moi/");
        let cookie = cookie.trim_start_matches("loa_phien=");
        let log = site.end();
        assert!(log.iter().any(|line| line.contains("/moi/{token}")), "{log:?}");
        assert!(
            !log.iter()
                .any(|line| line.contains(secret) || line.contains(cookie)),
            "{log:?}"
        );
    });
}

#[test]
fn an_invitation_that_cannot_be_made_names_the_option() {
    let place = Place::new();
    assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
    for (arguments, option, part) in [
        (["--login", "a b", "--name", "A"], "--login", "3 đến 60"),
        (["--login", "mau", "--name", " "], "--name", "họ và tên"),
        (["--login", "mau", "--unit", "x"], "--name", "họ và tên"),
    ] {
        let answer = place.loa(&[&["person", "invite"][..], &arguments].concat());
        assert!(
            answer.code == 2
                && answer.err.contains(&format!("lỗi[S007]: {option}"))
                && answer.err.contains(part),
            "{}",
            answer.err
        );
    }
    let unit = ["person", "invite", "--name", "A", "--login", "mau", "--unit", "x"];
    assert!(place.loa(&unit).err.contains("không có đơn vị “x”"));
    let role = [
        "person", "invite", "--name", "A", "--login", "mau", "--role", "vua",
    ];
    assert_eq!(place.loa(&role).code, 64);
}

/// The bytes of a secret as apps take it.
fn secret(groups: &str) -> Secret {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => sign - b'A',
        digit => digit - b'2' + 26,
    };
    let (mut bytes, mut bits, mut kept) = (Vec::new(), 0_u32, 0_u32);
    for sign in groups.bytes().filter(|sign| *sign != b' ') {
        kept = (kept << 5 | u32::from(value(sign))) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((kept >> bits & 0xff) as u8);
        }
    }
    Secret::of(bytes)
}

#[test]
fn of_several_foundings_at_once_one_founds() {
    on_each_engine(|place| {
        // The tables are there, so that all of them come to the founding together.
        assert_eq!(place.loa(&["migrate"]).code, 0);
        let import = ["org", "import", UNITS, "--code", "126"];
        let begun: Vec<_> = (0..6)
            .map(|_| {
                let mut command = place.program(&import);
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        let mut founded = 0;
        for one in begun {
            let output = one.wait_with_output().unwrap();
            let (out, err) = (
                String::from_utf8(output.stdout).unwrap(),
                String::from_utf8(output.stderr).unwrap(),
            );
            let told = match output.status.code() {
                Some(0) if out.contains("Lập địa phương") => {
                    founded += 1;
                    true
                }
                // It came so late that there was a locality when it first looked.
                Some(0) => out.contains("không thay đổi gì"),
                _ => err.contains("một lệnh khác vừa lập địa phương"),
            };
            assert!(told, "{out}{err}");
        }
        assert_eq!(founded, 1);
        let again = place.loa(&import);
        assert!(
            again.out.contains("không thay đổi gì"),
            "{}{}",
            again.out,
            again.err
        );
    });
}

/// One person has codes: by doctor, and by a site that begins with another key.
fn the_wrong_key_is_told(place: &Place) {
    let key = place.data().join("loa.key");
    let well = place.loa(&["doctor"]);
    assert!(
        well.out.contains("mở được mã từ ứng dụng của 1 người"),
        "{}",
        well.out
    );
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let wanted = "không phải khóa của dữ liệu này, 1 trong 1 người";
    let ill = place.loa(&["doctor"]);
    let gone = "không còn khóa của dữ liệu này, 1 người";
    assert!(ill.code == 1 && ill.out.contains(gone), "{}", ill.out);
    assert!(!key.exists(), "to look makes nothing");
    let other = "a".repeat(64);
    let settings = [("LOA_SECRET_KEY", other.as_str())];
    let ill = place.with(&settings).loa(&["doctor"]);
    let told = format!("✗ hỏng   secret_key: {wanted}");
    assert!(
        ill.out.contains(&told) && !ill.out.contains(&other),
        "{}",
        ill.out
    );
    let mut site = place.with(&settings).serve();
    let told = site.lines.next().unwrap();
    assert!(told.contains(wanted) && !told.contains(&other), "{told}");
    assert!(site.lines.next().unwrap().contains("khóa cũ"));
    std::fs::write(&key, kept).unwrap();
    assert!(place.loa(&["doctor"]).out.contains("của 1 người"));
}

#[test]
fn the_last_administrator_gets_in_without_phone_and_recovery_codes() {
    on_each_engine(|place| {
        let site = place.serve();
        assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        let invite = ["person", "invite", "--name", "Lò Thị Mẫu", "--login", "quantri"];
        let path = |out: &str| format!("/moi/{}", out.trim_end().split_once("/moi/").unwrap().1);
        let first = path(&place.loa(&invite).out);
        let form = "mat-khau=mot+cau+de+nho&mat-khau-lai=mot+cau+de+nho";
        let cookie = site.ask(&first, "", Some(form)).session();
        let page = site.ask("/tai-khoan/ma", &cookie, None).body;
        let between = |start: &str, end: &str| page.split(start).nth(1).unwrap().split(end).next().unwrap();
        let sealed = between("name=\"bi-mat\" value=\"", "\"");
        let code = secret(between("loa-groups\">", "<"))
            .code(Timestamp::now())
            .unwrap();
        let set = format!("bi-mat={sealed}&mat-khau=mot+cau+de+nho&ma={code}");
        assert_eq!(site.ask("/tai-khoan/ma", &cookie, Some(&set)).status, "200");
        the_wrong_key_is_told(place);

        let again = place.loa(&["person", "invite", "--login", "quantri"]);
        assert!(again.out.contains("--without-second-factor"), "{}", again.out);
        let answer = site.ask(&path(&again.out), "", Some(form));
        assert_eq!(answer.location(), "/dang-nhap/ma?tiep=/");
        let without = [
            "person",
            "invite",
            "--login",
            "quantri",
            "--without-second-factor",
        ];
        let helped = place.loa(&without);
        assert!(helped.out.contains("Đã bỏ xác thực hai lớp"), "{}", helped.out);
        let answer = site.ask(&path(&helped.out), "", Some(form));
        assert_eq!(answer.location(), "/");
        let page = site.ask("/phien", &answer.session(), None);
        assert_eq!(page.status, "200");
        if place.is_embedded() {
            assert!(place.data().join("loa.key").is_file());
        }
        site.end();
    });
}
