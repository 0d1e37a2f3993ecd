//! A picture: what stands where, before it becomes pixels.
//!
//! Layouts add items; later items lie on earlier ones. Places are computed in fractions of a pixel and rounded here, edges
//! to the nearest pixel, so that neighbours meet.

use super::frame::Frame;
use crate::lettering::{Anchor, TextStyle, Typeface};
use embedded_graphics::mono_font::ascii::{FONT_4X6, FONT_5X7};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use embedded_graphics::text::{Baseline, Text as MonoLine};

/// An area in pixels, not rounded yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// From the left edge to the right one.
    pub width: f32,
    /// From the upper edge to the lower one.
    pub height: f32,
}

impl Area {
    /// The area of a frame.
    pub fn of(size: Size) -> Self {
        Self { x: 0.0, y: 0.0, width: size.width as f32, height: size.height as f32 }
    }

    /// The right edge.
    pub fn right(self) -> f32 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(self) -> f32 {
        self.y + self.height
    }

    /// The area without a margin at its sides and one above and below.
    pub fn inset(self, side: f32, above_and_below: f32) -> Self {
        Self {
            x: self.x + side,
            y: self.y + above_and_below,
            width: self.width - 2.0 * side,
            height: self.height - 2.0 * above_and_below,
        }
    }

    /// An upper part of this height, and the rest.
    pub fn split_at_height(self, height: f32) -> (Self, Self) {
        (Self { height, ..self }, Self { y: self.y + height, height: self.height - height, ..self })
    }

    /// A left part of this width, and the rest.
    pub fn split_at_width(self, width: f32) -> (Self, Self) {
        (Self { width, ..self }, Self { x: self.x + width, width: self.width - width, ..self })
    }

    fn pixels(self) -> Rectangle {
        let (left, top) = (nearest(self.x), nearest(self.y));
        let length = |from: i32, to: i32| to.saturating_sub(from).max(0).unsigned_abs();
        let size = Size::new(length(left, nearest(self.right())), length(top, nearest(self.bottom())));
        Rectangle::new(Point::new(left, top), size)
    }
}

/// Something that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// One colour, with corners of this radius.
    Fill {
        /// Where.
        area: Rectangle,
        /// Radius of the corners, in pixels.
        radius_px: u32,
        /// In which colour.
        colour: Rgb888,
    },
    /// One line of text.
    Text {
        /// The line.
        text: String,
        /// Its weight and size.
        style: TextStyle,
        /// Where it begins, on its baseline.
        begin: Point,
        /// In which colour.
        colour: Rgb888,
        /// The box around its ink.
        area: Rectangle,
    },
    /// One line of letters made of dots.
    Dots {
        /// The line.
        text: String,
        /// Their size.
        font: DotFont,
        /// In which colour.
        colour: Rgb888,
        /// Where, from the top left of the first letter.
        area: Rectangle,
    },
}

/// Letters made of dots, for displays so low that smooth ones would be a blur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotFont {
    /// Four dots wide and seven high, five from letter to letter.
    Wide,
    /// Three dots wide and five high, four from letter to letter.
    Narrow,
}

impl DotFont {
    /// From one letter to the next.
    pub fn advance_px(self) -> u32 {
        self.font().character_size.width
    }

    /// Height of a capital or digit.
    pub fn cap_px(self) -> u32 {
        match self {
            Self::Wide => 6,
            Self::Narrow => 5,
        }
    }

    fn font(self) -> &'static MonoFont<'static> {
        match self {
            Self::Wide => &FONT_5X7,
            Self::Narrow => &FONT_4X6,
        }
    }
}

impl Item {
    /// The box around everything that this item may touch.
    pub fn area(&self) -> Rectangle {
        match self {
            Self::Fill { area, .. } | Self::Text { area, .. } | Self::Dots { area, .. } => *area,
        }
    }
}

/// Items of a frame that has this size.
#[derive(Debug)]
pub struct Picture<'a> {
    size: Size,
    typeface: &'a Typeface,
    items: Vec<Item>,
}

impl<'a> Picture<'a> {
    /// An empty picture.
    pub fn new(size: Size, typeface: &'a Typeface) -> Self {
        Self { size, typeface, items: Vec::new() }
    }

    /// An empty picture of the same kind, for measuring by trial.
    pub fn scrap(&self) -> Self {
        Self::new(self.size, self.typeface)
    }

    /// Its size in pixels.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The whole picture.
    pub fn area(&self) -> Area {
        Area::of(self.size)
    }

    /// For measuring.
    pub fn typeface(&self) -> &'a Typeface {
        self.typeface
    }

    /// What was added.
    pub fn into_items(self) -> Vec<Item> {
        self.items
    }

    /// Adds an area of one colour with round corners.
    pub fn fill(&mut self, area: Area, radius: f32, colour: Rgb888) {
        let radius_px = nearest(radius).max(0).unsigned_abs();
        self.items.push(Item::Fill { area: area.pixels(), radius_px, colour });
    }

    /// Adds the mark of a new call: four strips, which are drawn fast.
    pub fn border(&mut self, area: Area, edge: f32, colour: Rgb888) {
        let (top, rest) = area.split_at_height(edge);
        let (middle, bottom) = rest.split_at_height(rest.height - edge);
        let (left, rest) = middle.split_at_width(edge);
        let (_, right) = rest.split_at_width(rest.width - edge);
        for strip in [top, bottom, left, right] {
            self.fill(strip, 0.0, colour);
        }
    }

    /// Adds a line of letters made of dots from its top left corner on.
    pub fn dots(&mut self, text: &str, font: DotFont, (x, y): (f32, f32), colour: Rgb888) {
        // The fonts of dots have hyphens only.
        let text = text.replace('–', "-");
        let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let size = Size::new(letters.saturating_mul(font.advance_px()), font.font().character_size.height);
        let area = Rectangle::new(Point::new(nearest(x), nearest(y)), size);
        self.items.push(Item::Dots { text, font, colour, area });
    }

    /// Adds a line of text; `x` is what the anchor says, `y` the baseline. Gives its width.
    pub fn text(
        &mut self,
        text: &str,
        style: TextStyle,
        (x, y): (f32, f32),
        anchor: Anchor,
        colour: Rgb888,
    ) -> f32 {
        let advance = self.typeface.advance(text, style);
        let left = match anchor {
            Anchor::Left => x,
            Anchor::Centre => x - advance / 2.0,
            Anchor::Right => x - advance,
        };
        let begin = Point::new(nearest(left), nearest(y));
        if let Some(ink) = self.typeface.ink(text, style) {
            // Letters begin on whole or quarter pixels, which may move their edges by up to one.
            let corner = |x: f32, y: f32| begin + Point::new(nearest(x.floor()), nearest(y.floor()));
            let (top_left, end) = (corner(ink.left - 1.0, ink.top), corner(ink.right + 1.0, ink.bottom));
            let area = Rectangle::with_corners(top_left, end);
            self.items.push(Item::Text { text: text.to_owned(), style, begin, colour, area });
        }
        advance
    }

    /// Adds a line of text, smaller if it would be wider than `width`. Gives its width.
    pub fn line(
        &mut self,
        text: &str,
        style: TextStyle,
        at: (f32, f32),
        anchor: Anchor,
        width: f32,
        colour: Rgb888,
    ) -> f32 {
        self.text(text, self.typeface.fitted(text, style, width), at, anchor, colour)
    }

    /// Adds a line whose ink, not its advance, begins at the left edge of `(x, y)` and is at most `width` wide: for
    /// letters so large that the space beside them shows.
    pub fn flush(&mut self, text: &str, style: TextStyle, (x, y): (f32, f32), width: f32, colour: Rgb888) {
        let style = self.flush_fitted(text, style, width);
        let left = self.typeface.ink(text, style).map_or(0.0, |ink| ink.left);
        self.text(text, style, (x - left, y), Anchor::Left, colour);
    }

    /// The style that [`Picture::flush`] will use.
    pub fn flush_fitted(&self, text: &str, style: TextStyle, width: f32) -> TextStyle {
        let ink = self.typeface.ink(text, style).map_or(0.0, |ink| ink.right - ink.left);
        TextStyle { em_px: style.em_px * (width / ink.max(width)), ..style }
    }

    /// The style for a text that shall stand on one line if it need not be much smaller for that, else this style.
    pub fn preferring_one_line(&self, text: &str, style: TextStyle, width: f32, least: f32) -> TextStyle {
        let fitted = self.typeface.fitted(text, style, width);
        if fitted.em_px >= least * style.em_px { fitted } else { style }
    }

    /// Adds a paragraph from the top of an area on, smaller if it would not fit. Gives the height that it takes.
    pub fn paragraph(&mut self, text: &str, style: TextStyle, area: Area, colour: Rgb888) -> f32 {
        let style = self.fitted_paragraph(text, style, area);
        let mut y = area.y;
        for line in self.typeface.wrap(text, style, area.width) {
            self.line(line, style, (area.x, y + style.ascent_px()), Anchor::Left, area.width, colour);
            y += style.line_px();
        }
        y - area.y
    }

    /// The height that a paragraph will take.
    pub fn paragraph_height(&self, text: &str, style: TextStyle, area: Area) -> f32 {
        let style = self.fitted_paragraph(text, style, area);
        self.typeface.wrap(text, style, area.width).len() as f32 * style.line_px()
    }

    /// The height of a capital letter that a paragraph will have.
    pub fn paragraph_cap_px(&self, text: &str, style: TextStyle, area: Area) -> f32 {
        self.fitted_paragraph(text, style, area).cap_px()
    }

    /// The style in which a paragraph fits into an area without breaking words.
    fn fitted_paragraph(&self, text: &str, style: TextStyle, area: Area) -> TextStyle {
        let longest_word = |style| {
            let words = text.split_whitespace();
            words.map(|word| self.typeface.advance(word, style)).fold(0.0, f32::max)
        };
        let fits = |style: TextStyle| {
            let lines = self.typeface.wrap(text, style, area.width).len();
            lines as f32 * style.line_px() <= area.height && longest_word(style) <= area.width
        };
        let smaller = |step| TextStyle { em_px: style.em_px * 0.93_f32.powi(step), ..style };
        (0..30).map(smaller).find(|&style| fits(style)).unwrap_or(smaller(30))
    }
}

/// Draws items onto a frame, but only inside `clip`.
pub(super) fn draw(items: &[Item], typeface: &mut Typeface, frame: &mut Frame, clip: &Rectangle) {
    for item in items {
        let part = item.area().intersection(clip);
        if part.is_zero_sized() {
            continue;
        }
        match item {
            Item::Fill { area, radius_px, colour } => fill_round(frame, area, *radius_px, *colour, &part),
            Item::Text { text, style, begin, colour, area: _ } => {
                let ink = [colour.r(), colour.g(), colour.b()];
                let at = (begin.x as f32, begin.y);
                typeface.draw_rgb(&mut frame.lettering(&part), text, *style, at, Anchor::Left, ink);
            }
            Item::Dots { text, font, colour, area } => {
                let style = MonoTextStyle::new(font.font(), *colour);
                let line = MonoLine::with_baseline(text, area.top_left, style, Baseline::Top);
                line.draw(&mut frame.clipped(&part)).map(drop).unwrap_or_else(|never| match never {});
            }
        }
    }
}

/// Fills a rectangle with round, smooth corners, inside `clip`.
fn fill_round(frame: &mut Frame, area: &Rectangle, radius_px: u32, colour: Rgb888, clip: &Rectangle) {
    let radius_px = radius_px.min(area.size.width.min(area.size.height) / 2);
    let corner = Size::new_equal(radius_px);
    let (x, y) = (area.columns(), area.rows());
    let inner = i32::try_from(radius_px).unwrap_or(0);
    let solid = |frame: &mut Frame, columns: (i32, i32), rows: (i32, i32)| {
        let area =
            Rectangle::with_corners(Point::new(columns.0, rows.0), Point::new(columns.1 - 1, rows.1 - 1));
        let filled = frame.fill_solid(&area.intersection(clip), colour);
        filled.unwrap_or_else(|never| match never {});
    };
    let middle = (y.start + inner, y.end - inner);
    if middle.0 < middle.1 {
        solid(frame, (x.start, x.end), middle);
    }
    if radius_px == 0 {
        return;
    }
    if x.start + inner < x.end - inner {
        solid(frame, (x.start + inner, x.end - inner), (y.start, y.start + inner));
        solid(frame, (x.start + inner, x.end - inner), (y.end - inner, y.end));
    }
    let centres = [(x.start, x.start + inner), (x.end - inner, x.end - inner)];
    for (left, centre_x) in centres {
        for (top, centre_y) in [(y.start, y.start + inner), (y.end - inner, y.end - inner)] {
            for at in Rectangle::new(Point::new(left, top), corner).intersection(clip).points() {
                let (dx, dy) = ((at.x - centre_x) as f32 + 0.5, (at.y - centre_y) as f32 + 0.5);
                frame.blend(at, colour, share_byte(radius_px as f32 - dx.hypot(dy) + 0.5));
            }
        }
    }
}

/// The nearest whole pixel.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and what is far outside is clipped")]
fn nearest(place: f32) -> i32 {
    place.round() as i32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before; `as` saturates")]
fn share_byte(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}
