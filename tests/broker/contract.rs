//! What really goes through the broker is what the published contract says.
//!
//! Two listen beside the real branch and the real centre, each as one of them, while somebody joins, checks in, is called and
//! served. What they hear is held against `asyncapi.yaml`, without our own types in between.

#[path = "../it/contract/schema.rs"]
#[expect(dead_code, reason = "the other test also asks what else is in the contract")]
mod schema;

use super::clients::Client;
use super::mosquitto::Mosquitto;
use super::office::{BRANCH, Office};
use super::phones::{Centre, events};
use rinda::domain::command::Command;
use rinda::domain::ids::CounterId;
use rinda::protocol::{Kind, Topic};
use schema::Contract;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Somebody who hears what one of them hears.
struct Ear {
    client: Client,
    heard: BTreeSet<Kind>,
}

impl Ear {
    async fn of(broker: &Mosquitto, name: &str, kinds: &[Kind]) -> Self {
        let topic = |kind: &Kind| Topic { branch: BRANCH.to_owned(), kind: *kind }.to_string();
        let topics: Vec<String> = kinds.iter().map(topic).collect();
        let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
        let client = Client::connected(broker.known_as(name), &format!("ear of {name}"), &topics).await;
        Self { client, heard: BTreeSet::new() }
    }

    /// Holds all against the contract until a message has this in it.
    async fn until(&mut self, contract: &Contract, part: &str) {
        loop {
            let message = self.client.message().await;
            self.client.handle.acknowledge(message.receipt);
            let kind = Topic::parse(&message.topic).unwrap().kind;
            let text = String::from_utf8(message.payload).unwrap();
            let heard: Value = serde_json::from_str(&text).unwrap();
            fits(contract, schema_of(kind), &heard);
            if kind == Kind::Request {
                fits(
                    contract,
                    "requestBody",
                    &serde_json::from_str(heard["body"].as_str().unwrap()).unwrap(),
                );
            }
            self.heard.insert(kind);
            if text.contains(part) {
                return;
            }
        }
    }
}

fn fits(contract: &Contract, schema: &str, message: &Value) {
    if let Err(why) = contract.check(schema, message) {
        panic!("{schema}: {why}\n{message:#}");
    }
}

fn schema_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "signed",
        Kind::Centre => "fromCentre",
        Kind::Facts => "facts",
        Kind::Reply => "reply",
        Kind::State => "state",
        Kind::Life => "life",
    }
}

#[tokio::test]
async fn what_goes_through_the_broker_is_in_the_contract() {
    let (broker, contract) =
        (Mosquitto::start(), Contract::read(include_str!("../../src/protocol/asyncapi.yaml")));
    let mut of_centre = Ear::of(&broker, "centre", &Kind::OF_BRANCH).await;
    let mut of_branch = Ear::of(&broker, BRANCH, &Kind::OF_CENTRE).await;
    let centre = Centre::start(&broker);
    let office = Office::linked(broker.known_as(BRANCH));
    centre.shows(&format!("/o/{BRANCH}/events"), &["\"as_of\":null", "\"service\":\"passport\""]).await;
    let link = centre.joins(1).await;
    centre.shows(&events(&link), &["\"stage\":\"waiting\""]).await;
    let code = office.handle().read(|branch, now| branch.check_in_code(now)).unwrap();
    centre.ask(1, &format!("/api/ticket/{link}/check-in"), json!({ "drawn": "a", "code": code })).await;
    centre.shows(&events(&link), &["\"can_check_in\":false"]).await;
    let counter = CounterId(2);
    for wish in [Command::OpenCounter { counter }, Command::CallNext { counter }, Command::Start { counter }]
    {
        office.handle().ask(wish).await.unwrap();
    }
    office.handle().ask(Command::Finish { counter }).await.unwrap();
    centre.shows(&events(&link), &["\"stage\":\"ended\""]).await;
    of_centre.until(&contract, "\"served\"").await;
    of_centre.until(&contract, "\"day\"").await;
    of_branch.until(&contract, "check_in").await;
    of_branch.until(&contract, "acknowledge").await;
    let heard: BTreeSet<Kind> = of_centre.heard.union(&of_branch.heard).copied().collect();
    assert_eq!(heard, Kind::ALL.into_iter().collect(), "somebody was silent");
}
