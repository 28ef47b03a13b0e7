//! How much of a PDF the library takes in at once while it loads: checked before it does, since each
//! number of two bytes becomes an object of a hundred.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::read::ReadError;

/// How far before a stream its dictionary is looked for.
const NEAR: usize = 2_048;
/// A stream of objects that cannot be unpacked here, as it is encrypted, counts for this much.
const SEALED: usize = 128 << 10;

const KEYWORD: &[u8] = b"stream";

/// Adds up the bytes outside streams and what the streams of objects unpack to.
pub(super) fn check_structure(file: &[u8], most: usize) -> Result<(), ReadError> {
    let mut left = most;
    let mut spend = |count: usize| {
        left = left
            .checked_sub(count)
            .ok_or(ReadError::TooLarge("objects of the PDF"))?;
        Ok::<_, ReadError>(left)
    };
    let mut outside = 0;
    let mut at = 0;
    while let Some(keyword) = next_keyword(file, at) {
        at = keyword + KEYWORD.len();
        let before = file
            .get(keyword.saturating_sub(NEAR)..keyword)
            .unwrap_or_default();
        if !before.ends_with(b"end") {
            let room = spend(keyword.saturating_sub(outside))?;
            if holds_objects(before) {
                spend(unpacked(file.get(at..).unwrap_or_default(), room))?;
            }
        }
        outside = at;
    }
    spend(file.len().saturating_sub(outside))?;
    Ok(())
}

fn next_keyword(file: &[u8], at: usize) -> Option<usize> {
    let rest = file.get(at..)?;
    rest.windows(KEYWORD.len())
        .position(|window| window == KEYWORD)
        .map(|found| at + found)
}

/// Whether the dictionary that ends there says so, hides it behind escaped names, or is not to be seen.
fn holds_objects(before: &[u8]) -> bool {
    let Some(start) = before.windows(3).rposition(|window| window == b"obj") else {
        return true;
    };
    let dict = before.get(start..).unwrap_or_default();
    let holds = |needle: &[u8]| dict.windows(needle.len()).any(|window| window == needle);
    holds(b"ObjStm") || holds(b"XRef") || holds(b"#")
}

/// What the data behind the keyword unpacks to, counted up to just over `room`.
fn unpacked(data: &[u8], room: usize) -> usize {
    let start = data
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))
        .unwrap_or(0);
    let packed = ZlibDecoder::new(data.get(start..).unwrap_or_default());
    let mut limited = packed.take(room as u64 + 1);
    match std::io::copy(&mut limited, &mut std::io::sink()) {
        Ok(count) => usize::try_from(count).unwrap_or(usize::MAX),
        Err(_) => SEALED.min(room),
    }
}
