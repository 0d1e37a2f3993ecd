//! Few colours, each with a meaning and never alone.

use embedded_graphics::pixelcolor::{Rgb888, RgbColor};

/// The ground of dark screens, and letters on light ground.
pub const INK: Rgb888 = Rgb888::new(0x0B, 0x1B, 0x2B);
/// Ground of what lies on the ink: lists, buttons.
pub const INK_LIGHTER: Rgb888 = Rgb888::new(0x12, 0x28, 0x3D);
/// Ground of the footer.
pub const INK_DARKER: Rgb888 = Rgb888::new(0x07, 0x13, 0x20);
/// Thin lines between rows.
pub const RULE: Rgb888 = Rgb888::new(0x24, 0x42, 0x60);
/// What is read first.
pub const WHITE: Rgb888 = Rgb888::WHITE;
/// What is read after it.
pub const QUIET: Rgb888 = Rgb888::new(0xA9, 0xBC, 0xD0);
/// The call, and what can be pressed.
pub const AMBER: Rgb888 = Rgb888::new(0xFF, 0xC6, 0x29);
/// From a phone; always with the phone sign.
pub const SKY: Rgb888 = Rgb888::new(0x8F, 0xD3, 0xFF);
/// Ground of words that say that something is not up to date.
pub const STALE: Rgb888 = Rgb888::new(0xFF, 0xF3, 0xD6);
/// A fault; always with a sign and words.
pub const FAULT: Rgb888 = Rgb888::new(0xFF, 0xA0, 0x94);
/// Ground of a button that gives nothing now.
pub const DIMMED: Rgb888 = Rgb888::new(0x2A, 0x3D, 0x52);

/// Contrast of two colours as WCAG 2 defines it, 1 to 21.
pub fn contrast(one: Rgb888, other: Rgb888) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance (WCAG 2.2, glossary).
fn luminance(colour: Rgb888) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_read_has_a_contrast_of_seven() {
        let grounds = [INK, INK_LIGHTER, INK_DARKER];
        let letters = [WHITE, QUIET, AMBER, SKY, FAULT];
        let on_dark = grounds.iter().flat_map(|&ground| letters.map(|letter| (letter, ground)));
        for (letter, ground) in on_dark.chain([(INK, AMBER), (INK, STALE)]) {
            let contrast = contrast(letter, ground);
            assert!(contrast >= 7.0, "{letter:?} on {ground:?}: {contrast:.1}");
        }
        assert!(contrast(QUIET, DIMMED) >= 4.5, "a letter on a button that gives nothing");
    }

    #[test]
    fn contrast_is_what_the_guideline_says() {
        assert!((contrast(WHITE, Rgb888::BLACK) - 21.0).abs() < 0.001);
        assert!((contrast(Rgb888::new(0x76, 0x76, 0x76), WHITE) - 4.54).abs() < 0.01);
    }
}
