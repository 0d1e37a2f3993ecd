//! The files in which the kernel shows devices.
//!
//! They are read below a root, so that tests have a machine of their own. What people read never has that root in it.

use rustix::fs::{Access, access};
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// From an interface up to the device that has a name is not farther.
const STEPS_MAX: usize = 5;

/// `/dev`, `/proc`, `/sys` and `/etc/group`.
#[derive(Debug, Clone)]
pub struct Tree {
    root: PathBuf,
}

/// Names of a USB device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct UsbNames {
    pub(super) id: Option<String>,
    pub(super) maker: Option<String>,
    pub(super) product: Option<String>,
    pub(super) serial: Option<String>,
}

impl Default for Tree {
    /// This machine.
    fn default() -> Self {
        Self { root: "/".into() }
    }
}

impl Tree {
    /// A machine whose files are below this directory.
    pub fn below(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where a file is really. `path` is absolute.
    pub(super) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The names in a directory, `ttyS2` before `ttyS10`; none when it is not there.
    pub(super) fn names(&self, directory: &str) -> Vec<String> {
        let entries = self.at(directory).read_dir().into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort_by_cached_key(|name| {
            let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
            (word.to_owned(), name.len(), name.clone())
        });
        names
    }

    /// What a file says. `None` when it is not there, empty or unreadable.
    pub(super) fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        text(&self.at(path))
    }

    /// What the USB device calls itself to which this belongs.
    pub(super) fn usb_names(&self, path: &str) -> UsbNames {
        let Ok(path) = self.at(path).canonicalize() else { return UsbNames::default() };
        let device = path.ancestors().take(STEPS_MAX).find(|path| path.join("idVendor").exists());
        device.map_or_else(UsbNames::default, |device| {
            let text = |name: &str| text(&device.join(name));
            let id = text("idVendor").zip(text("idProduct"));
            UsbNames {
                id: id.map(|(vendor, product)| format!("{vendor}:{product}")),
                maker: text("manufacturer"),
                product: text("product"),
                serial: text("serial"),
            }
        })
    }

    /// Why this process cannot use a device file; `None` when it can.
    pub(super) fn denial(&self, node: &str, wanted: Access) -> Option<String> {
        let path = self.at(node);
        match access(&path, wanted) {
            Ok(()) => None,
            Err(error) => Some(match path.metadata() {
                Ok(metadata) if io::Error::from(error).kind() == io::ErrorKind::PermissionDenied => {
                    self.refusal(node, &metadata)
                }
                Ok(_) => format!("{node} cannot be used: {}", io::Error::from(error)),
                Err(_) => format!("its device file {node} is not there; is udev running?"),
            }),
        }
    }

    fn refusal(&self, node: &str, metadata: &Metadata) -> String {
        let groups = self.text("/etc/group").unwrap_or_default();
        refusal(node, metadata.permissions().mode(), group(&groups, metadata.gid()))
    }
}

/// What a file says. A device chooses its name, and must not write to the terminal what it likes.
fn text(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim().replace(|c: char| c.is_control() && c != '\n', "\u{fffd}");
    (!text.is_empty()).then_some(text)
}

/// The name of a group.
fn group(groups: &str, gid: u32) -> Option<&str> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(gid)).then_some(name)
    })
}

/// Who may open a device file that this user may not.
fn refusal(node: &str, mode: u32, group: Option<&str>) -> String {
    match group {
        Some(group) if group != "root" && mode & 0o040 != 0 => format!(
            "this user may not open {node}; join the group {group}: `sudo usermod -aG {group} $USER`, then log in anew"
        ),
        _ => format!("only root may open {node}; a udev rule can give it to a group"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_group_that_helps() {
        let groups = "root:x:0:\nlp:x:7:rinda\ngpio:x:997:\n";
        assert_eq!(group(groups, 7), Some("lp"));
        assert_eq!(group(groups, 8), None);
        assert_eq!(
            refusal("/dev/usb/lp0", 0o660, group(groups, 7)),
            "this user may not open /dev/usb/lp0; join the group lp: `sudo usermod -aG lp $USER`, then log in anew"
        );
        let root_only = "only root may open /dev/gpiochip0; a udev rule can give it to a group";
        assert_eq!(refusal("/dev/gpiochip0", 0o600, group(groups, 997)), root_only);
        assert_eq!(refusal("/dev/gpiochip0", 0o660, group(groups, 0)), root_only);
        assert_eq!(refusal("/dev/gpiochip0", 0o660, None), root_only);
    }
}
