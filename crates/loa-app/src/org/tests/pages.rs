//! Stories of the pages of units, through the router.

use axum::http::StatusCode;
use jiff::civil::date;

use crate::org::store;
use crate::org::tests::{REFORM, REFORM_DAY, apply_mapping};
use crate::testing::{Answer, Browser, Site, on_each_engine};

const FILE: &str = "id,parent_id,name,kind,level,unit_code\n\
                    ban-na-dia,ubnd-04189,Bản Nà Dìa,ban,ban,\n\
                    ubnd-04174,huyen-songma,UBND xã Pú Bẩu,uy-ban,xa,04174\n";

const DAY: [(&str, &str); 3] = [("tu-ngay", "1"), ("tu-thang", "5"), ("tu-nam", "2022")];

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    let value = rest.split('"').next().unwrap();
    value
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

async fn compared(browser: &mut Browser, file: &[u8]) -> Answer {
    browser
        .post_files("/don-vi/nhap", &DAY, &[("tep", "don-vi.csv", file)])
        .await
}

async fn applied(browser: &mut Browser, page: &str) -> Answer {
    let names = ["ngay", "thieu", "ma", "can-cu", "da-xem", "danh-sach"];
    let values: Vec<(&str, String)> = names.iter().map(|name| (*name, hidden(page, name))).collect();
    let fields: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post("/don-vi/nhap/ap-dung", &fields).await
}

#[tokio::test]
async fn a_list_is_seen_before_it_is_applied() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let page = compared(&mut admin, FILE.as_bytes()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        for part in [
            "Thêm mới: 1",
            "Đổi tên: 1",
            "Bản Nà Dìa",
            "UBND xã Pú Pẩu",
            "UBND xã Pú Bẩu",
            "01/05/2022",
        ] {
            assert!(page.text.contains(part), "{part}");
        }
        let tree = "/don-vi?xem-ngay=1&xem-thang=5&xem-nam=2022";
        assert!(
            !admin.get(tree).await.text.contains("Bản Nà Dìa"),
            "nothing is written yet"
        );

        assert_eq!(applied(&mut admin, &page.text).await.location(), "/don-vi");
        let after = admin.get(tree).await.text;
        assert!(after.contains("Bản Nà Dìa") && after.contains("UBND xã Pú Bẩu"));
        let before = admin
            .get("/don-vi?xem-ngay=30&xem-thang=4&xem-nam=2022")
            .await
            .text;
        assert!(!before.contains("Bản Nà Dìa") && before.contains("UBND xã Pú Pẩu"));

        // The button pressed twice, or a page that has grown old.
        let again = applied(&mut admin, &page.text).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.text.contains("không thay đổi gì"), "{}", again.text);
        let forged = [("ngay", "2022-05-01"), ("danh-sach", FILE), ("da-xem", "")];
        assert_eq!(
            admin.post("/don-vi/nhap/ap-dung", &forged).await.status,
            StatusCode::CONFLICT
        );
    })
    .await;
}

#[tokio::test]
async fn bad_files_are_told_by_line() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let huge = format!(
            "id,name\n{}",
            (0..20_001)
                .map(|at| format!("u{at},Phòng {at}\n"))
                .collect::<String>()
        );
        let long = format!(
            "id,name\n{}",
            (0..9_000)
                .map(|at| format!("u{at},{}{at}\n", "Phòng ".repeat(10)))
                .collect::<String>()
        );
        for (file, told) in [
            (&b""[..], "không có dòng nào"),
            (b"\xff\xfe\x00", "UTF-8"),
            (b"PK\x03\x04 not a table\nat all\n", "Dòng tiêu đề"),
            (
                b"id,parent_id,name\na,nobody,\"Ph\xc3\xb2ng A\"\n,,x\n",
                "Dòng 3: cột id để trống.",
            ),
            (
                b"id,parent_id,name\na,nobody,Phong A\n",
                "Dòng 2: không có đơn vị cấp trên",
            ),
            (
                b"id,parent_id,name\nubnd-04189,phong-noi-vu,A\nphong-noi-vu,ubnd-04189,B\n",
                "áp dụng",
            ),
            (huge.as_bytes(), "Tệp dài quá"),
            (long.as_bytes(), "quá dài để nhập"),
        ] {
            let answer = compared(&mut admin, file).await;
            let shown = String::from_utf8_lossy(&file[..file.len().min(60)]).into_owned();
            if told == "áp dụng" {
                // A circle shows when it is applied, and leaves nothing.
                let refused = applied(&mut admin, &answer.text).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{shown}");
                assert!(refused.text.contains("trực thuộc chính nó"), "{}", refused.text);
                continue;
            }
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{shown}");
            assert!(answer.text.contains(told), "{shown}: {}", answer.text);
            assert!(answer.text.contains("value=\"2022\""), "the day is kept");
        }
        let none = admin.post("/don-vi/nhap", &DAY).await;
        assert!(none.text.contains("Mời chọn một tệp CSV."));
    })
    .await;
}

#[tokio::test]
async fn a_unit_is_renamed_moved_and_ended_from_a_day() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let unit = site.units["phong-vhtt"];
        let edit = format!("/don-vi/{unit}/sua");
        let parent = site.units["vp-hdnd-ubnd"].to_string();
        let below = site.units["bo-phan-tntkq-huyen"].to_string();
        let with = |name: &'static str, parent: &str, day: &'static str| {
            vec![
                ("ten", name.to_owned()),
                ("cap-tren", parent.to_owned()),
                ("loai", "phong".to_owned()),
                ("cap", "huyen".to_owned()),
                ("tu-ngay", day.to_owned()),
                ("tu-thang", "5".to_owned()),
                ("tu-nam", "2022".to_owned()),
            ]
        };
        let mut post = async |path: &str, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            admin.post(path, &fields).await
        };
        let name = "Phòng Văn hóa, Khoa học";
        assert_eq!(
            post(&edit, with(name, &parent, "1")).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            post(&edit, with(name, &parent, "1")).await.status,
            StatusCode::SEE_OTHER,
            "the same again"
        );
        let early = post(&edit, with("Phòng Khác", &parent, "0")).await;
        assert!(
            early.text.contains("không có thật") && early.text.contains("Phòng Khác"),
            "{}",
            early.text
        );
        // The office above would stand below its own office.
        let circle = post(&format!("/don-vi/{parent}/sua"), with("Văn phòng", &below, "2")).await;
        assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(circle.text.contains("trực thuộc chính nó"), "{}", circle.text);
        let stranger = post(&edit, with(name, "zzzz", "1")).await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN);

        let page = admin.get(&format!("/don-vi/{unit}")).await.text;
        assert!(
            page.contains("Phòng Văn hóa và Thông tin") && page.contains("01/05/2022"),
            "{page}"
        );
        let end = format!("/don-vi/{unit}/ket-thuc");
        let successor = site.units["phong-noi-vu"].to_string();
        let fields = [
            ("tu-ngay", "1"),
            ("tu-thang", "6"),
            ("tu-nam", "2022"),
            ("ke-thua", successor.as_str()),
            ("can-cu", "Quyết định <mẫu>"),
        ];
        // The day is not there by itself, and nobody is forgotten by oversight.
        let form = admin.get(&end).await.text;
        assert!(
            form.contains("name=\"tu-ngay\" type=\"text\" inputmode=\"numeric\" value=\"\"")
                && form.contains("Người phụ trách")
        );
        let forgotten = admin.post(&end, &fields[..3]).await;
        assert_eq!(forgotten.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            forgotten
                .text
                .contains("đánh dấu là không đơn vị nào nhận việc còn lại")
        );
        assert_eq!(admin.post(&end, &fields).await.status, StatusCode::SEE_OTHER);
        let page = admin.get(&format!("/don-vi/{unit}")).await.text;
        assert!(
            page.contains("Phòng Nội vụ") && page.contains("Quyết định &#60;mẫu&#62;"),
            "{page}"
        );

        // What still has units below does not end.
        let root = format!("/don-vi/{parent}/ket-thuc");
        let nobody = [&fields[..3], &[("khong-ai", "co")]].concat();
        let refused = admin.post(&root, &nobody).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("chuyển hoặc kết thúc trước"),
            "{}",
            refused.text
        );
    })
    .await;
}

#[tokio::test]
async fn groups_are_kept_and_hostile_names_are_text() {
    const SCRIPT: &str = "<script>alert(1)</script>\"'";
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let one = site.units["phong-noi-vu"].to_string();
        let group = [("ten", SCRIPT), ("don-vi", &one), ("don-vi", &one)];
        assert_eq!(
            admin.post("/don-vi/nhom", &group).await.status,
            StatusCode::SEE_OTHER
        );
        let twice = admin.post("/don-vi/nhom", &group).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.text.contains("Đã có nhóm"));
        let unit = [
            ("ten", SCRIPT),
            ("ten-khac", SCRIPT),
            ("cap-tren", &one),
            ("loai", "phong"),
            ("cap", "huyen"),
            ("tu-ngay", "1"),
            ("tu-thang", "4"),
            ("tu-nam", "2022"),
        ];
        let path = admin.post("/don-vi/moi", &unit).await.location().to_owned();
        assert!(path.starts_with("/don-vi/"), "{path}");
        let double = admin.post("/don-vi/moi", &unit).await;
        assert_eq!(double.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(double.text.contains("Đã có “") && !double.text.contains("<script>alert"));
        for page in [
            path.as_str(),
            "/don-vi",
            "/don-vi/nhom",
            "/don-vi/nhap",
            "/nguoi",
            "/don-vi?tim=%3Cscript%3Ealert(1)%3C/script%3E",
            &format!("{path}/sua"),
            &format!("{path}/ket-thuc"),
        ] {
            let answer = admin.get(page).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            assert!(!answer.text.contains("<script>alert"), "{page}");
        }
        let huge = "Ấ".repeat(100_000);
        for name in ["ten", "ten-khac", "ma", "loai", "cap", "tu-nam"] {
            let mut fields = unit.to_vec();
            fields.retain(|(known, _)| *known != name);
            fields.push((name, &huge));
            let answer = admin.post("/don-vi/moi", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_their_part_of_the_tree() {
    on_each_engine(async |site: Site| {
        let mut officer = site.signed_in("officer").await;
        let page = officer.get("/don-vi").await.text;
        assert!(page.contains("UBND xã Đứa Mòn") && !page.contains("UBND xã Bó Sinh"));
        assert!(page.contains("<p class=\"govuk-body\">1 đơn vị"), "{page}");
        let mut leader = site.signed_in("leader").await;
        let page = leader.get("/don-vi?tim=dua%20mon").await.text;
        assert!(
            page.contains("<strong><a class=\"govuk-link\""),
            "found without marks, shown where it stands"
        );
        assert!(page.contains("UBND huyện Sông Mã") && !page.contains("UBND xã Bó Sinh"));
        assert!(
            leader.get("/don-vi?tim=04189").await.text.contains("Đứa Mòn"),
            "by code"
        );

        // After the reform the district is gone from the tree and still has its page.
        let mut tx = site.tx().await;
        apply_mapping(&mut tx, REFORM, REFORM_DAY, "").await;
        tx.save().await.unwrap();
        site.app.clock().move_to(date(2025, 7, 2));
        let mut leader = site.signed_in("leader").await;
        let page = leader
            .get(&format!("/don-vi/{}", site.units["ubnd-04189"]))
            .await
            .text;
        assert!(
            page.contains("đã kết thúc từ ngày 01/07/2025") && page.contains("UBND xã Mường Lầm"),
            "{page}"
        );
        let then = leader
            .get("/don-vi?xem-ngay=13&xem-thang=1&xem-nam=2022")
            .await
            .text;
        assert!(then.contains("UBND xã Đứa Mòn") && then.contains("UBND thị trấn Sông Mã"));
    })
    .await;
}

#[tokio::test]
async fn the_list_that_is_taken_out_changes_nothing_when_it_comes_back() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let [day, month, year] = DAY;
        // One changes, one ends to come, one has other names.
        let (one, other) = (site.units["phong-vhtt"], site.units["phong-tckh"]);
        let parent = site.units["huyen-songma"].to_string();
        let renamed = [
            ("ten", "Phòng “Văn hóa, Khoa học”"),
            ("ten-khac", "Phòng VH\nVăn hóa"),
            ("cap-tren", &parent),
            ("loai", "phong"),
            ("cap", "huyen"),
            ("tu-ngay", "1"),
            ("tu-thang", "4"),
            year,
        ];
        let edit = format!("/don-vi/{one}/sua");
        assert_eq!(admin.post(&edit, &renamed).await.status, StatusCode::SEE_OTHER);
        let mut later = renamed.to_vec();
        later[0].1 = "Phòng Mới";
        later.splice(5..7, [("tu-ngay", "1"), ("tu-thang", "6")]);
        assert_eq!(admin.post(&edit, &later).await.status, StatusCode::SEE_OTHER);
        let heir = site.units["phong-noi-vu"].to_string();
        let end = [day, month, year, ("ke-thua", heir.as_str())];
        let path = format!("/don-vi/{other}/ket-thuc");
        assert_eq!(admin.post(&path, &end).await.status, StatusCode::SEE_OTHER);

        let page = admin.get("/don-vi/nhap").await.text;
        assert!(page.contains("href=\"/don-vi.csv\""), "{page}");
        let file = admin.get("/don-vi.csv").await;
        assert!(file.bytes.starts_with(b"\xef\xbb\xbf"), "Excel reads it as UTF-8");
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        let head = "mã,tên,trực thuộc,loại,cấp,mã hành chính,tên khác,từ ngày,đến ngày,kế thừa";
        let row = ",Phòng VH;Văn hóa,2022-04-01,,";
        for part in [
            head,
            row,
            ",2022-04-30,phong-noi-vu",
            "ubnd-04189,UBND xã Đứa Mòn,huyen-songma",
        ] {
            assert!(file.text.contains(part), "{part}: {}", file.text);
        }
        for missing in ["giu", "ket-thuc"] {
            let today = [("tu-ngay", "18"), ("tu-thang", "4"), year, ("thieu", missing)];
            let sent = [("tep", "don-vi.csv", file.bytes.as_slice())];
            let page = admin.post_files("/don-vi/nhap", &today, &sent).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            assert!(
                page.text.contains("không thay đổi gì"),
                "{missing}: {}",
                page.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn no_unit_is_there_twice() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let parent = site.units["huyen-songma"].to_string();
        let [day, month, year] = DAY;
        let with = |name| {
            let place = ("cap-tren", parent.as_str());
            let (kind, level) = (("loai", "phong"), ("cap", "huyen"));
            [("ten", name), place, kind, level, day, month, year]
        };
        let other = format!("/don-vi/{}/sua", site.units["phong-vhtt"]);
        for path in ["/don-vi/moi", &other] {
            let refused = admin.post(path, &with("phòng  nội vụ")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(refused.text.contains("Đã có “Phòng Nội vụ”"), "{}", refused.text);
        }
        // It may be written once more itself, and stand elsewhere under the same name.
        let own = format!("/don-vi/{}/sua", site.units["phong-noi-vu"]);
        let commune = site.units["ubnd-04189"].to_string();
        let mut elsewhere = with("Phòng Nội vụ");
        elsewhere[1].1 = &commune;
        for (path, form) in [(own.as_str(), with("Phòng Nội Vụ")), ("/don-vi/moi", elsewhere)] {
            assert_eq!(
                admin.post(path, &form).await.status,
                StatusCode::SEE_OTHER,
                "{path}"
            );
        }

        let list = "id,parent_id,name,valid_from,valid_to\n\
                    a,huyen-songma,Phòng Nội vụ,,\n\
                    b,huyen-songma,Phòng Dân tộc và Tôn giáo,,2022-12-31\n\
                    c,huyen-songma,Phòng Dân tộc và Tôn giáo,2023-01-01,\n\
                    d,huyen-songma,phòng dân tộc và tôn giáo,2023-06-01,\n";
        let told = compared(&mut admin, list.as_bytes()).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in [
            "Dòng 2: đã có đơn vị khác mang tên “Phòng Nội vụ”",
            "Dòng 5: “phòng dân tộc và tôn giáo” đã có ở dòng 4",
        ] {
            assert!(told.text.contains(part), "{part}: {}", told.text);
        }
        assert!(!told.text.contains("Dòng 4:"), "one after the other");
        let renamed = "id,parent_id,name\n\
                       phong-noi-vu,huyen-songma,Phòng Tổng hợp\n\
                       a,huyen-songma,Phòng Nội vụ\n";
        let fine = compared(&mut admin, renamed.as_bytes()).await;
        assert_eq!(
            fine.status,
            StatusCode::OK,
            "the name is free again: {}",
            fine.text
        );
    })
    .await;
}

#[tokio::test]
async fn an_end_that_was_a_slip_is_taken_back() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let unit = site.units["ubnd-04189"];
        let (path, end) = (format!("/don-vi/{unit}"), format!("/don-vi/{unit}/ket-thuc"));
        let back = format!("{path}/hoat-dong-lai");
        let heir = site.units["ubnd-04171"].to_string();
        let [day, month, year] = DAY;
        let taken = [day, month, year, ("ke-thua", heir.as_str())];
        assert_eq!(admin.post(&end, &taken).await.status, StatusCode::SEE_OTHER);
        let page = admin.get(&path).await.text;
        assert!(page.contains("kết thúc từ ngày 01/05/2022") && page.contains("Cho hoạt động lại"));
        let mut leader = site.signed_in("leader").await;
        assert_eq!(leader.post(&back, &[]).await.status, StatusCode::FORBIDDEN);
        assert!(!leader.get(&path).await.text.contains("Cho hoạt động lại"));
        assert_eq!(admin.post(&back, &[]).await.location(), path);
        let again = admin.post(&back, &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "it has not ended");
        let mut tx = site.tx().await;
        assert_eq!(store::successions(&mut tx).await.unwrap(), []);
        let history = store::history(&mut tx, unit).await.unwrap();
        assert_eq!((history.len(), history[0].valid_to), (1, None));
        drop(tx);

        // When the one that took over has changed since, the end stays.
        assert_eq!(admin.post(&end, &taken).await.status, StatusCode::SEE_OTHER);
        let district = site.units["huyen-songma"].to_string();
        let later = [
            ("ten", "UBND xã Khác"),
            ("cap-tren", &district),
            ("loai", "uy-ban"),
            ("cap", "xa"),
            ("tu-ngay", "2"),
            month,
            year,
        ];
        let answer = admin.post(&format!("/don-vi/{heir}/sua"), &later).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert!(!admin.get(&path).await.text.contains("Cho hoạt động lại"));
        let refused = admin.post(&back, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text.contains("đã nhận việc"), "{}", refused.text);
    })
    .await;
}
