//! Slips as text, and how they are read again from the dots on paper.
//!
//! **Model.** A slip has [`LINES`] lines, and each line is a letter for its place and letters for the slip's number, six
//! bits each. Whoever reads knows the printer's letters by having had each of them set once.
//!
//! **Deliberately not here.** What is less than a line: such dots tell nobody whose they are.

use super::{NUMBER_BITS, Slip, number, slip};
use crate::domain::printer_profile::{Mode, PrinterProfile};
use crate::slip::bitmap::Bitmap;
use crate::slip::decode::{Decoder, Instruction};
use crate::slip::escpos::LINES_PER_INCH;
use crate::slip::typewriter::{Block, LETTER_HEIGHT, LETTER_WIDTH, Line, TypedSlip};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Dots of a line: there is room for letters that nobody has sent.
pub(super) const WIDTH_DOTS: u32 = 256;
/// Lines of a slip, so that paper can end between them.
const LINES: usize = 2;

/// Each letter is a number of so many bits.
const LETTER_BITS: u32 = 6;
const LETTER_FIRST: u8 = b'0';
/// After the letter for the place.
const LETTERS: u32 = NUMBER_BITS.div_ceil(LETTER_BITS);

/// The dots of a letter, row by row.
type Cell = [u16; LETTER_HEIGHT];

/// A line that was found.
pub(super) struct Found {
    top: usize,
    place: usize,
    pub(super) slip: Slip,
}

/// The text of a slip.
pub(super) fn text(slip: Slip) -> TypedSlip {
    let number = number(slip);
    let digits = (0..LETTERS).rev().map(|place| letter(number >> (LETTER_BITS * place)));
    let digits: String = digits.collect();
    let line = |place: usize| Line {
        text: format!("{}{digits}", letter(place as u128)),
        page: None,
        scale: (1, 1),
        centred: false,
        bold: false,
    };
    TypedSlip { blocks: (0..LINES).map(|place| Block::Line(line(place))).collect() }
}

/// The letter of a number's lowest bits.
fn letter(number: u128) -> char {
    let digit = u8::try_from(number & ((1 << LETTER_BITS) - 1)).unwrap_or(0);
    char::from(LETTER_FIRST + digit)
}

/// The lines that are whole on a piece of paper.
pub(super) fn lines_on(paper: &Bitmap) -> Vec<Found> {
    // Letters have no dots in their lowest rows: a line can be read before the paper has moved on by those.
    let blank = vec![0; paper.bytes_per_row()];
    let below = std::iter::repeat_n(blank.as_slice(), LETTER_HEIGHT);
    let rows: Vec<&[u8]> = paper.bytes().chunks_exact(paper.bytes_per_row()).chain(below).collect();
    let mut found = Vec::new();
    for (top, line) in rows.windows(LETTER_HEIGHT).enumerate() {
        let is = |place: &usize| PLACES[*place].iter().zip(line).all(|(cell, row)| *cell == dots(row, 0));
        let Some(place) = (0..LINES).find(is) else { continue };
        let digits = (1..=LETTERS as usize).map(|at| {
            let cell: Cell = std::array::from_fn(|y| dots(line[y], at * LETTER_WIDTH));
            CELLS.get(&cell).copied()
        });
        let number = digits.into_iter().try_fold(0, |value, digit| Some((value << LETTER_BITS) | digit?));
        if let Some(slip) = number.and_then(slip) {
            found.push(Found { top, place, slip });
        }
    }
    found
}

/// The slips that are whole on a piece of paper: all lines, one right below the other.
pub(super) fn whole_on(paper: &Bitmap) -> Vec<Slip> {
    let pitch = usize::try_from(PrinterProfile::COMMON.dpi / LINES_PER_INCH).unwrap_or(0);
    let lines = lines_on(paper);
    let whole = lines.windows(LINES).filter(|lines| {
        let [Found { top, slip, .. }, ..] = lines else { return false };
        let in_place = |(place, line): (usize, &Found)| {
            line.place == place && line.slip == *slip && line.top == top + place * pitch
        };
        lines.iter().enumerate().all(in_place)
    });
    whole.map(|lines| lines[0].slip).collect()
}

/// What the letters of a printer look like, and which numbers they are.
static CELLS: LazyLock<BTreeMap<Cell, u128>> = LazyLock::new(|| {
    let profile = PrinterProfile { mode: Mode::Text, width_dots: WIDTH_DOTS, ..PrinterProfile::COMMON };
    let mut decoder = Decoder::new(&profile);
    let cells = (0..1_u8 << LETTER_BITS).map(|digit| {
        let mut set = &[LETTER_FIRST + digit, b'\n'][..];
        let Ok(Some(Instruction::Typed { picture, .. })) = decoder.next(&mut set) else {
            panic!("a printer sets letters");
        };
        let mut rows = picture.bytes().chunks_exact(picture.bytes_per_row()).map(|row| dots(row, 0));
        (std::array::from_fn(|_| rows.next().unwrap_or(0)), digit.into())
    });
    cells.collect()
});

/// What the letters for the places look like.
static PLACES: LazyLock<[Cell; LINES]> = LazyLock::new(|| {
    let cell = |place| CELLS.iter().find(|(_, digit)| **digit == place as u128).map(|(cell, _)| *cell);
    std::array::from_fn(|place| cell(place).expect("every digit has a cell"))
});

/// So many dots of a row as a letter is wide, from this one on.
fn dots(row: &[u8], left: usize) -> u16 {
    let byte = |at: usize| u32::from(row.get(left / 8 + at).copied().unwrap_or(0));
    let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    u16::try_from(bits >> (24 - LETTER_WIDTH - left % 8) & ((1 << LETTER_WIDTH) - 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
    use crate::domain::ids::{JobId, TicketId};
    use crate::slip::escpos::encode_typed;

    #[test]
    fn a_slip_is_known_by_its_lines() {
        assert_eq!(CELLS.len(), 1 << LETTER_BITS, "no two letters look alike");
        let slip = (JobId(1_000_003), TicketId((3 << 32) + 77));
        let profile = PrinterProfile { mode: Mode::Text, width_dots: WIDTH_DOTS, ..PrinterProfile::COMMON };
        let mut printer = VirtualPrinter::new(profile, Mechanics::default());
        let job = encode_typed(slip.0, &text(slip), &profile);
        printer.write(0, &job.bytes);
        printer.advance(60_000);
        let paper = &printer.pieces()[0].picture;
        assert_eq!(whole_on(paper), [slip]);
        let mut half = Bitmap::new(paper.width(), 0);
        paper.bytes().chunks_exact(paper.bytes_per_row()).take(50).for_each(|row| half.push_row(row));
        assert_eq!(whole_on(&half), []);
        // What was cut off below the last dot is white.
        let inked = paper
            .bytes()
            .chunks_exact(paper.bytes_per_row())
            .rposition(|row| row.iter().any(|byte| *byte != 0));
        let mut inked_only = Bitmap::new(paper.width(), 0);
        let rows = paper.bytes().chunks_exact(paper.bytes_per_row()).take(inked.unwrap() + 1);
        rows.for_each(|row| inked_only.push_row(row));
        assert_eq!(whole_on(&inked_only), [slip]);
        assert_eq!(lines_on(&half).iter().map(|line| line.slip).collect::<Vec<_>>(), [slip]);
    }
}
