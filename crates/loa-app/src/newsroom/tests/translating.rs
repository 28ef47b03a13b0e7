//! What a version has to do with the article of record: which words it was made from, under which address it is read, what is
//! left untranslated in it, what happens to both at the same moment.

use std::time::Duration;

use axum::http::StatusCode;
use loa_db::id::Id;
use loa_db::tx::Tx;

use super::versions::{begun, corrected, id, published, translated};
use super::{act, newsroom, section, turn, written};
use crate::activity::Language;
use crate::duty::tests::actor;
use crate::error::{Error, Result};
use crate::identity::Actor;
use crate::newsroom::body::{html, html_in};
use crate::newsroom::{Act, Article, actions, store};
use crate::portal;
use crate::testing::{Answer, Browser, Site, on_each_engine};

fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

/// Sends the form of an article as it is shown, with these fields in place of what stands there.
async fn sent(site: &Site, desk: &mut Browser, article: &str, more: &[(&str, &str)]) -> Answer {
    let page = desk.get(&format!("{article}/sua")).await.text;
    let section = section(site, site.units["ubnd-04189"], "cai-cach-hanh-chinh").await;
    let (turn, model) = (turn(&page), hidden(&page, "theo-ban"));
    let mut fields = vec![
        ("luot", turn.as_str()),
        ("theo-ban", model.as_str()),
        ("tieu-de", "Khai sinh: 3 điều cần biết"),
        ("tom-tat", "Mang theo giấy gì, nộp ở đâu."),
        ("noi-dung", "Chữ"),
        ("chuyen-muc", section.as_str()),
        ("tieng", "vi"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend_from_slice(more);
    desk.post(&format!("{article}/sua"), &fields).await
}

/// The commune has a site.
async fn opened(site: &Site, unit: Id) {
    let mut tx = site.tx().await;
    let own = portal::Site::of(unit, site.locality, "UBND xã Đứa Mòn");
    portal::store::set(&mut tx, &own).await.unwrap();
    tx.save().await.unwrap();
}

/// The writer hands a version on, and who was asked confirms it.
async fn confirmed(site: &Site, version: &str) {
    let (mut writer, mut speaker) = (site.signed_in("officer").await, site.signed_in("neighbour").await);
    let submitted = act(&mut writer, version, Act::Submit, "").await;
    let approved = act(&mut speaker, version, Act::Approve, "").await;
    assert_eq!([submitted, approved], [StatusCode::SEE_OTHER; 2]);
}

async fn found(site: &Site, article: &str) -> Article {
    let mut tx = site.tx().await;
    store::by_id(&mut tx, id(article)).await.unwrap().unwrap()
}

async fn done(tx: &mut Tx, actor: &Actor, (article, what): (Id, Act)) -> Result<()> {
    let seen = store::by_id(tx, article).await?.ok_or(Error::NotFound)?;
    let why = if what == Act::Withdraw {
        "Sai số liệu"
    } else {
        ""
    };
    actions::act(tx, actor, article, seen.turn, what, why).await?;
    Ok(())
}

/// PostgreSQL does both at once: whichever comes first, nobody reads a version whose article of record is gone.
#[tokio::test]
async fn withdrawing_a_record_and_publishing_its_version_come_one_after_the_other() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let local = actor(&site, "local").await;
        let mut desk = site.signed_in("local").await;
        let mut writer = site.signed_in("officer").await;
        for is_withdrawn_first in [true, false] {
            let record = published(&site, unit, "Khai sinh").await;
            let version = begun(&site, &mut desk, &record, "blt").await;
            translated(&site, &mut writer, unit, &version, "ꪼꪕ").await;
            confirmed(&site, &version).await;
            let withdrawal = (id(&record), Act::Withdraw);
            let publication = (id(&version), Act::Publish);
            let (first, second) = match is_withdrawn_first {
                true => (withdrawal, publication),
                false => (publication, withdrawal),
            };
            let mut tx = site.app.begin(&local).await.unwrap();
            done(&mut tx, &local, first).await.unwrap();
            let later = async {
                let mut tx = site.app.begin(&local).await?;
                done(&mut tx, &local, second).await?;
                tx.save().await?;
                Ok::<(), Error>(())
            };
            let saving = async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                tx.save().await.unwrap();
            };
            let (later, ()) = tokio::join!(later, saving);
            match is_withdrawn_first {
                true => assert!(matches!(later, Err(Error::Changed(_))), "{later:?}"),
                false => later.unwrap(),
            }
            for article in [&record, &version] {
                let public = found(&site, article).await.standing.public;
                assert_eq!(public, None, "{is_withdrawn_first}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_version_is_read_under_the_title_that_went_out_and_stays_there() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let record = written(&site, &mut writer, unit, "Nháp nội bộ").await;
        let thai = begun(&site, &mut local, &record, "blt").await;
        let english = begun(&site, &mut local, &record, "en").await;
        // What is made before it has an address leads there when it has.
        opened(&site, unit).await;
        let early = format!("/cong/dua-mon/tin/{}", id(&thai));
        let message = local.get(&format!("{thai}/be-mat/tin-nhan")).await.text;
        assert!(message.contains(&format!("http://loa.test{early}")), "{message}");
        let mut anybody = site.browser();
        assert_eq!(anybody.get(&early).await.status, StatusCode::NOT_FOUND);
        let saved = sent(&site, &mut writer, &record, &[("tieu-de", "Khai sinh: 3 điều")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        act(&mut writer, &record, Act::Submit, "").await;
        act(&mut local, &record, Act::Approve, "").await;
        assert_eq!(
            act(&mut local, &record, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        for (version, title, address) in [
            (&thai, "ꪵꪒꪉ ꪋꪳ꫁", "khai-sinh-3-dieu-blt"),
            (&english, "Birth registration", "birth-registration-en"),
        ] {
            let saved = sent(&site, &mut writer, version, &[("tieu-de", title)]).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
            confirmed(&site, version).await;
            assert_eq!(
                act(&mut local, version, Act::Publish, "").await,
                StatusCode::SEE_OTHER
            );
            assert_eq!(found(&site, version).await.slug, address);
        }
        let moved = anybody.get(&early).await;
        assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(moved.location(), "/cong/dua-mon/tin/khai-sinh-3-dieu-blt");
        // What stands on paper goes on leading there.
        act(&mut writer, &english, Act::Correct, "").await;
        sent(&site, &mut writer, &english, &[("tieu-de", "Register a birth")]).await;
        confirmed(&site, &english).await;
        let out = act(&mut local, &english, Act::Publish, "Title").await;
        assert_eq!(out, StatusCode::SEE_OTHER);
        assert_eq!(found(&site, &english).await.slug, "birth-registration-en");
    })
    .await;
}

#[tokio::test]
async fn a_version_is_made_from_the_words_that_its_translator_saw() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let record = published(&site, unit, "Khai sinh: 3 điều cần biết").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let version = begun(&site, &mut local, &record, "blt").await;
        let form = writer.get(&format!("{version}/sua")).await.text;
        let turn = turn(&form);
        assert_eq!(hidden(&form, "theo-ban"), "1");
        corrected(&site, unit, &record).await;

        // The record was put right meanwhile: the form comes back as it was sent, beside the same words.
        let old = [("luot", turn.as_str()), ("theo-ban", "1")];
        let again = sent(&site, &mut writer, &version, &old).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(hidden(&again.text, "theo-ban"), "1");
        assert!(
            again.text.contains("Giấy chứng sinh") && again.text.contains("Bài gốc đã có bản khác"),
            "{}",
            again.text
        );
        for unreal in ["99", "0", "-1", "", "x"] {
            let refused = sent(&site, &mut writer, &version, &[("theo-ban", unreal)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{unreal}");
            assert!(
                refused.text.contains("Không rõ bạn dịch theo bản nào"),
                "{unreal}"
            );
        }
        let saved = sent(&site, &mut writer, &version, &[("theo-ban", "1")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let origin = found(&site, &version).await.origin.unwrap();
        assert_eq!((origin.revision, origin.stale_at.is_some()), (1, true));
        let form = writer.get(&format!("{version}/sua")).await.text;
        assert_eq!(
            hidden(&form, "theo-ban"),
            "2",
            "opened anew it shows what is there"
        );
    })
    .await;
}

#[tokio::test]
async fn who_was_asked_to_translate_needs_no_right_over_the_duty() {
    on_each_engine(async |site| {
        let (unit, duty) = newsroom(&site).await;
        let record = published(&site, unit, "Khai sinh").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let (translator, speaker) = (
            site.people["neighbour"].to_string(),
            site.people["officer"].to_string(),
        );
        let asked = [
            ("tieng", "hmn"),
            ("nguoi-dich", translator.as_str()),
            ("nguoi-nghe", speaker.as_str()),
        ];
        let version = local.post(&format!("{record}/tieng"), &asked).await;
        let version = version.location().to_owned();
        let duty = duty.to_string();
        let saved = sent(&site, &mut writer, &version, &[("viec", &duty)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);

        let mut outside = site.signed_in("neighbour").await;
        let form = outside.get(&format!("{version}/sua")).await.text;
        assert!(form.contains(&format!("value=\"{duty}\"")) && !form.contains("Theo chuyên mục"));
        for (wish, words) in [(duty.as_str(), "Tus ntawv"), ("", "Tus ntawv tshiab")] {
            let fields = [("viec", wish), ("noi-dung", words)];
            let saved = sent(&site, &mut outside, &version, &fields).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
            let stands = found(&site, &version).await.duty;
            assert_eq!(stands.map(|id| id.to_string()).as_ref(), Some(&duty));
        }
    })
    .await;
}

#[tokio::test]
async fn an_article_and_its_versions_are_in_one_language_each() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let record = written(&site, &mut writer, unit, "Khai sinh").await;
        begun(&site, &mut local, &record, "blt").await;
        let refused = sent(&site, &mut writer, &record, &[("tieng", "blt")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("Bài đã có bản tiếng Thái"),
            "{}",
            refused.text
        );
        let saved = sent(&site, &mut writer, &record, &[("tieng", "hmn")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let twice = local.post(&format!("{record}/tieng"), &[("tieng", "hmn")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text);
    })
    .await;
}

#[test]
fn runs_of_another_language_say_so_wherever_they_stand() {
    for (source, language, want) in [
        // What one paragraph says of itself is not said of the others.
        (
            "<p lang=\"blt\">ꪼꪕ Nguyễn Văn A ꪙꪲ</p>\n\nXã ꪼꪕ nói",
            Language::Vietnamese,
            "<p lang=\"blt\">ꪼꪕ <span lang=\"vi\">Nguyễn Văn A</span> ꪙꪲ</p>\n<p>Xã <span lang=\"blt\">ꪼꪕ</span> nói</p>",
        ),
        (
            "ꪼꪕ UBND &amp; HĐND, ngày 3\n\n- **ꪼꪕ** (Mộc)",
            Language::Thai,
            "<p>ꪼꪕ <span lang=\"vi\">UBND</span> &amp; <span lang=\"vi\">HĐND, ngày 3</span></p>\n<ul>\n\
             <li><strong>ꪼꪕ</strong> (<span lang=\"vi\">Mộc</span>)</li>\n</ul>",
        ),
        (
            "ꪼꪕ <em lang=\"vi\">bản ꪼꪕ</em> Mộc",
            Language::Thai,
            "<p>ꪼꪕ <em lang=\"vi\">bản <span lang=\"blt\">ꪼꪕ</span></em> <span lang=\"vi\">Mộc</span></p>",
        ),
        // Thái in other letters: nothing tells which words are whose.
        ("Pák Tay", Language::Thai, "<p>Pák Tay</p>"),
    ] {
        assert_eq!(html_in(source, language), want);
    }
    // What looks like tags within an address is none.
    let drawn = html("<a href=\"https://x.vn/?a>ꪼꪕ<script>alert(1)</script>\">ꪼꪕ</a>");
    assert!(
        !drawn.contains("<script") && drawn.contains("><span lang=\"blt\">ꪼꪕ</span></a>"),
        "{drawn}"
    );
    assert_eq!(drawn.matches("<span").count(), 1, "{drawn}");
}

#[tokio::test]
async fn what_nobody_translated_says_that_it_is_vietnamese() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        opened(&site, unit).await;
        let record = published(&site, unit, "Khai sinh: 3 điều").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let version = begun(&site, &mut local, &record, "blt").await;
        let words = [
            ("tieu-de", "Khai sinh: 3 điều"),
            ("tom-tat", "ꪼꪕ ꪙꪲ"),
            ("noi-dung", "ꪼꪕ"),
        ];
        let saved = sent(&site, &mut writer, &version, &words).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        confirmed(&site, &version).await;
        assert_eq!(
            act(&mut local, &version, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        let slug = found(&site, &version).await.slug;
        for path in [version.clone(), format!("/cong/dua-mon/tin/{slug}")] {
            let page = local.get(&path).await.text;
            for said in [
                "<h1 class=\"govuk-heading-l\">Khai sinh: 3 điều</h1>",
                "<p class=\"govuk-body-l\" lang=\"blt\">ꪼꪕ ꪙꪲ</p>",
                "<div class=\"loa-prose\" lang=\"blt\"><p>ꪼꪕ",
            ] {
                assert!(page.contains(said), "{path}: {said}: {page}");
            }
        }
        let list = local.get("/cong/dua-mon/tieng/blt").await.text;
        assert!(
            list.contains("<h3 class=\"govuk-heading-s\"><a")
                && list.contains("<p class=\"govuk-body\" lang=\"blt\">ꪼꪕ ꪙꪲ</p>"),
            "{list}"
        );
    })
    .await;
}
