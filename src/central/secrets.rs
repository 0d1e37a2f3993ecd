//! What only the centre can make: signatures, and names that say nothing.
//!
//! **Model.** All secrets come from the one key of the centre (RFC 2104, HMAC with SHA-256), which all its instances share. A
//! person is a random cookie; what a branch gets is that cookie under the day's key, so that nobody can tell tomorrow that it
//! is the same phone. Requests and links are made of the person, the ticket and a number that the page drew: a page that
//! asks twice because its line is bad asks for the same.
//!
//! **Deliberately not here.** The file of the key.

use crate::domain::ids::{LinkId, PersonToken, RequestId};
use chrono::NaiveDate;
use ring::hmac;

/// Makes names.
#[derive(Debug)]
pub struct Secrets(hmac::Key);

impl Secrets {
    /// From the secret of the centre.
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// A person for a day and a branch: branches cannot compare whom they see.
    pub fn person(&self, branch: &str, date: NaiveDate, cookie: u128) -> PersonToken {
        PersonToken(
            self.name("person", &[branch.as_bytes(), date.to_string().as_bytes(), &cookie.to_be_bytes()]),
        )
    }

    /// The request for a ticket, and the link that it will have.
    pub fn join(&self, branch: &str, cookie: u128, drawn: &str) -> (RequestId, LinkId) {
        let parts = [branch.as_bytes(), &cookie.to_be_bytes(), drawn.as_bytes()];
        (RequestId(self.name("join", &parts)), LinkId(self.name("link", &parts)))
    }

    /// Another request about a ticket.
    pub fn request(&self, link: LinkId, what: &str, drawn: &str) -> RequestId {
        RequestId(self.name("request", &[&link.0.to_be_bytes(), what.as_bytes(), drawn.as_bytes()]))
    }

    fn name(&self, purpose: &str, parts: &[&[u8]]) -> u128 {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(b"rinda/1 ");
        context.update(purpose.as_bytes());
        for part in parts {
            // Lengths keep the parts apart.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let tag = context.sign();
        u128::from_be_bytes(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_for_the_same_and_differ_for_all_else() {
        let (one, other) = (Secrets::new(&[1; 32]), Secrets::new(&[2; 32]));
        let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let person = one.person("riga-2", date(24), 7);
        assert_eq!(person, one.person("riga-2", date(24), 7));
        for stranger in [
            one.person("riga-2", date(25), 7),
            one.person("riga-3", date(24), 7),
            one.person("riga-2", date(24), 8),
            other.person("riga-2", date(24), 7),
        ] {
            assert_ne!(person, stranger);
        }
        let (request, link) = one.join("riga-2", 7, "abc");
        assert_eq!((request, link), one.join("riga-2", 7, "abc"));
        assert!(
            request.0 != link.0
                && one.join("riga-2", 7, "abd").1 != link
                && one.join("riga-2", 8, "abc").1 != link
        );
        assert_ne!(one.request(link, "leave", "abc"), one.request(link, "more-time", "abc"));
        assert_ne!(one.request(link, "a", "bc"), one.request(link, "ab", "c"));
    }
}
