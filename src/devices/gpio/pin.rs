//! GPIO lines as pins of embedded-hal, for the drivers of small panels.
//!
//! These lines have no task of their own: a driver sets and reads them between transfers, in its screen's thread.

use super::find::Found;
use super::{CONSUMER, GpioError, failure, find};
use crate::config::board::contact::GpioLine;
use embedded_hal::digital::{Error, ErrorKind, ErrorType, InputPin, OutputPin};
use gpiocdev::Request;
use gpiocdev::line::Value;
use std::fmt;

/// A line that is granted to a panel.
#[derive(Debug)]
pub(in crate::devices) struct Pin {
    request: Request,
    line: GpioLine,
    found: Found,
}

/// A panel's line does not work.
#[derive(Debug)]
pub(in crate::devices) struct PinError(GpioError);

impl fmt::Display for PinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for PinError {}

impl Error for PinError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

impl Pin {
    /// A line that the panel listens to, at rest.
    ///
    /// # Errors
    /// When the line is not there or is somebody else's.
    pub(in crate::devices) fn output(line: &GpioLine, at_rest: bool) -> Result<Self, PinError> {
        Self::request(line, Some(if at_rest { Value::Active } else { Value::Inactive }))
    }

    /// A line on which the panel speaks.
    ///
    /// # Errors
    /// When the line is not there or is somebody else's.
    pub(in crate::devices) fn input(line: &GpioLine) -> Result<Self, PinError> {
        Self::request(line, None)
    }

    fn request(line: &GpioLine, output: Option<Value>) -> Result<Self, PinError> {
        let found = find(line).map_err(PinError)?;
        let mut builder = Request::builder();
        builder.on_chip(&found.chip).with_consumer(CONSUMER).with_line(found.offset);
        match output {
            Some(at_rest) => builder.as_output(at_rest),
            None => builder.as_input(),
        };
        let request =
            builder.request().map_err(|error| PinError(failure("requesting", line, &found)(error)))?;
        Ok(Self { request, line: line.clone(), found })
    }

    fn set(&self, value: Value) -> Result<(), PinError> {
        self.request.set_lone_value(value).map(drop).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: gpiocdev::Error) -> PinError {
        PinError(failure("using", &self.line, &self.found)(error))
    }

    fn is(&self, value: Value) -> Result<bool, PinError> {
        let read = self.request.lone_value().map_err(|error| self.failed(error))?;
        Ok(read == value)
    }
}

impl ErrorType for Pin {
    type Error = PinError;
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), PinError> {
        self.set(Value::Inactive)
    }

    fn set_high(&mut self) -> Result<(), PinError> {
        self.set(Value::Active)
    }
}

impl InputPin for Pin {
    fn is_high(&mut self) -> Result<bool, PinError> {
        self.is(Value::Active)
    }

    fn is_low(&mut self) -> Result<bool, PinError> {
        self.is(Value::Inactive)
    }
}
