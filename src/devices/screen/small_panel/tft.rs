//! Small screens in colours with an ILI9341 or an ST7789 on SPI.

use super::bus::{Out, Spi, Trouble, Watched};
use super::canvas::Canvas;
use super::{Driver, PanelError};
use crate::config::board::small_panel::{Tft as Board, TftModel};
use crate::devices::screen::surface::PixelFormat;
use embedded_graphics::pixelcolor::Rgb565;
use embedded_graphics::pixelcolor::raw::RawU16;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use embedded_hal::delay::DelayNs;
use embedded_hal::digital::OutputPin;
use mipidsi::interface::SpiInterface;
use mipidsi::models::{ILI9341Rgb565, Model, ST7789};
use mipidsi::options::{ColorInversion, ColorOrder};
use mipidsi::{Builder, Display};
use std::fmt;

/// The kernel takes so much in one transfer (`bufsiz` of spidev).
pub(super) const BUFFER_BYTES: usize = 4096;

struct Tft<'a, S: Spi, P: Out, M: Model<ColorFormat = Rgb565>, R: OutputPin> {
    display: Display<SpiInterface<'a, Watched<S>, Watched<P>>, M, R>,
    size: Size,
    trouble: Trouble,
}

/// Sets a screen up. `buffer` holds what is transferred at once.
///
/// # Errors
/// When its bus or its lines fail.
pub(super) fn new<'a, S, P>(
    board: &Board,
    size: Size,
    spi: Watched<S>,
    (dc, reset): (Watched<P>, Option<Watched<P>>),
    delay: &mut impl DelayNs,
    buffer: &'a mut [u8],
) -> Result<Box<dyn Driver + 'a>, PanelError>
where
    S: Spi + 'a,
    P: Out + 'a,
{
    let trouble = spi.trouble();
    let interface = SpiInterface::new(spi, dc, buffer);
    match board.model {
        TftModel::Ili9341 => {
            set_up(Builder::new(ILI9341Rgb565, interface), board, size, reset, delay, trouble)
        }
        TftModel::St7789 => set_up(Builder::new(ST7789, interface), board, size, reset, delay, trouble),
    }
}

type Bare<'a, S, P, M> = Builder<SpiInterface<'a, Watched<S>, Watched<P>>, M, mipidsi::NoResetPin>;

fn set_up<'a, S, P, M>(
    builder: Bare<'a, S, P, M>,
    board: &Board,
    size: Size,
    reset: Option<Watched<P>>,
    delay: &mut impl DelayNs,
    trouble: Trouble,
) -> Result<Box<dyn Driver + 'a>, PanelError>
where
    S: Spi + 'a,
    P: Out + 'a,
    M: Model<ColorFormat = Rgb565> + 'a,
{
    let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    let (left, top) = offset(size);
    let builder = builder
        .display_size(side(size.width), side(size.height))
        .display_offset(left, top)
        .color_order(if board.bgr { ColorOrder::Bgr } else { ColorOrder::Rgb })
        .invert_colors(if board.inverted { ColorInversion::Inverted } else { ColorInversion::Normal });
    match reset {
        Some(pin) => {
            let display = builder.reset_pin(pin).init(delay);
            Ok(Box::new(Tft { display: answered("setting it up", &trouble, display)?, size, trouble }))
        }
        None => {
            let display = builder.init(delay);
            Ok(Box::new(Tft { display: answered("setting it up", &trouble, display)?, size, trouble }))
        }
    }
}

/// Where the glass begins in the controller's memory of 240×320: makers put narrow glass in the middle, and square glass
/// at the top.
fn offset(size: Size) -> (u16, u16) {
    match (size.width, size.height) {
        (135, 240) => (52, 40),
        (170, 320) => (35, 0),
        (172, 320) => (34, 0),
        _ => (0, 0),
    }
}

fn answered<V, E: fmt::Debug>(
    operation: &'static str,
    trouble: &Trouble,
    answer: Result<V, E>,
) -> Result<V, PanelError> {
    trouble.check(operation)?;
    answer.map_err(|error| PanelError { operation, why: format!("{error:?}") })
}

impl<S, P, M, R> Driver for Tft<'_, S, P, M, R>
where
    S: Spi,
    P: Out,
    M: Model<ColorFormat = Rgb565>,
    R: OutputPin,
{
    fn canvas(&self) -> Canvas {
        Canvas::new(self.size, PixelFormat::Rgb565)
    }

    fn show(&mut self, canvas: &Canvas, area: &Rectangle) -> Result<(), PanelError> {
        let Some(end) = area.bottom_right() else { return Ok(()) };
        let edge = |at: i32| u16::try_from(at).unwrap_or(0);
        let colours = area.points().map(|at| {
            let bits = canvas.pixel(at).first_chunk().map_or(0, |bytes| u16::from_le_bytes(*bytes));
            Rgb565::from(RawU16::new(bits))
        });
        let begin = area.top_left;
        let done = self.display.set_pixels(edge(begin.x), edge(begin.y), edge(end.x), edge(end.y), colours);
        answered("drawing", &self.trouble, done)
    }

    /// It says nothing.
    fn look(&mut self, _: &Canvas) -> Result<(), PanelError> {
        Ok(())
    }
}
