use super::*;
use crate::domain::ids::{LinkId, RequestId};
use crate::protocol::{Answer, RequestBody, RequestKey, Wish};
use proptest::prelude::*;

const BRANCH: &str = "riga-2";

fn key(seed: u8) -> RequestKey {
    RequestKey::new("2026", &[seed; 32]).unwrap()
}

fn inbox() -> Inbox<u32> {
    Inbox::new(BRANCH, Keys(BTreeMap::from([("2026".to_owned(), key(7).public())])))
}

fn message(id: u128, branch: &str, seed: u8) -> Vec<u8> {
    let wish = Wish::Leave { link: LinkId(3) };
    let body = RequestBody { branch: branch.into(), request: RequestId(id), not_after_ms: 2, wish };
    serde_json::to_vec(&key(seed).sign(&body)).unwrap()
}

fn reply(id: RequestId) -> Reply {
    Reply { request: id, answer: Answer::Done }
}

#[test]
fn a_message_is_acknowledged_when_its_reply_is_published_and_not_before() {
    let mut inbox = inbox();
    assert_eq!(inbox.hear(0, &message(1, BRANCH, 7), true, 10), None);
    let (number, request) = inbox.ask(0).unwrap();
    assert_eq!(request.id, RequestId(1));
    assert_eq!((inbox.ask(0), inbox.reply()), (None, None));
    assert!(inbox.unanswered(1_000).is_empty());
    inbox.answered(0, number, Outcome::Answered(reply(request.id)));
    assert_eq!(inbox.reply(), Some(&reply(RequestId(1))));
    assert_eq!(inbox.replied(), Some(10));
    assert_eq!(inbox.reply(), None);
    assert_eq!(inbox.replied(), None);
}

#[test]
fn a_branch_that_has_too_much_to_do_is_asked_again_in_the_same_order() {
    let mut inbox = inbox();
    for id in [1, 2] {
        inbox.hear(0, &message(id, BRANCH, 7), true, 10);
    }
    let (number, _) = inbox.ask(0).unwrap();
    inbox.answered(0, number, Outcome::TooMuchToDo);
    assert_eq!(inbox.ask(AGAIN_MS - 1), None);
    assert_eq!(inbox.deadline_ms(0), Some(AGAIN_MS));
    for id in [1, 2] {
        let (number, request) = inbox.ask(AGAIN_MS).unwrap();
        assert_eq!(request.id, RequestId(id));
        inbox.answered(AGAIN_MS, number, Outcome::Forgotten);
    }
}

#[test]
fn what_is_no_request_is_said_once_for_each_kind_acknowledged_in_peace_and_never_answered() {
    let mut inbox = inbox();
    let garbage = [vec![0xff; 60_000], message(1, BRANCH, 8), message(1, "riga-3", 7), b"{}".to_vec()];
    let said: Vec<bool> = garbage
        .iter()
        .zip(0..)
        .map(|(message, receipt)| inbox.hear(0, message, true, receipt).is_some())
        .collect();
    assert_eq!(said, [true, true, true, false]);
    assert_eq!((inbox.ask(0), inbox.unanswered(PEACE_MS_MIN - 1)), (None, Vec::new()));
    assert_eq!(inbox.deadline_ms(0), Some(PEACE_MS_MIN));
    assert_eq!(inbox.unanswered(PEACE_MS_MIN), [0, 1, 2, 3]);
}

#[test]
fn requests_that_need_no_acknowledgement_fill_no_memory_and_the_others_are_never_dropped() {
    let mut inbox = inbox();
    let request = message(1, BRANCH, 7);
    for receipt in 0..10_000 {
        inbox.hear(0, &request, false, receipt);
    }
    assert_eq!(inbox.waiting.len(), HELD_MAX);
    inbox.hear(0, &request, true, 10_000);
    assert_eq!(inbox.waiting.back().map(|(_, receipt)| *receipt), Some(10_000));
}

/// Gives garbage as long as the inbox hears it, and the time at which it hears again.
fn flood(inbox: &mut Inbox<u32>, now_ms: u64) -> u64 {
    for receipt in 0..u32::try_from(FLOOD).unwrap() {
        assert!(!inbox.is_flooded());
        inbox.hear(now_ms, b"garbage", true, receipt);
    }
    assert!(inbox.is_flooded());
    let due_ms = inbox.deadline_ms(now_ms).unwrap();
    assert!(inbox.unanswered(due_ms - 1).is_empty() && inbox.is_flooded());
    assert_eq!(inbox.unanswered(due_ms).len(), FLOOD, "each is acknowledged");
    due_ms
}

#[test]
fn a_flood_of_garbage_is_heard_in_portions_more_and_more_seldom_until_it_ends() {
    let mut inbox = inbox();
    let (mut now_ms, mut peaces) = (0, Vec::new());
    for _ in 0..7 {
        let due_ms = flood(&mut inbox, now_ms);
        peaces.push(due_ms - now_ms);
        now_ms = due_ms;
    }
    assert_eq!(peaces, [100, 200, 400, 800, 1_600, 3_200, 3_200]);
    inbox.hear(now_ms, &message(1, BRANCH, 7), true, 1);
    assert!(inbox.ask(now_ms).is_some(), "a request between the portions is taken");
    now_ms += 2 * PEACE_MS_MAX;
    assert_eq!(flood(&mut inbox, now_ms), now_ms + PEACE_MS_MIN);
    flood(&mut inbox, now_ms);
    for receipt in 0..40 {
        if !inbox.is_flooded() {
            inbox.hear(now_ms, b"garbage", true, receipt);
        }
    }
    inbox.lost();
    assert!(!inbox.is_flooded(), "nothing is left that would end it");
}

/// What happens to the messages of a broker in one step.
#[derive(Debug, Clone)]
enum Step {
    Ask,
    Answer(bool),
    Publish,
    Break,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Ask),
        4 => any::<bool>().prop_map(Step::Answer),
        4 => Just(Step::Publish),
        1 => Just(Step::Break),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The broker gives again what was not acknowledged. In the end every request is answered, each message was acknowledged
    /// after a reply of its own, and the engine never had more than its share.
    #[test]
    fn no_request_is_lost_and_none_is_acknowledged_unanswered(
        ids in prop::collection::vec(0..6_u128, 1..40),
        steps in prop::collection::vec(step(), 0..200),
    ) {
        let mut inbox = inbox();
        let ends = std::iter::repeat_n([Step::Ask, Step::Answer(true), Step::Publish], 3 * ids.len()).flatten();
        let mut held: Vec<(u32, u128)> = (0..).zip(ids.iter().copied()).collect();
        let give = |inbox: &mut Inbox<u32>, held: &[(u32, u128)]| {
            for &(receipt, id) in held {
                inbox.hear(0, &message(id, BRANCH, 7), true, receipt);
            }
        };
        give(&mut inbox, &held);
        let (mut asked, mut published, mut now_ms) = (VecDeque::new(), BTreeSet::new(), 0);
        for step in steps.into_iter().chain(ends) {
            match step {
                Step::Ask => asked.extend(inbox.ask(now_ms)),
                Step::Answer(taken) => {
                    if let Some((number, request)) = asked.pop_front() {
                        let answered = Outcome::Answered(reply(request.id));
                        inbox.answered(now_ms, number, if taken { answered } else { Outcome::TooMuchToDo });
                        now_ms += AGAIN_MS;
                    }
                }
                Step::Publish => {
                    let reply = inbox.reply().cloned();
                    if let (Some(reply), Some(receipt)) = (reply, inbox.replied()) {
                        published.insert(reply.request);
                        let of = held.iter().find(|(held, _)| *held == receipt).map(|(_, id)| RequestId(*id));
                        prop_assert!(of.is_none_or(|id| id == reply.request));
                        held.retain(|(held, _)| *held != receipt);
                    }
                }
                Step::Break => {
                    inbox.lost();
                    give(&mut inbox, &held);
                }
            }
            prop_assert!(asked.len() <= ASKED_MAX);
        }
        prop_assert!(held.is_empty(), "{held:?}");
        prop_assert_eq!(published.len(), ids.iter().collect::<BTreeSet<_>>().len());
    }
}
