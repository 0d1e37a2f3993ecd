//! What the hall, the kiosk and the counters show: plain views, and the frames drawn from them.
//!
//! **Model.** A view ([`hall::HallView`], [`kiosk::KioskView`], [`counter::CounterView`]) is a comparable value that says what a person shall see,
//! in words. Laying it out gives a [`picture::Picture`]: areas and lines of text with their places, all proportions taken
//! from the frame's size; on a display of a few characters only a [`brief::Brief`] of it. A [`screen::Screen`] draws what changed between two pictures onto its [`frame::Frame`].
//! [`hall_schedule::HallSchedule`] decides which call the hall shows, and for how long.
//!
//! **Invariants.** The same view gives the same frame, whatever was shown before. Nothing is drawn outside the frame and
//! no text over another. What must be read has a contrast of at least 7:1. Nothing relies on colour alone.
//!
//! **Deliberately not here.** Words (`wording` has them, the site file has names), devices, sound, and any clock.

pub mod brief;
pub mod colour;
pub mod counter;
pub mod frame;
pub mod hall;
mod hall_layout;
pub mod hall_schedule;
pub mod kiosk;
mod kiosk_layout;
pub mod legibility;
pub mod picture;
pub mod screen;
pub mod test_picture;
pub mod visitor;

#[cfg(test)]
mod tests;
