//! Until when a certificate is valid.
//!
//! rustls checks the certificates of others and does not say when our own ends; the crates that read all of X.509 bring a
//! dozen others. One field is wanted, and its place is fixed (RFC 5280, 4.1): the walk to it is short.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const EXPLICIT_VERSION: u8 = 0xa0;

/// The end of the first certificate of a PEM file: our own stands before those that vouch for it.
///
/// # Errors
/// Why nobody knows.
pub(super) fn ends(path: &Path) -> Result<DateTime<Utc>, String> {
    let certificate = CertificateDer::from_pem_file(path).map_err(|error| error.to_string())?;
    not_after(&certificate).ok_or_else(|| "is no certificate that can be read".to_owned())
}

/// The field `notAfter` of a certificate in DER.
fn not_after(der: &[u8]) -> Option<DateTime<Utc>> {
    let (certificate, _) = taken(der, SEQUENCE)?;
    let (signed, _) = taken(certificate, SEQUENCE)?;
    // The first version of certificates does not say that it is.
    let rest = taken(signed, EXPLICIT_VERSION).map_or(signed, |(_, rest)| rest);
    let (_serial, rest) = taken(rest, INTEGER)?;
    let (_algorithm, rest) = taken(rest, SEQUENCE)?;
    let (_issuer, rest) = taken(rest, SEQUENCE)?;
    let (validity, _) = taken(rest, SEQUENCE)?;
    let (_, _begin, rest) = element(validity)?;
    let (tag, text, _) = element(rest)?;
    time(tag, std::str::from_utf8(text).ok()?)
}

/// Two digits of a year are of the years 1950 to 2049 (RFC 5280, 4.1.2.5.1).
fn time(tag: u8, text: &str) -> Option<DateTime<Utc>> {
    let text = match tag {
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let (date, time) = (text.get(..8)?, text.get(8..)?);
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
    let time = chrono::NaiveTime::parse_from_str(time, "%H%M%SZ").ok()?;
    Some(NaiveDateTime::new(date, time).and_utc())
}

/// What is in the first element if it has this tag, and what comes after it.
fn taken(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, inside, rest) = element(der)?;
    (tag == wanted).then_some((inside, rest))
}

/// Tag, content and rest: lengths of one byte, or of one to four more (X.690, 8.1.3).
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short if short < 0x80 => (usize::from(short), rest),
        long => {
            let count = usize::from(long & 0x7f);
            let (digits, rest) = rest.split_at_checked(count).filter(|_| (1..=4).contains(&count))?;
            (digits.iter().fold(0, |sum, &digit| sum << 8 | usize::from(digit)), rest)
        }
    };
    let (inside, rest) = rest.split_at_checked(length)?;
    Some((tag, inside, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::tests::Directory;
    use proptest::prelude::*;
    use std::process::Command;

    /// An element of DER.
    fn der(tag: u8, inside: &[u8]) -> Vec<u8> {
        let length = u16::try_from(inside.len()).unwrap().to_be_bytes();
        let head =
            if inside.len() < 0x80 { vec![tag, length[1]] } else { vec![tag, 0x82, length[0], length[1]] };
        [head, inside.to_vec()].concat()
    }

    fn certificate(version: bool, tag: u8, end: &str) -> Vec<u8> {
        let version = if version { der(EXPLICIT_VERSION, &der(INTEGER, &[2])) } else { Vec::new() };
        let issuer = der(SEQUENCE, &[7; 300]);
        let validity = der(SEQUENCE, &[der(UTC_TIME, b"200101000000Z"), der(tag, end.as_bytes())].concat());
        let inside =
            [version, der(INTEGER, &[1, 2]), der(SEQUENCE, b""), issuer, validity, der(SEQUENCE, b"x")];
        der(SEQUENCE, &[der(SEQUENCE, &inside.concat()), der(SEQUENCE, b"")].concat())
    }

    #[test]
    fn the_end_is_found_in_both_spellings() {
        let check = |version, tag, end, expected: Option<&str>| {
            let found = not_after(&certificate(version, tag, end));
            assert_eq!(found, expected.map(|text| text.parse().unwrap()), "{end}");
        };
        check(true, UTC_TIME, "270302235959Z", Some("2027-03-02T23:59:59Z"));
        check(false, UTC_TIME, "270302235959Z", Some("2027-03-02T23:59:59Z"));
        check(true, UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z"));
        check(true, UTC_TIME, "991231235959Z", Some("1999-12-31T23:59:59Z"));
        check(true, GENERALIZED_TIME, "99991231235959Z", Some("9999-12-31T23:59:59Z"));
        check(true, UTC_TIME, "271302235959Z", None);
        check(true, UTC_TIME, "", None);
        check(true, INTEGER, "270302235959Z", None);
    }

    #[test]
    fn a_real_certificate_ends_when_openssl_says() {
        let directory = Directory::new();
        let (key, file) = (directory.0.join("key.pem"), directory.0.join("certificate.pem"));
        let openssl = |arguments: &[&str]| {
            let output = Command::new("openssl").args(arguments).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let (key, path) = (key.to_str().unwrap(), file.to_str().unwrap());
        openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ed25519",
            "-nodes",
            "-days",
            "10000",
            "-subj",
            "/CN=riga-2",
            "-keyout",
            key,
            "-out",
            path,
        ]);
        // "notAfter=Apr 13 21:40:00 2054 GMT"
        let said = openssl(&["x509", "-in", path, "-noout", "-enddate"]);
        let said = NaiveDateTime::parse_from_str(said.trim(), "notAfter=%b %e %H:%M:%S %Y GMT").unwrap();
        assert_eq!(ends(&file), Ok(said.and_utc()));
        assert!(ends(Path::new(key)).is_err(), "a key is no certificate");
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes: Vec<u8>) {
            not_after(&bytes);
        }

        #[test]
        fn no_certificate_is_too_damaged(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
            let mut bytes = certificate(true, UTC_TIME, "270302235959Z");
            let at = at.index(bytes.len());
            bytes[at] = byte;
            not_after(&bytes);
            bytes.truncate(cut.index(bytes.len()));
            not_after(&bytes);
        }
    }
}
