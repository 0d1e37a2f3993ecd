//! Drivers against controllers that are made from their data sheets: what the controller would light is compared with the
//! frame, pixel by pixel.

mod leds;
mod oled;
mod paper;
mod run;
mod tft;

use super::canvas::Canvas;
use super::{Driver, PanelError};
use crate::config::board::screen::Rotation;
use crate::domain::ids::CounterId;
use crate::scene::counter::{CounterBody, CounterView};
use crate::scene::frame::Frame;
use crate::scene::hall::{HallBody, HallFoot, HallView, ShownCall};
use crate::scene::screen::{Dark, Screen, View};
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use embedded_hal::delay::DelayNs;
use std::fmt;

/// Why a bus of these tests fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unplugged;

impl fmt::Display for Unplugged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nobody answers")
    }
}

impl embedded_hal::spi::Error for Unplugged {
    fn kind(&self) -> embedded_hal::spi::ErrorKind {
        embedded_hal::spi::ErrorKind::Other
    }
}

impl embedded_hal::i2c::Error for Unplugged {
    fn kind(&self) -> embedded_hal::i2c::ErrorKind {
        embedded_hal::i2c::ErrorKind::Other
    }
}

impl embedded_hal::digital::Error for Unplugged {
    fn kind(&self) -> embedded_hal::digital::ErrorKind {
        embedded_hal::digital::ErrorKind::Other
    }
}

/// Time passes at once.
struct NoDelay;

impl DelayNs for NoDelay {
    fn delay_ns(&mut self, _: u32) {}
}

fn hall(number: &str, counter: u8) -> HallView {
    let call = |number: &str, counter: u8| ShownCall {
        number: number.to_owned(),
        counter: format!("{counter}. lodziņš"),
        counter_short: format!("{counter}. lodz."),
        counter_number: CounterId(counter),
        remote: false,
    };
    HallView {
        body: HallBody::Calls {
            newest_head: "Jaunākais izsaukums".to_owned(),
            newest: call(number, counter),
            highlight: false,
            remote_words: None,
            earlier_head: "Iepriekš".to_owned(),
            earlier: vec![call("C117", 1), call("E009", 3)],
        },
        stale: None,
        foot: HallFoot { branch: "Rīga".to_owned(), ..HallFoot::default() },
    }
}

fn counter(number: &str) -> CounterView {
    let body = CounterBody::Number { number: number.to_owned(), highlight: false };
    CounterView { name: "3. lodziņš".to_owned(), body, refusal: None }
}

/// Pictures that differ in much, in little, and in nothing.
fn views() -> Vec<Box<dyn View>> {
    vec![
        Box::new(hall("A042", 3)),
        Box::new(hall("A043", 3)),
        Box::new(hall("A043", 3)),
        Box::new(Dark),
        Box::new(counter("R9999")),
        Box::new(CounterView { name: "3. lodziņš".to_owned(), body: CounterBody::Free, refusal: None }),
        Box::new(hall("E118", 12)),
    ]
}

/// Shows all views on a screen, lets the driver send what changed, and looks each time at what `lit` says that people see:
/// the colour at a place of the controller.
fn check<C: PartialEq + fmt::Debug>(
    driver: &mut dyn Driver,
    mut screen: Screen,
    rotation: Rotation,
    seen: impl Fn(Point) -> C,
    expected: impl Fn(Rgb888) -> C,
) {
    let mut canvas = driver.canvas();
    let mut first = true;
    for (count, view) in views().iter().enumerate() {
        let changed = screen.show(view.as_ref());
        let area = if first { Some(screen.frame().bounding_box()) } else { changed };
        first = false;
        send(driver, &mut canvas, screen.frame(), area, rotation).unwrap();
        compare(count, screen.frame(), rotation, &seen, &expected);
    }
}

fn send(
    driver: &mut dyn Driver,
    canvas: &mut Canvas,
    frame: &Frame,
    area: Option<Rectangle>,
    rotation: Rotation,
) -> Result<(), PanelError> {
    let Some(area) = area else { return Ok(()) };
    let changed = canvas.surface().copy(frame, &area, rotation);
    driver.show(canvas, &changed)
}

/// Where a pixel of a frame is on glass that hangs so: when a panel is turned clockwise by a quarter, the left edge of its
/// glass is up, and what people see at the top left is at the glass's lower left.
fn on_glass(at: Point, frame: Size, rotation: Rotation) -> Point {
    let (right, bottom) = (frame.width.cast_signed() - 1, frame.height.cast_signed() - 1);
    match rotation {
        Rotation::Upright => at,
        Rotation::Right => Point::new(at.y, right - at.x),
        Rotation::Half => Point::new(right - at.x, bottom - at.y),
        Rotation::Left => Point::new(bottom - at.y, at.x),
    }
}

fn compare<C: PartialEq + fmt::Debug>(
    count: usize,
    frame: &Frame,
    rotation: Rotation,
    seen: &impl Fn(Point) -> C,
    expected: &impl Fn(Rgb888) -> C,
) {
    for at in frame.bounding_box().points() {
        let colour = frame.pixel(at).unwrap();
        let glass = on_glass(at, frame.size(), rotation);
        assert_eq!(seen(glass), expected(colour), "view {count}, {at:?}, on the glass {glass:?}");
    }
}

/// Whether a colour is light: half the brightness of white or some less.
fn light(colour: Rgb888) -> bool {
    let brightness =
        0.299 * f32::from(colour.r()) + 0.587 * f32::from(colour.g()) + 0.114 * f32::from(colour.b());
    brightness >= 112.0
}
