//! The technician's PIN, as a salted hash in a file of the state directory.
//!
//! **Invariants.** The file can be read by its owner alone, and is there whole or not at all. It is read anew for each look, so that a new PIN
//! counts at once. What the file asks for is bounded: a damaged one costs no more time than a good one.
//!
//! A PIN is short, so the hash protects against a glance at the file, not against somebody who has it and a machine: whoever can
//! read the state directory can change the queue anyway.

use crate::protocol::{from_hex, hex};
use ring::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

/// Rounds of PBKDF2: half a second on the slowest device that a branch may have (one core of a Pi Zero 2 W).
const ROUNDS: u32 = 200_000;
/// More are not done for a file that asks for them.
const ROUNDS_MAX: u32 = 10 * ROUNDS;
/// The shortest PIN.
pub const PIN_CHARS_MIN: usize = 6;
/// The longest PIN.
pub const PIN_CHARS_MAX: usize = 64;
/// The file, in the state directory.
const FILE: &str = "service-pin.json";
/// A good file has some 200 bytes.
const FILE_BYTES_MAX: u64 = 4096;

/// Why there is no PIN to hold another against.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// Nobody has set one.
    #[error("no PIN is set; set one with `rinda service set-pin`")]
    NotSet,
    /// The file cannot be used.
    #[error("{}: {why}; set the PIN again with `rinda service set-pin`", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It is too short, too long, or cannot be typed.
    #[error("a PIN has {PIN_CHARS_MIN} to {PIN_CHARS_MAX} letters or digits, without spaces")]
    Unfit,
}

/// Which PIN it is, without saying what it is: its salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PinId(pub(super) [u8; 16]);

/// What the file says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    method: Method,
    rounds: NonZeroU32,
    salt: String,
    hash: String,
}

#[derive(Debug, Serialize, Deserialize)]
enum Method {
    #[serde(rename = "pbkdf2-hmac-sha256")]
    Pbkdf2,
}

/// A PIN that was set.
#[derive(Debug)]
pub(super) struct Pin {
    id: PinId,
    rounds: NonZeroU32,
    hash: [u8; 32],
}

impl Pin {
    /// The PIN of a state directory.
    ///
    /// # Errors
    /// When there is none, or its file is damaged.
    pub(super) fn read(state: &Path) -> Result<Self, PinError> {
        let path = state.join(FILE);
        let wrong = |why: String| PinError::File { path: path.clone(), why };
        let length = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(PinError::NotSet),
            known => known.map_err(|error| wrong(error.to_string()))?.len(),
        };
        if length > FILE_BYTES_MAX {
            return Err(wrong(format!("has {length} bytes")));
        }
        let text = fs::read(&path).map_err(|error| wrong(error.to_string()))?;
        let stored: Stored = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        let Stored { method: Method::Pbkdf2, rounds, salt, hash } = stored;
        if rounds.get() > ROUNDS_MAX {
            return Err(wrong(format!("asks for {rounds} rounds")));
        }
        match (bytes(&salt), bytes(&hash)) {
            (Some(salt), Some(hash)) => Ok(Self { id: PinId(salt), rounds, hash }),
            _ => Err(wrong("is damaged".to_owned())),
        }
    }

    /// Which PIN this is.
    pub(super) fn id(&self) -> PinId {
        self.id
    }

    /// Whether somebody knows it. Takes its time: not to be called where others wait.
    pub(super) fn is(&self, typed: &str) -> bool {
        let Self { id: PinId(salt), rounds, hash } = self;
        pbkdf2::verify(PBKDF2_HMAC_SHA256, *rounds, salt, typed.as_bytes(), hash).is_ok()
    }
}

fn bytes<const COUNT: usize>(text: &str) -> Option<[u8; COUNT]> {
    from_hex(text)?.try_into().ok()
}

/// Whether people can have this as their PIN.
fn is_fit(pin: &str) -> bool {
    let chars = pin.chars().count();
    (PIN_CHARS_MIN..=PIN_CHARS_MAX).contains(&chars) && pin.chars().all(char::is_alphanumeric)
}

/// Sets the PIN of a state directory. Who has signed in with the one before has to sign in again.
///
/// # Errors
/// When it cannot be a PIN, or the file cannot be written.
pub fn set_pin(state: &Path, pin: &str) -> Result<(), PinError> {
    set_with(state, pin, NonZeroU32::new(ROUNDS).expect("there are some rounds"))
}

pub(super) fn set_with(state: &Path, pin: &str, rounds: NonZeroU32) -> Result<(), PinError> {
    if !is_fit(pin) {
        return Err(PinError::Unfit);
    }
    let path = state.join(FILE);
    let wrong = |error: io::Error| PinError::File { path: path.clone(), why: error.to_string() };
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| wrong(io::Error::other(error)))?;
    let mut hash = [0; 32];
    pbkdf2::derive(PBKDF2_HMAC_SHA256, rounds, &salt, pin.as_bytes(), &mut hash);
    let stored = Stored { method: Method::Pbkdf2, rounds, salt: hex(&salt), hash: hex(&hash) };
    let text = serde_json::to_string(&stored).map_err(|error| wrong(error.into()))?;
    write(state, &path, &text).map_err(wrong)
}

/// Whole or not at all; and whoever sets it, it belongs to whom the state belongs to.
fn write(state: &Path, path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    let (owner, own) = (fs::metadata(state)?, file.metadata()?);
    if (owner.uid(), owner.gid()) != (own.uid(), own.gid()) {
        chown(&draft, Some(owner.uid()), Some(owner.gid()))?;
    }
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(state)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Directory;
    use super::*;

    const FEW: NonZeroU32 = NonZeroU32::new(2).unwrap();

    #[test]
    fn a_pin_that_was_set_is_known_and_no_other() {
        let state = Directory::new();
        assert!(matches!(Pin::read(&state.0), Err(PinError::NotSet)));
        set_with(&state.0, "246810", FEW).unwrap();
        let pin = Pin::read(&state.0).unwrap();
        assert!(pin.is("246810") && !pin.is("246811") && !pin.is(""));
        let text = fs::read_to_string(state.0.join(FILE)).unwrap();
        assert!(!text.contains("246810"));
        assert_eq!(fs::metadata(state.0.join(FILE)).unwrap().mode() & 0o777, 0o600);
        let before = pin.id();
        set_with(&state.0, "246810", FEW).unwrap();
        assert_ne!(Pin::read(&state.0).unwrap().id(), before, "each has its own salt");
    }

    #[test]
    fn what_cannot_be_typed_is_no_pin() {
        let state = Directory::new();
        for pin in ["", "12345", "12 345 67", "1234567\n", &"1".repeat(PIN_CHARS_MAX + 1)] {
            assert!(matches!(set_with(&state.0, pin, FEW), Err(PinError::Unfit)), "{pin:?}");
        }
        set_with(&state.0, "rīts2026", FEW).unwrap();
    }

    #[test]
    fn a_damaged_file_is_an_error_that_says_what_to_do() {
        let state = Directory::new();
        let path = state.0.join(FILE);
        let good = r#"{"method":"pbkdf2-hmac-sha256","rounds":2,"salt":"S","hash":"H"}"#;
        for text in ["", "{", "null", good, &good.replace('2', "4000000000"), &" ".repeat(5000)] {
            fs::write(&path, text).unwrap();
            let error = Pin::read(&state.0).unwrap_err().to_string();
            assert!(error.contains(FILE) && error.contains("set-pin"), "{error}");
        }
    }
}
