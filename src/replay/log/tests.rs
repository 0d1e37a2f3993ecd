use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;

const HEAD: &str = "day,service,priority,joined_s,called_s,finished_s,left_s,counter,outcome\n";

fn read_table(text: &[u8]) -> Result<Log, LogError> {
    Table::read(text).map(|table| table.log)
}

fn log(rows: &str) -> Result<Log, LogError> {
    read_table(format!("{HEAD}{rows}").as_bytes())
}

fn compressed(text: &str) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::fast());
    member.write_all(text.as_bytes()).unwrap();
    member.finish().unwrap()
}

#[test]
fn rows_are_visits_in_the_order_in_which_people_came() {
    let log = log("1999-01-03,NW,1,200,,,230.5,,left\n1999-01-03,PS,0,100,110,150.3,,C0,served\n").unwrap();
    assert_eq!(log.faults, []);
    assert_eq!((log.services, log.counters), (vec!["NW".to_owned(), "PS".into()], vec!["C0".to_owned()]));
    let served = Ending::Served { called_ms: 110_000, finished_ms: 150_300, counter: 0 };
    let joined: Vec<_> = log.visits.iter().map(|visit| (visit.joined_ms, visit.ending.clone())).collect();
    assert_eq!(joined, [(100_000, served), (200_000, Ending::Left { left_ms: 230_500 })]);
}

#[test]
fn what_is_written_is_read_again() {
    let rows = "1999-01-03,NW,1,200.001,,,230.5,,left\n1999-01-03,PS,0,100,110,150.3,,C0,served\n\
                1999-01-03,PS,0,100,110,150.3,,C1,served\n1999-01-04,\"N,W\",0,0,0,90000,,C1,served\n";
    let log = log(rows).unwrap();
    let mut written = Vec::new();
    write(&log, &mut written).unwrap();
    let read = read_table(&written[..]).unwrap();
    assert_eq!((read.visits.len(), read.faults.len()), (4, 0));
    let mut again = Vec::new();
    write(&read, &mut again).unwrap();
    assert_eq!(String::from_utf8(again), String::from_utf8(written));
}

#[test]
fn every_row_that_cannot_be_true_is_named_with_its_line() {
    let rows = [
        ("1999-01-03,PS,0,100,110,150,,C0,served", ""),
        ("1999-01-03,PS,0,100,90,150,,C0,served", "called_s 90 is before joined_s"),
        ("1999-01-03,PS,0,100,110,105,,C0,served", "finished_s 105 is before called_s"),
        ("1999-01-03,PS,0,100,,,99,,left", "left_s 99 is before joined_s"),
        ("1999-01-03,PS,0,soon,110,150,,C0,served", "joined_s 'soon' is not a number"),
        ("1999-01-03,PS,0,-5,110,150,,C0,served", "joined_s -5 is not a time of the day"),
        ("1999-01-03,PS,0,NaN,110,150,,C0,served", "joined_s NaN is not a time of the day"),
        ("1999-01-03,PS,0,100,,,,,left", "left_s is empty"),
        ("1999-01-03,PS,0,100,110,150,,,served", "counter is empty, but somebody was served"),
        ("1999-01-03,PS,0,100,110,150,,C0,vanished", "outcome 'vanished' is neither served nor left"),
        ("1999-13-03,PS,0,100,110,150,,C0,served", "day '1999-13-03' is not a date such as 2026-11-26"),
        ("1999-01-03,,0,100,110,150,,C0,served", "service is empty"),
        ("1999-01-03,PS,2,100,110,150,,C0,served", "priority '2' is neither 0 nor 1"),
        ("1999-01-03,PS,0,100", "has fewer fields than line 1"),
        ("1999-01-03,PS,0,100,110,150,,C0,served,", "has more fields than line 1"),
        ("1999-01-03,PS,0,100,110,150,130,C0,served", "left_s is '130', but somebody was served"),
        ("1999-01-03,PS,0,100,110,,130,,left", "called_s is '110', but somebody left before"),
        ("1999-01-03,PS,0,100,,120,130,,left", "finished_s is '120', but somebody left before"),
        ("1999-01-03,PS,0,100,,,130,C0,left", "counter is 'C0', but somebody left before"),
        ("1999-01-03,PS,1,100.0,110,160,,C0,served", "is line 2 once more"),
        ("1999-01-03,\"PS,0,100,110,150,,C0,served", "has a quotation mark that is not closed in this line"),
        ("1999-01-03,PS,0,100,110,150,,C0,ser\rved", "has a carriage return in the middle"),
    ];
    let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    let log = log(&text).unwrap();
    assert_eq!((log.visits.len(), log.backwards.as_slice()), (1, [].as_slice()));
    let expected = rows.iter().zip(2u64..).skip(1);
    let expected: Vec<_> =
        expected.map(|((_, what), line)| Fault { line, what: (*what).to_owned() }).collect();
    assert_eq!(log.faults, expected);
}

#[test]
fn what_is_no_log_is_refused() {
    assert!(matches!(log(""), Err(LogError::Empty)));
    let other = read_table("a,b\n1,2\n".as_bytes()).unwrap_err();
    assert!(other.to_string().starts_with("line 1: there is no column `day`"), "{other}");
}

#[test]
fn a_quotation_mark_spoils_one_line_and_an_end_of_a_line_may_be_of_another_system() {
    let good = |second| format!("1999-01-03,PS,0,{second},200,250,,C{second},served\r\n");
    let log =
        log(&format!("{}1999-01-03,\"PS,0,1,2,3,,C0,served\n\n{}{}", good(1), good(2), good(3))).unwrap();
    assert_eq!(log.visits.len(), 3);
    assert_eq!(log.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3]);
    assert_eq!(log.counters, ["C1", "C2", "C3"]);
}

#[test]
fn two_who_left_at_the_same_time_are_two_and_rows_that_run_backwards_are_counted() {
    let log = log("1999-01-03,PS,0,100,,,130,,left\n1999-01-03,PS,0,100,,,130,,left\n\
                   1999-01-03,PS,0,90,,,130,,left\n1999-01-03,PS,0,95,,,130,,left\n1999-01-02,PS,0,99,,,130,,left\n")
    .unwrap();
    assert_eq!((log.visits.len(), log.faults.len()), (5, 0));
    assert_eq!(log.backwards, [4, 6]);
}

#[test]
fn a_compressed_log_is_read_to_its_end_and_what_stands_behind_it_is_named() {
    let first = format!("{HEAD}1999-01-03,PS,0,100,110,150,,C0,served\n1999-01-03,PS,0,1");
    let members = [compressed(&first), compressed("20,150,200,,C0,served\n"), compressed("")].concat();
    let whole = read_compressed(&members[..]).unwrap();
    assert_eq!((whole.visits.len(), whole.faults.len()), (2, 0), "a row may stand in two members");
    // However few bytes a buffer has.
    let slow = read_compressed(BufReader::with_capacity(1, &members[..])).unwrap();
    assert_eq!(slow, whole);
    for garbage in [&b"\0\0\0\0"[..], b"day,service\n"] {
        let log = read_compressed(&[&members, garbage].concat()[..]).unwrap();
        let what = "the compressed file goes on behind its end, with what is not compressed".to_owned();
        assert_eq!((log.visits.len(), log.faults), (2, vec![Fault { line: 4, what }]));
    }
    let cut_short = read_compressed(&members[..members.len() - 4]);
    assert!(matches!(cut_short, Err(LogError::Io(_))), "{cut_short:?}");
}

#[test]
fn a_first_line_that_cannot_be_read_is_named() {
    let error = read_table(b"day,\"service\n1999-01-03,PS\n").unwrap_err();
    assert_eq!(error.to_string(), "line 1: has a quotation mark that is not closed in this line");
    assert!(matches!(read_table(b""), Err(LogError::Column { missing: "day" })));
}
