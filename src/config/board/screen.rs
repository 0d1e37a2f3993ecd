//! Screens: of the kiosks and of the hall.

use super::super::section::{At, Item, Section};
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

/// The display of a kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskDisplay {
    /// What it is shown on.
    pub output: Output,
    /// How that hangs.
    pub rotation: Rotation,
    /// Width in pixels, as people see it.
    pub width_px: u32,
    /// Height in pixels, as people see it.
    pub height_px: u32,
}

/// The display in the hall.
#[derive(Debug, Clone, PartialEq)]
pub struct HallDisplay {
    /// What it is shown on.
    pub output: Output,
    /// How that hangs.
    pub rotation: Rotation,
    /// Width in pixels, as people see it.
    pub width_px: u32,
    /// Height in pixels, as people see it.
    pub height_px: u32,
    /// Height of the visible picture.
    pub height_mm: u32,
    /// From where the farthest visitor must be able to read it.
    pub viewing_distance_m: f64,
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => write!(f, "virtual display"),
            Self::Drm { connector: Some(connector) } => write!(f, "display at {connector}"),
            Self::Drm { connector: None } => write!(f, "display at the first connector"),
            Self::FrameBuffer(path) => write!(f, "display at {}", path.display()),
        }
    }
}

#[derive(Clone, Copy)]
enum Driver {
    Virtual,
    Drm,
    FrameBuffer,
}

const DRIVERS: [(&str, Driver); 3] =
    [("virtual", Driver::Virtual), ("drm", Driver::Drm), ("framebuffer", Driver::FrameBuffer)];

pub(super) fn kiosk(mut section: Section<'_>) -> Option<KioskDisplay> {
    let (output, rotation) = output(&mut section);
    let (width_px, height_px) = pixels(&mut section, 128..=1920, 64..=1920);
    Some(KioskDisplay { output: output?, rotation: rotation?, width_px: width_px?, height_px: height_px? })
}

pub(super) fn hall(mut section: Section<'_>) -> Option<HallDisplay> {
    let (output, rotation) = output(&mut section);
    let (width_px, height_px) = pixels(&mut section, 64..=3840, 32..=3840);
    let height_mm = section.required("height_mm").and_then(|item| item.number(20..=3000));
    let distance = section.required("viewing_distance_m").and_then(|item| item.real(0.3..=50.0));
    Some(HallDisplay {
        output: output?,
        rotation: rotation?,
        width_px: width_px?,
        height_px: height_px?,
        height_mm: height_mm?.value,
        viewing_distance_m: distance?.value,
    })
}

fn output(section: &mut Section<'_>) -> (Option<Output>, Option<Rotation>) {
    let driver = section.required("driver").and_then(|item| item.choice(&DRIVERS));
    let output = driver.and_then(|driver| match driver.value {
        Driver::Virtual => Some(Output::Virtual),
        Driver::Drm => {
            let connector = match section.optional("connector") {
                None => None,
                Some(name) => Some(name.text()?.value),
            };
            Some(Output::Drm { connector })
        }
        Driver::FrameBuffer => section.required("path").and_then(Item::path).map(Output::FrameBuffer),
    });
    let rotation = match section.optional("rotation_deg") {
        None => Some(Rotation::Upright),
        Some(item) => item.number(0..=270).and_then(|At { value, spot }| match value {
            0 => Some(Rotation::Upright),
            90 => Some(Rotation::Right),
            180 => Some(Rotation::Half),
            270 => Some(Rotation::Left),
            other => {
                section.problems.error(
                    &spot,
                    format!("{other} is no quarter turn"),
                    "write 0, 90, 180 or 270",
                );
                None
            }
        }),
    };
    (output, rotation)
}

fn pixels(
    section: &mut Section<'_>,
    width: RangeInclusive<u32>,
    height: RangeInclusive<u32>,
) -> (Option<u32>, Option<u32>) {
    let width = section.required("width_px").and_then(|item| item.number(width));
    let height = section.required("height_px").and_then(|item| item.number(height));
    (width.map(|at| at.value), height.map(|at| at.value))
}
