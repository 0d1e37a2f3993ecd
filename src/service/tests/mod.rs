//! The port as a technician, a browser and an attacker meet it: real sockets, a real engine, no waiting for time to pass.

mod contract;
mod days;
mod garbage;
mod reload;
mod time;
mod tools;

use crate::access::audit;
use crate::domain::command::Command;
use crate::domain::ids::{CounterId, KioskId};
use crate::domain::kiosk::PrinterState;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::Ordering;
use tools::{PIN, World, run};

#[test]
fn who_reaches_the_socket_may_read_and_who_knocks_at_the_address_may_not() {
    run(async {
        let world = World::start().await;
        let paths = ["/api/status", "/api/status/events", "/api/config", "/api/audit", "/api/why/A001"];
        for path in paths {
            let answer = world.get(path).await;
            assert_eq!(answer.status, 403, "{path}");
            assert!(answer.words().contains("rinda service set-pin"), "{answer:?}");
        }
        world.set_pin();
        for path in paths {
            assert_eq!(world.get(path).await.status, 401, "{path}");
        }
        for path in ["/api/status", "/api/config", "/api/audit"] {
            assert_eq!(world.at_socket("GET", path, &[], "").await.status, 200, "{path}");
        }
        for path in ["/", "/metrics", "/api/openapi.yaml", "/assets/service.js"] {
            assert_eq!(world.get(path).await.status, 200, "{path}");
        }
    });
}

#[test]
fn names_that_are_not_ours_are_misdirected_at_both_doors() {
    run(async {
        let world = World::start().await;
        let port = world.address.port();
        for (host, status) in [
            (format!("localhost:{port}"), 200),
            (format!("127.0.0.1:{port}"), 200),
            (format!("rebound.example:{port}"), 421),
            ("localhost".to_owned(), 421),
            (format!("127.0.0.1:{port}.rebound.example"), 421),
        ] {
            let header = format!("Host: {host}");
            assert_eq!(world.send("GET", "/metrics", &[&header], "").await.status, status, "{host}");
            assert_eq!(world.send("GET", "/", &[&header], "").await.status, status, "{host}");
        }
        for (host, status) in [("localhost", 200), ("rinda", 200), ("rebound.example", 421), ("", 421)] {
            let header = format!("Host: {host}");
            let answer = world.at_socket("GET", "/metrics", &[&header], "").await;
            assert_eq!(answer.status, status, "{host}");
        }
    });
}

#[test]
fn a_foreign_page_does_nothing_even_with_a_token() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let bearer = format!("Authorization: Bearer {token}");
        for foreign in ["Origin: http://rebound.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
            for (method, path, body) in [
                ("POST", "/api/session", r#"{"pin":"246810"}"#),
                ("POST", "/api/acts", r#"{"act":"close-day"}"#),
                ("DELETE", "/api/session", ""),
            ] {
                let answer = world.send(method, path, &[foreign, &bearer], body).await;
                assert_eq!(answer.status, 403, "{method} {path} from {foreign}");
            }
        }
        let form = ["Content-Type: application/x-www-form-urlencoded", bearer.as_str()];
        assert_eq!(world.send("POST", "/api/acts", &form, "act=close-day").await.status, 415);
        assert!(world.day_is_open());
        assert_eq!(world.act_with(&token, json!({ "act": "close-day" })).await.status, 200);
    });
}

#[test]
fn an_act_needs_the_pin_is_on_record_and_takes_effect() {
    run(async {
        let world = World::start().await;
        world.set_pin();
        let close = r#"{"act":"close-day"}"#;
        assert_eq!(world.at_socket("POST", "/api/acts", &[], close).await.status, 401);
        assert!(world.day_is_open());
        let token = world.signed_in().await;
        let done = world.act_with(&token, json!({ "act": "close-day" })).await;
        assert_eq!((done.status, done.json()["answer"].clone()), (200, "done".into()));
        assert!(!world.day_is_open());
        let refused = world.act_with(&token, json!({ "act": "close-day" })).await;
        assert_eq!((refused.status, refused.json()["refusal"].clone()), (409, "day_closed".into()));
        assert!(!refused.words().is_empty());
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let told: Vec<_> =
            entries.iter().map(|(_, entry)| (entry.what.as_str(), entry.outcome.as_str())).collect();
        assert_eq!(told[..3], [("sign in", "done"), (close, "asked"), (close, "done")]);
        assert!(told[4].1.starts_with("refused"), "{told:?}");
        assert!(entries[0].1.who.starts_with("page, 127.0.0.1"), "{entries:?}");
        let record = world.at_socket("GET", "/api/audit", &[], "").await.json();
        assert_eq!((&record["broken"], record["entries"].as_array().unwrap().len()), (&Value::Null, 5));
    });
}

#[test]
fn what_cannot_be_recorded_is_not_done() {
    run(async {
        let world = World::start().await;
        // One more entry fits; then the file must be put aside, and cannot.
        let filled = usize::try_from(audit::FILE_BYTES_MAX).unwrap() - 500;
        std::fs::write(world.state.0.join("audit.log"), "x\n".repeat(filled / 2)).unwrap();
        std::fs::write(world.state.0.join("audit.2.log"), "").unwrap();
        std::fs::create_dir(world.state.0.join("audit.3.log")).unwrap();
        let token = world.signed_in().await;
        let answer = world.act_with(&token, json!({ "act": "close-day" })).await;
        assert_eq!(answer.status, 500, "{answer:?}");
        assert!(world.day_is_open());
        std::fs::remove_dir(world.state.0.join("audit.3.log")).unwrap();
        assert_eq!(world.act_with(&token, json!({ "act": "close-day" })).await.status, 200);
        assert!(!world.day_is_open());
    });
}

#[test]
fn the_centre_is_told_again_and_who_wants_it_hears_whether_it_knows() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let answer = world.act_with(&token, json!({ "act": "resync" })).await;
        assert_eq!((answer.status, &answer.json()["answer"]), (200, &"done".into()));
        world.centre_hears.store(false, Ordering::SeqCst);
        let answer = world.act_with(&token, json!({ "act": "resync" })).await;
        assert_eq!((answer.status, &answer.json()["refusal"]), (409, &"centre_silent".into()));
        assert!(answer.words().contains("Centrālā rinda"), "{answer:?}");
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let said = entries.iter().filter(|(_, entry)| entry.what.contains("resync"));
        let outcomes: Vec<_> = said.map(|(_, entry)| entry.outcome.as_str()).collect();
        assert_eq!(outcomes, ["asked", "done", "asked", "the centre has not said that it has it"]);
    });
}

#[test]
fn a_part_begins_anew_if_there_is_one() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        for (act, status, refusal) in [
            (json!({ "act": "restart-printer", "kiosk": 1 }), 200, Value::Null),
            (json!({ "act": "restart-printer", "kiosk": 2 }), 409, "no_such_device".into()),
            (json!({ "act": "restart-displays" }), 200, Value::Null),
            (json!({ "act": "restart-link" }), 409, "no_centre".into()),
        ] {
            let answer = world.act_with(&token, act.clone()).await;
            assert_eq!((answer.status, &answer.json()["refusal"]), (status, &refusal), "{act}");
        }
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let said = entries.iter().filter(|(_, entry)| entry.what.contains("restart"));
        let outcomes: Vec<_> = said.map(|(_, entry)| entry.outcome.as_str()).collect();
        let refused = ["the board has no such device", "there is no centre"];
        assert_eq!(outcomes, ["asked", "done", "asked", refused[0], "asked", "done", "asked", refused[1]]);
    });
}

#[test]
fn a_test_needs_the_pin_is_on_record_and_tells_what_was_found() {
    run(async {
        let world = World::start().await;
        let lamps = json!({ "test": "lamps" });
        assert_eq!(world.at_socket("POST", "/api/tests", &[], &lamps.to_string()).await.status, 403);
        let token = world.signed_in().await;
        let answer = world.test_with(&token, lamps.clone()).await;
        assert_eq!((answer.status, answer.words().contains("nothing is wrong")), (200, true), "{answer:?}");
        let blinked = json!([{ "label": "kiosk 1: lamp 1", "value": "blinked for 3 s", "is_wrong": false }]);
        assert_eq!(answer.json()["told"], blinked);
        let answer = world.test_with(&token, json!({ "test": "displays" })).await;
        assert_eq!((answer.status, answer.words().contains("does not work")), (200, true), "{answer:?}");
        assert_eq!(answer.json()["findings"][0]["found"], json!({ "fails": "no card" }));
        let answer = world.test_with(&token, json!({ "test": "slip", "kiosk": 1 })).await;
        assert_eq!(
            answer.json()["findings"][0],
            json!({ "device": { "printer": 1 }, "found": { "printed": "job_echo" } })
        );
        let answer = world.test_with(&token, json!({ "test": "cut", "kiosk": 1 })).await;
        assert_eq!((answer.status, &answer.json()["refusal"]), (409, &"printer_not_ready".into()));
        assert!(answer.words().contains("out of paper"), "{answer:?}");
        world.bench_is_busy.store(true, Ordering::SeqCst);
        let answer = world.test_with(&token, lamps).await;
        assert_eq!((answer.status, &answer.json()["refusal"]), (409, &"another_test".into()));
        assert!(answer.words().contains("Please wait"), "{answer:?}");
        assert_eq!(world.test_with(&token, json!({ "test": "the patience" })).await.status, 400);
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let said = entries.iter().filter(|(_, entry)| entry.what.contains("test"));
        let outcomes: Vec<_> = said.map(|(_, entry)| entry.outcome.as_str()).collect();
        let expected = [
            "done",
            "done, something is wrong",
            "done",
            "the printer is not ready: there is no paper",
            "another test is under way",
        ];
        assert_eq!(outcomes, expected.map(|said| ["asked", said]).concat());
    });
}

#[test]
fn a_test_under_way_ends_with_the_port_and_says_so() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let outcomes = || {
            let entries = audit::verify(&world.state.0).unwrap().entries.into_iter();
            let said = entries.filter(|(_, entry)| entry.what.contains("feed"));
            said.map(|(_, entry)| entry.outcome).collect::<Vec<_>>()
        };
        let closed = async {
            while outcomes().is_empty() {
                tokio::task::yield_now().await;
            }
            world.close_port();
        };
        let (answer, ()) =
            tokio::join!(world.test_with(&token, json!({ "test": "feed", "kiosk": 9 })), closed);
        assert_eq!((answer.status, answer.words().contains("test again")), (503, true), "{answer:?}");
        assert_eq!(outcomes(), ["asked", "broken off: the program ends or begins anew"]);
    });
}

#[test]
fn what_is_pressed_is_watched_with_the_pin_until_it_is_over() {
    run(async {
        let world = World::start().await;
        assert_eq!(world.at_socket("POST", "/api/watch", &[], r#"{"kiosk":1}"#).await.status, 403);
        let bearer = format!("Authorization: Bearer {}", world.signed_in().await);
        let watch = async |body: &str| world.send("POST", "/api/watch?lang=en", &[&bearer], body).await;
        let answer = watch(r#"{"kiosk":1}"#).await;
        let text = String::from_utf8(answer.body).unwrap();
        let messages = text.lines().filter_map(|line| line.strip_prefix("data: {"));
        let messages: Vec<Value> =
            messages.map(|rest| serde_json::from_str(&format!("{{{rest}")).unwrap()).collect();
        let last = messages.last().unwrap();
        assert_eq!((&last["over"], &last["count"]), (&true.into(), &1.into()), "{text}");
        assert_eq!(last["told"][0]["value"], "read a code that ends with “TEST”; characters: 4");
        let refused = watch(r#"{"counter":1}"#).await;
        assert_eq!((refused.status, &refused.json()["refusal"]), (409, &"in_use".into()));
        assert_eq!(watch(r#"{"hall":1}"#).await.status, 400);
        let entries = audit::verify(&world.state.0).unwrap().entries;
        assert!(
            entries.iter().any(|(_, entry)| entry.what == r#"watch {"kiosk":1}"# && entry.outcome == "asked")
        );
        assert!(
            entries
                .iter()
                .any(|(_, entry)| entry.what == r#"watch {"counter":1}"#
                    && entry.outcome == "somebody is there")
        );
    });
}

#[test]
fn wrong_pins_make_people_wait_and_the_queue_goes_on() {
    run(async {
        let world = World::start().await;
        world.set_pin();
        let try_pin = async |pin: &str| {
            world.send("POST", "/api/session?lang=en", &[], &json!({ "pin": pin }).to_string()).await
        };
        for _ in 0..3 {
            assert_eq!(try_pin("000000").await.status, 403);
        }
        let locked = try_pin(PIN).await;
        assert_eq!(locked.status, 429, "also the right one waits");
        assert!(locked.words().contains("Try again in 5 s"), "{locked:?}");
        world.branch().ask(world.take()).await.unwrap();
        tokio::time::pause();
        tokio::time::advance(std::time::Duration::from_secs(6)).await;
        tokio::time::resume();
        assert_eq!(try_pin(PIN).await.status, 200);
        let entries = audit::verify(&world.state.0).unwrap().entries;
        let outcomes: Vec<_> = entries.iter().map(|(_, entry)| entry.outcome.as_str()).collect();
        assert!(outcomes[3].contains("as all are") && outcomes[4].ends_with("looking: 1"), "{outcomes:?}");
        let said =
            |(_, entry): &(String, audit::Entry)| format!("{} {} {}", entry.who, entry.what, entry.outcome);
        let said: String = entries.iter().map(said).collect();
        assert!(!said.contains(PIN) && !said.contains("000000"), "no PIN is on record: {said}");
    });
}

#[test]
fn a_new_pin_and_a_farewell_end_a_session() {
    run(async {
        let world = World::start().await;
        let read = async |token: &str| {
            let bearer = format!("Authorization: Bearer {token}");
            world.send("GET", "/api/status", &[&bearer], "").await.status
        };
        let token = world.signed_in().await;
        assert_eq!(read(&token).await, 200);
        world.set_pin();
        assert_eq!(read(&token).await, 401);
        let token = world.signed_in().await;
        let bearer = format!("Authorization: Bearer {token}");
        assert_eq!(world.send("DELETE", "/api/session", &[&bearer], "").await.status, 204);
        assert_eq!(read(&token).await, 401);
    });
}

#[test]
fn the_picture_says_what_is_wrong_and_what_devices_did() {
    run(async {
        let world = World::start().await;
        let mut stream = world.follow_socket("/api/status/events?lang=en").await;
        let first = stream.next().await.unwrap();
        assert_eq!((&first["key"], &first["queue"]["day"].is_string()), (&"riga-2".into(), &true));
        let rows = first["told"].to_string();
        assert!(rows.contains("not known yet. People called today after a wait: 0; needed: 10"), "{rows}");
        world.branch().ask(world.take()).await.unwrap();
        stream.until(|picture| picture["queue"]["services"][0]["taken"] == 1).await;
        let printer = PrinterState::PaperOut;
        world.branch().ask(Command::ReportPrinter { kiosk: KioskId(1), printer }).await.unwrap();
        world.faults.send_modify(|faults| drop(faults.insert("hall display".into(), "no card".into())));
        let told = stream
            .until(|picture| picture["history"].as_array().is_some_and(|history| history.len() >= 2))
            .await;
        let faults = told["faults"].to_string();
        assert!(["out of paper", "no card", "have no PIN"].iter().all(|it| faults.contains(it)), "{faults}");
        let rows = told["told"].to_string();
        assert!(rows.contains("Printer of kiosk 1") && rows.contains("hall display"), "{rows}");
    });
}

#[test]
fn metrics_are_numbers_with_a_word_for_each() {
    run(async {
        let world = World::start().await;
        world.branch().ask(world.take()).await.unwrap();
        let answer = world.get("/metrics").await;
        assert!(answer.head.contains("text/plain; version=0.0.4"), "{}", answer.head);
        let text = String::from_utf8(answer.body).unwrap();
        let name = regex_lite::Regex::new(r#"^rinda_[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9.]+$"#).unwrap();
        let (mut names, mut values) = (Vec::new(), 0);
        for line in text.lines() {
            match line.strip_prefix("# TYPE ") {
                Some(kind) => names.push(kind.split(' ').next().unwrap().to_owned()),
                None if line.starts_with("# HELP ") => {}
                None => {
                    assert!(name.is_match(line), "{line}");
                    let newest = names.last().unwrap();
                    assert!(line.starts_with(newest.as_str()), "{line} is not below {newest}");
                    values += 1;
                }
            }
        }
        assert!(values > 20, "only {values} values in\n{text}");
        for line in ["rinda_running 1", "rinda_day_open 1", "rinda_tickets_waiting{presence=\"here\"} 1"] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
    });
}

#[test]
fn every_value_in_force_says_where_it_comes_from() {
    run(async {
        let world = World::start().await;
        let settings = world.at_socket("GET", "/api/config", &[], "").await.json();
        let of = |key: &str| {
            let all = settings.as_array().unwrap().iter();
            all.filter(|setting| setting["key"] == key).cloned().collect::<Vec<_>>()
        };
        let listen = &of("ports.listen")[0];
        assert_eq!(listen["value"], "\"127.0.0.1:8080\"");
        let board = std::fs::read_to_string(root().join("boards/virtual.toml")).unwrap();
        let line = board.lines().position(|line| line.starts_with("listen")).unwrap() + 1;
        assert!(listen["place"].as_str().unwrap().ends_with(&format!("virtual.toml:{line}:10")), "{listen}");
        let keep = &of("rules.journal_keep_days");
        assert_eq!(keep.len(), 1);
    });
}

#[test]
fn a_port_without_a_branch_says_so_and_goes_on() {
    run(async {
        let mut world = World::start().await;
        let token = world.signed_in().await;
        world.cut_power().await;
        let picture = world.at_socket("GET", "/api/status?lang=en", &[], "").await.json();
        assert_eq!(picture["queue"], Value::Null);
        assert!(picture["told"].to_string().contains("The queue is not running."));
        assert_eq!(world.act_with(&token, json!({ "act": "close-day" })).await.status, 503);
        let text = String::from_utf8(world.get("/metrics").await.body).unwrap();
        assert!(text.contains("\nrinda_running 0\n"), "{text}");
    });
}

#[test]
fn a_ticket_s_way_is_told() {
    run(async {
        let world = World::start().await;
        world.branch().ask(world.take()).await.unwrap();
        let told = world.at_socket("GET", "/api/why/a001?lang=en", &[], "").await;
        assert_eq!(told.status, 200);
        assert!(told.json()["lines"][0].as_str().unwrap().contains("A001"), "{told:?}");
        assert_eq!(world.at_socket("GET", "/api/why/A999", &[], "").await.status, 404);
        assert_eq!(world.at_socket("GET", "/api/why/hello", &[], "").await.status, 404);
    });
}

#[test]
fn a_counter_that_is_held_says_so_until_it_is_released() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        world.branch().ask(Command::OpenCounter { counter: CounterId(1) }).await.unwrap();
        let is_held = async || {
            let picture = world.at_socket("GET", "/api/status?lang=en", &[], "").await.json();
            let told = picture["told"][1]["rows"][0]["value"] == "Counter held";
            assert_eq!(picture["queue"]["counters"][0]["held"], told, "{picture}");
            told
        };
        assert!(!is_held().await);
        assert_eq!(world.act_with(&token, json!({ "act": "hold-counter", "counter": 1 })).await.status, 200);
        assert!(is_held().await);
        let again = world.act_with(&token, json!({ "act": "hold-counter", "counter": 1 })).await;
        assert_eq!(again.status, 409);
        assert_eq!(
            world.act_with(&token, json!({ "act": "release-counter", "counter": 1 })).await.status,
            200
        );
        assert!(!is_held().await);
    });
}

#[test]
fn a_bundle_knows_what_is_wrong() {
    run(async {
        let world = World::start().await;
        world.faults.send_modify(|faults| drop(faults.insert("hall display".into(), "no card".into())));
        assert_eq!(world.get("/api/bundle").await.status, 403, "at the address nobody without the PIN");
        let answer = world.at_socket("GET", "/api/bundle?lang=lv", &[], "").await;
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("The device “hall display” does not work (no card)."), "{text}");
        assert!(answer.head.contains(&format!("content-length: {}", text.len())), "{}", answer.head);
    });
}

#[test]
fn a_stream_ends_with_its_session() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let bearer = format!("Authorization: Bearer {token}");
        let mut stream = world.follow_with("/api/status/events", &bearer).await;
        assert!(stream.next().await.is_some());
        // From here on time passes as soon as nobody has anything to do.
        tokio::time::pause();
        assert_eq!(world.send("DELETE", "/api/session", &[&bearer], "").await.status, 204);
        while stream.next().await.is_some() {}
        assert_eq!(world.send("GET", "/api/status/events", &[&bearer], "").await.status, 401);
    });
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
