//! The monitors of the machine. A person may order the kernel to take a connector for empty or not; and a whole card can be
//! taken from its driver, which then knows no more of it than if it were pulled out.

use std::fs;
use std::path::{Path, PathBuf};

/// A monitor.
pub(crate) struct Monitor {
    /// Where it is plugged in, as the kernel says it.
    pub(crate) connector: &'static str,
    /// The same as the emulator says it: the card, and which of its outputs.
    pub(crate) output: &'static str,
}

/// The monitor at the machine's first card, on which its console is.
pub(crate) const SINGLE: Monitor = Monitor { connector: "Virtual-1", output: "single 0" };
/// The two at its second card.
pub(crate) const DOUBLE: [Monitor; 2] = [
    Monitor { connector: "Virtual-2", output: "double 0" },
    Monitor { connector: "Virtual-3", output: "double 1" },
];

impl Monitor {
    /// Puts its plug in.
    pub(crate) fn plug_in(&self) {
        fs::write(self.directory().join("status"), "on").unwrap();
    }

    /// Pulls it out.
    pub(crate) fn unplug(&self) {
        fs::write(self.directory().join("status"), "off").unwrap();
    }

    /// Pulls the card out to which it belongs.
    pub(crate) fn pull_card(&self) -> Slot {
        let connector = self.directory().canonicalize().unwrap();
        // Above the connector are the card, all cards of the device, and the device.
        let device = connector.ancestors().nth(3).unwrap();
        let driver = device.join("driver").canonicalize().unwrap();
        let address = device.file_name().unwrap().to_str().unwrap().to_owned();
        fs::write(driver.join("unbind"), &address).unwrap();
        Slot { driver, address }
    }

    fn directory(&self) -> PathBuf {
        let is_it = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.split_once('-').is_some_and(|(_, connector)| connector == self.connector)
        };
        let mut entries =
            fs::read_dir(Path::new("/sys/class/drm")).unwrap().map(|entry| entry.unwrap().path());
        entries.find(is_it).unwrap_or_else(|| panic!("there is no {}", self.connector))
    }
}

/// Where a card was.
pub(crate) struct Slot {
    driver: PathBuf,
    address: String,
}

impl Slot {
    /// Puts the card in again.
    pub(crate) fn plug_in(self) {
        fs::write(self.driver.join("bind"), self.address).unwrap();
    }
}
