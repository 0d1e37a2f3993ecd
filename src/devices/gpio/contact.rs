//! A button on a GPIO line.

use super::find::Found;
use super::{CONSUMER, GpioError, failure, find, next_look_ms};
use crate::config::board::contact::{Bias, GpioLine};
use crate::devices::wiring::{Attempts, Held, Sink, Steady};
use gpiocdev::Request;
use gpiocdev::line::{self, EdgeDetection, EdgeKind, EventClock, Value};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::time::{ClockId, clock_gettime};
use std::convert::Infallible;
use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};
use tokio::net::unix::pipe;
use tokio::time::{sleep, timeout_at};

/// A button that is wired to a GPIO line.
#[derive(Debug)]
pub(in crate::devices) struct Wire {
    /// Its place.
    pub(in crate::devices) place: u8,
    /// Its line.
    pub(in crate::devices) line: GpioLine,
    /// What pulls it.
    pub(in crate::devices) bias: Bias,
    /// How long it bounces.
    pub(in crate::devices) debounce_ms: u32,
}

/// Watches a button for ever.
pub(in crate::devices) async fn watch_line(
    wire: Wire,
    mut attempts: Attempts,
    steady: Steady,
    contacts: Sink,
) {
    let mut held = Held::default();
    loop {
        let Err(error) = wire.watch(steady, &contacts, &mut held, &mut attempts).await;
        for edge in held.lose_all(Instant::now()) {
            contacts(edge);
        }
        sleep(attempts.failed(steady.now_ms(), &error)).await;
    }
}

impl Wire {
    async fn watch(
        &self,
        steady: Steady,
        contacts: &Sink,
        held: &mut Held,
        attempts: &mut Attempts,
    ) -> Result<Infallible, GpioError> {
        let found = find(&self.line)?;
        let request = self.request(&found)?;
        let reading = failure("reading", &self.line, &found);
        let line = Line::new(request).map_err(&reading)?;
        attempts.works(steady.now_ms());
        loop {
            if let Some(edge) = held.see(Instant::now(), self.place, line.is_active().map_err(&reading)?) {
                contacts(edge);
            }
            let look_at = steady.at_ms(next_look_ms(steady.now_ms()));
            let Ok(ready) = timeout_at(look_at, line.ready()).await else { continue };
            ready.map_err(&reading)?;
            while let Some((at, down)) = line.change().map_err(&reading)? {
                if let Some(edge) = held.see(at, self.place, down) {
                    contacts(edge);
                }
            }
        }
    }

    fn request(&self, found: &Found) -> Result<Request, GpioError> {
        let bias = match self.bias {
            Bias::PullUp => line::Bias::PullUp,
            Bias::PullDown => line::Bias::PullDown,
            Bias::External => line::Bias::Disabled,
        };
        let mut builder = Request::builder();
        builder.on_chip(&found.chip).with_consumer(CONSUMER).with_line(found.offset).as_input();
        if self.line.active_low {
            builder.as_active_low();
        }
        builder
            .with_bias(bias)
            .with_edge_detection(EdgeDetection::BothEdges)
            .with_event_clock(EventClock::Monotonic)
            .with_debounce_period(Duration::from_millis(self.debounce_ms.into()));
        builder.request().map_err(failure("requesting", &self.line, found))
    }
}

/// A line that is granted, with a way to wait for its changes.
///
/// The changes are read by tokio's reader for pipes, since a request's file behaves as one: it gives whole events, or says
/// that there is none. tokio's general `AsyncFd` cannot be made without `unsafe`. The wrapper in `gpiocdev` (0.8) turns in
/// circles when it is woken for an event that it has already read.
struct Line {
    request: Request,
    changes: pipe::Receiver,
}

impl Line {
    fn new(request: Request) -> Result<Self, gpiocdev::Error> {
        let file = request.as_fd().try_clone_to_owned()?;
        let flags = fcntl_getfl(&file).map_err(io::Error::from)?;
        fcntl_setfl(&file, flags | OFlags::NONBLOCK).map_err(io::Error::from)?;
        Ok(Self { request, changes: pipe::Receiver::from_owned_fd_unchecked(file)? })
    }

    fn is_active(&self) -> Result<bool, gpiocdev::Error> {
        Ok(self.request.lone_value()? == Value::Active)
    }

    /// Waits until a change may have come.
    async fn ready(&self) -> Result<(), gpiocdev::Error> {
        Ok(self.changes.readable().await?)
    }

    /// The next change that has come: when, and whether the line became active.
    fn change(&self) -> Result<Option<(Instant, bool)>, gpiocdev::Error> {
        let mut bytes = vec![0; self.request.edge_event_size()];
        match self.changes.try_read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
            Err(error) => return Err(error.into()),
            Ok(read) => bytes.truncate(read),
        }
        let (words, _) = bytes.as_chunks();
        let words: Vec<u64> = words.iter().map(|&word| u64::from_ne_bytes(word)).collect();
        let event = self.request.edge_event_from_slice(&words)?;
        Ok(Some((instant(event.timestamp_ns), event.kind == EdgeKind::Rising)))
    }
}

/// A kernel's time stamp as ours: the steady clock of both is `CLOCK_MONOTONIC`, but [`Instant`] does not tell.
fn instant(timestamp_ns: u64) -> Instant {
    let (now, kernel) = (Instant::now(), clock_gettime(ClockId::Monotonic));
    let kernel = Duration::try_from(kernel).unwrap_or_default();
    let age = kernel.saturating_sub(Duration::from_nanos(timestamp_ns));
    now.checked_sub(age).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stamp_of_the_kernel_is_an_instant() {
        let before = Instant::now();
        let kernel = Duration::try_from(clock_gettime(ClockId::Monotonic)).unwrap();
        let after = Instant::now();
        let stamp_ns = u64::try_from(kernel.as_nanos()).unwrap();
        let seen = instant(stamp_ns);
        // The two clocks are read one after the other.
        let slack = Duration::from_millis(50);
        assert!(before - slack <= seen && seen <= after + slack, "{before:?} {seen:?} {after:?}");
        let earlier = seen - instant(stamp_ns - 3_000_000_000);
        assert!(earlier.abs_diff(Duration::from_secs(3)) < slack, "{earlier:?}");
    }
}
