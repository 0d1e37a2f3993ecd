//! Pixels of a screen as its hardware wants them, and how a frame gets onto them.
//!
//! A frame is drawn as people see it; the screen may hang turned, have rows with gaps, and another pixel format. Only what
//! changed is copied. A frame that is smaller than the screen stands in its middle; what is larger is cut off.

use crate::config::board::screen::Rotation;
use crate::scene::frame::Frame;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;

/// How a pixel is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelFormat {
    /// Four bytes: blue, green, red, nothing.
    Xrgb8888,
    /// Two bytes, the lower first: five bits of red, six of green, five of blue.
    Rgb565,
}

impl PixelFormat {
    /// Bytes of a pixel.
    pub fn bytes(self) -> usize {
        match self {
            Self::Xrgb8888 => 4,
            Self::Rgb565 => 2,
        }
    }

    /// Stores pixels one after the other.
    fn store(self, pixels: impl Iterator<Item = [u8; 3]>, row: &mut [u8]) {
        match self {
            Self::Xrgb8888 => {
                let (row, _) = row.as_chunks_mut();
                row.iter_mut().zip(pixels).for_each(|(pixel, [r, g, b])| *pixel = [b, g, r, 0]);
            }
            Self::Rgb565 => {
                let (row, _) = row.as_chunks_mut();
                let bits =
                    |[r, g, b]: [u8; 3]| u16::from(r >> 3) << 11 | u16::from(g >> 2) << 5 | u16::from(b >> 3);
                row.iter_mut().zip(pixels).for_each(|(pixel, rgb)| *pixel = bits(rgb).to_le_bytes());
            }
        }
    }
}

/// The memory of a screen.
#[derive(Debug)]
pub struct Surface<'a> {
    /// Its rows, each `pitch_bytes` long.
    pub bytes: &'a mut [u8],
    /// From one row to the next.
    pub pitch_bytes: usize,
    /// Pixels of a row.
    pub width_px: u32,
    /// Rows.
    pub height_px: u32,
    /// How a pixel is stored.
    pub format: PixelFormat,
}

impl Surface<'_> {
    /// Copies a part of a frame; gives the part of the screen that changed, in the screen's own coordinates.
    pub fn copy(&mut self, frame: &Frame, area: &Rectangle, rotation: Rotation) -> Rectangle {
        let place = Place::new(frame.size(), rotation, Size::new(self.width_px, self.height_px));
        let area = frame.bounding_box().intersection(area);
        let turned = place.area(&area);
        let target = Rectangle::new(Point::zero(), Size::new(self.width_px, self.height_px));
        let changed = target.intersection(&turned);
        let (pixels, _) = frame.bytes().as_chunks::<3>();
        let offset = |at: Point| {
            let Point { x, y } = place.source(at);
            isize::try_from(y * frame.size().width.cast_signed() + x).unwrap_or(isize::MAX)
        };
        // Along a row of the screen, the frame is passed in equal steps.
        let step = offset(Point::new(1, 0)) - offset(Point::zero());
        let (left, width) = (changed.top_left.x.unsigned_abs() as usize, changed.size.width as usize);
        let size = self.format.bytes();
        for y in changed.rows() {
            let begin = y.unsigned_abs() as usize * self.pitch_bytes + left * size;
            let Some(row) = self.bytes.get_mut(begin..begin + width * size) else { break };
            let Ok(from) = usize::try_from(offset(Point::new(changed.top_left.x, y))) else { break };
            if step == 1 {
                // The way that most screens hang: pixels that lie side by side are copied many at once.
                self.format.store(pixels.get(from..).unwrap_or_default().iter().copied(), row);
            } else {
                let places = std::iter::successors(Some(from), |at| at.checked_add_signed(step));
                self.format.store(places.map_while(|at| pixels.get(at).copied()), row);
            }
        }
        changed
    }
}

/// How many pixels a screen of this size needs in its own rows and columns to show such a frame.
pub fn turned(frame: Size, rotation: Rotation) -> Size {
    match rotation {
        Rotation::Upright | Rotation::Half => frame,
        Rotation::Right | Rotation::Left => Size::new(frame.height, frame.width),
    }
}

/// Where a frame stands on a screen.
struct Place {
    rotation: Rotation,
    /// The frame's last column and row.
    last: Point,
    /// The corner of the turned frame on the screen; negative when it is larger than the screen.
    corner: Point,
}

impl Place {
    fn new(frame: Size, rotation: Rotation, screen: Size) -> Self {
        let needs = turned(frame, rotation);
        let middle = |screen: u32, needs: u32| (screen.cast_signed() - needs.cast_signed()) / 2;
        let corner = Point::new(middle(screen.width, needs.width), middle(screen.height, needs.height));
        let last = Point::new(frame.width.cast_signed() - 1, frame.height.cast_signed() - 1);
        Self { rotation, last, corner }
    }

    /// Where a pixel of the frame is on the screen.
    fn target(&self, Point { x, y }: Point) -> Point {
        let Point { x: right, y: bottom } = self.last;
        self.corner
            + match self.rotation {
                Rotation::Upright => Point::new(x, y),
                // The screen's own rows lead down, its columns to the left.
                Rotation::Right => Point::new(y, right - x),
                Rotation::Half => Point::new(right - x, bottom - y),
                Rotation::Left => Point::new(bottom - y, x),
            }
    }

    /// Which pixel of the frame is at this place of the screen.
    fn source(&self, at: Point) -> Point {
        let Point { x, y } = at - self.corner;
        let Point { x: right, y: bottom } = self.last;
        match self.rotation {
            Rotation::Upright => Point::new(x, y),
            Rotation::Right => Point::new(right - y, x),
            Rotation::Half => Point::new(right - x, bottom - y),
            Rotation::Left => Point::new(y, bottom - x),
        }
    }

    fn area(&self, area: &Rectangle) -> Rectangle {
        let Some(end) = area.bottom_right() else { return Rectangle::zero() };
        let (one, other) = (self.target(area.top_left), self.target(end));
        Rectangle::with_corners(one.component_min(other), one.component_max(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedded_graphics::pixelcolor::Rgb888;

    /// A frame of 3×2 pixels, each with a value of its own, on a screen; `·` is untouched.
    fn check(rotation: Rotation, (width_px, height_px): (u32, u32), area: Rectangle, expect: &str) {
        let mut frame = Frame::new(Size::new(3, 2));
        for (value, at) in (1u8..).zip(frame.bounding_box().points()) {
            frame.fill_solid(&Rectangle::new(at, Size::new_equal(1)), Rgb888::new(value, 0, 0)).unwrap();
        }
        let pitch_bytes = 4 * width_px as usize + 8;
        let mut bytes = vec![0xee; pitch_bytes * height_px as usize];
        let mut surface =
            Surface { bytes: &mut bytes, pitch_bytes, width_px, height_px, format: PixelFormat::Xrgb8888 };
        let changed = surface.copy(&frame, &area, rotation);
        let rows: Vec<String> = bytes
            .chunks(pitch_bytes)
            .map(|row| {
                let pixels = row[..4 * width_px as usize].chunks(4);
                pixels.map(|pixel| if pixel[2] == 0xee { '·' } else { char::from(b'0' + pixel[2]) }).collect()
            })
            .collect();
        assert_eq!(rows.join("/"), expect, "{rotation:?}");
        assert!(bytes.chunks(pitch_bytes).all(|row| row[4 * width_px as usize..] == [0xee; 8]));
        for (row, y) in rows.iter().zip(0..) {
            for (pixel, x) in row.chars().zip(0..) {
                assert_eq!(pixel != '·', changed.contains(Point::new(x, y)), "{rotation:?} {x} {y}");
            }
        }
    }

    const ALL: Rectangle = Rectangle::new(Point::zero(), Size::new(3, 2));

    #[test]
    fn a_frame_is_copied_as_the_screen_hangs() {
        check(Rotation::Upright, (3, 2), ALL, "123/456");
        check(Rotation::Right, (2, 3), ALL, "36/25/14");
        check(Rotation::Half, (3, 2), ALL, "654/321");
        check(Rotation::Left, (2, 3), ALL, "41/52/63");
    }

    #[test]
    fn only_what_changed_is_copied() {
        let area = Rectangle::new(Point::new(1, 0), Size::new(2, 1));
        check(Rotation::Upright, (3, 2), area, "·23/···");
        check(Rotation::Right, (2, 3), area, "3·/2·/··");
        check(Rotation::Half, (3, 2), area, "···/32·");
        check(Rotation::Left, (2, 3), area, "··/·2/·3");
        check(Rotation::Upright, (3, 2), Rectangle::new(Point::new(2, 1), Size::new(9, 9)), "···/··6");
        check(Rotation::Upright, (3, 2), Rectangle::zero(), "···/···");
    }

    #[test]
    fn a_frame_of_another_size_stands_in_the_middle() {
        check(Rotation::Upright, (5, 4), ALL, "·····/·123·/·456·/·····");
        check(Rotation::Right, (4, 3), ALL, "·36·/·25·/·14·");
        check(Rotation::Upright, (1, 2), ALL, "2/5");
    }

    #[test]
    fn a_colour_keeps_its_highest_bits() {
        let mut frame = Frame::new(Size::new(1, 1));
        let area = frame.bounding_box();
        frame.fill_solid(&area, Rgb888::new(0xff, 0x81, 0x08)).unwrap();
        let mut bytes = [0; 2];
        let format = PixelFormat::Rgb565;
        Surface { bytes: &mut bytes, pitch_bytes: 2, width_px: 1, height_px: 1, format }.copy(
            &frame,
            &area,
            Rotation::Upright,
        );
        assert_eq!(u16::from_le_bytes(bytes), 0b1111_1100_0000_0001);
    }
}
