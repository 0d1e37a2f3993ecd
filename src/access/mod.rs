//! Who may do what is not everybody's: PINs, what becomes of wrong ones, and the record of it.
//!
//! **Model.** Each [`Holder`] can have a PIN, which lies in the state directory as a salted hash and is set at the command line. An
//! [`Authenticator`] holds what people type against it, and makes them wait after wrong ones ([`lockout`]). Who signed in where, and
//! what technicians do, is in the [`audit`] log.
//!
//! **Invariants.** Nothing here is known to the queue: whoever tries PINs for ever stops no ticket. What is secret lies in files that
//! only their owner can read, and that are there whole or not at all ([`private_file`]). Everything that takes time (files, hashes)
//! is done by threads of its own.
//!
//! **Deliberately not here.** Sessions: a technician's ends with the program, a clerk's outlives it.

pub mod audit;
mod authenticator;
mod lockout;
mod pin;
pub mod private_file;
#[cfg(test)]
pub(crate) mod tests;

pub use authenticator::{Authenticator, Verdict};
pub use lockout::WAIT_MS_MAX;
#[cfg(test)]
pub(crate) use pin::set_with;
pub use pin::{
    Holder, PIN_CHARS_MAX, PIN_CHARS_MIN, PinError, PinId, remove_pin, set_pin, technicians_have_pin,
    without_pin,
};
