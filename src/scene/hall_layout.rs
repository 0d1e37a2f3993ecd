//! Where things stand on the hall display, from a wall screen down to a small panel.
//!
//! Everything is a multiple of one unit: a sixteenth of the width or a ninth of the height, whichever is smaller, so
//! 120 pixels on a 1920×1080 screen.

use super::brief::{Brief, DOTS_HEIGHT_MAX, dots_cap_px};
use super::colour::{AMBER, INK, INK_DARKER, INK_LIGHTER, QUIET, RULE, SKY, STALE, WHITE};
use super::hall::{HallBody, HallCheckIn, HallFoot, HallView, ShownCall};
use super::legibility::CapHeights;
use super::picture::{Area, Picture};
use super::screen::View;
use crate::lettering::{Anchor, TextStyle, Weight};
use crate::square_code::{Code, Codes};
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::Size;

/// Below this unit (a panel of 224×126 pixels) there is room for a number and its counter only.
const UNIT_PX_MIN: f32 = 14.0;

/// Height of capitals in units.
const HEAD_CAP: f32 = 0.25;
const NUMBER_CAP: f32 = 2.6;
const COUNTER_CAP: f32 = 1.15;
const LIST_NUMBER_CAP: f32 = 0.6;
const LIST_COUNTER_CAP: f32 = 0.36;
const TITLE_CAP: f32 = 1.1;
const ADVICE_CAP: f32 = 0.45;
/// Words smaller than this can't be read on any panel.
const TEXT_CAP_PX_MIN: f32 = 7.0;
/// Distances in units.
const MARGIN: f32 = 0.6;
const HEAD_BASELINE: f32 = 0.9;
const HEAD_HEIGHT: f32 = 1.2;
const ROW_HEIGHT: f32 = 1.2;
const FOOT_HEIGHT: f32 = 1.1;
const STALE_HEIGHT: f32 = 0.9;
/// The share of the width that the newest call takes of a wide screen.
const CALL_WIDTH: f32 = 0.635;
/// The share of the height that it takes of a high screen.
const CALL_HEIGHT: f32 = 0.48;
/// The letters of the footer become smaller by so much, at most, before something is left out.
const FOOT_SHRINK_MIN: f32 = 0.7;
/// A title is made smaller by so much to stand on one line.
const TITLE_SHRINK_MIN: f32 = 0.65;

/// Heights of capitals on a screen of this size.
pub fn cap_heights(size: Size) -> CapHeights {
    if size.height <= DOTS_HEIGHT_MAX {
        let cap_px = dots_cap_px(size.height) as f32;
        return CapHeights { number_px: cap_px, counter_px: cap_px, list_px: None, text_px: None };
    }
    heights(Area::of(size))
}

fn heights(area: Area) -> CapHeights {
    let unit = unit(area);
    if unit < UNIT_PX_MIN {
        let (number_px, counter_px) = (0.5 * area.height, 0.22 * area.height);
        return CapHeights { number_px, counter_px, list_px: None, text_px: None };
    }
    CapHeights {
        number_px: NUMBER_CAP * unit,
        counter_px: COUNTER_CAP * unit,
        list_px: Some(LIST_NUMBER_CAP * unit),
        text_px: Some(text_cap(unit)),
    }
}

/// Height of capitals in heads and footer.
fn text_cap(unit: f32) -> f32 {
    (HEAD_CAP * unit).max(TEXT_CAP_PX_MIN)
}

fn unit(area: Area) -> f32 {
    let (long, short) = (area.width.max(area.height), area.width.min(area.height));
    (long / 16.0).min(short / 9.0)
}

impl View for HallView {
    fn lay_out(&self, picture: &mut Picture<'_>) {
        let area = picture.area();
        let unit = unit(area);
        picture.fill(area, 0.0, INK);
        if unit < UNIT_PX_MIN {
            return small(self, picture, area);
        }
        let (body, foot_area) = area.split_at_height(area.height - FOOT_HEIGHT * unit);
        let body = match &self.stale {
            None => body,
            Some(words) => {
                let (band, body) = body.split_at_height(STALE_HEIGHT * unit);
                stale_band(picture, words, band, unit);
                body
            }
        };
        match &self.body {
            HallBody::Notice { title, advice } => notice(picture, title, advice.as_deref(), body, unit),
            HallBody::Calls { newest_head, newest, highlight, remote_words, earlier_head, earlier } => {
                let (call_area, list_area) = match body.width >= body.height {
                    // The first call of the day has the screen for itself.
                    _ if earlier.is_empty() => (body, Area { width: 0.0, ..body }),
                    true => body.split_at_width((CALL_WIDTH * body.width).round()),
                    false => body.split_at_height((CALL_HEIGHT * body.height).round()),
                };
                let ink = if self.stale.is_some() { WHITE } else { AMBER };
                if *highlight {
                    picture.border(call_area, 0.14 * unit, AMBER);
                }
                head(picture, newest_head, call_area, unit);
                call(picture, newest, remote_words.as_deref(), call_area, unit, ink);
                if !earlier.is_empty() {
                    picture.fill(list_area, 0.0, INK_LIGHTER);
                    head(picture, earlier_head, list_area, unit);
                    list(picture, earlier, list_area, unit);
                }
            }
        }
        foot(picture, &self.foot, foot_area, unit);
    }

    fn brief(&self) -> Brief {
        match &self.body {
            HallBody::Calls { newest, highlight, .. } if self.stale.is_none() => Brief {
                number: newest.number.clone(),
                counter: Some(newest.counter_number.to_string()),
                highlight: *highlight,
            },
            // There is no room to say how old a call is.
            HallBody::Notice { .. } | HallBody::Calls { .. } => Brief::nothing(),
        }
    }
}

fn stale_band(picture: &mut Picture<'_>, words: &str, band: Area, unit: f32) {
    picture.fill(band, 0.0, STALE);
    let style = TextStyle::cap(Weight::Bold, 0.3 * unit);
    let baseline = band.y + (band.height + style.cap_px()) / 2.0;
    let width = band.width - 2.0 * MARGIN * unit;
    picture.line(words, style, (band.x + MARGIN * unit, baseline), Anchor::Left, width, INK);
}

fn head(picture: &mut Picture<'_>, words: &str, area: Area, unit: f32) {
    let style = TextStyle::cap(Weight::Medium, text_cap(unit));
    let at = (area.x + MARGIN * unit, area.y + HEAD_BASELINE * unit);
    picture.line(words, style, at, Anchor::Left, area.width - 2.0 * MARGIN * unit, QUIET);
}

/// The number, below it where to go, and why it is called now when it came from a phone.
fn call(
    picture: &mut Picture<'_>,
    call: &ShownCall,
    remote_words: Option<&str>,
    area: Area,
    unit: f32,
    ink: Rgb888,
) {
    let (_, area) = area.split_at_height(HEAD_HEIGHT * unit);
    let area = area.inset(MARGIN * unit, 0.0);
    let typeface = picture.typeface();
    let number = TextStyle::cap(Weight::ExtraBold, NUMBER_CAP * unit);
    let number = picture.flush_fitted(&call.number, number, area.width);
    let counter = TextStyle::cap(Weight::Bold, COUNTER_CAP * unit);
    let arrow = |style: TextStyle| typeface.advance("→ ", style);
    let whole = arrow(counter) + typeface.advance(&call.counter, counter);
    let counter = TextStyle { em_px: counter.em_px * (area.width / whole).min(1.0), ..counter };

    let gap = 0.85 * unit;
    let free = area.height - number.cap_px() - gap - counter.cap_px();
    let baseline = area.y + 0.42 * free + number.cap_px();
    picture.flush(&call.number, number, (area.x, baseline), area.width, ink);
    let baseline = baseline + gap + counter.cap_px();
    picture.flush("→", counter, (area.x, baseline), area.width, ink);
    picture.text(&call.counter, counter, (area.x + arrow(counter), baseline), Anchor::Left, WHITE);
    if let Some(words) = remote_words {
        let (_, rest) = area.split_at_height(baseline - area.y);
        why_remote(picture, words, rest, unit);
    }
}

/// The phone sign and the words beside it, in the middle of what is left below a call.
fn why_remote(picture: &mut Picture<'_>, words: &str, area: Area, unit: f32) {
    let style = TextStyle::cap(Weight::Medium, text_cap(unit));
    let (sign, gap) = (1.5 * style.cap_px(), 0.2 * unit);
    // Letters of the counter reach below their line.
    let below = 0.25 * COUNTER_CAP * unit;
    let baseline = area.y + below + (area.height - below + style.cap_px()) / 2.0;
    phone(picture, (area.x, baseline - 1.25 * style.cap_px()), sign, INK);
    let x = area.x + PHONE_WIDTH * sign + gap;
    picture.line(words, style, (x, baseline), Anchor::Left, area.right() - x, SKY);
}

fn list(picture: &mut Picture<'_>, calls: &[ShownCall], area: Area, unit: f32) {
    let (_, area) = area.split_at_height(HEAD_HEIGHT * unit);
    let area = area.inset(MARGIN * unit, 0.0);
    let number = TextStyle::cap(Weight::Bold, LIST_NUMBER_CAP * unit);
    let counter = TextStyle::cap(Weight::Medium, LIST_COUNTER_CAP * unit);
    let (gap, sign) = (0.2 * unit, 0.8 * number.cap_px());
    let typeface = picture.typeface();
    let width = |call: &ShownCall| {
        let sign = if call.remote { gap + PHONE_WIDTH * sign } else { 0.0 };
        let (number, counter) =
            (typeface.advance(&call.number, number), typeface.advance(&call.counter_short, counter));
        number + sign + 1.5 * gap + counter
    };
    // One size for all rows: the widest decides.
    let scale = area.width / calls.iter().map(width).fold(area.width, f32::max);
    let scaled = |style: TextStyle| TextStyle { em_px: scale * style.em_px, ..style };
    let (number, counter, gap, sign) = (scaled(number), scaled(counter), scale * gap, scale * sign);
    let mut rest = area;
    for (row, call) in calls.iter().enumerate() {
        if rest.height < ROW_HEIGHT * unit {
            break;
        }
        let (line, below) = rest.split_at_height(ROW_HEIGHT * unit);
        rest = below;
        if row > 0 {
            picture.fill(Area { height: (unit / 60.0).max(1.0), ..line }, 0.0, RULE);
        }
        let baseline = line.y + (line.height + number.cap_px()) / 2.0;
        let width = picture.text(&call.number, number, (line.x, baseline), Anchor::Left, WHITE);
        if call.remote {
            let top = baseline - 0.9 * number.cap_px();
            phone(picture, (line.x + width + gap, top), sign, INK_LIGHTER);
        }
        picture.text(&call.counter_short, counter, (line.right(), baseline), Anchor::Right, WHITE);
    }
}

fn notice(picture: &mut Picture<'_>, title: &str, advice: Option<&str>, area: Area, unit: f32) {
    let area = area.inset(MARGIN * unit, MARGIN * unit);
    let title_style = TextStyle::cap(Weight::Bold, TITLE_CAP * unit);
    let title_style = picture.preferring_one_line(title, title_style, area.width, TITLE_SHRINK_MIN);
    let advice_style = TextStyle::cap(Weight::Medium, ADVICE_CAP * unit);
    let title_area = Area { height: 0.6 * area.height, ..area };
    let advice_area = Area { height: 0.35 * area.height, ..area };
    let advice_height =
        advice.map_or(0.0, |advice| 0.3 * unit + picture.paragraph_height(advice, advice_style, advice_area));
    let height = picture.paragraph_height(title, title_style, title_area) + advice_height;
    let y = area.y + 0.42 * (area.height - height);
    let y = y + picture.paragraph(title, title_style, Area { y, ..title_area }, WHITE) + 0.3 * unit;
    if let Some(advice) = advice {
        picture.paragraph(advice, advice_style, Area { y, ..advice_area }, QUIET);
    }
}

/// Clock and facts from the left, at the right where to check in, or the office's name. When it gets narrow the letters become a little
/// smaller; then the name is left out, then the last fact.
fn foot(picture: &mut Picture<'_>, foot: &HallFoot, area: Area, unit: f32) {
    picture.fill(area, 0.0, INK_DARKER);
    let area = area.inset(MARGIN * unit, 0.0);
    let (area, branch) = match foot.check_in.as_ref().and_then(|check_in| {
        let width = place_to_check_in(picture, check_in, area, unit)?;
        Some(Area { width: area.width - width - 0.4 * unit, ..area })
    }) {
        Some(rest) => (rest, ""),
        None => (area, foot.branch.as_str()),
    };
    let cap = text_cap(unit);
    let (words, figures) = (TextStyle::cap(Weight::Medium, cap), TextStyle::cap(Weight::Bold, cap));
    let typeface = picture.typeface();
    let (gap, sign) = (0.5 * unit, 1.5 * cap);
    let sign_width = if foot.counts_remote { 0.15 * unit + PHONE_WIDTH * sign } else { 0.0 };
    let width = |facts: usize, name: &str| {
        let clock = foot.clock.iter().map(|clock| typeface.advance(clock, figures) + gap);
        let facts = foot.facts[..facts].iter().map(|fact| typeface.advance(fact, figures) + gap);
        clock.chain(facts).sum::<f32>() + sign_width + typeface.advance(name, words)
    };
    let least = (TEXT_CAP_PX_MIN / cap).max(FOOT_SHRINK_MIN);
    let all = foot.facts.len();
    let less = [(all, branch), (all, ""), (all.min(1), "")];
    let scale = |(facts, name): (usize, &str)| (area.width / width(facts, name)).min(1.0);
    let (facts, name) = less.into_iter().find(|&less| scale(less) >= least).unwrap_or((all.min(1), ""));
    let scale = scale((facts, name));
    let scaled = |style: TextStyle| TextStyle { em_px: scale * style.em_px, ..style };
    let (words, figures) = (scaled(words), scaled(figures));

    let baseline = area.y + (area.height + words.cap_px()) / 2.0;
    let mut x = area.x;
    if let Some(clock) = &foot.clock {
        x += picture.text(clock, figures, (x, baseline), Anchor::Left, WHITE) + gap * scale;
    }
    for (place, fact) in foot.facts[..facts].iter().enumerate() {
        x += with_figures(picture, fact, words, figures, (x, baseline));
        if place == 0 && foot.counts_remote {
            let at = (x + 0.15 * unit * scale, baseline - 1.25 * words.cap_px());
            phone(picture, at, sign * scale, INK_DARKER);
            x += sign_width * scale;
        }
        x += gap * scale;
    }
    picture.text(name, words, (area.right(), baseline), Anchor::Right, QUIET);
}

/// The words, the code and its square at the right end. Gives their width; nothing is drawn when they would take more than
/// half of the line.
fn place_to_check_in(
    picture: &mut Picture<'_>,
    check_in: &HallCheckIn,
    area: Area,
    unit: f32,
) -> Option<f32> {
    let words = TextStyle::cap(Weight::Medium, (0.2 * unit).max(TEXT_CAP_PX_MIN));
    let figures = TextStyle::cap(Weight::ExtraBold, (0.4 * unit).max(TEXT_CAP_PX_MIN));
    let typeface = picture.typeface();
    let gap = 0.2 * unit;
    let side = 0.9 * area.height;
    let square = check_in.url.as_deref().and_then(|url| Codes::default().code(url));
    let square = square.filter(|code| side >= MODULE_PX_MIN * square_modules(code) as f32);
    let side = if square.is_some() { side } else { 0.0 };
    let told = typeface.advance(&check_in.ask, words).max(typeface.advance(&check_in.label, words));
    let code = typeface.advance(&check_in.code, figures);
    let width = told + gap + code + if side > 0.0 { gap + side } else { 0.0 };
    if width > 0.5 * area.width {
        return None;
    }
    let mut x = area.right() - width;
    let middle = area.y + area.height / 2.0;
    let lines =
        [(&check_in.ask, middle - 0.35 * words.cap_px()), (&check_in.label, middle + 1.35 * words.cap_px())];
    for (line, baseline) in lines {
        picture.text(line, words, (x, baseline), Anchor::Left, QUIET);
    }
    x += told + gap;
    picture.text(&check_in.code, figures, (x, middle + figures.cap_px() / 2.0), Anchor::Left, WHITE);
    if let Some(square) = square {
        let at = (area.right() - side, area.y + (area.height - side) / 2.0);
        draw_square(picture, &square, at, side);
    }
    Some(width)
}

/// No camera parts smaller modules than these from each other.
const MODULE_PX_MIN: f32 = 2.0;
/// Scanners want white around a code: ISO/IEC 18004 asks for four modules, phones are content with two.
const QUIET_MODULES: usize = 2;

fn square_modules(code: &Code) -> usize {
    code.modules() + 2 * QUIET_MODULES
}

/// Modules of whole pixels on white.
fn draw_square(picture: &mut Picture<'_>, code: &Code, (x, y): (f32, f32), side: f32) {
    let module = (side / square_modules(code) as f32).floor();
    picture.fill(Area { x, y, width: side, height: side }, 0.04 * side, WHITE);
    let edge = ((side - module * code.modules() as f32) / 2.0).floor();
    let (left, top) = (x.floor() + edge, y.floor() + edge);
    for (row, modules) in code.rows().iter().enumerate() {
        let mut rest = *modules;
        while rest != 0 {
            let begin = rest.trailing_zeros();
            let length = (rest >> begin).trailing_ones();
            let at = (left + begin as f32 * module, top + row as f32 * module);
            let run = Area { x: at.0, y: at.1, width: length as f32 * module, height: module };
            picture.fill(run, 0.0, INK_DARKER);
            rest &= !(((1 << length) - 1) << begin);
        }
    }
}

/// A line in which the figures lead the eye. Gives its width.
fn with_figures(
    picture: &mut Picture<'_>,
    line: &str,
    words: TextStyle,
    figures: TextStyle,
    (x, baseline): (f32, f32),
) -> f32 {
    let mut begin = x;
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        // Colon and dash belong to the figures that they follow.
        let figures_first = first.is_ascii_digit();
        let goes_on = |letter: char| {
            letter.is_ascii_digit() == figures_first || (figures_first && matches!(letter, ':' | '–'))
        };
        let (part, after) = rest.split_at(rest.find(|letter| !goes_on(letter)).unwrap_or(rest.len()));
        let (style, colour) = if figures_first { (figures, WHITE) } else { (words, QUIET) };
        begin += picture.text(part, style, (begin, baseline), Anchor::Left, colour);
        rest = after;
    }
    begin - x
}

/// Width of the phone sign as a share of its height.
const PHONE_WIDTH: f32 = 0.6;

/// The sign for "from a phone": a case, and a screen in the colour of the ground.
fn phone(picture: &mut Picture<'_>, (x, y): (f32, f32), height: f32, ground: Rgb888) {
    let case = Area { x, y, width: PHONE_WIDTH * height, height };
    let edge = (0.08 * height).max(1.0);
    picture.fill(case, 0.13 * height, SKY);
    let screen = Area { height: case.height - edge - 0.2 * height, ..case.inset(edge, edge) };
    picture.fill(screen, 0.05 * height, ground);
}

/// A panel that has room for one call or one notice.
fn small(view: &HallView, picture: &mut Picture<'_>, area: Area) {
    let heights = heights(area);
    let area = area.inset(0.03 * area.width, 0.06 * area.height);
    match &view.body {
        HallBody::Notice { title, advice: _ } => {
            let style = TextStyle::cap(Weight::Bold, 0.3 * area.height);
            let y = area.y + (area.height - picture.paragraph_height(title, style, area)) / 2.0;
            picture.paragraph(title, style, Area { y, ..area }, WHITE);
        }
        HallBody::Calls { newest, highlight, .. } => {
            if *highlight {
                picture.border(picture.area(), 0.02 * area.height.max(50.0), AMBER);
            }
            let number = TextStyle::cap(Weight::ExtraBold, heights.number_px);
            let number = picture.flush_fitted(&newest.number, number, area.width);
            let baseline = area.y + number.cap_px();
            picture.flush(&newest.number, number, (area.x, baseline), area.width, AMBER);
            let counter = TextStyle::cap(Weight::Bold, heights.counter_px);
            let words = format!("→ {}", newest.counter_short);
            let at = (area.x, area.bottom() - 0.25 * counter.cap_px());
            picture.line(&words, counter, at, Anchor::Left, area.width, WHITE);
        }
    }
}
