//! Head, motor, cutter and sensors: what is done with received bytes, how long it takes, and the status bytes.

use super::lies::{FLICKER_MS, PaperLie};
use super::paper::Ending;
use super::{ANSWER_BYTES_MAX, Cutter, HeldOut, Step, VirtualPrinter};
use crate::domain::printer_profile::Clear;
use crate::slip::decode::Instruction;
use crate::slip::escpos::{ECHO_HEAD, FULL_STATUS_HEAD, LINES_PER_INCH, NAME_HEAD};

/// What it calls itself: firmware, maker, model and serial number.
const NAMES: [&str; 4] = [env!("CARGO_PKG_VERSION"), "rinda", "virtual", "0"];

impl VirtualPrinter {
    /// Lets the mechanism work until `now_ms`. Time that runs backwards stands still.
    pub fn advance(&mut self, now_ms: u64) {
        let now_us = now_ms.saturating_mul(1000);
        while self.busy_until_us <= now_us && self.can_work() {
            let Some(duration_us) = self.work() else {
                break;
            };
            self.busy_until_us += duration_us;
        }
        // What comes later finds an idle mechanism.
        let idle = !self.can_work() || (self.steps.is_empty() && self.interface.buffer.is_empty());
        if idle {
            self.busy_until_us = self.busy_until_us.max(now_us);
        }
        self.now_ms = self.now_ms.max(now_ms);
        let is_over =
            |held: HeldOut| self.powered && held.until_ms.is_some_and(|until_ms| until_ms <= self.now_ms);
        self.held_out = self.held_out.filter(|&held| !is_over(held));
        self.tell_changes();
    }

    /// Something is done to the printer from outside.
    pub(super) fn change(&mut self, now_ms: u64, what: impl FnOnce(&mut Self)) {
        self.advance(now_ms);
        what(self);
        self.busy_until_us = self.busy_until_us.max(now_ms.saturating_mul(1000));
        self.tell_changes();
    }

    pub(super) fn can_work(&self) -> bool {
        self.powered && !self.off_line()
    }

    /// Empties all buffers, and stops what was under way.
    pub(super) fn forget(&mut self) {
        self.interface.forget();
        self.decoder.reset();
        self.steps.clear();
    }

    /// `DLE ENQ n`. Clones that can be cleared forget also when there is no error to recover from.
    pub(super) fn recover(&mut self, forget: bool) {
        let has_error = self.cutter == Cutter::Blocked;
        match self.profile.clear {
            Clear::DleDc4 if forget => self.forget(),
            Clear::DleEnq if forget && has_error => {
                self.forget();
                // The next cut shows whether it is free.
                self.cutter = Cutter::Dull;
            }
            Clear::DleDc4 | Clear::DleEnq | Clear::PowerCycle => {}
        }
    }

    pub(super) fn answer(&mut self, bytes: &[u8]) {
        if !self.silent && self.answers.len() + bytes.len() <= ANSWER_BYTES_MAX {
            self.answers.extend_from_slice(bytes);
        }
    }

    /// `DLE EOT n`.
    pub(super) fn real_time_status(&self, n: u8) -> u8 {
        let bit = |condition: bool, bits: u8| if condition { bits } else { 0 };
        let fixed = 0x12;
        match n {
            _ if self.lies.all_is_well => fixed,
            1 => fixed | bit(self.off_line(), 0x08),
            2 => {
                let error = self.error_bits() != 0;
                fixed | bit(self.cover_open, 0x04) | bit(self.paper_out(), 0x20) | bit(error, 0x40)
            }
            3 => fixed | self.error_bits(),
            _ => fixed | bit(self.near_end(), 0x0c) | bit(self.paper_out(), 0x60),
        }
    }

    /// `DLE EOT 14h`, with its head.
    pub(super) fn full_status(&self) -> [u8; 6] {
        let bit = |condition: bool, bits: u8| if condition { bits } else { 0 };
        let [head, kind] = FULL_STATUS_HEAD;
        if self.lies.all_is_well {
            return [head, kind, 0, 0, 0, 0];
        }
        let out = self.held_out.is_some();
        let paper = bit(self.paper_out(), 0x01) | bit(self.near_end(), 0x04) | bit(out, 0x20);
        let ends = bit(self.overheated, 0x01) | bit(self.jammed, 0x40);
        let broken = self.broken || self.fault.is_some();
        let stays = bit(self.cutter == Cutter::Blocked, 0x01) | bit(broken, 0x08);
        [head, kind, paper, bit(self.cover_open, 0x02), ends, stays]
    }

    /// `GS a n`: tells everything now, and again whenever something changes.
    pub(super) fn start_automatic_status(&mut self, on: bool) {
        self.automatic_status = on.then_some([0; 4]);
        self.tell_changes();
    }

    fn tell_changes(&mut self) {
        let bit = |condition: bool, bits: u8| if condition { bits } else { 0 };
        let status = [
            0x10 | bit(self.off_line(), 0x08) | bit(self.cover_open, 0x20),
            self.error_bits(),
            bit(self.near_end(), 0x03) | bit(self.paper_out(), 0x0c),
            0x0f,
        ];
        let status = if self.lies.all_is_well { [0x10, 0, 0, 0x0f] } else { status };
        if self.automatic_status.is_some_and(|told| told != status) {
            self.automatic_status = Some(status);
            self.answer(&status);
        }
    }

    fn off_line(&self) -> bool {
        self.offline || self.cover_open || self.paper_out() || self.error_bits() != 0
    }

    /// What is wrong, as the third real-time status and the second automatic byte say it.
    fn error_bits(&self) -> u8 {
        let bit = |condition: bool, bits: u8| if condition { bits } else { 0 };
        let unrecoverable = self.broken || self.fault.is_some();
        bit(self.jammed, 0x04)
            | bit(self.cutter == Cutter::Blocked, 0x08)
            | bit(unrecoverable, 0x20)
            | bit(self.overheated, 0x40)
    }

    fn paper_out(&self) -> bool {
        match self.lies.paper {
            PaperLie::Truth => self.paper.roll_rows == 0,
            PaperLie::Always => false,
            PaperLie::Never => true,
        }
    }

    fn near_end(&self) -> bool {
        let sensor = self.profile.near_end_sensor;
        if sensor && self.lies.near_end_flickers {
            return (self.now_ms / FLICKER_MS).is_multiple_of(2);
        }
        sensor && self.paper.roll_rows < self.profile.rows(self.mechanics.near_end_mm)
    }

    /// Does one thing; `None` when there is nothing to do. The result is how long it takes.
    fn work(&mut self) -> Option<u64> {
        let row_us = 25_400_000 / u64::from(self.profile.dpi * self.mechanics.speed_mm_s).max(1);
        if let Some(step) = self.steps.front_mut() {
            match step {
                Step::Print { picture, row } => {
                    // What was held out is pushed away.
                    self.held_out = None;
                    let width = picture.bytes_per_row();
                    self.paper.print(&picture.bytes()[*row * width..][..width]);
                    *row += 1;
                    if *row == picture.height() {
                        self.steps.pop_front();
                    }
                    return Some(row_us);
                }
                Step::Feed(0) | Step::FeedToCutter(0) => {
                    self.steps.pop_front();
                    return Some(0);
                }
                Step::Feed(rows) => {
                    *rows -= 1;
                    self.paper.print(&[]);
                    return Some(row_us);
                }
                Step::FeedToCutter(rows) => {
                    *rows -= 1;
                    self.paper.feed_to_cutter();
                    return Some(row_us);
                }
                Step::Cut if self.cutter == Cutter::Dull => {
                    self.cutter = Cutter::Blocked;
                    return Some(0);
                }
                Step::HoldOut { timeout_s } => {
                    let until_ms =
                        (*timeout_s > 0).then(|| self.busy_until_us / 1000 + u64::from(*timeout_s) * 1000);
                    self.held_out = Some(HeldOut { until_ms });
                    self.steps.pop_front();
                    return Some(0);
                }
                Step::Cut => {
                    self.steps.pop_front();
                    self.paper.part(Ending::Cut, self.busy_until_us / 1000);
                    return Some(u64::from(self.mechanics.cut_ms) * 1000);
                }
            }
        }
        let (mut received, _) = self.interface.buffer.as_slices();
        let before = received.len();
        if before == 0 {
            return None;
        }
        let decoded = self.decoder.next(&mut received);
        let taken = before - received.len();
        let duration_us = match decoded {
            Err(error) => {
                self.fault = Some(error);
                0
            }
            Ok(Some(Instruction::Row(row))) => {
                // What was held out is pushed away.
                self.held_out = None;
                self.paper.print(row);
                row_us
            }
            Ok(Some(Instruction::Typed { text: _, picture })) => {
                self.steps.push_back(Step::Print { picture: picture.clone(), row: 0 });
                0
            }
            Ok(Some(Instruction::FeedLines(lines))) => {
                self.steps.push_back(Step::Feed(u32::from(lines) * self.profile.dpi / LINES_PER_INCH));
                0
            }
            Ok(Some(Instruction::FeedUnits(units))) => {
                self.steps.push_back(Step::Feed(units.into()));
                0
            }
            Ok(Some(Instruction::Cut { full: _, feed_units })) => {
                if let Some(units) = feed_units {
                    let rows = self.profile.rows(self.profile.feed_before_cut_mm) + u32::from(units);
                    self.steps.push_back(Step::FeedToCutter(rows));
                }
                self.steps.push_back(Step::Cut);
                0
            }
            Ok(Some(Instruction::Present { steps: _, retract: _, timeout_s })) => {
                let rows = self.profile.rows(self.profile.feed_before_cut_mm);
                self.steps.push_back(Step::FeedToCutter(rows));
                self.steps.push_back(Step::Cut);
                if self.paper.mouth().height() > 0 {
                    self.steps.push_back(Step::HoldOut { timeout_s });
                }
                0
            }
            Ok(Some(Instruction::EchoJob([d1, d2, d3, d4]))) => {
                let [head, kind] = ECHO_HEAD;
                self.answer(&[head, kind, d1, d2, d3, d4, 0]);
                0
            }
            Ok(Some(Instruction::QueuedStatus(n))) => {
                let near_end = if n == 1 && self.near_end() { 0x03 } else { 0 };
                self.answer(&[near_end]);
                0
            }
            Ok(Some(Instruction::Name(n))) => {
                let name = NAMES[usize::from(n - 65)];
                self.answer(&[&NAME_HEAD[..], name.as_bytes(), &[0]].concat());
                0
            }
            Ok(Some(Instruction::AutomaticStatus(kinds))) => {
                self.start_automatic_status(kinds != 0);
                0
            }
            // Real-time commands never come here: the interface has taken them out.
            Ok(Some(Instruction::RealTimeStatus(_) | Instruction::Recover(_) | Instruction::ClearBuffer))
            | Ok(None) => 0,
            Ok(Some(Instruction::Initialise)) => {
                // What was asked for is forgotten; a switch is not.
                if !self.mechanics.automatic_status {
                    self.start_automatic_status(false);
                }
                0
            }
        };
        self.interface.buffer.drain(..taken);
        Some(duration_us)
    }
}
