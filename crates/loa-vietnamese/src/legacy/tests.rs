use proptest::prelude::*;

use super::*;
use crate::letter::Tone;

const BOTH: [Encoding; 2] = [Encoding::Tcvn3, Encoding::Vni];

#[test]
fn known_lines() {
    for (encoding, legacy, text) in [
        (
            Encoding::Tcvn3,
            "Céng hßa x· héi chñ nghÜa ViÖt Nam",
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        (
            Encoding::Tcvn3,
            "§éc lËp - Tù do - H¹nh phóc",
            "Độc lập - Tự do - Hạnh phúc",
        ),
        (
            Encoding::Tcvn3,
            "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        ),
        (Encoding::Tcvn3, "ñY BAN NH¢N D¢N", "ỦY BAN NHÂN DÂN"),
        (Encoding::Tcvn3, "UBND X· S«ng M·", "UBND Xã Sông Mã"),
        (Encoding::Tcvn3, "Sè: 18/KH-UBND ngµy", "Số: 18/KH-UBND ngày"),
        (Encoding::Tcvn3, "Phô lôc", "Phụ lục"),
        (
            Encoding::Tcvn3,
            "4. NhiÖm vô cô thÓ: cã Phô lôc kÌm theo.",
            "4. Nhiệm vụ cụ thể: có Phụ lục kèm theo.",
        ),
        (Encoding::Tcvn3, "th\u{AD}êng xuyªn", "thường xuyên"),
        (
            Encoding::Vni,
            "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        (
            Encoding::Vni,
            "Ñoäc laäp - Töï do - Haïnh phuùc",
            "Độc lập - Tự do - Hạnh phúc",
        ),
        (
            Encoding::Vni,
            "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        ),
        (
            Encoding::Vni,
            "thöôøng xuyeân, kyõ thuaät",
            "thường xuyên, kỹ thuật",
        ),
    ] {
        assert_eq!(decode(encoding, legacy), text);
        assert_eq!(recognise(legacy), Some(encoding), "{legacy}");
    }
    assert_eq!(
        decode_capitals(Encoding::Tcvn3, "ñy ban nh©n d©n"),
        "ỦY BAN NHÂN DÂN"
    );
    assert_eq!(decode(Encoding::Tcvn3, "\u{F074}\u{F0E6}"), "tổ");
}

#[test]
fn every_letter_makes_the_round_trip() {
    for (row, letters) in VOWELS.into_iter().enumerate() {
        for (tone, letter) in Tone::ALL.into_iter().zip(letters) {
            let text = letter.to_string();
            for encoding in BOTH {
                let legacy = encode(encoding, &text);
                assert!(legacy.is_some(), "{letter}");
                let back = legacy.map(|legacy| decode(encoding, &legacy));
                // TCVN3 cannot tell toned capitals.
                let capital_lost = encoding == Encoding::Tcvn3 && row >= 12 && tone != Tone::Ngang;
                let expected = if capital_lost {
                    text.to_lowercase()
                } else {
                    text.clone()
                };
                assert_eq!(back, Some(expected), "{letter} {encoding:?}");
            }
        }
    }
    for encoding in BOTH {
        let back = encode(encoding, "Đđ").map(|legacy| decode(encoding, &legacy));
        assert_eq!(back.as_deref(), Some("Đđ"));
    }
}

#[test]
fn what_the_encoding_lacks_is_refused() {
    for encoding in BOTH {
        assert_eq!(encode(encoding, "Москва"), None);
        assert!(encode(encoding, "“Một cửa” – 2022…").is_some());
    }
    assert_eq!(encode(Encoding::Tcvn3, "5 µm"), None);
    assert_eq!(encode(Encoding::Vni, "ñ"), None);
}

#[test]
fn other_text_is_not_claimed() {
    for text in [
        "",
        "Plain English text about a plan for the year 2022, in the district.",
        "The café was naïve; a résumé, the façade — 5 µm © 2020 «à la carte», §5, señor, Ångström",
        "Le plan de la commune a été adopté à la fin de l'été; où est la mairie, où sont les élèves?",
        "Die Größe der Bäume ist für die Übung schön, natürlich über müde Füße",
        "El año pasado la niña comió piñas y habló con el señor más allá",
        "Não há ações em São Paulo, você já está são e salvo",
        "Thường xuyên tuyên truyền cải cách hành chính",
        "có là và bà cho hoà ích lá tám",
        // Windows-1258 seen as Windows-1252.
        "ChiÒ thiò naÌy coì hiêòu lýòc thi haÌnh kêÒ týÌ ngaÌy kyì",
        "tuye\u{302}n truye\u{302}\u{300}n ca\u{309}i ca\u{301}ch",
        "18/KH-UBND § µ ± ×",
        "TALE ESCLUSIONE PUÒ NON APPLICARSI A TE",
        "Löu: VT, NV",
        "café",
        "São",
        "où",
        "µm",
    ] {
        assert_eq!(recognise(text), None, "{text}");
    }
}

#[test]
fn short_cells_are_recognised() {
    for text in [
        "Phòng Nội vụ",
        "Thường xuyên",
        "Đơn vị chủ trì",
        "Hằng tháng",
        "Trong quý II năm 2022",
        "THÀNH PHỐ HỒ CHÍ MINH",
        "Cơ quan chủ trì",
    ] {
        for encoding in BOTH {
            let legacy = encode(encoding, text).unwrap_or_default();
            assert_eq!(recognise(&legacy), Some(encoding), "{legacy}");
        }
    }
}

#[test]
fn fonts_tell_the_encoding() {
    for (name, expected) in [
        (".VnTime", Some((Encoding::Tcvn3, false))),
        (".VnTimeH", Some((Encoding::Tcvn3, true))),
        (".vnarialh", Some((Encoding::Tcvn3, true))),
        ("VNI-Times", Some((Encoding::Vni, false))),
        ("Times New Roman", None),
        ("", None),
    ] {
        let hint = font_hint(name).map(|hint| (hint.encoding, hint.is_capitals));
        assert_eq!(hint, expected, "{name}");
    }
}

#[test]
fn bytes_of_the_western_code_page() {
    assert_eq!(
        windows_1252(b"K\xd5 ho\xb9ch \x93CCHC\x94 \x96 \x81"),
        "KÕ ho¹ch “CCHC” – \u{81}"
    );
    assert_eq!(
        decode(Encoding::Tcvn3, &windows_1252(b"K\xd5 ho\xb9ch")),
        "Kế hoạch"
    );
}

#[test]
fn lines_of_real_documents_are_told_apart() {
    let (mut lines, mut missed) = (0_usize, Vec::new());
    for text in crate::samples::documents() {
        for line in text.lines().filter(|line| line.split_whitespace().count() > 2) {
            assert_eq!(recognise(line), None, "{line}");
            for encoding in BOTH {
                let Some(legacy) = encode(encoding, line).filter(|legacy| !legacy.is_ascii()) else {
                    continue;
                };
                lines += 1;
                if recognise(&legacy) != Some(encoding) {
                    missed.push(legacy);
                }
            }
        }
    }
    // Lines of one or two short marked words, and lines in English.
    assert!(
        missed.len() * 50 <= lines,
        "{} of {lines}: {missed:?}",
        missed.len()
    );
}

proptest! {
    #[test]
    fn lower_case_text_makes_the_round_trip(
        text in "([a-zàảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ]{1,7}[ ,.0-9–“-]{1,2}){0,9}"
    ) {
        for encoding in BOTH {
            let back = encode(encoding, &text).map(|legacy| decode(encoding, &legacy));
            prop_assert_eq!(back.as_deref(), Some(text.as_str()));
        }
    }

    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,40}", bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        for text in [text, windows_1252(&bytes)] {
            recognise(&text);
            for encoding in BOTH {
                decode(encoding, &text);
                if let Some(legacy) = encode(encoding, &text) {
                    let back = decode(encoding, &legacy);
                    prop_assert_eq!(back.to_lowercase(), nfc(&text).to_lowercase());
                }
            }
        }
    }
}
