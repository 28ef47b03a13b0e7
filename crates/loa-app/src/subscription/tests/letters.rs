//! Letters as a person reads them.

fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut many) = (0_u32, 0);
    for sign in text.bytes() {
        let Some(value) = SIGNS.iter().position(|known| *known == sign) else {
            continue;
        };
        bits = ((bits << 6) | u32::try_from(value).unwrap()) & 0xff_ffff;
        many += 6;
        if many >= 8 {
            many -= 8;
            out.push(((bits >> many) & 0xff) as u8);
        }
    }
    out
}

fn quoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\n", "");
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
        let digits = String::from_utf8(digits.to_vec()).unwrap();
        out.push(u8::from_str_radix(&digits, 16).unwrap());
    }
    out
}

/// A letter with its head as it came and its parts as a person reads them.
pub fn read(letter: &str) -> String {
    let (head, body) = letter.split_once("\n\n").unwrap();
    let edge = head
        .split("boundary=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let parts: Vec<String> = match edge {
        Some(edge) => body
            .split(&format!("--{edge}"))
            .filter(|part| part.contains("Content-Type"))
            .map(|part| part.trim_start().to_owned())
            .collect(),
        None => vec![letter.to_owned()],
    };
    let mut told = head.to_owned();
    for part in parts {
        let (head, body) = part.split_once("\n\n").unwrap();
        let bytes = match head {
            head if head.contains("base64") => base64(body),
            head if head.contains("quoted-printable") => quoted(body),
            _ => body.as_bytes().to_vec(),
        };
        told += "\n\n";
        told += &String::from_utf8(bytes).unwrap();
    }
    told
}

/// The path of the link of a letter that has this part.
pub fn link(letter: &str, part: &str) -> String {
    let words = letter.split([' ', '\n', '<', '>', '"']);
    let mut links = words.filter(|word| word.contains(part));
    let link = links.next().unwrap();
    link.strip_prefix("https://loa.example.vn")
        .unwrap()
        .trim()
        .to_owned()
}
