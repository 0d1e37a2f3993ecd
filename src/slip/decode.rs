//! Bytes back to what a printer does.
//!
//! **Model.** [`Decoder`] takes a stream in pieces of any size and gives one [`Instruction`] after the other, a picture
//! row by row. It knows the commands that a printer of ours is sent, and no others: text only where the profile says that
//! the printer gets its slips as text ([`typing`]), in letters of its own.
//!
//! **Invariants.** The instructions do not depend on how the stream was split. What is not known is an error that names
//! place and bytes, and the decoder stays in it until it is reset: nothing is skipped but a command that was begun and
//! ended by a zero, which is how a printer is drained ([`super::escpos::drain`]). Memory is one row, one line of text and
//! one command.
//!
//! **Deliberately not here.** Real-time commands inside other commands: a printer's interface takes them out before
//! anything is decoded. Here they are known only between commands.

mod glyphs;
mod typing;

use super::bitmap::Bitmap;
use super::escpos::{
    CLEAR_BUFFER, CODE_PAGE, FULL_STATUS, LINES_PER_INCH, REAL_TIME_RECOVER, REAL_TIME_STATUS, SINGLE_BYTES,
};
use crate::domain::printer_profile::{Mode, PrinterProfile};
use typing::{Align, Typing};

/// One thing that a printer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instruction<'a> {
    /// `ESC @`: back to the state after power-on.
    Initialise,
    /// One row of a picture (`GS v 0`), as wide as the command says.
    Row(&'a [u8]),
    /// A line of text that was fed, or a QR code that was drawn (`GS ( k`).
    Typed {
        /// What it says.
        text: &'a str,
        /// How it looks.
        picture: &'a Bitmap,
    },
    /// `LF`, or `ESC d n`: feed so many lines.
    FeedLines(u8),
    /// `ESC J n`: feed so many motion units.
    FeedUnits(u8),
    /// `GS V`, `ESC i` or `ESC m`: cut.
    Cut {
        /// All through, or with a bridge.
        full: bool,
        /// Feed to the cutter and so many motion units more; `None` cuts where the paper is.
        feed_units: Option<u8>,
    },
    /// `FS P`: feed to the cutter, cut, and hold the slip out.
    Present {
        /// How far, in steps of 5 mm.
        steps: u8,
        /// Whether it is drawn back when nobody takes it, or pushed out.
        retract: bool,
        /// When that is; 0 is never.
        timeout_s: u8,
    },
    /// `GS ( H` function 48: echo this id when everything before is done.
    EchoJob([u8; 4]),
    /// `GS r n`: tell the status when everything before is done.
    QueuedStatus(u8),
    /// `GS I n`: tell the firmware (65), the maker (66), the model (67) or the serial number (68).
    Name(u8),
    /// `GS a n`: tell the status whenever it changes.
    AutomaticStatus(u8),
    /// `DLE EOT n`: tell the status at once.
    RealTimeStatus(u8),
    /// `DLE ENQ n`: recover from an error.
    Recover(u8),
    /// `DLE DC4 8`: forget what was received.
    ClearBuffer,
}

/// What a printer of ours does not understand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Not a command that we know, or not with these arguments.
    #[error("unknown command {bytes:02x?} at byte {offset}")]
    Unknown {
        /// Place of the command's first byte in the stream.
        offset: u64,
        /// The command as far as it was read.
        bytes: Vec<u8>,
    },
    /// A picture that the paper cannot hold.
    #[error("a picture of {width_bytes} bytes per row at byte {offset}; the printer has {width_bytes_max}")]
    TooWide {
        /// Place of the command's first byte in the stream.
        offset: u64,
        /// What the command asks for.
        width_bytes: usize,
        /// What the printer has.
        width_bytes_max: usize,
    },
    /// A letter for which the line or the code page has no place, or a line that was not fed before what follows it.
    #[error("a line of text cannot go on with {bytes:02x?} at byte {offset}")]
    Line {
        /// Place of the first byte in the stream.
        offset: u64,
        /// The letter or command.
        bytes: Vec<u8>,
    },
    /// The stream ended within a command.
    #[error("the stream ends at byte {offset} within a command")]
    Truncated {
        /// Length of the stream.
        offset: u64,
    },
}

/// The strict interpreter of one printer's stream.
#[derive(Debug, Clone)]
pub struct Decoder {
    width_bytes_max: usize,
    /// Bytes taken so far.
    offset: u64,
    state: State,
    /// The command that is being read; empty between commands.
    command: Vec<u8>,
    /// The row that is being read, or was read last.
    row: Vec<u8>,
    /// Where the printer gets text.
    typing: Option<Typing>,
    /// How far a line of text is fed at least.
    line_rows: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Command,
    Picture { width_bytes: usize, rows_left: u16 },
    Failed(DecodeError),
}

impl Decoder {
    /// For such a printer.
    pub fn new(profile: &PrinterProfile) -> Self {
        let dots = |count| usize::try_from(count).unwrap_or(usize::MAX);
        let typing = match profile.mode {
            Mode::Raster => None,
            Mode::Text => Some(Typing::new(profile.text.pages, dots(profile.width_dots))),
        };
        Self {
            width_bytes_max: dots(profile.width_dots / 8),
            offset: 0,
            state: State::Command,
            command: Vec::new(),
            row: Vec::new(),
            typing,
            line_rows: dots(profile.dpi / LINES_PER_INCH),
        }
    }

    /// Takes bytes from the front of `input` until one instruction is complete or `input` is used up. Call it again
    /// until it gives `None`; then more bytes are needed. After an error it gives the same error until
    /// [`Decoder::reset`].
    pub fn next<'a>(&'a mut self, input: &mut &[u8]) -> Result<Option<Instruction<'a>>, DecodeError> {
        if self.state == State::Command {
            match self.read_command(input)? {
                Some(Found::Whole(instruction)) => return Ok(Some(instruction)),
                Some(Found::Typed) => {
                    let typed = self.typing.as_ref();
                    return Ok(typed.map(|Typing { text, picture, .. }| Instruction::Typed { text, picture }));
                }
                None => {}
            }
        }
        match &mut self.state {
            State::Failed(error) => Err(error.clone()),
            State::Command => Ok(None),
            State::Picture { width_bytes, rows_left } => {
                if self.row.len() == *width_bytes {
                    self.row.clear();
                }
                let missing = *width_bytes - self.row.len();
                let (taken, rest) = input.split_at(missing.min(input.len()));
                self.row.extend_from_slice(taken);
                self.offset += taken.len() as u64;
                *input = rest;
                if taken.len() < missing {
                    return Ok(None);
                }
                *rows_left -= 1;
                if *rows_left == 0 {
                    self.state = State::Command;
                }
                Ok(Some(Instruction::Row(&self.row)))
            }
        }
    }

    /// Whether the stream may end here.
    pub fn finish(&self) -> Result<(), DecodeError> {
        match &self.state {
            State::Failed(error) => Err(error.clone()),
            State::Command if self.command.is_empty() => Ok(()),
            State::Command | State::Picture { .. } => Err(DecodeError::Truncated { offset: self.offset }),
        }
    }

    /// Forgets the command under way and any error, as after `DLE DC4 8` or a loss of power. Places in the stream are
    /// counted on.
    pub fn reset(&mut self) {
        self.state = State::Command;
        self.command.clear();
        self.row.clear();
        if let Some(typing) = &mut self.typing {
            typing.initialise();
        }
    }

    /// One command; `None` when the input is used up or a picture begins.
    fn read_command(&mut self, input: &mut &[u8]) -> Result<Option<Found>, DecodeError> {
        while let Some((&byte, rest)) = input.split_first() {
            *input = rest;
            self.offset += 1;
            self.command.push(byte);
            let begin = self.offset - self.command.len() as u64;
            let parsed = parse(&self.command, self.typing.is_some());
            let in_line = self.typing.as_ref().is_some_and(Typing::is_in_line);
            match parsed {
                Parsed::Incomplete => {}
                Parsed::Nothing => self.command.clear(),
                Parsed::Whole(instruction) if in_line && moves_paper(instruction) => {
                    let bytes = std::mem::take(&mut self.command);
                    return self.fail(DecodeError::Line { offset: begin, bytes });
                }
                Parsed::Whole(instruction) => {
                    self.command.clear();
                    if let (Instruction::Initialise, Some(typing)) = (instruction, &mut self.typing) {
                        typing.initialise();
                    }
                    return Ok(Some(Found::Whole(instruction)));
                }
                Parsed::Text(text) => {
                    let command = std::mem::take(&mut self.command);
                    match self.set(text, &command) {
                        Set::Kept => {}
                        Set::Typed => return Ok(Some(Found::Typed)),
                        Set::Fed => return Ok(Some(Found::Whole(Instruction::FeedLines(1)))),
                        Set::NoRoom => return self.fail(DecodeError::Line { offset: begin, bytes: command }),
                    }
                }
                Parsed::Picture { .. } if in_line => {
                    let bytes = std::mem::take(&mut self.command);
                    return self.fail(DecodeError::Line { offset: begin, bytes });
                }
                Parsed::Picture { width_bytes, rows } if width_bytes <= self.width_bytes_max => {
                    self.command.clear();
                    self.row.clear();
                    // A picture without dots is nothing.
                    if width_bytes > 0 && rows > 0 {
                        self.state = State::Picture { width_bytes, rows_left: rows };
                        return Ok(None);
                    }
                }
                Parsed::Picture { width_bytes, rows: _ } => {
                    let width_bytes_max = self.width_bytes_max;
                    return self.fail(DecodeError::TooWide { offset: begin, width_bytes, width_bytes_max });
                }
                Parsed::Unknown if byte == 0 => self.command.clear(),
                Parsed::Unknown => {
                    let bytes = std::mem::take(&mut self.command);
                    return self.fail(DecodeError::Unknown { offset: begin, bytes });
                }
            }
        }
        Ok(None)
    }

    /// Carries out a command of text.
    fn set(&mut self, text: Text, command: &[u8]) -> Set {
        let Some(typing) = &mut self.typing else { return Set::Kept };
        match text {
            Text::SingleBytes => {}
            Text::Page(number) => typing.choose_page(number),
            Text::Scale(n) => typing.set_scale(n),
            Text::Bold(bold) => typing.set_bold(bold),
            Text::Place(align) => typing.set_align(align),
            Text::Module(dots) => typing.set_module(dots),
            Text::Store => typing.store_code(&command[QR_HEAD_BYTES + 3..]),
            Text::Letter(byte) if typing.letter(byte) => {}
            Text::Draw if !typing.is_in_line() && typing.draw_code() => return Set::Typed,
            Text::Letter(_) | Text::Draw => return Set::NoRoom,
            Text::Feed => return if typing.feed(self.line_rows) { Set::Typed } else { Set::Fed },
        }
        Set::Kept
    }

    fn fail<T>(&mut self, error: DecodeError) -> Result<T, DecodeError> {
        self.state = State::Failed(error.clone());
        Err(error)
    }
}

/// What was read.
enum Found {
    Whole(Instruction<'static>),
    /// Text or a code was set.
    Typed,
}

/// What came of a command of text.
enum Set {
    Kept,
    Typed,
    /// An empty line.
    Fed,
    NoRoom,
}

/// What a command's first bytes are.
enum Parsed {
    Incomplete,
    Nothing,
    Whole(Instruction<'static>),
    Text(Text),
    Picture { width_bytes: usize, rows: u16 },
    Unknown,
}

/// A letter or a command of text.
#[derive(Clone, Copy)]
enum Text {
    Letter(u8),
    /// `LF`.
    Feed,
    /// `FS .`.
    SingleBytes,
    /// `ESC t n`.
    Page(u8),
    /// `GS ! n`.
    Scale(u8),
    /// `ESC E n`.
    Bold(bool),
    /// `ESC a n`.
    Place(Align),
    /// `GS ( k` function 167: dots of a module.
    Module(u8),
    /// `GS ( k` function 180: what the code says.
    Store,
    /// `GS ( k` function 181.
    Draw,
}

/// Of `GS ( k` before its arguments.
const QR_HEAD_BYTES: usize = 5;
/// Longer texts do not come from us.
const QR_BYTES_MAX: usize = 1024;

/// A command of text; `None` for all others.
fn parse_text(command: &[u8]) -> Option<Parsed> {
    let text = match *command {
        [0x0a] => Text::Feed,
        [letter @ (0x20..=0x7e | 0x80..)] => Text::Letter(letter),
        _ if command == SINGLE_BYTES => Text::SingleBytes,
        [a, b, n] if [a, b] == CODE_PAGE => Text::Page(n),
        [0x1b, 0x45, n @ 0..=1] => Text::Bold(n == 1),
        [0x1b, 0x61, 0] => Text::Place(Align::Left),
        [0x1b, 0x61, 1] => Text::Place(Align::Centre),
        [0x1b, 0x61, 2] => Text::Place(Align::Right),
        [0x1d, 0x21, n] if n & 0x88 == 0 => Text::Scale(n),
        [0x1b, 0x45 | 0x61 | 0x74] | [0x1d, 0x21] => return Some(Parsed::Incomplete),
        [0x1d, 0x28, 0x6b, ref arguments @ ..] => return Some(parse_code(arguments)),
        _ => return None,
    };
    Some(Parsed::Text(text))
}

/// `GS ( k`, what follows its name: a length, and so many bytes.
fn parse_code(arguments: &[u8]) -> Parsed {
    let [low, high, rest @ ..] = arguments else { return Parsed::Incomplete };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    if length > QR_BYTES_MAX {
        return Parsed::Unknown;
    }
    if rest.len() < length {
        return Parsed::Incomplete;
    }
    match *rest {
        [49, 65, 50, 0] | [49, 69, 48..=51] => Parsed::Nothing,
        [49, 67, dots @ 1..=16] => Parsed::Text(Text::Module(dots)),
        [49, 80, 48, _, ..] => Parsed::Text(Text::Store),
        [49, 81, 48] => Parsed::Text(Text::Draw),
        [] => Parsed::Nothing,
        _ => Parsed::Unknown,
    }
}

/// Whether a printer does this at the beginning of a line only.
fn moves_paper(instruction: Instruction<'_>) -> bool {
    match instruction {
        Instruction::Cut { .. }
        | Instruction::Present { .. }
        | Instruction::FeedLines(_)
        | Instruction::FeedUnits(_) => true,
        Instruction::Initialise
        | Instruction::Row(_)
        | Instruction::Typed { .. }
        | Instruction::EchoJob(_)
        | Instruction::QueuedStatus(_)
        | Instruction::Name(_)
        | Instruction::AutomaticStatus(_)
        | Instruction::RealTimeStatus(_)
        | Instruction::Recover(_)
        | Instruction::ClearBuffer => false,
    }
}

fn parse(command: &[u8], types: bool) -> Parsed {
    if types && let Some(parsed) = parse_text(command) {
        return parsed;
    }
    const ECHO_JOB: [u8; 7] = [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30];
    const PICTURE: [u8; 4] = [0x1d, 0x76, 0x30, 0x00];
    /// Commands with one argument byte.
    const SHORT: [[u8; 2]; 8] = [
        [0x1b, 0x4a],
        [0x1b, 0x64],
        [0x1d, 0x49],
        [0x1d, 0x56],
        [0x1d, 0x61],
        [0x1d, 0x72],
        REAL_TIME_STATUS,
        REAL_TIME_RECOVER,
    ];
    let cut = |full, feed_units| Parsed::Whole(Instruction::Cut { full, feed_units });
    match *command {
        [0x00] => Parsed::Nothing,
        [0x0a] => Parsed::Whole(Instruction::FeedLines(1)),
        [0x1b, 0x40] => Parsed::Whole(Instruction::Initialise),
        [0x1b, 0x4a, n] => Parsed::Whole(Instruction::FeedUnits(n)),
        [0x1b, 0x64, n] => Parsed::Whole(Instruction::FeedLines(n)),
        [0x1d, 0x56, 0 | 48] => cut(true, None),
        [0x1d, 0x56, 1 | 49] => cut(false, None),
        [0x1d, 0x56, 65 | 66] => Parsed::Incomplete,
        [0x1d, 0x56, 65, n] => cut(true, Some(n)),
        [0x1d, 0x56, 66, n] => cut(false, Some(n)),
        [0x1d, 0x49, n @ 65..=68] => Parsed::Whole(Instruction::Name(n)),
        [0x1d, 0x61, n] => Parsed::Whole(Instruction::AutomaticStatus(n)),
        [0x1d, 0x72, n @ 1..=2] => Parsed::Whole(Instruction::QueuedStatus(n)),
        [0x1b, 0x69] => cut(true, None),
        [0x1b, 0x6d] => cut(false, None),
        [0x1c, 0x50, steps, 0 | 1, what @ (b'E' | b'R'), timeout_s] => {
            Parsed::Whole(Instruction::Present { steps, retract: what == b'R', timeout_s })
        }
        [0x1c] | [0x1c, 0x50] | [0x1c, 0x50, _] | [0x1c, 0x50, _, 0 | 1] => Parsed::Incomplete,
        [0x1c, 0x50, _, 0 | 1, b'E' | b'R'] => Parsed::Incomplete,
        [0x10, 0x04, n @ (1..=4 | FULL_STATUS)] => Parsed::Whole(Instruction::RealTimeStatus(n)),
        [0x10, 0x05, n @ 1..=2] => Parsed::Whole(Instruction::Recover(n)),
        [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, d1, d2, d3, d4] => {
            let id = [d1, d2, d3, d4];
            // The range that Epson's reference gives.
            match id.iter().all(|byte| (0x20..=0x7e).contains(byte)) {
                true => Parsed::Whole(Instruction::EchoJob(id)),
                false => Parsed::Unknown,
            }
        }
        [0x1d, 0x76, 0x30, 0x00, x_low, x_high, y_low, y_high] => Parsed::Picture {
            width_bytes: usize::from(u16::from_le_bytes([x_low, x_high])),
            rows: u16::from_le_bytes([y_low, y_high]),
        },
        _ if command == CLEAR_BUFFER => Parsed::Whole(Instruction::ClearBuffer),
        _ => {
            let begins = |whole: &[u8]| whole.starts_with(command);
            let may_go_on = begins(&[0x1b, 0x40])
                || SHORT.iter().any(|short| begins(short))
                || begins(&CLEAR_BUFFER)
                || begins(&ECHO_JOB)
                || (command.starts_with(&ECHO_JOB) && command.len() < ECHO_JOB.len() + 4)
                || begins(&PICTURE)
                || (command.starts_with(&PICTURE) && command.len() < PICTURE.len() + 4);
            if may_go_on { Parsed::Incomplete } else { Parsed::Unknown }
        }
    }
}

#[cfg(test)]
mod tests;
