//! Phones, a centre and a real branch, with the real broker between them.

use super::clients::PATIENCE;
use super::mosquitto::Mosquitto;
use super::office::{BRANCH, NOON_MS, Noon, Office, scratch};
use rinda::central::{CentreKey, Plan, Running, start};
use rinda::domain::command::Command;
use rinda::domain::ids::CounterId;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::time::timeout;

/// A centre on a directory of its own, which is gone with it.
pub(super) struct Centre {
    running: Option<Running>,
    state: PathBuf,
}

impl Centre {
    pub(super) fn start(broker: &Mosquitto) -> Self {
        let mut centre = Self { running: None, state: scratch() };
        centre.start_again(broker);
        centre
    }

    fn start_again(&mut self, broker: &Mosquitto) {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let plan = Plan {
            listen: any,
            operator: any,
            hosts: Vec::new(),
            connections_max: 50,
            broker: broker.known_as("centre"),
            state: self.state.clone(),
            key: CentreKey::new("2026", &[7; 32]).unwrap(),
            clock: Arc::new(Noon::of(NOON_MS)),
        };
        self.running = Some(start(plan).unwrap());
    }

    fn stop(&mut self) {
        self.running.take().unwrap().stop().unwrap();
    }

    fn phones(&self) -> SocketAddr {
        self.running.as_ref().unwrap().address
    }

    /// Waits until a stream has a message with all of these; the message.
    pub(super) async fn shows(&self, path: &str, expected: &'static [&'static str]) -> Value {
        let path = format!("http://{}{path}", self.phones());
        let place = path.clone();
        let read = move || {
            let mut events = ureq::get(place).call().unwrap();
            let lines = BufReader::new(events.body_mut().as_reader()).lines().map_while(Result::ok);
            let data = lines.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
            let mut right = data.filter(|data| expected.iter().all(|part| data.contains(part)));
            serde_json::from_str(&right.next().unwrap()).unwrap()
        };
        match timeout(PATIENCE, tokio::task::spawn_blocking(read)).await {
            Ok(message) => message.unwrap(),
            Err(_) => panic!("{path} did not show {expected:?}"),
        }
    }

    /// A phone asks for something; what it was told.
    pub(super) async fn ask(&self, person: u32, path: &str, body: Value) -> Value {
        let address = format!("http://{}{path}", self.phones());
        let ask = move || {
            let post = ureq::post(address).header("Cookie", format!("rinda={person:x}"));
            let mut answer = post.header("Content-Type", "application/json").send(body.to_string()).unwrap();
            answer.body_mut().read_json::<Value>().unwrap()
        };
        tokio::task::spawn_blocking(ask).await.unwrap()
    }

    /// A phone joins; the link of its ticket.
    pub(super) async fn joins(&self, person: u32) -> String {
        let body = json!({ "branch": BRANCH, "service": "passport", "drawn": "a" });
        self.ask(person, "/api/join", body).await["link"].as_str().unwrap().to_owned()
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        drop(self.running.take());
        let _ = std::fs::remove_dir_all(&self.state);
    }
}

pub(super) fn events(link: &str) -> String {
    format!("/t/{link}/events?lang=en")
}

#[tokio::test]
async fn a_phone_joins_checks_in_and_is_called_to_a_counter() {
    let broker = Mosquitto::start();
    let centre = Centre::start(&broker);
    let office = Office::linked(broker.known_as(BRANCH));
    centre
        .shows(&format!("/o/{BRANCH}/events?lang=en"), &["\"as_of\":null", "\"service\":\"passport\""])
        .await;
    let link = centre.joins(1).await;
    let confirmed = centre.shows(&events(&link), &["\"stage\":\"waiting\"", "\"ahead\":\"nobody"]).await;
    assert_eq!(confirmed["view"]["number"], "R001");
    assert!(
        confirmed["view"]["turn"].is_array() && confirmed["view"]["set_out"][0]["words"].is_string(),
        "{confirmed}"
    );
    let code = office.handle().read(|branch, now| branch.check_in_code(now)).unwrap();
    let wish = format!("/api/ticket/{link}/check-in");
    centre.ask(1, &wish, json!({ "drawn": "a", "code": "WRONG" })).await;
    centre.shows(&events(&link), &["\"open\":false", "not the code"]).await;
    centre.ask(1, &wish, json!({ "drawn": "b", "code": code })).await;
    let here = &["\"can_check_in\":false", "The office knows that you are here", "\"wished\":null"];
    centre.shows(&events(&link), here).await;
    let (handle, counter) = (office.handle(), CounterId(2));
    handle.ask(Command::OpenCounter { counter }).await.unwrap();
    handle.ask(Command::CallNext { counter }).await.unwrap();
    centre.shows(&events(&link), &["\"stage\":\"called\"", "\"counter\":\"Counter 2\""]).await;
    handle.ask(Command::Start { counter }).await.unwrap();
    handle.ask(Command::Finish { counter }).await.unwrap();
    centre.shows(&events(&link), &["\"stage\":\"ended\"", "You have been served"]).await;
}

#[tokio::test]
async fn who_has_a_ticket_gets_no_second_one_and_may_leave() {
    let broker = Mosquitto::start();
    let centre = Centre::start(&broker);
    let _office = Office::linked(broker.known_as(BRANCH));
    centre.shows(&format!("/o/{BRANCH}/events"), &["\"as_of\":null"]).await;
    let link = centre.joins(1).await;
    centre.shows(&events(&link), &["\"number\":\"R001\""]).await;
    let again = json!({ "branch": BRANCH, "service": "passport", "drawn": "again" });
    let second = centre.ask(1, "/api/join", again).await["link"].as_str().unwrap().to_owned();
    centre.shows(&events(&second), &["\"stage\":\"refused\"", "You have a number already"]).await;
    centre.ask(1, &format!("/api/ticket/{link}/leave"), json!({ "drawn": "a" })).await;
    centre.shows(&events(&link), &["\"stage\":\"ended\"", "You have left the queue"]).await;
}

#[tokio::test]
async fn two_centres_know_the_same_and_one_is_enough() {
    let broker = Mosquitto::start();
    let (mut one, other) = (Centre::start(&broker), Centre::start(&broker));
    let _office = Office::linked(broker.known_as(BRANCH));
    for centre in [&one, &other] {
        centre.shows(&format!("/o/{BRANCH}/events"), &["\"as_of\":null"]).await;
    }
    let link = one.joins(1).await;
    assert_eq!(other.joins(1).await, link, "a phone that tries again elsewhere asks for the same");
    for centre in [&one, &other] {
        centre.shows(&events(&link), &["\"number\":\"R001\""]).await;
    }
    one.stop();
    let link = other.joins(2).await;
    other.shows(&events(&link), &["\"number\":\"R002\""]).await;
    // The other one's acknowledgement let the branch forget; who was away asks for what it missed.
    one.start_again(&broker);
    one.shows(&events(&link), &["\"number\":\"R002\""]).await;
}

#[tokio::test]
async fn a_broker_that_dies_and_forgets_loses_no_request_and_no_fact() {
    let mut broker = Mosquitto::start();
    let centre = Centre::start(&broker);
    let office = Office::linked(broker.known_as(BRANCH));
    centre.shows(&format!("/o/{BRANCH}/events"), &["\"as_of\":null"]).await;
    broker.kill_and_forget();
    centre.shows(&format!("/o/{BRANCH}/events?lang=en"), &["the office is offline"]).await;
    office.serves_somebody().await;
    let link = centre.joins(1).await;
    centre.shows(&events(&link), &["\"stage\":\"requested\"", "the office is offline"]).await;
    broker.start_again();
    centre.shows(&events(&link), &["\"number\":\"R001\"", "\"as_of\":null"]).await;
}

#[tokio::test]
async fn a_centre_that_lost_everything_is_told_everything() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(&broker);
    let office = Office::linked(broker.known_as(BRANCH));
    centre.shows(&format!("/o/{BRANCH}/events"), &["\"as_of\":null"]).await;
    let link = centre.joins(1).await;
    centre.shows(&events(&link), &["\"number\":\"R001\""]).await;
    centre.stop();
    office.serves_somebody().await;
    std::fs::remove_dir_all(&centre.state).unwrap();
    centre.start_again(&broker);
    centre.shows(&events(&link), &["\"number\":\"R001\"", "\"as_of\":null"]).await;
}
