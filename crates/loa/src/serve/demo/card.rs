//! Pictures of a demonstration: a card that says that it is a sample, drawn anew for each number.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// Points of a card, and of one square of its letters.
const SIZE: (u32, u32) = (480, 360);
const SQUARE: u32 = 12;
/// "MẪU": tilde, circumflex and letters, one sign a square.
const WORD: [&str; 11] = [
    "      ##  #           ",
    "     #  ##            ",
    "                      ",
    "        #             ",
    "#   #  # #   #   #    ",
    "## ##        #   #    ",
    "# # #   #    #   #    ",
    "#   #  # #   #   #    ",
    "#   # #####  #   #    ",
    "#   # #   #  #   #    ",
    "#   # #   #   ###     ",
];
const PAPER: Rgb<u8> = Rgb([250, 246, 232]);
const INK: Rgb<u8> = Rgb([60, 52, 40]);

/// The card with this number, as PNG; no two numbers give the same bytes.
pub fn card(number: u32) -> Vec<u8> {
    let edge = Rgb([
        (40 + number * 53 % 160) as u8,
        (40 + number * 97 % 160) as u8,
        (40 + number * 29 % 160) as u8,
    ]);
    let image = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let is_edge = x < 16 || y < 16 || x >= SIZE.0 - 16 || y >= SIZE.1 - 16;
        // The number as squares in a row below the word.
        let row = (SIZE.1 - 72..SIZE.1 - 48).contains(&y);
        let is_counted = row && x >= 48 && x < 48 + number.min(12) * 32 && (x - 48) % 32 < 24;
        match () {
            () if is_edge || is_counted => edge,
            () if is_letter(x, y) => INK,
            () => PAPER,
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    // Writing to memory does not fail.
    let _ = image.write_to(&mut bytes, ImageFormat::Png);
    bytes.into_inner()
}

fn is_letter(x: u32, y: u32) -> bool {
    let place = |at: u32, from: u32| at.checked_sub(from).map(|at| (at / SQUARE) as usize);
    let (Some(column), Some(row)) = (place(x, 132), place(y, 96)) else {
        return false;
    };
    let line = WORD.get(row).map_or(&b""[..], |line| line.as_bytes());
    line.get(column) == Some(&b'#')
}
