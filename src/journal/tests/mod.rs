//! The journal on real files: kept, cut, damaged, full, locked.

mod keeping;
mod tools;
