//! The roll, what hangs out of the printer's mouth, and the pieces that came out.

use crate::slip::bitmap::Bitmap;
use std::collections::VecDeque;

/// Pieces that are kept; older ones have been swept up.
pub const PIECES_MAX: usize = 16;

/// Rows of one piece that are kept as a picture, one metre at 203 dpi; what is longer goes on without a picture.
const PICTURE_ROWS_MAX: usize = 8000;

/// How a piece of paper came off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// By the cutter.
    Cut,
    /// By hand, or because the roll ended.
    Torn,
}

/// A piece of paper that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Counts from 1 over all pieces of this printer.
    pub serial: u64,
    /// What is on it, without the white margin between print head and cutter.
    pub picture: Bitmap,
    /// How it came off.
    pub ending: Ending,
    /// When, on the steady clock.
    pub since_ms: u64,
}

/// All the paper of a printer.
#[derive(Debug)]
pub(super) struct Paper {
    /// What is left of the roll, in rows of dots.
    pub(super) roll_rows: u32,
    /// Rows that were printed without paper.
    pub(super) rows_on_nothing: u64,
    mouth: Bitmap,
    pieces: VecDeque<Piece>,
    serial: u64,
}

impl Paper {
    pub(super) fn new(width_dots: u32, roll_rows: u32) -> Self {
        let width = usize::try_from(width_dots).expect("a line of at most a few thousand dots");
        Self {
            roll_rows,
            rows_on_nothing: 0,
            mouth: Bitmap::new(width, 0),
            pieces: VecDeque::new(),
            serial: 0,
        }
    }

    /// Moves the paper by one row on which this is printed.
    pub(super) fn print(&mut self, row: &[u8]) {
        if self.moves() && self.mouth.height() < PICTURE_ROWS_MAX {
            self.mouth.push_row(row);
        }
    }

    /// Moves the paper by one row that does not show in a picture: it lies between print head and cutter.
    pub(super) fn feed_to_cutter(&mut self) {
        self.moves();
    }

    /// Whether there was paper to move.
    fn moves(&mut self) -> bool {
        let rest = self.roll_rows.checked_sub(1);
        self.rows_on_nothing += u64::from(rest.is_none());
        self.roll_rows = rest.unwrap_or(0);
        rest.is_some()
    }

    /// What hangs out comes off. Paper on which nothing was printed is no piece.
    pub(super) fn part(&mut self, ending: Ending, since_ms: u64) {
        let width = self.mouth.width();
        let picture = std::mem::replace(&mut self.mouth, Bitmap::new(width, 0));
        if picture.height() == 0 {
            return;
        }
        self.serial += 1;
        if self.pieces.len() == PIECES_MAX {
            self.pieces.pop_front();
        }
        self.pieces.push_back(Piece { serial: self.serial, picture, ending, since_ms });
    }

    pub(super) fn pieces(&self) -> &VecDeque<Piece> {
        &self.pieces
    }

    pub(super) fn mouth(&self) -> &Bitmap {
        &self.mouth
    }
}
