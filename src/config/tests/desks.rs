//! Scanners of kiosks and keypads of counters: what is read, and what is wrong with it.

use super::check_board;

#[test]
fn kiosks_have_scanners() {
    let before_hall = |text| [("[hall]\n", text)];
    check_board(&before_hall("[kiosk.1.scanner]\ndriver = \"virtual\"\n[hall]\n"), &[]);
    check_board(
        &before_hall("[kiosk.1.scanner]\ndriver = \"serial\"\npath = \"/dev/ttyACM0\"\n[hall]\n"),
        &[],
    );
    check_board(
        &before_hall("[kiosk.1.scanner]\ndriver = \"usb\"\n[hall]\n"),
        &[
            "board.toml:22:10: kiosk.1.scanner.driver: 'usb' is not known here; choose one of: virtual, keyboard, serial",
        ],
    );
    check_board(
        &before_hall("[kiosk.1.scanner]\ndriver = \"serial\"\npath = \"ttyACM0\"\nbaud = 1\n[hall]\n"),
        &[
            "board.toml:23:8: kiosk.1.scanner.path: 'ttyACM0' does not begin at the root; begin it with '/'",
            "board.toml:24:8: kiosk.1.scanner.baud: 1 is out of range; write a whole number from 1200 to 230400",
        ],
    );
    check_board(
        &before_hall(
            "[kiosk.1.scanner]\ndriver = \"keyboard\"\ndevice = \"HID\"\n[counter.1.keypad]\n\
             key.1 = { action = \"park\", driver = \"key\", device = \"HID\", key = \"KEY_KP1\" }\n[hall]\n",
        ),
        &[
            "board.toml:25:53: counter.1.keypad.key.1.device: the scanner of kiosk 1 and the keypad of counter 1 cannot share the device 'HID'; give each a device of its own; two of one name are told apart by path",
        ],
    );
}

#[test]
fn counters_have_keypads() {
    let before_hall = |text| [("[hall]\n", text)];
    check_board(
        &before_hall(
            "[counter.1.keypad]\nkey.1 = { action = \"call_next\", driver = \"virtual\" }\n\
             key.2 = { action = \"park\", driver = \"key\", device = \"Keypad\", key = \"KEY_KP1\" }\n[hall]\n",
        ),
        &[],
    );
    check_board(
        &before_hall(
            "[counter.1]\n[counter.2.keypad]\n[counter.3.keypad]\nkey.1 = { action = \"open\", driver = \"virtual\", lamp_pin = 5 }\n\
             key.17 = { action = \"park\", driver = \"virtual\" }\n[hall]\n",
        ),
        &[
            "board.toml:21:1: counter.1: has neither a display nor a keypad; add a table [counter.1.display] or [counter.1.keypad]",
            "board.toml:22:1: counter.2.keypad.key: is missing; add it to this table",
            "board.toml:24:20: counter.3.keypad.key.1.action: 'open' is not known here; choose one of: call_next, recall, no_show, start, finish, park",
            "board.toml:24:48: counter.3.keypad.key.1.lamp_pin: unknown key; choose one of: action, driver, chip",
            "board.toml:25:5: counter.3.keypad.key.17: '17' is not a number from 1 to 16; use the number that people see",
        ],
    );
    check_board(
        &before_hall(
            "[counter.1.keypad.key]\n1 = { action = \"start\", driver = \"key\", device = \"Pad\", key = \"KEY_KP1\" }\n\
             [counter.2.keypad.key]\n1 = { action = \"start\", driver = \"key\", device = \"Pad\", key = \"KEY_KP2\" }\n\
             2 = { action = \"start\", driver = \"gpio\", pin = 17 }\n[hall]\n",
        ),
        &[
            "board.toml:24:50: counter.2.keypad.key.1.device: the keypad of counter 1 and the keypad of counter 2 cannot share the device 'Pad'; give each a device of its own; two of one name are told apart by path",
        ],
    );
}
