//! The command line of rinda.

fn main() {}
