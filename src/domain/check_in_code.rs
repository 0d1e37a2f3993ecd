//! The code that is shown in the branch: whoever can read it is there.
//!
//! **Model.** A new code each minute, made from a key that never leaves the branch (RFC 2104, HMAC with SHA-256, cut to
//! digits as in RFC 4226). A code is good for a while after it has gone from the display: people need time to type.
//!
//! **Deliberately not here.** How it is shown, and how often somebody may guess: one guess in 2,500 hits, so only a few are
//! allowed.

use super::ids::CodeKey;
use ring::hmac;

/// Codes have four digits: as many as people keep in mind on the way from the display to the phone.
const CODES: u64 = 10_000;
/// How long each code is shown.
pub const SHOWN_MS: u64 = 60_000;
/// For so many turns after it was shown a code is still good.
const GOOD_FOR: u64 = 3;

/// The code to show at this steady time.
pub fn code(key: CodeKey, steady_ms: u64) -> String {
    of_step(key, steady_ms / SHOWN_MS)
}

/// Whether somebody who types this has read it here.
pub fn is_good(key: CodeKey, steady_ms: u64, typed: &str) -> bool {
    let typed = typed.trim();
    let now = steady_ms / SHOWN_MS;
    (now.saturating_sub(GOOD_FOR)..=now).any(|step| of_step(key, step) == typed)
}

fn of_step(key: CodeKey, step: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.0.to_be_bytes());
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let first = tag.as_ref().first_chunk().copied().unwrap_or_default();
    format!("{:04}", u64::from_be_bytes(first) % CODES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_while_it_is_shown_and_a_little_longer() {
        let (key, shown_ms) = (CodeKey(7), 100 * SHOWN_MS);
        let code = code(key, shown_ms);
        let good = |later_ms| is_good(key, shown_ms + later_ms, &code);
        assert!(good(0) && good(SHOWN_MS - 1) && good(GOOD_FOR * SHOWN_MS));
        assert!(!good((GOOD_FOR + 1) * SHOWN_MS));
        assert!(!is_good(key, shown_ms - SHOWN_MS, &code), "not before it is shown");
        assert!(!is_good(CodeKey(8), shown_ms, &code), "not with another key");
        assert!(is_good(key, shown_ms, &format!(" {code} ")));
    }

    #[test]
    fn codes_differ_from_minute_to_minute_and_have_four_digits() {
        let codes: Vec<String> = (0..1000).map(|minute| code(CodeKey(1), minute * SHOWN_MS)).collect();
        let different: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert!(different.len() > 900, "{}", different.len());
        assert!(codes.iter().all(|code| code.len() == 4 && code.bytes().all(|digit| digit.is_ascii_digit())));
    }
}
