//! Bad board files, and what they are told.

use super::check_board;

#[test]
fn board_kiosks_and_buttons() {
    check_board(
        &[(r#"{ driver = "virtual" }"#, r#"{ driver = "bell" }"#)],
        &[
            "board.toml:6:23: kiosk.1.button.1.driver: 'bell' is not known here; choose one of: virtual, gpio, rppal, key",
        ],
    );
    check_board(
        &[(r#"{ driver = "virtual" }"#, r#"{ driver = "virtul" }"#)],
        &["board.toml:6:23: kiosk.1.button.1.driver: 'virtul' is not known here; did you mean 'virtual'?"],
    );
    check_board(
        &[("button.1 = { driver = \"virtual\" }\nbutton.2 = { driver = \"virtual\" }\n", "")],
        &["board.toml:5:1: kiosk.1.button: is missing; add it to this table"],
    );
    check_board(
        &[("button.2", "button.17")],
        &[
            "board.toml:7:8: kiosk.1.button.17: '17' is not a number from 1 to 16; use the number that people see",
        ],
    );
    check_board(
        &[("[kiosk.1]\n", "[kiosk.1]\nlamp = 3\n")],
        &[
            "board.toml:6:1: kiosk.1.lamp: unknown key; choose one of: button, display, printer, sound, scanner",
        ],
    );
}

#[test]
fn board_pins() {
    let button = |text| [(r#"button.1 = { driver = "virtual" }"#, text)];
    check_board(&button(r#"button.1 = { driver = "gpio", pin = 17, lamp_pin = 27 }"#), &[]);
    check_board(
        &button(
            r#"button.1 = { driver = "gpio", chip = "soc", line = "PA7", active = "high", debounce_ms = 30 }"#,
        ),
        &[],
    );
    check_board(
        &button(r#"button.1 = { driver = "virtual", pin = 17 }"#),
        &[
            "board.toml:6:34: kiosk.1.button.1.pin: unknown key; choose one of: driver, chip, lamp_active, lamp_pin, lamp_line",
        ],
    );
    check_board(
        &button(r#"button.1 = { driver = "gpio", pin = 17, lamp_pin = 17 }"#),
        &[
            "board.toml:6:52: kiosk.1.button.1.lamp_pin: GPIO 17 is used in line 6 already; use each only once",
        ],
    );
    check_board(
        &button(r#"button.1 = { driver = "gpio" }"#),
        &[
            "board.toml:6:12: kiosk.1.button.1: a wired button has a pin or a line; add `pin = 17` on a Raspberry Pi, or `line = \"PA7\"` elsewhere",
        ],
    );
    check_board(
        &[(
            "button.1 = { driver = \"virtual\" }\nbutton.2 = { driver = \"virtual\" }",
            "button.1 = { driver = \"gpio\", pin = 5 }\nbutton.2 = { driver = \"gpio\", pin = 5, lamp_pin = 40 }",
        )],
        &[
            "board.toml:7:37: kiosk.1.button.2.pin: GPIO 5 is used in line 6 already; use each only once",
            "board.toml:7:51: kiosk.1.button.2.lamp_pin: 40 is out of range; write a whole number from 0 to 27",
        ],
    );
    check_board(
        &button(r#"button.1 = { driver = "gpio", pin = 1 }"#),
        &[
            "board.toml:6:37: kiosk.1.button.1.pin: GPIO 1 belongs to the add-on board's EEPROM; choose a line from 2 to 27",
        ],
    );
    check_board(
        &button(r#"button.1 = { driver = "gpio", line = "PA7", lamp_line = "PA7" }"#),
        &[
            "board.toml:6:57: kiosk.1.button.1.lamp_line: the line PA7 is used in line 6 already; use each only once",
        ],
    );
    check_board(
        &button(r#"button.1 = { driver = "key", device = "Keypad", key = "KEY_KP1", lamp_pin = 6 }"#),
        &[],
    );
    check_board(
        &button(r#"button.1 = { driver = "key", device = "Keypad", key = "KEY_ONE" }"#),
        &[
            "board.toml:6:55: kiosk.1.button.1.key: the kernel knows no key 'KEY_ONE'; use a name from its input-event-codes.h, for example KEY_KP1 or BTN_TRIGGER; evtest shows them",
        ],
    );
    check_board(
        &[(
            "button.1 = { driver = \"virtual\" }\nbutton.2 = { driver = \"virtual\" }",
            "button.1 = { driver = \"key\", device = \"Pad\", key = \"BTN_A\" }\nbutton.2 = { driver = \"key\", device = \"Pad\", key = \"BTN_SOUTH\" }",
        )],
        &[
            "board.toml:7:52: kiosk.1.button.2.key: the key BTN_SOUTH is used in line 6 already; use each only once",
        ],
    );
}

#[test]
fn board_lines_by_number_and_by_name() {
    let buttons = |text| [("button.1 = { driver = \"virtual\" }\nbutton.2 = { driver = \"virtual\" }", text)];
    // One line, named in two ways; the second way says nothing of a chip.
    check_board(
        &buttons(
            "button.1 = { driver = \"gpio\", chip = \"pinctrl-rp1\", pin = 17 }\nbutton.2 = { driver = \"gpio\", line = \"GPIO17\" }",
        ),
        &[
            "board.toml:7:38: kiosk.1.button.2.line: the line GPIO17 is used in line 6 already; use each only once",
        ],
    );
    // Lines of two chips may have the same name.
    check_board(
        &buttons(
            "button.1 = { driver = \"gpio\", chip = \"gpio0\", line = \"P1\" }\nbutton.2 = { driver = \"gpio\", chip = \"gpio1\", line = \"P1\" }",
        ),
        &[],
    );
}

#[test]
fn board_buses() {
    let check = |buses: &str, pin: &str, expected: &[&str]| {
        let (buses, pin) = (format!("name = \"test\"\n{buses}"), format!("driver = \"gpio\", {pin}"));
        check_board(&[("name = \"test\"", &buses), ("driver = \"virtual\"", &pin)], expected);
    };
    check("buses = [\"i2c1\", \"spi0\"]", "pin = 17", &[]);
    check(
        "buses = [\"i2c1\", \"spi0\"]",
        "pin = 17, lamp_pin = 3",
        &[
            "board.toml:7:52: kiosk.1.button.1.lamp_pin: GPIO 3 is reserved by the enabled bus i2c1; choose another line, or take the bus out of `buses`",
        ],
    );
    check(
        "buses = [\"uart0\"]",
        "line = \"GPIO15\"",
        &[
            "board.toml:7:38: kiosk.1.button.1.line: the line GPIO15 is reserved by the enabled bus uart0; choose another line, or take the bus out of `buses`",
        ],
    );
    check(
        "buses = [\"spi1\", \"i2s\", \"spi2\"]",
        "pin = 22",
        &[
            "board.toml:3:18: buses[2]: i2s and spi1 both need GPIO 18; take one of them out",
            "board.toml:3:25: buses[3]: 'spi2' is not known here; did you mean 'spi0'?",
        ],
    );
}

#[test]
fn board_cables() {
    const VIRTUAL: &str = "[kiosk.1.printer]\ndriver = \"virtual\"";
    let cable = |text: &'static str| [(VIRTUAL, text)];
    check_board(&cable("[kiosk.1.printer]\ndriver = \"usb\"\nid = \"04b8:0e15\""), &[]);
    check_board(&cable("[kiosk.1.printer]\ndriver = \"usb\"\npath = \"/dev/usb/lp0\""), &[]);
    let raw = "[kiosk.1.printer]\ndriver = \"usb_raw\"\nid = \"04b8:0e15\"\nserial = \"X1\"\ndetach = true";
    check_board(&cable(raw), &[]);
    check_board(
        &cable("[kiosk.1.printer]\ndriver = \"usb_raw\"\nid = \"0e15\""),
        &[
            "board.toml:14:6: kiosk.1.printer.id: '0e15' is not a USB id; write it as `lsusb` does, for example \"04b8:0e15\"",
        ],
    );
    check_board(
        &cable(
            "[kiosk.1.printer]\ndriver = \"serial\"\npath = \"/dev/ttyUSB0\"\nbaud = 115200\nflow = \"dtr\"",
        ),
        &[],
    );
    check_board(&cable("[kiosk.1.printer]\ndriver = \"network\"\naddress = \"192.0.2.9:9100\""), &[]);
    check_board(
        &cable("[kiosk.1.printer]\ndriver = \"usb\""),
        &[
            "board.toml:12:1: kiosk.1.printer: a USB printer is found either by its path or by its id; add `id = \"04b8:0e15\"` or `path = \"/dev/usb/lp0\"`",
        ],
    );
    check_board(
        &cable("[kiosk.1.printer]\ndriver = \"usb\"\nid = \"4b8:e15\""),
        &[
            "board.toml:14:6: kiosk.1.printer.id: '4b8:e15' is not a USB id; write it as `lsusb` does, for example \"04b8:0e15\"",
        ],
    );
    check_board(
        &cable("[kiosk.1.printer]\ndriver = \"serial\"\npath = \"ttyUSB0\"\nbaud = 300\nflow = \"no\""),
        &[
            "board.toml:14:8: kiosk.1.printer.path: 'ttyUSB0' does not begin at the root; begin it with '/'",
            "board.toml:15:8: kiosk.1.printer.baud: 300 is not supported; choose one of: 9600, 19200, 38400, 57600, 115200, 230400",
            "board.toml:16:8: kiosk.1.printer.flow: 'no' is not known here; choose one of: none, xon_xoff, rts_cts, dtr",
        ],
    );
    check_board(
        &cable("[kiosk.1.printer]\ndriver = \"network\"\naddress = \"printer\""),
        &[
            "board.toml:14:11: kiosk.1.printer.address: 'printer' is not a host and a port; write for example \"192.0.2.9:9100\"",
        ],
    );
}

#[test]
fn board_printer_and_displays() {
    check_board(
        &[("width_dots = 576", "width_dots = 580")],
        &[
            "board.toml:14:14: kiosk.1.printer.width_dots: 580 is not supported; choose one of: 384, 512, 576, 640",
        ],
    );
    check_board(
        &[("dpi = 203", "dpi = 300")],
        &["board.toml:15:7: kiosk.1.printer.dpi: 300 is not supported; choose one of: 180, 203"],
    );
    check_board(
        &[(r#"evidence = "job_echo""#, r#"evidence = "write""#)],
        &[
            "board.toml:16:12: kiosk.1.printer.evidence: 'write' is not known here; choose one of: job_echo, queued_status",
        ],
    );
    check_board(
        &[(r#"cut = "partial""#, r#"cut = "no""#)],
        &["board.toml:17:7: kiosk.1.printer.cut: 'no' is not known here; choose one of: full, partial, none"],
    );
    check_board(
        &[("width_px = 800", "width_px = 80"), ("viewing_distance_m = 8", "viewing_distance_m = 0")],
        &[
            "board.toml:10:12: kiosk.1.display.width_px: 80 is out of range; write a whole number from 128 to 1920",
            "board.toml:26:22: hall.viewing_distance_m: 0 is out of range; write a number from 0.3 to 50",
        ],
    );
    check_board(
        &[("viewing_distance_m = 8", "viewing_distance_m = nan")],
        &["board.toml:26:22: hall.viewing_distance_m: nan is out of range; write a number from 0.3 to 50"],
    );
    check_board(
        &[("feed_before_cut_mm = 15\n", ""), ("near_end_sensor = true", "near_end_sensor = 1")],
        &[
            "board.toml:12:1: kiosk.1.printer: lacks feed_before_cut_mm; name its kind, for example profile = \"generic-80mm\" (each file in printers/ is one), or give the facts",
            "board.toml:18:19: kiosk.1.printer.near_end_sensor: is a whole number; write true or false",
        ],
    );
}

/// What the hall's lines of the good board are, for edits.
const HALL: &str = "driver = \"virtual\"\nwidth_px = 1920\nheight_px = 1080\n";

#[test]
fn small_panels() {
    let hall =
        |text| [("name = \"test\"\n", "name = \"test\"\nbuses = [\"i2c1\", \"spi0\"]\n"), (HALL, text)];
    check_board(&hall("driver = \"max7219_matrix\"\nbus = \"/dev/spidev0.0\"\nmodules = 4\n"), &[]);
    check_board(
        &hall("driver = \"max7219_digits\"\nbus = \"/dev/spidev0.1\"\nmodules = 1\nbrightness = 9\n"),
        &[],
    );
    check_board(
        &hall(
            "driver = \"ili9341\"\nbus = \"/dev/spidev0.0\"\ndc_pin = 25\nreset_pin = 24\nwidth_px = 320\nheight_px = 240\nrotation_deg = 90\n",
        ),
        &[],
    );
    check_board(
        &hall(
            "driver = \"epaper_2in9\"\nbus = \"/dev/spidev0.0\"\ndc_pin = 25\nreset_pin = 24\nbusy_pin = 23\nwidth_px = 296\nheight_px = 128\nrotation_deg = 270\n",
        ),
        &[],
    );
    check_board(
        &hall("driver = \"ssd1306\"\nbus = \"/dev/i2c-1\"\naddress = 0x3d\nwidth_px = 128\nheight_px = 64\n"),
        &[],
    );
}

#[test]
fn small_panels_that_cannot_be() {
    let hall = |text| [("name = \"test\"\n", "name = \"test\"\nbuses = [\"spi0\"]\n"), (HALL, text)];
    check_board(
        &hall("driver = \"ssd1306\"\nbus = \"/dev/i2c-1\"\nwidth_px = 128\nheight_px = 60\n"),
        &[
            "board.toml:22:1: hall: no ssd1306 that hangs so has 128×60 pixels; write one of: 128×64, 128×32; or turn it by 90 with rotation_deg",
            "board.toml:24:7: hall.bus: the bus i2c1 is not in `buses`; add it there, so that its lines stay free, and enable it in config.txt",
        ],
    );
    check_board(
        &hall(
            "driver = \"ssd1306\"\nbus = \"/dev/spidev0.0\"\naddress = 0x3e\nwidth_px = 128\nheight_px = 64\n",
        ),
        &[
            "board.toml:24:7: hall.bus: '/dev/spidev0.0' is not a bus for this panel; write its device file, for example /dev/i2c-1",
            "board.toml:25:11: hall.address: 0x3e is out of range; write a whole number from 0x3c to 0x3d",
        ],
    );
    check_board(
        &hall(
            "driver = \"ili9341\"\nbus = \"/dev/spidev0.0\"\ndc_pin = 11\nwidth_px = 320\nheight_px = 240\n",
        ),
        &[
            "board.toml:22:1: hall: no ili9341 that hangs so has 320×240 pixels; write one of: 240×320; or turn it by 90 with rotation_deg",
            "board.toml:25:10: hall.dc_pin: GPIO 11 is reserved by the enabled bus spi0; choose another line, or take the bus out of `buses`",
        ],
    );
    check_board(
        &hall(
            "driver = \"epaper_2in9\"\nbus = \"/dev/spidev0.0\"\ndc_pin = 25\nreset_pin = 25\nwidth_px = 128\nheight_px = 296\n",
        ),
        &[
            "board.toml:22:1: hall: the panel's busy line is not named; add `busy_pin = 25` on a Raspberry Pi, or `busy_line = \"PA7\"` elsewhere",
            "board.toml:26:13: hall.reset_pin: GPIO 25 is used in line 25 already; use each only once",
        ],
    );
    check_board(
        &hall("driver = \"max7219_matrix\"\nbus = \"/dev/spidev0.0\"\nmodules = 9\nrotation_deg = 90\n"),
        &["board.toml:25:11: hall.modules: 9 is out of range; write a whole number from 1 to 8"],
    );
    check_board(
        &hall("driver = \"max7219_matrix\"\nbus = \"/dev/spidev0.0\"\nmodules = 4\nrotation_deg = 90\n"),
        &[
            "board.toml:22:1: hall: a row of modules has no room for letters that stand on its end; write rotation_deg = 0 or 180",
        ],
    );
    check_board(
        &hall("driver = \"max7219_digits\"\nbus = \"/dev/spidev0.0\"\nmodules = 1\nrotation_deg = 180\n"),
        &["board.toml:22:1: hall: digits cannot be turned; take rotation_deg out"],
    );
}

#[test]
fn counters_have_displays() {
    let before_hall = |text| [("[hall]\n", text)];
    check_board(
        &before_hall("[counter.1.display]\ndriver = \"virtual\"\nwidth_px = 64\nheight_px = 32\n[hall]\n"),
        &[],
    );
    check_board(
        &before_hall("[counter.77.display]\ndriver = \"virtual\"\nwidth_px = 64\nheight_px = 32\n[hall]\n"),
        &[
            "site.toml:18:2: counter: the board has something on the desk of counter 77, which is not here; add the counter, or take it out of the board file",
        ],
    );
    check_board(
        &before_hall(
            "[counter.1.display]\ndriver = \"max7219_digits\"\nbus = \"/dev/spidev5.0\"\nmodules = 1\n[counter.2.display]\ndriver = \"max7219_digits\"\nbus = \"/dev/spidev5.0\"\nmodules = 1\n[hall]\n",
        ),
        &[
            "board.toml:27:7: counter.2.display.bus: /dev/spidev5.0 is used in line 23 already; use each only once",
        ],
    );
    let kiosk = "[kiosk.1.display]\ndriver = \"virtual\"\nwidth_px = 800\nheight_px = 480\n";
    let leds = "[kiosk.1.display]\ndriver = \"max7219_matrix\"\nbus = \"/dev/spidev5.0\"\nmodules = 4\n";
    check_board(
        &[(kiosk, leds)],
        &[
            "board.toml:8:1: kiosk.1.display: a kiosk explains itself in sentences, and 32×8 pixels are too few; use a panel of 128×64 pixels or more",
        ],
    );
}

#[test]
fn other_displays_in_the_hall() {
    let also = |text| [("viewing_distance_m = 8\n", text)];
    let good = "viewing_distance_m = 8\n[hall.also.1]\ndriver = \"virtual\"\nwidth_px = 64\nheight_px = 32\nheight_mm = 90\nviewing_distance_m = 2\n";
    check_board(&also(good), &[]);
    check_board(
        &also(
            "viewing_distance_m = 8\n[hall.also.1]\ndriver = \"virtual\"\nwidth_px = 64\nheight_px = 32\nheight_mm = 90\n",
        ),
        &["board.toml:27:1: hall.also.1.viewing_distance_m: is missing; add it to this table"],
    );
    check_board(
        &also("viewing_distance_m = 8\n[hall.also.two]\ndriver = \"virtual\"\n"),
        &[
            "board.toml:27:12: hall.also.two: 'two' is not a number from 1 to 9; use the number that people see",
        ],
    );
}

#[test]
fn buttons_by_rppal() {
    let button = |text| [(r#"button.1 = { driver = "virtual" }"#, text)];
    check_board(
        &button(r#"button.1 = { driver = "rppal", pin = 17, lamp_pin = 27, bias = "external" }"#),
        &[],
    );
    check_board(
        &button(r#"button.1 = { driver = "rppal", pin = 17, lamp_pin = 17 }"#),
        &[
            "board.toml:6:53: kiosk.1.button.1.lamp_pin: GPIO 17 is used in line 6 already; use each only once",
        ],
    );
    check_board(
        &button(r#"button.1 = { driver = "rppal", line = "PA7" }"#),
        &[
            "board.toml:6:12: kiosk.1.button.1.pin: is missing; add it to this table",
            "board.toml:6:32: kiosk.1.button.1.line: unknown key; choose one of: driver, active, bias, debounce_ms, pin, lamp_active, lamp_pin",
        ],
    );
}

#[test]
fn what_only_some_printers_have() {
    let with = |lines: &'static str| [("speed_mm_s_max = 200\n", lines)];
    check_board(
        &with(
            "speed_mm_s_max = 200\nclear = \"power_cycle\"\nstatus = \"custom_full\"\ncut_command = \"esc_i\"\npresenter = { present_mm = 80, timeout_s = 20, on_timeout = \"hold\" }\nroll_length_m = 80\n",
        ),
        &[],
    );
    check_board(
        &with("speed_mm_s_max = 200\nclear = \"reset\"\n"),
        &[
            "board.toml:21:9: kiosk.1.printer.clear: 'reset' is not known here; choose one of: dle_dc4_8, dle_enq_2, power_cycle",
        ],
    );
    check_board(
        &with(
            "speed_mm_s_max = 200\npresenter = { present_mm = 80, timeout_s = 0, on_timeout = \"eject\" }\n",
        ),
        &[
            "board.toml:21:13: kiosk.1.printer.presenter: a presenter's slip is seen in the full status only; add `status = \"custom_full\"`, or leave the presenter out",
            "board.toml:21:44: kiosk.1.printer.presenter.timeout_s: 0 is out of range; write a whole number from 1 to 255",
        ],
    );
    check_board(
        &with("speed_mm_s_max = 200\nstatus = \"custom_full\"\nautomatic_status = true\n"),
        &[
            "board.toml:12:1: kiosk.1.printer: the automatic status is Epson's, and this printer has the full status of Custom's; leave `automatic_status` out",
        ],
    );
}
