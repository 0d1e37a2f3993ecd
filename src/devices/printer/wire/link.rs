//! An open device: bytes in and out without waiting, and the wait for the next chance.

use super::error::{Operation, Trouble};
use super::serial::Dsr;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{QueueSelector, tcflush};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::Path;
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::time::{Instant, sleep_until};

/// No printer has so much to say in one [`WINDOW`]: more is read later.
pub(super) const WINDOW_BYTES: usize = 4 * 1024;
const WINDOW: Duration = Duration::from_millis(100);
const READ_BYTES: usize = 512;

/// A device that was opened, in non-blocking mode.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) file: OwnedFd,
    pub(super) kind: Kind,
}

/// What is special about it.
#[derive(Debug)]
pub(super) enum Kind {
    /// Reading nothing is an empty packet, and not the end.
    Usb,
    /// Perhaps with a DSR that has to be asked.
    Serial(Option<Dsr>),
    Network,
}

/// Opens a device file, without waiting for a modem or becoming its terminal's subject.
pub(super) fn open_file(path: &Path) -> Result<OwnedFd, Trouble> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    rustix::fs::open(path, flags, Mode::empty()).map_err(Trouble::refused(Operation::Open))
}

/// How much may still be read, and until when that holds.
#[derive(Debug)]
pub(super) struct Window {
    bytes: usize,
    until: Instant,
}

impl Window {
    /// Opens at this time.
    pub(super) fn closed(until: Instant) -> Self {
        Self { bytes: 0, until }
    }

    /// How much may be read now.
    pub(super) fn room(&mut self, now: Instant) -> usize {
        if now >= self.until {
            *self = Self { bytes: WINDOW_BYTES, until: now + WINDOW };
        }
        self.bytes
    }

    /// So much was read.
    pub(super) fn spend(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Nothing more is read in this one.
    pub(super) fn close(&mut self) {
        self.bytes = 0;
    }

    /// Returns when something may be read, whether there is something or not.
    pub(super) async fn opened(&self) {
        if self.bytes == 0 {
            sleep_until(self.until).await;
        }
    }
}

/// A device under the eyes of the runtime.
#[derive(Debug)]
pub(super) struct Link {
    /// The last write took not everything. Watched only then: a device that has room again after each write, which most
    /// have at once, would wake the processor for nothing. The file itself has to be the last that is closed.
    full: Option<AsyncFd<OwnedFd>>,
    /// And nobody was told since that there is room.
    untold: bool,
    io: AsyncFd<File>,
    kind: Kind,
    window: Window,
    /// Writing has failed. What the printer said before can still be read.
    failed: Option<Trouble>,
}

impl Link {
    /// Must be called within a runtime.
    pub(super) fn new(opened: Opened) -> Result<Self, Trouble> {
        let Opened { file, kind } = opened;
        let drains = matches!(kind, Kind::Serial(_));
        let io = watch(File { file: Some(file), drains }, Interest::READABLE)
            .map_err(|source| Trouble::Refused { operation: Operation::Watch, source })?;
        Ok(Self { full: None, untold: false, io, kind, window: Window::closed(Instant::now()), failed: None })
    }

    /// Gives how many bytes the device took. Trouble is told by the next [`Link::read`] that finds nothing.
    pub(super) fn write(&mut self, bytes: &[u8]) -> usize {
        if self.failed.is_some() {
            return 0;
        }
        match self.try_write(bytes) {
            Ok(taken) => taken,
            Err(trouble) => {
                self.failed = Some(trouble);
                0
            }
        }
    }

    fn try_write(&mut self, bytes: &[u8]) -> Result<usize, Trouble> {
        let now = Instant::now();
        let room = match &mut self.kind {
            Kind::Usb | Kind::Serial(None) | Kind::Network => usize::MAX,
            Kind::Serial(Some(dsr)) => {
                dsr.room(now).map_err(|source| Trouble::Refused { operation: Operation::ReadDsr, source })?
            }
        };
        let offered = &bytes[..bytes.len().min(room)];
        let taken = if offered.is_empty() { 0 } else { self.offer(offered)?.unwrap_or(0) };
        if let Kind::Serial(Some(dsr)) = &mut self.kind
            && taken > 0
        {
            dsr.pace.sent(now, taken);
        }
        self.untold = taken < bytes.len();
        if taken == bytes.len() {
            self.full = None;
        } else if self.full.is_none() {
            let watched = self
                .io
                .get_ref()
                .as_fd()
                .try_clone_to_owned()
                .and_then(|file| watch(file, Interest::WRITABLE));
            self.full = Some(watched.map_err(refused_to_watch)?);
        }
        Ok(taken)
    }

    /// Writes what has room. `None` when nothing has.
    fn offer(&self, bytes: &[u8]) -> Result<Option<usize>, Trouble> {
        let write = |file: BorrowedFd<'_>| match rustix::io::write(file, bytes) {
            // What `usblp` says to a write while the paper is out.
            Err(Errno::NOSPC) => Err(Errno::AGAIN.into()),
            result => result.map_err(io::Error::from),
        };
        attempt(Operation::Write, || match &self.full {
            Some(watched) => watched.try_io(Interest::WRITABLE, |file| write(file.as_fd())),
            None => write(self.io.get_ref().as_fd()),
        })
    }

    /// Gives some of what has come; nothing when there is nothing now.
    pub(super) fn read(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut bytes = vec![0; READ_BYTES.min(self.window.room(Instant::now()))];
        if bytes.is_empty() {
            return Ok(bytes);
        }
        if let Some(trouble) = self.failed.take() {
            // The runtime may not know yet that there is something.
            let count = rustix::io::read(self.io.get_ref(), &mut bytes[..]).unwrap_or(0);
            if count == 0 {
                return Err(trouble);
            }
            self.failed = Some(trouble);
            bytes.truncate(count);
            return Ok(bytes);
        }
        let count = attempt(Operation::Read, || {
            self.io.try_io(Interest::READABLE, |file| Ok(rustix::io::read(file, &mut bytes[..])?))
        })?;
        match count {
            None => bytes.clear(),
            Some(0) => {
                if !matches!(self.kind, Kind::Usb) || self.is_hung_up()? {
                    return Err(Trouble::HungUp);
                }
                // Some printers send empty packets without end.
                self.window.close();
                bytes.clear();
            }
            Some(count) => {
                self.window.spend(count);
                bytes.truncate(count);
            }
        }
        Ok(bytes)
    }

    /// Returns when [`Link::read`] may give something, or [`Link::write`] take what it did not take last.
    pub(super) async fn changed(&mut self) -> Result<(), Trouble> {
        if self.failed.is_some() {
            self.window.opened().await;
            return Ok(());
        }
        let watched = tokio::select! {
            watched = self.readable() => watched,
            watched = self.writable(), if self.untold => {
                self.untold = false;
                watched
            }
        };
        watched.map_err(refused_to_watch)
    }

    async fn readable(&self) -> io::Result<()> {
        self.window.opened().await;
        self.io.readable().await.map(|mut ready| ready.retain_ready())
    }

    /// Returns when what was not taken last may be taken.
    async fn writable(&self) -> io::Result<()> {
        let Some(watched) = &self.full else { return std::future::pending().await };
        if let Kind::Serial(Some(dsr)) = &self.kind {
            sleep_until(dsr.pace.next).await;
        }
        watched.writable().await.map(|mut ready| ready.retain_ready())
    }

    fn is_hung_up(&self) -> Result<bool, Trouble> {
        let mut polled = [PollFd::new(self.io.get_ref(), PollFlags::IN)];
        poll(&mut polled, Some(&Timespec::default())).map_err(Trouble::refused(Operation::Watch))?;
        Ok(polled[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL))
    }
}

/// `None` when the device is not ready for it.
fn attempt(
    operation: Operation,
    mut act: impl FnMut() -> io::Result<usize>,
) -> Result<Option<usize>, Trouble> {
    loop {
        return match act() {
            Ok(count) => Ok(Some(count)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => Err(Trouble::Refused { operation, source }),
        };
    }
}

fn refused_to_watch(source: io::Error) -> Trouble {
    Trouble::Refused { operation: Operation::Watch, source }
}

#[allow(
    deprecated,
    reason = "what replaces it is unsafe, because not every `AsRawFd` keeps its descriptor; these do"
)]
fn watch<T: AsRawFd>(file: T, interest: Interest) -> io::Result<AsyncFd<T>> {
    AsyncFd::with_interest(file, interest)
}

/// A file that is closed without waiting.
#[derive(Debug)]
struct File {
    /// Taken when it is closed.
    file: Option<OwnedFd>,
    /// The kernel closes it only when all bytes are sent, or after half a minute.
    drains: bool,
}

impl AsFd for File {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_ref().expect("it is taken when it is dropped").as_fd()
    }
}

impl AsRawFd for File {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let Some(file) = self.file.take().filter(|_| self.drains) else { return };
        // Not every driver can throw away what it has; then another thread waits.
        let _ = tcflush(&file, QueueSelector::OFlush);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn_blocking(move || drop(file));
        }
    }
}
