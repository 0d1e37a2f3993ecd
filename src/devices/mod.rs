//! The edge of the house: what people press, read, hear and take.
//!
//! **Model.** Everything that has a conversation with a person or a machine is a state machine without I/O
//! ([`buttons`], [`sound`]) beside a thin shell that moves bytes, edges and frames. Shells make no choices: what they owe they read
//! from the branch, what they see they report as commands.
//!
//! **Deliberately not here.** Rules of the queue, words, and the wish to be clever when a device is silent.

pub mod buttons;
mod contacts;
pub mod counter_display;
pub mod faults;
mod gpio;
pub mod hall;
mod header;
pub mod installation;
mod keyboard;
pub mod keypad;
pub mod kiosk;
pub mod lamps;
pub mod panel;
pub mod printer;
pub mod probe;
mod reports;
pub mod scanner;
pub mod screen;
pub mod sound;
mod trials;
pub mod virtual_printer;
pub mod wiring;
pub mod wishes;
