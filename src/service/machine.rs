//! How the device is that the branch runs on: room, heat, power, memory.
//!
//! What a machine does not tell is not known here: a device without a thermometer is not a broken one.

use rustix::fs::statvfs;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// Below this part of the disk somebody should make room, in percent.
const DISK_LOW_PERCENT: u64 = 5;
/// And below so much, however small the disk.
const DISK_LOW_BYTES: u64 = 64 << 20;
/// From here on processors of such devices are slowed down (Raspberry Pi: 80 °C).
const HOT_C: i32 = 80;

/// A reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Room that is left on the disk of the state directory.
    pub disk_free_bytes: Option<u64>,
    /// All of it.
    pub disk_bytes: Option<u64>,
    /// What the files of the state directory take.
    pub state_bytes: u64,
    /// The hottest thermometer.
    pub temperature_c: Option<i32>,
    /// Whether the supply's voltage is too low now.
    pub under_voltage: Option<bool>,
    /// Whether it was since the start of the machine.
    pub under_voltage_before: Option<bool>,
    /// What this process has in memory.
    pub memory_bytes: Option<u64>,
}

impl Machine {
    /// Reads what there is; `root` is the file system's. Files of other processes and devices: not to be called where others wait.
    pub(super) fn read(root: &Path, state: &Path) -> Self {
        let room = statvfs(state)
            .ok()
            .map(|disk| [disk.f_bavail, disk.f_blocks].map(|blocks| blocks.saturating_mul(disk.f_frsize)));
        let throttled = throttled(root);
        let alarm = hwmon_alarm(root);
        Self {
            disk_free_bytes: room.map(|[free, _]| free),
            disk_bytes: room.map(|[_, all]| all),
            state_bytes: files_bytes(state),
            temperature_c: temperature_c(root),
            under_voltage: throttled.map(|bits| bits & 1 != 0).or(alarm),
            under_voltage_before: throttled.map(|bits| bits & 1 << 16 != 0),
            memory_bytes: memory_bytes(root),
        }
    }

    /// Whether somebody should make room.
    pub fn disk_is_low(&self) -> bool {
        let (Some(free), Some(all)) = (self.disk_free_bytes, self.disk_bytes) else { return false };
        free < DISK_LOW_BYTES.max(all / 100 * DISK_LOW_PERCENT)
    }

    /// Whether it is too hot.
    pub fn is_hot(&self) -> bool {
        self.temperature_c.is_some_and(|degrees| degrees >= HOT_C)
    }
}

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

fn entries(directory: &Path) -> impl Iterator<Item = fs::DirEntry> + use<> {
    fs::read_dir(directory).into_iter().flatten().flatten()
}

/// `sysfs` has thousandths of degrees (Documentation/driver-api/thermal/sysfs-api.rst).
fn temperature_c(root: &Path) -> Option<i32> {
    let zones = entries(&root.join("sys/class/thermal"));
    let degrees = zones.filter_map(|zone| text(&zone.path().join("temp"))?.parse::<i32>().ok());
    degrees.max().map(|thousandths| thousandths / 1000)
}

/// The firmware of a Raspberry Pi: bit 0 under-voltage now, bit 16 since the start (`vcgencmd get_throttled`).
fn throttled(root: &Path) -> Option<u32> {
    let bits = text(&root.join("sys/devices/platform/soc/soc:firmware/get_throttled"))?;
    u32::from_str_radix(bits.trim_start_matches("0x"), 16).ok()
}

/// The kernel's own driver for the same (drivers/hwmon/raspberrypi-hwmon.c).
fn hwmon_alarm(root: &Path) -> Option<bool> {
    let mut sensors = entries(&root.join("sys/class/hwmon")).map(|entry| entry.path());
    let sensor = sensors.find(|sensor| text(&sensor.join("name")).is_some_and(|name| name == "rpi_volt"))?;
    text(&sensor.join("in0_lcrit_alarm")).map(|alarm| alarm != "0")
}

/// Of this process (proc_pid_status(5)), in units of 1024 bytes.
fn memory_bytes(root: &Path) -> Option<u64> {
    let status = text(&root.join("proc/self/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

fn files_bytes(directory: &Path) -> u64 {
    let files = entries(directory).filter_map(|entry| entry.metadata().ok());
    files.filter(fs::Metadata::is_file).map(|file| file.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::tests::Directory;

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn a_machine_is_read_as_far_as_it_tells() {
        let (root, state) = (Directory::new(), Directory::new());
        put(&state.0, "journal.db", "12345");
        let bare = Machine::read(&root.0, &state.0);
        assert_eq!((bare.temperature_c, bare.under_voltage, bare.memory_bytes), (None, None, None));
        assert_eq!(bare.state_bytes, 5);
        assert!(bare.disk_bytes.unwrap() >= bare.disk_free_bytes.unwrap());
        put(&root.0, "sys/class/thermal/thermal_zone0/temp", "48312\n");
        put(&root.0, "sys/class/thermal/thermal_zone1/temp", "81000\n");
        put(&root.0, "sys/class/thermal/thermal_zone2/temp", "garbage");
        put(&root.0, "sys/class/hwmon/hwmon0/name", "cpu\n");
        put(&root.0, "sys/class/hwmon/hwmon1/name", "rpi_volt\n");
        put(&root.0, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
        put(&root.0, "proc/self/status", "Name:\trinda\nVmRSS:\t   20480 kB\nThreads:\t4\n");
        let told = Machine::read(&root.0, &state.0);
        assert_eq!((told.temperature_c, told.is_hot()), (Some(81), true));
        assert_eq!((told.under_voltage, told.under_voltage_before), (Some(true), None));
        assert_eq!(told.memory_bytes, Some(20 << 20));
        put(&root.0, "sys/devices/platform/soc/soc:firmware/get_throttled", "50000\n");
        let told = Machine::read(&root.0, &state.0);
        assert_eq!((told.under_voltage, told.under_voltage_before), (Some(false), Some(true)));
    }

    #[test]
    fn a_disk_is_low_by_its_own_measure() {
        let check = |free, all, low| {
            let machine =
                Machine { disk_free_bytes: Some(free), disk_bytes: Some(all), ..Machine::default() };
            assert_eq!(machine.disk_is_low(), low, "{free} of {all}");
        };
        check(4 << 30, 100 << 30, true);
        check(6 << 30, 100 << 30, false);
        check(60 << 20, 128 << 20, true);
        check(65 << 20, 128 << 20, false);
        assert!(!Machine::default().disk_is_low());
    }
}
