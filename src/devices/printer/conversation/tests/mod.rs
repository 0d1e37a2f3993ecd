//! The conversation against the virtual printer, in time that is passed and never waited for.

mod by_hand;
mod faults;
mod scenes;
mod world;
