//! Stories of plans, through the router on both engines.

use axum::http::StatusCode;

use crate::testing::{Answer, Browser, Site, on_each_engine};

mod correcting;
mod duties;
mod hostile;
mod kind;
mod old_word;
mod rows;
mod time;
mod twice;
mod version;
mod written;

pub(crate) const EXAMPLE: &[u8] = include_bytes!("../../../../examples/song-ma-2022/ke-hoach.docx");
const EXAMPLE_TEXT: &str = include_str!("../../../../examples/song-ma-2022/ke-hoach.txt");

/// Uploads a file; gives the path of its plan.
pub(crate) async fn upload(browser: &mut Browser, name: &str, bytes: &[u8]) -> String {
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

pub(crate) fn value_after(text: &str, before: &str) -> String {
    plain(text.split(before).nth(1).unwrap().split('"').next().unwrap())
}

pub(crate) fn plain(text: &str) -> String {
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

/// Decides everything that a plan leaves open: listed quarters once in each, open names for nobody.
pub(crate) async fn decide(browser: &mut Browser, plan: &str) {
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
pub(crate) async fn adopt(browser: &mut Browser, plan: &str) -> Answer {
    let path = format!("{plan}/ban-hanh");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let seen = value_after(&page.text, "name=\"da-thay\" value=\"");
    let version = value_after(&page.text, "name=\"ban\" value=\"");
    let fields = [("da-thay", seen.as_str()), ("ban", &version), ("da-xem", "1")];
    browser.post(&path, &fields).await
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
