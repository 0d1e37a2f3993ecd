//! The machine's clocks.

#![expect(clippy::disallowed_types, reason = "this is the one place that reads the wall clock")]

use super::clock::Reading;
use super::clock_trust::{WITNESS, clock_trust};
use crate::domain::ids::BootId;
use rustix::time::{ClockId, clock_gettime};
use std::fmt::Debug;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// By this name the unit says which boot it is, in which `/proc` has nothing but processes (`%b` of systemd.unit(5)).
const BOOT_ID: &str = "RINDA_BOOT_ID";
/// Where the kernel says it (random(4)).
const BOOT_ID_FILE: &str = "/proc/sys/kernel/random/boot_id";

/// Something that can be asked for the time.
pub trait TimeSource: Debug + Send + Sync {
    /// All clocks at once.
    fn read(&self) -> Reading;

    /// The boot since which [`Reading::mono_ms`] is counted; nothing where nobody can tell it from another one.
    fn boot(&self) -> Option<BootId> {
        None
    }
}

/// The kernel's clocks.
#[derive(Debug, Default)]
pub struct KernelTime;

impl TimeSource for KernelTime {
    fn read(&self) -> Reading {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        // Also while the machine is asleep.
        let since_boot = clock_gettime(ClockId::Boottime);
        let [seconds, nanoseconds] =
            [since_boot.tv_sec, since_boot.tv_nsec].map(|part| u64::try_from(part).unwrap_or(0));
        Reading {
            mono_ms: seconds * 1000 + nanoseconds / 1_000_000,
            wall_ms: since_epoch.map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX)),
            trust: clock_trust(Path::new(WITNESS)),
        }
    }

    fn boot(&self) -> Option<BootId> {
        let said = std::env::var(BOOT_ID).or_else(|_| std::fs::read_to_string(BOOT_ID_FILE));
        boot_id(&said.ok()?)
    }
}

/// 32 hexadecimal digits, with or without dashes.
fn boot_id(text: &str) -> Option<BootId> {
    let digits = text.trim().replace('-', "");
    u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32).map(BootId)
}

#[test]
fn a_boot_is_read_as_the_kernel_and_as_systemd_write_it() {
    let expect = Some(BootId(0x9e31_7a1a_4ea3_41f0_85f3_8c7e_dcf4_70f0));
    assert_eq!(boot_id("9e317a1a-4ea3-41f0-85f3-8c7edcf470f0\n"), expect);
    assert_eq!(boot_id("9e317a1a4ea341f085f38c7edcf470f0"), expect);
    for wrong in ["", "9e317a1a", "9e317a1a-4ea3-41f0-85f3-8c7edcf470f0-1", "x"] {
        assert_eq!(boot_id(wrong), None, "{wrong}");
    }
}
