//! Printers on a serial line: eight data bits, no parity, one stop bit, nothing translated.
//!
//! XON/XOFF and RTS/CTS are the kernel's work. It does not know DSR, so that a line is asked before each small piece: no
//! more than one piece can be on its way when the printer says stop. XOFF is never sent to the printer: it would stand
//! within a job.
//!
//! A terminal that was just plugged in echoes what comes before anybody can set it, also what an adapter has kept of an
//! earlier link: the printer gets letters then that nobody sent. They stay in its line, and what a new link begins with
//! (a clear, or `ESC @`) makes it forget them.

use super::error::{Operation, Trouble};
use super::link::{Kind, Opened, open_file};
use crate::config::board::printer::{FlowControl, SerialLine};
use rustix::termios::{
    ControlModes, InputModes, OptionalActions, QueueSelector, SpecialCodeIndex, ioctl_tiocexcl, tcflush,
    tcgetattr, tcsetattr,
};
use serial2::SerialPort;
use std::io;
use std::time::Duration;
use tokio::time::Instant;

const XON: u8 = 0x11;
const XOFF: u8 = 0x13;

/// Start bit, data bits and stop bit.
const BITS_PER_BYTE: u64 = 10;
/// Printers say stop while they have room for some 128 bytes or more.
const PIECE_BYTES: usize = 64;
/// How often a printer that says stop is looked at.
const HELD: Duration = Duration::from_millis(20);

pub(super) fn open(line: &SerialLine) -> Result<Opened, Trouble> {
    let file = open_file(&line.path)?;
    let refused = Trouble::refused(Operation::Configure);
    let mut settings = tcgetattr(&file).map_err(&refused)?;
    // Nobody else shall write into a job.
    ioctl_tiocexcl(&file).map_err(&refused)?;
    settings.make_raw();
    // A printer that is switched off looks like an endless break.
    settings.input_modes |= InputModes::IGNBRK;
    settings.input_modes -= InputModes::IXON | InputModes::IXOFF | InputModes::IXANY;
    // There is no modem that could hang up, and a restart of the daemon is no reason to drop DTR.
    settings.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
    settings.control_modes -= ControlModes::CSTOPB | ControlModes::CRTSCTS | ControlModes::HUPCL;
    settings.special_codes[SpecialCodeIndex::VMIN] = 1;
    settings.special_codes[SpecialCodeIndex::VTIME] = 0;
    settings.special_codes[SpecialCodeIndex::VSTART] = XON;
    settings.special_codes[SpecialCodeIndex::VSTOP] = XOFF;
    match line.flow {
        FlowControl::None | FlowControl::Dtr => {}
        FlowControl::XonXoff => settings.input_modes |= InputModes::IXON,
        FlowControl::RtsCts => settings.control_modes |= ControlModes::CRTSCTS,
    }
    settings.set_speed(line.baud).map_err(&refused)?;
    tcsetattr(&file, OptionalActions::Now, &settings).map_err(&refused)?;

    // The kernel calls it a success when anything of it could be set.
    let kept = tcgetattr(&file).map_err(&refused)?;
    let baud = kept.output_speed();
    if baud.abs_diff(line.baud) > line.baud / 50 {
        return Err(Trouble::Speed { baud });
    }
    if line.flow == FlowControl::RtsCts && !kept.control_modes.contains(ControlModes::CRTSCTS) {
        return Err(Trouble::FlowControl);
    }
    tcflush(&file, QueueSelector::IOFlush).map_err(&refused)?;

    let dsr = match line.flow {
        FlowControl::None | FlowControl::XonXoff | FlowControl::RtsCts => None,
        FlowControl::Dtr => {
            let ask = |source| Trouble::Refused { operation: Operation::ReadDsr, source };
            let port = SerialPort::from(file.try_clone().map_err(ask)?);
            port.read_dsr().map_err(ask)?;
            Some(Dsr { port, pace: Pace::new(line.baud) })
        }
    };
    Ok(Opened { file, kind: Kind::Serial(dsr) })
}

/// A line whose DSR says whether the printer has room.
#[derive(Debug)]
pub(super) struct Dsr {
    port: SerialPort,
    pub(super) pace: Pace,
}

impl Dsr {
    /// How many bytes may be written now.
    pub(super) fn room(&mut self, now: Instant) -> io::Result<usize> {
        self.pace.room(now, || self.port.read_dsr())
    }
}

/// Pieces that are no longer than what the printer still takes after it has said stop.
#[derive(Debug)]
pub(super) struct Pace {
    baud: u32,
    /// When it is of use to ask for room again.
    pub(super) next: Instant,
}

impl Pace {
    fn new(baud: u32) -> Self {
        Self { baud, next: Instant::now() }
    }

    fn room(&mut self, now: Instant, ready: impl FnOnce() -> io::Result<bool>) -> io::Result<usize> {
        if now < self.next {
            return Ok(0);
        }
        if ready()? {
            return Ok(PIECE_BYTES);
        }
        self.next = now + HELD;
        Ok(0)
    }

    /// So many bytes are on their way.
    pub(super) fn sent(&mut self, now: Instant, bytes: usize) {
        let bits = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(BITS_PER_BYTE);
        self.next = now + Duration::from_micros(bits.saturating_mul(1_000_000) / u64::from(self.baud).max(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_waits_for_the_one_before_and_for_the_printer() {
        let began = Instant::now();
        let at = |ms| began + Duration::from_millis(ms);
        let mut pace = Pace { baud: 9600, next: began };
        let unasked = || panic!("the piece before is still on its way");
        assert_eq!(pace.room(at(0), || Ok(true)).unwrap(), PIECE_BYTES);
        pace.sent(at(0), PIECE_BYTES);
        // 64 bytes take 66.7 ms.
        assert_eq!(pace.room(at(66), unasked).unwrap(), 0);
        assert_eq!(pace.room(at(67), || Ok(false)).unwrap(), 0);
        assert_eq!(pace.room(at(86), unasked).unwrap(), 0);
        assert_eq!(pace.room(at(87), || Ok(true)).unwrap(), PIECE_BYTES);
        pace.room(at(87), || Err(io::ErrorKind::NotFound.into())).unwrap_err();
    }
}
