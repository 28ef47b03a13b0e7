//! Praise and criticism: what may go out, who is named, the say of the unit, the way to the public and back.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use loa_calendar::day::plus_days;
use loa_db::id::Id;
use loa_db::params;
use proptest::prelude::*;

use crate::clock::day_start;
use crate::job::{self, Lane};
use crate::library;
use crate::recognition::names::found;
use crate::recognition::{Act, Kind, Standing, State, reply_by, store};
use crate::testing::{Answer, Browser, Site, TODAY, on_each_engine};
use crate::wiring::DUTIES;

mod heard;

proptest! {
    #[test]
    fn no_criticism_is_public_that_was_not_heard(
        acts in prop::collection::vec((0..Act::ALL.len(), 0_i64..6), 0..60),
        term in 3_i64..8,
        public_days in 1_i64..500,
    ) {
        let mut today = date(2022, 4, 18);
        let until = plus_days(today, public_days);
        let mut standing = Standing::new(Kind::Criticism, term, until);
        // What the unit was told and when its term ends, kept apart from the machine.
        let mut told: Option<Date> = None;
        let mut has_replied = false;
        let mut approved = false;
        for (act, days) in acts {
            today = plus_days(today, days).unwrap();
            let act = Act::ALL[act];
            let Some(after) = standing.after(act, today) else { continue };
            let is_over = told.is_some_and(|due| today > due);
            match act {
                Act::Tell => {
                    told = reply_by(today, term);
                    has_replied = false;
                    approved = false;
                }
                Act::Reply => {
                    has_replied = true;
                    approved = false;
                }
                Act::Approve => {
                    prop_assert!(told.is_some() && (has_replied || is_over));
                    approved = true;
                }
                Act::Return => approved = false,
                Act::Publish => {
                    prop_assert!(approved && told.is_some() && (has_replied || is_over));
                    let last = until.unwrap();
                    prop_assert!(today <= last && last <= plus_days(today, 365).unwrap());
                }
                _ => {}
            }
            if after.state == State::Public && standing.state != State::Public {
                prop_assert_eq!(act, Act::Publish);
            }
            if matches!(standing.state, State::Ended | State::Withdrawn | State::Dropped) {
                prop_assert!(false, "nothing comes back: {:?}", act);
            }
            standing = after;
        }
    }

    #[test]
    fn a_known_name_is_found_however_it_is_written(
        at in 0_usize..4,
        before in "[a-zăâđêôơư ]{0,20}",
        between in "[ \u{a0}\n,.-]{1,3}",
        is_folded in any::<bool>(),
        is_loud in any::<bool>(),
    ) {
        let people: Vec<String> = ["Lò Thị Mẫu", "Cầm Văn Đức", "Sồng A Tủa", "Hà Anh"].map(str::to_owned).to_vec();
        let name = people[at].split(' ').collect::<Vec<_>>().join(&between);
        let name = if is_folded { loa_vietnamese::fold::fold(&name) } else { name };
        let name = if is_loud { name.to_uppercase() } else { name };
        let text = format!("{before} {name}, {before}");
        prop_assert!(found(&text, &people).is_some());
    }
}

#[test]
fn units_are_named_and_people_are_not() {
    let people = ["Lò Thị Mẫu".to_owned(), "Mai".to_owned()];
    for (text, is_named) in [
        ("UBND xã Đứa Mòn chậm gửi báo cáo quý I", false),
        ("Chị Lò  Thị\nMẫu nộp chậm", true),
        ("lo thi mau", true),
        ("LÒ-THỊ-MẪU", true),
        ("Lò Thị\u{200b} Mẫu", true),
        ("L\u{200b}ò Thị Mẫu", true),
        ("Ngày mai phải xong", false),
        ("ông Hoa chưa làm", true),
        ("Bà Quàng Hương", true),
        ("đồng chí Tủa", true),
        ("đ/c Nam", true),
        ("Ông bà, bà con các bản", false),
        ("đồng chí Bí thư Đảng ủy xã", false),
        ("ông Chủ tịch UBND xã", false),
        ("Anh, chị em trong tổ", false),
        ("Quàng Văn A chưa ghi", true),
        ("LÒ VĂN HOA CHƯA GHI", true),
        ("Đ/c. Hoa chưa ghi", true),
        ("cháu Hoa chưa có giấy", true),
        ("PHÒNG VĂN HÓA VÀ THÔNG TIN, UBND THỊ TRẤN SÔNG MÃ", false),
        ("Trung tâm Văn hóa; Sở Văn Hóa, Thể Thao", false),
        ("Thị trấn Sông Mã, Ủy ban Thị Trấn", false),
        ("Chiềng Khoong, Nà Nghịu và Mường Hung", false),
    ] {
        assert_eq!(found(text, &people).is_some(), is_named, "{text}");
    }
}

#[test]
fn terms_skip_days_of_rest_and_last_days_are_bounded() {
    // A Monday; the day itself is not counted (CAL-02).
    assert_eq!(reply_by(TODAY, 5), Some(date(2022, 4, 25)));
    for (kind, until, may_last) in [
        (Kind::Praise, None, true),
        (Kind::Praise, plus_days(TODAY, -1), false),
        (Kind::Criticism, None, false),
        (Kind::Criticism, Some(TODAY), true),
        (Kind::Criticism, plus_days(TODAY, 365), true),
        (Kind::Criticism, plus_days(TODAY, 366), false),
    ] {
        assert_eq!(
            Standing::new(kind, 5, until).may_last(TODAY),
            may_last,
            "{until:?}"
        );
    }
}

/// A document that went out of the register of the district; gives its identity.
async fn document(site: &Site, kind: &str, state: &str) -> String {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let key = id.to_string();
    let values = params![
        id,
        tx.locality(),
        site.units["huyen-songma"],
        state,
        id,
        site.people["office"],
        tx.now(),
        key.as_str(),
        kind,
        tx.today()
    ];
    tx.execute(
        "INSERT INTO official_document (id, locality_id, unit_id, way, kind, year, book, number, symbol, subject, state, \
         author, signer, position, recipients, kept_by, taken_by, note, checked, check_note, reason, made_by, made_at, \
         request_key, dated_on) VALUES ($1, $2, $3, 'out', $9, 2022, $9, $5, 'UBND', 'về bà Lò Thị Kín', $4, '', '', '', '', '', '', '', \
         '', '', '', $6, $7, $8, $10)",
        values,
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    key
}

/// What was decided about a document: whether the public reads it.
async fn decided(site: &Site, document: &str, word: library::Word) {
    let mut tx = site.tx().await;
    let decision = library::Disclosure {
        document: document.parse().unwrap(),
        unit: site.units["huyen-songma"],
        word,
        reason: String::new(),
        turn: 1,
        decided_by: site.people["leader"],
        decided_at: tx.now(),
    };
    let listed = library::store::Listed {
        kind: "QĐ",
        dated_on: tx.today(),
        folded: "quyet dinh",
    };
    library::store::set(&mut tx, &decision, listed).await.unwrap();
    tx.save().await.unwrap();
}

/// Something that the commune did, with a proof in a state; gives its identity.
async fn activity(site: &Site, state: crate::duty::ProofState) -> Id {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let unit = site.units["ubnd-04189"];
    let values = params![
        id,
        tx.locality(),
        unit,
        site.people["officer"],
        id.to_string(),
        "Họp bản, chị Lò Thị Kín nói",
        "Nà Dìa",
        tx.today(),
        tx.now(),
        "",
        "vi",
        false,
        id.to_string(),
        45_i64
    ];
    tx.execute(
        "INSERT INTO activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, \
         language, is_sample, request_key, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values,
    )
    .await
    .unwrap();
    let origin = tx.new_id();
    let new = crate::duty::NewDuty {
        origin,
        number: "2.1".to_owned(),
        title: "Tuyên truyền".to_owned(),
        position: 1,
        unit,
        role: crate::duty::DutyRole::Lead,
        period: "tháng 4".to_owned(),
        opens_on: date(2022, 4, 1),
        due_on: date(2022, 4, 30),
        needs_approval: true,
        wanted: 1,
    };
    crate::duty::actions::reconcile(&mut tx, origin, vec![new])
        .await
        .unwrap();
    let duty = crate::duty::store::of_origin(&mut tx, origin).await.unwrap();
    crate::duty::store::give(&mut tx, duty[0].id, id, state)
        .await
        .unwrap();
    tx.save().await.unwrap();
    id
}

/// The district sets up its site.
async fn opened(site: &Site) {
    let mut tx = site.tx().await;
    let unit = site.units["huyen-songma"];
    let mut new = crate::portal::Site::of(unit, site.locality, "UBND huyện Sông Mã");
    new.slug = "song-ma".to_owned();
    crate::portal::store::set(&mut tx, &new).await.unwrap();
    crate::newsroom::store::public::note_change(&mut tx, unit)
        .await
        .unwrap();
    tx.save().await.unwrap();
    site.app.shelf().stir();
}

async fn public(site: &Site) -> String {
    site.app.shelf().stir();
    let page = site.browser().get("/cong/song-ma/bieu-duong").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.text
}

fn hidden(page: &str, name: &str) -> String {
    let rest = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or("\"");
    rest.split('"').next().unwrap().to_owned()
}

async fn act(browser: &mut Browser, entry: &str, act: Act, reason: &str) -> Answer {
    let page = browser.get(entry).await.text;
    let turn = hidden(&page, "luot");
    let fields = [("viec", act.key()), ("luot", turn.as_str()), ("ly-do", reason)];
    browser.post(&format!("{entry}/lam"), &fields).await
}

async fn acted(browser: &mut Browser, entry: &str, what: Act, reason: &str) -> StatusCode {
    act(browser, entry, what, reason).await.status
}

async fn reply(browser: &mut Browser, entry: &str, words: &str) -> Answer {
    let page = browser.get(entry).await.text;
    let round = hidden(&page, "vong");
    let fields = [("vong", round.as_str()), ("tra-loi", words)];
    browser.post(&format!("{entry}/tra-loi"), &fields).await
}

/// The form of a criticism of the commune on the site of the district.
async fn criticise(site: &Site, desk: &mut Browser, words: &str, more: &[(&str, &str)]) -> Answer {
    let unit = site.units["huyen-songma"].to_string();
    let subject = site.units["ubnd-04189"].to_string();
    let mut fields = vec![
        ("don-vi", unit.as_str()),
        ("loai", "criticism"),
        ("ve", &subject),
        ("tieu-de", "Chậm gửi báo cáo quý I"),
        ("noi-dung", words),
        ("han", "5"),
        ("het-ngay", "17"),
        ("het-thang", "7"),
        ("het-nam", "2022"),
    ];
    fields.extend(more);
    desk.post("/bieu-duong/moi", &fields).await
}

#[tokio::test]
async fn a_criticism_is_public_only_after_the_unit_was_heard_and_leaves_by_itself() {
    on_each_engine(async |site| {
        opened(&site).await;
        let mut desk = site.signed_in("coordinator").await;
        let mut leader = site.signed_in("leader").await;
        let mut unit = site.signed_in("officer").await;
        heard::reached(&site).await;
        let letter = document(&site, "CV", "issued").await;
        let based = [("van-ban", letter.as_str())];
        for (words, more, told) in [
            ("Chậm gửi báo cáo.", &[][..], "phải dựa vào một kết luận kiểm tra"),
            ("Ông Hoa chậm gửi báo cáo.", &based[..], "Có tên người"),
            ("Người mẫu officer chậm.", &based[..], "Có tên người"),
            ("Chậm.", &[("van-ban", "12345")][..], "chưa ban hành"),
            (
                "Chậm.",
                &[("van-ban", letter.as_str()), ("quyet-dinh", &letter)][..],
                "Chỉ chọn quyết định",
            ),
        ] {
            let refused = criticise(&site, &mut desk, words, more).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(refused.text.contains(told), "{words}: {}", refused.text);
        }
        let begun = criticise(&site, &mut desk, "Ba lần nhắc mà chưa gửi báo cáo.", &based).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let entry = begun.location().to_owned();
        assert_eq!(
            unit.get(&entry).await.status,
            StatusCode::NOT_FOUND,
            "not told yet"
        );

        assert_eq!(
            acted(&mut desk, &entry, Act::Publish, "").await,
            StatusCode::CONFLICT
        );
        assert_eq!(
            acted(&mut desk, &entry, Act::Tell, "").await,
            StatusCode::SEE_OTHER
        );
        let mut tx = site.tx().await;
        let sql = "SELECT COUNT(*) AS many FROM message WHERE locality_id = $1 AND person_id = $2 AND unique_key LIKE 'recognition:%'";
        let row = tx.row(sql, params![tx.locality(), site.people["officer"]]).await;
        assert_eq!(row.unwrap().unwrap().int("many").unwrap(), 1, "the unit is told");
        drop(tx);
        let mine = unit.get("/viec").await.text;
        assert!(
            mine.contains("cần trả lời lời phê bình") && mine.contains("25/04/2022"),
            "{mine}"
        );
        let mut other = site.signed_in("neighbour").await;
        assert_eq!(other.get(&entry).await.status, StatusCode::NOT_FOUND);
        // Nothing gets it out while the unit has time: neither approval nor publishing, by whomever.
        for browser in [&mut desk, &mut leader] {
            for what in [Act::Approve, Act::Publish] {
                let refused = act(browser, &entry, what, "gấp").await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(refused.text.contains("Đơn vị chưa trả lời"), "{}", refused.text);
            }
        }
        // Who reaches the unit from above does not speak for it.
        assert_eq!(
            reply(&mut leader, &entry, "Đúng").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let named = reply(&mut unit, &entry, "Do anh Tủa nghỉ ốm.").await;
        assert!(named.status == StatusCode::UNPROCESSABLE_ENTITY && named.text.contains("Do anh Tủa"));
        assert_eq!(
            reply(&mut unit, &entry, "Mất sóng hai tuần, đã gửi bù.")
                .await
                .status,
            StatusCode::SEE_OTHER
        );

        let own = act(&mut desk, &entry, Act::Approve, "").await;
        assert!(own.text.contains("chính bạn viết"), "{}", own.text);
        let fields = [("viec", Act::Approve.key()), ("luot", "9")];
        let theirs = unit.post(&format!("{entry}/lam"), &fields).await;
        assert_eq!(theirs.status, StatusCode::FORBIDDEN);
        assert_eq!(
            acted(&mut leader, &entry, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        // A reply that comes now is read before anything goes out.
        assert_eq!(
            reply(&mut unit, &entry, "Đã gửi bù ngày 16/4.").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            acted(&mut desk, &entry, Act::Publish, "").await,
            StatusCode::CONFLICT
        );
        assert_eq!(
            acted(&mut leader, &entry, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        assert!(!public(&site).await.contains("Chậm gửi báo cáo"));
        assert_eq!(
            acted(&mut desk, &entry, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        let page = public(&site).await;
        assert!(
            page.contains("Chậm gửi báo cáo quý I") && page.contains("Đã gửi bù ngày 16/4."),
            "{page}"
        );
        assert!(
            !page.contains("Lò Thị Kín"),
            "subjects of documents may name people"
        );

        corrected(&site, &entry, &mut unit, &mut leader).await;
        ends(&site, &entry).await;
    })
    .await;
}

/// A correction waits for one step of who publishes, then stands beside the criticism.
async fn corrected(site: &Site, entry: &str, unit: &mut Browser, leader: &mut Browser) {
    assert_eq!(
        reply(unit, entry, "Báo cáo đã đến ngày 14/4.").await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!public(site).await.contains("Báo cáo đã đến"));
    let page = leader.get(entry).await.text;
    let id = hidden(&page, "dinh-chinh");
    let path = format!("{entry}/dinh-chinh");
    let refused = leader
        .post(&path, &[("dinh-chinh", &id), ("viec", "tra-lai")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason is a must"
    );
    let shown = leader.post(&path, &[("dinh-chinh", &id), ("viec", "hien")]).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
    let twice = leader.post(&path, &[("dinh-chinh", &id), ("viec", "hien")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let page = public(site).await;
    assert!(
        page.contains("Đơn vị đính chính") && page.contains("Báo cáo đã đến ngày 14/4."),
        "{page}"
    );
}

/// It leaves when its last day is over.
async fn ends(site: &Site, entry: &str) {
    let id: Id = entry.rsplit('/').next().unwrap().parse().unwrap();
    for (day, want) in [
        (date(2022, 7, 17), State::Public),
        (date(2022, 7, 18), State::Ended),
    ] {
        site.app.clock().set(day_start(day));
        job::run_due(&site.app, DUTIES.handlers, Lane::Work, || false)
            .await
            .unwrap();
        let mut tx = site.tx().await;
        let there = store::by_id(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(there.standing.state, want, "{day}");
    }
    assert!(!public(site).await.contains("Chậm gửi báo cáo"));
}

#[tokio::test]
async fn a_term_that_passed_in_silence_is_enough_and_a_recalled_document_is_not() {
    on_each_engine(async |site| {
        opened(&site).await;
        heard::reached(&site).await;
        let mut desk = site.signed_in("coordinator").await;
        let mut leader = site.signed_in("leader").await;
        let letter = document(&site, "CV", "issued").await;
        let decision = document(&site, "QĐ", "issued").await;
        let based = [("van-ban", letter.as_str()), ("quyet-dinh", decision.as_str())];
        // A decision that is public by law lets a person be named; that it went out of a register is not enough (COM-02).
        let named = "Ông Lò Văn Kín bị khiển trách.";
        let early = criticise(&site, &mut desk, named, &based).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
        decided(&site, &decision, library::Word::Public).await;
        // What is secret is no ground that anybody is told.
        decided(&site, &letter, library::Word::Secret).await;
        let secret = criticise(&site, &mut desk, named, &based).await;
        assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", secret.text);
        decided(&site, &letter, library::Word::Lifted).await;
        let begun = criticise(&site, &mut desk, named, &based).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let entry = begun.location().to_owned();
        acted(&mut desk, &entry, Act::Tell, "").await;
        site.app.clock().set(day_start(date(2022, 4, 25)));
        assert_eq!(
            acted(&mut leader, &entry, Act::Approve, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        site.app.clock().set(day_start(date(2022, 4, 26)));
        assert_eq!(
            acted(&mut leader, &entry, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        let set = async |state: &'static str| {
            let mut tx = site.tx().await;
            let id: Id = letter.parse().unwrap();
            let sql = "UPDATE official_document SET state = $3 WHERE locality_id = $1 AND id = $2";
            tx.execute(sql, params![tx.locality(), id, state]).await.unwrap();
            crate::newsroom::store::public::note_change(&mut tx, site.units["huyen-songma"])
                .await
                .unwrap();
            tx.save().await.unwrap();
        };
        set("recalled").await;
        let refused = act(&mut desk, &entry, Act::Publish, "").await;
        assert!(
            refused.text.contains("Căn cứ của mục này không còn"),
            "{}",
            refused.text
        );
        set("issued").await;
        assert_eq!(
            acted(&mut desk, &entry, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        assert!(public(&site).await.contains("không trả lời trong thời hạn"));
        set("recalled").await;
        assert!(!public(&site).await.contains("khiển trách"));
    })
    .await;
}

#[tokio::test]
async fn praise_rests_on_accepted_work_and_shows_counts_without_people() {
    on_each_engine(async |site| {
        use crate::duty::ProofState;
        opened(&site).await;
        let mut desk = site.signed_in("coordinator").await;
        let mut leader = site.signed_in("leader").await;
        let good = activity(&site, ProofState::Accepted).await.to_string();
        let waiting = activity(&site, ProofState::Waiting).await.to_string();
        let list = desk.get("/bieu-duong").await.text;
        assert!(
            list.contains("1 hoạt động được chấp nhận, 45 lượt người"),
            "{list}"
        );
        let (unit, subject) = (
            site.units["huyen-songma"].to_string(),
            site.units["ubnd-04189"].to_string(),
        );
        let offered = format!("/bieu-duong/moi?loai=praise&ve={subject}&don-vi={unit}");
        let page = desk.get(&offered).await.text;
        assert!(page.contains(&good) && !page.contains(&waiting), "{page}");
        let fields = |activity| {
            vec![
                ("don-vi", unit.as_str()),
                ("loai", "praise"),
                ("ve", subject.as_str()),
                ("tieu-de", "Đưa tin về từng bản"),
                ("noi-dung", "Mỗi bản một buổi."),
                ("hoat-dong", activity),
            ]
        };
        let refused = desk.post("/bieu-duong/moi", &fields(&waiting)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let begun = desk.post("/bieu-duong/moi", &fields(&good)).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let entry = begun.location().to_owned();
        for (browser, what) in [(&mut desk, Act::Submit), (&mut leader, Act::Approve)] {
            assert_eq!(acted(browser, &entry, what, "").await, StatusCode::SEE_OTHER);
        }
        assert_eq!(
            acted(&mut desk, &entry, Act::Publish, "").await,
            StatusCode::SEE_OTHER
        );
        let page = public(&site).await;
        assert!(
            page.contains("1 hoạt động đã được kiểm tra, chấp nhận") && page.contains("45 lượt người"),
            "{page}"
        );
        assert!(!page.contains("Lò Thị Kín"));
        let home = site.browser().get("/cong/song-ma").await.text;
        assert!(home.contains("/cong/song-ma/bieu-duong"), "{home}");
        assert_eq!(
            acted(&mut leader, &entry, Act::Withdraw, "Đăng nhầm").await,
            StatusCode::SEE_OTHER
        );
        assert!(!public(&site).await.contains("Đưa tin về từng bản"));
    })
    .await;
}
