//! Pictures drawn anew: upright, of a sane size, with nothing in them but the picture.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, Rgb, RgbImage};
use tokio::sync::Semaphore;

use crate::document::Refusal;

/// Longest side of a kept picture, and of its small form.
const LONG_SIDE: u32 = 1600;
const SMALL_SIDE: u32 = 320;
/// Longest side and number of points that are taken: more than phones make (50 million), less than what chokes a server.
const MOST_SIDE: u32 = 16_000;
const MOST_POINTS: u64 = 52_000_000;
/// Bytes that a decoder may ask for.
const MOST_MEMORY: u64 = 320 * 1024 * 1024;
/// What a kept picture should not weigh more than: people look at it through a weak line.
const LIGHT: usize = 400_000;
/// Tried in turn until the picture is light.
const QUALITIES: [u8; 3] = [78, 62, 45];

/// Millions of points that are worked on at the same time.
const AT_ONCE: u32 = 64;
static WORK: Semaphore = Semaphore::const_new(AT_ONCE as usize);

/// A picture that was drawn anew, as JPEG.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The picture.
    pub full: Vec<u8>,
    /// Its small form for lists.
    pub small: Vec<u8>,
    /// Points from left to right.
    pub width: u32,
    /// Points from top to bottom.
    pub height: u32,
}

/// Draws a picture anew, on a thread of its own, a few at a time.
///
/// # Errors
/// [`Refusal`] for what is no picture or too large a one.
pub async fn drawn(bytes: axum::body::Bytes) -> Result<Picture, Refusal> {
    let points = points(&bytes)?;
    let share = u32::try_from(points / 1_000_000 + 1)
        .unwrap_or(AT_ONCE)
        .min(AT_ONCE);
    let permit = WORK.acquire_many(share).await.map_err(|_| unreadable())?;
    let work = tokio::task::spawn_blocking(move || draw(&bytes));
    // A decoder that stumbles over a hostile file says no more than that it is one.
    let picture = work.await.unwrap_or_else(|_| Err(unreadable()));
    drop(permit);
    picture
}

fn unreadable() -> Refusal {
    Refusal("bị hỏng, không xem được ảnh. Mời chụp hoặc chọn lại.".to_owned())
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Refusal> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| unreadable())?;
    reader.limits(limits);
    Ok(reader)
}

/// How many points it says it has, before anything is unpacked.
fn points(bytes: &[u8]) -> Result<u64, Refusal> {
    let mut reader = reader(bytes)?;
    reader.no_limits();
    let (width, height) = reader.into_dimensions().map_err(|_| unreadable())?;
    let points = u64::from(width) * u64::from(height);
    if points > MOST_POINTS || width.max(height) > MOST_SIDE {
        let most = MOST_POINTS / 1_000_000;
        return Err(Refusal(format!(
            "là ảnh quá lớn ({width} × {height} điểm). Mời gửi ảnh không quá {most} triệu điểm."
        )));
    }
    Ok(points)
}

fn draw(bytes: &[u8]) -> Result<Picture, Refusal> {
    let mut decoder = reader(bytes)?.into_decoder().map_err(|_| unreadable())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    let mut image = fitted(image, LONG_SIDE);
    image.apply_orientation(orientation);
    let full = flat(&image);
    let small = flat(&fitted(image, SMALL_SIDE));
    Ok(Picture {
        width: full.width(),
        height: full.height(),
        full: light(&full)?,
        small: light(&small)?,
    })
}

fn fitted(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) <= side {
        image
    } else {
        image.resize(side, side, FilterType::Triangle)
    }
}

/// On white ground where it lets something shine through.
fn flat(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let over = image.to_rgba8();
    RgbImage::from_fn(over.width(), over.height(), |x, y| {
        let [red, green, blue, alpha] = over.get_pixel(x, y).0;
        let on_white = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([on_white(red), on_white(green), on_white(blue)])
    })
}

fn light(image: &RgbImage) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    for quality in QUALITIES {
        out.clear();
        JpegEncoder::new_with_quality(&mut out, quality)
            .encode_image(image)
            .map_err(|_| unreadable())?;
        if out.len() <= LIGHT {
            break;
        }
    }
    Ok(out)
}
