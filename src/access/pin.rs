//! A PIN, as a salted hash in a file of the state directory.
//!
//! **Invariants.** The file is read anew for each look, so that a new PIN counts at once. What the file asks for is bounded: a damaged one costs no more time than a good one.
//!
//! A PIN is short, so the hash protects against a glance at the file, not against somebody who has it and a machine: whoever can
//! read the state directory can change the queue anyway.

use super::private_file;
use crate::domain::ids::CounterId;
use crate::protocol::{from_hex, hex};
use ring::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};
use tokio::task::JoinError;

/// Rounds of PBKDF2: half a second on the slowest device that a branch may have (one core of a Pi Zero 2 W).
const ROUNDS: u32 = 200_000;
/// More are not done for a file that asks for them.
const ROUNDS_MAX: u32 = 10 * ROUNDS;
/// The shortest PIN.
pub const PIN_CHARS_MIN: usize = 6;
/// The longest PIN.
pub const PIN_CHARS_MAX: usize = 64;

/// Whose PIN it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// Of who keeps the branch alive.
    Technician,
    /// Of who works at a counter.
    Counter(CounterId),
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Technician => write!(f, "technicians"),
            Self::Counter(counter) => write!(f, "counter {counter}"),
        }
    }
}

impl Holder {
    /// The file, in a state directory.
    pub(super) fn file(self, state: &Path) -> PathBuf {
        state.join(match self {
            Self::Technician => "service-pin.json".to_owned(),
            Self::Counter(counter) => format!("counter-{counter}-pin.json"),
        })
    }

    /// What sets it.
    fn command(self) -> String {
        match self {
            Self::Technician => "rinda service set-pin".to_owned(),
            Self::Counter(counter) => format!("rinda service set-counter-pin {counter}"),
        }
    }
}

/// Why there is no PIN to hold another against.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// Nobody has set one.
    #[error("no PIN is set; set one with `{}`", .0.command())]
    NotSet(Holder),
    /// The file cannot be used.
    #[error("{}: {why}; set the PIN again with `{}`", path.display(), holder.command())]
    File {
        /// Whose it is.
        holder: Holder,
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It is too short, too long, or cannot be typed.
    #[error("a PIN has {PIN_CHARS_MIN} to {PIN_CHARS_MAX} letters or digits, without spaces")]
    Unfit,
    /// Who looked at it has ended, which is a bug.
    #[error("looking at a PIN has ended: {0}")]
    Ended(#[from] JoinError),
}

/// Which PIN it is, without saying what it is: its salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinId(pub [u8; 16]);

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
    /// The PIN that somebody has in a state directory.
    ///
    /// # Errors
    /// When there is none, or its file is damaged.
    pub(super) fn read(state: &Path, holder: Holder) -> Result<Self, PinError> {
        let path = holder.file(state);
        let wrong = |why: String| PinError::File { holder, path: path.clone(), why };
        let text = private_file::read(&path).map_err(|error| wrong(error.to_string()))?;
        let text = text.ok_or(PinError::NotSet(holder))?;
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

/// Sets somebody's PIN in a state directory. Who has signed in with the one before has to sign in again.
///
/// # Errors
/// When it cannot be a PIN, or the file cannot be written.
pub fn set_pin(state: &Path, holder: Holder, pin: &str) -> Result<(), PinError> {
    set_with(state, holder, pin, NonZeroU32::new(ROUNDS).expect("there are some rounds"))
}

pub(crate) fn set_with(state: &Path, holder: Holder, pin: &str, rounds: NonZeroU32) -> Result<(), PinError> {
    if !is_fit(pin) {
        return Err(PinError::Unfit);
    }
    let path = holder.file(state);
    let wrong = |error: io::Error| PinError::File { holder, path: path.clone(), why: error.to_string() };
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| wrong(io::Error::other(error)))?;
    let mut hash = [0; 32];
    pbkdf2::derive(PBKDF2_HMAC_SHA256, rounds, &salt, pin.as_bytes(), &mut hash);
    let stored = Stored { method: Method::Pbkdf2, rounds, salt: hex(&salt), hash: hex(&hash) };
    let text = serde_json::to_string(&stored).map_err(|error| wrong(error.into()))?;
    private_file::write(state, &path, &text).map_err(wrong)
}

/// Takes somebody's PIN away: nobody signs in with it any more.
///
/// # Errors
/// When there is none, or its file cannot be removed.
pub fn remove_pin(state: &Path, holder: Holder) -> Result<(), PinError> {
    let path = holder.file(state);
    fs::remove_file(&path).map_err(|error| {
        let is_missing = error.kind() == io::ErrorKind::NotFound;
        if is_missing {
            PinError::NotSet(holder)
        } else {
            PinError::File { holder, path, why: error.to_string() }
        }
    })
}

/// Whether technicians have a PIN in a state directory.
pub fn technicians_have_pin(state: &Path) -> bool {
    Holder::Technician.file(state).exists()
}

/// Those of some counters that have no PIN in a state directory.
pub fn without_pin(state: &Path, counters: impl IntoIterator<Item = CounterId>) -> Vec<CounterId> {
    counters.into_iter().filter(|&counter| !Holder::Counter(counter).file(state).exists()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Directory;
    use super::*;
    use std::os::unix::fs::MetadataExt;

    const ONE: Holder = Holder::Counter(CounterId(1));
    const FEW: NonZeroU32 = NonZeroU32::new(2).unwrap();

    #[test]
    fn a_pin_that_was_set_is_known_and_no_other() {
        let state = Directory::new();
        assert!(matches!(Pin::read(&state.0, ONE), Err(PinError::NotSet(ONE))));
        set_with(&state.0, ONE, "246810", FEW).unwrap();
        let pin = Pin::read(&state.0, ONE).unwrap();
        assert!(pin.is("246810") && !pin.is("246811") && !pin.is(""));
        let text = fs::read_to_string(ONE.file(&state.0)).unwrap();
        assert!(!text.contains("246810"));
        assert_eq!(fs::metadata(ONE.file(&state.0)).unwrap().mode() & 0o777, 0o600);
        for other in [Holder::Technician, Holder::Counter(CounterId(11))] {
            assert!(
                matches!(Pin::read(&state.0, other), Err(PinError::NotSet(_))),
                "{other:?} has one of their own"
            );
        }
        assert_eq!(without_pin(&state.0, [CounterId(1), CounterId(11)]), [CounterId(11)]);
        let before = pin.id();
        set_with(&state.0, ONE, "246810", FEW).unwrap();
        assert_ne!(Pin::read(&state.0, ONE).unwrap().id(), before, "each has its own salt");
        remove_pin(&state.0, ONE).unwrap();
        assert!(matches!(Pin::read(&state.0, ONE), Err(PinError::NotSet(ONE))));
        assert!(matches!(remove_pin(&state.0, ONE), Err(PinError::NotSet(ONE))));
    }

    #[test]
    fn what_cannot_be_typed_is_no_pin() {
        let state = Directory::new();
        for pin in ["", "12345", "12 345 67", "1234567\n", &"1".repeat(PIN_CHARS_MAX + 1)] {
            assert!(matches!(set_with(&state.0, ONE, pin, FEW), Err(PinError::Unfit)), "{pin:?}");
        }
        set_with(&state.0, ONE, "rīts2026", FEW).unwrap();
    }

    #[test]
    fn a_damaged_file_is_an_error_that_says_what_to_do() {
        let state = Directory::new();
        let path = ONE.file(&state.0);
        let good = r#"{"method":"pbkdf2-hmac-sha256","rounds":2,"salt":"S","hash":"H"}"#;
        for text in ["", "{", "null", good, &good.replace('2', "4000000000"), &" ".repeat(200_000)] {
            fs::write(&path, text).unwrap();
            let error = Pin::read(&state.0, ONE).unwrap_err().to_string();
            assert!(error.contains("counter-1-pin.json") && error.contains("set-counter-pin 1"), "{error}");
        }
    }
}
