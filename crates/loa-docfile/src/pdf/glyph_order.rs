//! Fonts cut down by a program that left out what their glyphs mean. Codes are then glyph numbers of the
//! whole font, and for Times New Roman, in which official documents must be set (DOC-02), the order of the
//! glyphs is known: first that of the Macintosh standard order without the no-break space and the apple,
//! then blocks of further letters. Whether the outcome can be trusted is judged like any other text.

/// Glyphs 3 to 255.
const STANDARD: &str = concat!(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…",
    "ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄¤‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇŁłŠšŽž¦ÐðÝýÞþ−×¹²³½¼¾₣ĞğİŞşĆćČčđ",
);

/// Vietnamese letters outside the two runs.
const SINGLE: &[(u32, char)] = &[
    (258, 'Ă'),
    (259, 'ă'),
    (264, 'Đ'),
    (428, 'Ĩ'),
    (429, 'ĩ'),
    (457, 'Ũ'),
    (458, 'ũ'),
    (483, 'Ỳ'),
    (484, 'ỳ'),
];

/// Where the run from U+1EA0 begins, by version of the font; `Ơ ơ Ư ư` stand 58 glyphs before it.
const RUNS: &[u32] = &[1188, 808];

/// Letters of the run: U+1EA0 to U+1EF9.
const RUN_LENGTH: u32 = 90;

/// Glyph numbers of Times New Roman as letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct GlyphOrder {
    run: u32,
}

impl GlyphOrder {
    /// The order of a font by its name and the numbers of the glyphs that it uses; `None` for other fonts and
    /// for versions whose run is not known.
    pub(super) fn of(name: &str, used: impl Iterator<Item = u32> + Clone) -> Option<Self> {
        let times = name.to_lowercase().contains("timesnewroman");
        let further = used.filter(|glyph| *glyph > 600);
        let fits = |run: &&u32| {
            further
                .clone()
                .all(|glyph| (**run - 58..**run + RUN_LENGTH).contains(&glyph))
        };
        let run = RUNS.iter().find(fits).filter(|_| times)?;
        Some(Self { run: *run })
    }

    /// The letter of a glyph.
    pub(super) fn letter(self, glyph: u32) -> Option<char> {
        if let Some((_, letter)) = SINGLE.iter().find(|(number, _)| *number == glyph) {
            return Some(*letter);
        }
        if (3..=255).contains(&glyph) {
            return STANDARD.chars().nth(glyph as usize - 3);
        }
        let horned = glyph
            .checked_sub(self.run - 58)
            .and_then(|at| ['Ơ', 'ơ', 'Ư', 'ư'].get(at as usize));
        let run = || {
            let at = glyph.checked_sub(self.run).filter(|at| *at < RUN_LENGTH)?;
            char::from_u32(0x1ea0 + at)
        };
        horned.copied().or_else(run)
    }
}

#[cfg(test)]
mod tests {
    use super::GlyphOrder;

    #[test]
    fn glyph_numbers_become_letters() {
        let read = |glyphs: &[u32]| -> String {
            let order =
                GlyphOrder::of("ABCDEF+TimesNewRomanPSMT", glyphs.iter().copied()).expect("a known order");
            glyphs
                .iter()
                .map(|glyph| order.letter(*glyph).unwrap_or('?'))
                .collect()
        };
        assert_eq!(read(&[55, 75, 1249, 76]), "Thời");
        assert_eq!(read(&[255, 126, 81, 74]), "đúng");
        assert_eq!(read(&[264, 50, 172, 49]), "ĐOÀN");
        assert_eq!(read(&[46, 843, 80]), "Kểm");
        assert_eq!(read(&[70, 1131]), "cơ");
        assert!(GlyphOrder::of("ABCDEF+Garamond", [55].into_iter()).is_none());
        assert!(GlyphOrder::of("TimesNewRoman", [2000].into_iter()).is_none());
    }
}
