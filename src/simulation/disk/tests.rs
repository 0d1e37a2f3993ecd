//! The real journal on the simulated disk: power cuts at every operation, full disks, syncs that fail.

use super::SimulatedDisk;
use crate::journal::tests::tools::{at, day_opened, seen, series, small, state, taken};
use crate::journal::{Disk, Journal, JournalError, Loss, Options, Recovered, Synchronous, marks};
use crate::random::Random;

const COMMITS: u64 = 200;

fn open(disk: &SimulatedDisk, synchronous: Synchronous) -> Result<(Journal, Recovered), JournalError> {
    Journal::open_on(Box::new(disk.clone()), disk.place(synchronous), small())
}

/// Gives tickets until so many commits are done or the power fails. `acknowledged` counts the events that the journal
/// said are on disk.
fn work(
    disk: &SimulatedDisk,
    synchronous: Synchronous,
    acknowledged: &mut u64,
    commits: u64,
) -> Result<(), JournalError> {
    let (mut journal, _) = open(disk, synchronous)?;
    while *acknowledged < commits {
        let next = *acknowledged + 1;
        let entry = if next == 1 { day_opened(0) } else { taken(next, count(next)) };
        *acknowledged = journal.append(&[entry])?;
        if journal.needs_checkpoint() {
            journal.checkpoint(&state(next))?;
        }
        if next.is_multiple_of(7) {
            journal.tidy([(series('A'), count(next))])?;
        }
        if next.is_multiple_of(50) {
            journal.forget_before(at(next - 20).wall_ms)?;
        }
    }
    Ok(())
}

/// Event n gives number n: more than two blocks of marks.
fn count(event: u64) -> u16 {
    u16::try_from(event).unwrap()
}

/// Whether both the numbers and the marks that a start finds are as high as what was acknowledged.
fn check_marks(disk: &SimulatedDisk, acknowledged: u64) {
    let found = marks::load(disk).unwrap();
    assert_eq!(found.damaged, 0, "a power cut never damages a mark file");
    if acknowledged > 1 {
        let marks = found.marks.expect("a number was given, so there are marks");
        assert!(marks.of(at(0).utc().date_naive(), series('A')) >= count(acknowledged));
    }
}

#[test]
fn no_acknowledged_commit_is_lost_by_a_power_cut_at_any_operation() {
    let mut during = std::collections::BTreeSet::new();
    let mut base = SimulatedDisk::new(0);
    let mut first = 0;
    // In parts of 40 commits, each on the disk that the part before left, so that this takes seconds.
    while first < COMMITS {
        let (last, whole) = (first + 40, base.copy(0));
        work(&whole, Synchronous::Full, &mut first.clone(), last).unwrap();
        assert!(whole.operations() - base.operations() > 2 * 40);
        for operation in base.operations() + 1..=whole.operations() {
            let disk = base.copy(operation);
            disk.crash_at(operation);
            let mut acknowledged = first;
            assert!(work(&disk, Synchronous::Full, &mut acknowledged, last).unwrap_err().must_stop());
            during.extend(disk.crashed_in());
            disk.restart();
            check_marks(&disk, acknowledged);
            // The next start may meet a power cut as well, and the next.
            for cut in 1..=operation % 4 {
                disk.crash_at(disk.operations() + cut);
                drop(open(&disk, Synchronous::Full));
                disk.restart();
            }
            let (_, recovered) = open(&disk, Synchronous::Full).unwrap();
            assert_eq!(
                (recovered.epoch, &recovered.loss),
                (1, &None),
                "power cut during operation {operation}"
            );
            let found = seen(&recovered);
            let fits = found == acknowledged || found == acknowledged + 1;
            assert!(
                fits,
                "power cut during operation {operation}: {acknowledged} acknowledged, {found} found"
            );
        }
        (base, first) = (whole, last);
    }
    let during: Vec<_> = during.into_iter().collect();
    assert_eq!(
        during,
        ["change of length", "creation", "removal", "rename", "sync", "sync of the directory", "write"]
    );
}

#[test]
fn without_a_sync_at_each_commit_acknowledged_commits_are_lost() {
    let mut lost = 0;
    for seed in 0..40 {
        let disk = SimulatedDisk::new(seed);
        disk.crash_at(200 + 7 * seed);
        let mut acknowledged = 0;
        work(&disk, Synchronous::Normal, &mut acknowledged, COMMITS).unwrap_err();
        disk.restart();
        check_marks(&disk, acknowledged);
        let (_, recovered) = open(&disk, Synchronous::Normal).unwrap();
        let found = seen(&recovered);
        lost += acknowledged.saturating_sub(found);
        if recovered.loss.is_some() {
            // The note survived although the commits did not.
            assert!(matches!(recovered.loss, Some(Loss::Shortened { ends_at, .. }) if ends_at == found));
            assert!(recovered.state.given[&at(0).utc().date_naive()][&series('A')] >= count(acknowledged));
        }
    }
    assert!(lost > 40, "only {lost} were lost");
}

#[test]
fn the_same_seed_gives_the_same_disk() {
    let run = || {
        let disk = SimulatedDisk::new(5);
        disk.crash_at(333);
        let mut acknowledged = 0;
        work(&disk, Synchronous::Full, &mut acknowledged, COMMITS).unwrap_err();
        disk.restart();
        let (_, recovered) = open(&disk, Synchronous::Full).unwrap();
        (acknowledged, disk.operations(), disk.written_bytes(), seen(&recovered))
    };
    assert_eq!(run(), run());
}

#[test]
fn a_disk_that_fills_up_lets_the_turn_end_and_takes_new_ones_when_there_is_room() {
    let disk = SimulatedDisk::new(1);
    let (mut journal, _) = open(&disk, Synchronous::Full).unwrap();
    journal.append(&[day_opened(0)]).unwrap();
    assert!(journal.has_room().unwrap());
    disk.set_capacity(disk.used_bytes());
    assert!(!journal.has_room().unwrap(), "the reserve is gone");
    let mut written = 1;
    let error = loop {
        match journal.append(&[taken(written + 1, count(written + 1))]) {
            Ok(seq) => written = seq,
            Err(error) => break error,
        }
        assert!(written < 5000, "the disk never becomes full");
    };
    assert!(matches!(error, JournalError::Full { .. }), "{error}");
    assert!(written > 20, "the ballast lets {written} turns end");
    assert!(!journal.has_room().unwrap());
    // Nothing of the refused turn is there, and all before it is.
    drop(journal);
    let (mut journal, recovered) = open(&disk, Synchronous::Full).unwrap();
    assert_eq!((seen(&recovered), recovered.loss), (written, None));
    disk.set_capacity(1 << 30);
    assert!(journal.has_room().unwrap(), "the ballast is back");
    assert_eq!(journal.append(&[taken(1, 1)]).unwrap(), written + 1);
}

#[test]
fn a_start_without_room_for_a_long_log_begins_a_new_one_all_the_same() {
    let disk = SimulatedDisk::new(1);
    let (mut journal, _) = open(&disk, Synchronous::Full).unwrap();
    journal.append(&[day_opened(0)]).unwrap();
    drop(journal);
    let options = || Options { log_room_bytes: 1 << 20, ..small() };
    let salts = || disk.read("journal.db-wal").unwrap().unwrap()[16..24].to_owned();
    let append = |step: u64| {
        let opened = Journal::open_on(Box::new(disk.clone()), disk.place(Synchronous::Full), options());
        opened.unwrap().0.append(&[taken(step, count(step))]).unwrap();
        salts()
    };
    disk.set_capacity(disk.used_bytes() + (256 << 10));
    // A turn over the remains of a torn one would look like two turns that are missing.
    assert_ne!(append(2), append(3));
}

#[test]
fn a_start_on_a_full_disk_gives_up_the_ballast_for_a_new_journal() {
    let disk = SimulatedDisk::new(1);
    let mut acknowledged = 0;
    work(&disk, Synchronous::Full, &mut acknowledged, 30).unwrap();
    for _ in 0..300 {
        disk.spoil("journal.db");
        disk.spoil("journal.db-wal");
    }
    disk.set_capacity(disk.used_bytes());
    let (mut journal, recovered) = open(&disk, Synchronous::Full).unwrap();
    assert!(matches!(recovered.loss, Some(Loss::Damaged { .. })), "{:?}", recovered.loss);
    assert!(recovered.state.given[&at(0).utc().date_naive()][&series('A')] >= count(acknowledged));
    assert!(!journal.has_room().unwrap());
    assert_eq!(journal.append(&[day_opened(40)]).unwrap(), 1);
}

#[test]
fn after_a_failed_sync_nothing_is_written_and_the_next_start_tells_the_truth() {
    let mut kept = 0;
    for seed in 0..50 {
        let disk = SimulatedDisk::new(seed);
        let (mut journal, _) = open(&disk, Synchronous::Full).unwrap();
        journal.append(&[day_opened(0)]).unwrap();
        journal.append(&[taken(2, 2)]).unwrap();
        disk.fail_next_sync();
        let error = journal.append(&[taken(3, 3)]).unwrap_err();
        assert!(error.must_stop(), "{error}");
        let before = disk.operations();
        assert!(journal.append(&[taken(3, 3)]).unwrap_err().must_stop());
        assert!(journal.checkpoint(&state(2)).unwrap_err().must_stop());
        drop(journal);
        assert_eq!(disk.operations(), before, "not even at closing");
        disk.restart();
        let (_, recovered) = open(&disk, Synchronous::Full).unwrap();
        assert_eq!(recovered.loss, None);
        assert!((2..=3).contains(&seen(&recovered)));
        kept += seen(&recovered) - 2;
    }
    assert!((1..50).contains(&kept), "both ends must occur: {kept}");
}

#[test]
fn a_read_only_disk_refuses_the_start_in_words() {
    let disk = SimulatedDisk::new(1);
    let (mut journal, _) = open(&disk, Synchronous::Full).unwrap();
    journal.append(&[day_opened(0)]).unwrap();
    disk.set_read_only(true);
    assert!(journal.append(&[taken(2, 2)]).unwrap_err().must_stop());
    drop(journal);
    let error = open(&disk, Synchronous::Full).err().unwrap();
    assert!(error.to_string().contains("journal.db"), "{error}");
    disk.set_read_only(false);
    let (_, recovered) = open(&disk, Synchronous::Full).unwrap();
    assert_eq!((seen(&recovered), recovered.loss), (1, None));
}

#[test]
fn power_cuts_in_a_quarantine_leave_either_the_damage_or_a_new_epoch_above_the_marks() {
    let mut quarantines = 0;
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let disk = SimulatedDisk::new(seed);
        let mut acknowledged = 0;
        disk.crash_at(300 + random.below(1000));
        work(&disk, Synchronous::Full, &mut acknowledged, COMMITS).unwrap_err();
        disk.restart();
        for _ in 0..20 {
            disk.spoil(if random.chance(1, 3) { "journal.db-wal" } else { "journal.db" });
        }
        let mut starts = 0;
        let recovered = loop {
            starts += 1;
            disk.crash_at(disk.operations() + 1 + random.below(300));
            let opened = open(&disk, Synchronous::Full).map(|(_, recovered)| recovered);
            disk.restart();
            match opened {
                Ok(recovered) => break recovered,
                Err(error) => assert!(starts < 50, "seed {seed}: {error}"),
            }
        };
        check_marks(&disk, acknowledged);
        if recovered.epoch == 1 {
            assert!(
                seen(&recovered) + 1 >= acknowledged,
                "seed {seed}: more than the newest turn is missing"
            );
            continue;
        }
        if acknowledged < 2 {
            continue;
        }
        quarantines += 1;
        let given = &recovered.state.given;
        assert!(given[&at(0).utc().date_naive()][&series('A')] >= count(acknowledged), "seed {seed}");
        let (_, again) = open(&disk, Synchronous::Full).unwrap();
        assert!(again.epoch >= recovered.epoch && again.state.given == *given, "seed {seed}");
    }
    assert!(quarantines > 100, "only {quarantines}");
}
