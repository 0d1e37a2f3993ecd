//! Bytes that changed, files that are short, missing or old: either nothing is lost, or it is said and no number
//! comes twice.

use super::tools::{Folder, at, day_opened, seen, series, small, state, taken, write_day};
use crate::journal::database;
use crate::journal::recover::start_twice;
use crate::journal::{Directory, Journal, JournalError, Loss, Place, Recovered, Synchronous};
use proptest::prelude::*;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

const TICKETS: u16 = 130;
const EVENTS: u64 = TICKETS as u64 + 1;

/// A day of 130 tickets with checkpoints and a log that is copied now and then, as the power cut leaves it.
fn written() -> Folder {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, TICKETS - 40);
    journal.checkpoint(&state(journal.seq())).unwrap();
    for count in TICKETS - 39..=TICKETS {
        journal.append(&[taken(count.into(), count)]).unwrap();
        if count == TICKETS - 20 {
            journal.checkpoint(&state(journal.seq())).unwrap();
            database::empty_wal(&journal.db).unwrap();
        }
    }
    folder.copy()
}

/// What every start after damage must keep to.
fn check(folder: &Folder, what: &str) -> Recovered {
    let (mut journal, recovered) = match Journal::open(&folder.0, small()) {
        Ok(opened) => opened,
        Err(error) => panic!("{what}: {error}"),
    };
    let date = at(0).utc().date_naive();
    match &recovered.loss {
        None => {
            assert_eq!(seen(&recovered), EVENTS, "{what}: nothing was said to be lost");
            assert_eq!(recovered.epoch, 1, "{what}");
        }
        Some(loss) => {
            assert_eq!(recovered.epoch, 2, "{what}: {loss:?}");
            assert!(recovered.state.given[&date][&series('A')] >= TICKETS, "{what}: {loss:?}");
            assert_eq!(journal.epoch(), 2);
            match loss {
                Loss::Damaged { quarantine, .. } => {
                    assert!(quarantine.join("journal.db").exists(), "{what}");
                    assert_eq!(seen(&recovered), 0, "{what}");
                }
                Loss::Missing => assert_eq!(seen(&recovered), 0, "{what}"),
                Loss::Shortened { ends_at, .. } => assert_eq!(*ends_at, seen(&recovered), "{what}"),
            }
        }
    }
    let next = taken(1000, TICKETS + 1);
    let appended = journal.append(std::slice::from_ref(&next));
    match appended {
        Ok(seq) => assert_eq!(seq, seen(&recovered) + 1, "{what}"),
        // Damage in a part that a start does not read: met now, and then set aside.
        Err(error) => assert!(matches!(error, JournalError::Damaged { .. }), "{what}: {error}"),
    }
    drop(journal);
    let (_, again) = folder.open();
    assert!(again.loss.is_none() || matches!(again.loss, Some(Loss::Damaged { .. })), "{what}: {again:?}");
    recovered
}

fn spoil(path: &Path, offset: u64, bytes: &[u8]) {
    OpenOptions::new().write(true).open(path).unwrap().write_all_at(bytes, offset).unwrap();
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

#[test]
fn a_flipped_bit_in_any_page_of_the_database_is_harmless_or_found() {
    let original = written();
    let pages = length(&original.file("journal.db")) / 1024;
    let mut found = 0;
    // All pages of the tables, few of those that only keep room.
    for page in (0..60).chain((60..pages).step_by(101)) {
        for inside in [0, 3, 8, 100, 700, 1020] {
            let folder = original.copy();
            let path = folder.file("journal.db");
            let offset = page * 1024 + inside;
            let byte = fs::read(&path).unwrap()[usize::try_from(offset).unwrap()];
            spoil(&path, offset, &[byte ^ 0x55]);
            found += u32::from(check(&folder, &format!("journal.db byte {offset}")).loss.is_some());
        }
    }
    assert!(found > 20, "only {found} of the flips did anything");
}

#[test]
fn a_flipped_bit_in_any_page_of_the_log_is_harmless_or_found() {
    let original = written();
    let frames = length(&original.file("journal.db-wal")) / 1048;
    let mut found = 0;
    for frame in (0..60).chain((60..frames).step_by(101)) {
        for inside in [0, 9, 18, 40, 900] {
            let folder = original.copy();
            let path = folder.file("journal.db-wal");
            let offset = frame * 1048 + inside;
            let byte = fs::read(&path).unwrap()[usize::try_from(offset).unwrap()];
            spoil(&path, offset, &[byte ^ 0x55]);
            found += u32::from(check(&folder, &format!("journal.db-wal byte {offset}")).loss.is_some());
        }
    }
    assert!(found > 30, "only {found} of the flips did anything");
}

#[test]
fn turns_behind_a_damaged_frame_are_missed_even_without_the_note() {
    let original = written();
    fs::remove_file(original.file("acknowledged")).unwrap();
    let log = original.file("journal.db-wal");
    let spoilt = |offset: u64| {
        let folder = original.copy();
        let byte = fs::read(&log).unwrap()[usize::try_from(offset).unwrap()];
        spoil(&folder.file("journal.db-wal"), offset, &[byte ^ 1]);
        let (_, recovered) = folder.open();
        (seen(&recovered), recovered.loss)
    };
    for (offset, word) in [(20, "header"), (32 + 3 * 1048 + 500, "behind a frame")] {
        let (found, Some(Loss::Shortened { ends_at, reason })) = spoilt(offset) else { panic!("{offset}") };
        assert!(found == ends_at && found < EVENTS && reason.contains(word), "{found} {reason}");
    }
    // Only of the very last turn nobody can tell whether it was acknowledged or torn; that is what the note is for.
    let content = fs::read(&log).unwrap();
    let ends = (0..).map(|frame| 32 + frame * 1048);
    let own =
        ends.take_while(|&at| at + 1048 <= content.len() && content[at + 8..at + 16] == content[16..24]);
    let turns: Vec<usize> = own.filter(|&at| content[at + 4..at + 8] != [0; 4]).collect();
    let [.., before, last] = turns[..] else { panic!("{turns:?}") };
    assert_eq!(spoilt(last as u64 + 500), (EVENTS - 1, None));
    // Of the one before everybody can, also when its frame no longer says to which log it belongs.
    for inside in [8, 15, 500] {
        let (found, loss) = spoilt((before + inside) as u64);
        assert!(found == EVENTS - 2 && loss.is_some(), "byte {inside}: {found} {loss:?}");
    }
}

#[test]
fn turns_that_were_lost_once_are_not_missed_again_at_the_next_start() {
    let folder = written();
    spoil(&folder.file("journal.db-wal"), 32 + 3 * 1048 + 500, b"????");
    let place = Place { path: folder.file("journal.db"), vfs: None, synchronous: Synchronous::Full };
    // The start alone: a power cut may end it, and on a full disk nothing is written after it that would begin a new log.
    let start = || {
        let mut disk = Directory::open(&folder.0).unwrap();
        let start = start_twice(&place, &mut disk).unwrap();
        (start.loss.is_some(), start.sound.epoch, start.sound.seq)
    };
    let (lost, epoch, seq) = start();
    assert!((lost, epoch) == (true, 2) && seq < EVENTS, "{seq} of {EVENTS}");
    assert_eq!(start(), (false, 2, seq));
}

#[test]
fn what_is_left_of_a_log_must_fit_the_pages_that_were_copied_before() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 60);
    database::empty_wal(&journal.db).unwrap();
    for count in 61..=TICKETS {
        journal.append(&[taken(count.into(), count)]).unwrap();
        if count % 10 == 0 {
            journal.checkpoint(&state(journal.seq())).unwrap();
            journal.forget_before(at(count.into()).wall_ms).unwrap();
        }
    }
    database::empty_wal(&journal.db).unwrap();
    let original = folder.copy();
    let mut set_aside = 0;
    for frame in 1..120 {
        let folder = original.copy();
        spoil(&folder.file("journal.db-wal"), 32 + frame * 1048 + 500, b"????");
        let (journal, recovered) = folder.open();
        let found = database::first_contradiction(&journal.db).unwrap();
        assert_eq!(found, None, "frame {frame}: {:?}", recovered.loss);
        set_aside += u32::from(matches!(recovered.loss, Some(Loss::Damaged { .. })));
    }
    assert!(set_aside > 0, "they always fit");
}

#[test]
fn after_a_loss_the_numbers_of_every_date_are_above_those_of_all() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, TICKETS);
    const NEXT_DAY: u64 = 86_400;
    journal.append(&[day_opened(NEXT_DAY), taken(NEXT_DAY, 1)]).unwrap();
    drop(journal);
    fs::write(folder.file("journal.db"), "no database at all").unwrap();
    let (_, recovered) = folder.open();
    let given: Vec<_> = recovered.state.given.values().map(|of_date| of_date[&series('A')]).collect();
    assert!(given.len() == 2 && given[0] >= TICKETS && given[0] == given[1], "{given:?}");
}

#[test]
fn files_cut_anywhere_are_harmless_or_found() {
    let original = written();
    for name in
        ["journal.db", "journal.db-wal", "journal.db-shm", "acknowledged", "marks.a", "marks.b", "ballast"]
    {
        let whole = length(&original.file(name));
        let cuts = [0, 1, 31, 100, 512, 1000, 1024, 1048, 4096, 20_000, 30_000, 40_000, 200_000];
        for cut in cuts.into_iter().filter(|&cut| cut < whole).chain([whole / 2, whole - 1]) {
            let folder = original.copy();
            OpenOptions::new().write(true).open(folder.file(name)).unwrap().set_len(cut).unwrap();
            check(&folder, &format!("{name} cut to {cut}"));
        }
        let folder = original.copy();
        fs::remove_file(folder.file(name)).unwrap();
        check(&folder, &format!("{name} removed"));
    }
}

#[test]
fn an_old_copy_that_is_put_back_is_known_by_the_note_and_goes_on_above_the_marks() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 20);
    let old = folder.copy();
    for count in 21..=TICKETS {
        journal.append(&[taken(count.into(), count)]).unwrap();
    }
    drop(journal);
    for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        fs::copy(old.file(name), folder.file(name)).unwrap();
    }
    let recovered = check(&folder, "old copy");
    assert!(matches!(recovered.loss, Some(Loss::Shortened { ends_at: 21, .. })), "{:?}", recovered.loss);
}

#[test]
fn one_mark_file_is_enough_and_without_both_nothing_is_begun() {
    let original = written();
    fs::write(original.file("journal.db"), "no database at all").unwrap();
    for name in ["marks.a", "marks.b"] {
        let folder = original.copy();
        spoil(&folder.file(name), 20, b"9");
        let recovered = check(&folder, name);
        assert!(matches!(recovered.loss, Some(Loss::Damaged { .. })));
        assert!(recovered.notes.iter().any(|note| note.contains("mark files")), "{:?}", recovered.notes);
    }
    for name in ["marks.a", "marks.b"] {
        spoil(&original.file(name), 20, b"9");
    }
    let error = Journal::open(&original.0, small()).err().unwrap();
    assert!(matches!(error, JournalError::MarksLost { .. }), "{error}");
    assert!(original.file("journal.db").exists(), "nothing is moved");
}

#[test]
fn lost_marks_beside_a_sound_database_are_written_anew() {
    let folder = written();
    fs::remove_file(folder.file("marks.a")).unwrap();
    spoil(&folder.file("marks.b"), 20, b"9");
    assert_eq!(check(&folder, "marks").loss, None);
    fs::write(folder.file("journal.db"), "no database at all").unwrap();
    let (_, recovered) = folder.open();
    assert!(recovered.state.given[&at(0).utc().date_naive()][&series('A')] > TICKETS);
}

#[test]
fn a_changed_or_missing_event_is_found() {
    for change in [
        "UPDATE events SET event = replace(event, 'passport', 'passpart') WHERE seq = 120",
        "DELETE FROM events WHERE seq = 120",
        "UPDATE events SET wall_ms = wall_ms + 1 WHERE seq = 131",
        "UPDATE events SET trust = 'maybe' WHERE seq = 131",
        "UPDATE meta SET value = 0 WHERE key = 'schema'",
        "DROP TABLE checkpoints",
        "UPDATE floors SET date = 'x'; INSERT INTO floors VALUES ('x', 'A', 1)",
    ] {
        let folder = written();
        rusqlite::Connection::open(folder.file("journal.db")).unwrap().execute_batch(change).unwrap();
        let recovered = check(&folder, change);
        assert!(matches!(recovered.loss, Some(Loss::Damaged { .. })), "{change}: {:?}", recovered.loss);
    }
}

#[test]
fn a_damaged_checkpoint_gives_way_to_the_one_before() {
    let folder = written();
    let db = rusqlite::Connection::open(folder.file("journal.db")).unwrap();
    let spoil = "UPDATE checkpoints SET state = replace(state, 'wall_ms', 'fall_ms') WHERE seq = ";
    db.execute_batch(&format!("{spoil} 111")).unwrap();
    let recovered = check(&folder.copy(), "newest checkpoint");
    assert_eq!((recovered.loss, recovered.tail.len()), (None, 40));
    assert!(recovered.notes[0].contains("checkpoint after event 111"), "{:?}", recovered.notes);
    db.execute_batch(&format!("{spoil} 91")).unwrap();
    let recovered = check(&folder.copy(), "both checkpoints");
    assert_eq!((recovered.loss, recovered.tail.len()), (None, 131), "from the first event on");
    db.execute_batch("DELETE FROM events WHERE seq <= 50").unwrap();
    let recovered = check(&folder, "both checkpoints, and the beginning forgotten");
    assert!(matches!(recovered.loss, Some(Loss::Damaged { .. })), "{:?}", recovered.loss);
}

#[test]
fn whole_rows_that_are_not_understood_refuse_the_start() {
    let folder = written();
    let db = rusqlite::Connection::open(folder.file("journal.db")).unwrap();
    let sum: u32 = db.query_row("SELECT sum FROM events WHERE seq = 131", [], |row| row.get(0)).unwrap();
    let event = r#"{"kind":"ticket_sung"}"#;
    let sum = crate::journal::rows::sum_after(sum, 132, 132, at(1), event);
    let steady_ms = at(1).steady_ms.cast_signed();
    let row = (132, 132, at(1).wall_ms, "synced", steady_ms, event, sum);
    db.execute("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row).unwrap();
    drop(db);
    let error = Journal::open(&folder.0, small()).err().unwrap();
    assert!(matches!(&error, JournalError::Foreign { what, .. } if what == "event 132"), "{error}");
    assert!(folder.file("journal.db").exists() && !folder.file("quarantine").exists());
}

#[test]
fn only_the_newest_damaged_databases_are_kept() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 1);
    drop(journal);
    for _ in 0..5 {
        fs::write(folder.file("journal.db"), "no database at all").unwrap();
        fs::remove_file(folder.file("journal.db-wal")).unwrap();
        folder.open();
    }
    let mut kept: Vec<_> =
        fs::read_dir(folder.file("quarantine")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    kept.sort();
    assert_eq!(kept, ["before-epoch-4", "before-epoch-5", "before-epoch-6"]);
}

#[test]
fn damage_that_is_met_at_work_is_set_aside_at_the_next_start() {
    let folder = written();
    let (mut journal, _) = folder.open();
    let error =
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None);
    assert!(journal.statement("writing a turn", &error).must_stop());
    let error = journal.append(&[taken(1, 1)]).unwrap_err();
    assert!(matches!(error, JournalError::Stop { .. }), "nothing is tried after damage: {error}");
    drop(journal);
    let recovered = check(&folder, "met at work");
    let Some(Loss::Damaged { reason, .. }) = recovered.loss else { panic!("{:?}", recovered.loss) };
    assert!(reason.contains("writing a turn found the journal"), "{reason}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn garbage_anywhere_in_the_database_or_its_log(
        log: bool,
        offset in 0u64..150_000,
        garbage in proptest::collection::vec(any::<u8>(), 1..3000),
    ) {
        thread_local! { static ORIGINAL: Folder = written(); }
        let folder = ORIGINAL.with(Folder::copy);
        let name = if log { "journal.db-wal" } else { "journal.db" };
        spoil(&folder.file(name), offset, &garbage);
        check(&folder, &format!("{} bytes of garbage in {name} from {offset}", garbage.len()));
    }
}
