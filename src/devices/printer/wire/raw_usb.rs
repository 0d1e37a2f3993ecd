//! USB printers without the kernel's printer driver: the interface of the printer class (7), spoken to directly.
//!
//! **Model.** One transfer to the printer and one from it are under way at most. What was submitted counts as taken: it is
//! the kernel's, as with the printer driver, and a printer that is full leaves it waiting. A printer that is plugged in
//! again is another device, whatever its socket.
//!
//! **Invariants.** An interface that somebody else holds is taken away from the kernel only where the board says so, and
//! never from another program.
//!
//! **Deliberately not here.** Printers that cannot answer: nothing would prove a slip.

use super::error::{Operation, Trouble};
use super::link::Window;
use crate::config::board::printer::RawUsbPrinter;
use nusb::descriptors::TransferType;
use nusb::transfer::{Bulk, Completion, Direction, In, Out, TransferError};
use nusb::{Device, DeviceInfo, Endpoint, ErrorKind, MaybeFuture};
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::task::{Context, Poll, Waker};
use tokio::time::Instant;

/// As the USB consortium numbers the classes.
const PRINTER_CLASS: u8 = 7;
/// In that class: speaks in both directions, without the packets of IEEE 1284.4.
const BIDIRECTIONAL: u8 = 2;
/// What is given to the kernel at once: a slip must not fit in, because what waits there cannot be cleared.
const WRITE_BYTES_MAX: usize = 4 * 1024;
/// Whole packets at any speed of USB.
const READ_BYTES: usize = 1024;

/// An interface that was claimed, and its two endpoints.
pub(super) struct RawUsb {
    out: Endpoint<Bulk, Out>,
    input: Endpoint<Bulk, In>,
    /// Something waits until the transfer to the printer ends.
    full: bool,
    /// What has ended and was not looked at yet.
    received: Option<Completion>,
    sent: Option<Completion>,
    window: Window,
    failed: Option<Trouble>,
}

/// The way through a device.
struct Route {
    interface: u8,
    setting: u8,
    out: u8,
    input: u8,
    protocol: u8,
}

/// Takes time: not to be called where others wait.
pub(super) fn open(printer: &RawUsbPrinter) -> Result<RawUsb, Trouble> {
    let devices = nusb::list_devices().wait().map_err(trouble(Operation::Find))?;
    let info = devices.into_iter().find(|info| is_it(printer, info)).ok_or(Trouble::Absent)?;
    let device = info.open().wait().map_err(trouble(Operation::Open))?;
    let route = route(&device).ok_or(Trouble::NoPrinter)?;
    let claimed = match printer.detach {
        true => device.detach_and_claim_interface(route.interface).wait(),
        false => device.claim_interface(route.interface).wait(),
    };
    let interface = claimed.map_err(|error| {
        if error.kind() == ErrorKind::Busy { Trouble::Held } else { trouble(Operation::Open)(error) }
    })?;
    let configure = trouble(Operation::Configure);
    if route.setting != interface.get_alt_setting() {
        interface.set_alt_setting(route.setting).wait().map_err(&configure)?;
    }
    Ok(RawUsb {
        out: interface.endpoint(route.out).map_err(&configure)?,
        input: interface.endpoint(route.input).map_err(&configure)?,
        full: false,
        received: None,
        sent: None,
        window: Window::closed(Instant::now()),
        failed: None,
    })
}

fn is_it(printer: &RawUsbPrinter, info: &DeviceInfo) -> bool {
    (info.vendor_id(), info.product_id()) == (printer.vendor, printer.product)
        && printer.serial.as_deref().is_none_or(|serial| info.serial_number() == Some(serial))
}

/// The printer interface that can answer; of several settings the plain one.
fn route(device: &Device) -> Option<Route> {
    let configuration = device.active_configuration().ok()?;
    let printers = configuration.interface_alt_settings().filter(|setting| setting.class() == PRINTER_CLASS);
    let routes = printers.filter_map(|setting| {
        let bulk = |direction| {
            let mut endpoints = setting.endpoints();
            let found = endpoints
                .find(|it| it.transfer_type() == TransferType::Bulk && it.direction() == direction)?;
            Some(found.address())
        };
        Some(Route {
            interface: setting.interface_number(),
            setting: setting.alternate_setting(),
            out: bulk(Direction::Out)?,
            input: bulk(Direction::In)?,
            protocol: setting.protocol(),
        })
    });
    routes.min_by_key(|route| route.protocol != BIDIRECTIONAL)
}

impl RawUsb {
    /// Gives how many bytes were taken. Trouble is told by the next [`RawUsb::read`] that finds nothing.
    pub(super) fn write(&mut self, bytes: &[u8]) -> usize {
        let mut context = Context::from_waker(Waker::noop());
        if self.failed.is_some() || self.poll_sent(&mut context).is_pending() {
            self.full = true;
            return 0;
        }
        if let Some(Err(error)) = self.sent.take().map(|completion| completion.status) {
            self.failed = Some(failure(Operation::Write, error));
            return 0;
        }
        let count = bytes.len().min(WRITE_BYTES_MAX);
        self.full = count < bytes.len();
        if count > 0 {
            self.out.submit(bytes[..count].into());
        }
        count
    }

    /// Gives some of what has come; nothing when there is nothing now.
    pub(super) fn read(&mut self) -> Result<Vec<u8>, Trouble> {
        if self.window.room(Instant::now()) == 0 {
            return Ok(Vec::new());
        }
        let mut context = Context::from_waker(Waker::noop());
        if self.poll_received(&mut context).is_pending() {
            return self.failed.take().map_or(Ok(Vec::new()), Err);
        }
        let Some(Completion { buffer, actual_len, status }) = self.received.take() else {
            return Ok(Vec::new());
        };
        status.map_err(|error| failure(Operation::Read, error))?;
        match actual_len {
            // Some printers send empty packets without end.
            0 => self.window.close(),
            count => self.window.spend(count),
        }
        Ok(buffer[..actual_len].to_vec())
    }

    /// Returns when [`RawUsb::read`] may give something, or [`RawUsb::write`] take what it did not take last.
    pub(super) async fn changed(&mut self) {
        self.window.opened().await;
        poll_fn(|context| {
            let received = self.poll_received(context).is_ready();
            let sent = self.full && self.poll_sent(context).is_ready();
            // Told once, also to somebody who has nothing more to write.
            self.full &= !sent;
            if received || sent { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Whether there is an answer, good or bad; asks for one if that was not done.
    fn poll_received(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.received.is_none() {
            if self.input.pending() == 0 {
                let buffer = self.input.allocate(READ_BYTES);
                self.input.submit(buffer);
            }
            let Poll::Ready(completion) = self.input.poll_next_complete(context) else {
                return Poll::Pending;
            };
            self.received = Some(completion);
        }
        Poll::Ready(())
    }

    /// Whether nothing is on its way to the printer.
    fn poll_sent(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.out.pending() > 0 {
            let Poll::Ready(completion) = self.out.poll_next_complete(context) else { return Poll::Pending };
            self.sent = Some(completion);
        }
        Poll::Ready(())
    }
}

impl fmt::Debug for RawUsb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawUsb").field("full", &self.full).finish_non_exhaustive()
    }
}

fn trouble(operation: Operation) -> impl Fn(nusb::Error) -> Trouble {
    move |error| Trouble::Refused { operation, source: error.into() }
}

fn failure(operation: Operation, error: TransferError) -> Trouble {
    match error {
        TransferError::Disconnected => Trouble::HungUp,
        TransferError::Cancelled
        | TransferError::Stall
        | TransferError::Fault
        | TransferError::InvalidArgument
        | TransferError::Unknown(_) => Trouble::Refused { operation, source: io::Error::from(error) },
    }
}
