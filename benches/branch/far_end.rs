//! The far end of a cable: a printer that prints at once behind a pseudo terminal or a port, and notes when a job begins.

use super::office::AT_ONCE;
use anyhow::Result;
use rinda::devices::virtual_printer::VirtualPrinter;
use rinda::domain::printer_profile::PrinterProfile;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{Read, Write};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// More than a slip has.
const PACKET_BYTES: usize = 64 * 1024;
/// Begins the first command of a job, and none of those that are sent without one.
const ESC: u8 = 0x1b;

/// A pseudo terminal in raw mode: its far end, and the path of its near one.
pub(crate) fn terminal() -> Result<(File, String)> {
    let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&far)?;
    unlockpt(&far)?;
    let near = ptsname(&far, Vec::new())?.into_string()?;
    let mut settings = tcgetattr(&far)?;
    settings.make_raw();
    tcsetattr(&far, OptionalActions::Now, &settings)?;
    Ok((far.into(), near))
}

/// A printer at the far end, until the near one is closed. Tells when the first bytes of a job were there, and perhaps that
/// there were more of them.
pub(crate) fn print(mut end: File, profile: PrinterProfile, begun: &Sender<Instant>) -> Result<()> {
    let (mut printer, start) = (VirtualPrinter::new(profile, AT_ONCE), Instant::now());
    let now_ms = || u64::try_from(start.elapsed().as_millis());
    let (mut packet, mut waiting) = (vec![0; PACKET_BYTES], Vec::new());
    loop {
        let wait_ms = printer.poll_deadline().map(|at_ms| at_ms.saturating_sub(now_ms().unwrap_or(at_ms)));
        let wait = wait_ms.map(Duration::from_millis).map(Timespec::try_from).transpose()?;
        let mut polled = [PollFd::new(&end, PollFlags::IN)];
        if poll(&mut polled, wait.as_ref())? > 0 && waiting.is_empty() {
            // A terminal that nobody has open any more gives an error, a connection gives nothing.
            let count = end.read(&mut packet).unwrap_or(0);
            if count == 0 {
                return Ok(());
            }
            if packet[0] == ESC {
                // Who does not listen any more has heard enough.
                let _ = begun.send(Instant::now());
            }
            waiting.extend_from_slice(&packet[..count]);
        }
        let taken = printer.write(now_ms()?, &waiting);
        waiting.drain(..taken);
        end.write_all(&printer.read(now_ms()?))?;
    }
}

/// Takes jobs of so many bytes and does nothing with them, until the near end is closed. Tells when the first bytes of each
/// were there.
pub(crate) fn swallow(mut end: File, job_bytes: usize, begun: &Sender<Instant>) -> Result<()> {
    let mut packet = vec![0; PACKET_BYTES];
    loop {
        let mut received = end.read(&mut packet).unwrap_or(0);
        if received == 0 {
            return Ok(());
        }
        let first = Instant::now();
        while received < job_bytes {
            received += end.read(&mut packet)?;
        }
        begun.send(first)?;
    }
}
