//! A picture by which a technician judges a display: whether all of it is there, the right way up, and with all its colours.
//!
//! A line along the very edge: where a part of it is missing, the display does not show the whole picture. Inside, which
//! display this is and how large, the letters of the four languages, a wedge from black to white whose steps can all be told
//! apart, and red, green and blue in this order. On a display of a few characters every segment, and as many dots as letters have.

use super::brief::Brief;
use super::colour::{AMBER, INK, QUIET, WHITE};
use super::picture::{Area, Picture};
use super::screen::View;
use crate::lettering::{Anchor, TextStyle, Weight};
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::*;

/// What is special about the letters of each language, and the plain ones.
const LETTERS: [&str; 4] = [
    "Aa Āā Čč Ēē Ģģ Īī Ķķ Ļļ Ņņ Šš Ūū Žž",
    "Аа Ёё Жж Йй Фф Цц Щщ Ъъ Ыы Ээ Юю Яя",
    "Aa Bb Gg Jj Kk Mm Qq Rr Ww Xx Yy Zz",
    "Аа Ґґ Єє Жж Іі Її Йй Цц Щщ Ьь Юю Яя",
];

/// Steps of the wedge.
const GREYS: u8 = 16;

/// Of the height, for each part: name and size, letters, wedge and colours.
const SHARES: [f32; 3] = [0.34, 0.4, 0.26];

/// The picture of one display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPicture {
    /// "Test picture".
    pub title: String,
    /// Which display it is.
    pub name: String,
    /// What the machine takes its size for.
    pub size: Size,
}

impl View for TestPicture {
    fn lay_out(&self, picture: &mut Picture<'_>) {
        let area = picture.area();
        picture.fill(area, 0.0, INK);
        let edge = (0.004 * area.height).max(1.0).round();
        picture.border(area, edge, WHITE);
        let margin = (0.05 * area.height).round().max(edge + 1.0);
        let inner = area.inset(margin, margin);
        let (head, rest) = inner.split_at_height(SHARES[0] * inner.height);
        let (letters, bars) = rest.split_at_height(SHARES[1] * inner.height);
        let Size { width, height } = self.size;
        let size = format!("{width} x {height}");
        let lines = [(self.title.as_str(), QUIET), (&self.name, AMBER), (&size, WHITE)];
        stack(picture, head, Weight::Bold, &lines);
        stack(picture, letters, Weight::Medium, &LETTERS.map(|letters| (letters, WHITE)));
        let (wedge, colours) = bars.split_at_height((0.6 * bars.height).round());
        let grey = |step: u8| {
            let light = u8::try_from(u16::from(step) * 255 / u16::from(GREYS - 1)).unwrap_or(u8::MAX);
            Rgb888::new(light, light, light)
        };
        side_by_side(picture, wedge, &(0..GREYS).map(grey).collect::<Vec<_>>());
        side_by_side(picture, colours, &[Rgb888::RED, Rgb888::GREEN, Rgb888::BLUE]);
    }

    fn brief(&self) -> Brief {
        Brief { number: "88888888".to_owned(), counter: None, highlight: true }
    }
}

/// Lines below each other, each as large as there is room.
fn stack(picture: &mut Picture<'_>, area: Area, weight: Weight, lines: &[(&str, Rgb888)]) {
    let mut rest = area;
    for &(text, colour) in lines {
        let (line, below) = rest.split_at_height(area.height / lines.len() as f32);
        let style = TextStyle::cap(weight, 0.55 * line.height);
        picture.line(
            text,
            style,
            (line.x, line.bottom() - 0.3 * line.height),
            Anchor::Left,
            line.width,
            colour,
        );
        rest = below;
    }
}

fn side_by_side(picture: &mut Picture<'_>, area: Area, colours: &[Rgb888]) {
    let width = area.width / colours.len() as f32;
    for (step, &colour) in (0u8..).zip(colours) {
        picture.fill(Area { x: area.x + f32::from(step) * width, width, ..area }, 0.0, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::screen::Screen;
    use std::collections::BTreeSet;

    fn shown(size: Size) -> Screen {
        let mut screen = Screen::new(size);
        let picture = TestPicture { title: "Test picture".into(), name: "hall display".into(), size };
        screen.show(&picture).expect("it is new");
        screen
    }

    #[test]
    fn the_edge_is_whole_and_every_grey_and_colour_is_there() {
        for size in [Size::new(1920, 1080), Size::new(800, 480), Size::new(128, 64)] {
            let screen = shown(size);
            let (right, bottom) = (size.width.cast_signed() - 1, size.height.cast_signed() - 1);
            let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom), (right / 2, 0), (0, bottom / 2)];
            for (x, y) in corners {
                assert_eq!(screen.frame().pixel(Point::new(x, y)), Some(WHITE), "{size}: {x}, {y}");
            }
            let pixels = screen.frame().bytes().chunks_exact(3);
            let colours: BTreeSet<(u8, u8, u8)> = pixels.map(|p| (p[0], p[1], p[2])).collect();
            for step in 0..GREYS {
                let light = step * (255 / (GREYS - 1));
                assert!(colours.contains(&(light, light, light)), "{size}: grey {step}");
            }
            for colour in [(255, 0, 0), (0, 255, 0), (0, 0, 255)] {
                assert!(colours.contains(&colour), "{size}: {colour:?}");
            }
        }
    }

    #[test]
    fn digits_have_all_their_segments() {
        let mut screen = Screen::of_digits(8);
        let size = screen.frame().size();
        screen.show(&TestPicture { title: String::new(), name: String::new(), size }).unwrap();
        let is_on = |at| screen.frame().pixel(at).is_some_and(|pixel| pixel != Rgb888::BLACK);
        let lit: Vec<u8> = (0..8).map(|cell| crate::scene::brief::lit(cell, is_on)).collect();
        assert_eq!(lit, [0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0xff]);
    }
}
