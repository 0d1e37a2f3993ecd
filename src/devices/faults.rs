//! What does not work, by device: for the staff's pages.
//!
//! **Model.** Who attends a device says here why it does not work, and takes that back when it works again
//! ([`super::wiring::Attempts`] does both). The register outlives the branch, as the devices do.
//!
//! **Invariants.** Readers are woken by changes only. The order is that of the names. There is room for
//! [`DEVICES_MAX`] devices; one that finds none says it again with its next attempt, and stands in the log all the same.
//!
//! **Deliberately not here.** What printers say: their state is the branch's business, because it decides whether a ticket can be
//! given; here is only why one cannot be reached. Words for people: `wording` has them.

use std::collections::BTreeMap;
use tokio::sync::watch;

/// More than anybody repairs at once.
const DEVICES_MAX: usize = 32;
/// A reason stands in one sentence of a page.
const WHY_CHARS_MAX: usize = 240;

/// The register. Cheap to clone; all clones are the same one.
#[derive(Debug, Clone)]
pub struct Faults(watch::Sender<BTreeMap<String, String>>);

impl Default for Faults {
    fn default() -> Self {
        Self(watch::Sender::new(BTreeMap::new()))
    }
}

impl Faults {
    /// Why each device that does not work does not, by its name.
    pub fn watch(&self) -> watch::Receiver<BTreeMap<String, String>> {
        self.0.subscribe()
    }

    /// A device does not work. A newer reason takes the place of the one before.
    pub(crate) fn set(&self, device: &str, why: &str) {
        let why = in_one_line(why);
        self.0.send_if_modified(|faults| {
            let is_known = faults.get(device) == Some(&why);
            let has_room = faults.contains_key(device) || faults.len() < DEVICES_MAX;
            if has_room && !is_known {
                faults.insert(device.to_owned(), why);
                return true;
            }
            false
        });
    }

    /// A device works.
    pub(crate) fn clear(&self, device: &str) {
        self.0.send_if_modified(|faults| faults.remove(device).is_some());
    }
}

fn in_one_line(why: &str) -> String {
    let mut line = why.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(WHY_CHARS_MAX) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(faults: &Faults) -> Vec<(String, String)> {
        faults.watch().borrow().clone().into_iter().collect()
    }

    fn rows(expect: &[(&str, &str)]) -> Vec<(String, String)> {
        expect.iter().map(|&(device, why)| (device.to_owned(), why.to_owned())).collect()
    }

    #[test]
    fn a_device_is_listed_until_it_works_in_the_order_of_names() {
        let faults = Faults::default();
        faults.set("sound at hall", "aplay is not installed");
        faults.set("counter 1: keyboard Pad", "no such keyboard");
        faults.clone().set("sound at hall", "aplay hangs");
        let expect = [("counter 1: keyboard Pad", "no such keyboard"), ("sound at hall", "aplay hangs")];
        assert_eq!(listed(&faults), rows(&expect));
        faults.clear("counter 1: keyboard Pad");
        faults.clear("a device that always worked");
        assert_eq!(listed(&faults), rows(&expect[1..]));
    }

    #[test]
    fn only_news_wake_readers() {
        let faults = Faults::default();
        let mut reader = faults.watch();
        let mut is_news = |act: &dyn Fn()| {
            act();
            let is_news = reader.has_changed().unwrap();
            reader.mark_unchanged();
            is_news
        };
        assert!(is_news(&|| faults.set("a lamp", "a")));
        assert!(!is_news(&|| faults.set("a lamp", " a\n")));
        assert!(is_news(&|| faults.set("a lamp", "b")));
        assert!(is_news(&|| faults.clear("a lamp")));
        assert!(!is_news(&|| faults.clear("a lamp")));
    }

    #[test]
    fn the_list_and_its_lines_stay_short() {
        let faults = Faults::default();
        for device in 0..=DEVICES_MAX {
            faults.set(&format!("device {device:02}"), &"ā ".repeat(WHY_CHARS_MAX));
        }
        let (all, last) = (listed(&faults), format!("device {DEVICES_MAX:02}"));
        assert_eq!(all.len(), DEVICES_MAX);
        assert!(all.iter().all(|(device, why)| *device != last && why.chars().count() == WHY_CHARS_MAX + 1));
        faults.set("device 00", "a known device has its place");
        assert_eq!(listed(&faults)[0].1, "a known device has its place");
        faults.clear("device 00");
        faults.set(&last, "there is room again");
        assert_eq!(listed(&faults).last().map(|(device, _)| device), Some(&last));
    }
}
