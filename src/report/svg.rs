//! The report as one picture (SVG 1.1) that stands alone: to keep, to print, and to put into another document.
//!
//! Blocks stand in two columns, each in the shorter one; a table that is too wide for a column goes across both, in smaller letters if it
//! must. Text is measured in Inter, with room for a reader whose letters are wider.

use super::Report;
use super::page::code;
use super::plot::{EDGE, INK, LETTERS, PICTURE_WIDTH, Picture, escaped, pictures};
use super::sheet::{Clerk, Sheet, Table};
use crate::domain::settings::Settings;
use crate::lettering::{TextStyle, Typeface, Weight};
use crate::wording::Say;
use std::fmt::Write;

const COLUMN: f64 = PICTURE_WIDTH;
const GAP: f64 = 40.0;
const WIDTH: f64 = COLUMN + GAP + COLUMN;
const MARGIN: f64 = 30.0;
/// Between blocks, and between the columns of a table.
const BLOCK_GAP: f64 = 28.0;
const CELL_GAP: f64 = 16.0;
/// From line to line, in ems.
const LINE: f64 = 1.4;
/// Other letters than Inter's may be so much wider.
const WIDER: f64 = 1.06;
const QUIET: &str = "#46586b";

/// How a text looks; its size is that of an em.
#[derive(Clone, Copy)]
struct Style {
    size: f64,
    weight: Weight,
    fill: &'static str,
}

const TITLE: Style = Style { size: 28.0, weight: Weight::Bold, fill: INK };
const OFFICE: Style = Style { size: 20.0, weight: Weight::Medium, fill: INK };
const HEAD: Style = Style { size: 17.0, weight: Weight::Bold, fill: INK };
const PLAIN: Style = Style { size: 13.0, weight: Weight::Medium, fill: INK };
const NOTE: Style = Style { size: 13.0, weight: Weight::Medium, fill: QUIET };

/// The report as a picture.
pub fn svg(report: &Report, settings: &Settings, say: Say<'_>) -> String {
    let clerk = Clerk { report, settings, say };
    let Sheet { title, of, notes, tables } = clerk.sheet();
    let mut poster = Poster { typeface: Typeface::new(), marks: String::new(), columns: [0.0; 2] };
    poster.across(|poster, y| {
        let y = poster.paragraph((0.0, y), WIDTH, TITLE, &title);
        let y = poster.paragraph((0.0, y), WIDTH, OFFICE, &of);
        notes.iter().fold(y, |y, note| poster.paragraph((0.0, y), WIDTH, NOTE, note))
    });
    for picture in pictures(clerk) {
        poster.in_column(|poster, place| poster.picture(place, &picture));
    }
    for table in tables.iter().filter(|table| !table.rows.is_empty()) {
        match poster.width(table) {
            ..=COLUMN => poster.in_column(|poster, place| poster.table(place, COLUMN, table)),
            _ => poster.across(|poster, y| poster.table((0.0, y), WIDTH, table)),
        }
    }
    let name = escaped(&format!("{title}: {of}"));
    let (width, height) = (WIDTH + 2.0 * MARGIN, poster.bottom() - BLOCK_GAP + 2.0 * MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"-{MARGIN:.0} -{MARGIN:.0} {width:.0} {height:.0}\" {LETTERS} fill=\"{INK}\">\n<title>{name}</title>\n\
         <rect x=\"-{MARGIN:.0}\" y=\"-{MARGIN:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" fill=\"#fff\"/>\n\
         {marks}</svg>\n",
        language = code(say.language()),
        marks = poster.marks,
    )
}

/// The picture while it is made. A block is given its place and gives the y of its end.
struct Poster {
    typeface: Typeface,
    marks: String,
    /// Where the left and the right column end.
    columns: [f64; 2],
}

impl Poster {
    /// A block in the shorter column.
    fn in_column(&mut self, draw: impl FnOnce(&mut Self, (f64, f64)) -> f64) {
        let [left, right] = self.columns;
        let (column, x) = if left <= right { (0, 0.0) } else { (1, COLUMN + GAP) };
        self.columns[column] = draw(self, (x, self.columns[column])) + BLOCK_GAP;
    }

    /// A block below both columns.
    fn across(&mut self, draw: impl FnOnce(&mut Self, f64) -> f64) {
        self.columns = [draw(self, self.bottom()) + BLOCK_GAP; 2];
    }

    fn bottom(&self) -> f64 {
        self.columns[0].max(self.columns[1])
    }

    fn add(&mut self, mark: std::fmt::Arguments<'_>) {
        self.marks.write_fmt(mark).expect("writing to a string cannot fail");
        self.marks.push('\n');
    }

    /// A line of text below this y.
    fn text(&mut self, (x, y): (f64, f64), anchor: &str, style: Style, text: &str) {
        let Style { size, weight, fill } = style;
        let weight = if weight == Weight::Bold { " font-weight=\"700\"" } else { "" };
        let (y, text) = (y + size, escaped(text));
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size:.1}\" fill=\"{fill}\"{weight}>{text}</text>"
        ));
    }

    /// As many lines as it takes.
    fn paragraph(&mut self, (x, mut y): (f64, f64), width: f64, style: Style, text: &str) -> f64 {
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && self.advance(style, &longer) > width {
                self.text((x, y), "start", style, &line);
                y += style.size * LINE;
                word.clone_into(&mut line);
            } else {
                line = longer;
            }
        }
        self.text((x, y), "start", style, &line);
        y + style.size * LINE
    }

    fn advance(&self, style: Style, text: &str) -> f64 {
        const EM: f32 = 100.0;
        let ems = self.typeface.advance(text, TextStyle::em(style.weight, EM)) / EM;
        f64::from(ems) * style.size * WIDER
    }

    fn picture(&mut self, (x, y): (f64, f64), picture: &Picture) -> f64 {
        let y = self.paragraph((x, y), COLUMN, HEAD, &picture.head);
        let y = self.paragraph((x, y), COLUMN, NOTE, &picture.help) + 6.0;
        self.add(format_args!("<g transform=\"translate({x:.1} {y:.1})\">\n{}</g>", picture.marks));
        y + picture.height
    }

    fn table(&mut self, (x, y): (f64, f64), room: f64, table: &Table) -> f64 {
        let mut y = self.paragraph((x, y), room, HEAD, &table.head) + 4.0;
        let shrink = (room / self.width(table)).min(1.0);
        let small = |style: Style| Style { size: style.size * shrink, ..style };
        let ends = self.ends(table);
        let line = PLAIN.size * shrink * LINE + 4.0;
        for (row, cells) in [&table.columns].into_iter().chain(&table.rows).enumerate() {
            let style = small(if row == 0 { NOTE } else { PLAIN });
            for (column, (cell, end)) in cells.iter().zip(&ends).enumerate() {
                match column {
                    0 => self.text((x, y), "start", style, cell),
                    _ => self.text((x + end * shrink, y), "end", style, cell),
                }
            }
            y += line;
            let end = x + ends.last().copied().unwrap_or(0.0) * shrink;
            self.add(format_args!(
                "<line x1=\"{x:.1}\" y1=\"{rule:.1}\" x2=\"{end:.1}\" y2=\"{rule:.1}\" stroke=\"{EDGE}\"/>",
                rule = y - 3.0
            ));
        }
        table.note.as_ref().map_or(y, |note| self.paragraph((x, y + 2.0), room, NOTE, note))
    }

    /// Where the columns of a table end, when nothing must shrink.
    fn ends(&self, table: &Table) -> Vec<f64> {
        let widest = |column: usize| {
            let cells = [&table.columns].into_iter().chain(&table.rows).filter_map(|cells| cells.get(column));
            cells.map(|cell| self.advance(PLAIN, cell)).fold(0.0, f64::max)
        };
        let mut end = -CELL_GAP;
        let column_end = |column| {
            end += CELL_GAP + widest(column);
            end
        };
        (0..table.columns.len()).map(column_end).collect()
    }

    fn width(&self, table: &Table) -> f64 {
        self.ends(table).last().copied().unwrap_or(0.0)
    }
}
