//! The link of a branch: requests become answers and facts, whatever breaks on the way.

use super::centre::{Centre, join, request_of};
use super::clients::PATIENCE;
use super::mosquitto::Mosquitto;
use super::office::{BRANCH, NOON_MS};
use rinda::engine::random_link;
use rinda::protocol::{Answer, FromCentre, Place, Refused, What, Wish};
use tokio::time::timeout;

#[tokio::test]
async fn a_request_becomes_a_reply_and_a_fact_and_everybody_sees_the_line() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    let link = random_link();
    let reply = centre.ask(join(link)).await;
    let Answer::Joined { number, ahead, .. } = reply.answer else { panic!("{reply:?}") };
    assert_eq!((number.to_string().as_str(), ahead), ("R001", 0));
    centre.stores(office.seq()).await;
    let taken = centre.facts.iter().find_map(|fact| {
        let What::TicketTaken { request, number, present, .. } = &fact.what else { return None };
        Some((*request, *number, *present))
    });
    assert_eq!(taken, Some((Some(reply.request), number, false)));
    assert!(centre.facts.iter().any(|fact| fact.what == What::Answered(reply.clone())));
    centre
        .until("a picture with the ticket", |centre| {
            centre.state.as_ref().is_some_and(|state| state.now.line.len() == 1)
        })
        .await;
    let state = centre.state.clone().unwrap();
    assert_eq!((state.seq, state.device), (office.seq(), office.device()));
    assert_eq!(state.now.faults, ["no paper"]);
    let waiting = state.now.services.iter().find(|service| &*service.service.0 == "passport").unwrap();
    assert_eq!((waiting.waiting_present, waiting.waiting_absent, &waiting.refused), (0, 1, &None));
    assert!(state.now.line[0].wait.is_some() && waiting.wait.is_some());
    let life = centre.life.clone().unwrap();
    assert!(life.online);
    drop(office);
    centre.until("the last will", |centre| centre.life.as_ref().is_some_and(|life| !life.online)).await;
    assert_eq!(centre.life, Some(life.will()));
}

#[tokio::test]
async fn each_copy_of_a_request_has_the_same_answer_and_one_effect() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    let signed = centre.signed(join(random_link()));
    for _ in 0..3 {
        centre.send(&signed).await;
    }
    let replies = centre.replies_to(request_of(&signed), 3).await;
    office.cut_power();
    office.switch_on();
    office.link(broker.known_as(BRANCH));
    centre.send(&signed).await;
    let again = centre.replies_to(request_of(&signed), 4).await;
    assert!(again.iter().all(|(_, bytes)| *bytes == replies[0].1), "{again:?}");
    centre.stores(office.seq()).await;
    assert_eq!(centre.tickets_for(request_of(&signed)), 1);
}

#[tokio::test]
async fn requests_that_come_late_or_in_the_wrong_order_are_answered_so_that_nobody_waits_in_vain() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    let hours_late = centre.signed_until(join(random_link()), NOON_MS - 7_200_000);
    let request = centre.send(&hours_late).await;
    let reply = centre.replies_to(request, 1).await.remove(0).0;
    assert_eq!(reply.answer, Answer::Refused(Refused::TooLate));
    let link = random_link();
    let leave = centre.ask(Wish::Leave { link }).await;
    assert_eq!(leave.answer, Answer::Done);
    let join = centre.ask(join(link)).await;
    assert_eq!(join.answer, Answer::Refused(Refused::LeftBefore));
    assert!(!office.knows(link));
}

#[tokio::test]
async fn what_is_asked_while_the_branch_is_away_is_answered_when_it_is_back() {
    let mut broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    office.switch_off();
    let signed = centre.signed(join(random_link()));
    centre.send(&signed).await;
    // The broker has it on disk, too.
    broker.stop();
    broker.start_again();
    centre.is_back().await;
    office.switch_on();
    office.link(broker.known_as(BRANCH));
    centre.replies_to(request_of(&signed), 1).await;
    centre.stores(office.seq()).await;
    assert_eq!(centre.tickets_for(request_of(&signed)), 1);
}

#[tokio::test]
async fn a_broker_without_memory_delays_facts_and_loses_none() {
    let mut broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    centre.stores(office.seq()).await;
    broker.kill_and_forget();
    let why = office.reports(Some("")).await;
    assert!(!why.is_empty());
    for _ in 0..20 {
        office.serves_somebody().await;
    }
    let before = centre.facts.len();
    broker.start_again();
    office.reports(None).await;
    centre.is_back().await;
    centre.stores(office.seq()).await;
    let given = centre.facts[before..].iter().filter(|fact| matches!(fact.what, What::TicketTaken { .. }));
    assert_eq!((given.count(), centre.snapshots), (20, 1), "the first word of the centre asked for the one");
    let seqs: Vec<u64> = centre.facts.iter().map(|fact| fact.seq).collect();
    assert!(seqs.is_sorted_by(|one, next| one < next), "{seqs:?}");
    centre.ask(join(random_link())).await;
}

#[tokio::test]
async fn a_branch_that_was_alone_for_long_tells_everything_in_small_messages() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    centre.stores(office.seq()).await;
    let before = centre.facts.len();
    office.unlink();
    for _ in 0..1_000 {
        office.serves_somebody().await;
    }
    office.link(broker.known_as(BRANCH));
    centre.stores(office.seq()).await;
    let given = centre.facts[before..].iter().filter(|fact| matches!(fact.what, What::TicketTaken { .. }));
    assert_eq!((given.count(), centre.snapshots), (1_000, 1));
}

#[tokio::test]
async fn a_centre_that_was_restored_from_a_copy_gets_what_it_lacks_again() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    centre.stores(office.seq()).await;
    let (copy, facts) = (centre.stored, centre.facts.clone());
    for _ in 0..5 {
        office.serves_somebody().await;
    }
    centre.stores(office.seq()).await;
    let all = centre.facts.clone();
    (centre.stored, centre.facts) = (copy, facts);
    let (epoch, after) = copy.unwrap();
    centre.say(&FromCentre::Resync { epoch, after: Some(after) }, false).await;
    centre.stores(office.seq()).await;
    assert_eq!(centre.facts, all);
    (centre.stored, centre.facts) = (None, Vec::new());
    centre.say(&FromCentre::Resync { epoch, after: None }, false).await;
    centre.stores(office.seq()).await;
    assert_eq!(centre.snapshots, 2);
}

#[tokio::test]
async fn of_two_devices_with_one_past_the_one_that_is_behind_falls_silent_and_its_kiosk_goes_on() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    centre.stores(office.seq()).await;
    let mut copy = office.copied();
    office.link(broker.known_as(BRANCH));
    for _ in 0..10 {
        office.serves_somebody().await;
    }
    centre.stores(office.seq()).await;
    copy.link(broker.known_as(BRANCH));
    let why = copy.reports(Some("another device")).await;
    assert!(why.contains("event"), "{why}");
    copy.serves_somebody().await;
    let link = random_link();
    let reply = centre.ask(join(link)).await;
    assert!(matches!(reply.answer, Answer::Joined { .. }), "{reply:?}");
    assert!(office.knows(link) && !copy.knows(link));
    centre.stores(office.seq()).await;
    assert_eq!(centre.replies_to(reply.request, 1).await.len(), 1, "one has answered");
    assert!(centre.state.as_ref().is_none_or(|state| state.device == office.device()));
    office.reports(None).await;
}

#[tokio::test]
async fn of_two_devices_with_one_card_the_one_that_is_behind_leaves_the_other_alone() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    centre.stores(office.seq()).await;
    let mut copy = office.cloned();
    assert_eq!(copy.device(), office.device());
    office.link(broker.known_as(BRANCH));
    for _ in 0..10 {
        office.serves_somebody().await;
    }
    centre.stores(office.seq()).await;
    copy.link(broker.known_as(BRANCH));
    let why = copy.reports(Some("another device")).await;
    assert!(why.contains("until it is started again"), "{why}");
    // The broker gives the session, and with it whatever was not acknowledged, to the one that comes back.
    let asked = [random_link(), random_link(), random_link()];
    for link in asked {
        let reply = centre.ask(join(link)).await;
        assert!(matches!(reply.answer, Answer::Joined { .. }), "{reply:?}");
        assert!(office.knows(link) && !copy.knows(link));
    }
    office.reports(None).await;
    copy.serves_somebody().await;
    copy.reports(Some("another device")).await;
    centre.stores(office.seq()).await;
}

#[tokio::test]
async fn a_device_of_an_older_epoch_falls_silent() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    centre.ask(join(random_link())).await;
    centre.say(&FromCentre::Acknowledge { epoch: 9, upto: Place { seq: 1, sum: 1 } }, true).await;
    office.reports(Some("epoch 9")).await;
    office.serves_somebody().await;
}

#[tokio::test]
async fn each_of_a_crowd_has_a_reply_while_others_are_served() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    let crowd: Vec<_> = (0..400).map(|_| centre.signed(join(random_link()))).collect();
    for signed in &crowd {
        centre.send(signed).await;
        office.serves_somebody().await;
    }
    for signed in &crowd {
        centre.replies_to(request_of(signed), 1).await;
    }
    office.reports(None).await;
    assert_eq!(centre.replies.len(), crowd.len());
}

#[tokio::test]
async fn a_broker_for_small_packets_gets_small_messages_and_no_picture_and_staff_know_why() {
    let broker = Mosquitto::with_packets_of(1_200);
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    centre.stores(office.seq()).await;
    office.unlink();
    for _ in 0..100 {
        office.serves_somebody().await;
    }
    office.link(broker.known_as(BRANCH));
    centre.stores(office.seq()).await;
    let given = centre.facts.iter().filter(|fact| matches!(fact.what, What::TicketTaken { .. }));
    assert_eq!((given.count(), centre.snapshots), (100, 1));
    let why = office.reports(Some("1200 bytes")).await;
    assert!(why.contains("the picture of the branch"), "{why}");
    for _ in 0..100 {
        office.serves_somebody().await;
        centre.stores(office.seq()).await;
    }
    assert!(centre.state.is_none());
    assert!(office.pictures() < 20, "{} were made in vain", office.pictures());
}

#[tokio::test]
async fn who_wants_the_centre_to_be_told_again_hears_when_it_has_everything() {
    let mut broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    office.serves_somebody().await;
    centre.stores(office.seq()).await;
    let before = centre.snapshots;
    let resync = office.resync();
    let asked = tokio::spawn(async move { resync.ask().await });
    centre.until("everything again", |centre| centre.snapshots > before).await;
    assert!(timeout(PATIENCE, asked).await.unwrap().unwrap());
    broker.kill_and_forget();
    office.reports(Some("")).await;
    assert!(!timeout(PATIENCE, office.resync().ask()).await.unwrap(), "nobody is there to be told");
}

#[tokio::test]
async fn how_long_the_broker_takes_is_measured_and_a_broker_that_is_gone_takes_for_ever() {
    let mut broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    office.serves_somebody().await;
    centre.stores(office.seq()).await;
    let before = office.pictures();
    let round_trip = office.round_trip();
    assert!(timeout(PATIENCE, round_trip.ask()).await.unwrap().is_some());
    assert!(office.pictures() > before, "the picture was told for it");
    broker.stop();
    office.reports(Some("")).await;
    let asked = tokio::spawn(async move { round_trip.ask().await });
    broker.start_again();
    office.reports(None).await;
    assert!(timeout(PATIENCE, asked).await.unwrap().unwrap().is_some(), "as soon as there is a connection");
}

#[tokio::test]
async fn a_link_that_is_begun_anew_loses_nothing() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    centre.stores(office.seq()).await;
    for _ in 0..3 {
        centre.life = None;
        office.serves_somebody().await;
        let request = centre.send(&centre.signed(join(random_link()))).await;
        office.link_anew();
        centre.until("another birth", |centre| centre.life.as_ref().is_some_and(|life| life.online)).await;
        let replies = centre.replies_to(request, 1).await;
        assert!(matches!(replies[0].0.answer, Answer::Joined { .. }), "{replies:?}");
        centre.stores(office.seq()).await;
        assert_eq!(centre.tickets_for(request), 1);
    }
    office.reports(None).await;
}

#[tokio::test]
async fn a_device_that_had_to_stay_away_comes_back_when_a_person_says_so() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    centre.stores(office.seq()).await;
    centre.say(&FromCentre::Acknowledge { epoch: 9, upto: Place { seq: 1, sum: 1 } }, true).await;
    office.reports(Some("epoch 9")).await;
    assert!(!timeout(PATIENCE, office.resync().ask()).await.unwrap(), "there is no link");
    centre.acknowledge().await;
    office.link_anew();
    office.reports(None).await;
    office.serves_somebody().await;
    centre.stores(office.seq()).await;
}
