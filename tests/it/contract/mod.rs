//! The published contract of branches and centre, against what is really sent.
//!
//! **Model.** [`samples`] makes a message of every kind with every variant; [`schema`] holds their JSON against
//! `asyncapi.yaml`, and [`service`] does the same for the service port. A new variant does not compile until it is among the
//! samples, and a kind that the contract names and nobody sends is found by its name.

mod samples;
mod schema;
mod service;

use rinda::protocol::{Kind, RequestBody, RequestKey, Signed, Topic};
use schema::Contract;
use serde_json::Value;
use std::collections::BTreeSet;

/// What branches and centre say to each other.
fn contract() -> Contract {
    Contract::read(include_str!("../../../src/protocol/asyncapi.yaml"))
}

fn json(message: &impl serde::Serialize) -> Value {
    serde_json::to_value(message).unwrap()
}

/// All messages, with the name of their schema.
fn messages() -> Vec<(&'static str, Value)> {
    let key = RequestKey::new("2026", &[7; 32]).unwrap();
    let bodies: Vec<RequestBody> = samples::request_bodies();
    let signed: Vec<Signed> = bodies.iter().map(|body| key.sign(body)).collect();
    let of = |name, all: Vec<Value>| all.into_iter().map(move |message| (name, message));
    of("signed", signed.iter().map(json).collect())
        .chain(of(
            "requestBody",
            signed.iter().map(|signed| serde_json::from_str(&signed.body).unwrap()).collect(),
        ))
        .chain(of("fromCentre", samples::from_centre().iter().map(json).collect()))
        .chain(of("facts", samples::facts().iter().map(json).collect()))
        .chain(of("reply", samples::replies().iter().map(json).collect()))
        .chain(of("state", samples::states().iter().map(json).collect()))
        .chain(of("life", samples::lives().iter().map(json).collect()))
        .collect()
}

#[test]
fn every_message_that_is_sent_is_in_the_contract() {
    let contract = contract();
    for (name, message) in messages() {
        if let Err(why) = contract.check(name, &message) {
            panic!("{name}: {why}\n{message:#}");
        }
    }
}

#[test]
fn everything_in_the_contract_is_sent() {
    let contract = contract();
    let mut sent = BTreeSet::new();
    fn strings(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(into.insert(text.clone())),
            Value::Array(all) => all.iter().for_each(|value| strings(value, into)),
            Value::Object(all) => all.iter().for_each(|(key, value)| {
                into.insert(key.clone());
                strings(value, into);
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    messages().iter().for_each(|(_, message)| strings(message, &mut sent));
    let unsent: Vec<_> = contract.words().into_iter().filter(|word| !sent.contains(word)).collect();
    assert!(unsent.is_empty(), "the contract names what nobody sends: {unsent:?}");
}

#[test]
fn the_topics_are_those_of_the_contract() {
    let ours: BTreeSet<String> =
        Kind::ALL.into_iter().map(|kind| Topic { branch: "{branch}".into(), kind }.to_string()).collect();
    assert_eq!(contract().topics(), ours);
}

#[test]
fn what_is_not_in_the_contract_is_found() {
    let contract = contract();
    let (_, life) = messages().into_iter().find(|(name, _)| *name == "life").unwrap();
    let check = |key: &str, value: Value, expected: &str| {
        let mut wrong = life.clone();
        wrong[key] = value;
        let why = contract.check("life", &wrong).unwrap_err();
        assert!(why.contains(expected), "{key}: {why}");
    };
    check("more", 1.into(), "life.more");
    check("online", "yes".into(), "life.online");
    check("epoch", (-1).into(), "life.epoch");
    check("device", "short".into(), "life.device");
    let mut less = life.clone();
    less.as_object_mut().unwrap().remove("version");
    assert!(contract.check("life", &less).unwrap_err().contains("version"));
    let (_, facts) =
        messages().into_iter().find(|(name, value)| *name == "facts" && value["log"].is_object()).unwrap();
    let mut strange = facts;
    strange["log"]["facts"][0]["fact"] = "danced".into();
    assert!(contract.check("facts", &strange).is_err());
}
