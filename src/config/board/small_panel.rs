//! Small panels: their controllers hang on a bus, SPI or I²C, and need no driver in the kernel.
//!
//! Sizes and lines are facts of the controllers' data sheets: Solomon SSD1306 and SSD1680, Maxim MAX7219, Ilitek ILI9341,
//! Sitronix ST7789. Rotations count from how the controller numbers its own columns and rows.

use super::super::section::{At, Section};
use super::contact::{GpioLine, chip, choice, line};
use super::pins::Pins;
use super::screen::Shape;
use std::fmt;
use std::path::PathBuf;

/// A small panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallPanel {
    /// The bus's device file, for example `/dev/i2c-1` or `/dev/spidev0.0`.
    pub bus: PathBuf,
    /// What is on it.
    pub controller: Controller,
}

/// What draws a small panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Controller {
    /// An OLED with one colour, on I²C.
    Ssd1306 {
        /// Its address.
        address: u8,
    },
    /// A chain of modules of 8×8 LEDs. The picture begins in the module that is farthest from the cable, as in the
    /// modules that are sold in fours.
    Max7219Matrix {
        /// How many.
        modules: u8,
        /// From 0 to 15.
        brightness: u8,
    },
    /// A chain of modules of eight digits with seven segments. The text begins in the farthest one.
    Max7219Digits {
        /// How many.
        modules: u8,
        /// From 0 to 15.
        brightness: u8,
    },
    /// A screen in colours.
    Tft(Tft),
    /// Paper that keeps its picture without power: Waveshare 2.9", version 2.
    EPaper2in9 {
        /// Low for commands, high for data.
        dc: GpioLine,
        /// Low to reset.
        reset: GpioLine,
        /// High while it draws.
        busy: GpioLine,
        /// From one picture to the next, at least: paper that is redrawn all the time wears out.
        refresh_s: u32,
    },
}

/// A screen in colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tft {
    /// Its controller.
    pub model: TftModel,
    /// Low for commands, high for data.
    pub dc: GpioLine,
    /// Low to reset; without one it is reset by a command.
    pub reset: Option<GpioLine>,
    /// Whether its pixels stand in the order blue, green, red.
    pub bgr: bool,
    /// Whether it shows white for black unless it is told.
    pub inverted: bool,
    /// The bus's clock.
    pub speed_hz: u32,
}

/// The controller of a screen in colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TftModel {
    /// Ilitek ILI9341.
    Ili9341,
    /// Sitronix ST7789.
    St7789,
}

/// Which controller the board file names.
#[derive(Clone, Copy)]
pub(super) enum Driver {
    /// `ssd1306`.
    Ssd1306,
    /// `max7219_matrix`.
    Matrix,
    /// `max7219_digits`.
    Digits,
    /// `ili9341` and `st7789`.
    Tft(TftModel),
    /// `epaper_2in9`.
    EPaper2in9,
}

const COLOURS: [(&str, bool); 2] = [("rgb", false), ("bgr", true)];

/// The crate that drives MAX7219 knows chains of so many.
const MODULES_MAX: u32 = 8;
const BRIGHTNESS: u32 = 4;
/// The data sheet's 0111100 and 0111101.
const OLED_ADDRESSES: std::ops::RangeInclusive<u32> = 0x3c..=0x3d;
const OLED_ADDRESS: u8 = 0x3c;
/// Wires of a hand's length carry this; the data sheets allow some more.
const TFT_SPEED_HZ: u32 = 32_000_000;
/// Waveshare asks for three minutes between full refreshes; quick ones may come sooner.
const REFRESH_S: u32 = 10;

pub(super) fn small_panel(
    section: &mut Section<'_>,
    pins: &mut Pins,
    driver: Driver,
) -> Option<(SmallPanel, Option<Shape>)> {
    let problems = section.problems;
    let bus = section.required("bus");
    let controller = match driver {
        Driver::Ssd1306 => {
            let address = match section.optional("address") {
                None => Some(OLED_ADDRESS),
                Some(item) => {
                    item.hexadecimal(OLED_ADDRESSES).and_then(|address| u8::try_from(address.value).ok())
                }
            };
            let bus = bus.and_then(|bus| pins.take_bus(bus, address, "/dev/i2c-", problems));
            return Some((
                SmallPanel { bus: bus?, controller: Controller::Ssd1306 { address: address? } },
                None,
            ));
        }
        Driver::Matrix | Driver::Digits => {
            let modules = section.required("modules").and_then(|item| item.number(1..=MODULES_MAX));
            let brightness = number_or(section, "brightness", 0..=15, BRIGHTNESS);
            let modules = u8::try_from(modules?.value).ok()?;
            let brightness = u8::try_from(brightness?).ok()?;
            match driver {
                Driver::Digits => Controller::Max7219Digits { modules, brightness },
                Driver::Ssd1306 | Driver::Matrix | Driver::Tft(_) | Driver::EPaper2in9 => {
                    Controller::Max7219Matrix { modules, brightness }
                }
            }
        }
        Driver::Tft(model) => tft(section, pins, model)?,
        Driver::EPaper2in9 => e_paper(section, pins)?,
    };
    let bus = bus.and_then(|bus| pins.take_bus(bus, None, "/dev/spidev", problems))?;
    let shape = match &controller {
        Controller::Max7219Matrix { modules, .. } => {
            Some(Shape::Pixels { width_px: 8 * u32::from(*modules), height_px: 8 })
        }
        Controller::Max7219Digits { modules, .. } => Some(Shape::Digits(8 * modules)),
        Controller::Ssd1306 { .. } | Controller::Tft(_) | Controller::EPaper2in9 { .. } => None,
    };
    Some((SmallPanel { bus, controller }, shape))
}

fn tft(section: &mut Section<'_>, pins: &mut Pins, model: TftModel) -> Option<Controller> {
    let chip = chip(section);
    let dc = needed(section, pins, chip.clone(), ("dc_pin", "dc_line"));
    let reset = line(section, pins, chip, ("reset_pin", "reset_line"), false);
    let (usual_bgr, usual_inverted) = match model {
        TftModel::Ili9341 => (true, false),
        TftModel::St7789 => (false, true),
    };
    let bgr = choice(section, "colours", &COLOURS, usual_bgr);
    let inverted = match section.optional("inverted") {
        None => Some(usual_inverted),
        Some(item) => item.flag(),
    };
    let speed_hz = number_or(section, "speed_hz", 1_000_000..=80_000_000, TFT_SPEED_HZ);
    Some(Controller::Tft(Tft { model, dc: dc?, reset, bgr, inverted: inverted?, speed_hz: speed_hz? }))
}

fn e_paper(section: &mut Section<'_>, pins: &mut Pins) -> Option<Controller> {
    let chip = chip(section);
    let mut take = |pin, name| needed(section, pins, chip.clone(), (pin, name));
    let (dc, reset) = (take("dc_pin", "dc_line"), take("reset_pin", "reset_line"));
    let busy = take("busy_pin", "busy_line");
    let refresh_s = number_or(section, "refresh_s", 1..=3600, REFRESH_S);
    Some(Controller::EPaper2in9 { dc: dc?, reset: reset?, busy: busy?, refresh_s: refresh_s? })
}

/// A line that the panel cannot do without.
fn needed(
    section: &mut Section<'_>,
    pins: &mut Pins,
    chip: Option<String>,
    keys: (&'static str, &'static str),
) -> Option<GpioLine> {
    let is_given = [keys.0, keys.1].iter().any(|key| section.place(key).is_some());
    let line = line(section, pins, chip, keys, false);
    if !is_given {
        section.problems.error(
            &section.spot,
            format!("the panel's {} line is not named", keys.0.trim_end_matches("_pin")),
            format!("add `{} = 25` on a Raspberry Pi, or `{} = \"PA7\"` elsewhere", keys.0, keys.1),
        );
    }
    line
}

fn number_or(
    section: &mut Section<'_>,
    key: &'static str,
    range: std::ops::RangeInclusive<u32>,
    usual: u32,
) -> Option<u32> {
    match section.optional(key) {
        None => Some(usual),
        Some(item) => item.number(range).map(|At { value, .. }| value),
    }
}

impl Driver {
    /// Whether the number of its modules says what it can show.
    pub(super) fn has_own_shape(self) -> bool {
        match self {
            Self::Matrix | Self::Digits => true,
            Self::Ssd1306 | Self::Tft(_) | Self::EPaper2in9 => false,
        }
    }
}

impl Controller {
    /// The sizes that a panel with this controller can have, in its own columns and rows; none when the number of its
    /// modules says it.
    pub fn sizes(&self) -> &'static [(u32, u32)] {
        match self {
            Self::Ssd1306 { .. } => &[(128, 64), (128, 32)],
            Self::Max7219Matrix { .. } | Self::Max7219Digits { .. } => &[],
            Self::Tft(Tft { model: TftModel::Ili9341, .. }) => &[(240, 320)],
            Self::Tft(Tft { model: TftModel::St7789, .. }) => {
                &[(240, 320), (240, 240), (172, 320), (170, 320), (135, 240)]
            }
            Self::EPaper2in9 { .. } => &[(128, 296)],
        }
    }

    /// Its name in a board file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ssd1306 { .. } => "ssd1306",
            Self::Max7219Matrix { .. } => "max7219_matrix",
            Self::Max7219Digits { .. } => "max7219_digits",
            Self::Tft(Tft { model: TftModel::Ili9341, .. }) => "ili9341",
            Self::Tft(Tft { model: TftModel::St7789, .. }) => "st7789",
            Self::EPaper2in9 { .. } => "epaper_2in9",
        }
    }
}

impl fmt::Display for SmallPanel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.controller.name(), self.bus.display())
    }
}
