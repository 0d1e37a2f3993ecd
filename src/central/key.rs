//! The file with the centre's key.

use super::secrets::Secrets;
use crate::protocol::{RequestKey, from_hex, hex};
use serde::Deserialize;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What is in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    name: String,
    secret: String,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("{}: {source}; `rinda central-key` makes such a file", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is there already.
    #[error("{} is there already, and a key that branches know must not be lost; name a new file, or move this one away", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// The file cannot be made.
    #[error("cannot make {}: {source}", path.display())]
    Unmade {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not a key file.
    #[error("{}: {why}; `rinda central-key` makes such a file", path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Others may read it.
    #[error("{} may be read by others (mode {mode:03o}); `chmod 600` it, and make a new key if anybody has", path.display())]
    Open {
        /// Which.
        path: PathBuf,
        /// Its rights.
        mode: u32,
    },
}

/// The key of the centre, and what else is made of its secret.
#[derive(Debug)]
pub struct CentreKey {
    /// Signs requests.
    pub signing: RequestKey,
    /// Makes names.
    pub secrets: Secrets,
}

impl CentreKey {
    /// From a secret of 32 bytes.
    ///
    /// # Errors
    /// When it has another length.
    pub fn new(name: &str, secret: &[u8]) -> Result<Self, String> {
        Ok(Self { signing: RequestKey::new(name, secret)?, secrets: Secrets::new(secret) })
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When it cannot be read, is not a key file, or may be read by others.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::Unreadable { path: path.to_owned(), source };
        let mode = std::fs::metadata(path).map_err(failed)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Open { path: path.to_owned(), mode });
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let content = |why: String| KeyError::Content { path: path.to_owned(), why };
        let file: KeyFile = toml::from_str(&text).map_err(|error| content(error.message().to_owned()))?;
        let secret = from_hex(&file.secret).ok_or_else(|| content("the secret is not hexadecimal".into()))?;
        Self::new(&file.name, &secret).map_err(content)
    }

    /// Makes a key file that only its owner may read; one that is there is not touched.
    ///
    /// # Errors
    /// When it cannot be made, or the kernel gives no random bytes.
    pub fn make(path: &Path, name: &str) -> Result<Self, KeyError> {
        let failed = |source: io::Error| {
            let path = path.to_owned();
            if source.kind() == io::ErrorKind::AlreadyExists {
                KeyError::Exists { path }
            } else {
                KeyError::Unmade { path, source }
            }
        };
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| failed(io::Error::other(error)))?;
        let key = Self::new(name, &secret).map_err(|why| KeyError::Content { path: path.to_owned(), why })?;
        let head = "# The secret of a centre: whoever has it can ask branches for numbers. Only the centre reads it.";
        let text = format!(
            "{head}\nname = {}\nsecret = \"{}\"\n",
            toml::Value::String(name.to_owned()),
            hex(&secret)
        );
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_by_its_owner_only() {
        let path = std::env::temp_dir().join(format!("rinda-central-key-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let made = CentreKey::make(&path, "2026").unwrap();
        let read = CentreKey::read(&path).unwrap();
        assert_eq!((read.signing.name(), read.signing.public()), ("2026", made.signing.public()));
        assert!(
            matches!(CentreKey::make(&path, "2027"), Err(KeyError::Exists { .. })),
            "it is there already"
        );
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(matches!(CentreKey::read(&path), Err(KeyError::Open { mode: 0o640, .. })));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        for (text, expected) in [
            ("name = \"a\"\n", "missing field `secret`"),
            ("name = \"a\"\nsecret = \"00\"\n", "a key has 32 bytes, this one has 1"),
            ("name = \"a\"\nsecret = \"xy\"\n", "the secret is not hexadecimal"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = CentreKey::read(&path).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
