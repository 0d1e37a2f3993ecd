//! A picture in a controller's own columns and rows.

use crate::devices::screen::surface::{PixelFormat, Surface};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;

/// What is lighter than this is on, where there is only on and off: the smooth edges of letters then keep their weight.
const ON_MIN: u32 = 0x70;

/// The pixels.
#[derive(Debug)]
pub(super) struct Canvas {
    bytes: Vec<u8>,
    size: Size,
    format: PixelFormat,
}

impl Canvas {
    /// A black picture.
    pub(super) fn new(size: Size, format: PixelFormat) -> Self {
        let bytes = vec![0; size.width as usize * size.height as usize * format.bytes()];
        Self { bytes, size, format }
    }

    /// To copy frames to.
    pub(super) fn surface(&mut self) -> Surface<'_> {
        let Self { bytes, size: Size { width: width_px, height: height_px }, format } = self;
        let pitch_bytes = *width_px as usize * format.bytes();
        Surface { bytes, pitch_bytes, width_px: *width_px, height_px: *height_px, format: *format }
    }

    /// All of it.
    pub(super) fn area(&self) -> Rectangle {
        Rectangle::new(Point::zero(), self.size)
    }

    /// The bytes of a pixel; none outside.
    pub(super) fn pixel(&self, at: Point) -> &[u8] {
        let inside = self.area().contains(at);
        let (x, y) = (at.x.unsigned_abs() as usize, at.y.unsigned_abs() as usize);
        let begin = (y * self.size.width as usize + x) * self.format.bytes();
        self.bytes.get(begin..begin + self.format.bytes()).filter(|_| inside).unwrap_or_default()
    }

    /// Whether a pixel of four bytes is on, where there is only on and off.
    pub(super) fn is_on(&self, at: Point) -> bool {
        let &[b, g, r, _] = self.pixel(at) else { return false };
        // Rec. 601: how bright people find the three.
        299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b) >= 1000 * ON_MIN
    }
}
