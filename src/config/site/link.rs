//! The way to the centre. Without the table there is none.
//!
//! What the file says must be right; what the files that it names say may become right later: they are read anew for each
//! connection, and the branch serves its hall meanwhile.

use super::Problems;
use crate::config::section::{At, Item, Section};
use crate::mqtt::{Address, Broker, TlsError, TlsFiles};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Bytes of a public key of Ed25519 (RFC 8032).
const KEY_BYTES: usize = 32;

/// How a branch reaches its centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkSettings {
    /// The broker between them.
    pub broker: Broker,
    /// The public keys of those whose requests are taken, by name.
    pub request_keys: BTreeMap<String, [u8; KEY_BYTES]>,
    /// Where people write to about a problem.
    pub problems_to: Option<String>,
}

/// The table `[link]`. `key` is the branch's.
pub(super) fn read(file: &mut Section<'_>, key: Option<&At<String>>) -> Option<LinkSettings> {
    let mut section = file.optional("link").and_then(Item::section)?;
    let problems = section.problems;
    if let Some(key) = key.filter(|key| key.value == "centre") {
        problems.error(&key.spot, "is the centre's own name at the broker", "choose another one");
    }
    let address = section.required("broker").and_then(|item| address(item, problems));
    let encrypted = address.as_ref().is_none_or(|address| address.encrypted);
    let tls = encrypted.then(|| tls(&mut section, problems));
    let request_keys = section.required("request_keys").and_then(|item| request_keys(item, problems));
    let problems_to = section.optional("problems_to").and_then(Item::text);
    let problems_to = problems_to.inspect(|mail| check_mail(mail, problems)).map(|mail| mail.value);
    let tls = match tls {
        Some(files) => Some(files?),
        None => None,
    };
    Some(LinkSettings { broker: Broker { address: address?, tls }, request_keys: request_keys?, problems_to })
}

fn address(item: Item<'_>, problems: &Problems) -> Option<Address> {
    let At { value, spot } = item.text()?;
    match value.parse::<Address>() {
        Ok(address) => {
            if !address.encrypted && !["127.0.0.1", "::1", "localhost"].contains(&&*address.host) {
                let what =
                    "people on the way can read and change what is said, and anybody can be this branch";
                problems.warning(&spot, what, "use mqtts://");
            }
            Some(address)
        }
        Err(error) => {
            problems.error(
                &spot,
                format!("'{value}' is no address of a broker: {error}"),
                "write for example \"mqtts://queue.example:8883\"",
            );
            None
        }
    }
}

fn tls(section: &mut Section<'_>, problems: &Problems) -> Option<TlsFiles> {
    let mut file = |key| {
        let item = section.required(key)?;
        let spot = item.spot().clone();
        Some(At { value: item.path()?, spot })
    };
    let (ca, certificate, key) = (file("ca"), file("certificate"), file("key"));
    let (ca, certificate, key) = (ca?, certificate?, key?);
    let files = TlsFiles { ca: ca.value, certificate: certificate.value, key: key.value };
    const LATER: &str = "mend it; until then nobody can join from elsewhere";
    match files.read(0) {
        Ok(_) => {}
        Err(TlsError::File { path, why }) => {
            let spots =
                [(&files.ca, &ca.spot), (&files.certificate, &certificate.spot), (&files.key, &key.spot)];
            let spot = spots.iter().find(|(known, _)| **known == path).map_or(&key.spot, |(_, spot)| *spot);
            problems.warning(spot, format!("{}: {why}", path.display()), LATER);
        }
        Err(error @ TlsError::Pair { .. }) => problems.warning(&key.spot, error.to_string(), LATER),
    }
    if is_open_to_all(&files.key) {
        let what = format!("everybody on this machine can read {}", files.key.display());
        problems.warning(
            &key.spot,
            what,
            "take that right away (chmod o-rwx), and let nobody use this key any more",
        );
    }
    Some(files)
}

fn is_open_to_all(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.mode() & 0o004 != 0)
}

fn request_keys(item: Item<'_>, problems: &Problems) -> Option<BTreeMap<String, [u8; KEY_BYTES]>> {
    let section = item.section_such_as("a table of keys by their names")?;
    let keys = section.named("a name and its key: \"2026\" = \"…\"");
    let all = keys.len();
    let keys: BTreeMap<String, [u8; KEY_BYTES]> = keys
        .into_iter()
        .filter_map(|(name, item)| {
            let At { value, spot } = item.text()?;
            let key = key_of(&value);
            if key.is_none() {
                let what = format!("'{value}' is no public key");
                problems.error(&spot, what, "write its 32 bytes as 64 hexadecimal digits");
            }
            Some((name, key?))
        })
        .collect();
    (keys.len() == all).then_some(keys)
}

fn key_of(text: &str) -> Option<[u8; KEY_BYTES]> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len() == 2 * KEY_BYTES)?;
    let mut key = [0; KEY_BYTES];
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Some(key)
}

fn check_mail(mail: &At<String>, problems: &Problems) {
    let At { value, spot } = mail;
    let is_mail = value.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "@.-_+".contains(c));
    if !is_mail || !plain {
        let what = format!("'{value}' is no e-mail address");
        problems.error(spot, what, "write for example \"queue@office.example\"");
    }
}
