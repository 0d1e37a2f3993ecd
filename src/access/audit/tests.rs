use super::*;
use crate::access::tests::Directory;
use proptest::prelude::*;

fn note(what: &str) -> Note {
    let (who, outcome) = ("a test".to_owned(), "done".to_owned());
    Note { at: None, clock_trusted: false, who, what: what.to_owned(), outcome }
}

fn written(state: &Path, count: usize) {
    (0..count).for_each(|number| super::note(state, note(&format!("act {number}"))).unwrap());
}

#[test]
fn what_is_noted_is_read_back_in_order_and_goes_on_after_a_restart() {
    let state = Directory::new();
    written(&state.0, 3);
    written(&state.0, 2);
    let chain = verify(&state.0).unwrap();
    assert_eq!((chain.oldest, chain.newest_number), (1, 5));
    let said: Vec<_> = chain.entries.iter().map(|(_, entry)| entry.what.as_str()).collect();
    assert_eq!(said, ["act 0", "act 1", "act 2", "act 0", "act 1"]);
}

#[test]
fn the_files_are_bounded_and_the_chain_goes_through_them() {
    let state = Directory::new();
    let long = "ā".repeat(10_000);
    for number in 0..1500 {
        super::note(&state.0, note(&format!("{number} {long}"))).unwrap();
    }
    let files: Vec<u64> =
        (0..=OLDER_KEPT + 1).filter_map(|age| Some(path(&state.0, age).metadata().ok()?.len())).collect();
    assert_eq!(files.len(), 4);
    assert!(files.iter().all(|&bytes| bytes <= FILE_BYTES_MAX), "{files:?}");
    let chain = verify(&state.0).unwrap();
    assert_eq!(chain.newest_number, 1500);
    assert!(chain.oldest > 1);
    fs::remove_file(path(&state.0, 3)).unwrap();
    let error = verify(&state.0).unwrap_err().to_string();
    assert!(error.contains("audit.2.log:1: entry ") && error.contains("are missing"), "{error}");
}

#[test]
fn many_who_write_at_once_make_one_chain() {
    const WRITERS: usize = 4;
    const NOTES: usize = 25;
    let state = Directory::new();
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| written(&state.0, NOTES));
        }
        scope.spawn(|| {
            // Also who reads meanwhile finds nothing torn.
            for _ in 0..NOTES {
                assert!(matches!(verify(&state.0), Ok(_) | Err(AuditError::Missing { .. })));
            }
        });
    });
    assert_eq!(verify(&state.0).unwrap().entries.len(), WRITERS * NOTES);
}

#[test]
fn a_line_that_the_power_cut_short_was_never_written() {
    let state = Directory::new();
    written(&state.0, 2);
    let head = fs::read(state.0.join(HEAD)).unwrap();
    written(&state.0, 1);
    let text = fs::read_to_string(path(&state.0, 0)).unwrap();
    let second = text.match_indices('\n').nth(1).unwrap().0 + 1;
    for cut in second..text.len() {
        fs::write(path(&state.0, 0), &text[..cut]).unwrap();
        fs::write(state.0.join(HEAD), &head).unwrap();
        written(&state.0, 1);
        assert_eq!(verify(&state.0).unwrap().newest_number, 3);
    }
    // Or it was whole, and the power went before anything else was.
    fs::write(state.0.join(HEAD), &head).unwrap();
    assert_eq!(verify(&state.0).unwrap().newest_number, 3);
    written(&state.0, 1);
    assert_eq!(verify(&state.0).unwrap().newest_number, 4);
}

#[test]
fn an_end_that_was_cut_off_is_missed_and_stays_so() {
    let state = Directory::new();
    written(&state.0, 3);
    let text = fs::read_to_string(path(&state.0, 0)).unwrap();
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    fs::write(path(&state.0, 0), &text[..last]).unwrap();
    assert!(matches!(verify(&state.0), Err(AuditError::CutOff { number: 3, .. })));
    written(&state.0, 1);
    let error = verify(&state.0).unwrap_err().to_string();
    assert!(error.contains("audit.log:3: entry 4 does not follow entry 2"), "{error}");
}

#[test]
fn what_can_be_read_of_a_broken_record_is_read_and_the_place_is_named() {
    let state = Directory::new();
    written(&state.0, 5);
    let path = path(&state.0, 0);
    let whole = fs::read(&path).unwrap();
    let told = || -> Vec<String> {
        let place = |place: &Place| match place {
            Ok((_, entry)) => entry.number.to_string(),
            Err(error) => error.to_string().rsplit('/').next().unwrap().to_owned(),
        };
        read(&state.0).unwrap().iter().map(place).collect()
    };
    assert_eq!(told(), ["1", "2", "3", "4", "5"]);
    let changed =
        String::from_utf8(whole.clone()).unwrap().replace("act 1", "act 9").replace("act 2", "act 8");
    fs::write(&path, changed).unwrap();
    assert_eq!(told(), ["1", "audit.log:2: was changed: its sum is another one", "4", "5"]);
    let second = whole.split_inclusive(|&byte| byte == b'\n').nth(1).unwrap();
    let without: Vec<u8> = whole
        .split_inclusive(|&byte| byte == b'\n')
        .filter(|line| *line != second)
        .flatten()
        .copied()
        .collect();
    fs::write(&path, without).unwrap();
    assert_eq!(told(), ["1", "audit.log:2: entry 3 does not follow entry 1", "3", "4", "5"]);
    fs::write(&path, [&whole[..], &[0xff, 0xfe, b'\n', 0x80]].concat()).unwrap();
    assert_eq!(told(), ["1", "2", "3", "4", "5", "audit.log:6: is no text"]);
    assert!(matches!(verify(&state.0), Err(AuditError::Broken { line: 6, .. })));
    fs::write(&path, "").unwrap();
    assert_eq!(told(), ["audit.log is missing, with the entries up to 5"]);
    fs::write(&path, "\n").unwrap();
    assert_eq!(told()[0], "audit.log:1: is no sum and no entry");
}

#[test]
fn a_record_that_is_gone_is_missed_and_stays_so() {
    let state = Directory::new();
    let none = verify(&state.0).unwrap_err().to_string();
    assert!(none.contains("audit.head is missing: no branch was ever started here"), "{none}");
    assert!(!is_begun(&state.0));
    written(&state.0, 2);
    assert!(is_begun(&state.0));
    let newest = verify(&state.0).unwrap().newest;
    fs::remove_file(path(&state.0, 0)).unwrap();
    let error = verify(&state.0).unwrap_err().to_string();
    assert!(error.ends_with("audit.log is missing, with the entries up to 2"), "{error}");
    written(&state.0, 1);
    let error = verify(&state.0).unwrap_err().to_string();
    assert!(error.contains("audit.log:1: entry 3 is the oldest"), "{error}");
    // With the head, too, a new one begins; who kept a sum does not find it.
    for name in [HEAD, "audit.log"] {
        fs::remove_file(state.0.join(name)).unwrap();
    }
    assert!(matches!(verify(&state.0), Err(AuditError::Missing { .. })));
    written(&state.0, 1);
    assert!(verify(&state.0).unwrap().entries.iter().all(|(sum, _)| *sum != newest));
}

#[test]
fn a_record_from_before_there_was_a_head_goes_on_and_a_damaged_head_is_named() {
    let state = Directory::new();
    written(&state.0, 2);
    fs::remove_file(state.0.join(HEAD)).unwrap();
    written(&state.0, 1);
    assert_eq!(verify(&state.0).unwrap().newest_number, 3);
    for damaged in ["", "3", "x y\n"] {
        fs::write(state.0.join(HEAD), damaged).unwrap();
        let error = verify(&state.0).unwrap_err().to_string();
        assert!(error.contains("audit.head:1: is no number"), "{error}");
    }
    written(&state.0, 1);
    assert_eq!(verify(&state.0).unwrap().newest_number, 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_changed_inside_is_found(at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let state = Directory::new();
        written(&state.0, 4);
        let path = path(&state.0, 0);
        let mut bytes = fs::read(&path).unwrap();
        let at = at.index(bytes.len() - 1);
        bytes[at] ^= 1 << bit;
        fs::write(&path, &bytes).unwrap();
        prop_assert!(verify(&state.0).is_err(), "byte {at}");
        // The record goes on, and stays broken.
        written(&state.0, 1);
        prop_assert!(verify(&state.0).is_err());
    }

    #[test]
    fn whatever_line_is_taken_out_or_doubled_is_found(line in 0..4usize, doubled: bool) {
        let state = Directory::new();
        written(&state.0, 5);
        let path = path(&state.0, 0);
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        if doubled {
            lines.insert(line, lines[line]);
        } else {
            lines.remove(line);
        }
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        prop_assert!(verify(&state.0).is_err());
    }
}
