use proptest::prelude::*;

use super::*;

#[test]
fn folding() {
    for (text, expected) in [
        ("Uỷ ban nhân dân", "uy ban nhan dan"),
        ("ủy ba\u{300}n", "uy ban"),
        ("ĐƯỜNG Ðiện ðen Ɖắk", "duong dien den dak"),
        ("Phụ lục\u{A0}I:\n\tTT", "phu luc i:\n\ttt"),
        ("18/KH\u{2011}UBND", "18/kh-ubnd"),
        ("\u{FEFF}a\u{200B}b", "ab"),
        ("café Åse İstanbul", "cafe ase istanbul"),
        ("“Một cửa” – 2022", "“mot cua” – 2022"),
    ] {
        assert_eq!(fold(text), expected);
    }
}

#[test]
fn normal_form() {
    for (text, expected) in [
        ("Sông Mã", "Sông Mã"),
        ("so\u{302}ng ma\u{303}", "sông mã"),
        ("ê\u{323}", "ệ"),
        ("é\u{302}", "ế"),
        ("A\u{300}\u{306}", "Ằ"),
        ("o\u{300}\u{31B}", "ờ"),
        ("Ðại học", "Đại học"),
        // Cyrillic а, о, Т, Н: replaced inside Latin words only.
        ("b\u{430}\u{301}o c\u{430}\u{301}o", "báo cáo"),
        ("KẾ \u{41D}OẠCH", "KẾ HOẠCH"),
        ("Москва, Тот", "Москва, Тот"),
    ] {
        assert_eq!(nfc(text), expected);
    }
}

#[test]
fn every_character_folds_once_and_for_all() {
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        let folded = fold(&text);
        assert_eq!(fold(&folded), folded, "{c:?}");
        assert_eq!(fold(&nfc(&text)), folded, "{c:?}");
        assert!(nfc(&text) == text || !is_settled(c), "{c:?}");
    }
}

#[test]
fn words_are_found_in_the_original() {
    let text = "Bộ phận Tie\u{302}\u{301}p nhận, TIẾP\u{A0}NHẬN và tiếp nhận\u{200B}lại: đón-tiếp";
    let folded = fold_with_offsets(text);
    let found: Vec<&str> = folded
        .find_words("tiep nhan")
        .filter_map(|range| text.get(range))
        .collect();
    assert_eq!(found, ["Tie\u{302}\u{301}p nhận", "TIẾP\u{A0}NHẬN"]);
    assert_eq!(folded.find_words("tiep").count(), 4);
    assert_eq!(folded.find_words("").count(), 0);
}

/// Text as it comes: Vietnamese, marks apart, blanks and letters of other scripts.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Zàảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ]{1,6}",
        "[aeiouyAEO\u{300}\u{301}\u{302}\u{303}\u{306}\u{309}\u{31B}\u{323}]{1,6}",
        "[ \u{A0}\u{200B}\u{AD}\n.,;0-9–-]{1,3}",
        "[а-яА-Яa-z]{1,4}",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn laws(text in any_text()) {
        let normal = nfc(&text);
        prop_assert_eq!(nfc(&normal), normal.as_str());
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.as_str());
        // Other scripts aside (their look-alikes), the normal form does not matter.
        if !text.chars().any(|c| ('\u{400}'..='\u{52F}').contains(&c)) {
            prop_assert_eq!(fold(&normal), folded.as_str());
        }
    }

    #[test]
    fn offsets_lead_back(text in any_text(), a in 0_usize..80, b in 0_usize..80) {
        let folded = fold_with_offsets(&text);
        prop_assert_eq!(folded.text(), fold(&text));
        let original = text.get(folded.to_original(a..b));
        prop_assert!(original.is_some());
        if let (Some(part), Some(original)) = (folded.text().get(a..b), original) {
            prop_assert_eq!(fold(original), part);
        }
        for (at, _) in text.char_indices() {
            let start = folded.to_original(folded.to_folded(at)..usize::MAX).start;
            prop_assert!(start >= at);
        }
    }
}
