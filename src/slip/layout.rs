//! Content to picture: what stands where on a slip.
//!
//! **Model.** The slip grows downwards, block by block. All sizes are parts of the paper's width, so that a slip of 384
//! dots is a smaller slip of 576. A line that is too long is wrapped where it may be, and made smaller where not.
//!
//! **Invariants.** Nothing leaves the paper. The code's modules are whole dots and have four white modules around them
//! (ISO/IEC 18004), so that phones can read it.
//!
//! **Deliberately not here.** Words, and how the picture reaches the printer.

use super::bitmap::Bitmap;
use super::content::SlipContent;
use crate::lettering::{Anchor, TextStyle, Typeface, Weight};
use qrcode::{EcLevel, QrCode};

/// The paper that the sizes below are meant for, in dots.
const DESIGN_WIDTH: f32 = 576.0;
const MARGIN: f32 = 24.0;
const RULE: f32 = 4.0;
/// White modules around a code.
const QUIET_MODULES: usize = 4;
/// The smallest module that phones read from thermal paper at 203 dpi: about half a millimetre.
const MODULE_DOTS_MIN: usize = 4;

/// Draws a slip on paper that is this many dots wide.
pub fn draw(content: &SlipContent, width_dots: u32, typeface: &mut Typeface) -> Bitmap {
    let width = usize::try_from(width_dots).unwrap_or(usize::MAX);
    let mut slip = Slip::new(width, typeface);
    slip.space(8.0);
    if let Some(copy) = &content.copy {
        slip.centred(copy, TextStyle::cap(Weight::ExtraBold, slip.dots(26.0)));
        slip.space(14.0);
    }
    slip.centred(&content.office, TextStyle::em(Weight::Medium, slip.dots(25.0)));
    slip.centred(&content.service, TextStyle::em(Weight::Bold, slip.dots(36.0)));
    slip.space(26.0);
    slip.number(&content.number);
    slip.space(26.0);
    slip.rule();
    slip.space(14.0);
    for (label, value) in &content.rows {
        slip.row(label, value);
    }
    if let Some(note) = &content.note {
        slip.paragraph(note, TextStyle::em(Weight::Medium, slip.dots(25.0)));
    }
    slip.space(14.0);
    slip.rule();
    if let Some((url, text)) = &content.code {
        slip.space(14.0);
        slip.code(url, text);
    }
    slip.space(14.0);
    slip.centred(&content.foot, TextStyle::em(Weight::Medium, slip.dots(21.0)));
    slip.space(8.0);
    slip.bitmap
}

struct Slip<'a> {
    bitmap: Bitmap,
    typeface: &'a mut Typeface,
    scale: f32,
}

impl<'a> Slip<'a> {
    fn new(width: usize, typeface: &'a mut Typeface) -> Self {
        let bitmap = Bitmap::new(width, 0);
        Self { bitmap, typeface, scale: float(width) / DESIGN_WIDTH }
    }

    /// A size of the design on this paper.
    fn dots(&self, size: f32) -> f32 {
        size * self.scale
    }

    fn left(&self) -> f32 {
        self.dots(MARGIN)
    }

    fn right(&self) -> f32 {
        float(self.bitmap.width()) - self.left()
    }

    fn inner_width(&self) -> f32 {
        self.right() - self.left()
    }

    /// Adds white paper; gives the row at which it begins.
    fn grow(&mut self, height: f32) -> f32 {
        let top = self.bitmap.height();
        self.bitmap.push_white_rows(whole(height));
        float(top)
    }

    fn space(&mut self, height: f32) {
        let height = self.dots(height);
        self.grow(height);
    }

    fn rule(&mut self) {
        let (height, left, width) = (self.dots(RULE).max(1.0), self.left(), self.inner_width());
        let top = self.grow(height);
        self.bitmap.fill(whole(left), whole(top), whole(width), whole(height));
    }

    /// One line in the middle, smaller if it must be.
    fn centred(&mut self, text: &str, style: TextStyle) {
        let style = self.typeface.fitted(text, style, self.inner_width());
        let top = self.grow(style.line_px());
        let middle = float(self.bitmap.width()) / 2.0;
        self.text(text, style, middle, top + style.ascent_px(), Anchor::Centre);
    }

    /// The number as large as the paper allows. It has no letters with marks, so its height is that of a capital.
    fn number(&mut self, text: &str) {
        let style = TextStyle::cap(Weight::ExtraBold, self.dots(150.0));
        let style = self.typeface.fitted(text, style, self.inner_width());
        let top = self.grow(style.cap_px());
        let middle = float(self.bitmap.width()) / 2.0;
        self.text(text, style, middle, top + style.cap_px(), Anchor::Centre);
    }

    /// A label on the left and its value on the right; on two lines when one has no room for both.
    fn row(&mut self, label: &str, value: &str) {
        let label_style = TextStyle::em(Weight::Medium, self.dots(26.0));
        let value_style = TextStyle::em(Weight::Bold, self.dots(38.0));
        let value_style = self.typeface.fitted(value, value_style, self.inner_width());
        let gap = self.dots(18.0);
        let value_width = self.typeface.advance(value, value_style);
        let beside = self.typeface.advance(label, label_style) + gap + value_width <= self.inner_width();
        if !beside {
            self.paragraph(label, label_style);
        }
        let top = self.grow(value_style.line_px());
        let baseline = top + value_style.ascent_px();
        if beside {
            self.text(label, label_style, self.left(), baseline, Anchor::Left);
        }
        self.text(value, value_style, self.right(), baseline, Anchor::Right);
    }

    /// Lines across the paper.
    fn paragraph(&mut self, text: &str, style: TextStyle) {
        let width = self.inner_width();
        for line in self.lines(text, style, width) {
            let style = self.typeface.fitted(&line, style, width);
            let top = self.grow(style.line_px());
            self.text(&line, style, self.left(), top + style.ascent_px(), Anchor::Left);
        }
    }

    /// The code on the left, what it is for on its right.
    fn code(&mut self, url: &str, text: &str) {
        let Some(code) = code(url, whole(self.dots(200.0))) else {
            tracing::warn!("a link of {} bytes has no room in a code", url.len());
            return;
        };
        let (side, gap) = (code.width(), self.dots(8.0));
        let style = TextStyle::em(Weight::Medium, self.dots(28.0));
        let text_left = self.left() + float(side) + gap;
        let text_width = self.right() - text_left;
        let lines = self.lines(text, style, text_width);
        let text_height = style.line_px() * float(lines.len());
        let height = float(side).max(text_height);
        let top = self.grow(height);
        self.bitmap.blit(&code, whole(self.left()), whole(top + (height - float(side)) / 2.0));
        let mut baseline = top + (height - text_height) / 2.0 + style.ascent_px();
        for line in lines {
            let style = self.typeface.fitted(&line, style, text_width);
            self.text(&line, style, text_left, baseline, Anchor::Left);
            baseline += style.line_px();
        }
    }

    fn lines(&self, text: &str, style: TextStyle, width: f32) -> Vec<String> {
        self.typeface.wrap(text, style, width).into_iter().map(str::to_owned).collect()
    }

    fn text(&mut self, text: &str, style: TextStyle, x: f32, baseline: f32, anchor: Anchor) {
        let baseline = i32::try_from(whole(baseline)).unwrap_or(i32::MAX);
        self.typeface.draw_bits(&mut self.bitmap.pixels(), text, style, (x, baseline), anchor);
    }
}

/// The code of a link with its quiet zone, in modules of whole dots, at least `side_min` dots wide.
fn code(url: &str, side_min: usize) -> Option<Bitmap> {
    // Paper can crumple, but it is new when it is scanned: the lowest level gives the largest modules.
    let code = QrCode::with_error_correction_level(url, EcLevel::L).ok()?;
    let modules = code.width();
    let all = modules + 2 * QUIET_MODULES;
    let module = side_min.div_ceil(all).max(MODULE_DOTS_MIN);
    let mut bitmap = Bitmap::new(all * module, all * module);
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let (x, y) = (index % modules + QUIET_MODULES, index / modules + QUIET_MODULES);
            bitmap.fill(x * module, y * module, module, module);
        }
    }
    Some(bitmap)
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
