//! Where things stand on the display of a kiosk.
//!
//! Everything is a multiple of one unit: a sixteenth of the width or a tenth of the height, whichever is smaller, so
//! 48 pixels on an 800×480 panel.

use super::brief::Brief;
use super::colour::{AMBER, DIMMED, FAULT, INK, INK_LIGHTER, QUIET, WHITE};
use super::kiosk::{KioskView, Offer, ShownButton, ShownNumber};
use super::picture::{Area, Picture};
use super::screen::View;
use crate::lettering::{Anchor, TextStyle, Weight};

/// Below this unit a row has no room for a circle and a second column.
const UNIT_PX_MIN: f32 = 14.0;
/// So many buttons stand in one column; with more there are two.
const ROWS_MAX: usize = 5;

impl View for KioskView {
    fn lay_out(&self, picture: &mut Picture<'_>) {
        let area = picture.area();
        let unit = (area.width / 16.0).min(area.height / 10.0);
        picture.fill(area, 0.0, INK);
        match self {
            Self::Buttons { head, buttons } => headed_list(picture, head, buttons, area, unit),
            Self::Numbers { head, numbers } => {
                let rows: Vec<ShownButton> = numbers.iter().map(row_of).collect();
                headed_list(picture, head, &rows, area, unit);
            }
            Self::Notice { fault, title, lead, number, advice } => {
                let notice = Notice {
                    fault: *fault,
                    title,
                    lead: lead.as_deref(),
                    number: number.as_deref(),
                    advice: advice.as_deref(),
                };
                match unit < UNIT_PX_MIN {
                    true => notice.shortened().lay_out(picture, area, 1.9 * unit),
                    false => notice.lay_out(picture, area, 1.25 * unit),
                }
            }
        }
    }

    fn brief(&self) -> Brief {
        match self {
            Self::Notice { number: Some(number), .. } => Brief { number: number.clone(), ..Brief::default() },
            Self::Notice { number: None, .. } | Self::Numbers { .. } | Self::Buttons { .. } => {
                Brief::nothing()
            }
        }
    }
}

/// A number stands where a service does, and its counter where the wait does.
fn row_of(shown: &ShownNumber) -> ShownButton {
    let ShownNumber { letter, number, counter } = shown.clone();
    ShownButton { letter, name: number, detail: None, offer: Offer::Ticket { wait: Some(counter) } }
}

/// Rows below a head; on a small screen rows alone.
fn headed_list(picture: &mut Picture<'_>, head: &str, rows: &[ShownButton], area: Area, unit: f32) {
    if unit < UNIT_PX_MIN {
        return small_list(picture, rows, area);
    }
    let style = TextStyle::em(Weight::Bold, 0.72 * unit);
    let margin = 0.72 * unit;
    picture.line(head, style, (margin, 1.26 * unit), Anchor::Left, area.width - 2.0 * margin, WHITE);
    let (_, rest) = area.split_at_height(1.86 * unit);
    list(picture, rows, Area { height: rest.height - 0.5 * unit, ..rest.inset(margin, 0.0) }, unit);
}

fn list(picture: &mut Picture<'_>, buttons: &[ShownButton], area: Area, unit: f32) {
    let columns = buttons.len().div_ceil(ROWS_MAX).max(1);
    let rows = buttons.len().div_ceil(columns).max(1);
    let gap = 0.38 * unit;
    let place = |length: f32, count: usize| (length - gap * (count - 1) as f32) / count as f32;
    let (width, height) = (place(area.width, columns), place(area.height, rows).min(2.9 * unit));
    let rows: Vec<Row<'_>> = buttons
        .iter()
        .enumerate()
        .map(|(number, button)| {
            let (column, row) = ((number / rows) as f32, (number % rows) as f32);
            let (x, y) = (area.x + column * (width + gap), area.y + row * (height + gap));
            Row { button, area: Area { x, y, width, height }, unit: unit.min(height / 2.0) }
        })
        .collect();
    // One size for all rows, and rather a little smaller than a name on two lines.
    let sizes = (0..20).map(|step| 0.92_f32.powi(step));
    let one_line = sizes.clone().take(4).map(|scale| (scale, 1));
    let two_lines = sizes.clone().map(|scale| (scale, 2));
    let fits = |&(scale, lines): &(f32, usize)| rows.iter().all(|row| row.fits(picture, scale, lines));
    let scale = one_line.chain(two_lines).find(fits).map_or(0.2, |(scale, _)| scale);
    for row in rows {
        row.lay_out(picture, scale, unit);
    }
}

/// The row of one button.
struct Row<'a> {
    button: &'a ShownButton,
    area: Area,
    /// The unit of the screen, or less when the row is low.
    unit: f32,
}

impl Row<'_> {
    /// A wait at the right needs so many units; in a narrower row it stands below the name.
    const WIDTH_WITH_WAIT: f32 = 11.0;

    fn styles(&self, scale: f32) -> (TextStyle, TextStyle) {
        let unit = scale * self.unit;
        (TextStyle::cap(Weight::Bold, 0.5 * unit), TextStyle::cap(Weight::Medium, 0.36 * unit))
    }

    /// The words at the right, and those below the name.
    fn words(&self) -> (Option<&str>, Option<String>) {
        let detail = self.button.detail.as_deref();
        match &self.button.offer {
            Offer::Nothing { reason } => (None, Some(reason.clone())),
            Offer::Ticket { wait } if self.area.width >= Self::WIDTH_WITH_WAIT * self.unit => {
                (wait.as_deref(), detail.map(str::to_owned))
            }
            Offer::Ticket { wait } => {
                let below: Vec<&str> = detail.into_iter().chain(wait.as_deref()).collect();
                (None, Some(below.join(" · ")).filter(|below| !below.is_empty()))
            }
        }
    }

    /// The area for the name and what stands below it.
    fn text_area(&self, picture: &Picture<'_>, scale: f32) -> Area {
        let wait = self
            .words()
            .0
            .map_or(0.0, |wait| picture.typeface().advance(wait, self.styles(scale).0) + 0.4 * self.unit);
        let left = 2.3 * self.unit;
        let (_, text) = self.area.split_at_width(left);
        Area { width: text.width - 0.54 * self.unit - wait, ..text }.inset(0.0, 0.06 * self.area.height)
    }

    /// Whether the words fit, with the name on so many lines.
    fn fits(&self, picture: &Picture<'_>, scale: f32, lines: usize) -> bool {
        let area = self.text_area(picture, scale);
        let (name, below) = self.styles(scale);
        let typeface = picture.typeface();
        let wrapped = |text: &str, style| {
            let widest =
                text.split_whitespace().map(|word| typeface.advance(word, style)).fold(0.0, f32::max);
            let lines = typeface.wrap(text, style, area.width).len();
            (lines, if widest <= area.width { lines as f32 * style.line_px() } else { f32::INFINITY })
        };
        let (name_lines, name_height) = wrapped(&self.button.name, name);
        let below_height = self.words().1.map_or(0.0, |words| wrapped(&words, below).1);
        name_lines <= lines && name_height + below_height <= area.height
    }

    fn lay_out(&self, picture: &mut Picture<'_>, scale: f32, screen_unit: f32) {
        let (area, unit) = (self.area, self.unit);
        picture.fill(area, 0.4 * screen_unit, INK_LIGHTER);
        let (ground, ink) = match &self.button.offer {
            Offer::Ticket { .. } => (AMBER, INK),
            Offer::Nothing { .. } => (DIMMED, QUIET),
        };
        let (x, middle) = (area.x + 1.2 * unit, area.y + area.height / 2.0);
        let radius = 0.66 * unit;
        let circle = Area { x: x - radius, y: middle - radius, width: 2.0 * radius, height: 2.0 * radius };
        picture.fill(circle, radius, ground);
        let letter = TextStyle::cap(Weight::ExtraBold, 0.54 * unit);
        picture.text(&self.button.letter, letter, (x, middle + letter.cap_px() / 2.0), Anchor::Centre, ink);

        let (name, small) = self.styles(scale);
        let (wait, below) = self.words();
        if let Some(wait) = wait {
            let at = (area.right() - 0.54 * unit, middle + name.cap_px() / 2.0);
            picture.text(wait, name, at, Anchor::Right, WHITE);
        }
        let text = self.text_area(picture, scale);
        let below = below.unwrap_or_default();
        let height = picture.paragraph_height(&self.button.name, name, text)
            + picture.paragraph_height(&below, small, text);
        let y = middle - height / 2.0;
        let y = y + picture.paragraph(&self.button.name, name, Area { y, ..text }, WHITE);
        picture.paragraph(&below, small, Area { y, ..text }, QUIET);
    }
}

/// For each button its letter and two short lines: its name and its wait, or its refusal.
fn small_list(picture: &mut Picture<'_>, buttons: &[ShownButton], area: Area) {
    let height = area.height / buttons.len().max(3) as f32;
    for (number, button) in buttons.iter().enumerate() {
        let row = Area { y: number as f32 * height, height, ..area }.inset(0.02 * area.width, 0.04 * height);
        let letter = TextStyle::cap(Weight::ExtraBold, 0.66 * row.height);
        let baseline = row.y + (row.height + letter.cap_px()) / 2.0;
        let width = 0.9 * letter.em_px;
        let style = TextStyle::cap(Weight::Medium, 0.31 * row.height);
        let (letter_area, text) = row.split_at_width(1.2 * width);
        let at = (letter_area.x + width / 2.0, baseline);
        match &button.offer {
            Offer::Ticket { wait } => {
                picture.line(&button.letter, letter, at, Anchor::Centre, width, AMBER);
                let below = wait.as_deref().or(button.detail.as_deref()).unwrap_or("");
                let (first, second) = (text.y + 0.38 * text.height, text.y + 0.9 * text.height);
                picture.line(&button.name, style, (text.x, first), Anchor::Left, text.width, WHITE);
                picture.line(below, style, (text.x, second), Anchor::Left, text.width, QUIET);
            }
            Offer::Nothing { reason } => {
                picture.line(&button.letter, letter, at, Anchor::Centre, width, QUIET);
                picture.paragraph(reason, style, text, QUIET);
            }
        }
    }
}

/// The parts of a notice, from the top.
struct Notice<'a> {
    fault: bool,
    title: &'a str,
    lead: Option<&'a str>,
    number: Option<&'a str>,
    advice: Option<&'a str>,
}

impl Notice<'_> {
    /// What there is room for on a small panel: one sentence, and the number if there is one.
    fn shortened(&self) -> Self {
        let title = self.lead.unwrap_or(self.title);
        Self { fault: self.fault, title, lead: None, number: self.number, advice: None }
    }

    /// Each part below the one before, the whole near the middle of the height, and smaller if it would not fit.
    fn lay_out(&self, picture: &mut Picture<'_>, area: Area, unit: f32) {
        let area = area.inset(0.58 * unit, 0.48 * unit);
        let height = |unit: f32| self.stack(&mut picture.scrap(), area, unit);
        let smaller = |step| unit * 0.92_f32.powi(step);
        let unit = (0..20).map(smaller).find(|&unit| height(unit) <= area.height).unwrap_or(smaller(20));
        let y = area.y + 0.45 * (area.height - height(unit)).max(0.0);
        self.stack(picture, Area { y, ..area }, unit);
    }

    /// Adds the parts from the top of an area on. Gives their height.
    fn stack(&self, picture: &mut Picture<'_>, area: Area, unit: f32) -> f32 {
        let title = TextStyle::cap(Weight::Bold, 0.8 * unit);
        let title = picture.preferring_one_line(self.title, title, 0.9 * area.width, 0.6);
        // A long sentence is told, not called out.
        let lines = picture.typeface().wrap(self.title, title, area.width).len();
        let title = TextStyle { em_px: title.em_px * if lines > 2 { 0.75 } else { 1.0 }, ..title };
        let text = TextStyle::cap(Weight::Medium, 0.46 * unit);
        let number = TextStyle::cap(Weight::ExtraBold, 2.4 * unit);
        let mut y = area.y;
        let mut indent = 0.0;
        if self.fault {
            let sign = picture.text("⚠", title, (area.x, y + title.ascent_px()), Anchor::Left, FAULT);
            indent = sign + 0.25 * unit;
        }
        // Nothing limits the height here: the caller makes everything smaller.
        let line = |x: f32, y: f32| Area { x: area.x + x, y, width: area.width - x, height: f32::MAX };
        y += picture.paragraph(self.title, title, line(indent, y), WHITE);
        if let Some(lead) = self.lead {
            y += 0.2 * unit + picture.paragraph(lead, text, line(0.0, y + 0.2 * unit), QUIET);
        }
        if let Some(digits) = self.number {
            let number = picture.flush_fitted(digits, number, area.width);
            y += 0.4 * unit + number.cap_px();
            picture.flush(digits, number, (area.x, y), area.width, AMBER);
            y += 0.4 * unit;
        }
        if let Some(advice) = self.advice {
            y += 0.3 * unit + picture.paragraph(advice, text, line(0.0, y + 0.3 * unit), QUIET);
        }
        y - area.y
    }
}
