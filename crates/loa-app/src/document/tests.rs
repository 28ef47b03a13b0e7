//! What files are, and what is left of a photo.

use std::io::{Cursor, Write as _};

use image::{ImageFormat, Rgb, RgbImage};

use crate::document::{Kind, Purpose, name_for, picture, recognise};

/// A photo, red on the left and blue on the right, that says by EXIF "turn me a quarter to the right" and where it was
/// taken.
pub fn photo_with_place(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 10, 10])
        } else {
            Rgb([10, 10, 220])
        }
    });
    let mut plain = Cursor::new(Vec::new());
    picture.write_to(&mut plain, ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    // TIFF: one directory with the orientation (0x0112 = 6) and the directory of the place (0x8825), where the latitude
    // says N.
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    exif.extend(b"\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPS-21.0405-103.7421");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &exif, &plain[2..]].concat()
}

/// A ZIP container of entries.
pub fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A PNG of a few bytes that says it has so many points.
pub fn hollow_png(side: u32) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(1, 1).write_to(&mut png, ImageFormat::Png).unwrap();
    let mut png = png.into_inner();
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let mut crc = !0_u32;
    for byte in &png[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

#[test]
fn files_are_what_their_bytes_are() {
    let docx = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
    ]);
    let xlsx = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    let macros = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
        ("word/vbaProject.bin", b"Sub AutoOpen"),
    ]);
    let zeros = vec![0_u8; 30 * 1024 * 1024];
    let many: Vec<(String, &[u8])> = (0..7)
        .map(|at| (format!("word/{at}.xml"), zeros.as_slice()))
        .collect();
    let mut parts: Vec<(&str, &[u8])> = many.iter().map(|(name, zeros)| (name.as_str(), *zeros)).collect();
    parts.extend([
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("word/document.xml", b"<w/>"),
    ]);
    let bomb = zipped(&parts);
    assert!(bomb.len() < 1_000_000, "small outside");
    let photo = photo_with_place(40, 20);
    let large = vec![b'a'; Purpose::Plan.most_bytes() + 1];
    use Purpose::{Photo, Plan, Proof};
    type Case<'a> = (&'a str, &'a [u8], Purpose, Result<Kind, &'a str>);
    let cases: [Case<'_>; 26] = [
        ("anh.png", &photo, Photo, Ok(Kind::Jpeg)),
        (
            "ke-hoach.docx",
            &photo,
            Plan,
            Err("không phải loại tệp nhận được"),
        ),
        ("ke-hoach.docx", &docx, Plan, Ok(Kind::Docx)),
        ("bao-cao.pdf", &docx, Proof, Ok(Kind::Docx)),
        ("bang.docx", &xlsx, Proof, Ok(Kind::Xlsx)),
        ("cu.txt", b"{\\rtf1\\ansi a}", Plan, Ok(Kind::Rtf)),
        ("cu.rtf", b"{\\rtf1\\ansi a}", Proof, Err("không phải loại tệp")),
        ("ke-hoach.docx", &macros, Plan, Err("macro")),
        ("ke-hoach.docx", &bomb, Plan, Err("mở ra quá lớn")),
        ("ke-hoach.docx", &docx[..docx.len() / 2], Plan, Err("bị hỏng")),
        (
            "anh.zip",
            &zipped(&[("a.txt", b"a")]),
            Proof,
            Err("không phải loại tệp"),
        ),
        ("anh.jpg", b"MZ\x90\0\x03", Photo, Err("không phải loại tệp")),
        (
            "anh.jpg",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
            Proof,
            Err("không phải loại tệp"),
        ),
        (
            "anh.jpg",
            b"<svg onload=alert(1)>",
            Photo,
            Err("không phải loại tệp"),
        ),
        (
            "anh.jpg",
            b"<html><script>alert(1)</script>",
            Proof,
            Err("không phải loại tệp"),
        ),
        ("kh.html", b"<!DOCTYPE html><p>x</p>", Plan, Ok(Kind::Html)),
        ("kh.txt", "KẾ HOẠCH".as_bytes(), Plan, Ok(Kind::Txt)),
        ("kh.md", "# KẾ HOẠCH".as_bytes(), Plan, Ok(Kind::Md)),
        ("kh.txt", b"a\0b", Plan, Err("không phải loại tệp")),
        ("kh.pdf", b"%PDF-1.7\n", Plan, Ok(Kind::Pdf)),
        ("kh.pdf", b"%PDF-1.7\n", Photo, Err("ảnh JPEG, PNG hoặc WebP")),
        ("loa.mp3", b"ID3\x04\0\0\0\0\0\0", Proof, Ok(Kind::Mp3)),
        ("loa.mp3", b"\xff\xf3\x40\xc4\0\0", Proof, Ok(Kind::Mp3)),
        (
            "phim.mp4",
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
            Proof,
            Ok(Kind::Mp4),
        ),
        ("anh.jpg", b"", Photo, Err("tệp rỗng")),
        ("kh.txt", &large, Plan, Err("nặng quá 20 MB")),
    ];
    for (name, bytes, purpose, want) in cases {
        match (recognise(name, bytes, purpose), want) {
            (Ok(kind), Ok(want)) => assert_eq!(kind, want, "{name}"),
            (Err(refusal), Err(want)) => assert!(refusal.0.contains(want), "{name}: {}", refusal.0),
            (got, want) => panic!("{name}: {got:?}, not {want:?}"),
        }
    }
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    assert!(
        recognise("IMG_1.HEIC", heic, Photo)
            .unwrap_err()
            .0
            .contains("HEIC")
    );
    let mp3: &[u8] = b"\xff\xe0\0";
    assert!(recognise("x", mp3, Proof).is_err());
}

#[test]
fn names_end_as_their_kind_does() {
    for (name, kind, want) in [
        ("họp.PNG", Kind::Jpeg, "họp.jpg"),
        ("họp bản 12.04", Kind::Jpeg, "họp bản 12.jpg"),
        ("anh.exe", Kind::Pdf, "anh.pdf"),
        ("", Kind::Pdf, "tep.pdf"),
        (".jpg", Kind::Jpeg, ".jpg.jpg"),
        ("kế hoạch số 18", Kind::Docx, "kế hoạch số 18.docx"),
    ] {
        assert_eq!(name_for(name, kind), want);
    }
}

#[tokio::test]
async fn a_photo_comes_out_upright_small_and_without_its_place() {
    let photo = photo_with_place(2400, 1200);
    assert!(photo.windows(3).any(|three| three == b"GPS"));
    let drawn = picture::drawn(photo.into()).await.unwrap();
    assert_eq!((drawn.width, drawn.height), (800, 1600), "turned and made small");
    for bytes in [&drawn.full, &drawn.small] {
        assert!(!bytes.windows(4).any(|four| four == b"Exif" || four == b"GPS-"));
    }
    let seen = image::load_from_memory(&drawn.full).unwrap().to_rgb8();
    let (top, bottom) = (seen.get_pixel(400, 100), seen.get_pixel(400, 1500));
    assert!(
        top[0] > 150 && bottom[2] > 150,
        "the left side went up: {top:?} {bottom:?}"
    );
    let small = image::load_from_memory(&drawn.small).unwrap();
    assert_eq!((small.width(), small.height()), (160, 320));
}

#[tokio::test]
async fn pictures_that_would_choke_a_server_are_refused() {
    for side in [7_300, 16_001, 60_000] {
        let refusal = picture::drawn(hollow_png(side).into()).await.unwrap_err();
        assert!(refusal.0.contains("quá lớn"), "{side}: {}", refusal.0);
    }
    let refusal = picture::drawn(hollow_png(7000).into()).await.unwrap_err();
    assert!(refusal.0.contains("bị hỏng"), "{}", refusal.0);
    let photo = photo_with_place(600, 300);
    for cut in [10, 200, photo.len() / 2] {
        // Half a photo is drawn as far as it goes or refused, never a panic.
        let _ = picture::drawn(photo[..cut].to_vec().into()).await;
    }
    let glass = image::RgbaImage::from_pixel(10, 10, image::Rgba([0, 0, 0, 0]));
    let mut png = Cursor::new(Vec::new());
    glass.write_to(&mut png, ImageFormat::Png).unwrap();
    let drawn = picture::drawn(png.into_inner().into()).await.unwrap();
    let seen = image::load_from_memory(&drawn.full).unwrap().to_rgb8();
    assert!(seen.get_pixel(5, 5)[0] > 250, "glass lies on white");
}
