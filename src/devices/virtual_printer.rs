//! A ticket printer without hardware.
//!
//! **Model.** Bytes arrive at an interface, which carries out real-time commands at once, wherever they stand. The rest
//! waits in a bounded receive buffer until the mechanism has time for it: rows, feeds and
//! cuts take as long as they do in a real one. Answers share one stream back. Status bytes are those that were measured on
//! an emulator of an Epson.
//!
//! **Invariants.** It is no nicer than a real printer. A full buffer takes nothing more; what was received before the
//! paper ended is printed after the refill, unless it was cleared; a job under way when trouble comes stays half printed;
//! paper that was not parted goes on with the next job; its sensors may lie ([`Lies`]). What the decoder does not know stops
//! the printer until its power is switched.
//!
//! **Deliberately not here.** Threads and clocks: every method takes the steady time, and whoever owns the printer calls
//! again at [`VirtualPrinter::poll_deadline`].

mod interface;
mod lies;
pub mod line;
mod mechanism;
mod paper;

pub use lies::{Lies, PaperLie};
pub use paper::{Ending, PIECES_MAX, Piece};

use crate::domain::printer_profile::{Clear, PrinterProfile, StatusReport};
use crate::slip::bitmap::Bitmap;
use crate::slip::decode::{DecodeError, Decoder};
use crate::slip::escpos::{AUTOMATIC_STATUS, CLEAR_BUFFER, CLEARED, FULL_STATUS};
use interface::{Interface, RealTime};
use paper::Paper;
use std::collections::VecDeque;

/// What makes one printer differ from another beside its profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mechanics {
    /// Room for bytes that wait to be printed.
    pub buffer_bytes: usize,
    /// Whether real-time commands still arrive when the buffer is full, as on serial lines and not on every USB one.
    pub real_time_when_full: bool,
    /// Whether it tells its status whenever that changes, without being asked (set by a switch on its bottom).
    pub automatic_status: bool,
    /// How fast it prints.
    pub speed_mm_s: u32,
    /// How long a cut takes.
    pub cut_ms: u32,
    /// Length of a new roll.
    pub roll_mm: u32,
    /// The sensor sees the end when less than this is left.
    pub near_end_mm: u32,
}

impl Default for Mechanics {
    /// A common 80 mm receipt printer with a new roll.
    fn default() -> Self {
        Self {
            buffer_bytes: 16 * 1024,
            real_time_when_full: true,
            automatic_status: false,
            speed_mm_s: 150,
            cut_ms: 250,
            roll_mm: 80_000,
            near_end_mm: 4_000,
        }
    }
}

/// How often the owner is asked to look after a printer that works, at most.
const STEP_MS: u64 = 10;

/// Answers that wait to be read; more are lost, as in real printers.
const ANSWER_BYTES_MAX: usize = 256;

/// A printer.
#[derive(Debug)]
pub struct VirtualPrinter {
    profile: PrinterProfile,
    mechanics: Mechanics,
    interface: Interface,
    decoder: Decoder,
    /// What the mechanism still has to do before the next instruction.
    steps: VecDeque<Step>,
    /// The mechanism is at work until then.
    busy_until_us: u64,
    now_ms: u64,
    paper: Paper,
    answers: Vec<u8>,
    automatic_status: Option<[u8; 4]>,
    power_ons: u32,
    powered: bool,
    cover_open: bool,
    offline: bool,
    silent: bool,
    cutter: Cutter,
    overheated: bool,
    broken: bool,
    jammed: bool,
    lies: Lies,
    /// A slip that is held out, and until when.
    held_out: Option<HeldOut>,
    fault: Option<DecodeError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// What was set of text, from this row on.
    Print {
        picture: Bitmap,
        row: usize,
    },
    /// So many white rows.
    Feed(u32),
    /// So many rows that lie between print head and cutter.
    FeedToCutter(u32),
    Cut,
    HoldOut {
        timeout_s: u8,
    },
}

/// A slip that is held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct HeldOut {
    /// Then it is drawn back or pushed out; `None` is never.
    until_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cutter {
    Free,
    /// The next cut will not end.
    Dull,
    Blocked,
}

impl VirtualPrinter {
    /// A printer that is on, with a new roll.
    pub fn new(profile: PrinterProfile, mechanics: Mechanics) -> Self {
        let mut printer = Self {
            profile,
            mechanics,
            interface: Interface::new(&profile, mechanics.buffer_bytes, mechanics.real_time_when_full),
            decoder: Decoder::new(&profile),
            steps: VecDeque::new(),
            busy_until_us: 0,
            now_ms: 0,
            paper: Paper::new(profile.width_dots, profile.rows(mechanics.roll_mm)),
            answers: Vec::new(),
            automatic_status: None,
            power_ons: 1,
            powered: true,
            cover_open: false,
            offline: false,
            silent: false,
            cutter: Cutter::Free,
            overheated: false,
            broken: false,
            jammed: false,
            lies: Lies::default(),
            held_out: None,
            fault: None,
        };
        printer.start_automatic_status(mechanics.automatic_status);
        printer
    }

    /// Whether the host sees a printer at its end of the cable, and which: the number changes when the power was off in
    /// between, as a USB device is another one after it was unplugged.
    pub fn connection(&self) -> Option<u32> {
        self.powered.then_some(self.power_ons)
    }

    /// Sends bytes to the printer; gives how many it took. The rest must be sent again later.
    pub fn write(&mut self, now_ms: u64, bytes: &[u8]) -> usize {
        self.advance(now_ms);
        if !self.powered {
            return 0;
        }
        let mut taken = 0;
        loop {
            let (more, command) = self.interface.take(&bytes[taken..]);
            taken += more;
            match command {
                Some(RealTime::Status(FULL_STATUS)) => {
                    if self.profile.status == StatusReport::CustomFull {
                        let status = self.full_status();
                        self.answer(&status);
                    }
                }
                Some(RealTime::Status(n)) => {
                    let status = self.real_time_status(n);
                    self.answer(&[status]);
                }
                Some(RealTime::Recover { forget }) => self.recover(forget),
                Some(RealTime::Clear) if self.profile.clear == Clear::DleDc4 => {
                    self.forget();
                    self.answer(&CLEARED);
                }
                Some(RealTime::Clear) => {
                    self.fault = Some(DecodeError::Unknown { offset: 0, bytes: CLEAR_BUFFER.to_vec() });
                }
                None => break,
            }
        }
        self.advance(now_ms);
        taken
    }

    /// Takes the answers that have come since the last call.
    pub fn read(&mut self, now_ms: u64) -> Vec<u8> {
        self.advance(now_ms);
        std::mem::take(&mut self.answers)
    }

    /// When to call [`VirtualPrinter::read`] or [`VirtualPrinter::write`] next: an answer or room may have come by then.
    /// `None` when nothing will change without a call.
    pub fn poll_deadline(&self) -> Option<u64> {
        let at_work = self.can_work() && (!self.steps.is_empty() || !self.interface.buffer.is_empty());
        let work_ms = at_work.then(|| self.busy_until_us.div_ceil(1000).max(self.now_ms + STEP_MS));
        let held_ms = self.held_out.filter(|_| self.powered).and_then(|held| held.until_ms);
        [work_ms, held_ms].into_iter().flatten().min()
    }

    /// The newest pieces of paper that came out, at most [`PIECES_MAX`], the oldest first.
    pub fn pieces(&self) -> &VecDeque<Piece> {
        self.paper.pieces()
    }

    /// What hangs in its mouth.
    pub fn mouth(&self) -> &Bitmap {
        self.paper.mouth()
    }

    /// What is left of the roll.
    pub fn roll_mm(&self) -> u32 {
        u32::try_from(u64::from(self.paper.roll_rows) * 254 / (u64::from(self.profile.dpi) * 10))
            .unwrap_or(u32::MAX)
    }

    /// Whether it holds bytes of a job that it has not dealt with. A wish to be told changes harms nobody.
    pub fn holds_bytes(&self) -> bool {
        let buffer = &self.interface.buffer;
        let wishes = AUTOMATIC_STATUS.iter().cycle().take(buffer.len());
        !self.steps.is_empty() || buffer.iter().ne(wishes) || self.decoder.finish().is_err()
    }

    /// What it was sent and did not understand.
    pub fn fault(&self) -> Option<&DecodeError> {
        self.fault.as_ref()
    }

    /// Puts in another roll; what hung in the mouth comes off.
    pub fn load_roll(&mut self, now_ms: u64, length_mm: u32) {
        self.change(now_ms, |printer| {
            printer.paper.part(Ending::Torn, now_ms);
            printer.paper.roll_rows = printer.profile.rows(length_mm);
        });
    }

    /// Leaves at most so much of the roll that is in.
    pub fn shorten_roll(&mut self, now_ms: u64, length_mm: u32) {
        self.change(now_ms, |printer| {
            printer.paper.roll_rows = printer.paper.roll_rows.min(printer.profile.rows(length_mm));
        });
    }

    /// Tears off what hangs in the mouth.
    pub fn tear(&mut self, now_ms: u64) {
        self.change(now_ms, |printer| printer.paper.part(Ending::Torn, now_ms));
    }

    /// Opens or closes the cover.
    pub fn set_cover_open(&mut self, now_ms: u64, open: bool) {
        self.change(now_ms, |printer| printer.cover_open = open);
    }

    /// Puts it off line, as its button does.
    pub fn set_offline(&mut self, now_ms: u64, offline: bool) {
        self.change(now_ms, |printer| printer.offline = offline);
    }

    /// Breaks the line on which it answers; it goes on printing.
    pub fn set_silent(&mut self, now_ms: u64, silent: bool) {
        self.change(now_ms, |printer| printer.silent = silent);
    }

    /// Makes its head too hot, or lets it cool down; then it goes on where it was.
    pub fn set_overheated(&mut self, now_ms: u64, overheated: bool) {
        self.change(now_ms, |printer| printer.overheated = overheated);
    }

    /// Makes paper jam, or pulls it out.
    pub fn set_jammed(&mut self, now_ms: u64, jammed: bool) {
        self.change(now_ms, |printer| printer.jammed = jammed);
    }

    /// What it says about itself that is not so.
    pub fn lies(&self) -> Lies {
        self.lies
    }

    /// Lets it say things about itself that are not so.
    pub fn set_lies(&mut self, now_ms: u64, lies: Lies) {
        self.change(now_ms, |printer| printer.lies = lies);
    }

    /// How many rows it has printed on nothing.
    pub fn rows_on_nothing(&self) -> u64 {
        self.paper.rows_on_nothing
    }

    /// Takes the slip that is held out, if there is one.
    pub fn take_slip(&mut self, now_ms: u64) {
        self.change(now_ms, |printer| printer.held_out = None);
    }

    /// Breaks something inside, or repairs it.
    pub fn set_broken(&mut self, now_ms: u64, broken: bool) {
        self.change(now_ms, |printer| printer.broken = broken);
    }

    /// Lets the cutter get stuck at its next cut, or frees it.
    pub fn set_cutter_blocked(&mut self, now_ms: u64, blocked: bool) {
        self.change(now_ms, |printer| match (blocked, printer.cutter) {
            (true, Cutter::Free) => printer.cutter = Cutter::Dull,
            (true, Cutter::Dull | Cutter::Blocked) => {}
            (false, Cutter::Free | Cutter::Dull | Cutter::Blocked) => printer.cutter = Cutter::Free,
        });
    }

    /// Switches the power. Without it everything that was received is lost; the paper stays where it is.
    pub fn set_power(&mut self, now_ms: u64, on: bool) {
        self.change(now_ms, |printer| {
            if printer.powered == on {
                return;
            }
            printer.powered = on;
            printer.forget();
            printer.fault = None;
            printer.answers.clear();
            printer.power_ons += u32::from(on);
            printer.start_automatic_status(on && printer.mechanics.automatic_status);
        });
    }
}

#[cfg(test)]
mod tests;
