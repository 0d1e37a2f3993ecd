//! A lamp on a GPIO line.

use super::{CONSUMER, GpioError, failure, find, next_look_ms};
use crate::config::board::contact::GpioLine;
use crate::devices::lamps::Lamp;
use crate::devices::wiring::{Attempts, Steady};
use gpiocdev::Request;
use gpiocdev::line::Value;
use std::collections::BTreeMap;
use tokio::sync::watch;
use tokio::time::{sleep, sleep_until};

/// Lights a lamp until nobody tells any more what it should say; then it is off.
pub(in crate::devices) async fn light_lamp(
    place: u8,
    line: GpioLine,
    mut attempts: Attempts,
    steady: Steady,
    mut lamps: watch::Receiver<BTreeMap<u8, Lamp>>,
) {
    while let Err(error) = light(place, &line, steady, &mut lamps, &mut attempts).await {
        sleep(attempts.failed(steady.now_ms(), &error)).await;
        if lamps.has_changed().is_err() {
            return;
        }
    }
}

async fn light(
    place: u8,
    line: &GpioLine,
    steady: Steady,
    lamps: &mut watch::Receiver<BTreeMap<u8, Lamp>>,
    attempts: &mut Attempts,
) -> Result<(), GpioError> {
    let found = find(line)?;
    let mut builder = Request::builder();
    builder.on_chip(&found.chip).with_consumer(CONSUMER).with_line(found.offset).as_output(Value::Inactive);
    if line.active_low {
        builder.as_active_low();
    }
    let bulb = Bulb(builder.request().map_err(failure("requesting", line, &found))?);
    attempts.works(steady.now_ms());
    follow(place, steady, lamps, |lit| bulb.set(lit).map_err(failure("setting", line, &found))).await
}

/// Sets a lamp whenever it should change, and now and then all the same, until nobody tells any more what it should say.
pub(in crate::devices) async fn follow<E>(
    place: u8,
    steady: Steady,
    lamps: &mut watch::Receiver<BTreeMap<u8, Lamp>>,
    mut set: impl FnMut(bool) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        let lamp = lamps.borrow_and_update().get(&place).copied().unwrap_or(Lamp::Off);
        let now_ms = steady.now_ms();
        set(lamp.is_lit(now_ms))?;
        let look_ms = next_look_ms(now_ms);
        let next_ms = lamp.turns_at_ms(now_ms).map_or(look_ms, |turns_ms| turns_ms.min(look_ms));
        tokio::select! {
            told = lamps.changed() => if told.is_err() { return Ok(()) },
            () = sleep_until(steady.at_ms(next_ms)) => {}
        }
    }
}

/// A lamp that goes out when nobody tends it: a lit one would promise a ticket.
struct Bulb(Request);

impl Bulb {
    fn set(&self, lit: bool) -> Result<(), gpiocdev::Error> {
        self.0.set_lone_value(if lit { Value::Active } else { Value::Inactive })
    }
}

impl Drop for Bulb {
    fn drop(&mut self) {
        // A lamp that cannot be set is dark or gone.
        let _ = self.set(false);
    }
}
