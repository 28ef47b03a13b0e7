//! Lines of calendar files (RFC 5545): escaped, folded, ended as every calendar program wants them.

use jiff::civil::Date;

/// Octets of a line, without its end (RFC 5545, 3.1).
pub const LINE_OCTETS: usize = 75;

/// Text as a value (RFC 5545, 3.3.11): breaks, commas, semicolons and backslashes escaped, no control characters.
///
/// ```
/// assert_eq!(loa_calendar::ics::escaped("Họp; xã, bản\n"), "Họp\\; xã\\, bản\\n");
/// ```
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push_str("\\n"),
            ',' | ';' | '\\' => escaped.extend(['\\', letter]),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A date as a value: "20220228".
pub fn date(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// A calendar file while it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// What stands in it so far.
    pub text: String,
}

impl Lines {
    /// A content line, folded between characters so that no line has more than 75 octets. `value` is escaped already
    /// where it is text.
    pub fn put(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if used + letter.len_utf8() > LINE_OCTETS {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(letter);
            used += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// A line of text, escaped here.
    pub fn say(&mut self, name: &str, text: &str) {
        self.put(name, &escaped(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_are_short_and_unfold_to_the_same() {
        let text = "Ủy ban nhân dân; các xã, thị trấn\n".repeat(9);
        let mut lines = Lines::default();
        lines.say("DESCRIPTION", &text);
        assert!(lines.text.split("\r\n").all(|line| line.len() <= LINE_OCTETS));
        assert_eq!(
            lines.text.replace("\r\n ", ""),
            format!("DESCRIPTION:{}\r\n", escaped(&text))
        );
    }
}
