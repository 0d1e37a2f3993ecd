//! Electronic paper: Waveshare 2.9", version 2 (SSD1680).
//!
//! Paper is dark on light: what is lit on other panels is ink here. Most pictures are drawn quickly, without a flash; every
//! [`QUICK_MAX`] quick ones, or so, the paper is refreshed as a whole, or ghosts of old numbers would stay.

use super::bus::{In, Out, Spi, Trouble, Watched};
use super::canvas::Canvas;
use super::{Driver, PanelError};
use crate::devices::screen::surface::PixelFormat;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use embedded_hal::delay::DelayNs;
use embedded_hal::digital::{ErrorType, InputPin};
use epd_waveshare::epd2in9_v2::{Epd2in9, HEIGHT, WIDTH};
use epd_waveshare::prelude::{QuickRefresh, WaveshareDisplay};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// Quick pictures between two refreshes.
const QUICK_MAX: u32 = 30;
/// It is looked at so often whether the paper is ready, …
const POLL_US: u32 = 10_000;
/// … and so many times: a refresh takes some two seconds, and twenty are no refresh any more.
const POLLS_MAX: u32 = 2_000;

type Controller<S, P, B, D> = Epd2in9<Watched<S>, Patient<B>, Watched<P>, Watched<P>, D>;

/// The paper.
pub(super) struct Paper<S: Spi, P: Out, B: In, D: DelayNs> {
    epd: Controller<S, P, B, D>,
    spi: Watched<S>,
    delay: D,
    trouble: Trouble,
    hangs: Rc<Cell<bool>>,
    rest: Duration,
    /// What it shows, bit by bit, ones for white.
    shown: Option<Vec<u8>>,
    quick: u32,
}

impl<S, P, B, D> Paper<S, P, B, D>
where
    S: Spi,
    P: Out,
    B: In,
    D: DelayNs,
{
    /// Sets the paper up; it keeps its old picture until there is a new one.
    ///
    /// # Errors
    /// When its bus or its lines fail, or it is busy for ever.
    pub(super) fn new(
        mut spi: Watched<S>,
        (dc, reset, busy): (Watched<P>, Watched<P>, Watched<B>),
        mut delay: D,
        rest: Duration,
    ) -> Result<Self, PanelError> {
        let (trouble, hangs) = (spi.trouble(), Rc::new(Cell::new(false)));
        let busy = Patient { pin: busy, polls: 0, hangs: Rc::clone(&hangs) };
        let epd = Controller::new(&mut spi, busy, dc, reset, &mut delay, Some(POLL_US));
        trouble.check("setting it up")?;
        let epd = epd.map_err(|error| PanelError::new("setting it up", &error))?;
        let paper = Self { epd, spi, delay, trouble, hangs, rest, shown: None, quick: 0 };
        paper.answered("setting it up", Ok(()))?;
        Ok(paper)
    }

    fn answered(&self, operation: &'static str, answer: Result<(), S::Error>) -> Result<(), PanelError> {
        if self.hangs.take() {
            return Err(PanelError::new(operation, &"it has been busy for 20 seconds; is it plugged in?"));
        }
        self.trouble.check(operation)?;
        answer.map_err(|error| PanelError::new(operation, &error))
    }

    /// Draws all of it anew, with a flash.
    fn refresh(&mut self, picture: &[u8]) -> Result<(), S::Error> {
        let Self { epd, spi, delay, .. } = self;
        epd.wake_up(spi, delay)?;
        epd.update_frame(spi, picture, delay)?;
        epd.display_frame(spi, delay)
    }

    /// Draws what differs.
    fn change(&mut self, old: &[u8], new: &[u8]) -> Result<(), S::Error> {
        let Self { epd, spi, delay, .. } = self;
        epd.update_old_frame(spi, old, delay)?;
        epd.update_and_display_new_frame(spi, new, delay)
    }
}

impl<S, P, B, D> Driver for Paper<S, P, B, D>
where
    S: Spi,
    P: Out,
    B: In,
    D: DelayNs,
{
    fn canvas(&self) -> Canvas {
        Canvas::new(Size::new(WIDTH, HEIGHT), PixelFormat::Xrgb8888)
    }

    fn show(&mut self, canvas: &Canvas, _: &Rectangle) -> Result<(), PanelError> {
        let picture = white(canvas);
        let done = match self.shown.take() {
            Some(old) if self.quick < QUICK_MAX => {
                self.quick += 1;
                self.change(&old, &picture)
            }
            Some(_) | None => {
                self.quick = 0;
                self.refresh(&picture)
            }
        };
        self.answered("drawing", done)?;
        self.shown = Some(picture);
        Ok(())
    }

    /// It says nothing while it has nothing to do.
    fn look(&mut self, _: &Canvas) -> Result<(), PanelError> {
        Ok(())
    }

    fn rest(&self) -> Duration {
        self.rest
    }
}

/// The picture as the controller has it: row by row, eight pixels a byte, ones for white.
fn white(canvas: &Canvas) -> Vec<u8> {
    let pixels: Vec<Point> = canvas.area().points().collect();
    let byte = |eight: &[Point]| {
        let bits = (0..8).rev().zip(eight);
        bits.filter(|(_, at)| !canvas.is_on(**at)).map(|(bit, _)| 1 << bit).sum()
    };
    pixels.chunks(8).map(byte).collect()
}

/// The line that says that the paper is busy. The driver would wait for ever for paper that is not there.
struct Patient<B> {
    pin: Watched<B>,
    polls: u32,
    hangs: Rc<Cell<bool>>,
}

impl<B: In> ErrorType for Patient<B> {
    type Error = B::Error;
}

impl<B: In> InputPin for Patient<B> {
    fn is_high(&mut self) -> Result<bool, B::Error> {
        let is_busy = self.pin.is_high()?;
        self.polls = if is_busy { self.polls + 1 } else { 0 };
        if self.polls >= POLLS_MAX {
            self.polls = 0;
            self.hangs.set(true);
        }
        Ok(is_busy && !self.hangs.get())
    }

    fn is_low(&mut self) -> Result<bool, B::Error> {
        self.is_high().map(|is_busy| !is_busy)
    }
}
