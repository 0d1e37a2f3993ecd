//! Content to picture: what stands where on a slip.
//!
//! **Model.** The slip grows downwards, block by block. Sizes are made for paper of 576 dots and follow the paper's width,
//! letters down to [`TEXT_SCALE_MIN`]: narrow paper is held as near to the eyes as wide paper. What is too long for its
//! line is parted, first where the words have a dot between them, then between words; only a single word, and a value, is
//! made smaller.
//!
//! **Invariants.** Nothing leaves the paper or lies upon another. A code's modules are whole dots and have four white
//! modules around them (ISO/IEC 18004), so that phones can read it. Letters stand in whole sizes, so that few are drawn
//! anew, and each line is measured once.
//!
//! **Deliberately not here.** Words, and how the picture reaches the printer. Wide margins above and below: the way from
//! the print head to the cutter gives them.

use super::bitmap::Bitmap;
use super::code;
use super::content::SlipContent;
use crate::lettering::{Anchor, TextStyle, Typeface, Weight};
use crate::square_code::Codes;

/// The paper that the sizes below are meant for, in dots.
const DESIGN_WIDTH: f32 = 576.0;
/// Letters are at least so much of their size on that paper.
const TEXT_SCALE_MIN: f32 = 0.8;
const MARGIN: f32 = 24.0;
const RULE: f32 = 4.0;
/// A value is made smaller down to this to stand beside its label.
const VALUE_SCALE_MIN: f32 = 0.85;
/// The code without the white around it.
const CODE_SIDE: f32 = 178.0;
/// White modules around a code.
const QUIET_MODULES: usize = 4;
/// The smallest module that phones read from thermal paper at 203 dpi: half a millimetre.
const MODULE_DOTS_MIN: usize = 4;
/// Between two parts of a line that may stand on lines of their own.
const DOT: &str = " · ";

/// Draws slips; keeps letters and codes that were drawn before.
#[derive(Debug, Default)]
pub struct Layout {
    typeface: Typeface,
    codes: Codes,
}

impl Layout {
    /// How many modules a side of the code for a link has; `None` when it is too long for one.
    pub fn code_modules(&mut self, url: &str) -> Option<usize> {
        self.codes.code(url).map(|code| code.modules())
    }

    /// Draws a slip on paper that is this many dots wide.
    pub fn draw(&mut self, content: &SlipContent, width_dots: u32) -> Bitmap {
        let width = usize::try_from(width_dots).unwrap_or(usize::MAX);
        let Slip { height, texts, pictures, rules, .. } =
            compose(content, width, &self.typeface, &mut self.codes);
        let mut bitmap = Bitmap::new(width, height);
        for [x, y, width, height] in rules {
            bitmap.fill(x, y, width, height);
        }
        for Picture { bitmap: picture, x, y } in pictures {
            bitmap.blit(&picture, x, y);
        }
        let mut pixels = bitmap.pixels();
        for Text { text, style, left, baseline } in texts {
            self.typeface.draw_bits(&mut pixels, &text, style, (left, baseline), Anchor::Left);
        }
        bitmap
    }
}

/// Puts everything in its place.
fn compose<'a>(content: &SlipContent, width: usize, typeface: &'a Typeface, codes: &mut Codes) -> Slip<'a> {
    let mut slip = Slip::new(width, typeface);
    slip.space(8.0);
    if let Some(copy) = &content.copy {
        slip.framed(copy, Weight::Bold, 30.0);
        slip.space(18.0);
    }
    slip.heading(&content.office, Weight::Medium, 25.0);
    slip.space(8.0);
    slip.heading(&content.service, Weight::Bold, 36.0);
    slip.space(30.0);
    slip.number(&content.number);
    slip.space(36.0);
    slip.rule();
    slip.space(10.0);
    for (label, value) in &content.rows {
        slip.row(label, value);
    }
    if let Some(note) = &content.note {
        slip.note(note);
    }
    slip.space(16.0);
    slip.rule();
    match &content.code {
        Some((url, text)) => slip.code(codes, url, text),
        None => slip.space(16.0),
    }
    slip.heading(&content.foot, Weight::Medium, 22.0);
    slip.space(8.0);
    slip
}

/// A slip that grows.
struct Slip<'a> {
    typeface: &'a Typeface,
    width: usize,
    height: usize,
    texts: Vec<Text>,
    pictures: Vec<Picture>,
    /// Left, top, width, height.
    rules: Vec<[usize; 4]>,
}

struct Picture {
    bitmap: Bitmap,
    x: usize,
    y: usize,
}

/// One line of text.
struct Text {
    text: String,
    style: TextStyle,
    left: f32,
    baseline: i32,
}

/// A style in which a line fits, and how long the line is in it.
#[derive(Clone, Copy)]
struct Fit {
    style: TextStyle,
    length: f32,
}

impl<'a> Slip<'a> {
    fn new(width: usize, typeface: &'a Typeface) -> Self {
        Self { typeface, width, height: 0, texts: Vec::new(), pictures: Vec::new(), rules: Vec::new() }
    }

    /// A length of the design on this paper.
    fn dots(&self, length: f32) -> f32 {
        length * float(self.width) / DESIGN_WIDTH
    }

    /// A style of the design on this paper.
    fn style(&self, weight: Weight, em: f32) -> TextStyle {
        TextStyle::em(weight, self.dots(em).max(em * TEXT_SCALE_MIN).round())
    }

    fn left(&self) -> f32 {
        self.dots(MARGIN).round()
    }

    fn right(&self) -> f32 {
        float(self.width) - self.left()
    }

    fn inner_width(&self) -> f32 {
        self.right() - self.left()
    }

    /// Adds white paper; gives the row at which it begins.
    fn grow(&mut self, height: f32) -> usize {
        let top = self.height;
        self.height += whole(height);
        top
    }

    fn space(&mut self, height: f32) {
        let height = self.dots(height);
        self.grow(height);
    }

    fn rule(&mut self) {
        let height = whole(self.dots(RULE)).max(1);
        let (left, width) = (whole(self.left()), whole(self.inner_width()));
        let top = self.grow(float(height));
        self.rules.push([left, top, width, height]);
    }

    /// One line in a frame.
    fn framed(&mut self, text: &str, weight: Weight, em: f32) {
        let fit = self.fit(text, self.style(weight, em), self.inner_width() * 0.8);
        let (stroke, pad) = (whole(self.dots(RULE)).max(2), fit.style.em_px * 0.4);
        let width = whole(fit.length + 4.0 * pad);
        let height = whole(fit.style.cap_px() + 2.0 * pad);
        let left = self.width.saturating_sub(width) / 2;
        let top = self.grow(float(height));
        self.rules.push([left, top, width, stroke]);
        self.rules.push([left, top + height - stroke, width, stroke]);
        self.rules.push([left, top, stroke, height]);
        self.rules.push([left + width - stroke, top, stroke, height]);
        self.centred(text, fit, float(top) + pad + fit.style.cap_px());
    }

    /// Lines in the middle, about equally long.
    fn heading(&mut self, text: &str, weight: Weight, em: f32) {
        let style = self.style(weight, em);
        let fit = self.fit(text, style, self.inner_width());
        if fit.style == style {
            self.heading_line(text, fit);
            return;
        }
        for part in text.split(DOT) {
            for line in self.balanced(part, style, self.inner_width()) {
                let fit = self.fit(line, style, self.inner_width());
                self.heading_line(line, fit);
            }
        }
    }

    fn heading_line(&mut self, text: &str, fit: Fit) {
        let top = self.grow(fit.style.line_px());
        self.centred(text, fit, float(top) + fit.style.ascent_px());
    }

    /// The number as large as the paper allows. It has no letters with marks, so its height is that of a capital.
    fn number(&mut self, text: &str) {
        let style = TextStyle::cap(Weight::ExtraBold, self.dots(144.0));
        let fit = self.fit(text, style, self.inner_width());
        let top = self.grow(fit.style.cap_px());
        self.centred(text, fit, float(top) + fit.style.cap_px());
    }

    /// A label on the left and its value on the right; on two lines when one has no room for both.
    fn row(&mut self, label: &str, value: &str) {
        let (label_style, value_style) = (self.style(Weight::Medium, 26.0), self.style(Weight::Bold, 40.0));
        let label_length = self.typeface.advance(label, label_style);
        // A little smaller is better than a line more.
        let room = self.inner_width() - label_length - self.dots(16.0);
        let mut fit = self.fit(value, value_style, room);
        let beside = fit.style.em_px >= value_style.em_px * VALUE_SCALE_MIN;
        if !beside {
            fit = self.fit(value, value_style, self.inner_width());
            self.space(8.0);
            self.paragraph(label, label_style);
        }
        let baseline = float(self.grow(fit.style.line_px())) + fit.style.ascent_px();
        if beside {
            self.text(label, label_style, self.left(), baseline);
        }
        self.text(value, fit.style, self.right() - fit.length, baseline);
    }

    /// A sentence below the rows.
    fn note(&mut self, text: &str) {
        self.space(8.0);
        self.paragraph(text, self.style(Weight::Medium, 26.0));
    }

    /// Lines from the left margin.
    fn paragraph(&mut self, text: &str, style: TextStyle) {
        let (left, width) = (self.left(), self.inner_width());
        let lines = self.typeface.wrap(text, style, width);
        let top = self.grow(style.line_px() * float(lines.len()));
        self.lines(&lines, style, (left, float(top)));
    }

    /// The code on the left, what it is for on its right. A link that is too long has none.
    fn code(&mut self, codes: &mut Codes, url: &str, text: &str) {
        let Some(code) = codes.code(url) else {
            tracing::warn!("a link of {} bytes has no room in a code", url.len());
            return;
        };
        let side = self.dots(CODE_SIDE).max(CODE_SIDE * TEXT_SCALE_MIN);
        let module = whole(side / float(code.modules())).max(MODULE_DOTS_MIN);
        let (quiet, picture) = (module * QUIET_MODULES, code::draw(&code, module));
        let side = float(picture.width());
        // The margin is white as well.
        let code_left = self.left().max(float(quiet));
        let text_left = code_left + side + float(quiet).max(self.dots(30.0));
        let style = self.style(Weight::Medium, 27.0);
        let lines = self.balanced(text, style, (self.right() - text_left).max(1.0));
        let text_height = style.line_px() * float(lines.len());
        let (white, height) = (float(quiet).max(self.dots(28.0)), side.max(text_height));
        let top = float(self.grow(height + 2.0 * white)) + white;
        let (x, y) = (whole(code_left), whole(top + (height - side) / 2.0));
        self.pictures.push(Picture { bitmap: picture, x, y });
        self.lines(&lines, style, (text_left, top + (height - text_height) / 2.0));
    }

    /// Lines from this place downwards.
    fn lines(&mut self, lines: &[&str], style: TextStyle, (left, top): (f32, f32)) {
        let mut baseline = top + style.ascent_px();
        for line in lines {
            self.text(line, style, left, baseline);
            baseline += style.line_px();
        }
    }

    fn centred(&mut self, text: &str, fit: Fit, baseline: f32) {
        self.text(text, fit.style, (float(self.width) - fit.length) / 2.0, baseline);
    }

    fn text(&mut self, text: &str, style: TextStyle, left: f32, baseline: f32) {
        let baseline = i32::try_from(whole(baseline)).unwrap_or(i32::MAX);
        self.texts.push(Text { text: text.to_owned(), style, left, baseline });
    }

    /// A text on as few lines as possible, and these as short as possible.
    fn balanced<'t>(&self, text: &'t str, style: TextStyle, width: f32) -> Vec<&'t str> {
        let mut best = self.typeface.wrap(text, style, width);
        if best.len() < 2 {
            return best;
        }
        let (mut narrow, mut wide) = (width / 2.0, width);
        for _ in 0..5 {
            let middle = (narrow + wide) / 2.0;
            let lines = self.typeface.wrap(text, style, middle);
            if lines.len() == best.len() {
                (best, wide) = (lines, middle);
            } else {
                narrow = middle;
            }
        }
        best
    }

    /// This style, or the next smaller whole one in which the line is no longer than `length_max`.
    fn fit(&self, text: &str, style: TextStyle, length_max: f32) -> Fit {
        let length = self.typeface.advance(text, style);
        if length <= length_max {
            return Fit { style, length };
        }
        let em_px = (style.em_px * length_max / length).floor().max(1.0);
        Fit { style: TextStyle { em_px, ..style }, length: length * em_px / style.em_px }
    }
}

/// Dots of a length, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on a slip are small and positive"
)]
fn whole(length: f32) -> usize {
    length.max(0.0).round() as usize
}

#[expect(clippy::cast_precision_loss, reason = "lengths on a slip are far below 2^24 dots")]
fn float(dots: usize) -> f32 {
    dots as f32
}

#[cfg(test)]
pub(super) mod tests;
