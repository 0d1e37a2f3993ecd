//! The kept connection: what it promises to its owner.

use super::clients::{Client, publication};
use super::mosquitto::Mosquitto;
use rinda::mqtt::{Introduction, PublishError, UNDER_WAY_MAX};

const REQUEST: &str = "rinda/1/riga-2/request";
const FACTS: &str = "rinda/1/riga-2/facts";
const LIFE: &str = "rinda/1/riga-2/life";

#[tokio::test]
async fn what_one_publishes_the_other_hears_and_a_lost_connection_is_told_by_its_last_will() {
    let broker = Mosquitto::start();
    let mut centre = Client::connected(broker.known_as("centre"), "centre", &["rinda/1/+/life", FACTS]).await;
    let introduction = Introduction {
        will: Some(publication(LIFE, "gone", true)),
        birth: Some(publication(LIFE, "here", true)),
        at_least_ms: 0,
    };
    let mut branch = Client::new(broker.known_as("riga-2"), "riga-2", &[REQUEST], introduction);
    assert!(!branch.is_connected().await, "there was no session yet");
    assert_eq!(centre.hear().await, "here");
    branch.say(FACTS, "one", false).await.unwrap();
    assert_eq!(centre.hear().await, "one");
    centre.say(REQUEST, "please", false).await.unwrap();
    assert_eq!(branch.hear().await, "please");
    branch.vanish().await;
    assert_eq!(centre.hear().await, "gone");
    let mut late = Client::connected(broker.known_as("centre"), "late", &[LIFE]).await;
    let message = late.message().await;
    assert_eq!((message.topic.as_str(), message.retained), (LIFE, true));
    assert_eq!(message.payload, b"gone");
}

#[tokio::test]
async fn a_message_comes_again_until_it_is_acknowledged_and_then_no_more() {
    let mut broker = Mosquitto::start();
    let mut centre = Client::connected(broker.known_as("centre"), "centre", &[]).await;
    let mut branch = Client::connected(broker.known_as("riga-2"), "riga-2", &[REQUEST]).await;
    for text in ["first", "second"] {
        centre.say(REQUEST, text, false).await.unwrap();
    }
    let first = branch.message().await;
    assert_eq!(branch.hear().await, "second");
    // What is answered was sent behind the acknowledgement.
    branch.say(FACTS, "a sign", false).await.unwrap();
    branch.vanish().await;
    let mut branch = Client::connected(broker.known_as("riga-2"), "riga-2", &[REQUEST]).await;
    // A receipt of a former connection acknowledges nothing.
    branch.handle.acknowledge(first.receipt);
    let again = branch.message().await;
    assert_eq!(again.payload, b"first");
    broker.stop();
    branch.is_lost().await;
    broker.start_again();
    assert!(branch.is_connected().await, "the broker remembers the session");
    assert_eq!(branch.hear().await, "first");
    centre.is_connected().await;
    centre.say(REQUEST, "third", false).await.unwrap();
    assert_eq!(branch.hear().await, "third", "nothing else came in between");
}

#[tokio::test]
async fn a_broker_that_has_lost_its_memory_is_told_again_what_is_wanted() {
    let mut broker = Mosquitto::start();
    let mut centre = Client::connected(broker.known_as("centre"), "centre", &[]).await;
    let mut branch = Client::connected(broker.known_as("riga-2"), "riga-2", &[REQUEST]).await;
    broker.kill_and_forget();
    for client in [&mut centre, &mut branch] {
        client.is_lost().await;
        assert_eq!(client.try_say(FACTS, "to nobody", false), Err(PublishError::NotConnected));
    }
    broker.start_again();
    assert!(!branch.is_connected().await, "the session is lost");
    centre.is_connected().await;
    // The subscription was asked for before this.
    branch.say(FACTS, "a sign", false).await.unwrap();
    centre.say(REQUEST, "please", false).await.unwrap();
    assert_eq!(branch.hear().await, "please");
}

#[tokio::test]
async fn more_than_fits_is_given_back_and_room_comes_again() {
    let broker = Mosquitto::start();
    let mut branch = Client::connected(broker.known_as("riga-2"), "riga-2", &[]).await;
    let mut given = 0;
    let full = loop {
        match branch.try_say(FACTS, "fact", false) {
            Ok(_) => given += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((full, given), (PublishError::Full, UNDER_WAY_MAX));
    for _ in 0..200 {
        while branch.try_say(FACTS, "fact", false).is_err() {
            branch.any_published().await.unwrap();
        }
    }
    let large = "x".repeat(3 << 20);
    assert_eq!(branch.try_say(FACTS, &large, false), Err(PublishError::TooLarge { max: 2 << 20 }));
}

#[tokio::test]
async fn a_message_that_is_too_large_for_us_is_dropped_by_the_broker_and_nothing_else() {
    let broker = Mosquitto::start();
    let mut centre = Client::connected(broker.known_as("centre"), "centre", &[]).await;
    let mut branch = Client::connected(broker.known_as("riga-2"), "riga-2", &[REQUEST]).await;
    centre.say(REQUEST, &"x".repeat(100 << 10), false).await.unwrap();
    centre.say(REQUEST, "please", false).await.unwrap();
    assert_eq!(branch.hear().await, "please");
}

#[tokio::test]
async fn a_branch_can_neither_hear_nor_say_what_is_of_another() {
    let broker = Mosquitto::start();
    let mut centre = Client::connected(broker.known_as("centre"), "centre", &["rinda/1/+/facts"]).await;
    let everything = ["rinda/1/+/request", "rinda/1/riga-2/facts", "rinda/1/riga-2/centre", "#"];
    let mut other = Client::connected(broker.known_as("tukums"), "tukums", &everything).await;
    for kind in ["facts", "reply", "state", "life", "request", "centre"] {
        let said = other.say(&format!("rinda/1/riga-2/{kind}"), "a lie", false).await;
        assert_eq!(said, Err("the broker says NotAuthorized".into()), "{kind}");
    }
    for kind in ["request", "centre"] {
        let said = other.say(&format!("rinda/1/tukums/{kind}"), "a lie to itself", false).await;
        assert_eq!(said, Err("the broker says NotAuthorized".into()), "{kind}");
    }
    let mut branch = Client::connected(broker.known_as("riga-2"), "riga-2", &[REQUEST]).await;
    branch.say(FACTS, "the truth", false).await.unwrap();
    assert_eq!(centre.hear().await, "the truth", "of all that was said");
    centre.say(REQUEST, "not for tukums", false).await.unwrap();
    centre.say("rinda/1/tukums/request", "for tukums", false).await.unwrap();
    assert_eq!(branch.hear().await, "not for tukums");
    assert_eq!(other.hear().await, "for tukums", "of all that was said");
}

#[tokio::test]
async fn nobody_is_believed_for_whom_the_authority_does_not_vouch() {
    let broker = Mosquitto::start();
    let mut stranger = Client::new(broker.stranger("riga-2"), "riga-2", &[], Introduction::default());
    stranger.is_lost().await;
    let mut other = Client::new(broker.of_another_faith("riga-2"), "riga-2", &[], Introduction::default());
    let why = other.is_lost().await;
    assert!(why.contains("invalid peer certificate"), "{why}");
    Client::connected(broker.known_as("riga-2"), "riga-2", &[]).await;
}
