//! rinda: the queue of a public office.
//!
//! A file imports only from floors below its own; rooms on one floor do not know each other.

pub mod config;
pub mod devices;
pub mod domain;
pub mod engine;
pub mod journal;
pub mod lettering;
pub mod ports;
pub mod scene;
pub mod simulation;
pub mod slip;
pub mod wording;
