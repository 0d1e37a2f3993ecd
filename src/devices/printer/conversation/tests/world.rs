//! A conversation, a virtual printer, and somebody who looks at all paper and all reports.

use super::super::{Conversation, Report};
use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
use crate::domain::command::SlipOutcome;
use crate::domain::ids::JobId;
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::PrinterProfile;
use crate::slip::bitmap::Bitmap;
use crate::slip::escpos::encode;
use std::collections::BTreeMap;

pub(super) const PROFILE: PrinterProfile = PrinterProfile { width_dots: 384, ..PrinterProfile::COMMON };

/// 60 mm.
pub(super) const ROWS: u16 = 480;
pub(super) const LONG_ROLL_MM: u32 = 80_000;

pub(super) struct World {
    pub(super) now_ms: u64,
    pub(super) printer: VirtualPrinter,
    pub(super) conversation: Conversation,
    pub(super) outcomes: BTreeMap<JobId, SlipOutcome>,
    pub(super) states: Vec<PrinterState>,
    /// Everything that was sent since the last look.
    pub(super) sent: Vec<u8>,
    /// Most bytes per write and per read.
    pub(super) chunk: usize,
    profile: PrinterProfile,
    connection: Option<u32>,
    next_job: u32,
    /// The rows of all pieces.
    pieces: Vec<Vec<Row>>,
    pieces_seen: u64,
}

/// Which row of which job; `None` is white.
type Row = Option<(u32, u16)>;

impl World {
    pub(super) fn new(profile: PrinterProfile, mechanics: Mechanics) -> Self {
        Self {
            now_ms: 0,
            printer: VirtualPrinter::new(profile, mechanics),
            conversation: Conversation::new(profile, false),
            outcomes: BTreeMap::new(),
            states: Vec::new(),
            sent: Vec::new(),
            chunk: usize::MAX,
            profile,
            connection: None,
            next_job: 0,
            pieces: Vec::new(),
            pieces_seen: 0,
        }
    }

    /// Starts a job whose every row tells which row it is. `None` while another one is under way.
    pub(super) fn start(&mut self) -> Option<JobId> {
        let id = JobId(self.next_job);
        let mut picture = Bitmap::new(384, 0);
        (0..ROWS).for_each(|row| picture.push_row(&row_bytes(id.0, row)));
        self.conversation.start(self.now_ms, encode(id, &picture, &self.profile)).ok()?;
        self.next_job += 1;
        self.exchange();
        Some(id)
    }

    /// Lets time pass and everything happen that is due meanwhile.
    pub(super) fn run(&mut self, duration_ms: u64) {
        let until_ms = self.now_ms + duration_ms;
        loop {
            self.exchange();
            let due_ms =
                [self.conversation.poll_timeout(), self.printer.poll_deadline()].into_iter().flatten().min();
            match due_ms.filter(|&due_ms| due_ms <= until_ms) {
                Some(due_ms) => self.now_ms = self.now_ms.max(due_ms),
                None => break,
            }
        }
        self.now_ms = until_ms;
        self.exchange();
        self.check_paper();
    }

    /// Runs until the job has an outcome.
    pub(super) fn outcome(&mut self, job: JobId) -> SlipOutcome {
        for _ in 0..100_000 {
            if let Some(&outcome) = self.outcomes.get(&job) {
                return outcome;
            }
            self.run(10);
        }
        panic!("job {job} has no outcome");
    }

    /// Moves bytes until neither side has more to say now.
    pub(super) fn exchange(&mut self) {
        let (now_ms, chunk) = (self.now_ms, self.chunk);
        if self.printer.connection() != self.connection {
            if self.connection.is_some() {
                self.conversation.link_lost(now_ms);
            }
            self.connection = self.printer.connection();
            if self.connection.is_some() {
                self.conversation.link_up(now_ms);
            }
        }
        loop {
            let read = self.printer.read(now_ms);
            read.chunks(chunk.min(64)).for_each(|piece| self.conversation.handle_bytes(now_ms, piece));
            self.conversation.handle_timeout(now_ms);
            let mut written = 0;
            while let Some(bytes) = self.conversation.poll_write() {
                let offered = &bytes[..bytes.len().min(chunk)];
                let count = self.printer.write(now_ms, offered);
                self.sent.extend_from_slice(&offered[..count]);
                self.conversation.written(now_ms, count);
                written += count;
                if count == 0 {
                    break;
                }
            }
            self.look();
            if written == 0 && read.is_empty() {
                break;
            }
        }
    }

    /// Looks at the paper and at the reports, and checks the promises.
    fn look(&mut self) {
        assert_eq!(self.printer.fault(), None, "at {}", self.now_ms);
        for piece in self.printer.pieces() {
            if piece.serial > self.pieces_seen {
                assert_eq!(piece.serial, self.pieces_seen + 1, "no piece was missed");
                self.pieces_seen = piece.serial;
                self.pieces.push(rows(&piece.picture));
            }
        }
        while let Some(report) = self.conversation.poll_report() {
            match report {
                Report::State(state) => self.states.push(state),
                Report::Slip { job, outcome } => {
                    assert_eq!(self.outcomes.insert(job, outcome), None, "one outcome per job");
                    if let SlipOutcome::Printed(_) = outcome {
                        // Perhaps torn off: whoever changes a roll while the line is broken leaves no trace.
                        assert!(self.on_paper(job), "job {job} is on paper");
                    }
                }
            }
        }
    }

    /// Checks all paper that ever came out.
    fn check_paper(&self) {
        for (&job, outcome) in &self.outcomes {
            if let SlipOutcome::Failed(_) = outcome {
                assert!(!self.on_paper(job), "job {job} failed and is whole on paper");
            }
        }
        for piece in &self.pieces {
            let mut jobs: Vec<u32> = piece.iter().flatten().map(|(job, _)| *job).collect();
            jobs.dedup();
            assert!(jobs.len() <= 1, "jobs {jobs:?} on one piece of paper");
        }
    }

    /// Whether all rows of a job were printed, one below the other.
    pub(super) fn on_paper(&self, job: JobId) -> bool {
        let mouth = rows(self.printer.mouth());
        let paper = self.pieces.iter().chain([&mouth]);
        let printed: Vec<u16> =
            paper.flatten().filter_map(|row| row.filter(|row| row.0 == job.0).map(|row| row.1)).collect();
        printed == (0..ROWS).collect::<Vec<_>>()
    }

    /// Everything that was ever wrong is put right.
    pub(super) fn mend(&mut self) {
        let now_ms = self.now_ms;
        self.printer.set_power(now_ms, false);
        self.printer.set_power(now_ms, true);
        self.printer.set_silent(now_ms, false);
        self.printer.set_offline(now_ms, false);
        self.printer.set_cutter_blocked(now_ms, false);
        self.printer.set_overheated(now_ms, false);
        self.printer.set_broken(now_ms, false);
        self.printer.set_jammed(now_ms, false);
        self.printer.take_slip(now_ms);
        self.printer.load_roll(now_ms, LONG_ROLL_MM);
        self.printer.set_cover_open(now_ms, false);
    }
}

/// No byte of it begins a real-time command.
fn row_bytes(job: u32, row: u16) -> [u8; 3] {
    let byte = |value: u32| 0x80 | u8::try_from(value).expect("less than 128");
    [byte(job), byte(u32::from(row) / 128), byte(u32::from(row) % 128)]
}

fn rows(picture: &Bitmap) -> Vec<Row> {
    let rows = picture.bytes().chunks(picture.bytes_per_row());
    let value = |byte: u8| u16::from(byte & 0x7f);
    // A query within the rest of a job that was given up becomes dots, too.
    let is_ours = |row: &[u8]| row[..3].iter().all(|byte| byte & 0x80 != 0);
    rows.map(|row| is_ours(row).then(|| (value(row[0]).into(), value(row[1]) * 128 + value(row[2]))))
        .collect()
}
