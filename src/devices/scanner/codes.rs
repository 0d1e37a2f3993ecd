//! From what a scanner sends to codes, without I/O.
//!
//! **Model.** A code is the printable ASCII up to CR or LF; other bytes are framing or noise and left out. What stops in
//! the middle is forgotten after [`GAP_MS`], and what is too long up to its end: neither may spoil the code after it. A
//! code that stays in front of the window is read again and again, and counts once until it was away for [`AGAIN_MS`].
//!
//! **Invariants.** No code is longer than [`CODE_BYTES_MAX`], and none is empty. However the bytes are cut into pieces, the
//! codes are the same.
//!
//! **Deliberately not here.** What a code means.

/// Scanners send their characters without a pause; a slow one takes some milliseconds for each.
const GAP_MS: u64 = 500;
/// So long the same code counts as the same showing.
const AGAIN_MS: u64 = 3_000;
/// More than the longest link on a slip; a code of any size may be held in front of a scanner.
pub(super) const CODE_BYTES_MAX: usize = 512;

/// What came from a scanner since the last end of a code.
#[derive(Debug, Default)]
pub(super) struct Codes {
    text: String,
    too_long: bool,
    last_byte_ms: u64,
    /// The newest code, and when it was seen last.
    newest: Option<(String, u64)>,
}

impl Codes {
    /// Takes what the scanner has sent, and gives the codes that are complete.
    pub(super) fn handle_bytes(&mut self, now_ms: u64, bytes: &[u8]) -> Vec<String> {
        if now_ms.saturating_sub(self.last_byte_ms) > GAP_MS {
            self.begin();
        }
        self.last_byte_ms = now_ms;
        bytes.iter().filter_map(|&byte| self.handle_byte(now_ms, byte)).collect()
    }

    /// The scanner has gone: what it had begun has no end.
    pub(super) fn lost(&mut self) {
        self.begin();
    }

    fn handle_byte(&mut self, now_ms: u64, byte: u8) -> Option<String> {
        match byte {
            b'\r' | b'\n' => return self.end(now_ms),
            b' '..=b'~' if self.text.len() < CODE_BYTES_MAX => self.text.push(char::from(byte)),
            b' '..=b'~' => self.too_long = true,
            _ => {}
        }
        None
    }

    fn end(&mut self, now_ms: u64) -> Option<String> {
        let (text, too_long) = (std::mem::take(&mut self.text), std::mem::take(&mut self.too_long));
        let code = text.trim();
        if too_long || code.is_empty() {
            return None;
        }
        let same =
            |(newest, seen_ms): &(String, u64)| newest == code && now_ms - seen_ms.min(&now_ms) < AGAIN_MS;
        let is_new = !self.newest.as_ref().is_some_and(same);
        self.newest = Some((code.to_owned(), now_ms));
        is_new.then(|| code.to_owned())
    }

    fn begin(&mut self) {
        self.text.clear();
        self.too_long = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Plays pieces `(ms, bytes)` and gives the codes.
    fn check(played: &[(u64, &[u8])], expect: &[&str]) {
        let mut codes = Codes::default();
        let seen: Vec<String> =
            played.iter().flat_map(|&(now_ms, bytes)| codes.handle_bytes(now_ms, bytes)).collect();
        assert_eq!(seen, expect);
    }

    #[test]
    fn a_code_ends_with_its_line() {
        check(&[(0, b"A042\r\n")], &["A042"]);
        check(&[(0, b"A0"), (100, b"42"), (200, b"\r")], &["A042"]);
        check(&[(0, b"\x02A042\x03\rB007\n")], &["A042", "B007"]);
        check(&[(0, b"\r\n\n   \r")], &[]);
    }

    #[test]
    fn half_a_code_is_forgotten() {
        check(&[(0, b"http://half"), (501, b"A042\r")], &["A042"]);
        let long = [b'x'; CODE_BYTES_MAX + 1];
        check(&[(0, &long), (1, b"\r"), (2, b"A042\r")], &["A042"]);
        check(&[(0, &long[1..]), (1, b"\r")], &[std::str::from_utf8(&long[1..]).unwrap()]);
    }

    #[test]
    fn a_code_that_stays_counts_once() {
        check(&[(0, b"A\r"), (2_000, b"A\r"), (4_000, b"A\r"), (6_999, b"A\r")], &["A"]);
        check(&[(0, b"A\r"), (3_000, b"A\r")], &["A", "A"]);
        check(&[(0, b"A\rB\rA\r")], &["A", "B", "A"]);
    }

    proptest! {
        #[test]
        fn whatever_comes_ends_in_codes_that_can_be_shown(
            pieces in prop::collection::vec(
                (0u64..1_000, prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\r'), b' '..=b'~'], 0..700)),
                0..20,
            ),
        ) {
            let (mut codes, mut now_ms) = (Codes::default(), 0);
            for (gap_ms, bytes) in pieces {
                now_ms += gap_ms;
                for code in codes.handle_bytes(now_ms, &bytes) {
                    prop_assert!(!code.is_empty() && code.len() <= CODE_BYTES_MAX, "{code:?}");
                    prop_assert!(code.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{code:?}");
                }
            }
            // After any noise and a pause a code is read.
            prop_assert_eq!(codes.handle_bytes(now_ms + 3_001, b"after the noise\r"), ["after the noise"]);
        }

        #[test]
        fn pieces_do_not_matter(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0usize..300) {
            let mut whole = Codes::default();
            let mut parts = Codes::default();
            let (begin, end) = bytes.split_at(cut.min(bytes.len()));
            let mut seen = parts.handle_bytes(7, begin);
            seen.extend(parts.handle_bytes(7, end));
            prop_assert_eq!(whole.handle_bytes(7, &bytes), seen);
        }
    }
}
