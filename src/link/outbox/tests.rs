use super::*;
use proptest::prelude::*;

/// A journal: the sum of event `seq` is told by its place and by whose it is.
struct Journal {
    whose: u32,
    newest: u64,
    forgotten: u64,
}

impl Journal {
    fn place(&self, seq: u64) -> Place {
        if seq == 0 { Place::START } else { Place { seq, sum: self.whose + u32::try_from(seq).unwrap() } }
    }

    fn known(&self, place: Place) -> Known {
        match place.seq {
            0 => Known::Sum(0),
            seq if seq > self.newest => Known::Beyond,
            seq if seq <= self.forgotten => Known::Forgotten,
            seq => Known::Sum(self.place(seq).sum),
        }
    }
}

/// A message of the outbox: `None` is a snapshot.
type Message = (Option<Place>, Place);

/// A centre that stores what follows on what it has.
#[derive(Default)]
struct Centre {
    stored: Option<Place>,
    /// Every event that it was told in full, and where its snapshots were.
    told: Vec<u64>,
    epoch: u32,
}

impl Centre {
    fn hear(&mut self, (after, upto): Message) -> FromCentre {
        let epoch = self.epoch;
        match (after, self.stored) {
            (None, _) => self.stored = Some(upto),
            (Some(after), Some(stored)) if after.seq <= stored.seq => {
                if upto.seq > stored.seq {
                    self.told.extend(stored.seq + 1..=upto.seq);
                    self.stored = Some(upto);
                }
            }
            (Some(_), stored) => return FromCentre::Resync { epoch, after: stored },
        }
        self.word()
    }

    fn word(&self) -> FromCentre {
        match self.stored {
            Some(upto) => FromCentre::Acknowledge { epoch: self.epoch, upto },
            None => FromCentre::Resync { epoch: self.epoch, after: None },
        }
    }
}

/// Carries out an order as the link does, with messages of at most `chunk` events.
fn carry_out(outbox: &mut Outbox, journal: &Journal, now_ms: u64, chunk: u64) -> Option<Message> {
    let Order { round, what } = outbox.order(now_ms)?;
    match what {
        Say::Snapshot => {
            let upto = journal.place(journal.newest);
            outbox.sent(now_ms, round, upto);
            Some((None, upto))
        }
        Say::Log(after) if after.seq < journal.forgotten => {
            outbox.out_of_reach(round);
            None
        }
        Say::Log(after) => {
            let upto = journal.place((after.seq + chunk).min(journal.newest));
            outbox.sent(now_ms, round, upto);
            Some((Some(after), upto))
        }
    }
}

fn heard(outbox: &mut Outbox, journal: &Journal, now_ms: u64, word: &FromCentre) {
    let known = match *word {
        FromCentre::Acknowledge { upto: place, .. } | FromCentre::Resync { after: Some(place), .. } => {
            journal.known(place)
        }
        FromCentre::Resync { after: None, .. } => Known::Forgotten,
    };
    outbox.heard(now_ms, word, known);
}

fn connected(newest: u64) -> (Outbox, Journal) {
    let mut outbox = Outbox::new(1);
    outbox.grown(newest);
    outbox.connected(0);
    (outbox, Journal { whose: 100, newest, forgotten: 0 })
}

fn acknowledge(place: Place) -> FromCentre {
    FromCentre::Acknowledge { epoch: 1, upto: place }
}

#[test]
fn it_waits_for_the_centre_s_first_word_and_goes_on_from_there() {
    let (mut outbox, journal) = connected(10);
    assert_eq!(carry_out(&mut outbox, &journal, 0, 4), None);
    assert!(!outbox.has_heard());
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(3)));
    assert!(outbox.has_heard());
    let mut say = |now_ms| carry_out(&mut outbox, &journal, now_ms, 4);
    assert_eq!(say(0), Some((Some(journal.place(3)), journal.place(7))));
    assert_eq!(say(0), Some((Some(journal.place(7)), journal.place(10))));
    assert_eq!(say(0), None);
}

#[test]
fn a_window_is_said_again_after_a_silence_and_each_time_later() {
    let (mut outbox, journal) = connected(100);
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(0)));
    let said = |outbox: &mut Outbox, now_ms| {
        std::iter::from_fn(|| carry_out(outbox, &journal, now_ms, 1))
            .map(|(_, upto)| upto.seq)
            .collect::<Vec<_>>()
    };
    let window = [1, 2, 3, 4];
    assert_eq!(said(&mut outbox, 0), window);
    let mut now_ms = 0;
    for pause_ms in [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000] {
        assert_eq!(outbox.deadline_ms(now_ms), Some(now_ms + pause_ms));
        assert!(said(&mut outbox, now_ms + pause_ms - 1).is_empty());
        now_ms += pause_ms;
        assert_eq!(said(&mut outbox, now_ms), window);
    }
    heard(&mut outbox, &journal, now_ms, &acknowledge(journal.place(2)));
    assert_eq!(said(&mut outbox, now_ms), [5, 6]);
    assert_eq!(outbox.deadline_ms(now_ms), Some(now_ms + 10_000), "the centre is there again");
}

#[test]
fn a_centre_that_says_nothing_or_knows_nothing_is_told_how_everything_is() {
    let (mut outbox, journal) = connected(10);
    assert_eq!(carry_out(&mut outbox, &journal, 10_000, 4), Some((None, journal.place(10))));
    let (mut outbox, journal) = connected(10);
    heard(&mut outbox, &journal, 0, &FromCentre::Resync { epoch: 1, after: None });
    assert_eq!(carry_out(&mut outbox, &journal, 0, 4), Some((None, journal.place(10))));
    let (mut outbox, journal) = connected(10);
    outbox.epoch = 2;
    heard(&mut outbox, &journal, 0, &acknowledge(Place { seq: 99, sum: 1 }));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 4), Some((None, journal.place(10))), "of an epoch before");
    heard(&mut outbox, &journal, 0, &acknowledge(Place { seq: 99, sum: 1 }));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 4), None, "it is under way");
}

#[test]
fn what_the_journal_has_forgotten_is_told_as_a_snapshot() {
    let (mut outbox, mut journal) = connected(10);
    journal.forgotten = 5;
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(3)));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 4), None);
    assert_eq!(carry_out(&mut outbox, &journal, 0, 4), Some((None, journal.place(10))));
}

#[test]
fn a_centre_that_was_restored_from_a_copy_gets_everything_again() {
    let (mut outbox, journal) = connected(10);
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(10)));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 20), None);
    for word in
        [acknowledge(journal.place(4)), FromCentre::Resync { epoch: 1, after: Some(journal.place(4)) }]
    {
        heard(&mut outbox, &journal, 5_000, &word);
        assert_eq!(
            carry_out(&mut outbox, &journal, 5_000, 20),
            Some((Some(journal.place(4)), journal.place(10)))
        );
    }
    heard(&mut outbox, &journal, 5_001, &FromCentre::Resync { epoch: 1, after: Some(journal.place(4)) });
    assert_eq!(carry_out(&mut outbox, &journal, 5_001, 20), None, "it has just begun anew from there");
}

#[test]
fn who_wants_the_centre_to_be_told_again_gets_a_snapshot_whatever_was_under_way() {
    let (mut outbox, journal) = connected(10);
    assert!(!outbox.tell_again(0), "the centre has not said how far it is");
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(4)));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 20), Some((Some(journal.place(4)), journal.place(10))));
    assert!(outbox.tell_again(0));
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(10)));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 20), Some((None, journal.place(10))));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 20), None, "once");
    assert_eq!(
        carry_out(&mut outbox, &journal, 10_000, 20),
        Some((None, journal.place(10))),
        "until it has it"
    );
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(10)));
    assert_eq!(outbox.deadline_ms(10_000), None);
    outbox.lost();
    assert!(!outbox.tell_again(0), "nobody is there");
}

#[test]
fn what_this_journal_cannot_know_stops_it() {
    let stops = |word: FromCentre, expect: Fence| {
        let (mut outbox, journal) = connected(10);
        heard(&mut outbox, &journal, 0, &acknowledge(journal.place(3)));
        heard(&mut outbox, &journal, 0, &word);
        assert_eq!(outbox.fence(), Some(expect));
        outbox.connected(1);
        assert_eq!(carry_out(&mut outbox, &journal, 1_000_000, 4), None);
    };
    stops(acknowledge(Place { seq: 11, sum: 0 }), Fence::Ahead { seq: 11 });
    stops(acknowledge(Place { seq: 7, sum: 1 }), Fence::Differs { seq: 7 });
    stops(FromCentre::Resync { epoch: 1, after: Some(Place { seq: 7, sum: 1 }) }, Fence::Differs { seq: 7 });
    stops(FromCentre::Resync { epoch: 2, after: None }, Fence::Epoch { theirs: 2, ours: 1 });
}

#[test]
fn an_order_of_a_former_beginning_changes_nothing() {
    let (mut outbox, journal) = connected(10);
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(3)));
    let Order { round, .. } = outbox.order(0).unwrap();
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(1)));
    assert!(!outbox.is_wanted(round));
    outbox.sent(0, round, journal.place(9));
    assert_eq!(carry_out(&mut outbox, &journal, 0, 20), Some((Some(journal.place(1)), journal.place(10))));
}

#[test]
fn a_journal_that_cannot_be_read_is_tried_again_later() {
    let (mut outbox, journal) = connected(10);
    heard(&mut outbox, &journal, 0, &acknowledge(journal.place(3)));
    outbox.order(0).unwrap();
    outbox.failed(0);
    assert_eq!(carry_out(&mut outbox, &journal, 4_999, 20), None);
    assert_eq!(outbox.deadline_ms(0), Some(5_000));
    assert!(carry_out(&mut outbox, &journal, 5_000, 20).is_some());
}

/// What happens on the way in one step.
#[derive(Debug, Clone)]
enum Step {
    Grow(u64),
    Say {
        chunk: u64,
        copies: usize,
    },
    /// The message at this index arrives, and the word at that.
    Arrive(usize),
    Hear(usize),
    Break,
    Later(u64),
    Restore(u64),
    Forget(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (1..20_u64).prop_map(Step::Grow),
        6 => (1..30_u64, 0..3_usize).prop_map(|(chunk, copies)| Step::Say { chunk, copies }),
        6 => (0..8_usize).prop_map(Step::Arrive),
        6 => (0..8_usize).prop_map(Step::Hear),
        1 => Just(Step::Break),
        2 => (0..400_000_u64).prop_map(Step::Later),
        1 => (0..50_u64).prop_map(Step::Restore),
        1 => (0..30_u64).prop_map(Step::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Messages and words are lost, doubled and come in any order; the centre is restored from copies, connections break. When
    /// that stops, the centre has everything, and at no time was it told two different things or something with a gap.
    #[test]
    fn whatever_happens_on_the_way_the_centre_has_everything_in_the_end(steps in prop::collection::vec(step(), 0..150)) {
        let mut outbox = Outbox::new(1);
        let mut journal = Journal { whose: 100, newest: 1, forgotten: 0 };
        let mut centre = Centre { epoch: 1, ..Centre::default() };
        let (mut to_centre, mut to_branch, mut now_ms) = (Vec::<Message>::new(), Vec::<FromCentre>::new(), 0);
        outbox.grown(1);
        outbox.connected(0);
        for step in steps {
            match step {
                Step::Grow(events) => journal.newest += events,
                Step::Say { chunk, copies } => {
                    if let Some(message) = carry_out(&mut outbox, &journal, now_ms, chunk) {
                        to_centre.extend(std::iter::repeat_n(message, copies));
                    }
                }
                Step::Arrive(index) if index < to_centre.len() => {
                    to_branch.push(centre.hear(to_centre.remove(index)));
                }
                Step::Hear(index) if index < to_branch.len() => {
                    heard(&mut outbox, &journal, now_ms, &to_branch.remove(index));
                }
                Step::Arrive(_) | Step::Hear(_) => {}
                Step::Break => {
                    outbox.lost();
                    outbox.connected(now_ms);
                    to_branch.push(centre.word());
                }
                Step::Later(ms) => now_ms += ms,
                Step::Restore(back) => {
                    centre.stored = centre.stored.and_then(|stored| {
                        stored.seq.checked_sub(back).map(|seq| journal.place(seq))
                    });
                    // A broker keeps the order: what the centre said before, has come before, or never comes.
                    to_branch.clear();
                    to_branch.push(centre.word());
                }
                Step::Forget(events) => journal.forgotten = (journal.forgotten + events).min(journal.newest / 2),
            }
            outbox.grown(journal.newest);
            prop_assert_eq!(outbox.fence(), None);
            prop_assert!(outbox.window.len() <= WINDOW);
        }
        for _ in 0..1_000 {
            match (carry_out(&mut outbox, &journal, now_ms, 10), outbox.deadline_ms(now_ms)) {
                (Some(message), _) => to_centre.push(message),
                (None, Some(deadline_ms)) => now_ms = deadline_ms,
                (None, None) if to_centre.is_empty() && to_branch.is_empty() && outbox.next != Next::Snapshot => break,
                (None, None) => {}
            }
            for message in to_centre.drain(..) {
                to_branch.push(centre.hear(message));
            }
            for word in to_branch.drain(..) {
                heard(&mut outbox, &journal, now_ms, &word);
            }
        }
        prop_assert_eq!(centre.stored, Some(journal.place(journal.newest)));
        prop_assert_eq!(outbox.acknowledged, centre.stored);
        prop_assert!(outbox.window.is_empty(), "nothing is said again that was acknowledged");
    }
}
