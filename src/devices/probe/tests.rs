use super::gpio::{Line, chip};
use super::inventory::{Found, Inventory};
use super::*;
use crate::config;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A machine of files, removed at the end.
struct Machine(PathBuf);

impl Machine {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("rinda-probe-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // A run that was interrupted may have left one: process ids come again.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn link(&self, path: &str, target: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    fn usb(&self, device: &str, id: (&str, &str), names: [&str; 3]) {
        let files = [("idVendor", id.0), ("idProduct", id.1)].into_iter();
        for (file, text) in files.chain(["manufacturer", "product", "serial"].into_iter().zip(names)) {
            self.file(&format!("sys/devices/{device}/{file}"), format!("{text}\n"));
        }
    }

    /// An office: a printer with a driver and one without, an adapter, a screen, sound, a keypad and a scanner.
    fn office() -> Self {
        let machine = Self::new();
        machine.usb("1-1", ("04b8", "0e15"), ["EPSON", "TM-T20II", "J3XF012345"]);
        machine.file("sys/devices/1-1/1-1:1.0/ieee1284_id", "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;");
        machine.file("sys/devices/1-1/1-1:1.0/bInterfaceClass", "07\n");
        machine.file("sys/devices/1-1/1-1:1.0/usbmisc/lp0/dev", "180:0\n");
        machine.link("sys/devices/1-1/1-1:1.0/usbmisc/lp0/device", "../..");
        machine.link("sys/class/usbmisc/lp0", "../../devices/1-1/1-1:1.0/usbmisc/lp0");
        machine.link("sys/bus/usb/devices/1-1:1.0", "../../../devices/1-1/1-1:1.0");
        machine.file("dev/usb/lp0", "");
        machine.usb("1-2", ("0416", "5011"), ["", "POS80 Printer", ""]);
        machine.file("sys/devices/1-2/1-2:1.0/bInterfaceClass", "07\n");
        machine.link("sys/bus/usb/devices/1-2:1.0", "../../../devices/1-2/1-2:1.0");
        machine.usb("1-3", ("0403", "6001"), ["FTDI", "USB \"Serial\" Converter", "A9"]);
        machine.file("sys/devices/1-3/1-3:1.0/ttyUSB0/dev", "");
        machine.link("sys/class/tty/ttyUSB0/device", "../../../devices/1-3/1-3:1.0/ttyUSB0");
        machine.link("dev/serial/by-id/usb-FTDI_A9-if00-port0", "../../ttyUSB0");
        machine.file("dev/ttyUSB0", "");
        for (port, kind) in [("ttyS0", "4\n"), ("ttyS1", "0\n")] {
            machine.file(&format!("sys/class/tty/{port}/type"), kind);
            machine.file(&format!("sys/class/tty/{port}/device/x"), "");
            machine.file(&format!("dev/{port}"), "");
        }
        machine.file("sys/class/tty/tty1/dev", "4:1\n");
        machine.file("sys/class/tty/console/active", "tty0 ttyS0\n");
        machine.file("dev/i2c-1", "");
        machine.file("sys/class/i2c-dev/i2c-1/name", "bcm2835 (i2c@7e804000)\n");
        machine.file("sys/class/i2c-dev/i2c-1/device/1-0068/name", "ds1307\n");
        machine.file("dev/i2c-20", "");
        machine.file("dev/spidev0.1", "");
        let screen = "sys/class/drm/card1-HDMI-A-1";
        machine.file(&format!("{screen}/status"), "connected\n");
        machine.file(&format!("{screen}/modes"), "4096x2160\n1920x1080\n1920x1080\n1280x720\n");
        machine.file(&format!("{screen}/edid"), [&[0; 0x15][..], &[121, 68], &[0; 105]].concat());
        machine.file("sys/class/drm/card1-HDMI-A-2/status", "disconnected\n");
        machine.file("sys/class/drm/card1-Writeback-1/status", "unknown\n");
        machine.file("sys/class/drm/version", "drm 1.1.0\n");
        machine.file("dev/dri/card1", "");
        machine.file("sys/class/graphics/fb0/virtual_size", "1024,768\n");
        machine.file("sys/class/graphics/fb0/bits_per_pixel", "32\n");
        machine.file("sys/class/graphics/fb0/name", "vc4drmfb\n");
        machine.file("dev/fb0", "");
        let cards = " 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0\n                      vc4-hdmi-0\n\
                     \x201 [Webcam         ]: USB-Audio - Web cam\n";
        machine.file("proc/asound/cards", cards);
        machine.file("proc/asound/card0/pcm0p/info", "");
        machine.file("proc/asound/card0/pcm1p/info", "");
        machine.file("proc/asound/card1/pcm0c/info", "");
        machine.file("dev/snd/pcmC0D0p", "");
        // Two keypads of one name, each with KEY_KP1, and a keyboard with all of the first two words.
        for event in ["event2", "event10"] {
            machine.input(event, "USB Keypad", "8000 0");
        }
        machine.link("dev/input/by-path/pci-0-usb-0:1:1.0-event-kbd", "../event10");
        machine.input("event3", "Honeywell 1900 \"GSR\"", "ffffffff ffffffffffffffff");
        machine.input("event4", "It's \"ours\"", "4");
        machine.input("event5", "Lid Switch", "0");
        machine
    }

    fn input(&self, event: &str, name: &str, keys: &str) {
        self.file(&format!("sys/class/input/{event}/device/name"), format!("{name}\n"));
        self.file(&format!("sys/class/input/{event}/device/capabilities/key"), format!("{keys}\n"));
        self.file(&format!("dev/input/{event}"), "");
    }

    fn survey(&self) -> Inventory {
        Inventory { kinds: files(&Tree::below(&self.0)) }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // A directory that stays behind in /tmp is no reason to fail a test.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn line(name: &str, user: Option<&str>) -> Line {
    Line { name: name.into(), user: user.map(Into::into) }
}

/// A Raspberry Pi whose line 17 is taken, and an expander.
fn chips() -> [Found; 3] {
    let header: Vec<Line> =
        (0..28).map(|at| line(&format!("GPIO{at}"), (at == 17).then_some("onewire"))).collect();
    let lines = [
        line("", None),
        line("KEY \"A\"", Some("rinda")),
        line("TWICE", None),
        line("TWICE", None),
        line("KEY_B", None),
    ];
    [
        chip(Path::new("/dev/gpiochip0"), "pinctrl-bcm2711", &header),
        chip(Path::new("/dev/gpiochip1"), "mcp \"23017\"", &lines),
        chip(Path::new("/dev/gpiochip2"), "nameless", &lines[..1]),
    ]
}

#[test]
fn an_office_is_listed_in_words() {
    let mut inventory = Machine::office().survey();
    inventory.kinds.insert(0, Kind { devices: chips().into(), ..gpio::chips() });
    let text = inventory.to_string();
    assert_eq!(text, include_str!("tests/office.txt"), "{text}");
}

#[test]
fn an_empty_machine_is_told_where_to_look() {
    let machine = Machine::new();
    let inventory = machine.survey();
    assert!(inventory.kinds.iter().all(|kind| kind.devices.is_empty() && kind.trouble.is_none()));
    let text = inventory.to_string();
    assert_eq!(text.matches("none found; ").count(), inventory.kinds.len(), "{text}");
    assert!(!text.contains(machine.0.to_str().unwrap()));
}

#[test]
fn programs_get_the_same() {
    let json = serde_json::to_value(Machine::office().survey()).unwrap();
    let printer = &json["kinds"][1]["devices"][0];
    assert_eq!(json["kinds"][1]["kind"], "printers");
    assert_eq!(printer["path"], "/dev/usb/lp0");
    assert_eq!(printer["facts"]["usb_id"], "04b8:0e15");
    assert_eq!(printer["board"]["tables"][0], "[kiosk.1.printer]");
    assert_eq!(printer["board"]["lines"][1], "id = \"04b8:0e15\"");
    assert_eq!(json["kinds"][5]["devices"][0]["facts"]["keys"], 1);
}

/// The tables of a board without devices, with what the lines of a bus do not say.
const TABLES: [(&str, &str); 7] = [
    ("[kiosk.1]", "button.1 = { driver = \"virtual\" }"),
    ("[kiosk.1.display]", "driver = \"virtual\"\nwidth_px = 800\nheight_px = 480"),
    ("[kiosk.1.printer]", "driver = \"virtual\""),
    ("[hall]", "driver = \"virtual\"\nwidth_px = 1920\nheight_px = 1080"),
    ("[hall.sound]", "driver = \"virtual\""),
    ("[kiosk.1.sound]", "driver = \"virtual\""),
    ("[counter.1.display]", "bus = \"/dev/spidev9.0\""),
];
const SITE: &str = include_str!("../../../systemd/site.toml");

/// What the tables need beside.
fn rest(table: &str, lines: &str) -> &'static str {
    match table {
        "[kiosk.1]" => include_str!("tests/buttons.toml"),
        "[kiosk.1.printer]" => include_str!("tests/facts.toml"),
        "[hall]" => "height_mm = 680\nviewing_distance_m = 5",
        "[counter.1.display]" if lines.contains("spidev") => "driver = \"max7219_digits\"\nmodules = 1",
        "[counter.1.display]" => "driver = \"ssd1306\"\naddress = 0x3c\nwidth_px = 128\nheight_px = 64",
        _ => "",
    }
}

#[test]
fn every_board_line_is_one_that_the_reader_takes() {
    let machine = Machine::office();
    let found = machine.survey().kinds.into_iter().flat_map(|kind| kind.devices);
    let boards: Vec<inventory::BoardLines> =
        chips().into_iter().chain(found).filter_map(|found| found.board).collect();
    assert_eq!(boards.len(), 15);
    let (board_path, site_path) = (machine.0.join("board.toml"), machine.0.join("site.toml"));
    std::fs::write(&site_path, SITE).unwrap();
    for (board, &wanted) in
        boards.iter().flat_map(|board| board.tables.iter().map(move |table| (board, table)))
    {
        let mut text = format!("schema = 1\nname = \"probe\"\n{}\n", board.top.clone().unwrap_or_default());
        text += "[ports]\nlisten = \"127.0.0.1:8080\"\n";
        for (table, usual) in TABLES {
            let lines = if table == wanted { board.lines.join("\n") } else { usual.to_owned() };
            text += &format!("{table}\n{lines}\n{}\n", rest(table, &lines));
        }
        std::fs::write(&board_path, &text).unwrap();
        let outcome = config::read(&board_path, &site_path);
        assert!(outcome.config.is_some(), "{:?}\n{text}", outcome.problems);
    }
    assert!(
        boards
            .iter()
            .all(|board| board.tables.iter().all(|table| TABLES.iter().any(|(known, _)| known == table)))
    );
}
