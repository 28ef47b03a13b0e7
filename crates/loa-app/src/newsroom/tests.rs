//! Articles: what a body may hold, the steps to the public and back, proof of duties, moments that were set.

use axum::http::StatusCode;
use jiff::SignedDuration;
use jiff::civil::date;
use loa_db::id::Id;
use proptest::prelude::*;

use crate::clock::day_start;
use crate::job::{self, Lane};
use crate::newsroom::body::{Hint, hints, html, plain, seconds};
use crate::newsroom::{Act, Standing, State, slug, store};
use crate::testing::{Browser, Site, on_each_engine};
use crate::wiring::DUTIES;

mod editing;
mod going_out;
mod translating;
mod versions;

#[test]
fn words_become_addresses() {
    for (words, want) in [
        (
            "Đăng ký khai sinh: 3 điều cần biết",
            "dang-ky-khai-sinh-3-dieu-can-biet",
        ),
        ("  Họp bản – Nà Dìa (tiếng Mông)  ", "hop-ban-na-dia-tieng-mong"),
        ("“!”", ""),
    ] {
        assert_eq!(slug(words), want);
    }
    assert!(slug(&"rất dài ".repeat(100)).len() <= 80);
}

#[test]
fn a_body_holds_what_may_stand_in_a_page() {
    for (source, want) in [
        ("Một đoạn.\n\nĐoạn hai.", "<p>Một đoạn.</p>\n<p>Đoạn hai.</p>"),
        (
            "## Cần gì\n\n- Giấy chứng sinh\n- **Căn cước**",
            "<h2>Cần gì</h2>\n<ul>\n<li>Giấy chứng sinh</li>\n<li><strong>Căn cước</strong></li>\n</ul>",
        ),
        ("<h1>To</h1>", "<h2>To</h2>"),
        ("<b onclick=\"x()\">a</b>", "<p><strong>a</strong></p>"),
        ("<script>alert(1)</script>\n\nchữ", "<p>chữ</p>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<svg><script>1</script></svg>", "<p></p>"),
        ("<iframe src=\"//x\"></iframe>", ""),
        ("<p style=\"position:fixed\" class=\"a\">a</p>", "<p>a</p>"),
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        (
            "<a href=\"https://dichvucong.gov.vn\" target=\"_blank\">a</a>",
            "<p><a href=\"https://dichvucong.gov.vn\" rel=\"noopener nofollow\">a</a></p>",
        ),
        ("<p lang=\"blt\">ꪼꪕ</p>", "<p lang=\"blt\">ꪼꪕ</p>"),
    ] {
        assert_eq!(html(source), want, "{source}");
    }
}

/// The editor in the browser writes some marks otherwise than they stood; `web/test/body.test.mjs` holds it to the same file.
#[test]
fn what_the_editor_writes_is_drawn_like_what_stood_there() {
    let bodies: serde_json::Value =
        serde_json::from_str(include_str!("../../../../web/test/bodies.json")).unwrap();
    let pairs: Vec<Vec<String>> = serde_json::from_value(bodies["held"].clone()).unwrap();
    let drawn = |source: &str| {
        let words: Vec<String> = html(source).split_whitespace().map(str::to_owned).collect();
        words.join(" ").replace("<br> ", "<br>")
    };
    assert!(pairs.len() > 20);
    for pair in pairs {
        assert_eq!(drawn(&pair[0]), drawn(&pair[pair.len() - 1]), "{}", pair[0]);
    }
}

/// As a clipboard holds it that Word filled.
const FROM_WORD: &str = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns=\"http://www.w3.org/TR/REC-html40\">\n\
    <head><meta charset=utf-8><style><!-- p.MsoNormal {margin:0cm; font-size:14.0pt;} --></style>\n\
    <!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--></head>\n\
    <body lang=VI><!--StartFragment-->\n\
    <p class=MsoNormal style='text-align:justify'><b><span style='font-size:14.0pt;font-family:\"Times New Roman\",serif'>Đăng\n\
    ký khai sinh<o:p></o:p></span></b></p>\n\
    <p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span\n\
    style='font-family:Symbol'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><!--[endif]-->Giấy\n\
    chứng sinh</p>\n\
    <p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span>·</span><!--[endif]-->Căn\n\
    cước của cha, mẹ</p>\n\
    <p class=MsoNormal>Nộp ở một cửa xã.</p><!--EndFragment--></body></html>";

#[test]
fn what_is_pasted_from_word_keeps_its_words_and_lists() {
    let drawn = html(FROM_WORD);
    let squeezed = drawn.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        squeezed,
        "<p><strong>Đăng ký khai sinh</strong></p> <ul><li>Giấy chứng sinh</li> <li>Căn cước của cha, mẹ</li></ul> \
         <p>Nộp ở một cửa xã.</p>"
    );
    let steps = "<p class=MsoListParagraph><![if !supportLists]><span>1.&nbsp;</span><![endif]>Lấy số</p>\
                 <p class=MsoListParagraph><![if !supportLists]><span>·</span><![endif]>Tờ khai</p>";
    assert_eq!(html(steps), "<ol><li>Lấy số</li></ol><ul><li>Tờ khai</li></ul>");
    assert_eq!(
        plain(&drawn).split('\n').collect::<Vec<_>>(),
        [
            "Đăng ký khai sinh",
            "Giấy chứng sinh",
            "Căn cước của cha, mẹ",
            "Nộp ở một cửa xã."
        ]
    );
}

#[test]
fn what_is_hard_to_follow_is_told() {
    let long = "một ".repeat(31);
    assert_eq!(seconds(&"chữ ".repeat(190)), 60);
    let told = hints(&format!(
        "Nộp hồ sơ TTHC. Thủ tục hành chính (CCHC) quý II. {long}."
    ));
    assert!(told.contains(&Hint::Short("TTHC".to_owned())), "{told:?}");
    assert!(!told.contains(&Hint::Short("CCHC".to_owned())), "explained");
    assert!(!told.contains(&Hint::Short("II".to_owned())), "a number");
    assert!(
        told.iter().any(|hint| matches!(hint, Hint::Long(_, 31))),
        "{told:?}"
    );
}

proptest! {
    #[test]
    fn no_text_becomes_something_that_runs(source in "\\PC{0,80}", tag in "[a-z]{1,8}", name in "on[a-z]{2,9}") {
        for source in [
            source.clone(),
            format!("<{tag} {name}=\"{source}\">{source}</{tag}>"),
            format!("<a href=\"{source}\">a</a>"),
            format!("<!--{source}--><{tag}/{name}={source}>"),
        ] {
            let drawn = html(&source).to_lowercase();
            let has = |what: &str| drawn.contains(what);
            prop_assert!(!has("<script") && !has("<iframe") && !has("<img") && !has("<svg") && !has("<style"));
            prop_assert!(!drawn.contains(&format!("<{tag} {name}")), "{drawn}");
            prop_assert!(!has("href=\"javascript:") && !has("href=\"data:"));
        }
    }

    #[test]
    fn nothing_is_public_that_nobody_let_out(acts in prop::collection::vec(0..Act::ALL.len(), 0..40)) {
        let mut standing = Standing::NEW;
        let mut was_let_out = false;
        for act in acts.into_iter().map(|at| Act::ALL[at]) {
            let Some(after) = standing.after(act) else { continue };
            let is_out = matches!(act, Act::Publish | Act::Force);
            was_let_out |= is_out;
            if after.public != standing.public && after.public.is_some() {
                prop_assert!(is_out);
            }
            if act == Act::Publish {
                prop_assert_eq!(standing.state, State::Approved);
                prop_assert!(!after.is_forced);
            }
            // The mark goes only by another pair of eyes, or with what it marks.
            if standing.is_forced && !after.is_forced {
                prop_assert!(matches!(act, Act::Approve | Act::Publish | Act::Withdraw));
            }
            prop_assert!(after.public.is_none() || was_let_out);
            standing = after;
        }
    }
}

/// The unit, with sections that serve an order; gives its identity and that of a duty by that order.
async fn newsroom(site: &Site) -> (Id, Id) {
    let unit = site.units["ubnd-04189"];
    let mut tx = site.tx().await;
    let origin = tx.new_id();
    let owed = |period: &str, first, last| crate::duty::NewDuty {
        origin,
        number: "2.1".to_owned(),
        title: "Đăng tin, bài trên trang thông tin".to_owned(),
        position: 1,
        unit,
        role: crate::duty::DutyRole::Lead,
        period: period.to_owned(),
        opens_on: first,
        due_on: last,
        needs_approval: false,
        wanted: 1,
    };
    let wanted = vec![
        owed("tháng 4", date(2022, 4, 1), date(2022, 4, 30)),
        owed("tháng 5", date(2022, 5, 1), date(2022, 5, 31)),
    ];
    crate::duty::actions::reconcile(&mut tx, origin, wanted)
        .await
        .unwrap();
    let duty = crate::duty::store::of_origin(&mut tx, origin).await.unwrap();
    tx.save().await.unwrap();
    let mut desk = site.signed_in("local").await;
    let origin = origin.to_string();
    let fields = [
        ("ten-1", "Cải cách hành chính"),
        ("nhiem-vu-1", origin.as_str()),
        ("ten-3", "Đời sống"),
        ("nhiem-vu-3", ""),
    ];
    let set = desk.post(&format!("/toa-soan/chuyen-muc/{unit}"), &fields).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    // Whoever has not seen them does not end them.
    let unseen = desk
        .post(&format!("/toa-soan/chuyen-muc/{unit}"), &[("ten-1", "Khác")])
        .await;
    assert_eq!(unseen.status, StatusCode::CONFLICT);
    (unit, duty[0].id)
}

async fn section(site: &Site, unit: Id, slug: &str) -> String {
    let mut tx = site.tx().await;
    let found = store::section::by_slug(&mut tx, unit, slug).await.unwrap();
    found.unwrap().id.to_string()
}

/// Writes an article in a section; gives its address in the newsroom.
async fn written(site: &Site, desk: &mut Browser, unit: Id, title: &str) -> String {
    let section = section(site, unit, "cai-cach-hanh-chinh").await;
    let unit = unit.to_string();
    let fields = [
        ("don-vi", unit.as_str()),
        ("tieu-de", title),
        ("tom-tat", "Mang theo giấy gì, nộp ở đâu."),
        ("noi-dung", "## Mang theo gì\n\n- Giấy chứng sinh\n- Căn cước"),
        ("chuyen-muc", &section),
        ("doi-tuong", "people"),
        ("tieng", "vi"),
    ];
    let answer = desk.post("/toa-soan/moi", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

fn turn(page: &str) -> String {
    let rest = page.split("name=\"luot\" value=\"").nth(1).unwrap_or("0\"");
    rest.split('"').next().unwrap().to_owned()
}

async fn act(browser: &mut Browser, article: &str, act: Act, remark: &str) -> StatusCode {
    let page = browser.get(article).await.text;
    let turn = turn(&page);
    let fields = [("viec", act.key()), ("luot", turn.as_str()), ("nhan-xet", remark)];
    browser.post(&format!("{article}/lam"), &fields).await.status
}

#[tokio::test]
async fn an_article_goes_out_after_a_second_pair_of_eyes_and_proves_the_duty() {
    on_each_engine(async |site| {
        let (unit, duty) = newsroom(&site).await;
        let mut writer = site.signed_in("officer").await;
        let mut local = site.signed_in("local").await;
        let list = writer.get("/toa-soan").await.text;
        assert!(
            list.contains("Chuyên mục Cải cách hành chính chưa có bài"),
            "{list}"
        );
        let article = written(&site, &mut writer, unit, "Khai sinh: 3 điều cần biết").await;
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(neighbour.get(&article).await.status, StatusCode::NOT_FOUND);

        assert_eq!(
            act(&mut local, &article, Act::Approve, "").await,
            StatusCode::CONFLICT
        );
        assert_eq!(
            act(&mut writer, &article, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut writer, &article, Act::Approve, "").await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            act(&mut local, &article, Act::Return, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            act(&mut local, &article, Act::Return, "Nói rõ nộp ở đâu").await,
            StatusCode::SEE_OTHER
        );
        // Written on; the same form once more is one that nobody has seen.
        let page = writer.get(&format!("{article}/sua")).await.text;
        let section = section(&site, unit, "cai-cach-hanh-chinh").await;
        let turn = turn(&page);
        let fields = [
            ("luot", turn.as_str()),
            ("tieu-de", "Khai sinh: 3 điều cần biết"),
            ("tom-tat", "Mang theo giấy gì, nộp ở đâu."),
            (
                "noi-dung",
                "## Mang theo gì\n\n- Giấy chứng sinh\n\nNộp ở một cửa xã.",
            ),
            ("chuyen-muc", &section),
            ("tieng", "vi"),
        ];
        let saved = writer.post(&format!("{article}/sua"), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let stale = writer.post(&format!("{article}/sua"), &fields).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            stale.text.contains("Chữ bạn viết còn ở dưới đây") && stale.text.contains("Nộp ở một cửa xã.")
        );
        let compared = writer.get(&format!("{article}/so-sanh")).await.text;
        assert!(compared.contains("<ins>Nộp ở một cửa xã.</ins>"), "{compared}");

        assert_eq!(
            act(&mut writer, &article, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut local, &article, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut local, &article, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        let mut tx = site.tx().await;
        let proven = crate::duty::store::by_id(&mut tx, duty).await.unwrap().unwrap();
        assert_eq!(
            proven.state,
            crate::duty::State::Met,
            "the work itself is the evidence"
        );
        drop(tx);
        let page = local.get(&article).await.text;
        assert!(page.contains("Đã đăng") && page.contains("/hoat-dong/"), "{page}");
        assert!(!writer.get("/toa-soan").await.text.contains("chưa có bài, hạn"));
    })
    .await;
}

#[tokio::test]
async fn what_went_out_alone_is_marked_until_somebody_else_has_looked() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut local = site.signed_in("local").await;
        let mut above = site.signed_in("coordinator").await;
        let article = written(&site, &mut local, unit, "Mưa lũ: số máy phải gọi").await;
        assert_eq!(
            act(&mut local, &article, Act::Force, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            act(&mut local, &article, Act::Force, "Khẩn cấp, lãnh đạo đi vắng").await,
            StatusCode::SEE_OTHER
        );
        let told = "đã đăng khi chưa có người thứ hai duyệt";
        assert!(local.get(&article).await.text.to_lowercase().contains(told));
        assert_eq!(
            act(&mut local, &article, Act::Approve, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        // A correction by the same person keeps the mark as long as nobody else approved it.
        assert_eq!(
            act(&mut local, &article, Act::Correct, "").await,
            StatusCode::SEE_OTHER
        );
        assert!(local.get(&article).await.text.to_lowercase().contains(told));
        assert_eq!(
            act(&mut local, &article, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut above, &article, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        // Readers are told what was put right.
        assert_eq!(
            act(&mut above, &article, Act::Publish, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            act(&mut above, &article, Act::Publish, "Thêm số máy").await,
            StatusCode::SEE_OTHER
        );
        assert!(!above.get(&article).await.text.to_lowercase().contains(told));
    })
    .await;
}

#[tokio::test]
async fn nobody_who_wrote_any_of_it_approves_what_went_out_alone() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut above = site.signed_in("coordinator").await;
        let mut local = site.signed_in("local").await;
        let mut leader = site.signed_in("leader").await;
        let article = written(&site, &mut above, unit, "Mưa lũ: đường nào đi được").await;
        let turn = turn(&local.get(&format!("{article}/sua")).await.text);
        let section = section(&site, unit, "cai-cach-hanh-chinh").await;
        let fields = [
            ("luot", turn.as_str()),
            ("tieu-de", "Mưa lũ: đường nào đi được?"),
            ("tom-tat", "Mang theo giấy gì, nộp ở đâu."),
            ("noi-dung", "Đi đường trên."),
            ("chuyen-muc", &section),
            ("tieng", "vi"),
        ];
        let saved = local.post(&format!("{article}/sua"), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let forced = act(&mut local, &article, Act::Force, "Nước lên").await;
        assert_eq!(forced, StatusCode::SEE_OTHER);
        let own = act(&mut above, &article, Act::Approve, "").await;
        assert_eq!(
            own,
            StatusCode::UNPROCESSABLE_ENTITY,
            "who began it has not been read by anybody"
        );
        assert_eq!(
            act(&mut leader, &article, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn moments_that_were_set_are_kept_unless_something_else_was_decided() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut writer = site.signed_in("officer").await;
        let mut local = site.signed_in("local").await;
        let mut articles = Vec::new();
        for title in ["Bài hẹn giờ", "Bài hẹn rồi trả lại"] {
            let article = written(&site, &mut writer, unit, title).await;
            act(&mut writer, &article, Act::Submit, "").await;
            act(&mut local, &article, Act::Approve, "").await;
            let page = local.get(&article).await.text;
            let turn = turn(&page);
            let fields = [
                ("luot", turn.as_str()),
                ("luc-ngay", "20"),
                ("luc-thang", "4"),
                ("luc-nam", "2022"),
                ("gio", "7h30"),
                ("het-ngay", "25"),
                ("het-thang", "4"),
                ("het-nam", "2022"),
            ];
            let set = local.post(&format!("{article}/hen-gio"), &fields).await;
            assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
            articles.push(article);
        }
        assert_eq!(
            act(&mut local, &articles[1], Act::Return, "Chờ số liệu").await,
            StatusCode::SEE_OTHER
        );
        let state = async |article: &str| {
            let id = article.rsplit('/').next().unwrap().parse().unwrap();
            let mut tx = site.tx().await;
            store::by_id(&mut tx, id).await.unwrap().unwrap().standing.state
        };
        let moment = |day, minutes| {
            day_start(date(2022, 4, day))
                .checked_add(SignedDuration::from_mins(minutes))
                .unwrap()
        };
        for (now, want) in [
            (moment(20, 449), State::Approved),
            (moment(20, 450), State::Published),
            (moment(25, 1439), State::Published),
            (moment(26, 0), State::Withdrawn),
        ] {
            site.app.clock().set(now);
            job::run_due(&site.app, DUTIES.handlers, Lane::Work, || false)
                .await
                .unwrap();
            assert_eq!(state(&articles[0]).await, want, "{now}");
            assert_eq!(state(&articles[1]).await, State::Draft);
        }
    })
    .await;
}
