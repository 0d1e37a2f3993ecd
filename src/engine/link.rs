//! Where the random bits of a ticket's link come from: the core takes them as an argument.

use crate::domain::ids::LinkId;

/// A link that nobody can guess.
pub fn random_link() -> LinkId {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).expect("the kernel gives random bits once it has started");
    LinkId(u128::from_le_bytes(bits))
}
