//! A seeded world around the real engine.

pub mod commands;
pub mod disk;
#[cfg(test)]
mod properties;
pub mod random;
pub mod reference;
mod vfs;
