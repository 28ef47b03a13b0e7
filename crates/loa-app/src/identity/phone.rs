//! Telephone numbers of Vietnam: typed in any of the usual ways, kept as `+84…`, shown in groups.

/// Mobile numbers have 10 digits with the leading 0, numbers of offices 11.
const MOBILE: [&str; 5] = ["03", "05", "07", "08", "09"];

/// The number as it is kept, "+84912345678"; `None` when it is none.
pub fn parse(text: &str) -> Option<String> {
    let mut digits = String::new();
    for (at, sign) in text.trim().chars().enumerate() {
        match sign {
            '0'..='9' => digits.push(sign),
            '+' if at == 0 => {}
            ' ' | '.' | '-' | '(' | ')' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let national = match digits.strip_prefix("84") {
        // 84… with its zero typed as well, or without.
        Some(rest) if rest.starts_with('0') => rest.to_owned(),
        Some(rest) if digits.len() >= 11 => format!("0{rest}"),
        _ => digits,
    };
    let is_mobile = national.len() == 10 && MOBILE.iter().any(|start| national.starts_with(start));
    let is_office = national.len() == 11 && national.starts_with("02");
    let rest = national.strip_prefix('0')?;
    (is_mobile || is_office).then(|| format!("+84{rest}"))
}

/// "+84912345678" → "0912 345 678", "+842123836123" → "0212 3836 123"
pub fn show(kept: &str) -> String {
    let Some(rest) = kept.strip_prefix("+84").filter(|rest| rest.is_ascii()) else {
        return kept.to_owned();
    };
    let number = format!("0{rest}");
    // Hà Nội and Ho Chi Minh City have two digits after the zero, other provinces three.
    let cuts: [usize; 2] = match number.len() {
        10 => [4, 7],
        11 if number.starts_with("024") || number.starts_with("028") => [3, 7],
        11 => [4, 8],
        _ => return number,
    };
    let [first, second] = cuts;
    let parts = [
        number.get(..first),
        number.get(first..second),
        number.get(second..),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_type_them() {
        for (typed, kept, shown) in [
            ("0912345678", "+84912345678", "0912 345 678"),
            ("0912.345.678", "+84912345678", "0912 345 678"),
            ("+84 912 345 678", "+84912345678", "0912 345 678"),
            ("84912345678", "+84912345678", "0912 345 678"),
            ("+84 (0) 912 345 678", "+84912345678", "0912 345 678"),
            ("0212 3836 123", "+842123836123", "0212 3836 123"),
            ("024-3825-1234", "+842438251234", "024 3825 1234"),
            ("0845678901", "+84845678901", "0845 678 901"),
        ] {
            assert_eq!(parse(typed).as_deref(), Some(kept), "{typed}");
            assert_eq!(show(kept), shown);
        }
        for typed in [
            "",
            "113",
            "0112345678",
            "09123456789",
            "0912345678x",
            "<script>",
            "+1 202 555 0100",
        ] {
            assert_eq!(parse(typed), None, "{typed}");
        }
        assert_eq!(show("gọi phòng Nội vụ"), "gọi phòng Nội vụ");
    }
}
