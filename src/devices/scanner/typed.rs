//! What a scanner that is a keyboard types: keys of the US layout, which is how scanners come out of their box.

use evdev::{EventType, InputEvent, KeyCode};

/// A key that is held repeats itself with this value; 0 is up and 1 is down (the kernel's `input.rst`).
const DOWN: i32 = 1;

/// Keys with what they type, alone and with Shift.
const KEYS: [(KeyCode, u8, u8); 49] = [
    (KeyCode::KEY_0, b'0', b')'),
    (KeyCode::KEY_1, b'1', b'!'),
    (KeyCode::KEY_2, b'2', b'@'),
    (KeyCode::KEY_3, b'3', b'#'),
    (KeyCode::KEY_4, b'4', b'$'),
    (KeyCode::KEY_5, b'5', b'%'),
    (KeyCode::KEY_6, b'6', b'^'),
    (KeyCode::KEY_7, b'7', b'&'),
    (KeyCode::KEY_8, b'8', b'*'),
    (KeyCode::KEY_9, b'9', b'('),
    (KeyCode::KEY_A, b'a', b'A'),
    (KeyCode::KEY_B, b'b', b'B'),
    (KeyCode::KEY_C, b'c', b'C'),
    (KeyCode::KEY_D, b'd', b'D'),
    (KeyCode::KEY_E, b'e', b'E'),
    (KeyCode::KEY_F, b'f', b'F'),
    (KeyCode::KEY_G, b'g', b'G'),
    (KeyCode::KEY_H, b'h', b'H'),
    (KeyCode::KEY_I, b'i', b'I'),
    (KeyCode::KEY_J, b'j', b'J'),
    (KeyCode::KEY_K, b'k', b'K'),
    (KeyCode::KEY_L, b'l', b'L'),
    (KeyCode::KEY_M, b'm', b'M'),
    (KeyCode::KEY_N, b'n', b'N'),
    (KeyCode::KEY_O, b'o', b'O'),
    (KeyCode::KEY_P, b'p', b'P'),
    (KeyCode::KEY_Q, b'q', b'Q'),
    (KeyCode::KEY_R, b'r', b'R'),
    (KeyCode::KEY_S, b's', b'S'),
    (KeyCode::KEY_T, b't', b'T'),
    (KeyCode::KEY_U, b'u', b'U'),
    (KeyCode::KEY_V, b'v', b'V'),
    (KeyCode::KEY_W, b'w', b'W'),
    (KeyCode::KEY_X, b'x', b'X'),
    (KeyCode::KEY_Y, b'y', b'Y'),
    (KeyCode::KEY_Z, b'z', b'Z'),
    (KeyCode::KEY_SPACE, b' ', b' '),
    (KeyCode::KEY_MINUS, b'-', b'_'),
    (KeyCode::KEY_EQUAL, b'=', b'+'),
    (KeyCode::KEY_LEFTBRACE, b'[', b'{'),
    (KeyCode::KEY_RIGHTBRACE, b']', b'}'),
    (KeyCode::KEY_BACKSLASH, b'\\', b'|'),
    (KeyCode::KEY_SEMICOLON, b';', b':'),
    (KeyCode::KEY_APOSTROPHE, b'\'', b'"'),
    (KeyCode::KEY_GRAVE, b'`', b'~'),
    (KeyCode::KEY_COMMA, b',', b'<'),
    (KeyCode::KEY_DOT, b'.', b'>'),
    (KeyCode::KEY_SLASH, b'/', b'?'),
    (KeyCode::KEY_ENTER, b'\n', b'\n'),
];
const SHIFTS: [KeyCode; 2] = [KeyCode::KEY_LEFTSHIFT, KeyCode::KEY_RIGHTSHIFT];

/// The keys without which a keyboard could not type a code.
pub(super) fn needed() -> impl Iterator<Item = KeyCode> {
    [KeyCode::KEY_0, KeyCode::KEY_A, KeyCode::KEY_ENTER].into_iter()
}

/// Which shift keys are down.
#[derive(Debug, Default)]
pub(super) struct Typed {
    shifts: [bool; 2],
}

impl Typed {
    /// The character that this event types, if it does.
    pub(super) fn handle_event(&mut self, event: InputEvent) -> Option<u8> {
        if event.event_type() != EventType::KEY {
            return None;
        }
        let code = KeyCode(event.code());
        if let Some(side) = SHIFTS.iter().position(|&shift| shift == code) {
            self.shifts[side] = event.value() != 0;
            return None;
        }
        let &(_, plain, shifted) = KEYS.iter().find(|(key, ..)| *key == code && event.value() == DOWN)?;
        Some(if self.shifts.contains(&true) { shifted } else { plain })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(script: &[(KeyCode, i32)]) -> String {
        let mut typed = Typed::default();
        let events = script.iter().map(|&(key, value)| InputEvent::new(EventType::KEY.0, key.0, value));
        events.filter_map(|event| typed.handle_event(event)).map(char::from).collect()
    }

    #[test]
    fn keys_type_what_a_us_keyboard_does() {
        let (shift, h) = (KeyCode::KEY_LEFTSHIFT, KeyCode::KEY_H);
        let colon = KeyCode::KEY_SEMICOLON;
        let script = [
            (h, 1),
            (h, 2),
            (h, 0),
            (shift, 1),
            (h, 1),
            (h, 0),
            (colon, 1),
            (colon, 0),
            (shift, 0),
            (KeyCode::KEY_SLASH, 1),
            (KeyCode::KEY_F1, 1),
            (KeyCode::KEY_ENTER, 1),
        ];
        assert_eq!(typed(&script), "hH:/\n");
    }

    #[test]
    fn one_shift_is_enough() {
        let (left, right, a) = (KeyCode::KEY_LEFTSHIFT, KeyCode::KEY_RIGHTSHIFT, KeyCode::KEY_A);
        assert_eq!(typed(&[(left, 1), (right, 1), (left, 0), (a, 1), (right, 0), (a, 1)]), "Aa");
    }

    #[test]
    fn every_character_of_a_link_can_be_typed() {
        for wanted in b' '..=b'~' {
            assert!(KEYS.iter().any(|&(_, plain, shifted)| plain == wanted || shifted == wanted), "{wanted}");
        }
    }
}
