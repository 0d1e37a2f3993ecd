//! Buttons with their lamps, and the keys of keypads.

use super::super::section::{At, Item, Section};
use super::pins::{Pins, User};
use crate::domain::counter::CounterKey;
use evdev::KeyCode;

/// A button with its lamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonBoard {
    /// What closes when it is pressed.
    pub contact: Contact,
    /// Its lamp, when it has one that is wired.
    pub lamp: Option<LampLine>,
}

/// A key of a counter's keypad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeypadKey {
    /// What it asks for.
    pub action: CounterKey,
    /// What closes when it is pressed.
    pub contact: Contact,
}

/// What closes when a button is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A button on a page.
    Virtual,
    /// A wire to a GPIO line.
    Gpio {
        /// Which line.
        line: GpioLine,
        /// What pulls it while nobody presses.
        bias: Bias,
        /// Changes that are shorter than this are bouncing.
        debounce_ms: u32,
    },
    /// A wire to a Raspberry Pi's header, by rppal.
    Header {
        /// Which line.
        pin: HeaderPin,
        /// What pulls it while nobody presses.
        bias: Bias,
        /// Changes that are shorter than this are bouncing.
        debounce_ms: u32,
    },
    /// A key of a keyboard, keypad or arcade encoder.
    Key {
        /// The keyboard's name, as the kernel tells it, or the path of its device file.
        device: String,
        /// The key, as the kernel's `input-event-codes.h` names it: `KEY_KP1`, `BTN_TRIGGER`.
        key: KeyCode,
    },
}

/// A GPIO line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GpioLine {
    /// The label of its chip, as `gpiodetect` tells it. Without one, the line's name must be the only one.
    pub chip: Option<String>,
    /// Its name, as `gpioinfo` tells it, for example `GPIO17`.
    pub name: String,
    /// Whether low means pressed, or lit.
    pub active_low: bool,
}

/// A line of a Raspberry Pi's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderPin {
    /// Its BCM number.
    pub number: u8,
    /// Whether low means pressed, or lit.
    pub active_low: bool,
}

/// The wire to a lamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LampLine {
    /// By the kernel's own interface.
    Gpio(GpioLine),
    /// By rppal.
    Header(HeaderPin),
}

/// What pulls a line while nothing drives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bias {
    /// The chip's resistor to the supply.
    PullUp,
    /// The chip's resistor to ground.
    PullDown,
    /// A resistor outside.
    External,
}

#[derive(Clone, Copy)]
enum Driver {
    Virtual,
    Gpio,
    Header,
    Key,
}

const DRIVERS: [(&str, Driver); 4] =
    [("virtual", Driver::Virtual), ("gpio", Driver::Gpio), ("rppal", Driver::Header), ("key", Driver::Key)];
const ACTIONS: [(&str, CounterKey); 6] = [
    ("call_next", CounterKey::CallNext),
    ("recall", CounterKey::Recall),
    ("no_show", CounterKey::NoShow),
    ("start", CounterKey::Start),
    ("finish", CounterKey::Finish),
    ("park", CounterKey::Park),
];
const BIASES: [(&str, Bias); 3] =
    [("pull_up", Bias::PullUp), ("pull_down", Bias::PullDown), ("external", Bias::External)];
const ACTIVE: [(&str, bool); 2] = [("low", true), ("high", false)];

/// Second names in `input-event-codes.h` of buttons that arcade encoders and game pads have.
const SECOND_NAMES: [(&str, KeyCode); 8] = [
    ("BTN_MISC", KeyCode::BTN_0),
    ("BTN_MOUSE", KeyCode::BTN_LEFT),
    ("BTN_JOYSTICK", KeyCode::BTN_TRIGGER),
    ("BTN_GAMEPAD", KeyCode::BTN_SOUTH),
    ("BTN_A", KeyCode::BTN_SOUTH),
    ("BTN_B", KeyCode::BTN_EAST),
    ("BTN_X", KeyCode::BTN_NORTH),
    ("BTN_Y", KeyCode::BTN_WEST),
];

/// Twenty to thirty milliseconds outlast the bouncing of all but worn buttons.
const DEBOUNCE_MS: u32 = 25;

/// A button of a kiosk.
pub(super) fn button(mut section: Section<'_>, pins: &mut Pins, user: User) -> Option<ButtonBoard> {
    let problems = section.problems;
    let (contact, lines) = contact(&mut section, pins, user);
    let active_low = choice(&mut section, "lamp_active", &ACTIVE, false);
    let lamp = match lines {
        Lines::Kernel { chip } => {
            line(&mut section, pins, chip, ("lamp_pin", "lamp_line"), active_low).map(LampLine::Gpio)
        }
        Lines::Header => section
            .optional("lamp_pin")
            .and_then(|item| pins.take_number(item, problems))
            .map(|number| LampLine::Header(HeaderPin { number, active_low })),
    };
    Some(ButtonBoard { contact: contact?, lamp })
}

/// A key of a counter's keypad.
pub(super) fn keypad_key(mut section: Section<'_>, pins: &mut Pins, user: User) -> Option<KeypadKey> {
    let action = section.required("action").and_then(|item| item.choice(&ACTIONS));
    let (contact, _) = contact(&mut section, pins, user);
    Some(KeypadKey { action: action?.value, contact: contact? })
}

/// How the lines of a button and its lamp are named.
enum Lines {
    /// On this chip, or by a name of which there is only one.
    Kernel { chip: Option<String> },
    /// By BCM numbers.
    Header,
}

fn contact(section: &mut Section<'_>, pins: &mut Pins, user: User) -> (Option<Contact>, Lines) {
    let driver = section.required("driver").and_then(|item| item.choice(&DRIVERS)).map(|at| at.value);
    if let Some(Driver::Header) = driver {
        return (header(section, pins), Lines::Header);
    }
    let chip = chip(section);
    let contact = driver.and_then(|driver| match driver {
        Driver::Virtual => Some(Contact::Virtual),
        // It went its own way above: it has no chip and no names.
        Driver::Header => None,
        Driver::Gpio => gpio(section, pins, chip.clone()),
        Driver::Key => key(section, pins, user),
    });
    (contact, Lines::Kernel { chip })
}

/// A line by its BCM number, without chip and name.
fn header(section: &mut Section<'_>, pins: &mut Pins) -> Option<Contact> {
    let problems = section.problems;
    let (active_low, bias, debounce_ms) = electrical(section);
    let number = section.required("pin").and_then(|item| pins.take_number(item, problems))?;
    Some(Contact::Header { pin: HeaderPin { number, active_low }, bias, debounce_ms: debounce_ms? })
}

/// Whether low means pressed, what pulls, and how long it bounces.
fn electrical(section: &mut Section<'_>) -> (bool, Bias, Option<u32>) {
    let active_low = choice(section, "active", &ACTIVE, true);
    let usual = if active_low { Bias::PullUp } else { Bias::PullDown };
    let bias = choice(section, "bias", &BIASES, usual);
    let debounce_ms = match section.optional("debounce_ms") {
        None => Some(DEBOUNCE_MS),
        Some(item) => item.number(1..=200).map(|at| at.value),
    };
    (active_low, bias, debounce_ms)
}

fn gpio(section: &mut Section<'_>, pins: &mut Pins, chip: Option<String>) -> Option<Contact> {
    let (active_low, bias, debounce_ms) = electrical(section);
    let is_given = ["pin", "line"].iter().any(|key| section.place(key).is_some());
    let line = line(section, pins, chip, ("pin", "line"), active_low);
    if !is_given {
        let what = "a wired button has a pin or a line";
        section.problems.error(
            &section.spot,
            what,
            "add `pin = 17` on a Raspberry Pi, or `line = \"PA7\"` elsewhere",
        );
    }
    Some(Contact::Gpio { line: line?, bias, debounce_ms: debounce_ms? })
}

fn key(section: &mut Section<'_>, pins: &mut Pins, user: User) -> Option<Contact> {
    let problems = section.problems;
    let device = section.required("device").and_then(Item::text);
    let At { value: name, spot } = section.required("key").and_then(Item::text)?;
    let At { value: device, spot: device_spot } = device?;
    let second = SECOND_NAMES.iter().find(|(second, _)| *second == name).map(|&(_, key)| key);
    let Some(key) = second.or_else(|| name.parse().ok()) else {
        problems.error(
            &spot,
            format!("the kernel knows no key '{name}'"),
            "use a name from its input-event-codes.h, for example KEY_KP1 or BTN_TRIGGER; evtest shows them",
        );
        return None;
    };
    pins.take_device(&device, user, &device_spot, problems);
    pins.take_key(&device, key, &name, &spot, problems);
    Some(Contact::Key { device, key })
}

/// A line that is named by its BCM number or by its name.
pub(super) fn line(
    section: &mut Section<'_>,
    pins: &mut Pins,
    chip: Option<String>,
    (pin, name): (&'static str, &'static str),
    active_low: bool,
) -> Option<GpioLine> {
    let problems = section.problems;
    let pin = section.optional(pin).and_then(|item| pins.take(item, chip.as_deref(), problems));
    let name = section.optional(name).and_then(|item| pins.take_named(item, chip.as_deref(), problems));
    let name = name.or(pin)?;
    Some(GpioLine { chip, name, active_low })
}

pub(super) fn choice<T: Copy>(
    section: &mut Section<'_>,
    key: &'static str,
    choices: &[(&'static str, T)],
    usual: T,
) -> T {
    section.optional(key).and_then(|item| item.choice(choices)).map_or(usual, |At { value, .. }| value)
}

/// The label of a chip. The kernel numbers chips as they come, so a number is no name.
pub(super) fn chip(section: &mut Section<'_>) -> Option<String> {
    let At { value: label, spot } = section.optional("chip").and_then(Item::text)?;
    let number = label.trim_start_matches("/dev/").strip_prefix("gpiochip");
    if number.is_some_and(|number| number.parse::<u32>().is_ok()) {
        section.problems.error(
            &spot,
            format!("'{label}' may be another chip after the next start"),
            "write its label, which `gpiodetect` shows in brackets: \"pinctrl-rp1\" on a Raspberry Pi 5, \"pinctrl-bcm2711\" on a 4, \"pinctrl-bcm2835\" before",
        );
    }
    Some(label)
}
