//! What can go wrong with a wire, and with which device.

use std::fmt;
use std::io;

/// Trouble with a device.
#[derive(Debug, thiserror::Error)]
#[error("{device}: {trouble}")]
pub struct WireError {
    /// As the board file names it.
    pub device: String,
    /// What happened.
    pub trouble: Trouble,
}

/// What can happen.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No USB printer has these ids.
    #[error("no such printer is plugged in")]
    Absent,
    /// There is such a device, and it is no printer that can answer.
    #[error("it has no printer interface that can answer")]
    NoPrinter,
    /// A driver of the kernel or another program has it.
    #[error(
        "somebody else holds it; if that is the kernel's driver, write `driver = \"usb\"`, or `detach = true` to take it away"
    )]
    Held,
    /// The device or the printer behind it went away.
    #[error("it has hung up")]
    HungUp,
    /// The kernel has refused something.
    #[error("cannot {operation}: {source}")]
    Refused {
        /// What.
        operation: Operation,
        /// Why.
        source: io::Error,
    },
    /// The serial line cannot run that fast, or that slowly.
    #[error("the line runs at {baud} baud and no other")]
    Speed {
        /// How fast it runs.
        baud: u32,
    },
    /// The serial line has no wires for the flow control that the board file names.
    #[error("the line has no RTS and CTS")]
    FlowControl,
}

impl Trouble {
    /// What the kernel calls it, where it is the kernel's.
    pub fn kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Refused { source, .. } => Some(source.kind()),
            Self::Absent
            | Self::NoPrinter
            | Self::Held
            | Self::HungUp
            | Self::Speed { .. }
            | Self::FlowControl => None,
        }
    }

    /// What was being done, where it is known.
    pub fn operation(&self) -> Option<Operation> {
        match self {
            Self::Refused { operation, .. } => Some(*operation),
            Self::Absent
            | Self::NoPrinter
            | Self::Held
            | Self::HungUp
            | Self::Speed { .. }
            | Self::FlowControl => None,
        }
    }

    pub(super) fn refused(operation: Operation) -> impl Fn(rustix::io::Errno) -> Self {
        move |errno| Self::Refused { operation, source: errno.into() }
    }
}

/// What is done with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Looking for it among the USB devices.
    Find,
    /// Opening its file.
    Open,
    /// Setting its speed and the like.
    Configure,
    /// Making a connection.
    Connect,
    /// Waiting for what it does.
    Watch,
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Asking for the state of the line DSR.
    ReadDsr,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Find => "look for it",
            Self::Open => "open it",
            Self::Configure => "configure it",
            Self::Connect => "connect",
            Self::Watch => "wait for it",
            Self::Read => "read",
            Self::Write => "write",
            Self::ReadDsr => "read DSR",
        })
    }
}
