//! Where a broker is, and how both sides know that the other one is who it says.

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// A broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broker {
    /// Where.
    pub address: Address,
    /// For an address with `mqtts`.
    pub tls: Option<TlsFiles>,
}

/// `mqtts://host:port`, or `mqtt://host:port` without TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whether it is `mqtts`.
    pub encrypted: bool,
    /// A name or an IP address; IPv6 without brackets.
    pub host: String,
    /// By default 8883, or 1883 without TLS.
    pub port: u16,
}

/// Why some text is no address of a broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not mqtts:// and a host name, with a port or without")]
pub struct AddressError;

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (encrypted, rest) = match text.split_once("://") {
            Some(("mqtts", rest)) => (true, rest),
            Some(("mqtt", rest)) => (false, rest),
            _ => return Err(AddressError),
        };
        let (host, after) = match rest.strip_prefix('[') {
            Some(rest) => rest.split_once(']').ok_or(AddressError)?,
            None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
        };
        let port = match after.strip_prefix(':') {
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(AddressError)?,
            None if after.is_empty() && encrypted => 8883,
            None if after.is_empty() => 1883,
            None => return Err(AddressError),
        };
        let is_of_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.is_empty() || !host.chars().all(is_of_host) {
            return Err(AddressError);
        }
        Ok(Self { encrypted, host: host.to_owned(), port })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encrypted { "mqtts" } else { "mqtt" };
        let Self { host, port, .. } = self;
        if host.contains(':') {
            write!(f, "{scheme}://[{host}]:{port}")
        } else {
            write!(f, "{scheme}://{host}:{port}")
        }
    }
}

/// Files in PEM (RFC 7468). They are read anew for each connection, so that a renewed certificate needs no restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificates of authorities that may vouch for the broker; no other ones do.
    pub ca: PathBuf,
    /// Our certificate, and those between it and its authority.
    pub certificate: PathBuf,
    /// Its secret key.
    pub key: PathBuf,
}

/// What is wrong with the files.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is not what it should be.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Key and certificate do not belong together, or are of a kind that nobody can use.
    #[error("{} and {}: {source}", certificate.display(), key.display())]
    Pair {
        /// The certificate.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
        /// Why.
        source: rustls::Error,
    },
}

impl TlsFiles {
    /// Reads the files and checks that they fit together. Certificates are held against a time that is at least
    /// `at_least_ms`, in milliseconds since 1970 UTC: a device without a clock battery starts in 1970, when none was valid.
    ///
    /// # Errors
    /// The first file that is wrong.
    pub fn read(&self, at_least_ms: i64) -> Result<ClientConfig, TlsError> {
        let mut roots = RootCertStore::empty();
        for authority in certificates(&self.ca)? {
            roots.add(authority).map_err(|error| file(&self.ca, &error))?;
        }
        let chain = certificates(&self.certificate)?;
        let key =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|error| not_pem(&self.key, &error, "key"))?;
        let provider = Arc::new(default_provider());
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
        let verifier = verifier.map_err(|error| file(&self.ca, &error))?;
        let clock = Arc::new(AtLeast(at_least_ms));
        ClientConfig::builder_with_details(provider, clock)
            .with_safe_default_protocol_versions()
            .map(|builder| builder.with_webpki_verifier(verifier))
            .and_then(|builder| builder.with_client_auth_cert(chain, key))
            .map_err(|source| {
                let (certificate, key) = (self.certificate.clone(), self.key.clone());
                TlsError::Pair { certificate, key, source }
            })
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let read = read.map_err(|error| not_pem(path, &error, "certificate"))?;
    if read.is_empty() { Err(not_pem(path, &pem::Error::NoItemsFound, "certificate")) } else { Ok(read) }
}

fn not_pem(path: &Path, error: &pem::Error, what: &str) -> TlsError {
    if let pem::Error::Io(error) = error {
        file(path, error)
    } else if matches!(error, pem::Error::NoItemsFound) {
        file(path, &format!("has no {what} in PEM"))
    } else {
        file(path, &format!("{error:?}"))
    }
}

fn file(path: &Path, why: &dyn fmt::Display) -> TlsError {
    TlsError::File { path: path.to_owned(), why: why.to_string() }
}

/// The wall clock, or what is known to have passed when it says less.
#[derive(Debug)]
struct AtLeast(i64);

impl TimeProvider for AtLeast {
    fn current_time(&self) -> Option<UnixTime> {
        let known = Duration::from_millis(self.0.try_into().unwrap_or(0));
        Some(UnixTime::now().max(UnixTime::since_unix_epoch(known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written() {
        let read = |text: &str| text.parse::<Address>().map(|address| address.to_string());
        for text in ["mqtts://queue.example:8883", "mqtt://127.0.0.1:1883", "mqtts://[::1]:9"] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        assert_eq!(read("mqtts://queue.example").as_deref(), Ok("mqtts://queue.example:8883"));
        assert_eq!(read("mqtt://queue.example").as_deref(), Ok("mqtt://queue.example:1883"));
        for text in [
            "",
            "queue.example",
            "http://queue.example",
            "mqtts://",
            "mqtts://:8883",
            "mqtts://a:0",
            "mqtts://a:b",
            "mqtts://a:1/x",
            "mqtts://a b",
            "mqtts://[::1",
            "mqtts://[::1]x",
            "mqtts://a:70000",
        ] {
            assert_eq!(read(text), Err(AddressError), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_names_it() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (lacking, no_pem) = (here.join("no-such-file.pem"), here.join("Cargo.toml"));
        let files = |ca: &Path| TlsFiles { ca: ca.into(), certificate: no_pem.clone(), key: no_pem.clone() };
        let says = |ca: &Path| files(ca).read(0).unwrap_err().to_string();
        assert!(says(&lacking).contains("no-such-file.pem: No such file"), "{}", says(&lacking));
        assert!(says(&no_pem).ends_with("Cargo.toml: has no certificate in PEM"), "{}", says(&no_pem));
    }

    #[test]
    fn a_clock_that_starts_in_1970_does_not_make_certificates_look_too_young() {
        let known_ms = 4_000_000_000_000;
        assert_eq!(AtLeast(known_ms).current_time().map(|time| time.as_secs()), Some(4_000_000_000));
        assert!(AtLeast(0).current_time().is_some_and(|time| time.as_secs() > 1_700_000_000));
    }
}
