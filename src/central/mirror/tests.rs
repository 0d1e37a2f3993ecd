use super::super::sample::{Teller, Then, WALL_MS, now};
use super::{ASK_AGAIN_MS, BEHIND_MS, ConflictKind, End, Heard, Mirror, SILENT_MS};
use crate::domain::ids::{DeviceId, LinkId, TicketId};
use crate::protocol::{FactsBody, FromCentre, What};
use chrono::{Days, TimeDelta};
use proptest::prelude::*;

fn alive(mirror: &Mirror) -> Then {
    let tickets = mirror.tickets().filter(|held| held.end.is_none());
    Then {
        day: mirror.head().day,
        tickets: tickets.map(|held| (held.ticket.ticket, held.ticket.clone())).collect(),
        counters: mirror.head().counters.clone(),
    }
}

fn seq(mirror: &Mirror) -> Option<u64> {
    Some(mirror.head().journal?.upto?.seq)
}

fn busy(count: u32) -> Teller {
    let mut teller = Teller::new(1, 7);
    (0..count).for_each(|at| teller.does(at.wrapping_mul(2_654_435_761) >> 7));
    teller
}

#[test]
fn facts_are_taken_in_order_and_nothing_is_skipped() {
    let (mut mirror, teller) = (Mirror::default(), busy(30));
    assert_eq!(mirror.facts(0, teller.log(0, 10)), Heard::News);
    assert_eq!(mirror.facts(0, teller.log(0, 10)), Heard::Nothing, "twice");
    assert_eq!(mirror.facts(0, teller.log(3, 7)), Heard::Nothing, "old");
    assert_eq!(mirror.facts(0, teller.log(12, 15)), Heard::Gap);
    assert_eq!(mirror.facts(0, teller.log(8, 15)), Heard::Gap, "what begins before the end is not checked");
    assert_eq!(seq(&mirror), Some(10));
    mirror.life(0, teller.life(1, true));
    let question = FromCentre::Resync { epoch: 1, after: Some(teller.place(10)) };
    assert_eq!(mirror.missing(0), Some(question.clone()));
    assert_eq!(mirror.missing(ASK_AGAIN_MS - 1), None, "it needs time to answer");
    assert_eq!(mirror.missing(ASK_AGAIN_MS), Some(question));
    assert_eq!(mirror.facts(0, teller.log(10, 30)), Heard::News);
    assert_eq!((mirror.missing(ASK_AGAIN_MS), alive(&mirror)), (None, teller.at(30)));
}

#[test]
fn a_centre_that_knows_nothing_asks_for_everything() {
    let (mut mirror, teller) = (Mirror::default(), busy(30));
    assert_eq!(mirror.missing(0), None, "nobody is there to be asked");
    mirror.life(0, teller.life(1, true));
    assert_eq!(mirror.missing(0), Some(FromCentre::Resync { epoch: 1, after: None }));
    assert_eq!(mirror.acknowledgement(), None);
    assert_eq!(mirror.facts(0, teller.log(20, 30)), Heard::Gap);
    assert_eq!(mirror.facts(0, teller.snapshot()), Heard::News);
    assert_eq!((mirror.missing(ASK_AGAIN_MS), alive(&mirror)), (None, teller.at(30)));
    let stored = FromCentre::Acknowledge { epoch: 1, upto: teller.place(30) };
    assert_eq!(mirror.acknowledgement(), Some(stored));
}

#[test]
fn a_centre_that_is_wrong_without_knowing_it_is_mended_by_who_tells_it_again() {
    let (mut mirror, teller) = (Mirror::default(), busy(30));
    mirror.life(0, teller.life(1, true));
    mirror.facts(0, teller.snapshot());
    let right = (alive(&mirror), mirror.head().clone());
    mirror.errs();
    assert_ne!(alive(&mirror), teller.at(30));
    assert_eq!(mirror.missing(ASK_AGAIN_MS), None, "it does not know");
    assert_eq!(mirror.facts(0, teller.snapshot()), Heard::News);
    assert_eq!((alive(&mirror), mirror.head().clone()), right);
}

#[test]
fn a_picture_that_shows_more_than_the_facts_leads_to_a_question() {
    let (mut mirror, mut teller) = (Mirror::default(), busy(30));
    mirror.life(0, teller.life(1, true));
    mirror.facts(0, teller.snapshot());
    teller.does(0);
    mirror.state(1000, teller.state(now()));
    assert_eq!(mirror.missing(1000), None, "the facts may be on their way");
    let question = FromCentre::Resync { epoch: 1, after: Some(teller.place(30)) };
    assert_eq!(mirror.missing(1000 + BEHIND_MS), Some(question));
    mirror.facts(7000, teller.log(30, 31));
    assert_eq!(mirror.missing(70_000), None);
}

#[test]
fn a_branch_that_is_away_is_not_asked() {
    let (mut mirror, teller) = (Mirror::default(), busy(30));
    mirror.life(0, teller.life(1, true));
    mirror.life(0, teller.life(1, false));
    assert_eq!(mirror.missing(0), None);
    mirror.life(0, teller.life(2, true));
    assert!(mirror.missing(0).is_some());
    mirror.life(1, teller.life(1, false));
    assert!(mirror.is_online(), "a will that comes late says nothing");
}

#[test]
fn two_pasts_never_mix() {
    let (mut mirror, teller) = (Mirror::default(), busy(20));
    mirror.facts(0, teller.log(0, 20));
    let (mut one, mut other) = (teller.clone(), teller.clone());
    one.does(0);
    other.does(5);
    (0..5).for_each(|_| (one.does(0), other.does(0)).1);
    assert_eq!(mirror.facts(1, one.log(20, 26)), Heard::News);
    for told in [other.log(20, 26), other.snapshot()] {
        assert_eq!(mirror.facts(2, told), Heard::Conflict);
        assert_eq!(mirror.head().conflict.unwrap().kind, ConflictKind::OtherPast);
    }
    other.does(0);
    assert_eq!(mirror.facts(2, other.log(26, 27)), Heard::Conflict);
    assert_eq!(alive(&mirror), one.at(26));
}

#[test]
fn a_second_device_is_named_and_not_believed() {
    let (mut mirror, teller) = (Mirror::default(), busy(20));
    mirror.facts(0, teller.log(0, 20));
    let mut second = busy(25);
    second.device = DeviceId(8);
    assert_eq!(mirror.facts(1, second.log(20, 25)), Heard::Conflict);
    assert_eq!(mirror.life(2, second.life(9, true)), Heard::Conflict);
    assert_eq!(mirror.state(3, second.state(now())), Heard::Conflict);
    let conflict = mirror.head().conflict.unwrap();
    assert_eq!((conflict.kind, conflict.heard_ms, conflict.device.0), (ConflictKind::OtherDevice, 3, 8));
    assert!(mirror.picture().is_none() && !mirror.is_online() && alive(&mirror) == teller.at(20));
}

#[test]
fn a_new_epoch_begins_with_a_snapshot_and_the_old_one_is_history() {
    let (mut mirror, teller) = (Mirror::default(), busy(20));
    mirror.facts(0, teller.log(0, 20));
    let mut mended = busy(15);
    mended.epoch = 2;
    assert_eq!(mirror.facts(1, mended.log(10, 15)), Heard::Gap);
    assert_eq!(alive(&mirror), teller.at(20), "what was known is shown until more is known");
    assert_eq!(mirror.facts(1, teller.log(20, 20)), Heard::Nothing);
    assert_eq!(mirror.life(1, teller.life(99, true)), Heard::Nothing);
    assert_eq!(mirror.facts(2, mended.snapshot()), Heard::News);
    mended.does(0);
    assert_eq!(mirror.facts(3, mended.log(15, 16)), Heard::News);
    assert_eq!(alive(&mirror), mended.at(16));
    let mut begun = busy(5);
    begun.epoch = 3;
    assert_eq!(mirror.facts(4, begun.log(0, 5)), Heard::News, "a journal's whole past needs no snapshot");
    assert_eq!(alive(&mirror), begun.at(5));
}

#[test]
fn facts_that_contradict_themselves_are_no_facts() {
    let (mut mirror, teller) = (Mirror::default(), busy(20));
    let mut swapped = teller.log(0, 3);
    let FactsBody::Log { facts, .. } = &mut swapped.body else { panic!("a log") };
    facts.swap(0, 1);
    assert_eq!(mirror.facts(0, swapped), Heard::Nonsense);
    let mut beyond = teller.log(0, 3);
    beyond.upto = teller.place(2);
    assert_eq!(mirror.facts(0, beyond), Heard::Nonsense);
    assert_eq!(seq(&mirror), None);
}

#[test]
fn a_ticket_is_found_by_its_link_until_its_day_is_over() {
    let (mut mirror, mut teller) = (Mirror::default(), Teller::new(1, 7));
    let today = now().date_naive();
    teller.happens(What::DayOpened { date: today, anew: true });
    let id = teller.takes(None, LinkId(70));
    teller.takes(None, LinkId(71));
    teller.happens(What::Served { ticket: id });
    mirror.facts(WALL_MS, teller.log(0, 4));
    let end = |mirror: &Mirror, link| mirror.by_link(LinkId(link)).map(|held| held.end);
    assert_eq!((end(&mirror, 70), end(&mirror, 71)), (Some(Some(End::Served)), Some(None)));
    let tomorrow = today + Days::new(1);
    mirror.forget(WALL_MS, tomorrow);
    assert_eq!(end(&mirror, 70), Some(Some(End::Served)), "the day goes on over midnight");
    teller.happens(What::DayClosed { date: today });
    mirror.facts(WALL_MS, teller.log(4, 5));
    mirror.forget(WALL_MS, today);
    assert_eq!(end(&mirror, 70), Some(Some(End::Served)), "the evening after");
    mirror.forget(WALL_MS, tomorrow);
    assert_eq!(
        (end(&mirror, 70), end(&mirror, 71)),
        (None, Some(None)),
        "who was not told off is still there"
    );
    assert!(mirror.touched().any(|touched| touched == TicketId(1)));
    mirror.forget(WALL_MS + SILENT_MS + 1, tomorrow);
    assert_eq!(end(&mirror, 71), None, "but not for ever");
}

#[test]
fn an_older_picture_does_not_replace_a_newer_one() {
    let (mut mirror, mut teller) = (Mirror::default(), busy(20));
    let early = teller.state(now());
    teller.does(0);
    let late = teller.state(now() - TimeDelta::minutes(1));
    assert_eq!(mirror.state(1, late.clone()), Heard::News);
    assert_eq!(mirror.state(2, early), Heard::Nothing, "the place counts, not the clock");
    assert_eq!(mirror.state(3, late.clone()), Heard::Nothing);
    let later = teller.state(now());
    assert_eq!(mirror.state(4, later.clone()), Heard::News, "the same place a moment later");
    assert_eq!((mirror.picture().unwrap().heard_ms, &mirror.picture().unwrap().state), (4, &later));
}

proptest! {
    #[test]
    fn whatever_is_lost_doubled_and_reordered_the_mirror_is_what_the_branch_was(
        past in prop::collection::vec(any::<u32>(), 1..120),
        cuts in prop::collection::vec(1_u64..9, 1..60),
        fates in prop::collection::vec((0..10_u8, 0..40_usize), 1..200),
    ) {
        let mut teller = Teller::new(1, 7);
        past.iter().for_each(|choice| teller.does(*choice));
        let mut messages = Vec::new();
        let mut from = 0;
        for cut in cuts.iter().cycle() {
            let upto = (from + cut).min(teller.length());
            messages.push(teller.log(from, upto));
            from = upto;
            if from == teller.length() {
                break;
            }
        }
        // Each is lost, comes once or twice, and later ones may come earlier.
        let mut arriving = Vec::new();
        for (message, (fate, later)) in messages.into_iter().zip(fates.iter().cycle()) {
            let at = arriving.len().saturating_sub(later % 5);
            match fate {
                0..=1 => {}
                2..=3 => arriving.extend([message.clone(), message]),
                4..=5 => arriving.insert(at, message),
                _ => arriving.push(message),
            }
        }
        let mut mirror = Mirror::default();
        let mut now_ms = 0;
        mirror.life(now_ms, teller.life(1, true));
        mirror.state(now_ms, teller.state(now()));
        let mut fates = fates.iter().cycle();
        let mut arriving = arriving.into_iter();
        // A hundred questions are enough: what is answered is not asked again.
        for _ in 0..2000 {
            if let Some(message) = arriving.next() {
                mirror.facts(now_ms, message);
            } else {
                now_ms += 1000;
            }
            if let Some(FromCentre::Resync { after, .. }) = mirror.missing(now_ms) {
                let (fate, _) = fates.next().unwrap();
                let answer = match after {
                    Some(after) if *fate < 6 => teller.log(after.seq, (after.seq + 7).min(teller.length())),
                    _ => teller.snapshot(),
                };
                if *fate != 9 || now_ms > 1_000_000 {
                    mirror.facts(now_ms, answer);
                }
            }
            if let Some(seq) = seq(&mirror) {
                prop_assert_eq!(alive(&mirror), teller.at(seq));
            }
        }
        prop_assert_eq!(seq(&mirror), Some(teller.length()));
        prop_assert!(mirror.head().conflict.is_none());
    }
}
