//! Glyphs as pixels, and the bounded cache that keeps them: the same few hundred small glyphs are drawn all day.

use super::Weight;
use super::face::Face;
use ab_glyph::{GlyphId, point};
use std::collections::BTreeMap;

/// Most bytes of drawn glyphs that a typeface keeps. A slip needs some 20 KiB, a kiosk 100 KiB.
pub const CACHE_BYTES_MAX: usize = 384 * 1024;

/// A larger raster is drawn anew each time: it is a ticket number on the hall display, once per call.
const RASTER_BYTES_KEPT_MAX: usize = CACHE_BYTES_MAX / 16;

/// Bits of a raster in one word of eight bytes, from the high bit on: a word can be moved by up to seven bits and loses
/// none.
pub(super) const WORD_BITS: usize = 56;

/// What a cache entry costs beside its pixels.
const ENTRY_BYTES: usize = 96;

/// What a pixel of a raster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// A byte of coverage.
    Coverage,
    /// A bit, set when at least half of the pixel is covered, in words of [`WORD_BITS`].
    Bit,
}

/// Which glyph, drawn how.
#[derive(Debug, Clone, Copy)]
pub(super) struct RasterKey {
    pub(super) weight: Weight,
    pub(super) glyph: GlyphId,
    /// The em in pixels, as the bits of its `f32`: equal sizes are equal keys, that is all the order is for.
    pub(super) em_px_bits: u32,
    /// How many quarters of a pixel it begins right of the pixel's edge.
    pub(super) quarter_px: u8,
    pub(super) depth: Depth,
}

impl RasterKey {
    /// All of it in one number: the cache compares some twenty keys for each letter that is drawn.
    fn packed(self) -> u64 {
        let how = u64::from(self.quarter_px) << 4 | (self.weight as u64) << 1 | self.depth as u64;
        u64::from(self.em_px_bits) << 32 | u64::from(self.glyph.0) << 8 | how
    }
}

/// A drawn glyph.
#[derive(Debug)]
pub(super) struct Raster {
    /// From the glyph's beginning to the first column.
    pub(super) left_px: i32,
    /// From the baseline to the first row, negative above it.
    pub(super) top_px: i32,
    pub(super) width_px: usize,
    pub(super) bytes_per_row: usize,
    pub(super) bytes: Box<[u8]>,
}

/// Glyphs drawn before, the ones used least recently leaving first.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// By their packed keys, each with its last use.
    rasters: BTreeMap<u64, (u64, Raster)>,
    bytes: usize,
    /// Counts look-ups, to tell what was used last.
    uses: u64,
    /// The last raster that was too large to keep.
    large: Option<Raster>,
}

impl Cache {
    /// The glyph, from the cache or drawn now.
    pub(super) fn get(&mut self, key: RasterKey) -> &Raster {
        self.uses += 1;
        let packed = key.packed();
        if !self.rasters.contains_key(&packed) {
            let raster = Raster::draw(key);
            if raster.bytes.len() > RASTER_BYTES_KEPT_MAX {
                return self.large.insert(raster);
            }
            let cost = raster.bytes.len() + ENTRY_BYTES;
            if self.bytes + cost > CACHE_BYTES_MAX {
                self.drop_older_half();
            }
            self.bytes += cost;
            self.rasters.insert(packed, (self.uses, raster));
        }
        let (used, raster) = self.rasters.get_mut(&packed).expect("found or inserted above");
        *used = self.uses;
        raster
    }

    /// Forgets a large raster; called when a line is finished.
    pub(super) fn drop_large(&mut self) {
        self.large = None;
    }

    fn drop_older_half(&mut self) {
        let mut ages: Vec<u64> = self.rasters.values().map(|(used, _)| *used).collect();
        ages.sort_unstable();
        let middle = ages[ages.len() / 2];
        self.rasters.retain(|_, (used, _)| *used > middle);
        self.bytes = self.rasters.values().map(|(_, raster)| raster.bytes.len() + ENTRY_BYTES).sum();
    }

    /// Bytes that are kept now.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.large.as_ref().map_or(0, |raster| raster.bytes.len())
    }
}

impl Raster {
    fn draw(key: RasterKey) -> Self {
        let begin = point(f32::from(key.quarter_px) / 4.0, 0.0);
        let em_px = f32::from_bits(key.em_px_bits);
        let Some(glyph) = Face::of(key.weight).outline(key.glyph, em_px, begin) else {
            return Self { left_px: 0, top_px: 0, width_px: 0, bytes_per_row: 0, bytes: Box::default() };
        };
        let bounds = glyph.px_bounds();
        let (width_px, height_px) = (count_px(bounds.width()), count_px(bounds.height()));
        let bytes_per_row = match key.depth {
            Depth::Coverage => width_px,
            Depth::Bit => width_px.div_ceil(WORD_BITS) * 8,
        };
        let mut bytes = vec![0; bytes_per_row * height_px].into_boxed_slice();
        glyph.draw(|x, y, coverage| {
            let row = y as usize * bytes_per_row;
            match key.depth {
                Depth::Coverage => bytes[row + x as usize] = coverage_byte(coverage),
                Depth::Bit if coverage >= 0.5 => {
                    let (word, bit) = (x as usize / WORD_BITS, x as usize % WORD_BITS);
                    bytes[row + 8 * word + bit / 8] |= 0x80 >> (bit % 8);
                }
                Depth::Bit => (),
            }
        });
        Self {
            left_px: whole_px(bounds.min.x),
            top_px: whole_px(bounds.min.y),
            width_px,
            bytes_per_row,
            bytes,
        }
    }
}

/// The next whole pixel at or left of a place.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and what is far outside is clipped")]
pub(super) fn whole_px(place_px: f32) -> i32 {
    place_px.floor() as i32
}

/// A whole, small, positive number of pixels.
fn count_px(length_px: f32) -> usize {
    usize::try_from(whole_px(length_px)).unwrap_or(0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255; `as` saturates")]
fn coverage_byte(coverage: f32) -> u8 {
    (coverage * 255.0 + 0.5) as u8
}
