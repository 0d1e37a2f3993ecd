//! Backups: taken while the branch works, put back on another device, and what people who have a number see of it.

use crate::device::{Device, Folder, MORNING_MS};
use proptest::prelude::*;
use rinda::domain::ids::TicketNumber;
use rinda::domain::time::ClockTrust;
use rinda::journal::JournalError;
use rinda::journal::backup::{BackupError, back_up};
use rinda::journal::restore::{Return, restore, take_over};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Program;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

impl Device {
    fn back_up(&self, name: &str) -> PathBuf {
        let file = self.folder.file(name);
        back_up(&self.state(), &file, self.wall_ms, ClockTrust::Synced, &mut |_| {}).unwrap();
        file
    }

    /// Another device, with a backup of this one.
    fn replaced_by(&self, backup: &Path) -> Self {
        let folder = Folder::new();
        let how = Return { now_ms: self.wall_ms, ..Return::default() };
        let restored = restore(backup, &folder.file("state"), &how, &mut |_| {}).unwrap();
        assert_eq!(restored.set_aside, None);
        let mut other = Self { folder, engine: None, wall_ms: self.wall_ms, people: 1_000_000 };
        other.start();
        assert_eq!(other.engine.as_ref().unwrap().branch().state().epoch, restored.life.epoch);
        other
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn after_a_restore_nobody_gets_a_number_that_somebody_may_hold(
        before in 0..12u32, lost in 0..12u32, days_off in 0..3i64, after in 1..6u32, again: bool,
    ) {
        let mut device = Device::new();
        let mut today = BTreeSet::new();
        let mut ids = BTreeSet::new();
        let mut take = |device: &mut Device, today: &mut BTreeSet<TicketNumber>, times: u32| {
            for time in 0..times {
                let (id, number) = device.takes(["passport", "eid", "other"][time as usize % 3]);
                assert!(today.insert(number), "{number} was given twice");
                assert!(ids.insert(id), "ticket {id} was given twice");
            }
        };
        take(&mut device, &mut today, before);
        let backup = device.back_up("backup.tar.gz");
        device.wall_ms += days_off * DAY_MS;
        if days_off > 0 {
            device.start();
            today.clear();
        }
        take(&mut device, &mut today, lost);
        device.wall_ms += 20 * MINUTE_MS;
        let mut other = device.replaced_by(&backup);
        take(&mut other, &mut today, after);
        if again {
            // The new device has a backup of its own, and dies as well.
            let backup = other.back_up("backup.tar.gz");
            take(&mut other, &mut today, lost);
            other.wall_ms += 20 * MINUTE_MS;
            let mut third = other.replaced_by(&backup);
            take(&mut third, &mut today, after);
        }
        // On the next day everything is as always.
        other.wall_ms += DAY_MS;
        other.start();
        prop_assert_eq!(other.takes("passport").1.to_string(), "A001");
    }
}

#[test]
fn a_backup_of_a_branch_that_works_is_a_moment_of_it() {
    let mut device = Device::new();
    for _ in 0..5 {
        device.takes("passport");
    }
    fs::create_dir_all(device.state().join("service/deep")).unwrap();
    fs::write(device.state().join("service/deep/audit.log"), "one line\n").unwrap();
    fs::write(device.state().join("device"), "01234567890123456789ABCDEF\n").unwrap();
    let file = device.back_up("b.tar.gz");
    device.takes("passport");
    let listed = Program::new("tar").arg("tzf").arg(&file).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names: Vec<&str> = listed.lines().collect();
    let expected =
        ["README.txt", "manifest.json", "marks", "journal.db", "files/service/deep/audit.log", "SHA256SUMS"];
    assert_eq!(names, expected, "the device stays itself, and what is made anew is left out");
    let other = device.replaced_by(&file);
    assert_eq!(fs::read_to_string(other.state().join("service/deep/audit.log")).unwrap(), "one line\n");
    let left: Vec<_> =
        fs::read_dir(&device.folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "drafts are left: {left:?}");
}

#[test]
fn a_restore_refuses_what_would_do_harm() {
    let mut device = Device::new();
    device.takes("passport");
    let file = device.back_up("b.tar.gz");
    let now = Return { now_ms: device.wall_ms, ..Return::default() };
    let refused = |how: &Return, file: &Path| restore(file, &device.state(), how, &mut |_| {}).unwrap_err();

    let running = refused(&now, &file);
    assert!(matches!(running, BackupError::Journal(JournalError::InUse { .. })), "{running}");
    device.engine = None;
    let refused = |how: &Return, file: &Path| restore(file, &device.state(), how, &mut |_| {}).unwrap_err();
    assert!(matches!(refused(&now, &file), BackupError::NotEmpty { .. }));
    let replace = Return { replace: true, ..now.clone() };
    let early = Return { now_ms: MORNING_MS - DAY_MS, ..replace.clone() };
    assert!(matches!(refused(&early, &file), BackupError::Clock { .. }));
    let spoilt = device.folder.file("spoilt.tar.gz");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&spoilt, bytes).unwrap();
    let error = refused(&replace, &spoilt);
    assert!(matches!(error, BackupError::Archive { .. } | BackupError::Content { .. }), "{error}");
    fs::write(&spoilt, "no archive").unwrap();
    assert!(matches!(refused(&replace, &spoilt), BackupError::Archive { .. }));
    let within = back_up(&device.state(), &device.state().join("b"), 0, ClockTrust::Synced, &mut |_| {});
    assert!(matches!(within, Err(BackupError::Within { .. })));
    let nowhere = back_up(&device.folder.0, &spoilt, 0, ClockTrust::Synced, &mut |_| {});
    assert!(matches!(nowhere, Err(BackupError::Journal(JournalError::NoJournal { .. }))));

    // Nothing of all this has changed the branch.
    device.start();
    assert_eq!(device.takes("passport").1.to_string(), "A002");
}

#[test]
fn what_a_restore_replaces_is_set_aside_and_its_numbers_are_known() {
    let mut device = Device::new();
    device.takes("passport");
    let file = device.back_up("b.tar.gz");
    fs::write(device.state().join("device"), "01234567890123456789ABCDEF\n").unwrap();
    device.wall_ms += 20 * MINUTE_MS;
    device.engine = None;
    let mut how = Return { replace: true, now_ms: device.wall_ms, ..Return::default() };
    let first = restore(&file, &device.state(), &how, &mut |_| {}).unwrap();
    let aside = first.set_aside.unwrap();
    assert!(aside.join("journal.db").exists() && aside.join("device").exists());
    assert!(!device.state().join("device").exists() && !device.state().join("restoring").exists());
    device.start();
    assert_eq!(device.takes("passport").1.to_string(), "A1001");
    device.engine = None;
    // The same backup once more on the same device: what was given since is remembered here.
    let second = restore(&file, &device.state(), &how, &mut |_| {}).unwrap();
    assert!(second.life.epoch > first.life.epoch);
    device.start();
    assert_eq!(device.takes("passport").1.to_string(), "A2001");
    device.engine = None;
    how.above = vec![TicketNumber { series: 'A'.try_into().unwrap(), count: 5003 }];
    restore(&file, &device.state(), &how, &mut |_| {}).unwrap();
    device.start();
    assert_eq!(device.takes("passport").1.to_string(), "A6001");
}

#[test]
fn who_takes_over_begins_a_new_life_where_the_journal_is() {
    let mut device = Device::new();
    device.takes("passport");
    let error = take_over(&device.state(), &[], device.wall_ms).unwrap_err();
    assert!(matches!(error, BackupError::Journal(JournalError::InUse { .. })), "{error}");
    device.engine = None;
    let life = take_over(&device.state(), &[], device.wall_ms).unwrap();
    device.start();
    assert_eq!(device.engine.as_ref().unwrap().branch().state().epoch, life.epoch);
    assert_eq!(device.takes("passport").1.to_string(), "A1001");
}

#[test]
fn the_command_line_tells_what_was_taken_and_what_was_lost() {
    let mut device = Device::new();
    device.takes("passport");
    let run = |arguments: &[&str]| {
        let program = Program::new(env!("CARGO_BIN_EXE_rinda")).args(arguments).output().unwrap();
        let text = String::from_utf8([program.stdout, program.stderr].concat()).unwrap();
        (program.status.success(), text)
    };
    // This machine's clock decides; the branch's own time is made up and must not be later.
    let (state, file) = (device.state(), device.folder.file("b.tar.gz"));
    let (state, file) = (state.to_str().unwrap(), file.to_str().unwrap());
    let (good, text) = run(&["backup", "--state", state, file]);
    assert!(good && text.contains("epoch 1, event"), "{text}");
    let (good, text) = run(&["restore", file, "--state", state]);
    assert!(!good && text.contains("in use by process"), "{text}");
    let other = device.folder.file("other");
    let (good, text) = run(&["restore", file, "--state", other.to_str().unwrap(), "--above", "a1042"]);
    assert!(good && text.contains("is lost") && text.contains("go on above 1000, A above 2000"), "{text}");
    let (good, text) = run(&["take-over", "--state", other.to_str().unwrap()]);
    assert!(good, "{text}");
    let (good, text) = run(&["service", "audit", "show", "--state", other.to_str().unwrap()]);
    let (restored, taken_over) = text.trim().split_once('\n').unwrap();
    assert!(good && restored.contains(": restore ") && restored.contains("done, epoch "), "{text}");
    assert!(
        taken_over.contains("  command line, user ") && taken_over.contains(": take over: done"),
        "{text}"
    );
}

#[test]
fn records_of_who_did_what_are_never_mixed() {
    let mut device = Device::new();
    device.takes("passport");
    let note = |state: &Path, what: &str| rinda::daemon::record(state, what, "done").unwrap();
    let told = |state: &Path| {
        let entries = rinda::access::audit::verify(state).unwrap().entries.into_iter();
        entries.map(|(_, entry)| entry.what).collect::<Vec<_>>()
    };
    note(&device.state(), "before");
    let file = device.back_up("b.tar.gz");
    let how = Return { now_ms: device.wall_ms, ..Return::default() };
    // A PIN was set on the new device before the backup came: its record stays, whole.
    let other = device.folder.file("other");
    fs::create_dir_all(&other).unwrap();
    note(&other, "set a PIN");
    fs::remove_file(other.join("audit.head")).unwrap();
    let restored = restore(&file, &other, &how, &mut |_| {}).unwrap();
    assert_eq!(restored.kept, ["audit.head", "audit.log"]);
    note(&other, "after");
    assert_eq!(told(&other), ["set a PIN", "after"]);
    // What replaces a branch brings its record, and no part of the other one stays.
    fs::write(other.join("audit.1.log"), "").unwrap();
    let replace = Return { replace: true, ..how };
    let restored = restore(&file, &other, &replace, &mut |_| {}).unwrap();
    note(&other, "after");
    assert_eq!(told(&other), ["before", "after"]);
    assert!(restored.set_aside.unwrap().join("audit.1.log").exists());
}
