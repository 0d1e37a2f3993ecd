//! Bytes back to what a printer does.
//!
//! **Model.** [`Decoder`] takes a stream in pieces of any size and gives one [`Instruction`] after the other, a picture
//! row by row. It knows the commands that a printer of ours is sent, and no others.
//!
//! **Invariants.** The instructions do not depend on how the stream was split. What is not known is an error that names
//! place and bytes, and the decoder stays in it until it is reset: nothing is skipped. Memory is one row and one command.
//!
//! **Deliberately not here.** Real-time commands inside other commands: a printer's interface takes them out before
//! anything is decoded. Here they are known only between commands.

use super::escpos::{CLEAR_BUFFER, FULL_STATUS, REAL_TIME_RECOVER, REAL_TIME_STATUS};

/// One thing that a printer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instruction<'a> {
    /// `ESC @`: back to the state after power-on.
    Initialise,
    /// One row of a picture (`GS v 0`), as wide as the command says.
    Row(&'a [u8]),
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
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Command,
    Picture { width_bytes: usize, rows_left: u16 },
    Failed(DecodeError),
}

impl Decoder {
    /// For a printer with this many dots in a line.
    pub fn new(width_dots: u32) -> Self {
        let width_bytes_max = usize::try_from(width_dots / 8).unwrap_or(usize::MAX);
        Self { width_bytes_max, offset: 0, state: State::Command, command: Vec::new(), row: Vec::new() }
    }

    /// Takes bytes from the front of `input` until one instruction is complete or `input` is used up. Call it again
    /// until it gives `None`; then more bytes are needed. After an error it gives the same error until
    /// [`Decoder::reset`].
    pub fn next<'a>(&'a mut self, input: &mut &[u8]) -> Result<Option<Instruction<'a>>, DecodeError> {
        if self.state == State::Command
            && let Some(instruction) = self.read_command(input)?
        {
            return Ok(Some(instruction));
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
    }

    /// One command; `None` when the input is used up or a picture begins.
    fn read_command(&mut self, input: &mut &[u8]) -> Result<Option<Instruction<'static>>, DecodeError> {
        while let Some((&byte, rest)) = input.split_first() {
            *input = rest;
            self.offset += 1;
            self.command.push(byte);
            let begin = self.offset - self.command.len() as u64;
            match parse(&self.command) {
                Parsed::Incomplete => {}
                Parsed::Nothing => self.command.clear(),
                Parsed::Whole(instruction) => {
                    self.command.clear();
                    return Ok(Some(instruction));
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
                Parsed::Unknown => {
                    let bytes = std::mem::take(&mut self.command);
                    return self.fail(DecodeError::Unknown { offset: begin, bytes });
                }
            }
        }
        Ok(None)
    }

    fn fail<T>(&mut self, error: DecodeError) -> Result<T, DecodeError> {
        self.state = State::Failed(error.clone());
        Err(error)
    }
}

/// What a command's first bytes are.
enum Parsed {
    Incomplete,
    Nothing,
    Whole(Instruction<'static>),
    Picture { width_bytes: usize, rows: u16 },
    Unknown,
}

fn parse(command: &[u8]) -> Parsed {
    const ECHO_JOB: [u8; 7] = [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30];
    const PICTURE: [u8; 4] = [0x1d, 0x76, 0x30, 0x00];
    /// Commands with one argument byte.
    const SHORT: [[u8; 2]; 7] = [
        [0x1b, 0x4a],
        [0x1b, 0x64],
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
