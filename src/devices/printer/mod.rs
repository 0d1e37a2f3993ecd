//! A ticket printer, as it is talked to.
//!
//! **Model.** [`stream`] tells apart what a printer answers; [`status`] is what its status bytes mean;
//! [`conversation`] decides what is sent when, and what is known about each slip. None of them does any I/O: an
//! [`exchange`] moves bytes between a conversation and a [`wire`], which is a device file, a socket or the virtual
//! printer's.

pub mod conversation;
pub mod exchange;
pub mod shell;
pub mod status;
pub mod stream;
pub mod trial;
pub mod wire;
