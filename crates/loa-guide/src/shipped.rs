//! The guides that come with the program.

use crate::flow::Flow;
use crate::problem::Problem;

/// Each as its text; file names are the keys.
pub const TEXTS: [&str; 10] = [
    include_str!("../flows/khai-sinh.toml"),
    include_str!("../flows/ket-hon.toml"),
    include_str!("../flows/ho-kinh-doanh.toml"),
    include_str!("../flows/so-do.toml"),
    include_str!("../flows/mat-can-cuoc.toml"),
    include_str!("../flows/bao-hiem-xa-hoi.toml"),
    include_str!("../flows/trich-luc-ho-tich.toml"),
    include_str!("../flows/chung-thuc-ban-sao.toml"),
    include_str!("../flows/nhan-qua-buu-dien.toml"),
    include_str!("../flows/nop-truc-tuyen.toml"),
];

/// All of them, read.
///
/// # Errors
/// The problems of the first that is not sound; a test makes sure that there is none.
pub fn flows() -> Result<Vec<Flow>, Vec<Problem>> {
    TEXTS.into_iter().map(Flow::parse).collect()
}
