//! Slips: from a ticket to bytes for a printer, and from bytes back to what a printer puts on paper.
//!
//! **Model.** A ticket and the site's words ([`content`]) become a picture of black dots ([`layout`], [`code`],
//! [`bitmap`]); the picture becomes a print job ([`escpos`]); [`press`] does all of it for one printer; and [`decode`] reads a printer's stream as the printer does, for the virtual one and for tests.
//!
//! **Invariants.** Decoding what was encoded gives the same picture, however the stream is split. A job never contains a
//! real-time command. What the decoder does not know is an error.
//!
//! **Deliberately not here.** When a job is sent and what its answers prove: that is the printer conversation in
//! `devices`.

pub mod bitmap;
pub mod code;
pub mod code_page;
pub mod content;
pub mod decode;
pub mod escpos;
pub mod layout;
pub mod press;
pub mod typewriter;
