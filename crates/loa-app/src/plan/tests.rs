//! Stories of plans, through the router on both engines.

use axum::http::StatusCode;

use crate::duty::{self, DutyRole};
use crate::testing::{Answer, Browser, Site, on_each_engine};

const EXAMPLE: &[u8] = include_bytes!("../../../../examples/song-ma-2022/ke-hoach.docx");

/// Uploads a file; gives the path of its plan.
async fn upload(browser: &mut Browser, name: &str, bytes: &[u8]) -> String {
    let answer = browser
        .post_files("/ke-hoach", &[], &[("tep", name, bytes)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().strip_suffix("/soat").unwrap().to_owned()
}

/// The address of the form of an order on the review page.
fn form_of(page: &str, number: &str) -> String {
    let heading = format!("class=\"govuk-heading-s\">{number}. ");
    let order = page
        .split("<article")
        .find(|part| part.contains(&heading))
        .unwrap_or_else(|| panic!("no order {number}"));
    let id = order
        .split("id=\"viec-")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let plan = page
        .split("/ke-hoach/")
        .nth(1)
        .unwrap()
        .split(['/', '"'])
        .next()
        .unwrap();
    format!("/ke-hoach/{plan}/viec/{id}")
}

/// The fields of the form of an order, as a browser would send them.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("name=\"moc\"")
        .nth(1)
        .unwrap()
        .split("</form>")
        .next()
        .unwrap();
    let mut fields = vec![("moc".to_owned(), value_after(page, "name=\"moc\" value=\""))];
    fields.push(("da-xem".to_owned(), value_after(page, "name=\"da-xem\" value=\"")));
    for part in form.split("<textarea").skip(1) {
        let name = part.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let value = part
            .split('>')
            .nth(1)
            .unwrap()
            .split("</textarea")
            .next()
            .unwrap();
        // A browser leaves out the line break right behind the tag.
        fields.push((name.to_owned(), plain(value.trim_start_matches('\n'))));
    }
    for part in form.split("<input").skip(1) {
        let tag = part.split('>').next().unwrap();
        if tag.contains("type=\"text\"") || (tag.contains("checked") && !tag.contains("hidden")) {
            let name = tag.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
            fields.push((name.to_owned(), value_after(tag, "value=\"")));
        }
    }
    fields
}

fn value_after(text: &str, before: &str) -> String {
    plain(text.split(before).nth(1).unwrap().split('"').next().unwrap())
}

fn plain(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

/// Sends a form with some fields changed.
async fn send(browser: &mut Browser, path: &str, page: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = fields_of(page);
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn a_document_is_read_and_every_value_leads_to_its_words() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        let page = browser.get(&format!("{plan}/soat")).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text;
        for told in [
            "Đã đọc:",
            "18/KH-UBND",
            "(P202)",
            "(P213)",
            "Một tuần một lần",
            "51 hạn",
            "19 đơn vị",
            "4 kỳ báo cáo, mỗi kỳ ít nhất 1 việc",
        ] {
            assert!(text.contains(told), "{told}");
        }
        // Every link to words has its anchor, and the words there are the value.
        let anchors: Vec<&str> = text
            .split("href=\"#s")
            .skip(1)
            .filter_map(|part| part.split('"').next())
            .collect();
        assert!(anchors.len() > 60, "{}", anchors.len());
        for anchor in anchors {
            assert_eq!(
                text.matches(&format!("id=\"s{anchor}\"")).count(),
                1,
                "s{anchor} is there once"
            );
        }
        let weekly = text.split("\">Một tuần một lần</a>").next().unwrap();
        let anchor = weekly.rsplit("href=\"#").next().unwrap();
        assert!(text.contains(&format!(
            "<mark class=\"loa-mark\" id=\"{anchor}\">Một tuần một lần</mark>"
        )));
        if let Ok(path) = std::env::var("LOA_SAVE_PAGE") {
            std::fs::write(path, &text).unwrap();
        }
        // The same document again leads to the same draft; a stranger to plans sees none of it.
        assert_eq!(upload(&mut browser, "lan-hai.docx", EXAMPLE).await, plan);
        let mut officer = site.signed_in("officer").await;
        assert_eq!(
            officer.get(&format!("{plan}/soat")).await.status,
            StatusCode::FORBIDDEN
        );
        let mut local = site.signed_in("local").await;
        assert_eq!(
            local.get(&format!("{plan}/soat")).await.status,
            StatusCode::NOT_FOUND
        );
        let answer = local
            .post_files("/ke-hoach", &[], &[("tep", "a.docx", EXAMPLE)])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let mut leader = site.signed_in("leader").await;
        let seen = leader.get(&format!("{plan}/soat")).await;
        assert!(seen.status == StatusCode::OK && !seen.text.contains("Xem trước khi ban hành"));
    })
    .await;
}

#[tokio::test]
async fn corrections_stand_beside_what_was_read() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        let path = form_of(&review, "6");
        let form = browser.get(&path).await.text;

        // New words are shown with their meaning before they are kept.
        let changes = [
            ("thoi-gian", "Trước ngày 15/11/2022"),
            ("chu-tri", "phong noi vu"),
            ("lam", "luu"),
        ];
        let preview = send(&mut browser, &path, &form, &changes).await;
        assert_eq!(preview.status, StatusCode::OK);
        for told in [
            "Chưa lưu",
            "trước ngày 15/11/2022 (1 hạn)",
            "\nPhòng Nội vụ</textarea>",
        ] {
            assert!(preview.text.contains(told), "{told}");
        }
        assert!(
            browser.get(&path).await.text.contains("Trong năm 2022"),
            "not kept yet"
        );
        let saved = send(&mut browser, &path, &preview.text, &[("lam", "luu")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let after = browser.get(&path).await.text;
        for told in [
            "Bản đọc ban đầu",
            "Trong năm 2022",
            "Trước ngày 15/11/2022",
            "Người mẫu coordinator",
        ] {
            assert!(after.contains(told), "{told}");
        }

        // Who has not seen that change cannot overwrite it.
        let stale = send(
            &mut browser,
            &path,
            &form,
            &[("ten", "Việc khác"), ("lam", "luu")],
        )
        .await;
        assert_eq!(stale.status, StatusCode::CONFLICT);

        // Wrong values come back with what is wrong; nothing is kept of them.
        let wrong = [("ten", ""), ("chu-tri", "Phòng Không có"), ("lam", "luu")];
        let refused = send(&mut browser, &path, &after, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in [
            "Ghi việc phải làm.",
            "Không có đơn vị nào tên “Phòng Không có”.",
            "<title>Lỗi: ",
        ] {
            assert!(refused.text.contains(told), "{told}");
        }

        // Back to the reading; out and in again.
        let reset = browser.post(&format!("{path}/nhu-ban-doc"), &[]).await;
        assert_eq!(reset.status, StatusCode::SEE_OTHER);
        assert!(!browser.get(&path).await.text.contains("Bản đọc ban đầu"));
        browser.post(&format!("{path}/bo"), &[]).await;
        assert!(
            browser
                .get(&format!("{plan}/soat"))
                .await
                .text
                .contains("Đã bỏ (1)")
        );
        browser.post(&format!("{path}/lay-lai"), &[]).await;

        // Merging takes over what the other lacks; adding twice adds once.
        let other = form_of(&review, "IV.6.b");
        let into = path.rsplit('/').next().unwrap();
        let merged = browser.post(&format!("{other}/gop"), &[("vao", into)]).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER);
        let page = browser.get(&format!("{plan}/soat")).await.text;
        assert!(page.contains("Gộp vào nhiệm vụ 6.") && page.contains("Chỗ khác nói"));
        let new = format!("{plan}/viec-moi");
        let form = browser.get(&new).await.text;
        let value = [
            ("so", "7"),
            ("ten", "Thi tìm hiểu CCHC"),
            ("thoi-gian", "Quý IV/2022"),
            ("chu-tri", "Phòng Nội vụ"),
        ];
        let preview = send(&mut browser, &new, &form, &value).await;
        assert!(
            preview
                .text
                .contains("trong khoảng từ 01/10/2022 đến hết 31/12/2022 (1 hạn)")
        );
        for _ in 0..2 {
            let added = send(&mut browser, &new, &preview.text, &[("lam", "luu")]).await;
            assert_eq!(added.status, StatusCode::SEE_OTHER);
        }
        let page = browser.get(&format!("{plan}/soat")).await.text;
        assert_eq!(page.matches("\">7. Thi tìm hiểu CCHC</h4>").count(), 1);
    })
    .await;
}

/// Decides everything that a plan leaves open: listed quarters once in each, open names for nobody.
async fn decide(browser: &mut Browser, plan: &str) {
    for _ in 0..20 {
        let page = browser.get(&format!("{plan}/soat")).await.text;
        let Some(list) = page.split("id=\"can-quyet-dinh\"").nth(1) else {
            return;
        };
        let href = value_after(list.split("</ol>").next().unwrap(), "href=\"");
        let path = href.split('#').next().unwrap().to_owned();
        let form = browser.get(&path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.text);
        let answer = if path.contains("/viec/") {
            send(
                browser,
                &path,
                &form.text,
                &[("cach-hieu", "moi"), ("lam", "luu")],
            )
            .await
        } else {
            let name = value_after(&form.text, "name=\"cum\" value=\"");
            let fields = [("cum", name.as_str()), ("khong", "1")];
            browser.post(path.split('?').next().unwrap(), &fields).await
        };
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
    }
    panic!("decisions do not end");
}

/// Adopts a plan as its page says; gives the answer.
async fn adopt(browser: &mut Browser, plan: &str) -> Answer {
    let path = format!("{plan}/ban-hanh");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let seen = value_after(&page.text, "name=\"da-thay\" value=\"");
    let version = value_after(&page.text, "name=\"ban\" value=\"");
    let fields = [("da-thay", seen.as_str()), ("ban", &version), ("da-xem", "1")];
    browser.post(&path, &fields).await
}

/// How many duties with a number there are for a role, their units, and first and last due day.
async fn duties(site: &Site, number: &str, role: DutyRole) -> (usize, usize, String, String) {
    let mut tx = site.tx().await;
    let (first, last) = (jiff::civil::date(2021, 1, 1), jiff::civil::date(2023, 12, 31));
    let all = duty::store::due_between(&mut tx, first, last).await.unwrap();
    let own: Vec<_> = all
        .iter()
        .filter(|duty| duty.number == number && duty.role == role && duty.state != duty::State::Cancelled)
        .collect();
    let units: std::collections::HashSet<_> = own.iter().map(|duty| duty.unit).collect();
    let days = || own.iter().map(|duty| duty.due_on.to_string());
    (
        own.len(),
        units.len(),
        days().min().unwrap_or_default(),
        days().max().unwrap_or_default(),
    )
}

#[tokio::test]
async fn the_example_goes_from_file_to_duties() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        for told in [
            "Nhiệm vụ 3: “Quý II, III năm 2022” hiểu được nhiều cách.",
            "“Các cơ quan, đơn vị có liên quan” là những đơn vị nào (nhiệm vụ 2.1, 2.2, 2.3, 3, 6)?",
        ] {
            assert!(review.contains(told), "{told}");
        }
        // Nothing is adopted while something is left to decide, or by who may not.
        let refused = adopt(&mut browser, &plan).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Còn điều phải quyết định"));
        let choices = browser.get(&form_of(&review, "3")).await.text;
        for told in [
            "Một lần, trong khoảng từ 01/04/2022 đến hết 30/09/2022",
            "Mỗi quý một lần (2 lần): trong khoảng từ 01/04/2022 đến hết 30/06/2022; trong khoảng từ 01/07/2022 đến hết 30/09/2022",
        ] {
            assert!(choices.contains(told), "{told}");
        }
        decide(&mut browser, &plan).await;
        let page = browser.get(&format!("{plan}/ban-hanh")).await.text;
        let told = page.split("Tôi đã xem ").nth(1).map(|rest| rest.chars().take(2).collect::<String>());
        assert_eq!(told.as_deref(), Some("12"), "orders without a date are told");
        let seen = value_after(&page, "name=\"da-thay\" value=\"");
        let unread = browser.post(&format!("{plan}/ban-hanh"), &[("da-thay", &seen)]).await;
        assert!(unread.status == StatusCode::UNPROCESSABLE_ENTITY && unread.text.contains("Xác nhận đã xem"));
        let mut leader = site.signed_in("leader").await;
        let forbidden = leader.post(&format!("{plan}/ban-hanh"), &[("da-thay", &seen), ("da-xem", "1")]).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);

        // Two people at the same moment: one adoption, and both are told.
        let mut other = site.signed_in("coordinator").await;
        let version = value_after(&page, "name=\"ban\" value=\"");
        let path = format!("{plan}/ban-hanh");
        let fields = [("da-thay", seen.as_str()), ("ban", &version), ("da-xem", "1")];
        let (one, two) = tokio::join!(browser.post(&path, &fields), other.post(&path, &fields));
        for answer in [one, two, browser.post(&path, &fields).await] {
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/nhiem-vu"));
        }

        use DutyRole::{Lead, Support};
        for (number, role, want) in [
            ("2.2", Lead, (51, 1, "2022-01-16", "2022-12-31")),
            ("2.3", Lead, (228, 19, "2022-01-31", "2022-12-31")),
            ("2.3", Support, (0, 0, "", "")),
            ("1", Lead, (132, 33, "2022-03-14", "2022-12-14")),
            ("3", Lead, (2, 1, "2022-06-30", "2022-09-30")),
            ("IV.1.a/1", Lead, (33, 33, "2022-02-28", "2022-02-28")),
            ("5", Support, (20, 20, "2022-12-31", "2022-12-31")),
        ] {
            let (count, units, first, last) = duties(&site, number, role).await;
            assert_eq!((count, units, first.as_str(), last.as_str()), want, "{number} {role:?}");
        }

        // The list looks like the annex: eight rows, the second a group; an officer reads it without links to drafts.
        let list = browser.get("/nhiem-vu").await.text;
        let annex = list.split("TỔ CHỨC THỰC HIỆN").next().unwrap();
        assert_eq!(annex.matches("data-l=\"Chủ trì\"").count(), 8);
        assert!(list.contains(
            "<strong>2</strong></td><th scope=\"rowgroup\" colspan=\"4\" class=\"govuk-table__header\">Tuyên truyền CCHC trên"
        ));
        let mut officer = site.signed_in("officer").await;
        let seen = officer.get("/nhiem-vu").await;
        assert!(seen.status == StatusCode::OK && !seen.text.contains("/soat#"));
        // What was adopted is not edited any more.
        let item = form_of(&review, "6");
        assert_eq!(browser.post(&format!("{item}/bo"), &[]).await.status, StatusCode::CONFLICT);
    })
    .await;
}
