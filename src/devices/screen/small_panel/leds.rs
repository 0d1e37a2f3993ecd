//! Chains of MAX7219: rows of 8×8 LEDs, and digits of seven segments.
//!
//! The first module of the driver's count is the last of the chain, which is where the picture begins. In a module of
//! LEDs a register is a row and its highest bit the leftmost LED; of digits, the highest register is the leftmost.

use super::bus::{Spi, Trouble, Watched};
use super::canvas::Canvas;
use super::{Driver, PanelError};
use crate::devices::screen::surface::PixelFormat;
use crate::scene::brief::{CELL, lit};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use max7219::connectors::SpiConnector;
use max7219::{Command, DataError, DecodeMode, MAX7219};

/// Digits or rows of a module.
const REGISTERS: u8 = 8;

/// What is behind the registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Matrix,
    Digits,
}

/// A chain.
pub(super) struct Leds<S: Spi> {
    chain: MAX7219<SpiConnector<Watched<S>>>,
    trouble: Trouble,
    kind: Kind,
    modules: u8,
    brightness: u8,
}

impl<S: Spi> Leds<S> {
    /// Modules of 8×8 LEDs.
    ///
    /// # Errors
    /// When the bus fails.
    pub(super) fn matrix(spi: Watched<S>, modules: u8, brightness: u8) -> Result<Self, PanelError> {
        Self::set_up(spi, Kind::Matrix, modules, brightness)
    }

    /// Modules of eight digits.
    ///
    /// # Errors
    /// When the bus fails.
    pub(super) fn digits(spi: Watched<S>, modules: u8, brightness: u8) -> Result<Self, PanelError> {
        Self::set_up(spi, Kind::Digits, modules, brightness)
    }

    fn set_up(spi: Watched<S>, kind: Kind, modules: u8, brightness: u8) -> Result<Self, PanelError> {
        let trouble = spi.trouble();
        let chain = MAX7219::from_spi(modules.into(), spi);
        trouble.check("setting it up")?;
        let chain = chain.map_err(|error| why("setting it up", &error))?;
        let mut leds = Self { chain, trouble, kind, modules, brightness };
        leds.tell("setting it up", Self::configure)?;
        Ok(leds)
    }

    fn tell(
        &mut self,
        operation: &'static str,
        what: impl FnOnce(&mut Self) -> Result<(), DataError>,
    ) -> Result<(), PanelError> {
        let told = what(self);
        self.trouble.check(operation)?;
        told.map_err(|error| why(operation, &error))
    }

    /// Everything but the picture: a module that was plugged in again knows nothing.
    fn configure(&mut self) -> Result<(), DataError> {
        for module in 0..self.modules.into() {
            self.chain.test(module, false)?;
            self.chain.write_raw_byte(module, Command::ScanLimit as u8, REGISTERS - 1)?;
            self.chain.set_decode_mode(module, DecodeMode::NoDecode)?;
            self.chain.set_intensity(module, self.brightness)?;
        }
        self.chain.power_on()
    }

    fn draw(&mut self, canvas: &Canvas) -> Result<(), DataError> {
        for module in 0..self.modules {
            for place in 0..REGISTERS {
                let (register, value) = match self.kind {
                    Kind::Matrix => (place, row(canvas, module, place)),
                    Kind::Digits => {
                        (REGISTERS - 1 - place, lit(REGISTERS * module + place, |at| canvas.is_on(at)))
                    }
                };
                self.chain.write_raw_byte(module.into(), Command::Digit0 as u8 + register, value)?;
            }
        }
        Ok(())
    }
}

fn why(operation: &'static str, error: &DataError) -> PanelError {
    PanelError { operation, why: format!("{error:?}") }
}

/// Eight LEDs, the leftmost as the highest bit.
fn row(canvas: &Canvas, module: u8, y: u8) -> u8 {
    let left = i32::from(module) * i32::from(REGISTERS);
    let is_on = |&bit: &u8| canvas.is_on(Point::new(left + i32::from(7 - bit), y.into()));
    (0..8).filter(is_on).map(|bit| 1 << bit).sum()
}

impl<S: Spi> Driver for Leds<S> {
    fn canvas(&self) -> Canvas {
        let (modules, side) = (u32::from(self.modules), u32::from(REGISTERS));
        let size = match self.kind {
            Kind::Matrix => Size::new(modules * side, side),
            Kind::Digits => Size::new(modules * side * CELL.width, CELL.height),
        };
        Canvas::new(size, PixelFormat::Xrgb8888)
    }

    /// All of it: it is a few bytes.
    fn show(&mut self, canvas: &Canvas, _: &Rectangle) -> Result<(), PanelError> {
        self.tell("drawing", |leds| leds.draw(canvas))
    }

    fn look(&mut self, canvas: &Canvas) -> Result<(), PanelError> {
        self.tell("looking after it", |leds| {
            leds.configure()?;
            leds.draw(canvas)
        })
    }
}
