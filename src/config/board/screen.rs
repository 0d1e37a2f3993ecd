//! Screens: of the kiosks, of the counters and of the hall.

use super::super::section::{At, Item, Section};
use super::pins::Pins;
use super::places::Places;
use super::small_panel::{Driver as SmallDriver, SmallPanel, TftModel, small_panel};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// What a picture is shown on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Nothing: the picture lives in the daemon and is shown on a page.
    Virtual,
    /// A screen at a graphics card, through the kernel's mode setting (DRM).
    Drm {
        /// The connector's name, as in `/sys/class/drm`: `HDMI-A-1`. Without one, the first that has a screen.
        connector: Option<String>,
    },
    /// The kernel's old frame buffer.
    FrameBuffer(PathBuf),
    /// A small panel on a bus.
    Small(SmallPanel),
}

/// What can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Pixels, as people see them.
    Pixels {
        /// Width in pixels.
        width_px: u32,
        /// Height in pixels.
        height_px: u32,
    },
    /// So many digits of seven segments.
    Digits(u8),
}

/// How a screen hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// As it was built.
    Upright,
    /// Turned by a quarter, clockwise.
    Right,
    /// Upside down.
    Half,
    /// Turned by a quarter, anticlockwise.
    Left,
}

/// A display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Display {
    /// What it is shown on.
    pub output: Output,
    /// How that hangs.
    pub rotation: Rotation,
    /// What can be shown, as people see it.
    pub shape: Shape,
}

/// A display in the hall.
#[derive(Debug, Clone, PartialEq)]
pub struct HallDisplay {
    /// The display.
    pub display: Display,
    /// Height of the visible picture.
    pub height_mm: u32,
    /// From where the farthest visitor must be able to read it.
    pub viewing_distance_m: f64,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pixels { width_px, height_px } => write!(f, "{width_px}×{height_px} pixels"),
            Self::Digits(count) => write!(f, "{count} digits"),
        }
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => write!(f, "virtual display"),
            Self::Drm { connector: Some(connector) } => write!(f, "display at {connector}"),
            Self::Drm { connector: None } => write!(f, "display at the first connector"),
            Self::FrameBuffer(path) => write!(f, "display at {}", path.display()),
            Self::Small(panel) => panel.fmt(f),
        }
    }
}

#[derive(Clone, Copy)]
enum Driver {
    Virtual,
    Drm,
    FrameBuffer,
    Small(SmallDriver),
}

const DRIVERS: [(&str, Driver); 9] = [
    ("virtual", Driver::Virtual),
    ("drm", Driver::Drm),
    ("framebuffer", Driver::FrameBuffer),
    ("ssd1306", Driver::Small(SmallDriver::Ssd1306)),
    ("max7219_matrix", Driver::Small(SmallDriver::Matrix)),
    ("max7219_digits", Driver::Small(SmallDriver::Digits)),
    ("ili9341", Driver::Small(SmallDriver::Tft(TftModel::Ili9341))),
    ("st7789", Driver::Small(SmallDriver::Tft(TftModel::St7789))),
    ("epaper_2in9", Driver::Small(SmallDriver::EPaper2in9)),
];

/// A hall with more displays than this has a splitter.
const HALL_ALSO_MAX: u8 = 9;
/// The fewest pixels on which sentences can be read.
const WORDS: (u32, u32) = (128, 64);

pub(super) fn kiosk(section: Section<'_>, pins: &mut Pins) -> Option<Display> {
    let (spot, problems) = (section.spot.clone(), section.problems);
    let mut section = section;
    let display = display(&mut section, pins, 128..=1920, 64..=1920)?;
    let reads = match display.shape {
        Shape::Pixels { width_px, height_px } => width_px >= WORDS.0 && height_px >= WORDS.1,
        Shape::Digits(_) => false,
    };
    if !reads {
        let what = format!("a kiosk explains itself in sentences, and {} are too few", display.shape);
        problems.error(&spot, what, "use a panel of 128×64 pixels or more");
    }
    reads.then_some(display)
}

/// What a counter calls with; a few characters are enough.
pub(super) fn counter(mut section: Section<'_>, pins: &mut Pins) -> Option<Display> {
    display(&mut section, pins, 32..=1920, 16..=1920)
}

/// The display in the hall, and the others that show the same, by number.
pub(super) fn hall(
    mut section: Section<'_>,
    pins: &mut Pins,
) -> Option<(HallDisplay, BTreeMap<u8, HallDisplay>)> {
    let also = section.optional("also").and_then(Item::section);
    let hall = one_hall(section, pins);
    let also = also.map_or_else(BTreeMap::new, |also| {
        let also = also.numbered(1..=HALL_ALSO_MAX, "a table [hall.also.1]").into_iter();
        also.filter_map(|(number, item)| Some((number, one_hall(item.section()?, pins)?))).collect()
    });
    Some((hall?, also))
}

fn one_hall(mut section: Section<'_>, pins: &mut Pins) -> Option<HallDisplay> {
    let display = display(&mut section, pins, 64..=3840, 32..=3840);
    let height_mm = section.required("height_mm").and_then(|item| item.number(10..=3000));
    let distance = section.required("viewing_distance_m").and_then(|item| item.real(0.3..=50.0));
    Some(HallDisplay { display: display?, height_mm: height_mm?.value, viewing_distance_m: distance?.value })
}

fn display(
    section: &mut Section<'_>,
    pins: &mut Pins,
    width: RangeInclusive<u32>,
    height: RangeInclusive<u32>,
) -> Option<Display> {
    let driver = section.required("driver").and_then(|item| item.choice(&DRIVERS));
    let rotation = rotation(section);
    let (output, fixed) = match driver.map(|driver| driver.value) {
        None => (None, None),
        Some(Driver::Virtual) => (Some(Output::Virtual), None),
        Some(Driver::Drm) => (drm(section, &mut pins.places), None),
        Some(Driver::FrameBuffer) => (
            {
                let path = section.required("path");
                let path = path.and_then(|path| pins.places.device_file(path, section.problems));
                path.map(Output::FrameBuffer)
            },
            None,
        ),
        Some(Driver::Small(driver)) => match small_panel(section, pins, driver) {
            Some((panel, fixed)) => (Some(Output::Small(panel)), fixed),
            None if driver.has_own_shape() => return None,
            None => (None, None),
        },
    };
    let shape = match fixed {
        Some(shape) => Some(shape),
        None => pixels(section, width, height),
    };
    let display = Display { output: output?, rotation: rotation?, shape: shape? };
    fits(&display, section).then_some(display)
}

fn drm(section: &mut Section<'_>, places: &mut Places) -> Option<Output> {
    let problems = section.problems;
    let Some(item) = section.optional("connector") else {
        places.take_connector(None, &section.spot, problems);
        return Some(Output::Drm { connector: None });
    };
    let At { value: name, spot } = item.text()?;
    if let Some(own) = after_card(&name) {
        let what =
            format!("'{name}' is the kernel's name with its card, whose number may be another tomorrow");
        problems.error(&spot, what, format!("write \"{own}\""));
        return None;
    }
    places.take_connector(Some(&name), &spot, problems);
    Some(Output::Drm { connector: Some(name) })
}

/// What comes after the card in `card1-HDMI-A-1`.
fn after_card(name: &str) -> Option<&str> {
    let (number, own) = name.strip_prefix("card")?.split_once('-')?;
    number.parse::<u32>().is_ok().then_some(own)
}

fn rotation(section: &mut Section<'_>) -> Option<Rotation> {
    let Some(item) = section.optional("rotation_deg") else { return Some(Rotation::Upright) };
    let At { value, spot } = item.number(0..=270)?;
    match value {
        0 => Some(Rotation::Upright),
        90 => Some(Rotation::Right),
        180 => Some(Rotation::Half),
        270 => Some(Rotation::Left),
        other => {
            section.problems.error(&spot, format!("{other} is no quarter turn"), "write 0, 90, 180 or 270");
            None
        }
    }
}

fn pixels(
    section: &mut Section<'_>,
    width: RangeInclusive<u32>,
    height: RangeInclusive<u32>,
) -> Option<Shape> {
    let width = section.required("width_px").and_then(|item| item.number(width));
    let height = section.required("height_px").and_then(|item| item.number(height));
    Some(Shape::Pixels { width_px: width?.value, height_px: height?.value })
}

/// Whether a small panel can be so large and hang so. Notes it when not.
fn fits(display: &Display, section: &Section<'_>) -> bool {
    let Output::Small(SmallPanel { controller, .. }) = &display.output else { return true };
    let quarter = matches!(display.rotation, Rotation::Right | Rotation::Left);
    match (display.shape, controller.sizes()) {
        (Shape::Pixels { width_px, height_px }, sizes @ [_, ..]) => {
            let turned =
                |&(width, height): &(u32, u32)| if quarter { (height, width) } else { (width, height) };
            let sizes: Vec<(u32, u32)> = sizes.iter().map(turned).collect();
            if sizes.contains(&(width_px, height_px)) {
                return true;
            }
            let sizes: Vec<String> =
                sizes.iter().map(|(width, height)| format!("{width}×{height}")).collect();
            section.problems.error(
                &section.spot,
                format!("no {} that hangs so has {}", controller.name(), display.shape),
                format!("write one of: {}; or turn it by 90 with rotation_deg", sizes.join(", ")),
            );
            false
        }
        (Shape::Digits(_), _) if display.rotation != Rotation::Upright => {
            let what = "digits cannot be turned";
            section.problems.error(&section.spot, what, "take rotation_deg out");
            false
        }
        (Shape::Pixels { .. }, []) if quarter => {
            let what = "a row of modules has no room for letters that stand on its end";
            section.problems.error(&section.spot, what, "write rotation_deg = 0 or 180");
            false
        }
        (Shape::Pixels { .. } | Shape::Digits(_), _) => true,
    }
}
