//! Films and sound of phones carry notes, often the place where they were taken. The notes are blanked where they stand,
//! so that nothing else moves.

use axum::body::Bytes;

/// How deep boxes may lie in each other; real files stay far below.
const DEPTH: usize = 8;

/// Blanks the notes of an MP4, M4A or MOV file. What does not look like one is left as it is.
pub fn without_notes(bytes: &mut [u8]) {
    let all = 0..bytes.len();
    walk(bytes, all, &mut Vec::new());
}

/// An MP3 file without what programs write around the sound: names, places, pictures (ID3). Its frames are left as they are.
pub fn without_tags(bytes: &Bytes) -> Bytes {
    let mut sound = bytes.clone();
    while let Some(head) = sound.first_chunk::<10>().filter(|head| head.starts_with(b"ID3")) {
        // Sizes are written with seven bits to a byte.
        let size = head
            .iter()
            .skip(6)
            .fold(0_usize, |size, byte| (size << 7) | usize::from(byte & 0x7f));
        let end = size.saturating_add(10).min(sound.len());
        sound = sound.slice(end..);
    }
    let at = sound.len().saturating_sub(128);
    match sound.get(at..).is_some_and(|tail| tail.starts_with(b"TAG")) {
        true => sound.slice(..at),
        false => sound,
    }
}

fn walk(bytes: &mut [u8], mut rest: std::ops::Range<usize>, above: &mut Vec<[u8; 4]>) {
    while let Some((head, kind, end)) = next(bytes, &rest) {
        let body = rest.start + head..end;
        if is_note(bytes, kind, &body, above) {
            if let Some(name) = bytes.get_mut(rest.start + 4..rest.start + 8) {
                name.copy_from_slice(b"free");
            }
            if let Some(body) = bytes.get_mut(body) {
                body.fill(0);
            }
        } else if above.len() < DEPTH && matches!(&kind, b"moov" | b"trak" | b"mdia" | b"moof" | b"traf") {
            above.push(kind);
            walk(bytes, body, above);
            above.pop();
        }
        rest.start = end;
    }
}

/// Length of the head, kind and end of the box at the beginning.
fn next(bytes: &[u8], rest: &std::ops::Range<usize>) -> Option<(usize, [u8; 4], usize)> {
    let head = bytes.get(rest.clone())?;
    let size = u32::from_be_bytes(*head.first_chunk::<4>()?);
    let kind = *head.get(4..)?.first_chunk::<4>()?;
    let (head, size) = match size {
        0 => (8, rest.len()),
        1 => {
            let long = u64::from_be_bytes(*head.get(8..)?.first_chunk::<8>()?);
            (16, usize::try_from(long).ok()?)
        }
        size => (8, usize::try_from(size).ok()?),
    };
    let end = rest.start.checked_add(size)?;
    (size >= head && end <= rest.end).then_some((head, kind, end))
}

/// Notes about the film or a track, and tracks of notes that run along with the film.
fn is_note(bytes: &[u8], kind: [u8; 4], body: &std::ops::Range<usize>, above: &[[u8; 4]]) -> bool {
    match &kind {
        b"udta" => true,
        b"meta" => above.last().is_none_or(|above| above != b"mdia"),
        b"uuid" => true,
        b"trak" => {
            let body = bytes.get(body.clone()).unwrap_or_default();
            // The handler of a track: `hdlr`, version and flags, four bytes of old, then what it handles.
            let handles = body.windows(4).position(|four| four == b"hdlr");
            handles.and_then(|at| body.get(at + 12..at + 16)) == Some(b"meta".as_slice())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap_or(0);
        [&size.to_be_bytes(), kind.as_slice(), body].concat()
    }

    #[test]
    fn places_are_blanked_and_the_film_stays() {
        let place = boxed(b"udta", &boxed(b"\xa9xyz", b"+21.0405+103.7421/"));
        let hdlr = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0meta\0\0\0\0");
        let track = boxed(b"trak", &boxed(b"mdia", &hdlr));
        let film = boxed(b"trak", &boxed(b"mdia", &boxed(b"hdlr", b"\0\0\0\0\0\0\0\0vide")));
        let moov = boxed(
            b"moov",
            &[place.clone(), film.clone(), track, boxed(b"meta", b"GPS 21.04")].concat(),
        );
        let whole = [
            boxed(b"ftyp", b"mp42"),
            moov,
            boxed(b"mdat", b"+21.0405 in the film itself"),
        ]
        .concat();
        let mut bytes = whole.clone();
        without_notes(&mut bytes);
        assert_eq!(bytes.len(), whole.len());
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("103.7421") && !text.contains("GPS"));
        assert!(text.contains("in the film itself") && text.contains("vide"));
        // Cut off, circular or nonsense: nothing happens.
        for hostile in [
            &whole[..37],
            b"\0\0\0\x01moov",
            b"\0\0\0\x04moov",
            b"\xff\xff\xff\xffmoov",
            b"",
        ] {
            let mut bytes = hostile.to_vec();
            without_notes(&mut bytes);
            assert_eq!(bytes.len(), hostile.len());
        }
    }
}
