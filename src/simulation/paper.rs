//! Slips that say of every part of them whose it is, and what comes out of the printers.
//!
//! **Model.** The slips of the simulation are small: each row of a picture, and each line of text ([`typed`]), names its
//! job, its ticket and its place. So a look at a piece of paper tells which slips are whole on it, even when a half one
//! hangs before or a ghost behind.

mod typed;

use super::promise::{Broken, Promise, ensure};
use crate::devices::virtual_printer::{Ending, VirtualPrinter};
use crate::domain::event::PrintEvidence;
use crate::domain::ids::{JobId, TicketId};
use crate::domain::printer_profile::{Mode, PrinterProfile};
use crate::slip::bitmap::Bitmap;
use crate::slip::escpos::{PrintJob, encode, encode_typed};
use std::collections::{BTreeMap, BTreeSet};

/// Dots of a row of a picture.
const WIDTH_DOTS: u32 = 88;
/// Rows of a picture: long enough for paper to end within it.
const ROWS: u8 = 60;

/// So long after a slip was given up nobody waits for it any more.
const LATE_MS: i64 = 30_000;

/// A job and the ticket that it is for.
pub(super) type Slip = (JobId, TicketId);

/// What stands for a ticket on paper that is none.
pub(super) const TEST: TicketId = TicketId(0);

/// How wide the paper is.
pub(super) fn width_dots(mode: Mode) -> u32 {
    match mode {
        Mode::Raster => WIDTH_DOTS,
        Mode::Text => typed::WIDTH_DOTS,
    }
}

/// The job that brings a slip onto paper.
pub(super) fn job(slip: Slip, profile: &PrinterProfile) -> PrintJob {
    match profile.mode {
        Mode::Raster => encode(slip.0, &picture(slip), profile),
        Mode::Text => encode_typed(slip.0, &typed::text(slip), profile),
    }
}

/// A slip as a number of [`NUMBER_BITS`].
fn number((job, ticket): Slip) -> u128 {
    u128::from(job.0) << TICKET_BITS | u128::from((ticket.0 >> 32 << 21) | (ticket.0 & 0x1f_ffff))
}

const TICKET_BITS: u32 = 42;
const NUMBER_BITS: u32 = 28 + TICKET_BITS;

/// The slip that has this number, if one has.
fn slip(number: u128) -> Option<Slip> {
    let ticket = u64::try_from(number & ((1 << TICKET_BITS) - 1)).ok()?;
    let job = u32::try_from(number >> TICKET_BITS).ok()?;
    Some((JobId(job), TicketId((ticket >> 21 << 32) | (ticket & 0x1f_ffff))))
}

/// The picture of a slip. No byte of it can begin a command.
fn picture(slip: Slip) -> Bitmap {
    let mut picture = Bitmap::new(WIDTH_DOTS as usize, 0);
    (0..ROWS).for_each(|row| picture.push_row(&row_bytes(slip, row)));
    picture
}

fn row_bytes(slip: Slip, row: u8) -> Vec<u8> {
    let number = number(slip);
    let septets = (0..NUMBER_BITS / 7).rev().map(|place| u8::try_from(number >> (7 * place) & 0x7f));
    [Ok(row)].into_iter().chain(septets).map(|septet| 0x80 | septet.unwrap_or(0)).collect()
}

fn whose(row: &[u8]) -> Option<(u8, Slip)> {
    if row.iter().any(|byte| byte & 0x80 == 0) {
        return None;
    }
    let (&row, septets) = row.split_first()?;
    let number = septets.iter().fold(0, |value, byte| (value << 7) | u128::from(byte & 0x7f));
    Some((row & 0x7f, slip(number)?))
}

/// The slips of which something is on a piece of paper.
fn slips_on(mode: Mode, paper: &Bitmap) -> BTreeSet<Slip> {
    match mode {
        Mode::Raster => paper
            .bytes()
            .chunks_exact(paper.bytes_per_row())
            .filter_map(whose)
            .map(|(_, slip)| slip)
            .collect(),
        Mode::Text => typed::lines_on(paper).into_iter().map(|line| line.slip).collect(),
    }
}

/// The slips that are whole on a piece of paper.
fn whole_on(mode: Mode, paper: &Bitmap) -> Vec<Slip> {
    if mode == Mode::Text {
        return typed::whole_on(paper);
    }
    let mut whole = Vec::new();
    let mut next: Option<(u8, Slip)> = None;
    for row in paper.bytes().chunks_exact(paper.bytes_per_row()) {
        next = match (whose(row), next) {
            (Some((0, slip)), _) => Some((1, slip)),
            (Some(found), Some(awaited)) if found == awaited => Some((found.0 + 1, found.1)),
            (Some(_) | None, _) => None,
        };
        if let Some((ROWS, slip)) = next {
            whole.push(slip);
        }
    }
    whole
}

/// How a slip ended, as the journal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlipEnd {
    /// It is on paper, and this says so.
    Printed(PrintEvidence),
    /// It is not, and never will be.
    Failed,
    /// Nobody knows.
    Uncertain,
}

/// What came out of one printer.
#[derive(Debug)]
pub(super) struct PaperBin {
    mode: Mode,
    serial: u64,
    mouth_rows: usize,
    /// Slips that are whole, in somebody's hand or in the mouth.
    whole: BTreeSet<Slip>,
    /// Slips that came off whole.
    came_off: BTreeSet<Slip>,
    /// Slips that count as printed because the printer or its line lied.
    misled: BTreeSet<Slip>,
    ended: BTreeMap<Slip, (SlipEnd, i64)>,
}

impl PaperBin {
    /// An empty one.
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            serial: 0,
            mouth_rows: 0,
            whole: BTreeSet::new(),
            came_off: BTreeSet::new(),
            misled: BTreeSet::new(),
            ended: BTreeMap::new(),
        }
    }

    /// Looks at what has come out since the last look. `clears`: the printer can be cleared at any time.
    pub(super) fn look(
        &mut self,
        truth_ms: i64,
        printer: &VirtualPrinter,
        clears: bool,
    ) -> Result<(), Broken> {
        let mut found = Vec::new();
        for piece in printer.pieces().iter().filter(|piece| piece.serial > self.serial) {
            let since_ms = i64::try_from(piece.since_ms).unwrap_or(truth_ms);
            if piece.ending == Ending::Cut {
                let slips = slips_on(self.mode, &piece.picture);
                let parted = slips.len() <= 1 || !slips.is_disjoint(&self.misled);
                ensure(Promise::SlipsAreParted, parted, || format!("{slips:?} hang together"))?;
            }
            for slip in whole_on(self.mode, &piece.picture) {
                let first = self.came_off.insert(slip);
                let (job, ticket) = slip;
                ensure(Promise::NoGhost, first, || format!("job {job} of ticket {ticket} came out twice"))?;
                found.push((since_ms, slip));
            }
        }
        if let Some(newest) = printer.pieces().back().filter(|newest| newest.serial > self.serial) {
            self.serial = newest.serial;
            self.mouth_rows = 0;
        }
        // What is in the mouth is read once, when the printer rests.
        let mouth = printer.mouth();
        if mouth.height() != self.mouth_rows && printer.poll_deadline().is_none() {
            self.mouth_rows = mouth.height();
            found.extend(whole_on(self.mode, mouth).into_iter().map(|slip| (truth_ms, slip)));
        }
        for (at_ms, slip) in found {
            if self.whole.insert(slip) {
                self.appears(at_ms, slip, clears)?;
            }
        }
        Ok(())
    }

    fn appears(&self, at_ms: i64, slip: Slip, clears: bool) -> Result<(), Broken> {
        let Some(&(end, since_ms)) = self.ended.get(&slip) else { return Ok(()) };
        let after_ms = at_ms - since_ms;
        let late = clears && after_ms > LATE_MS && !self.misled.contains(&slip);
        let ghost = end == SlipEnd::Failed || late;
        ensure(Promise::NoGhost, !ghost, || {
            format!("job {} of ticket {} came out {after_ms} ms after it was {end:?}", slip.0, slip.1)
        })
    }

    /// The next printer has a mouth of its own, and counts from the beginning.
    pub(super) fn another_printer(&mut self) {
        self.serial = 0;
        self.mouth_rows = 0;
    }

    /// The journal says how a slip ended. `lied`: what counts as evidence was a lie, or nobody can tell it from one.
    pub(super) fn ends(
        &mut self,
        truth_ms: i64,
        printer: &VirtualPrinter,
        slip: Slip,
        end: SlipEnd,
        lied: bool,
    ) -> Result<(), Broken> {
        if whole_on(self.mode, printer.mouth()).contains(&slip) {
            self.whole.insert(slip);
        }
        let whole = self.whole.contains(&slip);
        let (job, ticket) = slip;
        match end {
            SlipEnd::Printed(_) if lied && !whole => {
                self.misled.insert(slip);
            }
            SlipEnd::Printed(_) => ensure(Promise::PrintedIsOnPaper, whole, || {
                format!("job {job} of ticket {ticket} is not on paper")
            })?,
            SlipEnd::Failed => ensure(Promise::NoGhost, !whole, || {
                format!("job {job} of ticket {ticket} is on paper, but the journal says that it failed")
            })?,
            SlipEnd::Uncertain => {}
        }
        self.ended.insert(slip, (end, truth_ms));
        Ok(())
    }

    /// How many slips of tickets came out whole.
    pub(super) fn count(&self) -> u64 {
        self.whole.iter().filter(|(_, ticket)| *ticket != TEST).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_known_by_its_rows() {
        let slip = (JobId(1_000_003), TicketId((3 << 32) + 77));
        let mut paper = Bitmap::new(WIDTH_DOTS as usize, 0);
        (0..40).for_each(|row| paper.push_row(&row_bytes((JobId(1), TicketId(2)), row)));
        (0..ROWS).for_each(|row| paper.push_row(&row_bytes(slip, row)));
        assert_eq!(whole_on(Mode::Raster, &paper), [slip]);
        assert_eq!(whole_on(Mode::Raster, &picture(slip)), [slip]);
        assert_eq!(slips_on(Mode::Raster, &paper), [(JobId(1), TicketId(2)), slip].into());
    }
}
