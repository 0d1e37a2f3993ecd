//! Where random bits come from: the core takes them as an argument.

use crate::domain::ids::{CodeKey, LinkId};

/// A link that nobody can guess.
pub fn random_link() -> LinkId {
    LinkId(random_bits())
}

/// A key for check-in codes.
pub(super) fn random_code_key() -> CodeKey {
    CodeKey(random_bits())
}

/// 128 bits that nobody can guess.
pub fn random_bits() -> u128 {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).expect("the kernel gives random bits once it has started");
    u128::from_le_bytes(bits)
}
