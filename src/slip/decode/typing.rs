//! Text and codes as a printer of ours sets them.
//!
//! Letters are collected until a line feed; then they are one picture, as high as the highest of them.

use super::glyphs::cell;
use crate::domain::printer_profile::{CodePage, CodePages};
use crate::slip::bitmap::Bitmap;
use crate::slip::code;
use crate::slip::code_page::decode;
use crate::slip::typewriter::{LETTER_HEIGHT, LETTER_WIDTH};
use crate::square_code::Codes;

/// What is kept from command to command, until `ESC @`.
#[derive(Debug, Clone)]
pub(super) struct Typing {
    pages: CodePages,
    style: Style,
    /// The line that is being set.
    letters: Vec<(char, Style)>,
    /// What `GS ( k` was given to draw.
    code: String,
    /// What was set last.
    pub(super) text: String,
    pub(super) picture: Bitmap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    page: Option<CodePage>,
    scale: (usize, usize),
    bold: bool,
    align: Align,
    module_dots: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

const INITIAL: Style = Style { page: None, scale: (1, 1), bold: false, align: Align::Left, module_dots: 3 };

impl Typing {
    pub(super) fn new(pages: CodePages, width_dots: usize) -> Self {
        Self {
            pages,
            style: INITIAL,
            letters: Vec::new(),
            code: String::new(),
            text: String::new(),
            picture: Bitmap::new(width_dots, 0),
        }
    }

    pub(super) fn initialise(&mut self) {
        self.style = INITIAL;
        self.letters.clear();
        self.code.clear();
    }

    /// Whether a line is begun and not fed.
    pub(super) fn is_in_line(&self) -> bool {
        !self.letters.is_empty()
    }

    /// The page of which this is the number; a number of none leaves ASCII.
    pub(super) fn choose_page(&mut self, number: u8) {
        self.style.page = self.pages.iter().find(|&(_, known)| known == number).map(|(page, _)| page);
    }

    pub(super) fn set_scale(&mut self, n: u8) {
        self.style.scale = (usize::from(n >> 4) + 1, usize::from(n & 0x0f) + 1);
    }

    pub(super) fn set_bold(&mut self, bold: bool) {
        self.style.bold = bold;
    }

    pub(super) fn set_align(&mut self, align: Align) {
        self.style.align = align;
    }

    pub(super) fn set_module(&mut self, dots: u8) {
        self.style.module_dots = dots.max(1).into();
    }

    /// What the code will say; anything but ASCII is none of ours.
    pub(super) fn store_code(&mut self, text: &[u8]) {
        self.code = String::from_utf8_lossy(text).into_owned();
    }

    /// One letter more. False when the page has none for this byte, or the paper no room.
    pub(super) fn letter(&mut self, byte: u8) -> bool {
        let Some(letter) = decode(self.style.page, byte) else { return false };
        self.letters.push((letter, self.style));
        self.line_width() <= self.picture.width()
    }

    /// Sets the line. False when there is none.
    pub(super) fn feed(&mut self, line_rows: usize) -> bool {
        if self.letters.is_empty() {
            return false;
        }
        let width = self.picture.width();
        let height = self.letters.iter().map(|(_, style)| style.scale.1 * LETTER_HEIGHT).max().unwrap_or(0);
        self.text.clear();
        self.picture = Bitmap::new(width, height.max(line_rows));
        let mut left = self.margin(self.line_width());
        for (letter, style) in std::mem::take(&mut self.letters) {
            let (wide, high) = style.scale;
            let top = height - LETTER_HEIGHT * high;
            for (y, row) in cell(letter).into_iter().enumerate() {
                let row = if style.bold { row | row >> 1 } else { row };
                for x in (0..LETTER_WIDTH).filter(|x| row >> (LETTER_WIDTH - 1 - x) & 1 != 0) {
                    self.picture.fill(left + x * wide, top + y * high, wide, high);
                }
            }
            left += LETTER_WIDTH * wide;
            self.text.push(letter);
        }
        true
    }

    /// Draws the code. False when there is none, or the paper is too narrow.
    pub(super) fn draw_code(&mut self) -> bool {
        let width = self.picture.width();
        let drawn = Codes::default().code(&self.code).map(|found| code::draw(&found, self.style.module_dots));
        let Some(drawn) = drawn.filter(|drawn| !self.code.is_empty() && drawn.width() <= width) else {
            return false;
        };
        self.picture = Bitmap::new(width, drawn.height());
        self.picture.blit(&drawn, self.margin(drawn.width()), 0);
        self.text.clone_from(&self.code);
        true
    }

    fn line_width(&self) -> usize {
        self.letters.iter().map(|(_, style)| style.scale.0 * LETTER_WIDTH).sum()
    }

    /// White on the left of something so wide.
    fn margin(&self, width: usize) -> usize {
        let rest = self.picture.width().saturating_sub(width);
        match self.style.align {
            Align::Left => 0,
            Align::Centre => rest / 2,
            Align::Right => rest,
        }
    }
}
