//! What arrives: real-time commands are carried out at once, the rest waits in the receive buffer.
//!
//! Between two commands a real-time command is taken out of the stream. Inside a command it is carried out too, and its
//! bytes are taken for data as well: a query inside a picture spoils the picture.

use crate::domain::printer_profile::PrinterProfile;
use crate::slip::decode::Decoder;
use crate::slip::escpos::{CLEAR_BUFFER, DLE, FULL_STATUS, REAL_TIME_RECOVER, REAL_TIME_STATUS};
use std::collections::VecDeque;

/// Room for a real-time command beside a full buffer.
const RESERVE_BYTES: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RealTime {
    /// Tell status n.
    Status(u8),
    /// Recover from an error, and forget what was received.
    Recover { forget: bool },
    /// Forget what was received, and say so.
    Clear,
}

#[derive(Debug)]
pub(super) struct Interface {
    /// What waits for the mechanism.
    pub(super) buffer: VecDeque<u8>,
    /// The beginning of what may be a real-time command.
    held: Vec<u8>,
    /// Where in a command the stream is, ahead of the mechanism.
    position: Decoder,
    buffer_bytes: usize,
    reserve_bytes: usize,
}

/// What the held bytes are.
enum Held {
    Command(RealTime),
    Incomplete,
    Data,
}

impl Interface {
    pub(super) fn new(profile: &PrinterProfile, buffer_bytes: usize, real_time_when_full: bool) -> Self {
        let reserve_bytes = if real_time_when_full { RESERVE_BYTES } else { 0 };
        let position = Decoder::new(profile);
        Self { buffer: VecDeque::new(), held: Vec::new(), position, buffer_bytes, reserve_bytes }
    }

    /// Takes bytes until a real-time command is complete, the buffer is full, or all are taken. Call it again with the
    /// rest as long as it gives a command.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<RealTime>) {
        let mut taken = 0;
        while taken < bytes.len() {
            let rest = &bytes[taken..];
            let used = self.buffer.len() + self.held.len();
            let data = match self.held.is_empty() {
                true => data_bytes(rest),
                false => 0,
            };
            if data > 0 {
                let fitting = data.min(self.buffer_bytes.saturating_sub(used));
                self.push(&rest[..fitting]);
                taken += fitting;
                if fitting < data {
                    break;
                }
                continue;
            }
            if used >= self.buffer_bytes + self.reserve_bytes {
                break;
            }
            self.held.push(rest[0]);
            taken += 1;
            match held(&self.held) {
                Held::Incomplete => {}
                Held::Command(command) => {
                    let bytes = std::mem::take(&mut self.held);
                    if self.position.finish().is_err() {
                        self.push(&bytes);
                    }
                    return (taken, Some(command));
                }
                Held::Data => {
                    // Its last byte may begin another one.
                    let kept = usize::from(rest[0] == DLE);
                    let mut data = std::mem::take(&mut self.held);
                    self.held = data.split_off(data.len() - kept);
                    self.push(&data);
                }
            }
        }
        (taken, None)
    }

    pub(super) fn forget(&mut self) {
        self.buffer.clear();
        self.held.clear();
        self.position.reset();
    }

    fn push(&mut self, mut bytes: &[u8]) {
        self.buffer.extend(bytes);
        // What cannot be decoded stops the mechanism when it comes there; here it only hides the position.
        while let Ok(Some(_)) = self.position.next(&mut bytes) {}
    }
}

/// How many of these bytes cannot begin a real-time command.
fn data_bytes(bytes: &[u8]) -> usize {
    // A block without one is passed over at once.
    const BLOCK: usize = 256;
    let free = BLOCK * bytes.chunks(BLOCK).take_while(|block| !block.contains(&DLE)).count();
    let rest = bytes.get(free..).unwrap_or_default();
    let found = rest.iter().position(|&byte| byte == DLE);
    found.map_or(bytes.len(), |at| free + at)
}

fn held(bytes: &[u8]) -> Held {
    match *bytes {
        [a, b, n @ (1..=4 | FULL_STATUS)] if [a, b] == REAL_TIME_STATUS => Held::Command(RealTime::Status(n)),
        [a, b, n @ 1..=2] if [a, b] == REAL_TIME_RECOVER => {
            Held::Command(RealTime::Recover { forget: n == 2 })
        }
        _ if bytes == CLEAR_BUFFER => Held::Command(RealTime::Clear),
        _ if [&REAL_TIME_STATUS[..], &REAL_TIME_RECOVER, &CLEAR_BUFFER]
            .iter()
            .any(|c| c.starts_with(bytes)) =>
        {
            Held::Incomplete
        }
        _ => Held::Data,
    }
}
