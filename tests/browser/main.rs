//! The built program, driven through its pages by a real browser, as the people would who use them.
//!
//! **Model.** Each scenario has a demo of its own on a free port with a state directory of its own ([`program`]), and a
//! browser of its own ([`browser`]). [`page`] knows the words of the page: lamps, slips, the line, consoles.
//!
//! **Invariants.** No scenario sleeps: it waits until something is so on the page, and after [`browser::PATIENCE`] fails with
//! what was expected and a picture of what was there instead. Each ends with a look at the browser's console and at the
//! program's log: an error in either is a failure, whatever the scenario was about.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod access;
mod browser;
mod clerk;
mod clock;
mod hall;
mod languages;
mod page;
mod paper;
mod phone;
mod power;
mod program;
mod restart;
mod sign_in;
mod technician;
mod visitor;
