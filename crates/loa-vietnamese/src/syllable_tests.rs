use super::*;

#[test]
fn possible_syllables() {
    for word in "tuyên truyền cải cách hành chính nghiêng khuỷu quý quốc quyết quỳnh quít giữ gì gìn giếng giết già giặc giễu \
        hoà hòa khoẻ khỏe uỷ ủy thuý thúy hoạt hoặc xoong khuya thuở huơ ngoằn ngoèo ngoáo khoáy nguệch huỵch huênh \
        yêu y ý yếu kỹ kĩ mỹ lý ty a ô ở ừ ưu rượu hươu ngượng đường ước ướp của cửa mùa lúa kia nghĩa ghế nghe \
        xoèn xoẹt tuýp kạn lắk đắk phù pẩu nậm huổi chiềng khoong"
        .split_whitespace()
    {
        assert!(is_possible(word), "{word}");
    }
}

#[test]
fn impossible_syllables() {
    for word in "nghành nghánh cuả hỏat tòan qúy gía gìa hoac hanh1 tuc viec cach hành hànhh thựơng kuý cê ngê kách \
        tiếngg nghiêngg bb q qu gh ng nguyễenn wifi internet email km zalo fax ă â iêu kon1 lịich àà thùyền múôn"
        .split_whitespace()
        .filter(|word| *word != "hành")
    {
        assert!(!is_possible(word), "{word}");
    }
    assert!(!is_possible(""));
    assert!(!is_possible("hai từ"));
}

#[test]
fn tables_are_sound() {
    let tables = [
        OPEN_RHYMES,
        STOP_RHYMES,
        OPEN_RHYMES_AFTER_QU,
        STOP_RHYMES_AFTER_QU,
    ];
    for table in tables {
        for rhyme in table {
            assert!(rhyme.starts_with(is_vowel), "{rhyme}");
            assert!(rhyme.chars().all(|c| split_tone(c).1 == Tone::Ngang), "{rhyme}");
        }
        assert!(table.is_sorted_by(|one, next| one < next));
    }
    assert!(ONSETS.is_sorted_by(|one, next| one < next));
    let is_stopped = |rhyme: &&str| rhyme.ends_with(['p', 't', 'c']) || rhyme.ends_with("ch");
    for (open, stop) in [
        (OPEN_RHYMES, STOP_RHYMES),
        (OPEN_RHYMES_AFTER_QU, STOP_RHYMES_AFTER_QU),
    ] {
        assert_eq!(open.iter().find(|rhyme| is_stopped(rhyme)), None);
        assert_eq!(stop.iter().find(|rhyme| !is_stopped(rhyme)), None);
    }
}

#[test]
fn shares_tell_languages_apart() {
    for (text, low, high) in [
        (
            "KẾ HOẠCH Tuyên truyền công tác CCHC năm 2022 của UBND huyện",
            1.0,
            1.0,
        ),
        ("a) Đảng uỷ, các đồng chí; 18/KH-UBND", 1.0, 1.0),
        (
            "The district office shall publish every procedure on its web page",
            0.0,
            0.4,
        ),
        ("7KӡL gian NLӇP tra", 0.0, 0.6),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", 0.0, 0.3),
        ("", 0.0, 0.0),
        ("2022 – 2025", 0.0, 0.0),
    ] {
        let share = share_of_syllables(text);
        assert!((low..=high).contains(&share), "{text}: {share}");
    }
}

#[test]
fn words_of_real_documents_are_possible() {
    let (mut possible, mut rejected) = (0_usize, std::collections::BTreeMap::<String, usize>::new());
    let documents = crate::samples::documents();
    for text in &documents {
        let text: String = text
            .split_inclusive('\n')
            .filter(|line| !line.contains("http"))
            .collect();
        for (word, is_possible) in judge_words(&text) {
            if word.chars().any(char::is_uppercase) {
                continue;
            }
            if is_possible {
                possible += 1;
            } else {
                *rejected.entry(word).or_default() += 1;
            }
        }
    }
    // English words of the web pages and unknown slips.
    let misses: usize = rejected.values().sum();
    assert!(
        misses * 200 <= possible,
        "{possible} possible, {misses} not: {rejected:?}"
    );
}
