//! What the public reads of registers: nothing that nobody decided about, nothing that is secret, and no file longer than that.

use axum::http::{StatusCode, header};
use loa_db::id::Id;
use loa_official::kind::Kind;

use crate::document::actions::keep;
use crate::document::register::actions::{Signed, issue, mark_signed, reserve};
use crate::document::register::tests::files::{below, pdf};
use crate::document::register::{Checked, NewOfficial};
use crate::document::{Purpose, register};
use crate::identity::{self, Actor, COOKIE};
use crate::library::{Word, is_file_stamped, is_stamped};
use crate::testing::{Browser, Site, on_each_engine};

#[test]
fn what_is_secret_is_never_public_at_once() {
    let none = None;
    for (before, may) in [
        (none, vec![Word::Public, Word::Secret]),
        (Some(Word::Public), vec![Word::Withdrawn, Word::Secret]),
        (Some(Word::Withdrawn), vec![Word::Public, Word::Secret]),
        (Some(Word::Secret), vec![Word::Lifted]),
        (Some(Word::Lifted), vec![Word::Public, Word::Secret]),
    ] {
        let found: Vec<Word> = Word::ALL
            .into_iter()
            .filter(|word| word.may_follow(before))
            .collect();
        assert_eq!(found, may, "PUB-06: after {before:?}");
    }
    for word in Word::ALL {
        assert_eq!(Word::with_key(word.key()), Some(word));
    }
}

#[test]
fn a_sign_of_secrecy_is_seen_wherever_it_stands_alone() {
    for (text, want) in [
        ("UBND HUYỆN\nMẬT\nBÁO CÁO", true),
        ("  TUYỆT   MẬT  \nx", true),
        ("[TỐI MẬT]", true),
        ("Bảo vệ bí mật nhà nước\nVăn bản không có độ mật", false),
        ("MẬT ONG RỪNG", false),
        ("", false),
    ] {
        assert_eq!(is_stamped(text), want, "{text}");
    }
    // The lines of a file may have been joined.
    for (text, want) in [
        ("UBND HUYỆN SÔNG MÃ MẬT BÁO CÁO", true),
        ("UBND HUYỆN SÔNG MÃ Số: 5/BC-UBND TUYỆT MẬT Sông Mã, ngày", true),
        ("UBND HUYỆN SÔNG MÃ MA\u{302}\u{323}T BÁO CÁO", true),
        ("QUY CHẾ BẢO VỆ BÍ MẬT NHÀ NƯỚC", false),
        ("QUYẾT ĐỊNH VỀ VIỆC GIẢI MẬT tài liệu", false),
        ("KẾ HOẠCH PHÁT TRIỂN NGHỀ NUÔI ONG LẤY MẬT", false),
        ("BÁO CÁO Về mật độ dân số", false),
    ] {
        assert_eq!(is_file_stamped(text), want, "{text}");
    }
}

async fn actor(site: &Site, login: &str) -> Actor {
    let browser = site.signed_in(login).await;
    let found = identity::actions::resume(&site.app, &browser.cookies[COOKIE]).await;
    found.unwrap().unwrap()
}

/// Bytes of the file that the public gets.
const SIGNED: &[u8] = b"%PDF-1.5\n% Signed";

/// A report of the district that went to a commune, with this text.
async fn issued(site: &Site, text: &str) -> Id {
    issued_as(site, text, SIGNED.to_vec()).await
}

/// The same, with this file as the one that came back signed.
async fn issued_as(site: &Site, text: &str, signed: Vec<u8>) -> Id {
    let who = actor(site, "coordinator").await;
    let (unit, commune) = (site.units["huyen-songma"], site.units["ubnd-04189"]);
    let mut tx = site.app.begin(&who).await.unwrap();
    let file = keep(&site.app, &mut tx, "đã ký.pdf", signed.into(), Purpose::Signed)
        .await
        .unwrap();
    let mut new = NewOfficial::new(unit, Kind::Report, "BC-UBND", "Kết quả khám chữa bệnh lưu động");
    text.clone_into(&mut new.text);
    let one = reserve(&mut tx, &who, new).await.unwrap();
    let signed = Signed {
        on: tx.today(),
        signer: "Lò Văn Mẫu".to_owned(),
        position: "Chủ tịch".to_owned(),
        file: Some(file),
        checked: Checked::Not,
        note: String::new(),
        text: String::new(),
    };
    mark_signed(&mut tx, &who, one.id, signed).await.unwrap();
    let today = tx.today();
    issue(&mut tx, &who, one.id, &[commune], today, "").await.unwrap();
    tx.save().await.unwrap();
    one.id
}

async fn opened(desk: &mut Browser, unit: Id, address: &str) {
    let fields = [("ten", "Trang mẫu"), ("dia-chi", address), ("mo", "1")];
    let set = desk.post(&format!("/cong-don-vi/{unit}"), &fields).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
}

async fn decided(desk: &mut Browser, id: Id, turn: &str, word: Word, more: &[(&str, &str)]) -> StatusCode {
    let mut fields = vec![("quyet-dinh", word.key()), ("luot", turn)];
    fields.extend_from_slice(more);
    desk.post(&format!("/van-ban/{id}/cong-khai"), &fields)
        .await
        .status
}

#[tokio::test]
async fn a_document_is_public_by_a_decision_and_as_long_as_it_holds() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        opened(&mut desk, site.units["huyen-songma"], "song-ma").await;
        opened(&mut desk, site.units["ubnd-04189"], "dua-mon").await;
        let id = issued(&site, "Khám chữa bệnh ở bản").await;
        let mut anybody = site.browser();
        let page = format!("/cong/song-ma/van-ban/{id}");
        let file = format!("{page}/tep");
        for path in [&page, &file] {
            assert_eq!(anybody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Who reads it at work does not decide about it; nobody decides without having looked it over.
        let mut office = site.signed_in("officer").await;
        let form = format!("/van-ban/{id}/cong-khai");
        assert_eq!(office.get(&form).await.status, StatusCode::FORBIDDEN);
        let mut other = site.signed_in("local").await;
        assert_eq!(
            other.get(&form).await.status,
            StatusCode::NOT_FOUND,
            "not its own"
        );
        let looked = [("da-xem", "1")];
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(decided(&mut desk, id, "0", Word::Public, &[]).await, refused);
        assert_eq!(
            decided(&mut desk, id, "0", Word::Withdrawn, &[("ly-do", "x")]).await,
            refused
        );
        let done = StatusCode::SEE_OTHER;
        assert_eq!(decided(&mut desk, id, "0", Word::Public, &looked).await, done);
        assert_eq!(
            decided(&mut desk, id, "0", Word::Withdrawn, &[("ly-do", "x")]).await,
            StatusCode::CONFLICT
        );

        // On the site of who issued it and of whom it went to.
        for home in ["/cong/song-ma", "/cong/dua-mon"] {
            for (query, has) in [
                ("", true),
                ("?tim=kham+chua+benh", true),
                ("?tim=01/BC", true),
                ("?loai=BC&nam=2022", true),
                ("?loai=KH", false),
                ("?nam=2021", false),
                ("?tim=%25", false),
            ] {
                let list = anybody.get(&format!("{home}/van-ban{query}")).await;
                assert_eq!(list.status, StatusCode::OK);
                assert_eq!(
                    list.text.contains("khám chữa bệnh lưu động"),
                    has,
                    "{home}{query}: {}",
                    list.text
                );
            }
            assert!(
                anybody
                    .get(&format!("{home}/van-ban/{id}"))
                    .await
                    .text
                    .contains("Còn hiệu lực")
            );
        }
        assert_eq!(
            anybody.get("/cong/song-ma/van-ban?trang=2").await.status,
            StatusCode::NOT_FOUND
        );
        let sent = anybody.get(&file).await;
        assert_eq!((sent.status, sent.bytes.as_slice()), (StatusCode::OK, SIGNED));
        assert!(
            sent.headers[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );

        // It is asked for each time.
        assert_eq!(
            decided(&mut desk, id, "1", Word::Withdrawn, &[]).await,
            refused,
            "why"
        );
        let why = [("ly-do", "Số liệu sai, đang làm lại.")];
        assert_eq!(decided(&mut desk, id, "1", Word::Withdrawn, &why).await, done);
        assert_eq!(anybody.get(&file).await.status, StatusCode::NOT_FOUND);
        let gone = anybody.get(&page).await.text;
        assert!(
            gone.contains("Số liệu sai, đang làm lại.") && !gone.contains("lưu động"),
            "{gone}"
        );
        assert!(
            !anybody
                .get("/cong/dua-mon/van-ban")
                .await
                .text
                .contains("lưu động")
        );

        // Secret: nothing is told, and it is not public again but by way of being declassified.
        let why = [("ly-do", "Công văn 5/CA"), ("da-xem", "1")];
        assert_eq!(decided(&mut desk, id, "2", Word::Secret, &why).await, done);
        assert_eq!(anybody.get(&page).await.status, StatusCode::NOT_FOUND);
        assert_eq!(decided(&mut desk, id, "3", Word::Public, &why).await, refused);
        assert_eq!(decided(&mut desk, id, "3", Word::Lifted, &why).await, done);
        assert_eq!(anybody.get(&page).await.status, StatusCode::NOT_FOUND);
        assert_eq!(decided(&mut desk, id, "4", Word::Public, &why).await, done);
        assert_eq!(anybody.get(&file).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn what_did_not_go_out_or_carries_a_sign_of_secrecy_is_refused() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let looked = [("da-xem", "1")];
        let stamped = issued(&site, "UBND HUYỆN\nMẬT\nBÁO CÁO").await;
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(
            decided(&mut desk, stamped, "0", Word::Public, &looked).await,
            refused
        );
        assert!(
            desk.get(&format!("/van-ban/{stamped}/cong-khai"))
                .await
                .text
                .contains("độ mật")
        );
        // What goes out is the file that was signed, whatever was given out: a stamp that came on paper counts.
        let lines = ["UBND HUYỆN SÔNG MÃ", "MẬT", "BÁO CÁO", "Khám chữa bệnh ở bản"];
        let file = pdf(&below(&lines));
        let stamped = issued_as(&site, "UBND HUYỆN SÔNG MÃ\nBÁO CÁO\nKhám chữa bệnh ở bản", file).await;
        assert_eq!(
            decided(&mut desk, stamped, "0", Word::Public, &looked).await,
            refused
        );
        let scanned = issued(&site, "UBND HUYỆN\nBÁO CÁO").await;
        let page = desk.get(&format!("/van-ban/{scanned}/cong-khai")).await.text;
        assert!(page.contains("không đọc được chữ trong tệp đã ký"), "{page}");
        let who = actor(&site, "coordinator").await;
        let mut tx = site.app.begin(&who).await.unwrap();
        let new = NewOfficial::new(site.units["huyen-songma"], Kind::Plan, "KH-UBND", "Chưa ký");
        let draft = reserve(&mut tx, &who, new).await.unwrap();
        tx.save().await.unwrap();
        assert_eq!(
            decided(&mut desk, draft.id, "0", Word::Public, &looked).await,
            refused
        );
        let mut tx = site.tx().await;
        assert!(register::store::by_id(&mut tx, draft.id).await.unwrap().is_some());
        assert!(
            super::store::of_document(&mut tx, draft.id)
                .await
                .unwrap()
                .is_none()
        );
    })
    .await;
}
