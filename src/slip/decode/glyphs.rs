//! The letters that the virtual printer has built in: those of X11's 10x20, in cells of font A.

use crate::slip::code_page::plain;
use crate::slip::typewriter::{LETTER_HEIGHT, LETTER_WIDTH};
use embedded_graphics::geometry::{OriginDimensions, Point};
use embedded_graphics::image::GetPixel;
use embedded_graphics::mono_font::{MonoFont, iso_8859_5, iso_8859_13};
use embedded_graphics::pixelcolor::BinaryColor;

/// Left and upper white of a cell.
const MARGIN: (usize, usize) = (1, 2);

const FRAME: [u16; LETTER_HEIGHT] = {
    let mut frame = [0x402; LETTER_HEIGHT];
    (frame[1], frame[LETTER_HEIGHT - 2]) = (0x7fe, 0x7fe);
    frame
};

/// The dots of a letter's cell, row by row from the top; the rightmost one is bit 0. A letter that is not built in is an
/// empty frame.
pub(super) fn cell(letter: char) -> [u16; LETTER_HEIGHT] {
    let built_in = find(letter).or_else(|| plain(letter)?.chars().next().and_then(find));
    let Some((font, index)) = built_in else { return FRAME };
    let (width, height) = (dots(font.character_size.width), dots(font.character_size.height));
    let per_row = dots(font.image.size().width) / width;
    let place = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    let mut cell = [0; LETTER_HEIGHT];
    for (y, row) in cell[MARGIN.1..].iter_mut().take(height).enumerate() {
        for x in 0..width {
            let point = Point::new(place(index % per_row * width + x), place(index / per_row * height + y));
            if font.image.pixel(point) == Some(BinaryColor::On) {
                *row |= 1 << (LETTER_WIDTH - 1 - MARGIN.0 - x);
            }
        }
    }
    cell
}

/// The font that has a letter, and where.
fn find(letter: char) -> Option<(&'static MonoFont<'static>, usize)> {
    let fonts = [&iso_8859_13::FONT_10X20, &iso_8859_5::FONT_10X20];
    let in_font = |font: &'static MonoFont<'static>| {
        let index = font.glyph_mapping.index(letter);
        (letter == '?' || index != font.glyph_mapping.index('?')).then_some((font, index))
    };
    fonts.into_iter().find_map(in_font)
}

fn dots(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
