//! Numbers as letters and Roman digits, as lists draw them.

/// a to z, then aa, bb, as office programs count.
pub(crate) fn letter(count: i64) -> String {
    let index = count.saturating_sub(1).max(0);
    let sign = u8::try_from(index % 26).map_or('a', |index| char::from(b'a' + index));
    let times = usize::try_from(index / 26).unwrap_or(0).min(30) + 1;
    std::iter::repeat_n(sign, times).collect()
}

/// Roman digits up to 3999, small letters; beyond that Arabic ones.
pub(crate) fn roman(count: i64) -> String {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..=3999).contains(&count) {
        return count.to_string();
    }
    let mut rest = count;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}
