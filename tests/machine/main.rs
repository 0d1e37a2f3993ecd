//! The real program on the kernel's own stand-ins for hardware: lines of `gpio-sim`, a keypad of `uinput`, printers that are
//! USB gadgets, the monitors of emulated graphics cards.
//!
//! These tests need root and modules that most kernels do not have loaded, so they are ignored in an ordinary run;
//! `tests/machine/run` boots a small virtual machine and runs them there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod branch;
mod camera;
mod chip;
mod contained;
mod foreign;
mod gadget;
mod installed;
mod keypad;
mod monitor;
mod package;
mod printer;
mod printers;
mod record;
mod screens;
mod speed;

use branch::Branch;
use chip::{Chip, Pull};
use evdev::KeyCode;
use keypad::Keypad;
use std::time::{Duration, Instant};

/// The lines of the kiosk, in the order of their chip.
const LINES: [&str; 3] = ["BUTTON_1", "LAMP_1", "BUTTON_2"];
const BUTTON_1: u32 = 0;
const LAMP_1: u32 = 1;
const BUTTON_2: u32 = 2;

/// As long as a finger rests on a button.
const FINGER: Duration = Duration::from_millis(300);

/// Longer than presses that are no wish are gathered for a report.
const REPORT: Duration = Duration::from_secs(11);

/// A kiosk whose first button has a lamp and the chip's own resistor, whose second has a resistor outside, and whose third
/// is a key. The first may bounce for long, since an emulated machine is slow. The fourth is wired to a line that is not
/// there, which must not matter to the others.
const BOARD: &str = r#"
schema = 1
name = "machine"
ports.listen = "127.0.0.1:8080"

[kiosk.1]
button.1 = { driver = "gpio", chip = "kiosk", line = "BUTTON_1", lamp_line = "LAMP_1", debounce_ms = 200 }
button.2 = { driver = "gpio", line = "BUTTON_2", bias = "external" }
button.3 = { driver = "key", device = "rinda keypad", key = "KEY_KP3" }
button.4 = { driver = "gpio", chip = "kiosk", line = "BUTTON_4" }

[kiosk.1.display]
driver = "virtual"
width_px = 320
height_px = 240

[kiosk.1.printer]
driver = "virtual"
width_dots = 384
dpi = 203
evidence = "job_echo"
cut = "partial"
feed_before_cut_mm = 15
near_end_sensor = true
speed_mm_s_max = 200

[hall]
driver = "virtual"
width_px = 1280
height_px = 720
height_mm = 300
viewing_distance_m = 3
"#;

fn press(chip: &Chip, line: u32) {
    chip.pull(line, Pull::Down);
    std::thread::sleep(FINGER);
    chip.pull(line, Pull::Up);
}

#[test]
#[ignore = "needs gpio-sim: see tests/machine/run"]
fn a_press_is_a_ticket_and_the_lamp_says_when_the_next_may_come() {
    let chip = Chip::new("kiosk", &LINES);
    let mut branch = Branch::new(BOARD);
    branch.start();
    branch.until("the lamp is dark before the day", || !chip.value(LAMP_1));
    branch.open_day();
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    branch.log_has(
        "no GPIO line is named BUTTON_4; there are BUTTON_1, LAMP_1, BUTTON_2 on kiosk (/dev/gpiochip",
    );

    press(&chip, BUTTON_1);
    branch.until("it is dark for a moment while the slip is printed", || !chip.value(LAMP_1));
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    branch.until("the lamp is lit again", || chip.value(LAMP_1));
    branch.stop();
    assert_eq!(branch.count("ticket_taken"), 1);
}

#[test]
#[ignore = "needs gpio-sim: see tests/machine/run"]
fn bouncing_is_no_press() {
    let chip = Chip::new("kiosk", &LINES);
    let mut branch = Branch::new(BOARD);
    branch.start();
    branch.open_day();
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    for pull in [Pull::Down, Pull::Up].repeat(5) {
        let began = Instant::now();
        chip.pull(BUTTON_1, pull);
        std::thread::sleep(Duration::from_millis(30));
        assert!(began.elapsed() < Duration::from_millis(180), "this machine is too slow to bounce");
    }
    // The last bounce is over when the next press begins.
    std::thread::sleep(FINGER);
    press(&chip, BUTTON_1);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    // What the kernel did not keep to itself would be reported by now.
    std::thread::sleep(REPORT);
    branch.stop();
    assert_eq!((branch.count("ticket_taken"), branch.count("press_bounced")), (1, 0));
}

#[test]
#[ignore = "needs gpio-sim: see tests/machine/run"]
fn a_button_that_is_held_at_the_start_counts_when_it_is_let_go() {
    let chip = Chip::new("kiosk", &LINES);
    let mut branch = Branch::new(BOARD);
    chip.pull(BUTTON_2, Pull::Down);
    branch.start();
    branch.open_day();
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    std::thread::sleep(FINGER);
    chip.pull(BUTTON_2, Pull::Up);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    branch.stop();
}

#[test]
#[ignore = "needs gpio-sim: see tests/machine/run"]
fn a_chip_that_vanished_is_found_again() {
    let chip = Chip::new("kiosk", &LINES);
    let mut branch = Branch::new(BOARD);
    branch.start();
    branch.open_day();
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    chip.pull(BUTTON_2, Pull::Down);
    std::thread::sleep(FINGER);
    drop(chip);
    branch.until("that is noticed", || branch.log().contains("button 2: reading GPIO line BUTTON_2"));

    let chip = Chip::new("kiosk", &LINES);
    branch.until("the button is found", || branch.log().contains("button 2: works again"));
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    assert_eq!(branch.count("ticket_taken"), 0, "a contact that was lost is no release");
    press(&chip, BUTTON_2);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    branch.stop();
}

#[test]
#[ignore = "needs uinput: see tests/machine/run"]
fn a_key_is_a_ticket_and_a_keypad_may_come_and_go() {
    let mut branch = Branch::new(BOARD);
    branch.start();
    branch.open_day();
    branch.until("the keypad is missed", || branch.log().contains("keyboard rinda keypad: "));
    let works = || branch.log().matches("keyboard rinda keypad: works again").count();

    let mut keypad = Keypad::new("rinda keypad", &[KeyCode::KEY_KP2, KeyCode::KEY_KP3]);
    branch.until("it is found", || works() == 1);
    assert!(keypad.is_taken(), "keys must not land on a console");
    keypad.press(KeyCode::KEY_KP2, FINGER);
    keypad.press(KeyCode::KEY_KP3, FINGER);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);

    keypad.set(KeyCode::KEY_KP3, true);
    std::thread::sleep(FINGER);
    drop(keypad);
    branch.until("its loss is noticed", || {
        branch.log().contains("keyboard rinda keypad: reading /dev/input/event")
    });
    let mut keypad = Keypad::new("rinda keypad", &[KeyCode::KEY_KP2, KeyCode::KEY_KP3]);
    branch.until("it is found again", || works() == 2);
    assert_eq!(branch.count("ticket_taken"), 1, "a key that was lost is no release");
    keypad.press(KeyCode::KEY_KP3, FINGER);
    branch.until("the slip is out", || branch.count("slip_printed") == 2);
    branch.stop();
}
