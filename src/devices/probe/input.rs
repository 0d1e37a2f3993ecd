//! Keyboards, keypads, arcade encoders and scanners, as sysfs tells of them: it needs no permission, and does not take a
//! key away from anybody.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::Tree;
use evdev::KeyCode;
use rustix::fs::Access;
use std::path::Path;

/// Bits of a word in which sysfs tells of keys: of the kernel's `long`, as a process of this width sees it.
const WORD_BITS: usize = usize::BITS as usize;
/// Names that follow the socket and not the order of plugging.
const BY_PATH: &str = "/dev/input/by-path";
/// In the names of devices that read codes. Such a device types like a keyboard, and has all keys of one.
const SCANNER_WORDS: [&str; 9] =
    ["barcode", "bar code", "scanner", "imager", "qr", "honeywell", "datalogic", "zebra", "newland"];
/// Keys that make good buttons, best first.
const PROPOSED: [KeyCode; 5] =
    [KeyCode::KEY_KP1, KeyCode::BTN_TRIGGER, KeyCode::BTN_SOUTH, KeyCode::BTN_0, KeyCode::KEY_1];

/// What a device seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Scanner,
    Keyboard,
    Keypad,
    Encoder,
    Pointer,
    Other,
}

impl Look {
    fn of(name: &str, keys: &[KeyCode]) -> Self {
        let has = |key: KeyCode| keys.contains(&key);
        let name = name.to_lowercase();
        let letters = has(KeyCode::KEY_A) && has(KeyCode::KEY_Z);
        if letters && SCANNER_WORDS.iter().any(|word| name.contains(word)) {
            Self::Scanner
        } else if letters {
            Self::Keyboard
        } else if has(KeyCode::BTN_TRIGGER) || has(KeyCode::BTN_SOUTH) {
            Self::Encoder
        } else if has(KeyCode::BTN_LEFT) || has(KeyCode::BTN_TOUCH) {
            Self::Pointer
        } else if has(KeyCode::KEY_KP1) || has(KeyCode::KEY_1) || has(KeyCode::BTN_0) {
            Self::Keypad
        } else {
            Self::Other
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Scanner => "a scanner that types what it reads",
            Self::Keyboard => "a keyboard, or a scanner that types what it reads",
            Self::Keypad => "a keypad",
            Self::Encoder => "an arcade encoder or game pad",
            Self::Pointer => "a mouse or touch screen",
            Self::Other => "something else with keys",
        }
    }
}

struct Device {
    node: String,
    name: String,
    keys: Vec<KeyCode>,
    id: Option<String>,
}

pub(super) fn devices(tree: &Tree) -> Kind {
    let names = tree.names("/sys/class/input").into_iter().filter(|name| name.starts_with("event"));
    let devices: Vec<Device> =
        names.map(|name| device(tree, &name)).filter(|device| !device.keys.is_empty()).collect();
    Kind {
        kind: "inputs",
        title: "Keyboards, keypads and scanners",
        devices: devices.iter().map(|device| found(tree, device, &devices)).collect(),
        trouble: None,
        look_at: "look into /proc/bus/input/devices after plugging one in; a scanner may be set to be a serial port",
    }
}

fn device(tree: &Tree, event: &str) -> Device {
    let text = |file: &str| tree.text(format!("/sys/class/input/{event}/device/{file}"));
    Device {
        node: format!("/dev/input/{event}"),
        name: text("name").unwrap_or_default(),
        keys: keys(&text("capabilities/key").unwrap_or_default(), WORD_BITS),
        id: text("id/vendor").zip(text("id/product")).map(|(vendor, product)| format!("{vendor}:{product}")),
    }
}

/// The keys in a bit field: hexadecimal words without leading zeros, the most significant first.
fn keys(field: &str, word_bits: usize) -> Vec<KeyCode> {
    let words = field.split_whitespace().rev().map(|word| u64::from_str_radix(word, 16).unwrap_or(0));
    let bits = words.enumerate().flat_map(|(at, word)| {
        (0..word_bits).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * word_bits + bit)
    });
    bits.filter_map(|code| u16::try_from(code).ok()).map(KeyCode).collect()
}

fn found(tree: &Tree, device: &Device, all: &[Device]) -> Found {
    let look = Look::of(&device.name, &device.keys);
    let known = |key: &KeyCode| format!("{key:?}").parse::<KeyCode>().is_ok();
    let key = PROPOSED.into_iter().find(|key| device.keys.contains(key));
    let key = key.or_else(|| device.keys.iter().copied().find(known));
    let is_button = matches!(look, Look::Keyboard | Look::Keypad | Look::Encoder);
    let board = key.filter(|_| is_button).map(|key| {
        let alone =
            all.iter().filter(|other| other.name == device.name && other.keys.contains(&key)).count() == 1;
        let named =
            if alone && !device.name.is_empty() { device.name.clone() } else { by_path(tree, &device.node) };
        let line =
            format!("button.1 = {{ driver = \"key\", device = {}, key = \"{key:?}\" }}", quoted(&named));
        BoardLines::new(&["[kiosk.1]"], vec![line])
    });
    let number = u64::try_from(device.keys.len()).unwrap_or(u64::MAX);
    let mut facts = vec![("keys", Fact::Number(number)), ("looks_like", look.words().into())];
    facts.extend(device.id.clone().map(|id| ("id", Fact::Text(id))));
    Found {
        name: device.name.clone(),
        path: Some(device.node.clone().into()),
        facts: facts.into_iter().collect(),
        board,
        trouble: tree.denial(&device.node, Access::READ_OK),
    }
}

/// The lasting name of a device file, if it has one.
fn by_path(tree: &Tree, node: &str) -> String {
    let name = Path::new(node).file_name();
    let leads_here = |link: &String| {
        let target = tree.at(format!("{BY_PATH}/{link}")).read_link().ok();
        target.as_deref().and_then(Path::file_name) == name
    };
    let link = tree.names(BY_PATH).into_iter().find(leads_here);
    link.map_or_else(|| node.to_owned(), |link| format!("{BY_PATH}/{link}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_either_width_name_the_same_keys() {
        let expected = [KeyCode::KEY_1, KeyCode::KEY_KP1, KeyCode::BTN_TRIGGER];
        // Codes 2, 79 and 288.
        assert_eq!(keys("100000000 0 0 8000 4", 64), expected);
        assert_eq!(keys("1 0 0 0 0 0 0 8000 0 4", 32)[..2], expected[..2]);
        assert_eq!(keys("0", 64), []);
        assert_eq!(keys("", 64), []);
    }

    #[test]
    fn a_device_looks_like_what_its_keys_and_name_say() {
        let check =
            |name: &str, keys: &[KeyCode], look: Look| assert_eq!(Look::of(name, keys), look, "{name}");
        let letters = [KeyCode::KEY_A, KeyCode::KEY_Z, KeyCode::KEY_KP1];
        check("Honeywell 1900", &letters, Look::Scanner);
        check("USB Keyboard", &letters, Look::Keyboard);
        check("SIGMACHIP Keypad", &letters[2..], Look::Keypad);
        check("DragonRise Generic USB Joystick", &[KeyCode::BTN_TRIGGER], Look::Encoder);
        check("Touch QR", &[KeyCode::BTN_TOUCH], Look::Pointer);
        check("Power Button", &[KeyCode::KEY_POWER], Look::Other);
    }
}
