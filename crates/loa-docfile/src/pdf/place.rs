//! Where pages, forms and annotations lie.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::font::{array_of, as_number, dict_of, name_of};
use super::matrix::Matrix;

pub(super) fn form_matrix(document: &Document, stream: &Stream) -> Matrix {
    let items = array_of(document, &stream.dict, b"Matrix").map(|items| numbers(document, items));
    items
        .and_then(|numbers| Matrix::from_slice(&numbers))
        .unwrap_or_default()
}

/// The normal appearance of an annotation, in its present state.
pub(super) fn appearance<'d>(document: &'d Document, annotation: &'d Dictionary) -> Option<&'d Stream> {
    let normal = dict_of(document, annotation, b"AP")?
        .get_deref(b"N", document)
        .ok()?;
    if let Object::Dictionary(states) = normal {
        let state = name_of(document, annotation, b"AS");
        return states
            .get_deref(state.as_bytes(), document)
            .ok()?
            .as_stream()
            .ok();
    }
    normal.as_stream().ok()
}

/// Fits the appearance's box, turned by its own matrix, into the annotation's rectangle. Source: ISO 32000-1,
/// algorithm 8.1.
pub(super) fn appearance_matrix(
    document: &Document,
    annotation: &Dictionary,
    stream: &Stream,
) -> Option<Matrix> {
    let corners = |items: &[Object]| match numbers(document, items).as_slice() {
        [x0, y0, x1, y1] => Some(vec![(*x0, *y0), (*x1, *y0), (*x1, *y1), (*x0, *y1)]),
        _ => None,
    };
    let own = form_matrix(document, stream);
    let inner = corners(array_of(document, &stream.dict, b"BBox")?)?;
    let turned: Vec<_> = inner.into_iter().map(|(x, y)| own.apply(x, y)).collect();
    let (left, right, bottom, top) = bounds(&turned);
    let (x0, x1, y0, y1) = bounds(&corners(array_of(document, annotation, b"Rect")?)?);
    if right - left <= 0.0 || top - bottom <= 0.0 {
        return None;
    }
    let (across, up) = ((x1 - x0) / (right - left), (y1 - y0) / (top - bottom));
    Some(Matrix::new([
        across,
        0.0,
        0.0,
        up,
        x0 - left * across,
        y0 - bottom * up,
    ]))
}

/// Left, right, lowest and highest coordinate.
pub(super) fn bounds(points: &[(f64, f64)]) -> (f64, f64, f64, f64) {
    let start = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    points.iter().fold(start, |(left, right, top, bottom), (x, y)| {
        (left.min(*x), right.max(*x), top.min(*y), bottom.max(*y))
    })
}

pub(super) fn numbers(document: &Document, operands: &[Object]) -> Vec<f64> {
    operands
        .iter()
        .map(|operand| as_number(document, operand))
        .collect()
}

/// An entry of a page or of the nearest node above it that has it.
pub(super) fn inherited<'d>(document: &'d Document, id: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut node = document.get_dictionary(id).ok()?;
    for _ in 0..64 {
        if let Ok(object) = node.get_deref(key, document) {
            return Some(object);
        }
        node = dict_of(document, node, b"Parent")?;
    }
    None
}

/// From the page's own space to points from its top left corner as it is shown, and its size.
pub(super) fn page_frame(document: &Document, id: ObjectId) -> (Matrix, f64, f64) {
    let corners = |key: &[u8]| {
        let object = inherited(document, id, key)?.as_array().ok()?;
        let numbers = numbers(document, object);
        let [x0, y0, x1, y1] = numbers.as_slice() else {
            return None;
        };
        Some((x0.min(*x1), y0.min(*y1), x0.max(*x1), y0.max(*y1)))
    };
    let usable = |(x0, y0, x1, y1): &(f64, f64, f64, f64)| x1 - x0 > 1.0 && y1 - y0 > 1.0;
    let frame = corners(b"CropBox")
        .filter(usable)
        .or_else(|| corners(b"MediaBox").filter(usable));
    let (x0, y0, x1, y1) = frame.unwrap_or((0.0, 0.0, 595.0, 842.0));
    let turn = inherited(document, id, b"Rotate").map_or(0.0, |turn| as_number(document, turn));
    let (width, height) = (x1 - x0, y1 - y0);
    match (turn / 90.0).rem_euclid(4.0) as u8 {
        1 => (Matrix::new([0.0, 1.0, 1.0, 0.0, -y0, -x0]), height, width),
        2 => (Matrix::new([-1.0, 0.0, 0.0, 1.0, x1, -y0]), width, height),
        3 => (Matrix::new([0.0, -1.0, -1.0, 0.0, y1, x1]), height, width),
        _ => (Matrix::new([1.0, 0.0, 0.0, -1.0, -x0, y1]), width, height),
    }
}
