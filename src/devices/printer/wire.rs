//! The wire between the daemon and a printer, whatever it is made of.
//!
//! **Model.** A wire takes bytes, gives bytes, and knows whether there is a printer at its end. A [`DeviceWire`] looks for
//! its device, opens it, throws away what was left in it from before, and when the device is lost looks for it again.
//! Each time it is found the link has another number: nothing that was said before counts after it.
//!
//! **Invariants.**
//! - Nothing here waits but [`Wire::changed`], which may be dropped at any time. What the kernel does slowly (opening,
//!   closing, looking up a name) is done on other threads.
//! - Bytes that the wire took and the printer did not are lost with the link. They never arrive on the next one.
//! - A printer that babbles is read no faster than people could print; the rest waits in the kernel, or is lost there.
//! - Nothing that a device does ends the wire. Trouble is told once, and tried again after a bounded while.
//!
//! **Deliberately not here.** What the bytes mean: that is the conversation's.

mod device;
mod error;
mod link;
mod network;
mod raw_usb;
mod serial;
mod usb;

pub use device::{Device, DeviceWire};
pub use error::{Operation, Trouble, WireError};
pub use usb::{UsbPrinterShown, UsbTree};

use crate::devices::virtual_printer::line::PrinterLine;
use tokio::sync::watch;

/// A wire to a printer.
#[derive(Debug)]
pub enum Wire {
    /// To one that lives in the daemon; with it the count of what happened to it.
    Virtual(PrinterLine, watch::Receiver<u64>),
    /// To one that is a device.
    Device(Box<DeviceWire>),
}

impl Wire {
    /// Which printer is at the end of the wire, if any: the number is another one after each interruption.
    pub fn connection(&self) -> Option<u32> {
        match self {
            Self::Virtual(line, _) => line.connection(),
            Self::Device(device) => device.connection(),
        }
    }

    /// Whether the printer was looked for and is not there. Before the first attempt has ended nobody knows.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Virtual(line, _) => line.connection().is_none(),
            Self::Device(device) => device.is_missing(),
        }
    }

    /// Why there is no printer, where that is known.
    pub fn trouble(&self) -> Option<&WireError> {
        match self {
            Self::Virtual(..) => None,
            Self::Device(device) => device.trouble(),
        }
    }

    /// Sends bytes; gives how many were taken. The rest must be sent again after [`Wire::changed`].
    pub fn write(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Virtual(line, _) => line.write(bytes),
            Self::Device(device) => device.write(bytes),
        }
    }

    /// Takes some of what the printer has answered. When it is not empty there may be more.
    pub fn read(&mut self) -> Vec<u8> {
        match self {
            Self::Virtual(line, _) => line.read(),
            Self::Device(device) => device.read(),
        }
    }

    /// Lets a device go and looks for it again. Nothing else is ever closed.
    pub fn open_anew(&mut self) {
        match self {
            Self::Virtual(..) => {}
            Self::Device(device) => device.open_anew(),
        }
    }

    /// Returns when there may be something to read, when it may be possible to write what was not taken last, and when
    /// the printer came or went. Until it is called for the first time, no device is opened. Must be called within a
    /// runtime with I/O and time.
    pub async fn changed(&mut self) {
        match self {
            Self::Virtual(_, changes) => {
                if changes.changed().await.is_err() {
                    // The line holds the sender, and the wire the line.
                    std::future::pending::<()>().await;
                }
            }
            Self::Device(device) => device.changed().await,
        }
    }
}

impl From<PrinterLine> for Wire {
    fn from(line: PrinterLine) -> Self {
        let changes = line.changes();
        Self::Virtual(line, changes)
    }
}

impl From<DeviceWire> for Wire {
    fn from(device: DeviceWire) -> Self {
        Self::Device(Box::new(device))
    }
}

#[cfg(test)]
pub(in crate::devices) mod tests;
