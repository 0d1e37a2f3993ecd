//! QR codes, made quickly: texts as squares of dark and light modules.
//!
//! **Model.** The crate `qrcode` makes the codewords and knows where they go. A code is the same for all texts of one
//! version up to the data bits, and each of the eight masks only turns some of them over; so the eight masked codes
//! without data are kept ([`Template`]), and a text's eight codes are those, xor its data. The one with the lowest penalty
//! (ISO/IEC 18004, 7.8.3) is taken.
//!
//! **Invariants.** A code is module by module the one that the crate would make, which takes fifty times as long.
//!
//! **Deliberately not here.** Paper and pixels, and codes above [`VERSION_MAX`], whose rows don't fit into 64 bits.

use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, MaskPattern, Module};
use qrcode::ec::construct_codewords;
use qrcode::{Color, EcLevel, Version};
use std::collections::BTreeMap;
use std::fmt::Write;

/// 61 modules to a side: links of up to 321 bytes.
const VERSION_MAX: i16 = 11;

/// Paper can crumple, but it is new when it is scanned: the lowest level gives the largest modules.
const LEVEL: EcLevel = EcLevel::L;

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// A finished code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// One number per row; bit i is the module i from the left, set when it is dark.
    rows: Vec<u64>,
}

/// Makes codes, and keeps what codes of the same size have in common.
#[derive(Default)]
pub struct Codes {
    templates: BTreeMap<i16, Template>,
}

struct Template {
    /// Finders and timing, without data.
    blank: Canvas,
    /// Without data, for each mask.
    masked: Vec<Grid>,
}

/// The same modules by rows and by columns.
#[derive(Debug, Clone)]
struct Grid {
    rows: Vec<u64>,
    columns: Vec<u64>,
}

impl Codes {
    /// The code of a text; `None` when it is too long.
    pub fn code(&mut self, text: &str) -> Option<Code> {
        let bits = encode_auto(text.as_bytes(), LEVEL).ok()?;
        let version = bits.version();
        let Version::Normal(number @ ..=VERSION_MAX) = version else { return None };
        let (data, check) = construct_codewords(&bits.into_bytes(), version, LEVEL).ok()?;
        let template =
            self.templates.entry(number).or_insert_with(|| Template::new(version, data.len(), check.len()));
        let mut canvas = template.blank.clone();
        canvas.draw_data(&data, &check);
        let data = Grid::of(&canvas, version.width(), |module| module == Module::Unmasked(Color::Dark));
        let codes = template.masked.iter().map(|masked| masked.xor(&data));
        codes.min_by_key(Grid::penalty).map(|grid| Code { rows: grid.rows })
    }
}

impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.templates.keys()).finish()
    }
}

impl Code {
    /// Modules to a side.
    pub fn modules(&self) -> usize {
        self.rows.len()
    }

    /// One number per row from the top; bit i is the module i from the left, set when it is dark.
    pub fn rows(&self) -> &[u64] {
        &self.rows
    }

    /// The dark modules as the path of an SVG picture whose unit is a module, with a margin of so many modules.
    pub fn path(&self, margin: usize) -> String {
        let mut path = String::new();
        for (y, row) in self.rows.iter().enumerate() {
            for x in (0..self.modules()).filter(|x| row >> x & 1 == 1) {
                // Writing to a string does not fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + margin, y + margin);
            }
        }
        path
    }
}

impl Template {
    fn new(version: Version, data_bytes: usize, check_bytes: usize) -> Self {
        let mut blank = Canvas::new(version, LEVEL);
        blank.draw_all_functional_patterns();
        let masked = MASKS.iter().map(|&mask| {
            let mut canvas = blank.clone();
            canvas.draw_data(&vec![0; data_bytes], &vec![0; check_bytes]);
            canvas.apply_mask(mask);
            Grid::of(&canvas, version.width(), Module::is_dark)
        });
        Self { masked: masked.collect(), blank }
    }
}

impl Grid {
    fn of(canvas: &Canvas, side: i16, is_set: impl Fn(Module) -> bool) -> Self {
        let length = usize::from(side.unsigned_abs());
        let mut grid = Self { rows: vec![0; length], columns: vec![0; length] };
        for (row, y) in grid.rows.iter_mut().zip(0..side) {
            for (column, x) in grid.columns.iter_mut().zip(0..side) {
                let bit = u64::from(is_set(canvas.get(x, y)));
                *row |= bit << x;
                *column |= bit << y;
            }
        }
        grid
    }

    fn xor(&self, other: &Self) -> Self {
        let xor = |a: &[u64], b: &[u64]| a.iter().zip(b).map(|(a, b)| a ^ b).collect();
        Self { rows: xor(&self.rows, &other.rows), columns: xor(&self.columns, &other.columns) }
    }

    fn penalty(&self) -> u32 {
        let side = self.rows.len();
        let lines = || self.rows.iter().chain(&self.columns);
        let dark: u32 = self.rows.iter().map(|row| row.count_ones()).sum();
        let share = dark as usize * 200 / (side * side);
        let balance = u32::try_from(share.abs_diff(100)).unwrap_or(u32::MAX);
        let runs: u32 = lines().map(|&line| long_runs(line, side)).sum();
        let finders: u32 = lines().map(|&line| like_finders(line)).sum();
        let blocks: u32 = self.rows.windows(2).map(|two| blocks(two[0], two[1], side)).sum();
        runs + 40 * finders + 3 * blocks + balance
    }
}

/// Bit i is set where the modules i and i + 1 of a line are alike.
fn alike(line: u64, side: usize) -> u64 {
    !(line ^ (line >> 1)) & ((1 << (side - 1)) - 1)
}

/// Each run of five or more like modules counts its length less two.
fn long_runs(line: u64, side: usize) -> u32 {
    let alike = alike(line, side);
    let five = alike & (alike >> 1) & (alike >> 2) & (alike >> 3);
    five.count_ones() + 2 * (five & !(five << 1)).count_ones()
}

/// How often a line looks like a finder: 1011101 with four light modules, or the edge, on one side.
fn like_finders(line: u64) -> u32 {
    let finder = line & !(line >> 1) & (line >> 2) & (line >> 3) & (line >> 4) & !(line >> 5) & (line >> 6);
    let light_before = !((line << 1) | (line << 2) | (line << 3) | (line << 4));
    let light_after = !((line >> 7) | (line >> 8) | (line >> 9) | (line >> 10));
    (finder & (light_before | light_after)).count_ones()
}

/// Squares of four like modules in two rows.
fn blocks(upper: u64, lower: u64, side: usize) -> u32 {
    (alike(upper, side) & alike(lower, side) & !(upper ^ lower)).count_ones()
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::QrCode;

    fn check(text: &str) {
        let expect = QrCode::with_error_correction_level(text, LEVEL).unwrap();
        let code = Codes::default().code(text).unwrap();
        let modules = expect.width();
        assert_eq!(code.modules(), modules);
        for (index, colour) in expect.to_colors().into_iter().enumerate() {
            let (x, y) = (index % modules, index / modules);
            assert_eq!(code.rows()[y] >> x & 1 == 1, colour == Color::Dark, "{text}: {x}, {y}");
        }
    }

    #[test]
    fn codes_are_the_crates_own() {
        for number in 0..40u32 {
            let link = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            check(&format!("https://rinda.example/t/{link:020}{number:06}"));
        }
        check("");
        check("A042");
        check(&"https://rinda.example/".repeat(14));
    }

    #[test]
    fn a_path_has_every_dark_module_behind_its_margin() {
        let code = Codes::default().code("A042").unwrap();
        let path = code.path(4);
        let dark: u32 = code.rows().iter().map(|row| row.count_ones()).sum();
        assert!(path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "the corner of a finder: {path}");
        assert_eq!(path.matches('M').count(), dark as usize);
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert_eq!(Codes::default().code(&"x".repeat(322)), None);
        assert_eq!(Codes::default().code(&"x".repeat(8000)), None);
    }
}
