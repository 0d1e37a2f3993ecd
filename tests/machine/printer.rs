//! A printer at the far end of a device file: the crate's virtual printer, and a thread that is its interface.
//!
//! The printer has a power supply of its own: when its cable is pulled out it keeps what it has received, and prints on.
//! What it says meanwhile nobody hears. The interface lives on the cable, and loses what it had.

use super::gadget::Gadget;
use rinda::devices::virtual_printer::{Mechanics, VirtualPrinter};
use rinda::domain::printer_profile::PrinterProfile;
use rinda::slip::bitmap::Bitmap;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, read, write};
use rustix::termios::{OptionalActions, isatty, tcgetattr, tcsetattr};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the interface looks at both of its sides when nothing comes.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// The most that is taken at once: all that one buffer of the printer gadget has. What is left of one when the cable is
/// pulled out breaks the gadget's driver (Linux 6.1).
pub(crate) const PACKET_BYTES: usize = 8192;
/// Begins the first command of a job, and none of those that are sent without one.
const ESC: u8 = 0x1b;

/// A printer. Ends with the value.
pub(crate) struct Printer {
    inside: Arc<Inside>,
    interface: Option<JoinHandle<()>>,
}

struct Inside {
    path: PathBuf,
    printer: Mutex<VirtualPrinter>,
    /// How many bytes are still taken before the interface jams, if it shall.
    until_jam: Mutex<Option<usize>>,
    /// When packets came in which a job began.
    job_packets: Mutex<Vec<Instant>>,
    began: Instant,
    plugged: AtomicBool,
    /// The device file is closed, because the cable is out.
    closed: AtomicBool,
    ended: AtomicBool,
}

impl Printer {
    /// A printer with a new roll, whose end of the cable is this device file whenever there is one.
    pub(crate) fn new(path: &str, profile: PrinterProfile, speed_mm_s: u32) -> Self {
        let mechanics = Mechanics { speed_mm_s, ..Mechanics::default() };
        let inside = Arc::new(Inside {
            path: path.into(),
            printer: Mutex::new(VirtualPrinter::new(profile, mechanics)),
            until_jam: Mutex::new(None),
            job_packets: Mutex::default(),
            began: Instant::now(),
            plugged: AtomicBool::new(true),
            closed: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        });
        let behind = Arc::clone(&inside);
        Self { inside, interface: Some(std::thread::spawn(move || behind.serve())) }
    }

    /// Does something to the printer by hand; the time is the printer's own.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut VirtualPrinter, u64) -> T) -> T {
        act(&mut self.inside.printer.lock().unwrap(), self.inside.now_ms())
    }

    /// Pulls the cable out. The device file must be closed before it is put in again, or the gadget's driver trips over
    /// itself (Linux 6.1).
    pub(crate) fn unplug(&self, gadget: &Gadget) {
        gadget.unplug();
        self.inside.closed.store(false, Ordering::SeqCst);
        self.inside.plugged.store(false, Ordering::SeqCst);
        while !self.inside.closed.load(Ordering::SeqCst) {
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Puts it in again.
    pub(crate) fn plug_in(&self, gadget: &Gadget) {
        gadget.plug_in();
        self.inside.plugged.store(true, Ordering::SeqCst);
    }

    /// The interface takes so many bytes more, rounded up to a packet, and then none until [`Printer::unjam`].
    pub(crate) fn jam_after(&self, bytes: usize) {
        *self.inside.until_jam.lock().unwrap() = Some(bytes);
    }

    /// Whether it takes nothing.
    pub(crate) fn is_jammed(&self) -> bool {
        *self.inside.until_jam.lock().unwrap() == Some(0)
    }

    /// It takes bytes again.
    pub(crate) fn unjam(&self) {
        *self.inside.until_jam.lock().unwrap() = None;
    }

    /// When the first bytes of a job came after this time, if they have.
    pub(crate) fn job_after(&self, time: Instant) -> Option<Instant> {
        self.inside.job_packets.lock().unwrap().iter().copied().find(|&came| came > time)
    }

    /// How many pieces of paper have just this on them.
    pub(crate) fn count(&self, picture: &Bitmap) -> usize {
        let printer = self.inside.printer.lock().unwrap();
        printer.pieces().iter().filter(|piece| piece.picture == *picture).count()
    }

    /// How many pieces of paper have come out.
    pub(crate) fn pieces(&self) -> usize {
        self.inside.printer.lock().unwrap().pieces().len()
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        self.inside.ended.store(true, Ordering::SeqCst);
        let ended = self.interface.take().map(JoinHandle::join);
        assert!(
            ended.is_none_or(|end| end.is_ok()) || std::thread::panicking(),
            "the interface has panicked"
        );
    }
}

impl Inside {
    fn serve(&self) {
        let (mut device, mut waiting) = (None, Vec::new());
        while !self.ended.load(Ordering::SeqCst) {
            let plugged = self.plugged.load(Ordering::SeqCst);
            if plugged {
                device = device.or_else(|| open_raw(&self.path, OFlags::NONBLOCK).ok());
            } else {
                (device, waiting) = (None, Vec::new());
                self.printer.lock().unwrap().read(self.now_ms());
                self.closed.store(true, Ordering::SeqCst);
            }
            if device.as_ref().is_some_and(|file| self.pass(file, &mut waiting).is_err()) {
                // Nobody is at the other end of the cable. The file is another one when there is somebody.
                device = None;
            }
            match &device {
                Some(file) if waiting.is_empty() && *self.until_jam.lock().unwrap() != Some(0) => {
                    let mut polled = [PollFd::new(file, PollFlags::IN)];
                    poll(&mut polled, Some(&Timespec::try_from(LOOK_EVERY).unwrap())).unwrap();
                }
                Some(_) | None => std::thread::sleep(LOOK_EVERY),
            }
        }
    }

    fn pass(&self, file: &OwnedFd, waiting: &mut Vec<u8>) -> rustix::io::Result<()> {
        let mut until_jam = self.until_jam.lock().unwrap();
        let mut printer = self.printer.lock().unwrap();
        if waiting.is_empty() && *until_jam != Some(0) {
            let mut packet = vec![0; PACKET_BYTES];
            match read(file, &mut packet[..]) {
                Ok(0) => return Err(Errno::NODEV),
                Ok(count) => {
                    if packet[..count].contains(&ESC) {
                        self.job_packets.lock().unwrap().push(Instant::now());
                    }
                    *waiting = packet[..count].to_vec();
                }
                Err(Errno::AGAIN) => {}
                Err(error) => return Err(error),
            }
            *until_jam = until_jam.map(|rest| rest.saturating_sub(waiting.len()));
        }
        let taken = printer.write(self.now_ms(), waiting);
        waiting.drain(..taken);
        let answers = printer.read(self.now_ms());
        if !answers.is_empty() {
            write(file, &answers)?;
        }
        Ok(())
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap()
    }
}

/// Opens a device file; one that is a terminal passes all bytes as they are.
pub(crate) fn open_raw(path: &Path, more: OFlags) -> rustix::io::Result<OwnedFd> {
    let file = open(path, OFlags::RDWR | OFlags::NOCTTY | more, Mode::empty())?;
    if isatty(&file) {
        let mut settings = tcgetattr(&file)?;
        settings.make_raw();
        tcsetattr(&file, OptionalActions::Now, &settings)?;
    }
    Ok(file)
}
