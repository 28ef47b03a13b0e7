//! Stories of the board: numbers, lists behind them, matrix, workbook, who sees what.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use jiff::civil::{Date, date};
use loa_db::id::Id;

use super::{done, order, prove_by, wanted};
use crate::duty::{NewDuty, Standing};
use crate::testing::{Site, on_each_engine};

/// A duty due on a day.
fn due(site: &Site, origin: i64, unit: &str, due_on: Date) -> NewDuty {
    NewDuty {
        number: format!("{origin}"),
        title: format!("Nhiệm vụ mẫu {origin} <b>"),
        position: origin,
        period: due_on.to_string(),
        opens_on: date(2022, 1, 1),
        due_on,
        ..wanted(site, Id(origin), unit)
    }
}

/// On 18/04/2022: two late, one returned, one near, one waiting, one met, one ahead; and one of the year before.
async fn a_year(site: &Site) -> Vec<Id> {
    let waits = |duty: NewDuty| NewDuty {
        needs_approval: true,
        ..duty
    };
    let mut ids = order(
        site,
        vec![
            due(site, 1, "ubnd-04189", date(2022, 2, 25)),
            due(site, 1, "ubnd-04171", date(2022, 3, 31)),
            due(site, 1, "phong-noi-vu", date(2022, 4, 20)),
            due(site, 1, "phong-yte", date(2021, 4, 20)),
        ],
    )
    .await;
    let more = vec![
        waits(due(site, 2, "ubnd-04189", date(2022, 3, 31))),
        waits(due(site, 2, "ubnd-04171", date(2022, 3, 31))),
        due(site, 2, "phong-noi-vu", date(2022, 3, 31)),
        due(site, 2, "phong-yte", date(2022, 12, 31)),
    ];
    ids.extend(order(site, more).await);
    for (unit, at) in [("ubnd-04189", 4), ("ubnd-04171", 5), ("phong-noi-vu", 6)] {
        let activity = done(site, unit, "2022-03-30", "Họp").await;
        prove_by(site, "coordinator", activity, &ids[at..=at])
            .await
            .unwrap();
    }
    let mut judge = site.signed_in("coordinator").await;
    let page = judge.get("/minh-chung").await.text;
    let path = format!("/minh-chung/{}", super::hidden_path(&page));
    let seen = super::hidden(&page, "thay");
    let back = [("thay", seen.as_str()), ("kq", "tra-lai"), ("cau", "1")];
    assert_eq!(judge.post(&path, &back).await.status, StatusCode::SEE_OTHER);
    ids
}

/// The number that stands before a word, and where it leads.
fn number(page: &str, standing: Standing) -> (usize, String) {
    let end = format!("loa-status--{}", standing.key());
    let numbers = page.split("loa-numbers").nth(1).unwrap();
    let numbers = numbers.split("</ul>").next().unwrap();
    let link = numbers
        .split("<li>")
        .find(|link| link.contains(&end))
        .unwrap_or_default();
    let between = |text: &str, from: &str, to: &str| {
        let rest = text.split(from).nth(1).unwrap_or_default();
        rest.split(to).next().unwrap_or_default().to_owned()
    };
    let href = between(link, "href=\"", "\"")
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    (between(link, "<strong>", "</strong>").parse().unwrap(), href)
}

#[tokio::test]
async fn numbers_equal_the_lists_behind_them() {
    on_each_engine(async |site| {
        a_year(&site).await;
        let mut coordinator = site.signed_in("coordinator").await;
        for (query, want) in [
            ("?nam=2022", [2, 1, 1, 1, 1, 1]),
            ("?nam=2022&ky=quy-1", [2, 1, 0, 1, 1, 0]),
            ("?nam=2022&ky=thang-4", [0, 0, 1, 0, 0, 0]),
            ("?nam=2022&loai=xa", [2, 1, 0, 1, 0, 0]),
            ("?nam=2022&loai=co-quan&sap-xep=ten", [0, 0, 1, 0, 1, 1]),
            ("?nam=2021", [1, 0, 0, 0, 0, 0]),
            ("?nam=x&ky=<script>&loai=?&trang=-1&sap-xep='", [2, 1, 1, 1, 1, 1]),
        ] {
            let page = coordinator
                .get(&format!(
                    "/bang-dieu-hanh{}",
                    query.replace('<', "%3C").replace('>', "%3E")
                ))
                .await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(
                !page.text.contains("<script>&loai") && !page.text.contains("<b>"),
                "encoded"
            );
            for (standing, want) in [
                Standing::Late,
                Standing::Returned,
                Standing::Near,
                Standing::Waiting,
                Standing::Met,
                Standing::Ahead,
            ]
            .into_iter()
            .zip(want)
            {
                let (count, href) = number(&page.text, standing);
                assert_eq!(count, want, "{} {query}", standing.word());
                let list = coordinator.get(&href).await.text;
                assert!(
                    list.contains(&format!("Có <strong>{want}</strong> nhiệm vụ")),
                    "{href}"
                );
                assert_eq!(list.matches("data-l=\"Hạn\"").count(), want, "{href}");
            }
        }
        // However far behind the last page somebody looks, as many are told.
        for far in ["9", "99", "100000"] {
            let href = format!("/bang-dieu-hanh?nam=2022&trang-thai=qua-han&trang={far}");
            let list = coordinator.get(&href).await.text;
            assert!(list.contains("Có <strong>2</strong> nhiệm vụ"), "{href}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_matrix_leads_to_the_evidence() {
    on_each_engine(async |site| {
        let ids = a_year(&site).await;
        let mut coordinator = site.signed_in("coordinator").await;
        let page = coordinator.get("/bang-dieu-hanh?nam=2022").await.text;
        // The latest unit stands first in its group, and first of all on a phone.
        let matrix = page.split("loa-matrix\"").nth(1).unwrap();
        let place = |name: &str| matrix.find(name).unwrap_or(usize::MAX);
        assert!(place("Phòng Nội vụ") < place("Bó Sinh"), "offices first");
        assert!(place("Đứa Mòn") < place("Bó Sinh"), "as late, and returned");
        let phone = page.split("loa-matrix-list").nth(1).unwrap();
        assert!(phone.contains("1 quá hạn, 1 trả lại"));
        assert!(phone.find("Đứa Mòn").unwrap() < phone.find("Phòng Nội vụ").unwrap());
        // One duty in a cell: its page; glyph and word in it.
        assert!(matrix.contains(&format!("href=\"/viec/{}\"", ids[0])));
        assert!(matrix.contains("✕</span><span class=\"govuk-visually-hidden\">Quá hạn</span>"));
        assert!(matrix.contains("·</span><span class=\"govuk-visually-hidden\">Không giao</span>"));
        // By name, as Vietnamese is sorted: B before Đ.
        let page = coordinator.get("/bang-dieu-hanh?nam=2022&sap-xep=ten").await.text;
        let matrix = page.split("loa-matrix\"").nth(1).unwrap();
        assert!(matrix.find("Bó Sinh").unwrap() < matrix.find("Đứa Mòn").unwrap());

        // Several duties in a cell: their list.
        let list = vec![
            due(&site, 3, "ubnd-04189", date(2022, 2, 25)),
            due(&site, 3, "ubnd-04189", date(2022, 3, 25)),
        ];
        order(&site, list).await;
        let page = coordinator.get("/bang-dieu-hanh?nam=2022").await.text;
        assert!(page.contains("✕ 2/2"));
        let cell = format!(
            "/bang-dieu-hanh?nam=2022&don-vi={}&nhiem-vu={}",
            site.units["ubnd-04189"],
            Id(3)
        );
        assert!(page.replace("&#38;", "&").contains(&cell));
        let list = coordinator.get(&cell).await.text;
        assert!(list.contains("Có <strong>2</strong> nhiệm vụ"));
    })
    .await;
}

#[tokio::test]
async fn the_workbook_has_real_dates() {
    on_each_engine(async |site| {
        a_year(&site).await;
        let mut coordinator = site.signed_in("coordinator").await;
        let answer = coordinator.get("/bang-dieu-hanh.xlsx?nam=2022").await;
        assert_eq!(answer.status, StatusCode::OK);
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes)).unwrap();
        let table = book.worksheet_range("Nhiệm vụ").unwrap();
        assert_eq!(table.height(), 8, "a head and seven duties");
        let first: Vec<Data> = table.rows().nth(1).unwrap().to_vec();
        assert_eq!(first[1], Data::String("Nhiệm vụ mẫu 1 <b>".to_owned()));
        assert!(
            matches!(&first[6], Data::DateTime(day) if day.as_f64() == 44617.0),
            "25/02/2022"
        );
        assert_eq!(first[8], Data::String("Quá hạn".to_owned()));
        assert_eq!(first[9], Data::Float(52.0));
        let matrix = book.worksheet_range("Bảng điều hành").unwrap();
        assert!(
            matrix
                .used_cells()
                .any(|cell| *cell.2 == Data::String("Trả lại".to_owned()))
        );
    })
    .await;
}

#[tokio::test]
async fn a_unit_has_everything_on_one_page() {
    on_each_engine(async |site| {
        a_year(&site).await;
        done(&site, "ubnd-04189", "2022-04-17", "<script>alert(1)</script>").await;
        let mut leader = site.signed_in("leader").await;
        let path = format!("/don-vi/{}/viec", site.units["ubnd-04189"]);
        let page = leader.get(&path).await.text;
        assert_eq!(
            page.matches("data-l=\"Hạn\"").count(),
            2,
            "its duties of the year"
        );
        assert!(page.contains("Quá hạn") && page.contains("Trả lại"));
        let told: Vec<_> = page.match_indices("data-l=\"Cho mấy nhiệm vụ\">0<").collect();
        assert_eq!(told.len(), 2, "one proves nothing, one was returned");
        assert!(page.contains("&#60;script&#62;") && !page.contains("<script>alert"));
        let page = leader.get(&format!("{path}?nam=2021")).await.text;
        assert!(page.contains("Không có nhiệm vụ nào trong năm 2021"));
        let part = leader.get(path.trim_end_matches("/viec")).await.text;
        assert!(
            part.contains(&format!("href=\"{path}\"")),
            "the page of the unit leads there"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_or_judges_beyond_their_units() {
    on_each_engine(async |site| {
        let ids = a_year(&site).await;
        let path = |at: usize| format!("/viec/{}", ids[at]);
        let unit = |key: &str| format!("/don-vi/{}/viec", site.units[key]);
        for (login, address, want) in [
            ("officer", path(0), 200),
            ("officer", path(1), 403),
            ("officer", path(2), 403),
            ("officer", unit("ubnd-04189"), 200),
            ("officer", unit("ubnd-04171"), 403),
            ("officer", unit("huyen-songma"), 403),
            ("officer", "/bang-dieu-hanh".to_owned(), 403),
            ("officer", "/bang-dieu-hanh.xlsx".to_owned(), 403),
            ("officer", "/minh-chung".to_owned(), 403),
            ("officer", "/viec".to_owned(), 200),
            ("leader", path(1), 200),
            ("leader", "/bang-dieu-hanh".to_owned(), 200),
            // The icon on a phone leads to the page that a person needs most.
            ("leader", "/viec".to_owned(), 303),
            ("leader", "/minh-chung".to_owned(), 403),
            ("inspector", "/minh-chung".to_owned(), 200),
            ("administrator", "/bang-dieu-hanh".to_owned(), 403),
            ("coordinator", unit("ubnd-04171"), 200),
            ("coordinator", "/don-vi/0/viec".to_owned(), 404),
            ("coordinator", "/viec/x!".to_owned(), 404),
            ("coordinator", "/minh-chung/0".to_owned(), 404),
        ] {
            let answer = site.signed_in(login).await.get(&address).await;
            assert_eq!(answer.status.as_u16(), want, "{login} {address}");
        }
        assert_eq!(
            site.browser().get("/viec").await.location(),
            "/dang-nhap?tiep=/viec"
        );
        // A coordinator of one commune has a board of one commune, and its queue alone.
        let mut local = site.signed_in("local").await;
        let page = local.get("/bang-dieu-hanh?nam=2022").await.text;
        assert!(page.contains("Đứa Mòn") && !page.contains("Bó Sinh") && !page.contains("Phòng Nội vụ"));
        let queue = local.get("/minh-chung").await.text;
        let whole = site.signed_in("coordinator").await.get("/minh-chung").await.text;
        assert!(whole.contains("Còn 2 bản ghi"), "one waits, one counts unseen");
        assert!(queue.contains("Không còn minh chứng"), "its own was judged");
        // What another unit's proof is called is no way in.
        let path = format!("/minh-chung/{}", super::hidden_path(&whole));
        assert_eq!(local.get(&path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            local.post(&path, &[("kq", "dat")]).await.status,
            StatusCode::FORBIDDEN
        );
    })
    .await;
}
