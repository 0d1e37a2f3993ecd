//! Small panels on SPI and I²C: OLEDs, LEDs, small screens in colours, paper.
//!
//! **Model.** A [`Canvas`] is the picture as the controller counts its columns and rows. A [`Driver`] sends what changed
//! on it to one controller; it is written against embedded-hal, so that tests give it a controller made from the data
//! sheet instead of a bus.
//!
//! **Invariants.** The panel's lock is never held while a bus transfers. Whatever fails, the error names the bus, what was
//! tried and why it failed; the screen's thread then opens everything anew and draws the whole picture.
//!
//! **Deliberately not here.** A panel on SPI that is unplugged is not noticed: nothing answers there. LEDs are told
//! everything again with every look, so that they are right when they are back; screens in colours are not, because they
//! would flash.

mod bus;
mod canvas;
mod leds;
mod oled;
mod paper;
mod tft;

#[cfg(test)]
mod tests;

use super::{Feed, ScreenError, Wake, surface};
use crate::config::board::small_panel::{Controller, SmallPanel};
use crate::devices::gpio::pin::Pin;
use bus::Trouble;
use canvas::Canvas;
use embedded_graphics::primitives::Rectangle;
use linux_embedded_hal::spidev::{SpiModeFlags, SpidevOptions};
use linux_embedded_hal::{Delay, I2cdev, SpidevDevice};
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// MAX7219 takes 10 MHz; long wires of a chain don't.
const LEDS_SPEED_HZ: u32 = 1_000_000;
/// SSD1680 takes 20 MHz for writing; Waveshare's own programs use this.
const PAPER_SPEED_HZ: u32 = 4_000_000;

/// Shows pictures on one controller.
trait Driver {
    /// A picture of this controller, black.
    fn canvas(&self) -> Canvas;

    /// Sends a part of the picture.
    ///
    /// # Errors
    /// When a transfer fails.
    fn show(&mut self, canvas: &Canvas, area: &Rectangle) -> Result<(), PanelError>;

    /// Looks after a panel at rest.
    ///
    /// # Errors
    /// When it does not answer.
    fn look(&mut self, canvas: &Canvas) -> Result<(), PanelError>;

    /// From one picture to the next, at least.
    fn rest(&self) -> Duration {
        Duration::ZERO
    }
}

/// A panel does not do what it was asked for.
#[derive(Debug, PartialEq, Eq)]
struct PanelError {
    /// What was tried.
    operation: &'static str,
    /// Why not.
    why: String,
}

impl PanelError {
    fn new(operation: &'static str, why: &dyn fmt::Display) -> Self {
        Self { operation, why: why.to_string() }
    }

    fn at(self, bus: &Path) -> ScreenError {
        let Self { operation, why } = self;
        ScreenError::Panel { device: bus.display().to_string(), operation, why }
    }
}

pub(super) fn show(panel: &SmallPanel, feed: &mut Feed, shown: &mut dyn FnMut()) -> Result<(), ScreenError> {
    work(panel, feed, shown).map_err(|error| error.at(&panel.bus))
}

fn work(panel: &SmallPanel, feed: &mut Feed, shown: &mut dyn FnMut()) -> Result<(), PanelError> {
    let trouble = Trouble::default();
    let size = surface::turned(feed.panel.size(), feed.rotation);
    match &panel.controller {
        Controller::Ssd1306 { address } => {
            let i2c = I2cdev::new(&panel.bus).map_err(|error| PanelError::new("opening", &error))?;
            run(oled::new(trouble.watch(i2c), *address, size)?.as_mut(), feed, shown)
        }
        Controller::Max7219Matrix { modules, brightness } => {
            let spi = trouble.watch(spi(&panel.bus, LEDS_SPEED_HZ)?);
            run(&mut leds::Leds::matrix(spi, *modules, *brightness)?, feed, shown)
        }
        Controller::Max7219Digits { modules, brightness } => {
            let spi = trouble.watch(spi(&panel.bus, LEDS_SPEED_HZ)?);
            run(&mut leds::Leds::digits(spi, *modules, *brightness)?, feed, shown)
        }
        Controller::Tft(tft) => {
            let spi = trouble.watch(spi(&panel.bus, tft.speed_hz)?);
            let dc = trouble.watch(pin(Pin::output(&tft.dc, false))?);
            let reset = match &tft.reset {
                None => None,
                Some(line) => Some(trouble.watch(pin(Pin::output(line, true))?)),
            };
            let mut buffer = vec![0; tft::BUFFER_BYTES];
            let mut tft = tft::new(tft, size, spi, (dc, reset), &mut Delay, &mut buffer)?;
            run(tft.as_mut(), feed, shown)
        }
        Controller::EPaper2in9 { dc, reset, busy, refresh_s } => {
            let spi = trouble.watch(spi(&panel.bus, PAPER_SPEED_HZ)?);
            let dc = trouble.watch(pin(Pin::output(dc, false))?);
            let reset = trouble.watch(pin(Pin::output(reset, true))?);
            let busy = trouble.watch(pin(Pin::input(busy))?);
            let rest = Duration::from_secs((*refresh_s).into());
            run(&mut paper::Paper::new(spi, (dc, reset, busy), Delay, rest)?, feed, shown)
        }
    }
}

/// Shows what the feed brings until it stops or the panel fails.
fn run(driver: &mut dyn Driver, feed: &mut Feed, shown: &mut dyn FnMut()) -> Result<(), PanelError> {
    let mut canvas = driver.canvas();
    feed.begin();
    let mut is_on = false;
    loop {
        let changed = feed.copy(&mut canvas.surface());
        if let Some(area) = changed {
            driver.show(&canvas, &area)?;
        }
        if !is_on {
            shown();
            is_on = true;
        }
        let rest = driver.rest();
        if changed.is_some() && !rest.is_zero() && feed.stops_within(rest) {
            return Ok(());
        }
        match feed.wait() {
            Wake::Frame => {}
            Wake::Look => driver.look(&canvas)?,
            Wake::Stop => return Ok(()),
        }
    }
}

fn spi(path: &Path, speed_hz: u32) -> Result<SpidevDevice, PanelError> {
    let mut spi = SpidevDevice::open(path).map_err(|error| PanelError::new("opening", &error))?;
    let options =
        SpidevOptions::new().bits_per_word(8).max_speed_hz(speed_hz).mode(SpiModeFlags::SPI_MODE_0).build();
    spi.configure(&options).map_err(|error| PanelError::new("setting its speed", &error))?;
    Ok(spi)
}

fn pin<E: fmt::Display>(pin: Result<Pin, E>) -> Result<Pin, PanelError> {
    pin.map_err(|error| PanelError::new("taking its lines", &error))
}
