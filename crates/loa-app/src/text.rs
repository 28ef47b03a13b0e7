//! How values are written for people.

use jiff::civil::Date;

/// "25/02/2022"
pub fn day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// "25/02/2022", or a dash.
pub fn day_or_dash(date: Option<Date>) -> String {
    date.map_or_else(|| "–".to_owned(), day)
}

/// "12", or "hơn 1.000" where no more than `most` were counted.
pub fn up_to(many: usize, most: usize) -> String {
    let shown = number(i64::try_from(many.min(most)).unwrap_or(i64::MAX));
    match many > most {
        true => format!("hơn {shown}"),
        false => shown,
    }
}

/// "1.234.567"
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

/// "186 KB", "1,2 MB"
pub fn size(bytes: i64) -> String {
    if bytes < 1_000_000 {
        return format!("{} KB", (bytes + 999) / 1000);
    }
    let tenths = (bytes + 50_000) / 100_000;
    format!("{},{} MB", number(tenths / 10), tenths % 10)
}

/// A length of time in words: "1 phút 50 giây".
pub fn spoken(seconds: usize) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} giây"),
        (minutes, 0) => format!("{minutes} phút"),
        (minutes, seconds) => format!("{minutes} phút {seconds} giây"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_vietnamese_way() {
        for (value, want) in [
            (0, "0"),
            (999, "999"),
            (1_250_000, "1.250.000"),
            (-1234, "-1.234"),
        ] {
            assert_eq!(number(value), want);
        }
        for (bytes, want) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (186_000, "186 KB"),
            (7_140_000, "7,1 MB"),
        ] {
            assert_eq!(size(bytes), want);
        }
    }
}
