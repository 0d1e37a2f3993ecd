//! A GPIO chip that is not there: the kernel's `gpio-sim`, set up in configfs.

use std::fs;
use std::path::{Path, PathBuf};

const CONFIG: &str = "/sys/kernel/config/gpio-sim";

/// What pulls a line.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pull {
    /// To the supply.
    Up,
    /// To ground.
    Down,
}

/// A chip. Ends with the value, as if somebody pulled it out.
pub(crate) struct Chip {
    config: PathBuf,
    lines: PathBuf,
}

impl Chip {
    /// A chip with these lines: buttons are open, and lamps that nobody drives are dark.
    pub(crate) fn new(label: &str, lines: &[&str]) -> Self {
        let config = Path::new(CONFIG).join(label);
        let bank = config.join("bank");
        fs::create_dir_all(&bank).unwrap();
        fs::write(bank.join("label"), label).unwrap();
        fs::write(bank.join("num_lines"), lines.len().to_string()).unwrap();
        for (offset, name) in lines.iter().enumerate() {
            let line = bank.join(format!("line{offset}"));
            fs::create_dir(&line).unwrap();
            fs::write(line.join("name"), name).unwrap();
        }
        fs::write(config.join("live"), "1").unwrap();
        let device = fs::read_to_string(config.join("dev_name")).unwrap();
        let chip = fs::read_to_string(bank.join("chip_name")).unwrap();
        let path = Path::new("/sys/devices/platform").join(device.trim()).join(chip.trim());
        let chip = Self { config, lines: path };
        for (line, name) in (0..).zip(lines) {
            chip.pull(line, if name.starts_with("LAMP") { Pull::Down } else { Pull::Up });
        }
        chip
    }

    /// Pulls a line.
    pub(crate) fn pull(&self, line: u32, pull: Pull) {
        let pull = match pull {
            Pull::Up => "pull-up",
            Pull::Down => "pull-down",
        };
        fs::write(self.line(line).join("pull"), pull).unwrap();
    }

    /// Whether a line is high.
    pub(crate) fn value(&self, line: u32) -> bool {
        fs::read_to_string(self.line(line).join("value")).unwrap().trim() == "1"
    }

    fn line(&self, line: u32) -> PathBuf {
        self.lines.join(format!("sim_gpio{line}"))
    }
}

impl Drop for Chip {
    fn drop(&mut self) {
        fs::write(self.config.join("live"), "0").unwrap();
        let bank = self.config.join("bank");
        let lines = fs::read_dir(&bank).unwrap().map(|entry| entry.unwrap().path());
        for line in lines.filter(|path| path.is_dir()) {
            fs::remove_dir(line).unwrap();
        }
        fs::remove_dir(bank).unwrap();
        fs::remove_dir(&self.config).unwrap();
    }
}
