//! Another configuration, as it is asked for and recorded. What comes of it is shown in `tests/it`.

use super::super::reload::Comparison;
use super::tools::{World, run};
use crate::access::audit;
use crate::config::Difference;
use serde_json::json;

#[test]
fn a_reload_needs_the_pin_is_on_record_and_changes_nothing_for_files_that_are_wrong() {
    run(async {
        let world = World::start().await;
        assert_eq!(world.at_socket("POST", "/api/reload", &[], "{}").await.status, 403);
        let token = world.signed_in().await;
        let bearer = format!("Authorization: Bearer {token}");
        let reload = async |body: &str| world.send("POST", "/api/reload?lang=en", &[&bearer], body).await;
        let standing = async || world.at_socket("GET", "/api/status", &[], "").await.json();
        let same = reload("{}").await;
        assert_eq!((same.status, same.words().contains("nothing was changed")), (200, true), "{same:?}");

        let line = "site.toml:9:1: rules.hold_s: is a text; write a whole number";
        world.files.say.lock().unwrap().errors = vec![line.to_owned()];
        let wrong = reload("{}").await;
        assert_eq!((wrong.status, &wrong.json()["refusal"]), (409, &"files_wrong".into()));
        assert!(wrong.words().ends_with(&format!("\n{line}")), "{wrong:?}");
        let compared = world.at_socket("GET", "/api/reload", &[], "").await;
        assert_eq!((compared.status, &compared.json()["errors"]), (200, &json!([line])));
        assert_eq!(standing().await["configuration"], "files");

        let difference = Difference {
            key: "rules.hold_s".to_owned(),
            before: Some("2700".to_owned()),
            after: Some("1800".to_owned()),
            place: Some("site.toml:9:10".to_owned()),
        };
        *world.files.say.lock().unwrap() = Comparison { errors: Vec::new(), differences: vec![difference] };
        for body in ["", r#"{"seconds":0}"#, r#"{"seconds":3601}"#, r#"{"minutes":1}"#] {
            assert_eq!(reload(body).await.status, 400, "{body}");
        }
        let begun = reload(r#"{"seconds":90}"#).await;
        let told = json!([{ "label": "rules.hold_s", "value": "2700 → 1800", "is_wrong": false }]);
        assert_eq!((begun.status, &begun.json()["told"]), (200, &told), "{begun:?}");
        assert_eq!(standing().await["configuration"], json!({ "probation": { "seconds": 90 } }));
        assert_eq!(reload("{}").await.json()["refusal"], "on_probation");

        assert_eq!(world.act_with(&token, json!({ "act": "go-back" })).await.status, 200);
        let refused = world.act_with(&token, json!({ "act": "keep-configuration" })).await;
        assert_eq!((refused.status, &refused.json()["refusal"]), (409, &"no_probation".into()));
        let picture = standing().await;
        assert_eq!(picture["configuration"], json!({ "last_good": { "why": "a person" } }));
        assert!(picture["faults"][0]["what"].as_str().unwrap().ends_with("a person"), "{picture}");
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let said = entries.iter().filter(|(_, entry)| entry.what.starts_with("reload"));
        let outcomes: Vec<_> = said.map(|(_, entry)| entry.outcome.as_str()).collect();
        let refused = format!("refused: {line}");
        let on_probation = "refused: another configuration is being tried";
        assert_eq!(
            outcomes,
            [
                ["asked", "nothing to change"],
                ["asked", &refused],
                ["asked", "begun, values changed: 1"],
                ["asked", on_probation],
            ]
            .as_flattened()
        );
    });
}
