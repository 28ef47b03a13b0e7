//! One article in several languages and on several surfaces: who makes a version, who confirms it, what a correction does to
//! all that was made from the old words.

use axum::http::StatusCode;
use loa_db::id::Id;

use super::{act, newsroom, section, turn, written};
use crate::activity::Language;
use crate::newsroom::body::html;
use crate::newsroom::samples;
use crate::newsroom::store::term::Term;
use crate::newsroom::store::{self, public, version};
use crate::newsroom::surface::Surface;
use crate::newsroom::{Act, Article, Revision, State, actions};
use crate::testing::{Browser, Site, on_each_engine};

fn revision(title: &str, lead: &str, source: &str) -> Revision {
    let draft = Article::begun(Id(1), Id(1), Id(1));
    Revision {
        lead: lead.to_owned(),
        source: source.to_owned(),
        body: html(source),
        ..samples::words(&draft, title)
    }
}

#[test]
fn surfaces_begin_with_words_of_the_article() {
    let words = revision(
        "Đăng ký khai sinh",
        "Nộp ở xã.",
        "Mở đầu.\n\n- Giấy **chứng sinh**\n- Căn cước\n\nHết.",
    );
    for (surface, want) in [
        (Surface::Card, "Đăng ký khai sinh"),
        (Surface::Message, "Đăng ký khai sinh\nNộp ở xã.\nhttps://x.vn/1"),
        (Surface::Poster, "Đăng ký khai sinh\nGiấy chứng sinh\nCăn cước"),
        (
            Surface::Reading,
            "Nộp ở xã.\n\nMở đầu.\n\nGiấy chứng sinh\n\nCăn cước\n\nHết.",
        ),
    ] {
        assert_eq!(surface.proposed(&words, "https://x.vn/1"), want);
    }
    let long = revision(
        &"từ ".repeat(100),
        &"chữ ".repeat(400),
        &"- ý dài lắm\n".repeat(50),
    );
    for surface in Surface::ALL {
        let told = surface.proposed(&long, "https://x.vn/1");
        assert!(told.chars().count() <= surface.characters(), "{surface:?}");
    }
    assert!(
        Surface::Message
            .proposed(&long, "https://x.vn/1")
            .ends_with("…\nhttps://x.vn/1")
    );
}

#[test]
fn runs_of_another_script_say_their_language() {
    for (source, want) in [
        ("Bản ꪼꪕ nói", "<p>Bản <span lang=\"blt\">ꪼꪕ</span> nói</p>"),
        ("ꪼꪕ ꪙꪲ꫁, hết", "<p><span lang=\"blt\">ꪼꪕ ꪙꪲ꫁</span>, hết</p>"),
        ("<p lang=\"blt\">ꪼꪕ</p>", "<p lang=\"blt\">ꪼꪕ</p>"),
        ("không có", "<p>không có</p>"),
    ] {
        assert_eq!(html(source), want);
    }
}

#[test]
fn terms_are_found_as_whole_words_without_marks() {
    let term = |word: &str| Term {
        id: Id(1),
        word: word.to_owned(),
        folded: loa_vietnamese::fold::fold(word),
        rendering: "x".to_owned(),
        note: String::new(),
    };
    let terms = vec![term("một cửa"), term("hộ khẩu"), term("hộ"), term("xã hội")];
    let found = actions::term::within(terms, "Sổ HO KHAU nộp ở “Một cửa” của xã.");
    let words: Vec<&str> = found.iter().map(|term| term.word.as_str()).collect();
    assert_eq!(words, ["hộ khẩu", "hộ", "một cửa"]);
}

/// Lets an article out that the officer wrote.
pub async fn published(site: &Site, unit: Id, title: &str) -> String {
    let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
    let article = written(site, &mut writer, unit, title).await;
    let submitted = act(&mut writer, &article, Act::Submit, "").await;
    let approved = act(&mut local, &article, Act::Approve, "").await;
    let out = act(&mut local, &article, Act::Publish, "").await;
    assert_eq!([submitted, approved, out], [StatusCode::SEE_OTHER; 3]);
    article
}

pub fn id(article: &str) -> Id {
    article.rsplit('/').next().unwrap().parse().unwrap()
}

/// Begins a version that the officer makes and the neighbour reads over.
pub async fn begun(site: &Site, desk: &mut Browser, article: &str, language: &str) -> String {
    let (translator, speaker) = (
        site.people["officer"].to_string(),
        site.people["neighbour"].to_string(),
    );
    let fields = [
        ("luot", "0"),
        ("tieng", language),
        ("nguoi-dich", translator.as_str()),
        ("nguoi-nghe", speaker.as_str()),
    ];
    let begun = desk.post(&format!("{article}/tieng"), &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.location().to_owned()
}

pub async fn translated(site: &Site, desk: &mut Browser, unit: Id, version: &str, body: &str) -> StatusCode {
    let page = desk.get(&format!("{version}/sua")).await.text;
    let section = section(site, unit, "cai-cach-hanh-chinh").await;
    let model = page.split("name=\"theo-ban\" value=\"").nth(1).unwrap_or("0\"");
    let (turn, model) = (turn(&page), model.split('"').next().unwrap().to_owned());
    let fields = [
        ("luot", turn.as_str()),
        ("theo-ban", model.as_str()),
        ("tieu-de", "ꪵꪒꪉ ꪋꪳ꫁"),
        ("tom-tat", "ꪼꪕ"),
        ("noi-dung", body),
        ("chuyen-muc", &section),
    ];
    desk.post(&format!("{version}/sua"), &fields).await.status
}

/// BRD-14: a version has its own translator and its own reader, and only that reader confirms it.
#[tokio::test]
async fn a_version_goes_out_when_its_second_speaker_confirmed_it() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let article = published(&site, unit, "Khai sinh: 3 điều cần biết").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let version = begun(&site, &mut local, &article, "blt").await;
        let twice = [
            ("luot", "0"),
            ("tieng", "blt"),
            ("nguoi-dich", ""),
            ("nguoi-nghe", ""),
        ];
        let twice = local.post(&format!("{article}/tieng"), &twice).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);

        // Who was asked sees it from elsewhere; nobody else there does.
        let mut speaker = site.signed_in("neighbour").await;
        assert_eq!(speaker.get(&version).await.status, StatusCode::OK);
        assert_eq!(speaker.get(&article).await.status, StatusCode::NOT_FOUND);
        let mut outside = site.signed_in("editor").await;
        assert_eq!(outside.get(&version).await.status, StatusCode::NOT_FOUND);

        let empty = act(&mut writer, &version, Act::Submit, "").await;
        assert_eq!(empty, StatusCode::UNPROCESSABLE_ENTITY, "neither words nor sound");
        let saved = translated(&site, &mut writer, unit, &version, "ꪼꪕ ꪙꪲ꫁").await;
        assert_eq!(saved, StatusCode::SEE_OTHER);
        assert_eq!(
            act(&mut writer, &version, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        let by_another = act(&mut local, &version, Act::Approve, "").await;
        assert_eq!(
            by_another,
            StatusCode::UNPROCESSABLE_ENTITY,
            "not the one who was asked"
        );
        assert_eq!(
            act(&mut local, &version, Act::Force, "gấp").await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            act(&mut speaker, &version, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut local, &version, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );

        let mut tx = site.tx().await;
        let tongues = public::tongues(&mut tx, id(&article)).await.unwrap();
        let languages: Vec<_> = tongues.iter().map(|one| one.language).collect();
        assert_eq!(languages, [Language::Vietnamese, Language::Thai]);
        let all = public::headlines(&mut tx, unit, public::Of::All, public::After::NOTHING, 9).await;
        assert_eq!(all.unwrap().len(), 1, "lists hold each article once");
        let thai = public::Of::Language(Language::Thai);
        let thai = public::headlines(&mut tx, unit, thai, public::After::NOTHING, 9).await;
        assert_eq!(thai.unwrap()[0].title, "ꪵꪒꪉ ꪋꪳ꫁");
        let vietnamese = public::Of::Language(Language::Vietnamese);
        let vietnamese = public::headlines(&mut tx, unit, vietnamese, public::After::NOTHING, 9).await;
        assert_eq!(
            vietnamese.unwrap().len(),
            1,
            "no page leads there, but whoever asks for it"
        );
    })
    .await;
}

/// Puts the article right and lets that out.
pub async fn corrected(site: &Site, unit: Id, article: &str) {
    let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
    assert_eq!(
        act(&mut writer, article, Act::Correct, "").await,
        StatusCode::SEE_OTHER
    );
    let turn = turn(&writer.get(&format!("{article}/sua")).await.text);
    let section = section(site, unit, "cai-cach-hanh-chinh").await;
    let fields = [
        ("luot", turn.as_str()),
        ("tieu-de", "Khai sinh: 3 điều cần biết"),
        ("tom-tat", "Nộp ở một cửa xã."),
        ("noi-dung", "Lệ phí đã đổi."),
        ("chuyen-muc", &section),
        ("tieng", "vi"),
    ];
    let saved = writer.post(&format!("{article}/sua"), &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    act(&mut writer, article, Act::Submit, "").await;
    act(&mut local, article, Act::Approve, "").await;
    let out = act(&mut local, article, Act::Publish, "Đổi lệ phí").await;
    assert_eq!(out, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_correction_marks_all_that_was_made_from_the_old_words() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let article = published(&site, unit, "Khai sinh: 3 điều cần biết").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let mut speaker = site.signed_in("neighbour").await;
        let version = begun(&site, &mut local, &article, "blt").await;
        translated(&site, &mut writer, unit, &version, "ꪼꪕ").await;
        act(&mut writer, &version, Act::Submit, "").await;
        act(&mut speaker, &version, Act::Approve, "").await;
        assert_eq!(
            act(&mut local, &version, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        let poster = format!("{article}/be-mat/ap-phich");
        let made = [
            ("theo-ban", "1"),
            ("chu", "Khai sinh\nMang giấy chứng sinh"),
            ("viec", "luu"),
        ];
        assert_eq!(writer.post(&poster, &made).await.status, StatusCode::SEE_OTHER);
        let stale = async || {
            let mut tx = site.tx().await;
            let mut found = version::stale(&mut tx, &[unit], 9).await.unwrap();
            found.extend(store::surface::stale(&mut tx, &[unit], 9).await.unwrap());
            found.into_iter().map(|one| one.what).collect::<Vec<_>>()
        };
        assert!(stale().await.is_empty());

        corrected(&site, unit, &article).await;
        let mut told = stale().await;
        told.sort();
        let mut want = ["Áp phích có mã QR", "Ảnh chia sẻ", "Bản tiếng Thái"];
        want.sort_unstable();
        assert_eq!(told, want);
        let list = writer.get("/toa-soan").await.text;
        assert!(
            list.contains("Bài gốc đã sửa, phải làm lại") && list.contains("Bản tiếng Thái"),
            "{list}"
        );

        // Who saw the old words does not decide about the new ones.
        let unseen = writer.post(&poster, &made).await;
        assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.text);
        let now = [("theo-ban", "2"), ("chu", ""), ("viec", "van-dung")];
        assert_eq!(writer.post(&poster, &now).await.status, StatusCode::SEE_OTHER);
        let card = format!("{article}/be-mat/the");
        let now = [("theo-ban", "2"), ("chu", "Lệ phí đã đổi"), ("viec", "luu")];
        assert_eq!(writer.post(&card, &now).await.status, StatusCode::FORBIDDEN);
        assert_eq!(local.post(&card, &now).await.status, StatusCode::SEE_OTHER);
        let turn = turn(&speaker.get(&version).await.text);
        let kept = writer
            .post(&format!("{version}/van-dung"), &[("luot", &turn)])
            .await;
        assert_eq!(
            kept.status,
            StatusCode::FORBIDDEN,
            "only who speaks it can say so"
        );
        let kept = speaker
            .post(&format!("{version}/van-dung"), &[("luot", &turn)])
            .await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
        assert!(stale().await.is_empty());

        // What is withdrawn is withdrawn in every language.
        assert_eq!(
            act(&mut local, &article, Act::Withdraw, "Sai số").await,
            StatusCode::SEE_OTHER
        );
        let mut tx = site.tx().await;
        let version = store::by_id(&mut tx, id(&version)).await.unwrap().unwrap();
        assert_eq!(version.standing.state, State::Withdrawn);
    })
    .await;
}
