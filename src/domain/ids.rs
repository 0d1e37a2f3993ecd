//! Names of things, and the ticket number that people read.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A service by its key in the site file, for example `passport`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceId(pub Arc<str>);

impl ServiceId {
    /// A service id from its key.
    pub fn new(key: &str) -> Self {
        Self(key.into())
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! numbered {
    ($(#[$doc:meta] $name:ident($inner:ty)),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

numbered! {
    /// A counter by the number on its sign.
    CounterId(u8),
    /// A kiosk by its number on the board; a kiosk has buttons, a display and a printer of its own.
    KioskId(u8),
    /// A ticket for its whole life; ascending in join order and never used again, not even in a later epoch.
    TicketId(u64),
    /// One announcement in the hall: a call or a recall. Ascending.
    CallId(u64),
    /// A print job, as the printer echoes it (`GS ( H`): four bytes of 94 values each.
    JobId(u32),
}

impl JobId {
    /// Job numbers wrap here: 94⁴, what four printable bytes can carry.
    pub const COUNT: u32 = 94 * 94 * 94 * 94;
}

/// Letters that a series may use: no I, O, Q, which are read as digits.
pub const SERIES_LETTERS: &str = "ABCDEFGHJKLMNPRSTUVWXYZ";

/// Pairs that sound alike in Latvian; a site may use only one letter of each.
pub const SERIES_SOUNDING_ALIKE: [(char, char); 3] = [('B', 'P'), ('D', 'T'), ('M', 'N')];

/// The letter of a number series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Series(char);

impl TryFrom<char> for Series {
    type Error = String;

    fn try_from(letter: char) -> Result<Self, String> {
        if SERIES_LETTERS.contains(letter) {
            Ok(Self(letter))
        } else {
            Err(format!("'{letter}' cannot be a series; choose one of {SERIES_LETTERS}"))
        }
    }
}

impl From<Series> for char {
    fn from(series: Series) -> char {
        series.0
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is printed large on the slip: a series and a count, for example `A042`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TicketNumber {
    /// The letter.
    pub series: Series,
    /// Counts from 1 within a service date and series.
    pub count: u16,
}

impl TicketNumber {
    /// A series ends here for the day: five characters are the most that a hall display shows large.
    pub const COUNT_MAX: u16 = 9999;
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.series, self.count)
    }
}

impl From<TicketNumber> for String {
    fn from(number: TicketNumber) -> String {
        number.to_string()
    }
}

impl TryFrom<String> for TicketNumber {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut letters = text.chars();
        let series = letters.next().ok_or("an empty ticket number")?;
        let count = letters.as_str().parse().map_err(|_| format!("'{text}' is not a ticket number"))?;
        Ok(Self { series: series.try_into()?, count })
    }
}

macro_rules! random_bits {
    ($(#[doc = $doc:literal] $name:ident: $what:literal),+ $(,)?) => {$(
        #[doc = $doc]
        ///
        /// 128 random bits, written as 26 letters and digits (Crockford's base 32, so that a person can read it out).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                base32(self.0, f)
            }
        }

        impl From<$name> for String {
            fn from(bits: $name) -> String {
                bits.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                from_base32(&text).map(Self).ok_or_else(|| format!("'{text}' is not {}", $what))
            }
        }
    )+};
}

random_bits! {
    /// What the link of a ticket carries instead of its number.
    LinkId: "a ticket link",
    /// A request from elsewhere; whoever asks the same again uses the same id.
    RequestId: "a request id",
    /// Somebody who joins from elsewhere, for one day: nobody can tell from it who that is.
    PersonToken: "a person token",
    /// What the check-in codes are made of, until the next restart.
    CodeKey: "a code key",
    /// A device, for as long as its journal lives.
    DeviceId: "a device id",
    /// A boot of the machine, as its kernel names it.
    BootId: "a boot id",
}

const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn base32(bits: u128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for place in (0..26).rev() {
        let digit = ((bits >> (5 * place)) & 31) as usize;
        write!(f, "{}", char::from(BASE32[digit]))?;
    }
    Ok(())
}

fn from_base32(text: &str) -> Option<u128> {
    let digit = |letter: u8| BASE32.iter().position(|&b| b == letter.to_ascii_uppercase());
    let value = text.bytes().try_fold(0u128, |value, letter| {
        value.checked_mul(32).zip(digit(letter)).map(|(value, digit)| value | digit as u128)
    });
    value.filter(|_| text.len() == 26)
}
