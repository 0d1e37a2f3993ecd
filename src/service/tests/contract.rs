//! The addresses of `openapi.yaml` are those of the port, and its acts are all acts. What the answers look like is held against
//! it in `tests/it`.

use super::tools::{World, run};
use serde_json::json;
use yaml_rust2::{Yaml, YamlLoader};

fn contract() -> Yaml {
    YamlLoader::load_from_str(include_str!("../openapi.yaml")).unwrap().remove(0)
}

fn keys(yaml: &Yaml) -> Vec<String> {
    yaml.as_hash().unwrap().keys().map(|key| key.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_address_and_method_is_there_and_no_other_method() {
    run(async {
        let world = World::start().await;
        let contract = contract();
        let paths = keys(&contract["paths"]);
        assert!(paths.len() > 8, "{paths:?}");
        for path in paths {
            let allowed = keys(&contract["paths"][path.as_str()]);
            let path = path
                .replace("{number}", "A001")
                .replace("{day}", "newest")
                .replace("{when}", "10:42")
                .replace("{place}", "1");
            for method in ["GET", "POST", "DELETE", "PUT", "PATCH"] {
                if path.ends_with("/events") && method == "GET" {
                    assert!(world.follow_socket(&path).await.next().await.is_some());
                    continue;
                }
                let status = world.at_socket(method, &path, &[], "").await.status;
                let is_allowed = allowed.contains(&method.to_lowercase());
                assert_eq!(status != 405, is_allowed, "{method} {path}: {status}");
            }
        }
    });
}

#[test]
fn every_act_of_the_contract_reaches_the_branch() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let contract = contract();
        let acts = contract["components"]["schemas"]["act"]["oneOf"].as_vec().unwrap();
        let mut codes = Vec::new();
        for act in acts {
            let properties = &act["properties"];
            let mut body = json!({ "act": properties["act"]["const"].as_str().unwrap() });
            for (key, value) in [
                ("kiosk", json!(9)),
                ("counter", json!(99)),
                ("number", json!("A998")),
                ("at", json!("2026-11-24T08:42:00Z")),
            ] {
                if !properties[key].is_badvalue() {
                    body[key] = value;
                }
            }
            let answer = world.act_with(&token, body.clone()).await;
            // Done, or refused by the branch for a reason of its own: understood in any case.
            assert!([200, 409].contains(&answer.status), "{body}: {answer:?}");
            codes.push(answer.status);
        }
        assert!(codes.contains(&200) && codes.len() >= 12, "{codes:?}");
    });
}

#[test]
fn every_test_of_the_contract_is_understood() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let contract = contract();
        let tests = contract["components"]["schemas"]["test"]["oneOf"].as_vec().unwrap();
        assert!(tests.len() >= 2);
        for test in tests {
            let properties = &test["properties"];
            let mut body = json!({ "test": properties["test"]["const"].as_str().unwrap() });
            if !properties["kiosk"].is_badvalue() {
                body["kiosk"] = json!(1);
            }
            // Done, or refused by the bench for a reason of its own: understood in any case.
            let status = world.test_with(&token, body.clone()).await.status;
            assert!([200, 409].contains(&status), "{body}: {status}");
        }
    });
}
