//! A frame: the pixels of one screen, red, green and blue, and what of them has changed.
//!
//! A 1920×1080 frame is 6.2 MB and there is one per screen: everything is drawn onto it in place, and readers borrow it.

use crate::lettering::RgbPixels;
use embedded_graphics::pixelcolor::{Rgb888, RgbColor};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use std::convert::Infallible;
use std::ops::Range;

/// Pixels of a screen, row by row, three bytes each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    size: Size,
    bytes: Vec<u8>,
    changed: Option<Rectangle>,
}

impl Frame {
    /// A black frame, all of it changed.
    pub fn new(size: Size) -> Self {
        let bytes = vec![0; 3 * size.width as usize * size.height as usize];
        Self { size, bytes, changed: Some(Rectangle::new(Point::zero(), size)) }
    }

    /// The pixels: red, green, blue, row by row from the top left.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// One pixel; `None` outside.
    pub fn pixel(&self, at: Point) -> Option<Rgb888> {
        let (x, y) = (usize::try_from(at.x).ok()?, usize::try_from(at.y).ok()?);
        let width = self.size.width as usize;
        let pixel = self.bytes.get(3 * (y * width + x)..).filter(|_| x < width)?.first_chunk::<3>()?;
        Some(Rgb888::new(pixel[0], pixel[1], pixel[2]))
    }

    /// The box around everything that was drawn since this was asked last.
    pub fn take_changed(&mut self) -> Option<Rectangle> {
        self.changed.take()
    }

    /// The part of the frame in `clip` as a target for lettering; counts as changed.
    pub fn lettering(&mut self, clip: &Rectangle) -> RgbPixels<'_> {
        let clip = self.change(clip);
        let (columns, rows) = (range(&clip.columns()), range(&clip.rows()));
        RgbPixels { bytes: &mut self.bytes, width_px: self.size.width as usize, columns, rows }
    }

    /// Mixes a colour into one pixel, by a share of 0 to 255.
    pub fn blend(&mut self, at: Point, colour: Rgb888, share: u8) {
        let area = self.change(&Rectangle::new(at, Size::new_equal(1)));
        let share = u16::from(share);
        for row in self.rows(&area) {
            for (channel, to) in row.iter_mut().zip([colour.r(), colour.g(), colour.b()]) {
                let mixed = (u16::from(*channel) * (255 - share) + u16::from(to) * share + 127) / 255;
                *channel = u8::try_from(mixed).expect("between two bytes");
            }
        }
    }

    /// The frame as a PNG file, compressed lightly: it is made anew with every change.
    pub fn to_png(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.size.width, self.size.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut image =
            encoder.write_header().expect("a frame has a width and a height, and memory takes all");
        image.write_image_data(&self.bytes).expect("the bytes fill the size, and memory takes all");
        image.finish().expect("memory takes all");
        file
    }

    /// Notes an area as changed; gives the part of it that lies inside.
    fn change(&mut self, area: &Rectangle) -> Rectangle {
        let inside = self.bounding_box().intersection(area);
        if !inside.is_zero_sized() {
            self.changed = Some(self.changed.map_or(inside, |changed| around(&changed, &inside)));
        }
        inside
    }

    /// The bytes of an area inside, row by row.
    fn rows(&mut self, area: &Rectangle) -> impl Iterator<Item = &mut [u8]> {
        let columns = range(&area.columns());
        let row_bytes = 3 * self.size.width as usize;
        let rows = range(&area.rows());
        let bytes = if columns.is_empty() { 0..0 } else { rows.start * row_bytes..rows.end * row_bytes };
        self.bytes[bytes]
            .chunks_exact_mut(row_bytes.max(1))
            .map(move |row| &mut row[3 * columns.start..3 * columns.end])
    }
}

/// The smallest rectangle around two; one without a size counts for nothing.
pub fn around(one: &Rectangle, other: &Rectangle) -> Rectangle {
    match (one.bottom_right(), other.bottom_right()) {
        (None, _) => *other,
        (_, None) => *one,
        (Some(one_end), Some(other_end)) => Rectangle::with_corners(
            one.top_left.component_min(other.top_left),
            one_end.component_max(other_end),
        ),
    }
}

fn range(pixels: &Range<i32>) -> Range<usize> {
    let inside = |at: i32| usize::try_from(at).unwrap_or(0);
    inside(pixels.start)..inside(pixels.end)
}

impl OriginDimensions for Frame {
    fn size(&self) -> Size {
        self.size
    }
}

impl DrawTarget for Frame {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(at, colour) in pixels {
            self.fill_solid(&Rectangle::new(at, Size::new_equal(1)), colour)?;
        }
        Ok(())
    }

    fn fill_contiguous<I: IntoIterator<Item = Rgb888>>(
        &mut self,
        area: &Rectangle,
        colours: I,
    ) -> Result<(), Infallible> {
        let inside = self.change(area);
        if inside == *area {
            let pixels = self.rows(&inside).flat_map(|row| row.chunks_exact_mut(3));
            for (pixel, colour) in pixels.zip(colours) {
                pixel.copy_from_slice(&[colour.r(), colour.g(), colour.b()]);
            }
            return Ok(());
        }
        self.draw_iter(area.points().zip(colours).map(|(at, colour)| Pixel(at, colour)))
    }

    fn fill_solid(&mut self, area: &Rectangle, colour: Rgb888) -> Result<(), Infallible> {
        let inside = self.change(area);
        let pixel = [colour.r(), colour.g(), colour.b()];
        let mut rows = self.rows(&inside);
        let Some(first) = rows.next() else { return Ok(()) };
        first.as_chunks_mut::<3>().0.fill(pixel);
        rows.for_each(|row| row.copy_from_slice(first));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A naive target: one pixel at a time.
    struct Naive(Vec<(Point, Rgb888)>, Size);

    impl OriginDimensions for Naive {
        fn size(&self) -> Size {
            self.1
        }
    }

    impl DrawTarget for Naive {
        type Color = Rgb888;
        type Error = Infallible;

        fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(&mut self, pixels: I) -> Result<(), Infallible> {
            self.0.extend(pixels.into_iter().map(|Pixel(at, colour)| (at, colour)));
            Ok(())
        }
    }

    fn colour(number: usize) -> Rgb888 {
        let byte = |number: usize| u8::try_from(number % 256).unwrap();
        Rgb888::new(byte(number * 7 + 1), byte(number * 11 + 2), byte(number * 13 + 3))
    }

    proptest! {
        #[test]
        fn areas_are_filled_as_if_pixel_by_pixel(
            size in (1u32..12, 1u32..9),
            areas in prop::collection::vec((-5i32..14, -5i32..12, 0u32..15, 0u32..12, any::<bool>()), 0..5),
        ) {
            let size = Size::new(size.0, size.1);
            let mut frame = Frame::new(size);
            prop_assert_eq!(frame.take_changed(), Some(Rectangle::new(Point::zero(), size)));
            let mut naive = Naive(Vec::new(), size);
            for (number, &(x, y, width, height, solid)) in areas.iter().enumerate() {
                let area = Rectangle::new(Point::new(x, y), Size::new(width, height));
                if solid {
                    frame.fill_solid(&area, colour(number)).unwrap();
                    naive.fill_solid(&area, colour(number)).unwrap();
                } else {
                    frame.fill_contiguous(&area, (number..).map(colour)).unwrap();
                    naive.fill_contiguous(&area, (number..).map(colour)).unwrap();
                }
            }
            let bounds = frame.bounding_box();
            let drawn = |at: Point| naive.0.iter().rev().find(|(drawn, _)| *drawn == at).map(|(_, colour)| *colour);
            for at in bounds.points() {
                prop_assert_eq!(frame.pixel(at), Some(drawn(at).unwrap_or(Rgb888::BLACK)));
            }
            let touched = naive.0.iter().filter(|(at, _)| bounds.contains(*at));
            let changed = touched.map(|(at, _)| Rectangle::new(*at, Size::new_equal(1))).reduce(|a, b| around(&a, &b));
            prop_assert_eq!(frame.take_changed(), changed);
            prop_assert_eq!(frame.take_changed(), None);
        }
    }

    #[test]
    fn a_frame_becomes_a_png() {
        let mut frame = Frame::new(Size::new(5, 3));
        frame.fill_contiguous(&frame.bounding_box(), (0..).map(colour)).unwrap();
        let file = frame.to_png();
        let mut image = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut bytes = vec![0; frame.bytes().len()];
        let info = image.next_frame(&mut bytes).unwrap();
        assert_eq!((info.width, info.height, &bytes[..]), (5, 3, frame.bytes()));
    }
}
