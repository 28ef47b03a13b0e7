//! Letters to units that are late.

use axum::http::StatusCode;
use jiff::civil::date;

use crate::mail::sink::{Mood, Sink};
use crate::testing::on_each_engine;
use crate::urging::tests::{an_hour, duty, proven, with_mail};

#[tokio::test]
async fn the_board_leads_to_the_letter_and_leaves_alone_who_has_more_time() {
    on_each_engine(async |site| {
        let late = duty(&site, "2.3", date(2022, 3, 1), date(2022, 3, 31)).await;
        let moved = duty(&site, "2.4", date(2022, 3, 1), date(2022, 3, 30)).await;
        let soon = duty(&site, "2.5", date(2022, 3, 1), date(2022, 3, 29)).await;
        let mut desk = site.signed_in("coordinator").await;
        let unit = site.units["ubnd-04189"].to_string();
        let tick = format!("/don-doc?don-vi={unit}");
        let urgent = |page: &str| {
            let part = page.split("Cần đôn đốc").nth(1).unwrap();
            part.split("Đơn vị và nhiệm vụ").next().unwrap().to_owned()
        };
        let page = urgent(&desk.get("/bang-dieu-hanh?nam=2022").await.text);
        assert_eq!(page.matches(&tick).count(), 3, "{page}");
        for (duty, day) in [(moved, "31"), (soon, "19")] {
            let until = [
                ("den-ngay", day),
                ("den-thang", if day == "31" { "5" } else { "4" }),
                ("den-nam", "2022"),
                ("ly-do", "Mưa lũ"),
            ];
            let given = desk.post(&format!("/viec/{duty}/gia-han"), &until).await;
            assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
        }
        let page = urgent(&desk.get("/bang-dieu-hanh?nam=2022").await.text);
        assert!(
            page.contains("1 nhiệm vụ đang được gia hạn không có ở đây"),
            "{page}"
        );
        let has = |id: loa_db::id::Id| page.contains(&format!("/viec/{id}\""));
        assert_eq!((has(late), has(moved), has(soon)), (true, false, true));
        assert_eq!(
            (
                page.matches(&tick).count(),
                page.matches("loa-status--sap-han").count()
            ),
            (1, 1)
        );
        assert!(page.contains("còn 1 ngày · gia hạn đến 19/04/2022"), "{page}");
        let page = desk.get(&tick).await.text;
        assert!(page.contains(&format!("id=\"dv-{unit}\" checked")), "{page}");
        let page = desk.get("/don-doc?don-vi=%3Cscript%3E").await.text;
        assert!(!page.contains("checked") && !page.contains("<script>"));
        // Leaders see the board and urge nobody.
        let mut leader = site.signed_in("leader").await;
        let page = leader.get("/bang-dieu-hanh?nam=2022").await.text;
        assert!(
            page.contains("Cần đôn đốc") && !page.contains("/don-doc?"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_late_unit_is_written_to_once_a_day_and_the_letter_is_kept() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Accepts).await;
        let site = with_mail(site, &sink).await;
        let late = duty(&site, "2.3", date(2022, 3, 1), date(2022, 3, 31)).await;
        let noon = date(2022, 4, 18).at(12, 0, 0, 0);
        // Reminded by machine, officer and coordinator.
        assert_eq!(an_hour(&site, &sink, noon).await.len(), 2);
        let mut desk = site.signed_in("coordinator").await;
        let page = desk.get("/don-doc").await.text;
        assert!(
            page.contains("UBND xã Đứa Mòn") && page.contains("31/03/2022") && page.contains("chưa"),
            "{page}"
        );
        let none = desk.post("/don-doc/soan", &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text.contains("Mời chọn ít nhất một đơn vị"));

        let unit = site.units["ubnd-04189"].to_string();
        let draft = desk.post("/don-doc/soan", &[("don-vi", &unit)]).await;
        assert_eq!(draft.status, StatusCode::OK);
        for told in [
            "Kính gửi: UBND xã Đứa Mòn",
            "2.3 – Truyền thanh xã, tháng 4/2022: hạn 31/03/2022, quá hạn 18 ngày",
            "UBND xã Đứa Mòn: 1 việc quá hạn.",
            "Thư gửi cho: Người mẫu officer",
        ] {
            assert!(draft.text.contains(told), "{told}: {}", draft.text);
        }
        let (way, letter, short) = (
            format!("cach-{unit}"),
            format!("thu-{unit}"),
            format!("ngan-{unit}"),
        );
        let empty = [("don-vi", unit.as_str()), (way.as_str(), "mail")];
        let refused = desk.post("/don-doc/gui", &empty).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("không được để trống"));
        let script = "Kính gửi xã <script>alert(1)</script>";
        let sent = [
            ("don-vi", unit.as_str()),
            (way.as_str(), "mail"),
            (letter.as_str(), script),
            (short.as_str(), "Gấp nhé"),
        ];
        assert_eq!(
            desk.post("/don-doc/gui", &sent).await.location(),
            "/don-doc/da-gui"
        );
        let history = desk.get("/don-doc/da-gui").await.text;
        assert!(
            history.contains("1 việc, còn 1") && history.contains("thư: 1 đang chờ gửi"),
            "{history}"
        );
        assert_eq!(
            an_hour(&site, &sink, date(2022, 4, 18).at(12, 30, 0, 0))
                .await
                .len(),
            1
        );
        let history = desk.get("/don-doc/da-gui").await.text;
        assert!(history.contains("thư: 1 đã gửi"), "{history}");
        let path = history
            .split("href=\"/don-doc/da-gui/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let kept = desk.get(&format!("/don-doc/da-gui/{path}")).await.text;
        assert!(
            kept.contains("Kính gửi xã &") && !kept.contains("<script>alert"),
            "{kept}"
        );

        // Pressed twice, or by a colleague: once a day is enough.
        let again = desk.post("/don-doc/gui", &sent).await;
        assert_eq!(again.location(), "/don-doc/da-gui");
        let page = desk.get("/don-doc/da-gui").await.text;
        assert!(page.contains("1 đơn vị không gửi"), "{page}");
        assert_eq!(page.matches("href=\"/don-doc/da-gui/").count(), 1);
        let draft = desk.post("/don-doc/soan", &[("don-vi", &unit)]).await;
        assert!(
            draft.text.contains("Hôm nay đã đôn đốc đơn vị này rồi") && !draft.text.contains("<textarea")
        );

        // Nobody urges units that are not theirs.
        let other = site.units["ubnd-04171"].to_string();
        let mut local = site.signed_in("local").await;
        let foreign = local.post("/don-doc/soan", &[("don-vi", &other)]).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let strange = desk.post("/don-doc/soan", &[("don-vi", "1' OR 1=1")]).await;
        assert_eq!(strange.status, StatusCode::NOT_FOUND);

        proven(&site, late).await;
        let page = desk.get("/don-doc").await.text;
        assert!(page.contains("Không đơn vị nào có việc quá hạn"), "{page}");
        assert!(
            desk.get("/don-doc/da-gui")
                .await
                .text
                .contains("1 việc, đã xong cả")
        );
    })
    .await;
}

#[tokio::test]
async fn the_overview_opens_by_its_link_until_it_is_withdrawn_and_names_nobody() {
    on_each_engine(async |site| {
        duty(&site, "2.3", date(2022, 3, 1), date(2022, 3, 31)).await;
        let mut desk = site.signed_in("coordinator").await;
        let page = desk.get("/tong-quan").await.text;
        assert!(
            page.contains("UBND xã Đứa Mòn") && page.contains("31/03/2022"),
            "{page}"
        );
        let refused = desk.post("/tong-quan/lien-ket", &[("lau", "36500")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = desk.post("/tong-quan/lien-ket", &[("lau", "7")]).await;
        assert_eq!(made.headers["cache-control"], "no-store");
        let secret = made
            .text
            .split("/xem/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let mut anybody = site.browser();
        let path = format!("/xem/{secret}");
        let shared = anybody.get(&path).await;
        assert_eq!(shared.status, StatusCode::OK);
        assert!(shared.text.contains("UBND xã Đứa Mòn") && shared.text.contains("Huyện Sông Mã"));
        assert!(!shared.text.contains("Người mẫu"), "{}", shared.text);
        assert_eq!(shared.headers["referrer-policy"], "no-referrer");
        // The secret is not kept, and a guess opens nothing.
        assert!(!desk.get("/tong-quan").await.text.contains(secret));
        assert_eq!(
            anybody.get("/xem/1%27%20OR%201=1").await.status,
            StatusCode::NOT_FOUND
        );

        let page = desk.get("/tong-quan").await.text;
        let end = page.split("action=\"/tong-quan/lien-ket/").nth(1).unwrap();
        let end = format!("/tong-quan/lien-ket/{}", end.split('"').next().unwrap());
        let mut officer = site.signed_in("officer").await;
        assert_eq!(officer.post(&end, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.post(&end, &[]).await.location(), "/tong-quan");
        let gone = anybody.get(&path).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(gone.text.contains("hết hạn hoặc được thu hồi"));

        // A week later the next one is over by itself.
        let made = desk.post("/tong-quan/lien-ket", &[("lau", "1")]).await;
        let secret = made
            .text
            .split("/xem/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let path = format!("/xem/{secret}");
        assert_eq!(anybody.get(&path).await.status, StatusCode::OK);
        site.app.clock().shift(jiff::SignedDuration::from_hours(25));
        assert_eq!(anybody.get(&path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn one_click_makes_a_numbered_official_letter_for_each_unit() {
    on_each_engine(async |site| {
        duty(&site, "2.3", date(2022, 3, 1), date(2022, 3, 31)).await;
        let mut desk = site.signed_in("coordinator").await;
        let unit = site.units["ubnd-04189"].to_string();
        let root = site.units["huyen-songma"];
        let draft = desk.post("/don-doc/soan", &[("don-vi", &unit)]).await.text;
        let rule = format!("/van-ban/quy-uoc/{root}");
        assert!(
            draft.contains(&rule) && !draft.contains("value=\"official\""),
            "{draft}"
        );
        let way = format!("cach-{unit}");
        let (letter, short) = (format!("thu-{unit}"), format!("ngan-{unit}"));
        let go = [
            ("don-vi", unit.as_str()),
            (way.as_str(), "official"),
            (letter.as_str(), "Thư"),
            (short.as_str(), "Gấp"),
        ];
        let refused = desk.post("/don-doc/gui", &go).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "nobody said what its head is"
        );
        let head = [
            ("co-quan", "ỦY BAN NHÂN DÂN\nHUYỆN SÔNG MÃ"),
            ("viet-tat", "UBND"),
            ("don-vi-soan", "NV"),
            ("dia-danh", "Sông Mã"),
            ("tham-quyen", "TM. ỦY BAN NHÂN DÂN"),
            ("chuc-vu", "CHỦ TỊCH"),
            ("nguoi-ky", "Lò Văn Mẫu"),
            ("cach", "loai"),
        ];
        assert_eq!(desk.post(&rule, &head).await.location(), rule);
        // Nothing is numbered at the preview.
        let draft = desk.post("/don-doc/soan", &[("don-vi", &unit)]).await.text;
        assert!(draft.contains("value=\"official\""), "{draft}");
        let register = format!("/van-ban/so-di?don-vi={root}");
        assert!(desk.get(&register).await.text.contains("chưa có văn bản nào"));
        assert_eq!(desk.post("/don-doc/gui", &go).await.location(), "/don-doc/da-gui");
        // Pressed twice: the unit was urged today.
        desk.post("/don-doc/gui", &go).await;
        let book = desk.get(&register).await.text;
        assert!(
            book.contains("01/UBND-NV") && !book.contains("02/UBND-NV"),
            "{book}"
        );
        let history = desk.get("/don-doc/da-gui").await.text;
        assert!(history.contains("công văn số 01/UBND-NV"), "{history}");
        let place = history
            .split("href=\"/don-doc/da-gui/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let page = desk.get(&format!("/don-doc/da-gui/{place}")).await.text;
        assert!(
            page.contains("Kính gửi: UBND xã Đứa Mòn") && page.contains("Truyền thanh xã"),
            "{page}"
        );
        let file = page
            .split("href=\"/van-ban/")
            .nth(2)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let file = desk.get(&format!("/van-ban/{file}")).await;
        let body =
            loa_docfile::read::read("a.docx", &file.bytes, &loa_docfile::read::Limits::default()).unwrap();
        for told in ["Số: 01/UBND-NV", "V/v đôn đốc", "31/03/2022", "Lò Văn Mẫu"] {
            assert!(body.source.contains(told), "{told}: {}", body.source);
        }
    })
    .await;
}
