//! Devices without hardware. They behave as the real ones do, also where that is inconvenient.

pub mod printer;
