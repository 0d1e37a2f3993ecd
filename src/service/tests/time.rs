//! The time that a person says.

use super::tools::{World, run};
use crate::access::audit;
use crate::domain::time::ClockTrust;
use serde_json::json;

#[test]
fn a_person_says_the_time_of_the_office_and_metrics_do_not_take_it_for_a_server_s() {
    run(async {
        let world = World::start_by(ClockTrust::Unsynced).await;
        let token = world.signed_in().await;
        let say = async |at: &str| world.act_with(&token, json!({ "act": "state-time", "at": at })).await;
        assert_eq!(say("10:45").await.status, 400);
        let refused = say("2126-11-24T10:45").await;
        assert_eq!((refused.status, &refused.json()["refusal"]), (409, &"time_far_off".into()));
        let clock = async || {
            let text = String::from_utf8(world.get("/metrics").await.body).unwrap();
            let values = text.lines().filter_map(|line| line.strip_prefix("rinda_clock_"));
            values.map(ToOwned::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(clock().await, ["synced 0", "stated 0", "trusted 0"]);
        let done = say("2026-11-24T10:45").await;
        assert_eq!(done.status, 200, "{done:?}");
        assert!(done.words().contains("2026-11-24 10:45:00 +02:00 (Europe/Riga)"), "{done:?}");
        assert_eq!(clock().await, ["synced 0", "stated 1", "trusted 1"]);
        assert_eq!(say("2031-11-24T10:45").await.status, 200);
        assert_eq!(say("2026-11-24T10:45").await.status, 200);
        assert_eq!(clock().await, ["synced 0", "stated 1", "trusted 1"], "put right at once");
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let (_, refused) = entries.iter().find(|(_, entry)| entry.outcome.starts_with("refused")).unwrap();
        assert_eq!(refused.outcome, "refused: This year cannot be right. Check the date.");
    });
}

#[test]
fn a_time_that_summer_time_leaves_out_is_refused_in_words_and_one_that_comes_twice_is_told_with_its_zone() {
    run(async {
        let world = World::start_by(ClockTrust::Unsynced).await;
        let token = world.signed_in().await;
        let say = async |at: &str| world.act_with(&token, json!({ "act": "state-time", "at": at })).await;
        let skipped = say("2026-03-29T03:30").await;
        assert_eq!((skipped.status, &skipped.json()["refusal"]), (409, &"time_skipped".into()));
        assert!(skipped.words().contains("laika joslu"), "{skipped:?}");
        let twice = say("2026-10-25T03:30").await;
        assert!(twice.words().contains("2026-10-25 03:30:00 +03:00"), "{twice:?}");
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let last: Vec<_> = entries.iter().rev().take(4).map(|(_, entry)| entry.outcome.as_str()).collect();
        assert_eq!(last, ["done", "asked", "the clocks of the office go forward over this time", "asked"]);
    });
}
