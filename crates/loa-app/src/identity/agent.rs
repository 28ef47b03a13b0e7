//! What a browser calls itself, in words that its owner knows.

/// Told before others that carry its name as well: Edge also says Chrome, Chrome also says Safari.
const BROWSERS: [(&str, &str); 10] = [
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Android also says Linux, an iPhone also says Mac.
const MACHINES: [(&str, &str); 6] = [
    ("Android", "điện thoại hoặc máy tính bảng Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "máy Mac"),
    ("Linux", "Linux"),
];

/// "Chrome trên Windows"; what is not known stays as it is told.
pub fn words(agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (known(&BROWSERS), known(&MACHINES)) {
        (Some(browser), Some(machine)) => format!("{browser} trên {machine}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if agent.is_empty() => "Không rõ".to_owned(),
        (None, None) => agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_by_what_sets_them_apart() {
        for (agent, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge trên Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 8.1.0; SM-J701F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0 Mobile Safari/537.36",
                "Chrome trên điện thoại hoặc máy tính bảng Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari trên iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "Không rõ"),
        ] {
            assert_eq!(words(agent), told);
        }
    }
}
