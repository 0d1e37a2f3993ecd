//! Requests, and who may ask.
//!
//! A request is signed, so that a broker that fell into wrong hands can neither make one up nor send one to another branch
//! or at another time. What is signed are the very bytes of `body`, so that nobody has to agree on how JSON is written.

use crate::domain::ids::{LinkId, PersonToken, RequestId, ServiceId};
use crate::domain::remote::{Request, Wish as DomainWish};
use crate::domain::ticket::Language;
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Before the body, so that a signature of this key for something else is none for a request.
const PURPOSE: &[u8] = b"rinda/1 request\n";

/// A signed message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The JSON of a [`RequestBody`].
    pub body: String,
    /// By which key of the centre.
    pub key: String,
    /// Ed25519 (RFC 8032) over `"rinda/1 request\n"` and the bytes of `body`, in hexadecimal.
    pub signature: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestBody {
    /// Which branch, so that no other takes it.
    pub branch: String,
    /// The same for each copy.
    pub request: RequestId,
    /// When nobody waits for the answer any more, in milliseconds since 1970 UTC; at most a day away.
    pub not_after_ms: i64,
    /// What.
    #[serde(flatten)]
    pub wish: Wish,
}

/// A wish. Tickets are named by their links, also those on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum Wish {
    /// To join.
    Join {
        /// The service's key.
        service: ServiceId,
        /// The person's language.
        language: Language,
        /// The link that the ticket will have: 128 random bits.
        link: LinkId,
        /// The person, for this day; nobody can tell from it who that is.
        person: PersonToken,
    },
    /// To leave; also good before the join has arrived.
    Leave {
        /// Whose ticket.
        link: LinkId,
    },
    /// To let a few others go first.
    MoreTime {
        /// Whose ticket.
        link: LinkId,
    },
    /// To say that they are there.
    CheckIn {
        /// Whose ticket.
        link: LinkId,
        /// The code that is shown there.
        code: String,
    },
}

/// Why a message is no request to this branch. It is not answered: whoever sent it may be anybody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRequest {
    /// Not the JSON of a request.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// Signed by a key that this branch does not know.
    #[error("it is signed by the key '{0}', which this branch does not know")]
    UnknownKey(String),
    /// The signature is not that of the body.
    #[error("its signature by the key '{0}' is wrong")]
    Forged(String),
    /// To another branch.
    #[error("it is for the branch '{0}'")]
    ForAnother(String),
}

/// The centre's key to sign with.
#[derive(Debug)]
pub struct RequestKey {
    name: String,
    pair: Ed25519KeyPair,
}

impl RequestKey {
    /// From the 32 secret bytes.
    ///
    /// # Errors
    /// When these are not 32 bytes.
    pub fn new(name: &str, seed: &[u8]) -> Result<Self, String> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .map_err(|_| format!("a key has 32 bytes, this one has {}", seed.len()))?;
        Ok(Self { name: name.to_owned(), pair })
    }

    /// What branches know of it.
    pub fn public(&self) -> [u8; 32] {
        use ring::signature::KeyPair;
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        bytes
    }

    /// The name under which branches know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Signs a request.
    pub fn sign(&self, body: &RequestBody) -> Signed {
        let body = serde_json::to_string(body).expect("a request can be written");
        let signature = self.pair.sign(&signed_bytes(&body));
        Signed { body, key: self.name.clone(), signature: hex(signature.as_ref()) }
    }
}

/// The keys whose requests a branch takes, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(pub BTreeMap<String, [u8; 32]>);

impl Keys {
    /// The request in a message.
    ///
    /// # Errors
    /// Why it is none for this branch.
    pub fn open(&self, branch: &str, message: &[u8]) -> Result<Request, BadRequest> {
        let unreadable = |error: serde_json::Error| BadRequest::Unreadable(error.to_string());
        let Signed { body, key, signature } = serde_json::from_slice(message).map_err(unreadable)?;
        let public = self.0.get(&key).ok_or_else(|| BadRequest::UnknownKey(key.clone()))?;
        let signature = from_hex(&signature).ok_or_else(|| BadRequest::Forged(key.clone()))?;
        let verified = UnparsedPublicKey::new(&ED25519, public).verify(&signed_bytes(&body), &signature);
        verified.map_err(|_| BadRequest::Forged(key))?;
        let body: RequestBody = serde_json::from_str(&body).map_err(unreadable)?;
        if body.branch != branch {
            return Err(BadRequest::ForAnother(body.branch));
        }
        Ok(Request { id: body.request, not_after_ms: body.not_after_ms, wish: body.wish.into() })
    }
}

impl From<Wish> for DomainWish {
    fn from(wish: Wish) -> Self {
        match wish {
            Wish::Join { service, language, link, person } => Self::Join { service, language, link, person },
            Wish::Leave { link } => Self::Leave { link },
            Wish::MoreTime { link } => Self::MoreTime { link },
            Wish::CheckIn { link, code } => Self::CheckIn { link, code },
        }
    }
}

fn signed_bytes(body: &str) -> Vec<u8> {
    [PURPOSE, body.as_bytes()].concat()
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leave(branch: &str) -> RequestBody {
        RequestBody {
            branch: branch.into(),
            request: RequestId(1),
            not_after_ms: 2,
            wish: Wish::Leave { link: LinkId(3) },
        }
    }

    #[test]
    fn a_request_is_taken_from_who_may_ask_and_from_nobody_else() {
        let key = RequestKey::new("2026", &[7; 32]).unwrap();
        let keys = Keys(BTreeMap::from([("2026".to_owned(), key.public())]));
        let open = |signed: &Signed| keys.open("riga-2", &serde_json::to_vec(signed).unwrap());
        let good = key.sign(&leave("riga-2"));
        assert_eq!(
            open(&good).unwrap(),
            Request { id: RequestId(1), not_after_ms: 2, wish: DomainWish::Leave { link: LinkId(3) } }
        );
        let forged =
            Signed { body: good.body.replace("\"not_after_ms\":2", "\"not_after_ms\":3"), ..good.clone() };
        assert_eq!(open(&forged), Err(BadRequest::Forged("2026".into())));
        let stranger = RequestKey::new("2026", &[8; 32]).unwrap().sign(&leave("riga-2"));
        assert_eq!(open(&stranger), Err(BadRequest::Forged("2026".into())));
        let unknown = RequestKey::new("2027", &[7; 32]).unwrap().sign(&leave("riga-2"));
        assert_eq!(open(&unknown), Err(BadRequest::UnknownKey("2027".into())));
        assert_eq!(open(&key.sign(&leave("riga-3"))), Err(BadRequest::ForAnother("riga-3".into())));
        assert!(matches!(keys.open("riga-2", &[0xff; 100]), Err(BadRequest::Unreadable(_))));
    }
}
