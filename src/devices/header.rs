//! Buttons and lamps on a Raspberry Pi's header, through rppal: a second way to lines that the kernel's own interface gives
//! as well ([`super::gpio`]).
//!
//! It is for images whose kernel names no lines. Pull, level and changes are rppal's; on any other machine it answers with
//! an error, which is a fault in words here. rppal is no longer developed, so that nothing else stands on it.

use super::gpio::lamp::follow;
use super::gpio::next_look_ms;
use super::kiosk::EDGES_MAX;
use super::lamps::Lamp;
use super::wiring::{Attempts, Held, Sink, Steady};
use crate::config::board::contact::{Bias, HeaderPin};
use rppal::gpio::{Error, Gpio, InputPin, OutputPin, Trigger};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::{Duration, Instant};
use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout_at};

/// A line of the header does not work.
#[derive(Debug, Error)]
#[error("{operation} GPIO {} through rppal: {source}", pin.number)]
struct HeaderError {
    operation: &'static str,
    pin: HeaderPin,
    source: Error,
}

fn failure(operation: &'static str, pin: HeaderPin) -> impl Fn(Error) -> HeaderError {
    move |source| HeaderError { operation, pin, source }
}

/// A button that is wired to a line of the header.
#[derive(Debug)]
pub(super) struct HeaderButton {
    /// Its place.
    pub(super) place: u8,
    /// Its line.
    pub(super) pin: HeaderPin,
    /// What pulls it.
    pub(super) bias: Bias,
    /// How long it bounces.
    pub(super) debounce_ms: u32,
}

/// Watches a button for ever.
pub(super) async fn watch_header(
    button: HeaderButton,
    mut attempts: Attempts,
    steady: Steady,
    contacts: Sink,
) {
    let mut held = Held::default();
    loop {
        let Err(error) = button.watch(steady, &contacts, &mut held, &mut attempts).await;
        for edge in held.lose_all(Instant::now()) {
            contacts(edge);
        }
        sleep(attempts.failed(steady.now_ms(), &error)).await;
    }
}

impl HeaderButton {
    async fn watch(
        &self,
        steady: Steady,
        contacts: &Sink,
        held: &mut Held,
        attempts: &mut Attempts,
    ) -> Result<Infallible, HeaderError> {
        let active_low = self.pin.active_low;
        let mut line = self.request().map_err(failure("requesting", self.pin))?;
        let (tell, mut changes) = mpsc::channel(EDGES_MAX);
        let debounce = Duration::from_millis(self.debounce_ms.into());
        // A change that finds no room is made up by the next look.
        let changed = move |event: rppal::gpio::Event| {
            let _ = tell.try_send((Instant::now(), (event.trigger == Trigger::RisingEdge) != active_low));
        };
        line.set_async_interrupt(Trigger::Both, Some(debounce), changed)
            .map_err(failure("watching", self.pin))?;
        attempts.works(steady.now_ms());
        loop {
            if let Some(edge) = held.see(Instant::now(), self.place, line.is_high() != active_low) {
                contacts(edge);
            }
            let look_at = steady.at_ms(next_look_ms(steady.now_ms()));
            while let Ok(Some((at, down))) = timeout_at(look_at, changes.recv()).await {
                if let Some(edge) = held.see(at, self.place, down) {
                    contacts(edge);
                }
            }
        }
    }

    fn request(&self) -> Result<InputPin, Error> {
        let pin = Gpio::new()?.get(self.pin.number)?;
        Ok(match self.bias {
            Bias::PullUp => pin.into_input_pullup(),
            Bias::PullDown => pin.into_input_pulldown(),
            Bias::External => pin.into_input(),
        })
    }
}

/// Lights a lamp until nobody tells any more what it should say; then it is off.
pub(super) async fn light_header_lamp(
    place: u8,
    pin: HeaderPin,
    mut attempts: Attempts,
    steady: Steady,
    mut lamps: watch::Receiver<BTreeMap<u8, Lamp>>,
) {
    while let Err(error) = light(place, pin, steady, &mut lamps, &mut attempts).await {
        sleep(attempts.failed(steady.now_ms(), &error)).await;
        if lamps.has_changed().is_err() {
            return;
        }
    }
}

async fn light(
    place: u8,
    pin: HeaderPin,
    steady: Steady,
    lamps: &mut watch::Receiver<BTreeMap<u8, Lamp>>,
    attempts: &mut Attempts,
) -> Result<(), HeaderError> {
    let line = Gpio::new().and_then(|gpio| gpio.get(pin.number)).map_err(failure("requesting", pin))?;
    let mut bulb = Bulb {
        line: if pin.active_low { line.into_output_high() } else { line.into_output_low() },
        active_low: pin.active_low,
    };
    attempts.works(steady.now_ms());
    follow(place, steady, lamps, |lit| {
        bulb.set(lit);
        Ok(())
    })
    .await
}

/// A lamp that goes out when nobody tends it.
struct Bulb {
    line: OutputPin,
    active_low: bool,
}

impl Bulb {
    fn set(&mut self, lit: bool) {
        if lit == self.active_low { self.line.set_low() } else { self.line.set_high() }
    }
}

impl Drop for Bulb {
    fn drop(&mut self) {
        self.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_is_no_pi_says_so() {
        let pin = HeaderPin { number: 17, active_low: true };
        let button = HeaderButton { place: 1, pin, bias: Bias::PullUp, debounce_ms: 25 };
        let error = button.request().map_err(failure("requesting", pin)).unwrap_err();
        assert_eq!(error.to_string(), "requesting GPIO 17 through rppal: Unknown Raspberry Pi model");
    }
}
