//! The queue of one branch, as pure values and functions.
//!
//! **Model.** A [`branch::Branch`] is everything the office owes to people right now. A [`command::Command`]
//! is something that somebody wants or that a device saw; [`branch::Branch::decide`] answers it with
//! [`event::Event`]s or a [`refusal::Refusal`]; [`branch::Branch::apply`] is the only place where state changes.
//! [`trial`] names what technicians try on devices; the queue knows nothing of it.
//! What the world is owed is read from the state as [`duty::Duty`]s, so that a restart forgets none.
//!
//! **Invariants.** Same events, same state. The state is bounded: a ticket leaves it when its life and its slip
//! have both ended. A number is given once per service date and series.
//!
//! **Deliberately not here.** No clock, no I/O, no randomness, no hash-order iteration, no words for people:
//! time, random link ids and settings come in as arguments, words are the business of `wording`.

pub mod branch;
pub mod calendar;
pub mod check_in_code;
pub mod command;
pub mod counter;
pub mod discipline;
pub mod duty;
pub mod event;
pub mod forecast;
pub mod ids;
pub mod kiosk;
pub mod planted;
pub mod printer_profile;
pub mod refusal;
pub mod remote;
pub mod settings;
pub mod ticket;
pub mod time;
pub mod trial;
