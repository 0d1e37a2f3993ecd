//! The far ends of wires, made of what the kernel has: terminals and sockets, with the house's own printer behind them.

use super::super::{Device, DeviceWire, UsbTree, Wire};
use crate::config::board::printer::{Cable, FlowControl, SerialLine, UsbPrinter};
use crate::devices::printer::conversation::Report;
use crate::devices::printer::exchange::Exchange;
use crate::devices::virtual_printer::line::PrinterLine;
use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
use crate::domain::command::SlipOutcome;
use crate::domain::ids::JobId;
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::{Mode, PrinterProfile};
use crate::slip::bitmap::Bitmap;
use crate::slip::escpos::encode;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

pub(in crate::devices) const PROFILE: PrinterProfile =
    PrinterProfile { width_dots: 384, ..PrinterProfile::COMMON };
/// What has not come by then will not.
const PATIENCE: Duration = Duration::from_secs(100);

/// How a printer is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::devices) enum Medium {
    Serial(FlowControl),
    /// A line as a kernel makes it, which echoes until it is set, with a printer that knows letters.
    EchoingSerial,
    UsbPath,
    UsbId,
    Network,
}

/// A printer, and what leads to it.
pub(in crate::devices) struct Bench {
    pub(in crate::devices) printer: PrinterLine,
    medium: Medium,
    folder: Folder,
    listener: Arc<TcpListener>,
    /// How many bytes have come through the cable.
    pub(in crate::devices) heard: watch::Receiver<usize>,
    hear: watch::Sender<usize>,
    cable: JoinSet<()>,
    _wheels: JoinSet<()>,
}

impl Bench {
    /// A printer whose cable is not plugged in.
    pub(in crate::devices) fn new(medium: Medium, mechanics: Mechanics) -> Self {
        let mode = if medium == Medium::EchoingSerial { Mode::Text } else { PROFILE.mode };
        let profile = PrinterProfile { mode, ..PROFILE };
        let printer = PrinterLine::new(VirtualPrinter::new(profile, mechanics));
        let mut wheels = JoinSet::new();
        wheels.spawn(printer.clone().turn_wheels());
        let (hear, heard) = watch::channel(0);
        let folder = Folder::new();
        usb_device(&folder.0, 0, "04b8", "0e15");
        let (listener, cable) = (Arc::new(listen()), JoinSet::new());
        Self { printer, medium, folder, listener, heard, hear, cable, _wheels: wheels }
    }

    pub(in crate::devices) fn wire(&self) -> Wire {
        DeviceWire::new(Device::at(&self.cable_to(), self.usb()).unwrap()).into()
    }

    pub(in crate::devices) fn usb(&self) -> UsbTree {
        tree(&self.folder.0)
    }

    pub(in crate::devices) fn cable_to(&self) -> Cable {
        match self.medium {
            Medium::Serial(flow) => Cable::Serial(SerialLine { path: self.node(), baud: 115_200, flow }),
            Medium::EchoingSerial => {
                Cable::Serial(SerialLine { path: self.node(), baud: 115_200, flow: FlowControl::None })
            }
            Medium::UsbPath => Cable::Usb(UsbPrinter::Path(self.node())),
            Medium::UsbId => Cable::Usb(UsbPrinter::Id { vendor: 0x04b8, product: 0x0e15 }),
            Medium::Network => Cable::Network { address: self.listener.local_addr().unwrap().to_string() },
        }
    }

    pub(in crate::devices) fn plug_in(&mut self) {
        let (printer, hear) = (self.printer.clone(), self.hear.clone());
        match self.medium {
            Medium::Network => {
                let listener = Arc::clone(&self.listener);
                self.cable.spawn(async move {
                    let (socket, _) = listener.accept().await.unwrap();
                    socket.set_zero_linger().unwrap();
                    carry(OwnedFd::from(socket.into_std().unwrap()), printer, hear, false).await;
                });
            }
            Medium::Serial(_) | Medium::EchoingSerial | Medium::UsbPath | Medium::UsbId => {
                let echoes = self.medium == Medium::EchoingSerial;
                let (terminal, name) = if echoes { new_terminal() } else { terminal() };
                let _ = std::fs::remove_file(self.node());
                std::os::unix::fs::symlink(name, self.node()).unwrap();
                let xon_xoff = self.medium == Medium::Serial(FlowControl::XonXoff);
                self.cable.spawn(carry(terminal, printer, hear, xon_xoff));
            }
        }
    }

    /// Takes the cable out of the host. The printer keeps its power, and what it has received.
    pub(in crate::devices) async fn pull_out(&mut self) {
        self.cable.shutdown().await;
    }

    /// How many rows with this mark were printed, and on how many pieces; the last may hang in the mouth.
    pub(in crate::devices) fn printed(&self, mark: u8) -> (usize, usize) {
        self.printer.look(|printer| {
            assert_eq!(printer.fault(), None);
            let pieces = printer.pieces().iter().map(|piece| &piece.picture).chain([printer.mouth()]);
            let rows = pieces.map(|picture| {
                let marks = picture.bytes().chunks(picture.bytes_per_row()).map(|row| row[0]);
                let mut others: Vec<u8> = marks.clone().filter(|&other| other != 0).collect();
                others.dedup();
                assert!(others.len() <= 1, "{others:?} on one piece of paper");
                marks.filter(|&other| other == mark).count()
            });
            let rows: Vec<usize> = rows.filter(|&count| count > 0).collect();
            (rows.iter().sum(), rows.len())
        })
    }

    fn node(&self) -> PathBuf {
        self.folder.0.join("dev/lp0")
    }
}

/// Both sides of a conversation, and what was reported.
pub(in crate::devices) struct Desk {
    pub(in crate::devices) exchange: Exchange,
    pub(in crate::devices) states: Vec<PrinterState>,
    outcomes: BTreeMap<JobId, SlipOutcome>,
}

impl Desk {
    pub(in crate::devices) fn new(wire: Wire) -> Self {
        let exchange = Exchange::new(PROFILE, wire);
        Self { exchange, states: Vec::new(), outcomes: BTreeMap::new() }
    }

    /// Goes on until something is true.
    pub(in crate::devices) async fn until<T>(
        &mut self,
        what: &str,
        mut done: impl FnMut(&Self) -> Option<T>,
    ) -> T {
        let going_on = async {
            loop {
                self.exchange.move_bytes();
                while let Some(report) = self.exchange.poll_report() {
                    match report {
                        Report::State(state) => self.states.push(state),
                        Report::Slip { job, outcome } => {
                            assert_eq!(self.outcomes.insert(job, outcome), None, "one outcome per job");
                        }
                    }
                }
                if let Some(done) = done(self) {
                    return done;
                }
                self.exchange.changed().await;
            }
        };
        tokio::time::timeout(PATIENCE, going_on).await.unwrap_or_else(|_| panic!("{what} has not come"))
    }

    pub(in crate::devices) async fn ready(&mut self) {
        self.until("a ready printer", |desk| {
            (desk.states.last() == Some(&PrinterState::Ready)).then_some(())
        })
        .await;
    }

    /// Starts a job of which every row bears this mark.
    pub(in crate::devices) async fn start(&mut self, mark: u8, rows: usize) {
        self.until("room for a job", |desk| desk.exchange.can_start().then_some(())).await;
        let mut picture = Bitmap::new(384, 0);
        (0..rows).for_each(|_| picture.push_row(&[mark]));
        self.exchange.start(encode(JobId(mark.into()), &picture, &PROFILE)).unwrap();
    }

    pub(in crate::devices) async fn outcome(&mut self, mark: u8) -> SlipOutcome {
        self.until("an outcome", |desk| desk.outcomes.get(&JobId(mark.into())).copied()).await
    }
}

/// Carries bytes between a cable and a printer, until the cable is pulled out at the host or the task is dropped.
async fn carry(end: OwnedFd, printer: PrinterLine, heard: watch::Sender<usize>, xon_xoff: bool) {
    let end = watched(end);
    let mut changes = printer.changes();
    let (mut waiting, mut held) = (Vec::new(), false);
    loop {
        changes.mark_unchanged();
        let taken = printer.write(&waiting);
        waiting.drain(..taken);
        let mut answers = printer.read();
        if xon_xoff && held == waiting.is_empty() {
            held = !held;
            answers.insert(0, if held { 0x13 } else { 0x11 });
        }
        if say(&end, &answers).await.is_err() {
            return;
        }
        if waiting.is_empty() {
            let mut buffer = [0; 256];
            match end.try_io(Interest::READABLE, |end| Ok(rustix::io::read(end, &mut buffer)?)) {
                Ok(0) => return,
                Ok(count) => {
                    waiting.extend_from_slice(&buffer[..count]);
                    heard.send_modify(|heard| *heard += count);
                    tokio::task::yield_now().await;
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
        tokio::select! {
            _ = changes.changed() => {}
            _ = end.readable(), if waiting.is_empty() => {}
        }
    }
}

async fn say(end: &AsyncFd<OwnedFd>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = end.async_io(Interest::WRITABLE, |end| Ok(rustix::io::write(end, bytes)?)).await?;
        bytes = &bytes[count..];
    }
    Ok(())
}

#[allow(deprecated, reason = "what replaces it is unsafe")]
fn watched(end: OwnedFd) -> AsyncFd<OwnedFd> {
    rustix::io::ioctl_fionbio(&end, true).unwrap();
    AsyncFd::new(end).unwrap()
}

/// The far end of a raw terminal, and the file that is its near end.
pub(in crate::devices) fn terminal() -> (OwnedFd, PathBuf) {
    let (far, name) = new_terminal();
    let mut settings = tcgetattr(&far).unwrap();
    settings.make_raw();
    tcsetattr(&far, OptionalActions::Now, &settings).unwrap();
    (far, name)
}

/// The same of one that nobody has set.
fn new_terminal() -> (OwnedFd, PathBuf) {
    let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&far).unwrap();
    unlockpt(&far).unwrap();
    let name = ptsname(&far, Vec::new()).unwrap().into_string().unwrap();
    (far, name.into())
}

/// A listener whose connections take little in advance, as printers do.
pub(in crate::devices) fn listen() -> TcpListener {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2048).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket.listen(8).unwrap()
}

/// A folder that goes when it is dropped.
pub(in crate::devices) struct Folder(pub(in crate::devices) PathBuf);

impl Folder {
    pub(in crate::devices) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rinda-wire-{}-{count}", std::process::id()));
        std::fs::create_dir_all(path.join("dev")).unwrap();
        std::fs::create_dir_all(path.join("class")).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(in crate::devices) fn tree(folder: &Path) -> UsbTree {
    UsbTree { class: folder.join("class"), nodes: folder.join("dev") }
}

/// What sysfs shows of a printer: the class names an interface, and the ids stand one level above it.
pub(in crate::devices) fn usb_device(folder: &Path, number: u32, vendor: &str, product: &str) {
    let device = folder.join(format!("devices/1-{number}"));
    let interface = device.join(format!("1-{number}:1.0"));
    std::fs::create_dir_all(&interface).unwrap();
    std::fs::write(device.join("idVendor"), format!("{vendor}\n")).unwrap();
    std::fs::write(device.join("idProduct"), format!("{product}\n")).unwrap();
    let class = folder.join(format!("class/lp{number}"));
    std::fs::create_dir_all(&class).unwrap();
    std::os::unix::fs::symlink(interface, class.join("device")).unwrap();
}

/// Lets the clock jump: a wait for the next attempt ends at once.
pub(in crate::devices) async fn skip(duration: Duration) {
    tokio::time::pause();
    tokio::time::advance(duration).await;
    tokio::time::resume();
}

/// Lets a wire change until something is true of it.
pub(in crate::devices) async fn until<T>(
    wire: &mut Wire,
    what: &str,
    mut done: impl FnMut(&mut Wire) -> Option<T>,
) -> T {
    let changing = async {
        loop {
            if let Some(done) = done(wire) {
                return done;
            }
            wire.changed().await;
        }
    };
    tokio::time::timeout(PATIENCE, changing).await.unwrap_or_else(|_| panic!("{what} has not come"))
}
