//! The one typeface: Inter, measured and drawn.
//!
//! **Model.** A [`Typeface`] holds three weights of Inter, cut to the letters of Latvian, Russian, Ukrainian and
//! English (`inter/subset.sh`), and a bounded cache of drawn glyphs. A [`TextStyle`] is a weight and a size. A line
//! of text stands on its baseline, whose y is the first row below the letters; [`Anchor`] says what its x means.
//! Lines are drawn onto [`RgbPixels`] (blended) or [`BitPixels`] (black or nothing, for paper).
//!
//! **Invariants.** All digits of a weight are equally wide. A letter that the typeface lacks is a box of bars.
//! Nothing is written outside the target. The cache stays below [`CACHE_BYTES_MAX`].
//!
//! **Deliberately not here.** No shaping beyond pair kerning and the raised colon and dash between digits; no
//! right-to-left scripts; no paragraphs, only [`Typeface::wrap`]. Each drawing thread has a typeface of its own.

mod draw;
mod face;
mod raster;
mod wrap;

pub use draw::{BitPixels, RgbPixels};
pub use raster::CACHE_BYTES_MAX;

use face::{Face, Letter};
use raster::Cache;

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For text: Regular is too thin on thermal paper and for white letters on dark.
    Medium,
    /// For what leads the eye.
    Bold,
    /// For ticket numbers.
    ExtraBold,
}

/// Inter's design units to the em.
const UNITS_PER_EM: f32 = 2816.0;
/// Height of a capital, in ems.
const CAP_EM: f32 = 2048.0 / UNITS_PER_EM;
/// Highest ink over the baseline, in ems: `Ī` and `Ё` with their marks.
const ASCENT_EM: f32 = 2728.0 / UNITS_PER_EM;
/// Lowest ink under the baseline, in ems.
const DESCENT_EM: f32 = 680.0 / UNITS_PER_EM;

/// A weight and a size. Sizes are in pixels (or printer dots) and need not be whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// How heavy.
    pub weight: Weight,
    /// The em, which is the size that CSS calls `font-size`.
    pub em_px: f32,
}

impl TextStyle {
    /// A style by its em.
    pub fn em(weight: Weight, em_px: f32) -> Self {
        Self { weight, em_px }
    }

    /// A style by the height of its capitals and digits, as EN 301 549 (5.1.4) counts letter height.
    pub fn cap(weight: Weight, cap_px: f32) -> Self {
        Self { weight, em_px: cap_px / CAP_EM }
    }

    /// Height of a capital or digit.
    pub fn cap_px(self) -> f32 {
        self.em_px * CAP_EM
    }

    /// Room that a line needs above its baseline, marks on capitals included.
    pub fn ascent_px(self) -> f32 {
        self.em_px * ASCENT_EM
    }

    /// Room that a line needs below its baseline.
    pub fn descent_px(self) -> f32 {
        self.em_px * DESCENT_EM
    }

    /// From one baseline to the next.
    pub fn line_px(self) -> f32 {
        self.ascent_px() + self.descent_px()
    }
}

/// Which point of a line its x names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Where it begins.
    Left,
    /// Its middle.
    Centre,
    /// Where it ends.
    Right,
}

/// The box around what a line blackens, relative to its beginning on the baseline; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InkBox {
    /// Leftmost ink.
    pub left: f32,
    /// Highest ink, negative above the baseline.
    pub top: f32,
    /// Rightmost ink.
    pub right: f32,
    /// Lowest ink, positive below the baseline.
    pub bottom: f32,
}

/// Inter in three weights, with a cache of drawn glyphs.
#[derive(Debug, Default)]
pub struct Typeface {
    cache: Cache,
}

impl Typeface {
    /// The typeface with an empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// How far the next letter would stand from the beginning of this line.
    pub fn advance(&self, text: &str, style: TextStyle) -> f32 {
        self.place(text, style).last().map_or(0.0, |glyph| glyph.x + glyph.advance)
    }

    /// The box around the ink of a line; none when it is blank.
    pub fn ink(&self, text: &str, style: TextStyle) -> Option<InkBox> {
        let scale = style.em_px / UNITS_PER_EM;
        let boxes = self.place(text, style).filter_map(|glyph| {
            let bounds = Face::of(style.weight).bounds(glyph.letter)?;
            Some(InkBox {
                left: glyph.x + bounds.min.x * scale,
                top: -bounds.min.y * scale,
                right: glyph.x + bounds.max.x * scale,
                bottom: -bounds.max.y * scale,
            })
        });
        boxes.reduce(|a, b| InkBox {
            left: a.left.min(b.left),
            top: a.top.min(b.top),
            right: a.right.max(b.right),
            bottom: a.bottom.max(b.bottom),
        })
    }

    /// This style, or the smaller one in which the line is no wider than `width_px`.
    pub fn fitted(&self, text: &str, style: TextStyle, width_px: f32) -> TextStyle {
        let advance = self.advance(text, style);
        if advance <= width_px {
            style
        } else {
            TextStyle { em_px: style.em_px * (width_px.max(0.0) / advance), ..style }
        }
    }

    /// The letters of a text that would be drawn as a box of bars.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let lacks = |&letter: &char| Face::all().iter().any(|face| face.find(letter).is_none());
        text.chars().filter(lacks).collect()
    }

    /// The glyphs of a line, each with its place.
    fn place<'a>(&self, text: &'a str, style: TextStyle) -> impl Iterator<Item = PlacedGlyph> + use<'a> {
        let face = Face::of(style.weight);
        let scale = style.em_px / UNITS_PER_EM;
        let mut x = 0.0;
        let mut before: Option<(char, &Letter)> = None;
        let mut characters = text.chars().peekable();
        std::iter::from_fn(move || {
            let character = characters.next()?;
            let between_digits = before.is_some_and(|(left, _)| left.is_ascii_digit())
                && characters.peek().is_some_and(char::is_ascii_digit);
            let letter = face.letter(if between_digits { between(character) } else { character });
            x += before.map_or(0.0, |(_, left)| face.kern(left, letter)) * scale;
            before = Some((character, letter));
            let glyph = PlacedGlyph { letter, x, advance: letter.advance * scale };
            x += glyph.advance;
            Some(glyph)
        })
    }
}

/// The form of a character between two digits, where it stands at half their height (`inter/subset.sh`).
fn between(letter: char) -> char {
    match letter {
        ':' => '\u{F000}',
        '–' => '\u{F001}',
        other => other,
    }
}

#[derive(Debug, Clone, Copy)]
struct PlacedGlyph {
    letter: &'static Letter,
    /// From the beginning of the line.
    x: f32,
    advance: f32,
}

#[cfg(test)]
mod tests;
