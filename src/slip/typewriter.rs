//! Content to text: what stands where on a slip that the printer writes in its own letters.
//!
//! **Model.** The same words in the same order as in the picture of [`super::layout`], line by line. A printer's letters
//! are [`LETTER_WIDTH`] dots wide; they grow in whole steps. Each text has the code page in which most of it can be
//! written: a slip in Russian can bear a name in Latvian. The code is the printer's work, where it can draw one; elsewhere it is left out, together with the words
//! about it.
//!
//! **Invariants.** No line is longer than the paper is wide, and every character is in the page.
//!
//! **Deliberately not here.** Bytes: they are [`super::escpos`]'s.

use super::code_page::{best_page, typed};
use super::content::SlipContent;
use crate::domain::printer_profile::{CodePage, CodePages, PrinterProfile};

/// Font A of ESC/POS printers.
pub const LETTER_WIDTH: usize = 12;
/// And its height.
pub const LETTER_HEIGHT: usize = 24;
/// The number is at most so many times as large: about 18 mm, which is read from an outstretched arm.
const NUMBER_SCALE_MAX: usize = 6;
/// Between a label and its value.
const GAP: usize = 2;
/// Between two parts of a line that may stand on lines of their own.
const DOT: &str = " · ";
/// The smallest module that phones read from thermal paper: half a millimetre at 203 dpi, and more where there is room.
const MODULE_DOTS: [(usize, usize); 2] = [(512, 5), (0, 4)];

/// A slip as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedSlip {
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A line of text.
    Line(Line),
    /// White paper as high as a line.
    Blank,
    /// A QR code in the middle.
    Code {
        /// Where it leads.
        url: String,
        /// How many dots a module is wide.
        module_dots: usize,
        /// How many modules a side has.
        modules: usize,
    },
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// Its code page, and by which number the printer knows that; `None` where ASCII does.
    pub page: Option<(CodePage, u8)>,
    /// How many times as wide and as high as usual its letters are.
    pub scale: (u8, u8),
    /// Whether it stands in the middle, or at the left.
    pub centred: bool,
    /// Whether it is bold.
    pub bold: bool,
}

type Page = Option<(CodePage, u8)>;

const PLAIN: (u8, u8) = (1, 1);
const TALL: (u8, u8) = (1, 2);

impl TypedSlip {
    /// The slip for such a printer. `code_modules`: how many modules a side of its code has; `None` leaves it out.
    pub fn of(content: &SlipContent, profile: &PrinterProfile, code_modules: Option<usize>) -> Self {
        let width_dots = usize::try_from(profile.width_dots).unwrap_or(usize::MAX);
        let columns = width_dots / LETTER_WIDTH;
        let mut slip = Typewriter { pages: profile.text.pages, columns, blocks: Vec::new() };
        if let Some(copy) = &content.copy {
            slip.middle(copy, TALL, true);
            slip.blocks.push(Block::Blank);
        }
        slip.parts(&content.office, PLAIN, false);
        slip.parts(&content.service, TALL, true);
        slip.blocks.push(Block::Blank);
        slip.number(&content.number);
        slip.blocks.push(Block::Blank);
        slip.rule();
        for (label, value) in &content.rows {
            slip.row(label, value);
        }
        if let Some(note) = &content.note {
            slip.left(note, PLAIN);
        }
        slip.rule();
        if let (Some((url, text)), Some(modules), true) = (&content.code, code_modules, profile.text.qr_code)
        {
            let (_, module_dots) =
                MODULE_DOTS.into_iter().find(|&(width, _)| width_dots >= width).unwrap_or(MODULE_DOTS[1]);
            slip.blocks.push(Block::Blank);
            slip.blocks.push(Block::Code { url: url.clone(), module_dots, modules });
            slip.blocks.push(Block::Blank);
            slip.middle(text, PLAIN, false);
            slip.blocks.push(Block::Blank);
        }
        slip.parts(&content.foot, PLAIN, false);
        Self { blocks: slip.blocks }
    }
}

struct Typewriter {
    pages: CodePages,
    columns: usize,
    blocks: Vec<Block>,
}

impl Typewriter {
    /// A text as it can be written, and in which page.
    fn typed(&self, text: &str) -> (String, Page) {
        let page = best_page(self.pages, text);
        (typed(page.map(|(page, _)| page), text), page)
    }

    fn line(&mut self, text: String, page: Page, scale: (u8, u8), centred: bool, bold: bool) {
        self.blocks.push(Block::Line(Line { text, page, scale, centred, bold }));
    }

    fn rule(&mut self) {
        self.line("-".repeat(self.columns), None, PLAIN, false, false);
    }

    /// The number as large as the paper allows.
    fn number(&mut self, text: &str) {
        let (text, page) = self.typed(text);
        let scale = (self.columns / text.chars().count().max(1)).clamp(1, NUMBER_SCALE_MAX);
        let scale = u8::try_from(scale).unwrap_or(1);
        self.line(text, page, (scale, scale), true, true);
    }

    /// In the middle; what is too long is parted at its dots.
    fn parts(&mut self, text: &str, scale: (u8, u8), bold: bool) {
        let fits = self.typed(text).0.chars().count() <= self.columns;
        let parts: Vec<&str> = if fits { vec![text] } else { text.split(DOT).collect() };
        for part in parts {
            self.middle(part, scale, bold);
        }
    }

    fn middle(&mut self, text: &str, scale: (u8, u8), bold: bool) {
        let (text, page) = self.typed(text);
        for line in wrap(&text, self.columns) {
            self.line(line, page, scale, true, bold);
        }
    }

    fn left(&mut self, text: &str, scale: (u8, u8)) {
        let (text, page) = self.typed(text);
        for line in wrap(&text, self.columns) {
            self.line(line, page, scale, false, false);
        }
    }

    /// A label on the left and its value on the right; on lines of their own when one has no room for both.
    fn row(&mut self, label: &str, value: &str) {
        // Both in one page, as they stand on one line.
        let page = best_page(self.pages, &[label, value].concat());
        let [left, right] = [label, value].map(|text| typed(page.map(|(page, _)| page), text));
        let length = left.chars().count() + right.chars().count();
        if length + GAP <= self.columns {
            let gap = " ".repeat(self.columns - length);
            return self.line(format!("{left}{gap}{right}"), page, TALL, false, false);
        }
        self.left(label, PLAIN);
        for line in wrap(&right, self.columns) {
            let gap = " ".repeat(self.columns - line.chars().count());
            self.line(format!("{gap}{line}"), page, TALL, false, false);
        }
    }
}

/// Lines of at most so many characters, parted between words where that can be.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut letters: Vec<char> = word.chars().collect();
        let last = lines.last_mut().expect("there is always one");
        let used = last.chars().count();
        if used > 0 && used + 1 + letters.len() <= columns {
            last.push(' ');
            last.extend(letters);
            continue;
        }
        if used > 0 {
            lines.push(String::new());
        }
        while letters.len() > columns {
            let rest = letters.split_off(columns);
            lines.last_mut().expect("there is always one").extend(letters);
            lines.push(String::new());
            letters = rest;
        }
        lines.last_mut().expect("there is always one").extend(letters);
    }
    lines
}

#[cfg(test)]
mod tests;
