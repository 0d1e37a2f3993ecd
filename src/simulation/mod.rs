//! A seeded world around the real engine.

pub mod disk;
pub mod random;
mod vfs;
