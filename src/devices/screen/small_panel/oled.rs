//! OLEDs with an SSD1306 on I²C.

use super::bus::{Trouble, Watched};
use super::canvas::Canvas;
use super::{Driver, PanelError};
use crate::devices::screen::surface::PixelFormat;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use embedded_hal::i2c::I2c;
use ssd1306::mode::{BufferedGraphicsMode, DisplayConfig};
use ssd1306::prelude::{
    DisplayRotation, DisplaySize, DisplaySize128x32, DisplaySize128x64, WriteOnlyDataCommand,
};
use ssd1306::{I2CDisplayInterface, Ssd1306};
use std::fmt;

const LOWER_HEIGHT_PX: u32 = 32;

struct Oled<DI, SIZE: DisplaySize> {
    display: Ssd1306<DI, SIZE, BufferedGraphicsMode<SIZE>>,
    size: Size,
    trouble: Trouble,
}

/// Sets a display up.
///
/// # Errors
/// When nothing answers at the address.
pub(super) fn new<I>(i2c: Watched<I>, address: u8, size: Size) -> Result<Box<dyn Driver>, PanelError>
where
    I: I2c<Error: fmt::Display> + 'static,
{
    let trouble = i2c.trouble();
    let interface = I2CDisplayInterface::new_custom_address(i2c, address);
    let rotation = DisplayRotation::Rotate0;
    Ok(match size.height {
        LOWER_HEIGHT_PX => {
            let display = Ssd1306::new(interface, DisplaySize128x32, rotation);
            Box::new(Oled::set_up(display.into_buffered_graphics_mode(), size, trouble)?)
        }
        _ => {
            let display = Ssd1306::new(interface, DisplaySize128x64, rotation);
            Box::new(Oled::set_up(display.into_buffered_graphics_mode(), size, trouble)?)
        }
    })
}

impl<DI: WriteOnlyDataCommand, SIZE: DisplaySize> Oled<DI, SIZE> {
    fn set_up(
        display: Ssd1306<DI, SIZE, BufferedGraphicsMode<SIZE>>,
        size: Size,
        trouble: Trouble,
    ) -> Result<Self, PanelError> {
        let mut oled = Self { display, size, trouble };
        let done = oled.display.init();
        oled.answered("setting it up", done)?;
        Ok(oled)
    }

    fn answered(
        &self,
        operation: &'static str,
        answer: Result<(), impl fmt::Debug>,
    ) -> Result<(), PanelError> {
        self.trouble.check(operation)?;
        answer.map_err(|error| PanelError { operation, why: format!("{error:?}") })
    }
}

impl<DI: WriteOnlyDataCommand, SIZE: DisplaySize> Driver for Oled<DI, SIZE> {
    fn canvas(&self) -> Canvas {
        Canvas::new(self.size, PixelFormat::Xrgb8888)
    }

    fn show(&mut self, canvas: &Canvas, area: &Rectangle) -> Result<(), PanelError> {
        for at in area.points() {
            self.display.set_pixel(at.x.unsigned_abs(), at.y.unsigned_abs(), canvas.is_on(at));
        }
        let done = self.display.flush();
        self.answered("drawing", done)
    }

    /// Says what it knows already; a display that is gone does not acknowledge.
    fn look(&mut self, _: &Canvas) -> Result<(), PanelError> {
        let done = self.display.set_display_on(true);
        self.answered("looking after it", done)
    }
}
