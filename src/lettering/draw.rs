//! Lines of text onto pixels.

use super::raster::{Depth, Raster, RasterKey, WORD_BITS, whole_px};
use super::{Anchor, TextStyle, Typeface};
use std::ops::Range;

/// Above this em a quarter of a pixel can't be seen, and letters begin on whole pixels.
const EM_PX_WITH_QUARTERS_MAX: f32 = 64.0;

/// Rows of red, green and blue bytes, without gaps, and the part of them that may be drawn on.
#[derive(Debug)]
pub struct RgbPixels<'a> {
    /// Three bytes per pixel, `width_px` pixels per row.
    pub bytes: &'a mut [u8],
    /// Pixels in a row.
    pub width_px: usize,
    /// Only these columns are drawn on.
    pub columns: Range<usize>,
    /// Only these rows are drawn on.
    pub rows: Range<usize>,
}

impl<'a> RgbPixels<'a> {
    /// All of these pixels.
    pub fn new(bytes: &'a mut [u8], width_px: usize) -> Self {
        let height_px = bytes.len() / (3 * width_px.max(1));
        Self { bytes, width_px, columns: 0..width_px, rows: 0..height_px }
    }
}

/// Rows of bits as printers take them (`GS v 0`): a set bit is black, the leftmost pixel of a byte its high bit,
/// each row begins on a byte.
#[derive(Debug)]
pub struct BitPixels<'a> {
    /// `width_px` bits per row, filled up to whole bytes; the filling stays untouched.
    pub bytes: &'a mut [u8],
    /// Pixels in a row.
    pub width_px: usize,
}

impl Typeface {
    /// Draws one line in colour `ink` (red, green, blue), blended with what is there. What would fall outside is
    /// left out. `y` is the baseline: the first row below letters without descenders.
    pub fn draw_rgb(
        &mut self,
        target: &mut RgbPixels<'_>,
        text: &str,
        style: TextStyle,
        (x, y): (f32, i32),
        anchor: Anchor,
        ink: [u8; 3],
    ) {
        self.draw(text, style, x, anchor, Depth::Coverage, |raster, x| {
            target.blend(raster, x, y + raster.top_px, ink);
        });
    }

    /// Draws one line in black onto bits; otherwise as [`Typeface::draw_rgb`].
    pub fn draw_bits(
        &mut self,
        target: &mut BitPixels<'_>,
        text: &str,
        style: TextStyle,
        (x, y): (f32, i32),
        anchor: Anchor,
    ) {
        self.draw(text, style, x, anchor, Depth::Bit, |raster, x| {
            target.blacken(raster, x, y + raster.top_px);
        });
    }

    fn draw(
        &mut self,
        text: &str,
        style: TextStyle,
        x: f32,
        anchor: Anchor,
        depth: Depth,
        mut put: impl FnMut(&Raster, i32),
    ) {
        // A line begins on a whole pixel, so that it looks the same wherever it stands.
        let begin = whole_px(
            0.5 + match anchor {
                Anchor::Left => x,
                Anchor::Centre => x - self.advance(text, style) / 2.0,
                Anchor::Right => x - self.advance(text, style),
            },
        );
        let steps = match depth {
            Depth::Coverage if style.em_px <= EM_PX_WITH_QUARTERS_MAX => 4,
            Depth::Coverage | Depth::Bit => 1,
        };
        for glyph in self.place(text, style) {
            let place = begin * steps + whole_px(glyph.x * steps as f32 + 0.5);
            let quarter_px = u8::try_from(place.rem_euclid(steps)).expect("a rest below 4");
            let key = RasterKey {
                weight: style.weight,
                glyph: glyph.letter.id,
                em_px_bits: style.em_px.to_bits(),
                quarter_px,
                depth,
            };
            let raster = self.cache.get(key);
            put(raster, place.div_euclid(steps) + raster.left_px);
        }
        self.cache.drop_large();
    }
}

impl RgbPixels<'_> {
    fn blend(&mut self, raster: &Raster, x: i32, y: i32, ink: [u8; 3]) {
        let columns = self.columns.start..self.columns.end.min(self.width_px);
        let Some((skip, column, columns)) = overlap(x, raster.width_px, columns) else { return };
        for (row, y) in raster.bytes.chunks_exact(raster.bytes_per_row).zip(y..) {
            let Some(y) = usize::try_from(y).ok().filter(|y| self.rows.contains(y)) else { continue };
            let begin = (y * self.width_px + column) * 3;
            let Some(pixels) = self.bytes.get_mut(begin..begin + columns * 3) else { break };
            for (pixel, &coverage) in pixels.chunks_exact_mut(3).zip(&row[skip..]) {
                match coverage {
                    0 => (),
                    255 => pixel.copy_from_slice(&ink),
                    _ => {
                        for (channel, ink) in pixel.iter_mut().zip(ink) {
                            *channel = mix(*channel, ink, coverage);
                        }
                    }
                }
            }
        }
    }
}

impl BitPixels<'_> {
    fn blacken(&mut self, raster: &Raster, x: i32, y: i32) {
        let bytes_per_row = self.width_px.div_ceil(8);
        if raster.bytes.is_empty() || bytes_per_row == 0 {
            return;
        }
        let in_last_byte = 0xff << (8 * bytes_per_row - self.width_px);
        let (begin, shift) = (x.div_euclid(8), x.rem_euclid(8));
        for (row, y) in raster.bytes.chunks_exact(raster.bytes_per_row).zip(y..) {
            let Ok(y) = usize::try_from(y) else { continue };
            let Some(target) = self.bytes.get_mut(y * bytes_per_row..(y + 1) * bytes_per_row) else { break };
            for (word, begin) in row.as_chunks().0.iter().zip((begin..).step_by(WORD_BITS / 8)) {
                let word = u64::from_be_bytes(*word) >> shift;
                let inside = usize::try_from(begin).ok().and_then(|begin| target.get_mut(begin..begin + 9));
                if let Some(target) = inside.and_then(|target| target.first_chunk_mut()) {
                    *target = (u64::from_be_bytes(*target) | word).to_be_bytes();
                    continue;
                }
                // At an edge of the paper, what lies outside falls away.
                for (bits, byte) in word.to_be_bytes().into_iter().zip(begin..) {
                    if let Some(at) = usize::try_from(byte).ok().filter(|&at| at < bytes_per_row) {
                        target[at] |= if at + 1 == bytes_per_row { bits & in_last_byte } else { bits };
                    }
                }
            }
        }
    }
}

/// What of `length` pixels from `x` on lies within `limits`: how many to skip, where to begin, how many to draw.
fn overlap(x: i32, length: usize, limits: Range<usize>) -> Option<(usize, usize, usize)> {
    let skip = usize::try_from(i64::try_from(limits.start).ok()? - i64::from(x)).unwrap_or(0);
    let begin = usize::try_from(x).unwrap_or(0).max(limits.start);
    let count = length.checked_sub(skip)?.min(limits.end.checked_sub(begin)?);
    (count > 0).then_some((skip, begin, count))
}

/// `from` moved towards `to` by `coverage` 255ths, rounded.
fn mix(from: u8, to: u8, coverage: u8) -> u8 {
    let (from, to, coverage) = (u16::from(from), u16::from(to), u16::from(coverage));
    u8::try_from((from * (255 - coverage) + to * coverage + 127) / 255).expect("between two bytes")
}
