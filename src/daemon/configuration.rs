//! Which configuration a branch starts with: that of the files, or the last good one.
//!
//! **Model.** The state directory keeps the texts of two configurations: the last with which the branch came up, and one that was
//! tried. The files win, unless they are wrong, or are word by word those that were tried and not kept. So nobody has to write
//! into their directory, which may be read-only.
//!
//! **Invariants.** A configuration that is tried is on disk as such before the branch starts with it: when the program ends in any
//! way before somebody has decided, the next start goes back. Both files are there whole or not at all.
//!
//! **Deliberately not here.** Who decides ([`super::reload`]).

use super::{DaemonError, lines, ready};
use crate::access::private_file;
use crate::config::{self, Config, Texts};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// In the state directory.
const FOLDER: &str = "configuration";
const GOOD: &str = "good.json";
const TRIED: &str = "tried.json";
/// Why one was not kept that nobody decided about.
const ENDED: &str = "the program ended while the new configuration was being tried";

/// A configuration that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tried {
    pub(super) texts: Texts,
    /// Why it was not kept; nothing while it is being tried.
    pub(super) refused: Option<String>,
}

/// What the state directory knows.
#[derive(Debug, Clone)]
pub(super) struct Store(PathBuf);

impl Store {
    pub(super) fn of(state: &Path) -> Self {
        Self(state.join(FOLDER))
    }

    fn good(&self) -> Option<Texts> {
        self.read(GOOD)
    }

    pub(super) fn tried(&self) -> Option<Tried> {
        self.read(TRIED)
    }

    /// The branch came up with it.
    ///
    /// # Errors
    /// When it cannot be written. What was there before is there then.
    pub(super) fn keep(&self, texts: &Texts) -> io::Result<()> {
        if self.good().as_ref() == Some(texts) { Ok(()) } else { self.write(GOOD, texts) }
    }

    /// It is tried, or was.
    ///
    /// # Errors
    /// When it cannot be written. What was there before is there then.
    pub(super) fn note(&self, tried: &Tried) -> io::Result<()> {
        self.write(TRIED, tried)
    }

    /// What was tried is of no account any more.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(super) fn forget_tried(&self) -> io::Result<()> {
        match fs::remove_file(self.0.join(TRIED)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Ok(()) => File::open(&self.0)?.sync_all(),
            Err(error) => Err(error),
        }
    }

    /// A file that is damaged is none.
    fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let path = self.0.join(name);
        let text = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            text => text,
        };
        let read = text.and_then(|text| Ok(serde_json::from_slice(&text)?));
        read.inspect_err(|error| tracing::warn!("{}: {error}", path.display())).ok()
    }

    fn write(&self, name: &str, content: &impl Serialize) -> io::Result<()> {
        if !self.0.is_dir() {
            DirBuilder::new().mode(0o700).create(&self.0)?;
            self.0.parent().map_or(Ok(()), |state| File::open(state)?.sync_all())?;
        }
        private_file::write(&self.0, &self.0.join(name), &serde_json::to_string(content)?)
    }
}

/// Why a branch starts with the configuration that it starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The files say it.
    Files,
    /// It is tried for so many seconds; this was wrong before, and is no reason to go back.
    Tried { seconds: u32, wrong_before: Vec<String> },
    /// That of the files is not good, for this reason.
    LastGood { why: String },
}

/// A configuration to start with.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) config: Config,
    pub(super) texts: Texts,
    pub(super) origin: Origin,
}

impl Choice {
    /// What the program starts with.
    ///
    /// # Errors
    /// When the files are wrong and there is no good configuration to go back to.
    pub(super) fn at_start(board: &Path, site: &Path, store: &Store) -> Result<Self, DaemonError> {
        let of_files = config::read(board, site);
        let (is_wrong, tried) = (of_files.config.is_none(), store.tried());
        let why = match tried {
            _ if is_wrong => Some(lines(&of_files).join("; ")),
            Some(Tried { texts, refused }) if texts == of_files.texts => {
                Some(refused.unwrap_or_else(|| ENDED.to_owned()))
            }
            Some(_) | None => None,
        };
        let back = why.and_then(|why| {
            let gone_back = Self::back(store, why);
            gone_back.inspect_err(|error| tracing::warn!("there is no good configuration: {error}")).ok()
        });
        match back {
            Some(choice) => Ok(choice),
            None => {
                let texts = of_files.texts.clone();
                Ok(Self { config: ready(of_files)?, texts, origin: Origin::Files })
            }
        }
    }

    /// A configuration that is to be tried.
    ///
    /// # Errors
    /// When something is wrong with it by now.
    pub(super) fn to_try(texts: Texts, seconds: u32, wrong_before: Vec<String>) -> Result<Self, DaemonError> {
        let config = ready(texts.read())?;
        Ok(Self { config, texts, origin: Origin::Tried { seconds, wrong_before } })
    }

    /// The last good one.
    ///
    /// # Errors
    /// When there is none, or this program cannot read it.
    pub(super) fn back(store: &Store, why: String) -> Result<Self, DaemonError> {
        let none = || DaemonError::Config(format!("no configuration was kept; {why}"));
        let texts = store.good().ok_or_else(none)?;
        Ok(Self { config: ready(texts.read())?, texts, origin: Origin::LastGood { why } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Directory(PathBuf);

    impl Directory {
        /// The packaged files, and a store beside them.
        fn new(name: &str) -> (Self, Store) {
            let path =
                std::env::temp_dir().join(format!("rinda-configuration-{name}-{}", std::process::id()));
            // From an interrupted run with the same process id.
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            let home = Path::new(env!("CARGO_MANIFEST_DIR"));
            fs::copy(home.join("boards/virtual.toml"), path.join("board.toml")).unwrap();
            fs::copy(home.join("systemd/site.toml"), path.join("site.toml")).unwrap();
            let store = Store::of(&path);
            (Self(path), store)
        }

        /// The site's hold time.
        fn write_hold(&self, hold: &str) {
            let path = self.0.join("site.toml");
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().map(|line| match line.strip_prefix("hold_s = ") {
                Some(_) => format!("hold_s = {hold}"),
                None => line.to_owned(),
            });
            fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
        }

        fn start(&self, store: &Store) -> Result<Choice, DaemonError> {
            Choice::at_start(&self.0.join("board.toml"), &self.0.join("site.toml"), store)
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn hold_s(choice: &Choice) -> u32 {
        choice.config.settings.rules.hold_s
    }

    #[test]
    fn the_files_win_unless_they_are_wrong() {
        let (directory, store) = Directory::new("wrong");
        let first = directory.start(&store).unwrap();
        assert_eq!((hold_s(&first), &first.origin), (2700, &Origin::Files));
        directory.write_hold("\"long\"");
        let nothing_kept = directory.start(&store).unwrap_err().to_string();
        assert!(nothing_kept.contains("site.toml:") && nothing_kept.contains("rules.hold_s"));
        store.keep(&first.texts).unwrap();
        let back = directory.start(&store).unwrap();
        assert_eq!(hold_s(&back), 2700);
        let Origin::LastGood { why } = back.origin else { panic!("{:?}", back.origin) };
        assert!(why.contains("site.toml:") && why.contains("rules.hold_s"), "{why}");
        directory.write_hold("3600");
        let mended = directory.start(&store).unwrap();
        assert_eq!((hold_s(&mended), mended.origin), (3600, Origin::Files));
        fs::remove_file(directory.0.join("site.toml")).unwrap();
        assert_eq!(hold_s(&directory.start(&store).unwrap()), 2700);
    }

    #[test]
    fn what_was_tried_and_not_kept_is_not_started_with_until_it_is_changed() {
        let (directory, store) = Directory::new("tried");
        store.keep(&directory.start(&store).unwrap().texts).unwrap();
        directory.write_hold("3600");
        let texts = directory.start(&store).unwrap().texts;
        for (refused, expected) in [(None, ENDED), (Some("the hall is dark".to_owned()), "the hall is dark")]
        {
            store.note(&Tried { texts: texts.clone(), refused }).unwrap();
            let back = directory.start(&store).unwrap();
            let why = expected.to_owned();
            assert_eq!((hold_s(&back), back.origin), (2700, Origin::LastGood { why }));
        }
        let tried = Choice::to_try(texts, 60, Vec::new()).unwrap();
        assert_eq!(hold_s(&tried), 3600, "somebody who asks for it gets it");
        directory.write_hold("1800");
        let other = directory.start(&store).unwrap();
        assert_eq!((hold_s(&other), other.origin), (1800, Origin::Files));
        store.forget_tried().unwrap();
        store.forget_tried().unwrap();
        directory.write_hold("3600");
        assert_eq!(directory.start(&store).unwrap().origin, Origin::Files);
    }

    #[test]
    fn damaged_files_of_the_state_are_none() {
        let (directory, store) = Directory::new("damaged");
        store.keep(&directory.start(&store).unwrap().texts).unwrap();
        for name in [GOOD, TRIED] {
            fs::write(store.0.join(name), "{").unwrap();
        }
        assert_eq!(directory.start(&store).unwrap().origin, Origin::Files);
        directory.write_hold("0");
        assert!(matches!(directory.start(&store), Err(DaemonError::Config(_))));
    }

    #[test]
    fn what_is_kept_has_every_file_that_it_inherits_from() {
        let (directory, store) = Directory::new("inherited");
        let child = "inherit = \"parent\"\n[kiosk.1.printer]\nprofile = \"generic-80mm\"\n";
        let board = directory.0.join("board.toml");
        fs::rename(&board, directory.0.join("parent.toml")).unwrap();
        fs::write(&board, child).unwrap();
        let profiles = directory.0.join("printers");
        fs::create_dir_all(&profiles).unwrap();
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let profile = "generic-80mm.toml";
        fs::copy(home.join("boards/printers").join(profile), profiles.join(profile)).unwrap();
        let first = directory.start(&store).unwrap();
        store.keep(&first.texts).unwrap();
        for path in [board, directory.0.join("parent.toml"), profiles.join(profile)] {
            fs::remove_file(path).unwrap();
        }
        let back = directory.start(&store).unwrap();
        assert_eq!((back.config, back.texts), (first.config, first.texts));
    }
}
