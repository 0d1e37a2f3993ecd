//! The journal on real files: kept, cut, damaged, full, locked.

mod damage;
mod keeping;
pub(crate) mod tools;
