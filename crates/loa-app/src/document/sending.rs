//! How a file goes out: under which name, whether a browser shows it.

use loa_vietnamese::fold::fold;

use crate::document::store::File;
use crate::page::encoded;

/// The name in plain signs for old programs, and as it is (RFC 6266).
pub fn disposition(file: &File) -> String {
    let way = match file.kind.is_shown() {
        true => "inline",
        false => "attachment",
    };
    let plain: String = fold(&file.name)
        .chars()
        .map(|sign| {
            if sign.is_ascii_alphanumeric() || ".-_".contains(sign) {
                sign
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "{way}; filename=\"{plain}\"; filename*=UTF-8''{}",
        encoded(&file.name.replace('/', "_"))
    )
}
