//! Tests that look at the house from outside, linked once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod album;
mod backup;
mod contract;
mod device;
mod displays;
mod house;
mod licences;
mod logs;
mod office;
mod package;
mod refusals;
mod reload;
mod scenarios;
mod service;
mod technician;
mod wires;
