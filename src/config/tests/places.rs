//! Two things at one place, and names that are no names: what they are told.

use super::{BOARD, Directory, SITE, check_board, check_files, edited};
use std::fs;

/// The facts of a printer that is no matter here.
const FACTS: &str = "width_dots = 576\ndpi = 203\nevidence = \"job_echo\"\ncut = \"partial\"\nfeed_before_cut_mm = 15\nnear_end_sensor = true\nspeed_mm_s_max = 200\n";

/// A board whose two kiosks have these printers, and the problems of that.
fn check_printers(one: &str, other: &str, expected: &[&str]) {
    let kiosk = format!(
        "[kiosk.2]\nbutton.1 = {{ driver = \"virtual\" }}\n[kiosk.2.display]\ndriver = \"virtual\"\nwidth_px = 800\nheight_px = 480\n[kiosk.2.printer]\n{FACTS}{other}\n[hall]\n"
    );
    let directory = Directory::new();
    let first = format!("[kiosk.1.printer]\n{one}\n");
    let board = edited(BOARD, &[("[kiosk.1.printer]\ndriver = \"virtual\"\n", &first), ("[hall]\n", &kiosk)]);
    directory.file("board.toml", board);
    directory.file("site.toml", format!("{SITE}[kiosk.2]\nbutton.1 = {{ service = \"eid\" }}\n"));
    check_files(&directory, "board.toml", "site.toml", expected);
}

#[test]
fn two_kiosks_have_two_printers() {
    let usb = "driver = \"usb\"\nid = \"04b8:0e15\"";
    let raw = |serial: &str| format!("driver = \"usb_raw\"\nid = \"04b8:0e15\"\nserial = \"{serial}\"");
    let path = |path: &str| format!("driver = \"usb\"\npath = \"{path}\"");
    let network = |address: &str| format!("driver = \"network\"\naddress = \"{address}\"");
    let serial = |path: &str| format!("driver = \"serial\"\npath = \"{path}\"\nbaud = 9600\nflow = \"none\"");
    check_printers(&path("/dev/usb/lp0"), &path("/dev/usb/lp1"), &[]);
    check_printers(&raw("A"), &raw("B"), &[]);
    check_printers(&network("192.0.2.9:9100"), &network("192.0.2.9:9101"), &[]);
    check_printers(&serial("/dev/ttyS0"), &serial("/dev/ttyS1"), &[]);
    let twice = "the USB printer 04b8:0e15 is used in line 14 already; tell two of one kind apart: by `path`, or by `driver = \"usb_raw\"` with `serial`";
    check_printers(usb, usb, &[&format!("board.toml:37:6: kiosk.2.printer.id: {twice}")]);
    check_printers(usb, &raw("A"), &[&format!("board.toml:37:6: kiosk.2.printer.id: {twice}")]);
    check_printers(
        &path("/dev/usb/lp0"),
        &path("/dev/usb/lp0"),
        &[
            "board.toml:37:8: kiosk.2.printer.path: the device /dev/usb/lp0 is used in line 14 already; use each only once",
        ],
    );
    check_printers(
        &network("Printer:9100"),
        &network("printer:9100"),
        &[
            "board.toml:37:11: kiosk.2.printer.address: the printer at printer:9100 is used in line 14 already; use each only once",
        ],
    );
}

#[test]
fn two_screens_have_two_connectors() {
    let check = |kiosk: &str, hall: &str, expected: &[&str]| {
        let kiosk = format!("[kiosk.1.display]\ndriver = \"drm\"\n{kiosk}");
        let hall = format!("[hall]\ndriver = \"drm\"\n{hall}");
        let edits = [
            ("[kiosk.1.display]\ndriver = \"virtual\"\n", kiosk.as_str()),
            ("[hall]\ndriver = \"virtual\"\n", hall.as_str()),
        ];
        check_board(&edits, expected);
    };
    let named = |name: &str| format!("connector = \"{name}\"\n");
    check(&named("HDMI-A-1"), &named("HDMI-A-2"), &[]);
    check(
        &named("HDMI-A-1"),
        &named("HDMI-A-1"),
        &["board.toml:24:13: hall.connector: HDMI-A-1 is used in line 10 already; use each only once"],
    );
    check(
        &named("HDMI-A-1"),
        "",
        &[
            "board.toml:22:1: hall: this screen and the one in line 10 may take the same connector; give each its `connector`",
        ],
    );
    check(
        &named("card1-HDMI-A-2"),
        &named("HDMI-A-1"),
        &[
            "board.toml:10:13: kiosk.1.display.connector: 'card1-HDMI-A-2' is the kernel's name with its card, whose number may be another tomorrow; write \"HDMI-A-2\"",
        ],
    );
}

#[test]
fn the_number_of_a_chip_is_no_name() {
    let button = |chip: &str| format!("button.1 = {{ driver = \"gpio\", chip = \"{chip}\", pin = 17 }}");
    let check = |chip: &str, expected: &[&str]| {
        check_board(&[(r#"button.1 = { driver = "virtual" }"#, &button(chip))], expected);
    };
    check("pinctrl-rp1", &[]);
    check("gpiochip-of-mine", &[]);
    for chip in ["gpiochip0", "/dev/gpiochip12"] {
        check(
            chip,
            &[&format!(
                "board.toml:6:38: kiosk.1.button.1.chip: '{chip}' may be another chip after the next start; write its label, which `gpiodetect` shows in brackets: \"pinctrl-rp1\" on a Raspberry Pi 5, \"pinctrl-bcm2711\" on a 4, \"pinctrl-bcm2835\" before"
            )],
        );
    }
}

#[test]
fn clips_are_where_the_board_says() {
    const END: &str = "viewing_distance_m = 8\n";
    let directory = Directory::new();
    let clips = directory.0.join("clips").display().to_string();
    let sound = format!("{END}[hall.sound]\ndriver = \"virtual\"\nclips = \"{clips}\"\n");
    directory.file("board.toml", edited(BOARD, &[(END, &sound)]));
    directory.file("site.toml", SITE);
    let advice = "put them there, as lv/ticket.wav and so on, or take the line out; until then espeak-ng says everything";
    let check = |expected: &[&str]| check_files(&directory, "board.toml", "site.toml", expected);
    check(&[&format!("board.toml:29:9: warning: hall.sound.clips: there is no directory clips; {advice}")]);
    fs::create_dir_all(directory.0.join("clips/lv")).unwrap();
    directory.file("clips/lv/README", "empty");
    check(&[&format!("board.toml:29:9: warning: hall.sound.clips: there are no clips in clips; {advice}")]);
    directory.file("clips/lv/ticket.wav", "");
    check(&[]);
}

#[test]
fn a_mistake_is_told_once() {
    check_board(
        &[(r#"button.1 = { driver = "virtual" }"#, r#"button.1 = { driver = "gpio", pin = 40 }"#)],
        &["board.toml:6:37: kiosk.1.button.1.pin: 40 is out of range; write a whole number from 0 to 27"],
    );
    check_board(
        &[(FACTS, "")],
        &[
            "board.toml:12:1: kiosk.1.printer: lacks width_dots, dpi, evidence, cut, feed_before_cut_mm, near_end_sensor, speed_mm_s_max; name its kind, for example profile = \"generic-80mm\" (each file in printers/ is one), or give the facts",
        ],
    );
    check_board(
        &[("width_dots = 576\ndpi = 203", "width_dot = 576")],
        &[
            "board.toml:12:1: kiosk.1.printer: lacks dpi; name its kind, for example profile = \"generic-80mm\" (each file in printers/ is one), or give the facts",
            "board.toml:14:1: kiosk.1.printer.width_dot: unknown key; did you mean 'width_dots'?",
        ],
    );
}
