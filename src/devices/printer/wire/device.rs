//! A device that comes and goes.

use super::error::{Trouble, WireError};
use super::link::{Link, Opened};
use super::raw_usb::RawUsb;
use super::usb::UsbTree;
use super::{network, raw_usb, serial, usb};
use crate::config::board::printer::{Cable, RawUsbPrinter, SerialLine, UsbPrinter};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tracing::field::display;

/// From losing a device to looking for it; each attempt in vain doubles it.
const BACK_OFF: Duration = Duration::from_secs(1);
/// But no longer than this: who plugs a printer in does not wait for long.
const BACK_OFF_MAX: Duration = Duration::from_secs(16);
/// What comes so soon after opening was meant for somebody before.
pub(super) const SETTLE: Duration = Duration::from_millis(100);

/// Which device, and how to open it.
#[derive(Debug, Clone)]
pub struct Device {
    /// As people know it.
    name: String,
    port: Port,
}

#[derive(Debug, Clone)]
enum Port {
    Usb(UsbPrinter, UsbTree),
    RawUsb(RawUsbPrinter),
    Serial(SerialLine),
    Network(String),
}

/// A wire to a device.
#[derive(Debug)]
pub struct DeviceWire {
    device: Device,
    state: State,
    /// The number of the last link.
    links: u32,
    /// How often the device was looked for in vain, or was lost before it said a word.
    failures: u32,
    /// The trouble that was noted last: the same is not noted again.
    noted: Option<WireError>,
    /// Something has changed that [`DeviceWire::changed`] has not told yet.
    news: bool,
}

#[derive(Debug)]
enum State {
    /// It is looked for at this time.
    Away(Instant),
    /// One task is at it.
    Opening(JoinSet<Result<Found, Trouble>>),
    /// What comes until this time is thrown away.
    Settling(Line, Instant),
    Up(Line),
}

/// A device that was opened.
#[derive(Debug)]
enum Found {
    File(Opened),
    RawUsb(RawUsb),
}

/// The same under the eyes of the runtime.
#[derive(Debug)]
enum Line {
    File(Link),
    RawUsb(RawUsb),
}

impl Line {
    fn new(found: Found) -> Result<Self, Trouble> {
        match found {
            Found::File(opened) => Link::new(opened).map(Self::File),
            Found::RawUsb(usb) => Ok(Self::RawUsb(usb)),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::File(link) => link.write(bytes),
            Self::RawUsb(usb) => usb.write(bytes),
        }
    }

    fn read(&mut self) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::File(link) => link.read(),
            Self::RawUsb(usb) => usb.read(),
        }
    }

    async fn changed(&mut self) -> Result<(), Trouble> {
        match self {
            Self::File(link) => link.changed().await,
            Self::RawUsb(usb) => {
                usb.changed().await;
                Ok(())
            }
        }
    }
}

impl Device {
    /// The device that a cable leads to. `None` when it leads to a virtual printer.
    pub fn at(cable: &Cable, usb: UsbTree) -> Option<Self> {
        let port = match cable {
            Cable::Virtual => return None,
            Cable::Usb(printer) => Port::Usb(printer.clone(), usb),
            Cable::RawUsb(printer) => Port::RawUsb(printer.clone()),
            Cable::Serial(line) => Port::Serial(line.clone()),
            Cable::Network { address } => Port::Network(address.clone()),
        };
        Some(Self { name: cable.to_string(), port })
    }

    /// Opens it elsewhere: a device that does not answer can keep the kernel busy for seconds.
    fn open(&self) -> JoinSet<Result<Found, Trouble>> {
        let mut task = JoinSet::new();
        match self.port.clone() {
            Port::Usb(printer, tree) => {
                task.spawn_blocking(move || usb::open(&printer, &tree).map(Found::File))
            }
            Port::RawUsb(printer) => task.spawn_blocking(move || raw_usb::open(&printer).map(Found::RawUsb)),
            Port::Serial(line) => task.spawn_blocking(move || serial::open(&line).map(Found::File)),
            Port::Network(address) => {
                task.spawn(async move { network::connect(&address).await.map(Found::File) })
            }
        };
        task
    }
}

impl DeviceWire {
    /// A wire to a device that is looked for at once.
    pub fn new(device: Device) -> Self {
        let state = State::Away(Instant::now());
        Self { device, state, links: 0, failures: 0, noted: None, news: false }
    }

    /// The number of the link, if there is one.
    pub fn connection(&self) -> Option<u32> {
        match self.state {
            State::Away(_) | State::Opening(_) | State::Settling(..) => None,
            State::Up(_) => Some(self.links),
        }
    }

    /// Whether the device was looked for and is not there.
    pub fn is_missing(&self) -> bool {
        self.connection().is_none() && self.noted.is_some()
    }

    /// Why the device is not there.
    pub fn trouble(&self) -> Option<&WireError> {
        self.noted.as_ref()
    }

    /// Gives how many bytes the device took.
    pub fn write(&mut self, bytes: &[u8]) -> usize {
        match &mut self.state {
            State::Away(_) | State::Opening(_) | State::Settling(..) => 0,
            State::Up(link) => link.write(bytes),
        }
    }

    /// Takes some of what has come.
    pub fn read(&mut self) -> Vec<u8> {
        let State::Up(link) = &mut self.state else { return Vec::new() };
        match link.read() {
            Ok(bytes) => {
                if !bytes.is_empty() {
                    self.failures = 0;
                }
                bytes
            }
            Err(trouble) => {
                self.lose(trouble);
                Vec::new()
            }
        }
    }

    /// Lets the device go, and looks for it again: what is under way is lost with the link.
    pub fn open_anew(&mut self) {
        self.news |= self.connection().is_some();
        // Others may see it closed a little later.
        self.state = State::Away(Instant::now() + SETTLE);
        self.failures = 0;
    }

    /// Goes on looking for the device, and returns when there is something to do for the caller.
    pub async fn changed(&mut self) {
        while !std::mem::take(&mut self.news) {
            match &mut self.state {
                State::Away(until) => {
                    sleep_until(*until).await;
                    self.state = State::Opening(self.device.open());
                }
                State::Opening(task) => match task.join_next().await {
                    Some(Ok(opened)) => match opened.and_then(Line::new) {
                        Ok(link) => self.state = State::Settling(link, Instant::now() + SETTLE),
                        Err(trouble) => self.lose(trouble),
                    },
                    Some(Err(error)) => {
                        let device = &self.device.name;
                        tracing::error!(device, "{device}: the attempt to open it has ended: {error}");
                        self.lose(Trouble::HungUp);
                    }
                    None => self.state = State::Away(Instant::now() + BACK_OFF),
                },
                State::Settling(link, until) => {
                    let settled = tokio::select! {
                        biased;
                        trouble = drain(link) => Some(trouble),
                        () = sleep_until(*until) => None,
                    };
                    match settled {
                        Some(trouble) => self.lose(trouble),
                        None => self.rise(),
                    }
                }
                State::Up(link) => {
                    // A device that always has something to say must not keep the others waiting.
                    tokio::task::coop::consume_budget().await;
                    let trouble = link.changed().await.err();
                    if let Some(trouble) = trouble {
                        self.lose(trouble);
                    }
                    self.news = true;
                }
            }
        }
    }

    fn rise(&mut self) {
        let State::Settling(link, _) = std::mem::replace(&mut self.state, State::Away(Instant::now())) else {
            return;
        };
        self.state = State::Up(link);
        self.links = self.links.wrapping_add(1);
        self.news = true;
        self.noted = None;
        tracing::info!(device = self.device.name, "{}: connected", self.device.name);
    }

    /// The device is not there, or no longer.
    fn lose(&mut self, trouble: Trouble) {
        self.news |= self.connection().is_some();
        self.state = State::Away(Instant::now() + back_off(self.failures));
        self.failures = self.failures.saturating_add(1);
        let error = WireError { device: self.device.name.clone(), trouble };
        if self.noted.as_ref().map(ToString::to_string) != Some(error.to_string()) {
            self.news = true;
            let operation = error.trouble.operation().map(display);
            tracing::warn!(device = error.device, operation, why = %error.trouble, "{error}");
            self.noted = Some(error);
        }
    }
}

/// Throws away what comes, until the device is lost.
async fn drain(link: &mut Line) -> Trouble {
    loop {
        match link.read() {
            Ok(bytes) if bytes.is_empty() => {}
            Ok(_) => continue,
            Err(trouble) => return trouble,
        }
        if let Err(trouble) = link.changed().await {
            return trouble;
        }
    }
}

/// How long to leave a device alone that has failed so often.
fn back_off(failures: u32) -> Duration {
    BACK_OFF.saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX)).min(BACK_OFF_MAX)
}
