//! What a machine has, for a technician who writes a board file.
//!
//! **Model.** A [`survey`] looks through what the kernel shows ([`tree`]), kind by kind, and makes an [`inventory`] of it:
//! each device with its facts, with the lines that a board file would have for it, and with what is in the way of using it.
//!
//! **Invariants.** Nothing is opened for writing and nothing is changed; only GPIO chips are opened at all, because the
//! kernel tells of their lines in no other way. A machine without devices is answered with where to look. Lines for a board
//! file are such as `rinda check` takes.
//!
//! One printer can be asked for more, and only when a person says so: see [`interview`].
//!
//! **Deliberately not here.** Guesses about what hangs on a bus: asking an address can upset what is there.

mod buses;
mod gpio;
mod input;
pub mod interview;
pub mod inventory;
mod printers;
mod screens;
mod serial;
mod sound;
pub mod tree;

use inventory::{Inventory, Kind};
use tree::Tree;

/// Looks through the machine whose files these are. GPIO chips are always this machine's.
pub fn survey(tree: &Tree) -> Inventory {
    Inventory { kinds: [vec![gpio::chips()], files(tree)].concat() }
}

/// What files tell.
fn files(tree: &Tree) -> Vec<Kind> {
    vec![
        buses::buses(tree),
        printers::printers(tree),
        serial::ports(tree),
        screens::screens(tree),
        sound::cards(tree),
        input::devices(tree),
    ]
}

#[cfg(test)]
mod tests;
