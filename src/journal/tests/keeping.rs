//! What is written is there again, and the directory is ours alone.

use super::tools::{Folder, at, day_opened, seen, series, small, state, taken, write_day};
use crate::domain::branch::{NumbersGiven, State};
use crate::domain::ids::TicketId;
use crate::journal::{Journal, JournalError, Loss};
use rusqlite::Connection;
use std::fs;

#[test]
fn a_new_directory_is_private_and_empty() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let place = folder.file("made");
    let (_, recovered) = Journal::open(&place, small()).unwrap();
    assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!((recovered.epoch, recovered.loss), (1, None));
    assert!(recovered.tail.is_empty() && recovered.notes.is_empty());
    assert_eq!(recovered.state, State::new(1, NumbersGiven::new()));
}

#[test]
fn what_was_appended_comes_back_in_order() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    let mut entries = write_day(&mut journal, 5);
    let turn = [taken(6, 6), taken(6, 7)];
    assert_eq!(journal.append(&turn).unwrap(), 8);
    entries.extend(turn);
    drop(journal);
    let (journal, recovered) = folder.open();
    assert_eq!((recovered.tail, recovered.loss), (entries.clone(), None));
    let read = journal.entries(7, 100).unwrap();
    let turns: Vec<_> = read.iter().map(|recorded| (recorded.seq, recorded.turn)).collect();
    assert_eq!(turns, [(7, 7), (8, 7)]);
    assert_eq!(read[1].entry, entries[7]);
    assert_eq!(journal.entries(1, 3).unwrap().len(), 3);
}

#[test]
fn a_copy_taken_at_any_moment_has_every_acknowledged_turn() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    journal.append(&[day_opened(0)]).unwrap();
    for count in 1..=30 {
        journal.append(&[taken(count.into(), count)]).unwrap();
        if count % 7 == 0 {
            journal.checkpoint(&state(journal.seq())).unwrap();
            journal.tidy([(series('A'), count)]).unwrap();
        }
        let (after, recovered) = folder.copy().open();
        assert_eq!(after.seq(), u64::from(count) + 1);
        assert_eq!(recovered.loss, None);
        assert_eq!(seen(&recovered), u64::from(count) + 1, "checkpoint and tail meet");
    }
}

#[test]
fn a_checkpoint_is_due_after_so_many_events_and_two_are_kept() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    for step in 0..100 {
        journal.append(&[taken(step, 1)]).unwrap();
        assert_eq!(journal.needs_checkpoint(), step % 20 == 19);
        if journal.needs_checkpoint() {
            journal.checkpoint(&state(journal.seq())).unwrap();
        }
    }
    drop(journal);
    let db = Connection::open(folder.file("journal.db")).unwrap();
    let kept: Vec<i64> = db
        .prepare("SELECT seq FROM checkpoints ORDER BY seq")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(kept, [80, 100]);
}

#[test]
fn old_events_are_forgotten_in_small_steps_but_never_past_the_older_checkpoint() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    for turn in 0..60 {
        let entries: Vec<_> = (0..10).map(|n| taken(turn * 10 + n, 1)).collect();
        journal.append(&entries).unwrap();
        if turn == 49 || turn == 54 {
            journal.checkpoint(&state(journal.seq())).unwrap();
        }
    }
    assert_eq!(journal.forget_before(at(100).wall_ms).unwrap(), 100);
    assert_eq!(journal.forget_before(at(100).wall_ms).unwrap(), 0);
    let mut steps = Vec::new();
    while let step @ 1.. = journal.forget_before(i64::MAX).unwrap() {
        steps.push(step);
    }
    assert_eq!(steps, [200, 200], "up to event 500, where the older checkpoint is");
    drop(journal);
    let (journal, recovered) = folder.open();
    assert_eq!(recovered.tail.len(), 50);
    assert_eq!(journal.entries(1, 1).unwrap()[0].seq, 501);
}

#[test]
fn too_many_events_are_forgotten_even_when_no_clock_was_ever_trusted() {
    use crate::domain::time::ClockTrust;
    let folder = Folder::new();
    let (mut journal, _) =
        Journal::open(&folder.0, crate::journal::Options { events_max: 50, ..small() }).unwrap();
    for step in 0..100 {
        let mut entry = taken(step, 1);
        entry.at.trust = ClockTrust::Unsynced;
        journal.append(&[entry]).unwrap();
    }
    journal.checkpoint(&state(100)).unwrap();
    assert_eq!(journal.forget_before(i64::MAX).unwrap(), 50);
}

#[test]
fn a_second_process_is_told_who_has_the_directory() {
    let folder = Folder::new();
    let (_journal, _) = folder.open();
    let error = Journal::open(&folder.0, small()).err().unwrap();
    let JournalError::InUse { holder, .. } = &error else { panic!("{error}") };
    assert_eq!(*holder, format!("process {}", std::process::id()));
    assert!(error.to_string().contains(folder.0.to_str().unwrap()));
}

#[test]
fn a_file_in_the_place_of_the_directory_is_named() {
    let folder = Folder::new();
    let file = folder.file("state");
    fs::write(&file, "").unwrap();
    let error = Journal::open(&file, small()).err().unwrap();
    assert!(matches!(error, JournalError::NotADirectory { .. }), "{error}");
    let error = Journal::open(&file.join("below"), small()).err().unwrap();
    assert!(matches!(error, JournalError::NotADirectory { .. }), "{error}");
}

#[test]
fn a_directory_that_nobody_can_write_is_named() {
    // The kernel's own file systems refuse new files even to root.
    let error = Journal::open("/sys/kernel".as_ref(), small()).err().unwrap();
    assert!(matches!(error, JournalError::NotWritable { .. }), "{error}");
    let error = Journal::open("/sys/kernel/rinda".as_ref(), small()).err().unwrap();
    assert!(matches!(error, JournalError::Create { .. }), "{error}");
}

#[test]
fn a_newer_schema_is_refused_in_words_and_left_alone() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 3);
    drop(journal);
    let db = Connection::open(folder.file("journal.db")).unwrap();
    db.execute_batch("PRAGMA user_version = 7; UPDATE meta SET value = 7 WHERE key = 'schema'").unwrap();
    drop(db);
    let error = Journal::open(&folder.0, small()).err().unwrap();
    assert!(matches!(error, JournalError::Newer { found: 7, known: 1, .. }), "{error}");
    assert!(error.to_string().contains("run the newer rinda"), "{error}");
    assert!(folder.file("journal.db").exists() && !folder.file("quarantine").exists());
}

#[test]
fn marks_without_a_database_begin_a_new_epoch_above_them() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 130);
    drop(journal);
    for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        fs::remove_file(folder.file(name)).unwrap();
    }
    let (_, recovered) = folder.open();
    assert_eq!((recovered.epoch, recovered.loss), (2, Some(Loss::Missing)));
    assert!(recovered.state.given[&at(0).utc().date_naive()][&series('A')] >= 130);
}

#[test]
fn the_views_tell_a_technician_what_happened() {
    use crate::domain::event::{Entry, Event};
    use crate::domain::ids::{CallId, CounterId, ServiceId};
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 2);
    let (ticket, counter) = (TicketId(1), CounterId(3));
    let service = ServiceId::new("passport");
    let events = [
        Event::Called { ticket, counter, call: CallId(1) },
        Event::ServiceStarted { ticket, counter },
        Event::ServiceFinished { ticket, counter, service, service_ms: 1000 },
    ];
    for (step, event) in (10..).zip(events) {
        journal.append(&[Entry { at: at(step), event }]).unwrap();
    }
    let db = Connection::open(folder.file("journal.db")).unwrap();
    let line = |view: &str| -> String {
        let mut select = db.prepare(&format!("SELECT * FROM {view}")).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        let mut text = String::new();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value: rusqlite::types::Value = row.get(column).unwrap();
                text += &match value {
                    rusqlite::types::Value::Null => "- ".to_owned(),
                    rusqlite::types::Value::Integer(number) => format!("{number} "),
                    rusqlite::types::Value::Real(number) => format!("{number} "),
                    rusqlite::types::Value::Text(text) => format!("{text} "),
                    rusqlite::types::Value::Blob(_) => "blob ".to_owned(),
                };
            }
            text.push('\n');
        }
        text
    };
    assert_eq!(
        line("tickets"),
        "1 A001 passport 2026-09-21 14:13:21 2026-09-21 14:13:30 2026-09-21 14:13:31 2026-09-21 14:13:32 \
         service_finished - 3 \n2 A002 passport 2026-09-21 14:13:22 - - - - - - \n"
    );
    assert_eq!(line("calls"), "4 2026-09-21 14:13:30 A001 3 called 1 \n");
    assert_eq!(line("today").lines().count(), 6);
    assert!(line("readme").contains("sqlite3 -readonly"));
}
