//! What comes from people who are nobody's friends.

use super::centre::{Centre, join};
use super::mosquitto::Mosquitto;
use super::office::{BRANCH, NOON_MS};
use rinda::domain::ids::RequestId;
use rinda::engine::random_link;
use rinda::protocol::{Answer, RequestBody, RequestKey, Signed};

#[tokio::test]
async fn garbage_of_every_size_stops_nobody() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    for size in [0, 1, 1 << 10, 60 << 10, 100 << 10] {
        for byte in [0, b'{', b'"', 0xff] {
            centre.send_bytes(&vec![byte; size]).await;
        }
    }
    let nested = "[".repeat(50_000);
    centre.send_bytes(nested.as_bytes()).await;
    let reply = centre.ask(join(random_link())).await;
    assert!(matches!(reply.answer, Answer::Joined { .. }));
    assert_eq!(centre.replies.len(), 1, "garbage is not answered");
    office.serves_somebody().await;
    office.reports(None).await;
}

#[tokio::test]
async fn a_request_that_was_forged_changed_or_meant_for_another_is_not_answered() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    let links = [random_link(), random_link(), random_link()];
    let body = |branch: &str, link| RequestBody {
        branch: branch.to_owned(),
        request: RequestId(rinda::engine::random_bits()),
        not_after_ms: NOON_MS + 3_600_000,
        wish: join(link),
    };
    let forged = RequestKey::new("2026", &[8; 32]).unwrap().sign(&body(BRANCH, links[0]));
    let for_another = super::office::request_key().sign(&body("tukums", links[1]));
    let honest = centre.signed(join(links[2]));
    let changed = Signed { body: honest.body.replace("passport", "eid"), ..honest };
    for signed in [&forged, &for_another, &changed] {
        centre.send(signed).await;
    }
    let link = random_link();
    centre.ask(join(link)).await;
    assert_eq!(centre.replies.len(), 1);
    assert!(office.knows(link) && !links.iter().any(|&link| office.knows(link)));
}

#[tokio::test]
async fn who_asks_behind_a_flood_of_garbage_is_answered() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let _office = centre.meets(&broker).await;
    for _ in 0..200 {
        centre.send_bytes(b"garbage").await;
    }
    let reply = centre.ask(join(random_link())).await;
    assert!(matches!(reply.answer, Answer::Joined { .. }), "{reply:?}");
    assert_eq!(centre.replies.len(), 1);
}
