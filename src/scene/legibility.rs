//! How large letters have to be: EN 301 549, 5.1.4.
//!
//! A capital has to appear at an angle of at least 0.7°, which is its distance × 0.0122.

/// Height of a capital as a share of the distance from which it can be read.
pub const CAP_SHARE: f32 = 0.0122;

/// The least height of capitals, in millimetres, that can be read from this distance.
pub fn cap_mm_min(distance_mm: f32) -> f32 {
    distance_mm * CAP_SHARE
}

/// The largest distance, in millimetres, from which capitals of `cap_px` can be read on a screen whose picture is
/// `screen_height_px` and `screen_height_mm` high.
pub fn distance_mm_max(cap_px: f32, screen_height_px: f32, screen_height_mm: f32) -> f32 {
    cap_px / screen_height_px * screen_height_mm / CAP_SHARE
}

/// Heights of capitals in a layout, in pixels; a text that has to shrink to fit is lower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapHeights {
    /// The number of the newest call, if it has four characters.
    pub number_px: f32,
    /// Where to go with it.
    pub counter_px: f32,
    /// Numbers in the list of earlier calls; `None` where there is no room for a list.
    pub list_px: Option<f32>,
    /// Heads and footer; `None` where there is no room for them.
    pub text_px: Option<f32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_of_61_mm_is_read_from_five_metres() {
        assert!((cap_mm_min(5000.0) - 61.0).abs() < 0.001);
        // A 43-inch screen is 535 mm high; 123 of 1080 rows are 61 mm.
        assert!((distance_mm_max(123.14, 1080.0, 535.0) - 5000.0).abs() < 1.0);
    }
}
