//! A picture as printers take it: one bit per dot, set where the paper turns black.

use crate::lettering::BitPixels;

/// Black dots on white paper. Rows begin on a byte, the leftmost dot of a byte is its high bit, and bits right of the
/// last dot are white.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: usize,
    bytes_per_row: usize,
    bytes: Vec<u8>,
}

impl Bitmap {
    /// White paper.
    pub fn new(width: usize, height: usize) -> Self {
        let bytes_per_row = width.div_ceil(8);
        Self { width, bytes_per_row, bytes: vec![0; bytes_per_row * height] }
    }

    /// Dots in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.bytes.len().checked_div(self.bytes_per_row).unwrap_or(0)
    }

    /// Bytes in a row.
    pub fn bytes_per_row(&self) -> usize {
        self.bytes_per_row
    }

    /// All rows, from the top.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the dot is black; outside everything is white.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        let byte = self.bytes.get(y * self.bytes_per_row + x / 8);
        x < self.width && byte.is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// Blackens the part of a rectangle that lies inside.
    pub fn fill(&mut self, x: usize, y: usize, width: usize, height: usize) {
        let end = x.saturating_add(width).min(self.width);
        if x >= end {
            return;
        }
        let (first, last) = (x / 8, (end - 1) / 8);
        let left = 0xffu8 >> (x % 8);
        let right = 0xffu8 << (7 - (end - 1) % 8);
        for row in self.bytes.chunks_exact_mut(self.bytes_per_row).skip(y).take(height) {
            if first == last {
                row[first] |= left & right;
            } else {
                row[first] |= left;
                row[first + 1..last].fill(0xff);
                row[last] |= right;
            }
        }
    }

    /// Back to white paper.
    pub fn clear(&mut self) {
        self.bytes.fill(0);
    }

    /// Blackens what is black in `other`, whose upper left dot comes to `x`, `y`. What would lie outside is left out.
    pub fn blit(&mut self, other: &Self, x: usize, y: usize) {
        if x >= self.width || other.bytes_per_row == 0 {
            return;
        }
        let (shift, first) = (x % 8, x / 8);
        // Bits right of the last dot stay white.
        let last_mask = 0xffu8 << ((8 - self.width % 8) % 8);
        let rows = self.bytes.chunks_exact_mut(self.bytes_per_row).skip(y);
        for (row, from) in rows.zip(other.bytes.chunks_exact(other.bytes_per_row)) {
            let row = &mut row[first..];
            let length = row.len();
            if shift == 0 {
                row.iter_mut().zip(from).for_each(|(to, &bits)| *to |= bits);
            } else {
                row.iter_mut().zip(from).for_each(|(to, &bits)| *to |= bits >> shift);
                row[1..].iter_mut().zip(from).for_each(|(to, &bits)| *to |= bits << (8 - shift));
            }
            row[length - 1] &= last_mask;
        }
    }

    /// Adds a row at the bottom. It is cut off or filled up with white to the bitmap's width.
    pub fn push_row(&mut self, row: &[u8]) {
        let begin = self.bytes.len();
        self.bytes.extend_from_slice(&row[..row.len().min(self.bytes_per_row)]);
        self.bytes.resize(begin + self.bytes_per_row, 0);
        if let Some(last) = self.bytes[begin..].last_mut() {
            *last &= 0xffu8 << ((8 - self.width % 8) % 8);
        }
    }

    /// Adds white rows at the bottom.
    pub fn push_white_rows(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count * self.bytes_per_row, 0);
    }

    /// For drawing text.
    pub fn pixels(&mut self) -> BitPixels<'_> {
        BitPixels { bytes: &mut self.bytes, width_px: self.width }
    }

    /// The picture as a PNG file of one bit per dot. An empty bitmap becomes one white dot, since PNG has no empty
    /// pictures.
    pub fn to_png(&self) -> Vec<u8> {
        if self.bytes.is_empty() {
            return Self::new(1, 1).to_png();
        }
        let size = |length| u32::try_from(length).expect("a slip is shorter than four thousand million dots");
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, size(self.width), size(self.height()));
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        // In a PNG file a set bit is white.
        let white: Vec<u8> = self.bytes.iter().map(|byte| !byte).collect();
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&white));
        written.expect("rows of the right length, written into memory");
        file
    }
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let crc = crc32fast::hash(&self.bytes);
        write!(f, "Bitmap({} × {}, crc {crc:08x})", self.width, self.height())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A bitmap as text, `#` for black.
    fn text(bitmap: &Bitmap) -> Vec<String> {
        let row = |y| (0..bitmap.width()).map(|x| if bitmap.is_black(x, y) { '#' } else { '.' }).collect();
        (0..bitmap.height()).map(row).collect()
    }

    fn noise(width: usize, height: usize, seed: u64) -> Bitmap {
        let mut bitmap = Bitmap::new(width, 0);
        let mut state = seed | 1;
        for _ in 0..height {
            let row: Vec<u8> = (0..width.div_ceil(8))
                .map(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    state.to_be_bytes()[0]
                })
                .collect();
            bitmap.push_row(&row);
        }
        bitmap
    }

    #[test]
    fn a_filled_rectangle_is_cut_off_at_the_edges() {
        let mut bitmap = Bitmap::new(12, 3);
        bitmap.fill(2, 1, 3, 1);
        bitmap.fill(10, 2, 9, 9);
        assert_eq!(text(&bitmap), ["............", "..###.......", "..........##"]);
    }

    #[test]
    fn a_png_reads_back_as_the_same_picture() {
        let bitmap = noise(77, 13, 5);
        let file = bitmap.to_png();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut white = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut white).unwrap();
        let mut back = Bitmap::new(77, 0);
        for row in white.chunks_exact(bitmap.bytes_per_row()) {
            back.push_row(&row.iter().map(|byte| !byte).collect::<Vec<_>>());
        }
        assert_eq!(back, bitmap);
    }

    proptest! {
        #[test]
        fn blit_and_fill_are_what_a_loop_over_dots_does(
            (width, height) in (1usize..40, 1usize..12),
            (other_width, other_height) in (1usize..40, 1usize..12),
            (x, y) in (0usize..45, 0usize..14),
            seed in any::<u64>(),
        ) {
            let (base, other) = (noise(width, height, seed), noise(other_width, other_height, !seed));
            let mut blitted = base.clone();
            blitted.blit(&other, x, y);
            let mut filled = base.clone();
            filled.fill(x, y, other_width, other_height);
            for row in 0..height {
                for column in 0..width {
                    let black = base.is_black(column, row);
                    let (inside_x, inside_y) = (column.checked_sub(x), row.checked_sub(y));
                    let inside = inside_x.zip(inside_y);
                    let drawn = inside.is_some_and(|(x, y)| other.is_black(x, y));
                    let covered = inside.is_some_and(|(x, y)| x < other_width && y < other_height);
                    prop_assert_eq!(blitted.is_black(column, row), black || drawn);
                    prop_assert_eq!(filled.is_black(column, row), black || covered);
                }
            }
            let tidy = |bitmap: &Bitmap| {
                let mut copy = Bitmap::new(width, 0);
                bitmap.bytes().chunks_exact(bitmap.bytes_per_row()).for_each(|row| copy.push_row(row));
                copy == *bitmap
            };
            prop_assert!(tidy(&blitted) && tidy(&filled), "bits right of the last dot stay white");
        }
    }
}
