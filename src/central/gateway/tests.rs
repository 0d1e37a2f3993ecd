use super::super::sample::{Teller, WALL_MS, now};
use super::*;
use crate::domain::ids::{PersonToken, ServiceId};
use crate::domain::ticket::Language;
use crate::protocol::{Answer, Facts, Keys, Refused, Reply, What, Wish};
use crate::wording::Words;
use std::sync::LazyLock;

fn gateway(stored: Stored) -> Gateway {
    Gateway::new(RequestKey::new("2026", &[7; 32]).unwrap(), stored, WALL_MS)
}

fn hears(gateway: &mut Gateway, now_ms: i64, kind: Kind, message: &impl Serialize) {
    let topic = Topic { branch: "riga-2".into(), kind };
    gateway.message(now_ms, &topic.to_string(), &json(message));
}

fn facts(gateway: &mut Gateway, facts: &Facts) {
    hears(gateway, WALL_MS, Kind::Facts, facts);
}

fn owed(gateway: &mut Gateway) -> Vec<Message> {
    std::iter::from_fn(|| gateway.next_message()).collect()
}

fn said(message: &Message) -> FromCentre {
    serde_json::from_slice(&message.payload).unwrap()
}

fn join(id: u128) -> RequestBody {
    let (service, language) = (ServiceId::new("passport"), Language::Lv);
    let wish = Wish::Join { service, language, link: LinkId(id + 100), person: PersonToken(9) };
    RequestBody { branch: "riga-2".into(), request: RequestId(id), not_after_ms: WALL_MS + 120_000, wish }
}

fn met() -> (Gateway, Teller) {
    let (mut gateway, mut teller) = (gateway(Stored::default()), Teller::new(1, 7));
    (0..8).for_each(|_| teller.does(0));
    gateway.connected(WALL_MS);
    hears(&mut gateway, WALL_MS, Kind::Life, &teller.life(1, true));
    facts(&mut gateway, &teller.log(0, 8));
    gateway.take_changed();
    owed(&mut gateway);
    (gateway, teller)
}

#[test]
fn facts_are_acknowledged_with_one_word_for_all_of_them() {
    let (mut gateway, mut teller) = met();
    gateway.take_rows(WALL_MS);
    (0..3).for_each(|_| teller.does(0));
    for seq in 8..11 {
        facts(&mut gateway, &teller.log(seq, seq + 1));
    }
    let owed = owed(&mut gateway);
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].topic.to_string().as_str(), owed[0].retained), ("rinda/1/riga-2/centre", true));
    assert_eq!(said(&owed[0]), FromCentre::Acknowledge { epoch: 1, upto: teller.place(11) });
    let changed = gateway.take_changed();
    assert!(changed.branches.contains("riga-2") && changed.links.len() == 3 && !changed.all);
}

#[test]
fn an_acknowledgement_that_was_not_heard_is_said_again() {
    let (mut gateway, teller) = met();
    facts(&mut gateway, &teller.log(0, 8));
    assert_eq!(owed(&mut gateway).len(), 1, "because the facts came again");
    hears(&mut gateway, WALL_MS, Kind::Life, &teller.life(2, true));
    assert_eq!(owed(&mut gateway).len(), 1, "because the branch was born again");
    gateway.lost(WALL_MS);
    assert_eq!(gateway.lost_since_ms(), Some(WALL_MS));
    facts(&mut gateway, &teller.log(0, 8));
    assert_eq!(owed(&mut gateway), [], "nothing is owed to a broker that is not there");
    gateway.connected(WALL_MS);
    assert_eq!(owed(&mut gateway).len(), 1, "and everything when there is one again");
}

#[test]
fn a_gap_is_asked_for() {
    let (mut gateway, mut teller) = met();
    (0..4).for_each(|_| teller.does(0));
    facts(&mut gateway, &teller.log(10, 12));
    let asked = owed(&mut gateway);
    assert_eq!(said(&asked[0]), FromCentre::Resync { epoch: 1, after: Some(teller.place(8)) });
    assert!(asked.len() == 1 && !asked[0].retained);
    facts(&mut gateway, &teller.log(8, 12));
    assert_eq!(said(&owed(&mut gateway)[0]), FromCentre::Acknowledge { epoch: 1, upto: teller.place(12) });
}

#[test]
fn a_centre_from_an_old_backup_asks_for_what_it_missed() {
    let (mut before, mut teller) = met();
    let rows = before.take_rows(WALL_MS);
    let mut stored = Stored::default();
    let tickets = rows.iter().filter_map(|row| match row {
        Row::Ticket(_, _, held) => held.clone(),
        Row::Head(..) | Row::Picture(..) | Row::Request(..) => None,
    });
    let mirror = Mirror::restore(before.branch("riga-2").unwrap().head().clone(), None, tickets.collect());
    stored.branches.insert("riga-2".into(), mirror);
    (0..4).for_each(|_| teller.does(0));
    facts(&mut before, &teller.log(8, 12));
    let mut restored = gateway(stored);
    restored.connected(WALL_MS);
    // The branch has had its acknowledgement and says nothing of itself; its retained picture shows more than the backup.
    hears(&mut restored, WALL_MS, Kind::Life, &teller.life(1, true));
    hears(&mut restored, WALL_MS, Kind::State, &teller.state(now()));
    owed(&mut restored);
    restored.pass(WALL_MS + 6_000);
    let asked = owed(&mut restored);
    assert_eq!(said(&asked[0]), FromCentre::Resync { epoch: 1, after: Some(teller.place(8)) });
    facts(&mut restored, &teller.snapshot());
    let tickets = |gateway: &Gateway| gateway.branch("riga-2").unwrap().tickets().count();
    assert_eq!((tickets(&restored), tickets(&before)), (12, 12));
}

#[test]
fn a_request_is_signed_sent_again_after_each_birth_and_answered_once() {
    let (mut gateway, teller) = met();
    assert!(gateway.ask(WALL_MS, join(1)));
    let sent = owed(&mut gateway);
    let keys = Keys([("2026".to_owned(), RequestKey::new("2026", &[7; 32]).unwrap().public())].into());
    assert_eq!(keys.open("riga-2", &sent[0].payload).unwrap().id, RequestId(1));
    assert_eq!((sent.len(), sent[0].topic.kind, sent[0].retained), (1, Kind::Request, false));
    assert!(gateway.ask(WALL_MS + 5, join(1)), "the same again");
    assert_eq!(owed(&mut gateway), [], "is sent already");
    hears(&mut gateway, WALL_MS, Kind::Life, &teller.life(2, true));
    assert_eq!(owed(&mut gateway)[0], sent[0], "with the same bytes");
    let refused = Reply { request: RequestId(1), answer: Answer::Refused(Refused::OneTicketOnly) };
    let elsewhere = Topic { branch: "riga-3".into(), kind: Kind::Reply };
    gateway.message(WALL_MS, &elsewhere.to_string(), &json(&refused));
    assert_eq!(gateway.requests().join_of(LinkId(101)).unwrap().outcome, Outcome::Open, "not its branch");
    gateway.take_changed();
    hears(&mut gateway, WALL_MS, Kind::Reply, &refused);
    assert_eq!(gateway.take_changed().links, BTreeSet::from([LinkId(101)]));
    hears(&mut gateway, WALL_MS, Kind::Life, &teller.life(3, true));
    assert!(owed(&mut gateway).iter().all(|message| message.topic.kind != Kind::Request));
}

#[test]
fn the_fact_alone_confirms_a_request() {
    for by_snapshot in [false, true] {
        let (mut gateway, mut teller) = met();
        gateway.ask(WALL_MS, join(1));
        teller.takes(Some(RequestId(1)), LinkId(101));
        let told = if by_snapshot { teller.snapshot() } else { teller.log(8, 9) };
        facts(&mut gateway, &told);
        let number = crate::central::sample::number("R009");
        assert_eq!(gateway.requests().join_of(LinkId(101)).unwrap().outcome, Outcome::Joined { number });
        assert_eq!(gateway.branch_of(LinkId(101)), Some("riga-2"));
    }
}

#[test]
fn what_somebody_else_says_confirms_nothing() {
    let (mut gateway, mut teller) = met();
    gateway.ask(WALL_MS, join(1));
    teller.device = crate::domain::ids::DeviceId(8);
    teller.takes(Some(RequestId(1)), LinkId(101));
    facts(&mut gateway, &teller.log(8, 9));
    assert_eq!(gateway.requests().join_of(LinkId(101)).unwrap().outcome, Outcome::Open);
    assert!(gateway.branch("riga-2").unwrap().head().conflict.is_some());
}

#[test]
fn a_request_that_nobody_answers_is_unconfirmed_and_sent_no_more() {
    let (mut gateway, teller) = met();
    gateway.lost(WALL_MS);
    gateway.ask(WALL_MS, join(1));
    assert_eq!(owed(&mut gateway), []);
    gateway.take_changed();
    gateway.pass(WALL_MS + 120_001);
    assert_eq!(gateway.take_changed().links, BTreeSet::from([LinkId(101)]));
    gateway.connected(WALL_MS + 120_002);
    hears(&mut gateway, WALL_MS + 120_002, Kind::Life, &teller.life(5, true));
    assert!(owed(&mut gateway).iter().all(|message| message.topic.kind != Kind::Request));
}

#[test]
fn garbage_changes_nothing() {
    let (mut gateway, _) = met();
    let huge = vec![b'x'; 100 << 10];
    for topic in [
        "rinda/1/riga-2/facts",
        "rinda/1/riga-2/state",
        "rinda/1/../facts",
        "rinda/1//life",
        "",
        "rinda/1/riga-2/centre",
    ] {
        for payload in [&huge[..], b"", b"{}", b"null", b"\xff\xfe"] {
            gateway.message(WALL_MS, topic, payload);
        }
    }
    let many = "k".repeat(65);
    gateway.message(WALL_MS, &format!("rinda/1/{many}/life"), b"{}");
    assert_eq!(owed(&mut gateway), []);
    assert_eq!(gateway.branches().count(), 1);
    assert_eq!(gateway.take_changed(), Changed::default());
}

#[test]
fn what_is_stored_is_what_changed() {
    let (mut gateway, mut teller) = met();
    assert_eq!(gateway.take_rows(WALL_MS).len(), 1 + 8, "the head and eight tickets");
    assert!(gateway.take_rows(WALL_MS).is_empty());
    teller.does(5);
    facts(&mut gateway, &teller.log(8, 9));
    gateway.ask(WALL_MS, join(1));
    assert_eq!(gateway.take_rows(WALL_MS).len(), 3);
    hears(&mut gateway, WALL_MS, Kind::State, &teller.state(now()));
    assert_eq!(gateway.take_rows(WALL_MS).len(), 1);
    hears(&mut gateway, WALL_MS, Kind::State, &teller.state(now() + chrono::TimeDelta::seconds(1)));
    assert!(gateway.take_rows(WALL_MS + 1000).is_empty(), "a picture each minute is enough");
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::load);

fn all_looks(gateway: &Gateway, words: &Words) {
    for language in Language::ALL {
        let look = crate::central::view::Look { gateway, say: words.say(language), now_ms: WALL_MS };
        let links = gateway.branches().flat_map(|(_, mirror)| mirror.tickets().map(|held| held.ticket.link));
        for link in links.chain([LinkId(101)]) {
            look.ticket(link);
        }
        for (key, _) in gateway.branches() {
            look.office(key);
        }
        look.offices();
        look.operator();
    }
}

fn value(message: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(message).unwrap()
}

/// A message of every kind, as a branch says it; times and waits are where the wild ones go.
fn well_formed() -> Vec<(Kind, serde_json::Value)> {
    let mut teller = Teller::new(1, 7);
    teller.happens(What::DayOpened { date: now().date_naive(), anew: true });
    let ticket = teller.takes(Some(RequestId(1)), LinkId(101));
    teller.takes(None, LinkId(102));
    let until_ms = WALL_MS + 60_000;
    let parked = What::Parked { ticket, reason: crate::domain::event::ParkReason::NoShow, until_ms };
    let state = value(&teller.state(now()));
    teller.happens(parked);
    let refused = Answer::Refused(Refused::Closed { opens: Some(now()) });
    let reply = Reply { request: RequestId(2), answer: refused };
    teller.happens(What::Answered(reply.clone()));
    vec![
        (Kind::Life, value(&teller.life(1, true))),
        (Kind::Facts, value(&teller.log(0, 5))),
        (Kind::Facts, value(&teller.snapshot())),
        (Kind::State, state),
        (Kind::Reply, value(&reply)),
    ]
}

/// Puts something wild in the place of the values of these keys.
fn make_wild(value: &mut serde_json::Value, wild: &mut impl FnMut(&str) -> Option<serde_json::Value>) {
    if let serde_json::Value::Object(members) = value {
        for (key, member) in members {
            match wild(key) {
                Some(other) => *member = other,
                None => make_wild(member, wild),
            }
        }
    } else if let serde_json::Value::Array(members) = value {
        members.iter_mut().for_each(|member| make_wild(member, wild));
    }
}

const WILD_TIMES: [&str; 5] = [
    "+262142-12-31T23:59:59Z",
    "-262143-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "2026-11-24T08:42:00Z",
    "9999-12-31T23:59:59Z",
];
const WILD_DATES: [&str; 3] = ["+262142-12-31", "-262143-01-01", "2026-11-24"];
const WILD_NUMBERS: [i64; 6] = [i64::MIN, i64::MAX, 8_210_266_876_799_999, 0, 4_294_967_295, 255];

proptest::proptest! {
    #[test]
    fn wild_messages_and_garbage_stop_nobody(
        choices in proptest::collection::vec((0..3_u8, proptest::prelude::any::<u8>()), 1..60),
        garbage in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
    ) {
        let mut gateway = gateway(Stored::default());
        gateway.connected(WALL_MS);
        gateway.ask(WALL_MS, join(1));
        let mut choices = choices.iter().cycle();
        for (kind, mut message) in well_formed() {
            make_wild(&mut message, &mut |key| {
                let is_time = ["as_of", "opens", "closes"].contains(&key);
                let is_number = key.ends_with("_ms") || key.ends_with("_s") || key.starts_with("waiting_");
                if !(is_time || is_number || key == "date") {
                    return None;
                }
                let &(fate, which) = choices.next().unwrap();
                let which = usize::from(which);
                (fate == 0).then(|| match key {
                    "date" => WILD_DATES[which % WILD_DATES.len()].into(),
                    _ if is_time => WILD_TIMES[which % WILD_TIMES.len()].into(),
                    _ => WILD_NUMBERS[which % WILD_NUMBERS.len()].into(),
                })
            });
            hears(&mut gateway, WALL_MS, kind, &message);
            gateway.message(WALL_MS, &Topic { branch: "riga-2".into(), kind }.to_string(), &garbage);
        }
        gateway.pass(WALL_MS);
        all_looks(&gateway, &WORDS);
    }
}

#[test]
fn a_wild_picture_is_refused_and_one_that_was_stored_is_dropped() {
    let (mut gateway, teller) = met();
    let mut wild = teller
        .state("+262142-12-31T23:59:59Z".parse::<DateTime<Utc>>().unwrap() - chrono::TimeDelta::hours(9));
    wild.now.services[0].wait = Some(crate::central::sample::wait(12, 20));
    hears(&mut gateway, WALL_MS, Kind::State, &wild);
    assert!(gateway.branch("riga-2").unwrap().picture().is_none());
    let mut long = teller.state(now());
    long.now.services[0].wait = Some(crate::central::sample::wait(12, 24 * 60 + 1));
    hears(&mut gateway, WALL_MS, Kind::State, &long);
    assert!(gateway.branch("riga-2").unwrap().picture().is_none(), "nobody waits longer than a day");
    let mirror = gateway.branch("riga-2").unwrap();
    let picture = Picture { heard_ms: WALL_MS, state: wild };
    let stored = Mirror::restore(mirror.head().clone(), Some(picture), mirror.tickets().cloned().collect());
    let branches = BTreeMap::from([("riga-2".to_owned(), stored)]);
    let restored = Gateway::new(
        RequestKey::new("2026", &[7; 32]).unwrap(),
        Stored { branches, requests: Vec::new() },
        WALL_MS,
    );
    let restored = restored.branch("riga-2").unwrap();
    assert_eq!((restored.picture().is_none(), restored.tickets().count()), (true, 8));
}
