//! Which keyboard is meant.

use std::path::PathBuf;
use thiserror::Error;

/// What is known about an event device.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its device file.
    pub(super) path: PathBuf,
    /// Its name.
    pub(super) name: String,
    /// How many of the wanted keys it has.
    pub(super) has: usize,
    /// The wanted keys that it does not have.
    pub(super) lacks: Vec<String>,
}

/// It is not clear which keyboard is meant.
#[derive(Debug, Error, PartialEq, Eq)]
pub(in crate::devices) enum FindError {
    /// None has this name.
    #[error("no keyboard is named so; there are {there}{closed}")]
    NoDevice {
        /// Those that there are.
        there: String,
        /// Those that cannot be opened.
        closed: String,
    },
    /// None has any of the keys.
    #[error("it has none of the keys {keys}")]
    NoKey {
        /// Those that were looked for.
        keys: String,
    },
    /// Several would do.
    #[error("several are named so: {paths}; give the path of one, best from /dev/input/by-path")]
    Ambiguous {
        /// All of them.
        paths: String,
    },
}

/// Chooses the device that is meant by a name, or judges the one that was found by its path. Gives its index.
pub(super) fn choose(device: &str, candidates: &[Candidate], closed: &[String]) -> Result<usize, FindError> {
    let by_path = device.starts_with('/');
    let meant = candidates.iter().enumerate().filter(|(_, one)| by_path || one.name == device.trim());
    let meant: Vec<(usize, &Candidate)> = meant.collect();
    let most = meant.iter().map(|(_, one)| one.has).max().unwrap_or(0);
    let best: Vec<&(usize, &Candidate)> = meant.iter().filter(|(_, one)| one.has == most).collect();
    match best.as_slice() {
        [] => Err(FindError::NoDevice { there: there(candidates), closed: in_brackets(closed) }),
        [(_, one), ..] if most == 0 => Err(FindError::NoKey { keys: one.lacks.join(", ") }),
        [(index, _)] => Ok(*index),
        several => {
            let paths = several.iter().map(|(_, one)| one.path.display().to_string());
            Err(FindError::Ambiguous { paths: paths.collect::<Vec<_>>().join(", ") })
        }
    }
}

fn there(candidates: &[Candidate]) -> String {
    if candidates.is_empty() {
        return "none".into();
    }
    let names = candidates.iter().map(|one| format!("'{}' ({})", one.name, one.path.display()));
    names.collect::<Vec<_>>().join(", ")
}

fn in_brackets(closed: &[String]) -> String {
    closed.iter().map(|one| format!(" ({one})")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two arcade encoders of one make, a keypad with media keys, and a mouse.
    fn candidates() -> Vec<Candidate> {
        let devices =
            [("Encoder", 3), ("Encoder", 3), ("Keypad", 1), ("Keypad", 3), ("Keypad", 0), ("Mouse", 0)];
        let candidate = |(number, (name, has)): (usize, (&str, usize))| Candidate {
            path: format!("/dev/input/event{number}").into(),
            name: name.into(),
            has,
            lacks: ["KEY_A", "KEY_B", "KEY_C"][has..].iter().map(|&key| key.into()).collect(),
        };
        devices.into_iter().enumerate().map(candidate).collect()
    }

    fn check(device: &str, expect: Result<usize, &str>) {
        let closed = ["/dev/input/event9: permission denied".to_owned()];
        let chosen = choose(device, &candidates(), &closed).map_err(|error| error.to_string());
        assert_eq!(chosen, expect.map_err(Into::into), "{device}");
    }

    #[test]
    fn the_device_with_the_keys_is_meant() {
        check("Keypad", Ok(3));
        check("Keypad ", Ok(3));
        check("Mouse", Err("it has none of the keys KEY_A, KEY_B, KEY_C"));
    }

    #[test]
    fn what_is_not_clear_is_said_with_what_there_is() {
        check(
            "Encoder",
            Err(
                "several are named so: /dev/input/event0, /dev/input/event1; give the path of one, best from \
                 /dev/input/by-path",
            ),
        );
        check(
            "Scanner",
            Err(
                "no keyboard is named so; there are 'Encoder' (/dev/input/event0), 'Encoder' (/dev/input/event1), \
                 'Keypad' (/dev/input/event2), 'Keypad' (/dev/input/event3), 'Keypad' (/dev/input/event4), \
                 'Mouse' (/dev/input/event5) (/dev/input/event9: permission denied)",
            ),
        );
    }

    #[test]
    fn a_path_is_taken_at_its_word() {
        let encoder = &candidates()[1..2];
        assert_eq!(choose("/dev/input/event1", encoder, &[]), Ok(0));
        let mouse = choose("/dev/input/event5", &candidates()[5..], &[]);
        assert_eq!(mouse, Err(FindError::NoKey { keys: "KEY_A, KEY_B, KEY_C".into() }));
    }
}
