//! What fits on a display of a few characters: a number, and where to go with it.
//!
//! **Model.** There are two kinds of such displays. Rows of LEDs eight high get letters of dots; digits of seven segments
//! get their segments, each drawn as a bar in a cell of [`CELL`] pixels, so that a frame of digits is a frame like any
//! other: pages can show it, and a driver finds in it which segments are lit ([`lit`]).
//!
//! **Deliberately not here.** Sentences: nothing scrolls, because a person who looks up must not have to wait for it.

use super::colour::{AMBER, WHITE};
use super::picture::{Area, DotFont, Picture};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor};
use embedded_graphics::prelude::*;

/// A display that is not higher has room for a few characters only.
pub const DOTS_HEIGHT_MAX: u32 = 12;
/// The cell of one digit, in pixels.
pub const CELL: Size = Size::new(8, 12);

/// A few characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brief {
    /// What is read first: a ticket number, or a dash.
    pub number: String,
    /// Where to go, as a number.
    pub counter: Option<String>,
    /// Whether it is highlighted at this moment: only what can be read without it.
    pub highlight: bool,
}

impl Brief {
    /// Nothing to tell.
    pub fn nothing() -> Self {
        Self { number: "–".to_owned(), ..Self::default() }
    }
}

/// How high capitals are on rows of LEDs of this height, in pixels.
pub fn dots_cap_px(height_px: u32) -> u32 {
    height_px.saturating_sub(1).min(DotFont::Wide.cap_px())
}

/// Letters of dots: the number at the left, the counter at the right. The letters are narrow when they have to.
pub(super) fn lay_out_dots(brief: &Brief, picture: &mut Picture<'_>) {
    let area = picture.area();
    picture.fill(area, 0.0, Rgb888::BLACK);
    let width = |font: DotFont, text: &str| text.chars().count() as f32 * font.advance_px() as f32;
    let counter = brief.counter.as_deref().unwrap_or("");
    let fits = |&(number, other): &(DotFont, DotFont)| {
        let gap = if counter.is_empty() { 0.0 } else { 3.0 };
        width(number, &brief.number) + gap + width(other, counter) <= area.width + 1.0
    };
    let fonts = [(DotFont::Wide, DotFont::Wide), (DotFont::Wide, DotFont::Narrow)];
    let (font, other) = fonts.into_iter().find(fits).unwrap_or((DotFont::Narrow, DotFont::Narrow));
    let x = if counter.is_empty() { ((area.width - width(font, &brief.number)) / 2.0).floor() } else { 0.0 };
    picture.dots(&brief.number, font, (x.max(0.0), 0.0), AMBER);
    let right = area.width - width(other, counter) + 1.0;
    picture.dots(counter, other, (right.floor(), 0.0), WHITE);
    if brief.highlight {
        picture.fill(Area { y: area.bottom() - 1.0, height: 1.0, ..area }, 0.0, AMBER);
    }
}

/// The segments of a character, the highest bit first: point, a, b, c, d, e, f, g (the order of the MAX7219).
///
/// No two letters that a series may have look alike; K, M, V, W and X are what people agreed on, not what they are.
fn segments(letter: char) -> u8 {
    match letter {
        '0' => 0b0111_1110,
        '1' => 0b0011_0000,
        '2' => 0b0110_1101,
        '3' => 0b0111_1001,
        '4' => 0b0011_0011,
        '5' | 'S' => 0b0101_1011,
        '6' => 0b0101_1111,
        '7' => 0b0111_0000,
        '8' => 0b0111_1111,
        '9' => 0b0111_1011,
        'A' => 0b0111_0111,
        'B' => 0b0001_1111,
        'C' => 0b0100_1110,
        'D' => 0b0011_1101,
        'E' => 0b0100_1111,
        'F' => 0b0100_0111,
        'G' => 0b0101_1110,
        'H' => 0b0011_0111,
        'J' => 0b0011_1100,
        'K' => 0b0101_0111,
        'L' => 0b0000_1110,
        'M' => 0b0101_0101,
        'N' => 0b0001_0101,
        'P' => 0b0110_0111,
        'R' => 0b0000_0101,
        'T' => 0b0000_1111,
        'U' => 0b0011_1110,
        'V' => 0b0001_1100,
        'W' => 0b0010_1011,
        'X' => 0b0001_0011,
        'Y' => 0b0011_1011,
        'Z' => 0b0110_1100,
        '–' => 0b0000_0001,
        _ => 0,
    }
}

/// The bars of segments a to g in a cell: left, top, width and height.
const BARS: [(u8, u8, u8, u8); 7] =
    [(1, 0, 4, 1), (5, 1, 1, 4), (5, 6, 1, 4), (1, 10, 4, 1), (0, 6, 1, 4), (0, 1, 1, 4), (1, 5, 4, 1)];
/// The point.
const POINT: (u8, u8, u8, u8) = (6, 10, 1, 1);

/// Digits of seven segments: the number at the left, the counter in two digits at the right.
pub(super) fn lay_out_segments(brief: &Brief, picture: &mut Picture<'_>) {
    let area = picture.area();
    picture.fill(area, 0.0, Rgb888::BLACK);
    let cells = picture.size().width / CELL.width;
    let counter = brief.counter.as_ref().map(|counter| format!("{counter:0>2}")).unwrap_or_default();
    let right = cells.saturating_sub(u32::try_from(counter.chars().count()).unwrap_or(cells));
    let placed = (0..).zip(brief.number.chars()).chain((right..).zip(counter.chars()));
    for (cell, letter) in placed.filter(|&(cell, _)| cell < cells) {
        let lit = segments(letter);
        for (bit, (x, y, width, height)) in (0..7).rev().zip(BARS) {
            if lit & (1 << bit) != 0 {
                let x = (cell * CELL.width) as f32 + f32::from(x);
                let bar = Area { x, y: y.into(), width: width.into(), height: height.into() };
                picture.fill(bar, 0.0, AMBER);
            }
        }
    }
    if brief.highlight && cells > 0 {
        let (x, y, width, height) = POINT;
        let x = ((cells - 1) * CELL.width) as f32 + f32::from(x);
        picture.fill(Area { x, y: y.into(), width: width.into(), height: height.into() }, 0.0, AMBER);
    }
}

/// Which segments of a digit are lit in a frame of digits, as a MAX7219 wants them; `is_on` tells a pixel.
pub fn lit(cell: u8, is_on: impl Fn(Point) -> bool) -> u8 {
    let left = i32::from(cell) * CELL.width.cast_signed();
    let is_lit = |(x, y, _, _): (u8, u8, u8, u8)| is_on(Point::new(left + i32::from(x), y.into()));
    let bars = (0..7).rev().zip(BARS).filter(|&(_, bar)| is_lit(bar));
    bars.map(|(bit, _)| 1 << bit).sum::<u8>() | u8::from(is_lit(POINT)) << 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::SERIES_LETTERS;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_letters_of_series_and_no_two_figures_look_alike() {
        for letters in [SERIES_LETTERS, "0123456789–"] {
            let looks: BTreeSet<u8> = letters.chars().map(segments).collect();
            assert_eq!(looks.len(), letters.chars().count(), "{letters}");
            assert!(!looks.contains(&0), "{letters}");
        }
    }
}
