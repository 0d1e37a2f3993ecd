//! A finished picture as bytes for a printer.
//!
//! **Model.** A job is: initialise, the picture in bands of raster (`GS v 0`), feed or cut, and a question whose answer
//! proves that all this was done. Commands are named as in Epson's ESC/POS reference.
//!
//! **Invariants.** A job never contains the first two bytes of a real-time command: printers carry these out wherever
//! they stand, also inside a picture. Where a picture would spell one, one dot of it stays white. No band is larger than
//! [`BAND_BYTES_MAX`].
//!
//! **Text.** For slow lines a job has text instead of the picture ([`typed`]); the rest is the same.
//!
//! **Deliberately not here.** What stands on a slip. The crate `escpos` puts commands together in memory and does nothing else: its
//! `print` repeats commands when it is called again, its `partial_cut` cuts all through, its status request has a stray
//! byte at the end, and its graphics would bring in an image library.

mod typed;

pub use typed::encode_typed;
pub(super) use typed::{CODE_PAGE, SINGLE_BYTES};

use super::bitmap::Bitmap;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::{Cut, CutCommand, Evidence, OnTimeout, Presenter, PrinterProfile};
use escpos::driver::Driver;
use escpos::printer::Printer;
use escpos::utils::Protocol;
use std::cell::RefCell;
use std::rc::Rc;

/// `GS a n`: say by yourself when paper, cover, errors or the line change. Answered with the state at once.
pub const AUTOMATIC_STATUS: [u8; 3] = [0x1d, 0x61, 0x0e];
/// Begins every real-time command (DLE).
pub const DLE: u8 = 0x10;
/// `DLE EOT n`: tell your status at once. Followed by n, 1 to 4.
pub const REAL_TIME_STATUS: [u8; 2] = [DLE, 0x04];
/// Followed by this, [`REAL_TIME_STATUS`] asks for the full status of Custom's printers, which is a block of six bytes.
pub const FULL_STATUS: u8 = 0x14;
/// The answer begins so.
pub const FULL_STATUS_HEAD: [u8; 2] = [DLE, 0x0f];
/// `DLE ENQ n`: recover from an error. Followed by n; 1 prints on, 2 forgets what was received.
pub const REAL_TIME_RECOVER: [u8; 2] = [DLE, 0x05];
/// `DLE DC4 8 …`: forget what was received and not printed yet. Answered by [`CLEARED`].
pub const CLEAR_BUFFER: [u8; 10] = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
/// The answer to [`CLEAR_BUFFER`].
pub const CLEARED: [u8; 3] = [0x37, 0x25, 0x00];
/// The answer to a job's id begins so, goes on with the id's four bytes, and ends with a zero.
pub const ECHO_HEAD: [u8; 2] = [0x37, 0x22];

/// `GS I n`: tell what you are called. Followed by n, 65 to 68.
pub const NAME: [u8; 2] = [0x1d, 0x49];
/// The answer to [`NAME`] begins so, goes on with the name, and ends with a zero.
pub const NAME_HEAD: [u8; 1] = [0x5f];

/// Most bytes of picture in one raster command. Some clones collect a whole command in a buffer of 4 KiB.
pub const BAND_BYTES_MAX: usize = 3 * 1024;

/// More than any command has before its data.
const COMMAND_BYTES_MAX: usize = 16;

/// A presenter counts in steps of this.
const PRESENTER_STEP_MM: u32 = 5;

/// What one line of `ESC d` feeds after `ESC @`: a sixth of an inch.
pub const LINES_PER_INCH: u32 = 6;

/// A slip, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// Under which id its outcome is reported.
    pub id: JobId,
    /// Everything that is sent.
    pub bytes: Vec<u8>,
    /// With fewer of the bytes than this, the picture cannot be whole.
    pub picture_bytes: usize,
    /// How long its picture is, in rows of dots.
    pub rows: u32,
    /// In less time than this, the picture cannot be whole.
    pub print_ms_min: u64,
}

impl std::fmt::Debug for PrintJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrintJob({}, {} bytes)", self.id, self.bytes.len())
    }
}

/// The bytes that bring this picture onto paper and ask for evidence. A picture that is too wide is cut off by the
/// printer.
pub fn encode(id: JobId, slip: &Bitmap, profile: &PrinterProfile) -> PrintJob {
    let mut builder = Builder::new(slip.bytes().len() + slip.bytes().len() / 256 + 64);
    builder.build(|printer| printer.init());
    let picture_bytes = {
        let mut bytes = builder.memory.borrow_mut();
        push_raster(&mut bytes, slip);
        bytes.len()
    };
    builder.part(profile, profile.presenter);
    builder.build(|printer| printer.custom(&evidence_request(id, profile.evidence)));
    let rows = u32::try_from(slip.height()).unwrap_or(u32::MAX);
    // The first row is on paper before the paper has moved.
    let print_ms_min = profile.print_ms_min(rows.saturating_sub(1));
    PrintJob { id, bytes: builder.finish(), picture_bytes, rows, print_ms_min }
}

/// The bytes that bring out white paper of this length, and part it from the roll if it shall be.
pub fn blank(id: JobId, length_mm: u32, is_parted: bool, profile: &PrinterProfile) -> PrintJob {
    let mut builder = Builder::new(32);
    builder.build(|printer| printer.init());
    builder.feed(length_mm);
    if is_parted {
        builder.part(profile, profile.presenter);
    }
    let picture_bytes = builder.memory.borrow().len();
    builder.build(|printer| printer.custom(&evidence_request(id, profile.evidence)));
    let rows = length_mm.saturating_mul(profile.dpi * 10) / 254;
    PrintJob { id, bytes: builder.finish(), picture_bytes, rows, print_ms_min: profile.print_ms_min(rows) }
}

/// The bytes that part half a slip, which may hang in the printer's mouth, from the one that comes next.
pub fn part_remnant(profile: &PrinterProfile) -> Vec<u8> {
    let mut builder = Builder::new(8);
    builder.build(|printer| printer.init());
    // Nobody waits for it.
    let away = |presenter| Presenter { timeout_s: 1, on_timeout: OnTimeout::Eject, ..presenter };
    builder.part(profile, profile.presenter.map(away));
    builder.finish()
}

/// Zeros, which end any command that was begun and mean nothing between commands, and a queued status (`GS r 1`) after
/// them.
pub fn drain() -> Vec<u8> {
    // The longest commands that are sent are bands of a picture.
    let zeros = BAND_BYTES_MAX + COMMAND_BYTES_MAX;
    [vec![0; zeros], evidence_request(JobId(0), Evidence::QueuedStatus)].concat()
}

/// A job's id as a printer echoes it: four printable bytes, the most significant first.
pub fn job_bytes(id: JobId) -> [u8; 4] {
    let mut rest = id.0 % JobId::COUNT;
    let mut bytes = [0; 4];
    for byte in bytes.iter_mut().rev() {
        *byte = 0x21 + u8::try_from(rest % 94).expect("a rest below 94");
        rest /= 94;
    }
    bytes
}

/// The job that these bytes name; `None` when one of them is not printable.
pub fn job_of(bytes: [u8; 4]) -> Option<JobId> {
    let digits = bytes.iter().map(|byte| byte.checked_sub(0x21).filter(|&digit| digit < 94));
    digits.into_iter().try_fold(0, |value, digit| Some(value * 94 + u32::from(digit?))).map(JobId)
}

/// The question whose answer proves that everything before it is done.
pub fn evidence_request(id: JobId, evidence: Evidence) -> Vec<u8> {
    match evidence {
        Evidence::JobEcho => {
            let [d1, d2, d3, d4] = job_bytes(id);
            vec![0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, d1, d2, d3, d4]
        }
        Evidence::QueuedStatus => vec![0x1d, 0x72, 1],
    }
}

/// `FS P steps led what timeout`: cut, and hold out with the light on (Custom, VKP80III Commands Manual 915DX010100, as the
/// library <https://github.com/quobox/vkp80iii> has it). A timeout of 0 is none.
fn present(Presenter { present_mm, timeout_s, on_timeout }: Presenter) -> [u8; 6] {
    let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    let (what, timeout) = match on_timeout {
        OnTimeout::Retract => (b'R', byte(timeout_s)),
        OnTimeout::Eject => (b'E', byte(timeout_s)),
        OnTimeout::Hold => (b'E', 0),
    };
    [0x1c, 0x50, byte(present_mm / PRESENTER_STEP_MM), 1, what, timeout]
}

/// The picture in bands. The crate would copy each byte by itself, which takes longer than drawing the slip.
fn push_raster(bytes: &mut Vec<u8>, slip: &Bitmap) {
    let bytes_per_row = slip.bytes_per_row().max(1);
    let [x_low, x_high] = u16::try_from(bytes_per_row).expect("a row of at most 65535 bytes").to_le_bytes();
    let band_rows = (BAND_BYTES_MAX / bytes_per_row).clamp(1, usize::from(u8::MAX));
    for band in slip.bytes().chunks(band_rows * bytes_per_row) {
        let rows = u8::try_from(band.len() / bytes_per_row).expect("limited above");
        bytes.extend([0x1d, 0x76, 0x30, 0x00, x_low, x_high, rows, 0x00]);
        let begin = bytes.len();
        bytes.extend_from_slice(band);
        whiten_real_time_commands(&mut bytes[begin..]);
    }
}

/// Takes one dot out of every place where a picture spells the beginning of a real-time command.
fn whiten_real_time_commands(picture: &mut [u8]) {
    const BLOCK: usize = 64;
    for begin in (0..picture.len()).step_by(BLOCK) {
        let end = picture.len().min(begin + BLOCK);
        // Without an early end this becomes a few instructions for the whole block.
        let suspect = picture[begin..end].iter().fold(false, |found, &byte| found | (byte == DLE));
        if !suspect {
            continue;
        }
        for at in begin..end {
            if picture[at] == DLE && matches!(picture.get(at + 1), Some(0x04 | 0x05 | 0x14)) {
                picture[at] = 0;
            }
        }
    }
}

/// The crate `escpos`, writing into memory.
struct Builder {
    memory: Rc<RefCell<Vec<u8>>>,
    printer: Printer<Memory>,
}

impl Builder {
    fn new(capacity: usize) -> Self {
        let memory = Rc::new(RefCell::new(Vec::with_capacity(capacity)));
        let driver = Memory(Rc::clone(&memory));
        Self { memory, printer: Printer::new(driver, Protocol::default(), None) }
    }

    fn build(
        &mut self,
        command: impl FnOnce(&mut Printer<Memory>) -> escpos::errors::Result<&mut Printer<Memory>>,
    ) {
        let built = command(&mut self.printer).and_then(Printer::print);
        built.expect("these commands can be built, and memory can be written");
    }

    /// Parts the slip from the roll, and holds it out where there is a presenter.
    fn part(&mut self, profile: &PrinterProfile, presenter: Option<Presenter>) {
        if let Some(presenter) = presenter {
            return self.build(|printer| printer.custom(&present(presenter)));
        }
        // `GS V 65 n` and `GS V 66 n` feed to the cutter, n dots more, and cut.
        match (profile.cut, profile.cut_command) {
            (Cut::Full, CutCommand::GsV) => self.build(|printer| printer.custom(&[0x1d, 0x56, 65, 0])),
            (Cut::Partial, CutCommand::GsV) => self.build(|printer| printer.custom(&[0x1d, 0x56, 66, 0])),
            (Cut::Full, CutCommand::Esc) => {
                self.feed(profile.feed_before_cut_mm);
                self.build(|printer| printer.custom(&[0x1b, 0x69]));
            }
            (Cut::Partial, CutCommand::Esc) => {
                self.feed(profile.feed_before_cut_mm);
                self.build(|printer| printer.custom(&[0x1b, 0x6d]));
            }
            (Cut::None, _) => self.feed(profile.feed_before_cut_mm),
        }
    }

    fn feed(&mut self, length_mm: u32) {
        let lines = length_mm.saturating_mul(LINES_PER_INCH * 10).div_ceil(254);
        self.build(|printer| printer.feeds(u8::try_from(lines).unwrap_or(u8::MAX)));
    }

    fn finish(self) -> Vec<u8> {
        self.memory.take()
    }
}

/// A driver that keeps what is written.
struct Memory(Rc<RefCell<Vec<u8>>>);

impl Driver for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn write(&self, data: &[u8]) -> escpos::errors::Result<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> escpos::errors::Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> escpos::errors::Result<()> {
        Ok(())
    }
}
