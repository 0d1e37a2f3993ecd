//! The server as a browser, a clerk and an attacker meet it: real sockets, a real engine, no waiting for time to pass.

mod clerks;
mod tools;
mod toys;

use super::hall;
use super::sample::take;
use super::server::Offered;
use crate::domain::command::Command;
use crate::domain::ids::CounterId;
use crate::domain::ids::LinkId;
use crate::domain::ids::ServiceId;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tools::World;

fn run<F: Future>(test: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test)
}

/// The files that a page asks for, and those that they ask for.
async fn files_of(world: &World, page: &str, headers: &[&str]) -> BTreeSet<String> {
    let mut wanted = vec![page.to_owned(), "/favicon.ico".to_owned()];
    let mut at = 0;
    while let Some(path) = wanted.get(at).cloned() {
        at += 1;
        let answer = world.send("GET", &path, headers, "").await;
        assert_eq!(answer.status, 200, "{path}");
        for quoted in String::from_utf8(answer.body).unwrap_or_default().split(['"', '(', ')']) {
            let file = quoted.strip_prefix("./").map(|name| format!("/assets/{name}"));
            let file = file.unwrap_or_else(|| quoted.to_owned());
            let is_file = file.starts_with("/assets/") || file.starts_with("/fonts/");
            if is_file && !wanted.contains(&file) {
                wanted.push(file);
            }
        }
    }
    wanted.into_iter().skip(2).collect()
}

#[test]
fn a_name_that_is_not_ours_is_misdirected() {
    run(async {
        let world = World::start(None).await;
        let check = async |host: &str, status| {
            let answer = world.send("GET", "/", &[&format!("Host: {host}")], "").await;
            assert_eq!(answer.status, status, "{host}");
        };
        let port = world.address.port();
        check(&format!("localhost:{port}"), 200).await;
        check(&format!("127.0.0.1:{port}"), 200).await;
        check(&format!("[::1]:{port}"), 200).await;
        check("rinda.office.lv", 200).await;
        check("evil.example", 421).await;
        check("localhost", 421).await;
        let nameless = world.send_raw(b"GET / HTTP/1.0\r\n\r\n").await;
        assert_eq!(nameless.status, 421);
    });
}

#[test]
fn a_port_for_the_hall_has_the_hall_display_and_nothing_else() {
    run(async {
        let world = World::start_offering(Offered::Hall, None).await;
        let body = async |path: &str| world.get(path).await.body;
        assert_eq!(body("/").await, body("/hall").await);
        let served = hall::FILES.iter().map(|&path| path.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(files_of(&world, "/hall", &[]).await, served, "no more than that");
        let mut stream = world.follow("/hall/events").await;
        assert!(stream.next().await.unwrap()["view"]["view"]["foot"].is_object());
        for path in [
            "/counter/1",
            "/api/counter/1/events",
            "/t/AAAAAAAAAAAAAAAAAAAAAA",
            "/assets/console.js",
            "/assets/counter.js",
            "/demo/events",
        ] {
            assert_eq!(world.get(path).await.status, 404, "{path}");
        }
        for path in ["/api/counter/1/open", "/api/counter/1/call-next", "/api/day/close", "/demo/power/cut"] {
            assert_eq!(world.post(path, "").await.status, 404, "{path}");
        }
        assert_eq!(world.post("/hall", "").await.status, 405);
        assert_eq!(world.send("GET", "/hall", &["Host: evil.example"], "").await.status, 421);
    });
}

#[test]
fn a_foreign_page_gives_no_commands() {
    run(async {
        let world = World::start(None).await;
        let own = format!("Origin: http://{}", world.address);
        let check = async |headers: &[&str], status| {
            let answer = world.send("POST", "/api/counter/1/recall", headers, "").await;
            assert_eq!(answer.status, status, "{headers:?}");
        };
        check(&["Origin: http://evil.example"], 403).await;
        check(&["Origin: null"], 403).await;
        check(&["Sec-Fetch-Site: cross-site"], 403).await;
        check(&[&own, "Sec-Fetch-Site: same-site"], 403).await;
        // Refused by the branch, not by the door.
        check(&[&own, "Sec-Fetch-Site: same-origin"], 409).await;
        check(&[], 409).await;
    });
}

#[test]
fn every_answer_carries_the_security_headers() {
    run(async {
        let world = World::start(None).await;
        for path in ["/", "/nowhere", "/assets/base.css", "/words/lv", "/counter/1"] {
            let head = world.get(path).await.head.to_lowercase();
            for expected in [
                "content-security-policy: default-src 'self'; img-src 'self' data:;",
                "frame-ancestors 'none'",
                "x-content-type-options: nosniff",
                "referrer-policy: no-referrer",
                "cache-control: no-",
            ] {
                assert!(head.contains(expected), "{path} lacks {expected}: {head}");
            }
        }
    });
}

#[test]
fn garbage_is_refused_in_words_and_the_server_goes_on() {
    run(async {
        let world = World::start(None).await;
        let check = async |path: &str, body: &str, status| {
            let answer = world.post(path, body).await;
            assert_eq!(answer.status, status, "{path} {body}");
            assert!(!answer.words().is_empty(), "{path} {body}");
        };
        check("/api/counter/1/transfer", "", 400).await;
        check("/api/counter/1/transfer", "{", 400).await;
        check("/api/counter/1/transfer", "\u{0}\u{1}\u{2}", 400).await;
        check("/api/counter/1/transfer", r#"{"service":7}"#, 400).await;
        check("/api/counter/1/transfer", r#"{"service":"passport","more":1}"#, 400).await;
        check("/api/counter/1/open", "[[[[", 400).await;
        check("/api/counter/256/open", "", 400).await;
        check("/api/counter/%FF/open", "", 400).await;
        check("/api/counter/1/explode", "", 404).await;
        check("/api/ticket/hello/cancel", "", 409).await;
        check("/api/nothing", "", 404).await;
        check("/counter/1", "", 405).await;
        check("/api/counter/9/open", "", 409).await;
        check("/demo/power/cut", "", 404).await;
        assert_eq!(world.send_raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n").await.status, 400);
        let form = ["Content-Type: application/x-www-form-urlencoded"];
        assert_eq!(world.send("POST", "/api/counter/1/open", &form, "a=1").await.status, 415);
        assert_eq!(world.get("/counter/9").await.status, 404);
        assert_eq!(world.get("/counter/1").await.status, 200);
    });
}

#[test]
fn huge_bodies_and_heads_are_refused() {
    run(async {
        let world = World::start(None).await;
        let huge = "x".repeat(5000);
        assert_eq!(world.post("/api/counter/1/open", &huge).await.status, 413);
        let declared =
            "POST /api/day/open HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 99999999999\r\n\r\n";
        let declared = declared.replace("PORT", &world.address.port().to_string());
        assert_eq!(world.send_raw(declared.as_bytes()).await.status, 413);
        let chunked = format!(
            "POST /api/day/open HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n{huge}\r\n0\r\n\r\n",
            world.address.port()
        );
        assert_eq!(world.send_raw(chunked.as_bytes()).await.status, 413);
        let head = format!("X-Long: {}", "x".repeat(64 * 1024));
        assert_eq!(world.send("GET", "/", &[&head], "").await.status, 431);
        assert_eq!(world.get("/").await.status, 200);
    });
}

#[test]
fn who_is_slow_does_no_harm() {
    run(async {
        let world = World::start(None).await;
        // From here on time passes as soon as nobody has anything to do.
        tokio::time::pause();
        let head = format!("POST /api/day/open HTTP/1.1\r\nHost: {}\r\n", world.address);
        assert_eq!(world.send_raw(head.as_bytes()).await.status, 0, "closed without an answer");
        let body = format!("{head}Content-Length: 10\r\n\r\n{{");
        let answer = world.send_raw(body.as_bytes()).await;
        assert_eq!((answer.status, answer.words().is_empty()), (408, false));
        assert_eq!(world.send_raw(b"").await.status, 0, "an idle connection is not kept");
    });
}

#[test]
fn a_person_gets_a_page_and_a_program_gets_json() {
    run(async {
        let world = World::start(None).await;
        let page = world.send("GET", "/nowhere", &["Accept: text/html", "Accept-Language: en"], "").await;
        let text = String::from_utf8(page.body).unwrap();
        assert!(text.contains("<html lang=\"en\">") && text.contains("There is no such page."), "{text}");
        assert_eq!(world.get("/nowhere").await.words(), "Šādas lapas nav.");
    });
}

#[test]
fn whoever_asks_at_a_counter_why_is_told_from_the_journal() {
    run(async {
        let mut world = World::start(None).await;
        let branch = world.branch();
        branch.ask(take("passport", 1)).await.unwrap();
        world.post("/api/counter/1/open", "").await;
        world.post("/api/counter/1/call-next", "").await;
        drop(branch);
        let told = world.get("/api/why/a1?lang=en").await.json();
        let call = "A001 was called to counter 1: nobody who waits for this counter was taken earlier.";
        assert_eq!(told["call"], call);
        let lines: Vec<&str> =
            told["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        assert!(lines[0].ends_with("People before it: 0."), "{lines:?}");
        assert!(lines[1].ends_with(call), "{lines:?}");
        let unknown = world.get("/api/why/Z9?lang=lv").await.json();
        assert_eq!(
            (&unknown["call"], &unknown["lines"]),
            (&json!(null), &json!(["Žurnālā nav numura Z009."]))
        );
        assert_eq!(world.get("/api/why/hello").await.status, 400);
        world.cut_power().await;
        assert_eq!(world.get("/api/why/A001").await.status, 200, "the record is there without the branch");
    });
}

#[test]
fn a_refusal_is_said_in_the_language_of_the_reader() {
    run(async {
        let world = World::start(None).await;
        let check = async |language: &str, expected: &str| {
            let answer = world.post(&format!("/api/counter/1/call-next?lang={language}"), "").await;
            assert_eq!(answer.status, 409);
            assert_eq!(answer.json()["refusal"], "counter_closed");
            assert_eq!(answer.words(), expected);
        };
        check("lv", "Lodziņš ir slēgts. Vispirms atveriet to.").await;
        check("ru", "Окно закрыто. Сначала откройте его.").await;
        check("en", "The counter is closed. Open it first.").await;
        check("uk", "Вікно зачинене. Спочатку відчиніть його.").await;
    });
}

#[test]
fn a_counter_is_pushed_after_each_command() {
    run(async {
        let world = World::start(None).await;
        let mut stream = world.follow("/api/counter/1/events?lang=en").await;
        let first = stream.next().await.unwrap();
        assert_eq!((&first["power"], &first["view"]["mode"]), (&true.into(), &"closed".into()));
        assert_eq!(world.post("/api/counter/1/open", "").await.status, 200);
        stream.until(|message| message["view"]["mode"] == "free").await;
        world.branch().ask(take("passport", 1)).await.unwrap();
        stream.until(|message| message["view"]["waiting"] == "1 person waiting").await;
        let called = world.post("/api/counter/1/call-next?lang=en", "").await;
        assert_eq!((&called.json()["number"], called.words().as_str()), (&"A001".into(), "Number A001."));
        let message = stream.until(|message| message["view"]["mode"] == "calling").await;
        assert_eq!(message["view"]["ticket"]["number"], "A001");
        assert_eq!(message["view"]["headline"], "Called A001");
    });
}

#[test]
fn every_action_of_a_counter_reaches_the_branch() {
    run(async {
        let world = World::start(None).await;
        let check = async |path: &str, body: &str, number: Option<&str>| {
            let answer = world.post(path, body).await;
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
            assert_eq!(answer.json()["number"].as_str(), number, "{path}");
        };
        check("/api/counter/1/open", "", None).await;
        check("/api/counter/1/walk-direct", r#"{"service":"passport"}"#, Some("A001")).await;
        check("/api/counter/1/transfer", r#"{"service":"other"}"#, None).await;
        check("/api/counter/1/call-next", "{}", Some("A001")).await;
        check("/api/counter/1/recall", "", Some("A001")).await;
        check("/api/counter/1/no-show", "", None).await;
        check("/api/ticket/a001/check-in", "", Some("A001")).await;
        check("/api/counter/1/call-next", "", Some("A001")).await;
        check("/api/counter/1/start", "", Some("A001")).await;
        check("/api/counter/1/park", "", None).await;
        check("/api/ticket/A001/check-in", "", Some("A001")).await;
        check("/api/ticket/A001/reprint", "", None).await;
        check("/api/ticket/A001/cancel", "", None).await;
        check("/api/counter/1/walk-direct", r#"{"service":"other"}"#, Some("E001")).await;
        check("/api/counter/1/finish", "", None).await;
        check("/api/counter/1/close", "", None).await;
        check("/api/day/close", "", None).await;
        check("/api/day/open", "", None).await;
    });
}

#[test]
fn links_of_tickets_given_at_a_counter_are_random() {
    run(async {
        let world = World::start(None).await;
        world.post("/api/counter/1/open", "").await;
        world.post("/api/counter/2/open", "").await;
        world.post("/api/counter/1/walk-direct", r#"{"service":"passport"}"#).await;
        world.post("/api/counter/2/walk-direct", r#"{"service":"passport"}"#).await;
        let links: Vec<_> =
            world.branch().read(|branch, _| branch.state().tickets.values().map(|t| t.link.0).collect());
        assert_eq!(links.len(), 2);
        assert!(links[0] != links[1] && links.iter().all(|link| *link > u128::from(u64::MAX)));
    });
}

#[test]
fn a_ticket_page_follows_its_ticket_to_the_end() {
    run(async {
        let world = World::start(None).await;
        let link = LinkId(0x1234_5678_9abc_def0_1234_5678_9abc_def0);
        world.branch().ask(take("passport", link.0)).await.unwrap();
        assert_eq!(world.get(&format!("/t/{link}")).await.status, 200);
        assert_eq!(world.get("/t/A001").await.status, 404);
        let mut stream = world.follow(&format!("/t/{link}/events?lang=en")).await;
        let first = stream.next().await.unwrap();
        assert_eq!((&first["view"]["number"], &first["view"]["stage"]), (&"A001".into(), &"waiting".into()));
        world.branch().ask(Command::Cancel { number: "A001".to_owned().try_into().unwrap() }).await.unwrap();
        stream.until(|message| message["view"]["stage"] == "ended" || message["view"].is_null()).await;
        let mut other = world.follow(&format!("/t/{}/events", LinkId(7))).await;
        let nobody = other.next().await.unwrap();
        assert_eq!((&nobody["power"], nobody["view"].is_null()), (&true.into(), true));
    });
}

#[test]
fn pages_wait_for_the_power_and_go_on_by_themselves() {
    run(async {
        let mut world = World::start(None).await;
        world.post("/api/counter/1/open", "").await;
        let mut stream = world.follow("/api/counter/1/events").await;
        stream.until(|message| message["view"]["mode"] == "free").await;
        world.cut_power().await;
        let dark = stream.next().await.unwrap();
        assert_eq!((&dark["power"], dark["view"].is_null()), (&false.into(), true));
        let answer = world.post("/api/counter/1/close?lang=en", "").await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.words(), "The queue is not running at the moment. This page goes on by itself.");
        assert_eq!(world.get("/counter/1").await.status, 200);
        world.restore_power().await;
        stream.until(|message| message["power"] == true && message["view"]["mode"] == "free").await;
    });
}

#[test]
fn a_device_that_fails_is_on_the_console_until_it_works() {
    run(async {
        let world = World::start(None).await;
        let mut stream = world.follow("/api/counter/1/events?lang=en").await;
        assert_eq!(stream.next().await.unwrap()["view"]["faults"], json!([]));
        world.faults.send_modify(|faults| drop(faults.insert("hall display".into(), "no screen".into())));
        let what = "The device “hall display” does not work (no screen).";
        stream.until(|message| message["view"]["faults"][0]["what"] == what).await;
        world.faults.send_modify(BTreeMap::clear);
        stream.until(|message| message["view"]["faults"] == json!([])).await;
    });
}

#[test]
fn a_branch_that_stops_by_itself_has_no_power() {
    run(async {
        let mut world = World::start(None).await;
        let mut stream = world.follow("/api/counter/1/events").await;
        stream.next().await.unwrap();
        world.stop_engine().await;
        stream.until(|message| message["power"] == false).await;
        assert_eq!(world.post("/api/counter/1/open", "").await.status, 503);
    });
}

#[test]
fn the_server_ends_while_pages_are_open() {
    run(async {
        let world = World::start(None).await;
        let mut stream = world.follow("/api/counter/1/events").await;
        stream.next().await.unwrap();
        world.stop().await;
        assert_eq!(stream.next().await, None);
    });
}

#[test]
fn who_finds_no_seat_is_told_and_seats_come_free() {
    run(async {
        let world = World::start(None).await;
        let mut streams = Vec::new();
        for _ in 0..super::server::CONNECTIONS_MAX {
            let mut stream = world.follow("/api/counter/1/events").await;
            stream.next().await.unwrap();
            streams.push(stream);
        }
        let answer = world.get("/").await;
        assert_eq!((answer.status, answer.words().is_empty()), (503, false));
        let mut last = streams.pop().unwrap();
        streams.clear();
        // A turn is pushed to the last one, and by then the others are known to have gone.
        world.branch().ask(Command::OpenCounter { counter: CounterId(1) }).await.unwrap();
        last.until(|message| message["view"]["mode"] == "free").await;
        let served = async || world.get("/").await.status == 200;
        while !served().await {}
    });
}

#[test]
fn a_file_that_is_known_is_not_sent_again() {
    run(async {
        let world = World::start(None).await;
        let first = world.get("/fonts/Inter-Bold.woff2").await;
        assert_eq!((first.status, &first.body[..4]), (200, &b"wOF2"[..]));
        let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
        let again =
            world.send("GET", "/fonts/Inter-Bold.woff2", &[&format!("If-None-Match: {tag}")], "").await;
        assert_eq!((again.status, again.body.len()), (304, 0));
    });
}

#[test]
fn the_phrasebook_has_every_language_with_the_names_of_the_site() {
    run(async {
        let world = World::start(None).await;
        for language in ["lv", "ru", "en", "uk"] {
            let book = world.get(&format!("/words/{language}")).await.json();
            assert_eq!(book["language"], language);
            assert_eq!(book["languages"].as_array().unwrap().len(), 4);
            assert_eq!(book["kiosks"][0]["buttons"][1]["detail"], "ar priekšrocību");
            assert!(book["minutes"].as_str().unwrap().contains('#'));
        }
        assert_eq!(world.get("/words/en").await.json()["branch"], "Riga office 2");
        assert_eq!(world.get("/words/xx").await.status, 404);
    });
}

#[test]
fn a_service_that_a_counter_does_not_do_is_refused_in_words() {
    run(async {
        let world = World::start(None).await;
        world.post("/api/counter/2/open", "").await;
        let body = serde_json::json!({ "service": ServiceId::new("visa") }).to_string();
        let answer = world.post("/api/counter/2/walk-direct?lang=en", &body).await;
        assert_eq!((answer.status, &answer.json()["refusal"]), (409, &"unknown_service".into()));
        assert!(answer.words().contains("visa"));
    });
}
