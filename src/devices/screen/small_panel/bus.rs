//! Buses and pins that remember why they failed: the drivers of some controllers forget it.

use super::PanelError;
use embedded_hal::digital::{self, InputPin, OutputPin};
use embedded_hal::i2c::{self, I2c};
use embedded_hal::spi::{self, SpiDevice};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A device on SPI whose errors have words.
pub(super) trait Spi: SpiDevice<Error: fmt::Display> {}
impl<T: SpiDevice<Error: fmt::Display>> Spi for T {}

/// A line to the panel whose errors have words.
pub(super) trait Out: OutputPin<Error: fmt::Display> {}
impl<T: OutputPin<Error: fmt::Display>> Out for T {}

/// A line from the panel whose errors have words.
pub(super) trait In: InputPin<Error: fmt::Display> {}
impl<T: InputPin<Error: fmt::Display>> In for T {}

/// What went wrong last with one panel's bus and pins.
#[derive(Debug, Clone, Default)]
pub(super) struct Trouble(Rc<RefCell<Option<String>>>);

/// A bus or a pin of a panel.
#[derive(Debug)]
pub(super) struct Watched<T> {
    part: T,
    trouble: Trouble,
}

impl Trouble {
    /// Watches a bus or a pin.
    pub(super) fn watch<T>(&self, part: T) -> Watched<T> {
        Watched { part, trouble: self.clone() }
    }

    /// What has gone wrong since this was asked last, as a failure of this operation.
    pub(super) fn check(&self, operation: &'static str) -> Result<(), PanelError> {
        let why = self.0.borrow_mut().take();
        why.map_or(Ok(()), |why| Err(PanelError { operation, why }))
    }

    fn note<V, E: fmt::Display>(&self, result: Result<V, E>) -> Result<V, E> {
        result.inspect_err(|error| *self.0.borrow_mut() = Some(error.to_string()))
    }
}

impl<T> Watched<T> {
    /// Where its failures are remembered.
    pub(super) fn trouble(&self) -> Trouble {
        self.trouble.clone()
    }
}

impl<T: spi::ErrorType> spi::ErrorType for Watched<T> {
    type Error = T::Error;
}

impl<T: Spi> SpiDevice for Watched<T> {
    fn transaction(&mut self, operations: &mut [spi::Operation<'_, u8>]) -> Result<(), T::Error> {
        let done = self.part.transaction(operations);
        self.trouble.note(done)
    }
}

impl<T: i2c::ErrorType> i2c::ErrorType for Watched<T> {
    type Error = T::Error;
}

impl<T: I2c<Error: fmt::Display>> I2c for Watched<T> {
    fn transaction(&mut self, address: u8, operations: &mut [i2c::Operation<'_>]) -> Result<(), T::Error> {
        let done = self.part.transaction(address, operations);
        self.trouble.note(done)
    }
}

impl<T: digital::ErrorType> digital::ErrorType for Watched<T> {
    type Error = T::Error;
}

impl<T: Out> OutputPin for Watched<T> {
    fn set_low(&mut self) -> Result<(), T::Error> {
        let done = self.part.set_low();
        self.trouble.note(done)
    }

    fn set_high(&mut self) -> Result<(), T::Error> {
        let done = self.part.set_high();
        self.trouble.note(done)
    }
}

impl<T: In> InputPin for Watched<T> {
    fn is_high(&mut self) -> Result<bool, T::Error> {
        let read = self.part.is_high();
        self.trouble.note(read)
    }

    fn is_low(&mut self) -> Result<bool, T::Error> {
        let read = self.part.is_low();
        self.trouble.note(read)
    }
}
