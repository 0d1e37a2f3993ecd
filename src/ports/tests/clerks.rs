//! Clerks who sign in: who comes in, how far, and for how long.

use super::tools::World;
use super::{files_of, run};
use crate::access::audit::verify;
use crate::access::{Holder, WAIT_MS_MAX, remove_pin, set_with};
use crate::domain::ids::CounterId;
use crate::http::browser::{Answer, Stream};
use crate::ports::sample::take;
use crate::ports::server::Offered;
use crate::ports::{clerk_sessions, consoles};
use serde_json::json;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::net::TcpStream;

const PIN: &str = "246810";

/// A port for consoles alone, where counters 1 and 2 have a PIN.
async fn consoles_alone() -> World {
    let world = World::start_offering(Offered::Consoles, None).await;
    set_pin(&world, 1, PIN);
    set_pin(&world, 2, PIN);
    world
}

fn set_pin(world: &World, counter: u8, pin: &str) {
    set_with(world.state(), Holder::Counter(CounterId(counter)), pin, NonZeroU32::MIN).unwrap();
}

async fn try_pin(world: &World, counter: u8, pin: &str) -> Answer {
    world.post(&format!("/api/counter/{counter}/session"), &json!({ "pin": pin }).to_string()).await
}

/// The header with which a browser goes on that has signed in at a counter.
async fn sign_in(world: &World, counter: u8) -> String {
    let answer = try_pin(world, counter, PIN).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    for mark in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(cookie.split("; ").any(|part| part == mark), "{cookie}");
    }
    format!("Cookie: {}", cookie.split(';').next().unwrap())
}

/// What a request is answered with that has this header.
async fn status(world: &World, method: &str, path: &str, header: &str) -> u16 {
    world.send(method, path, &[header], "").await.status
}

/// The stream of counter 1 for who has this header.
async fn follow(world: &World, header: &str) -> Stream {
    let line = TcpStream::connect(world.address).await.unwrap();
    let host = format!("{}\r\n{header}", world.address);
    Stream::begin(line, &host, "/api/counter/1/events").await
}

async fn page(world: &World, headers: &[&str]) -> String {
    String::from_utf8(world.send("GET", "/counter/1", headers, "").await.body).unwrap()
}

fn is_form(page: &str) -> bool {
    assert_ne!(page.contains("id=\"pin\""), page.contains("counter.js"), "one or the other: {page}");
    page.contains("id=\"pin\"")
}

#[test]
fn who_has_not_signed_in_gets_the_form_and_nothing_of_the_counter() {
    run(async {
        let world = consoles_alone().await;
        for path in ["/api/counter/1/events", "/api/why/A001", "/api/counter/1/session"] {
            let answer = world.get(path).await;
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(answer.words(), "Vispirms pierakstieties ar šī lodziņa PIN.");
        }
        for path in [
            "/api/counter/1/open",
            "/api/counter/1/call-next",
            "/api/ticket/A001/cancel",
            "/api/day/close",
            "/api/kiosk/1/new-roll",
        ] {
            assert_eq!(world.post(path, "").await.status, 401, "{path}");
        }
        assert!(is_form(&page(&world, &[]).await));
        assert_eq!(world.get("/counter/9").await.status, 404);
        assert_eq!(try_pin(&world, 9, PIN).await.status, 404);
        let body = json!({ "pin": PIN }).to_string();
        for foreign in ["Origin: http://evil.example", "Sec-Fetch-Site: cross-site"] {
            let answer = world.send("POST", "/api/counter/1/session", &[foreign], &body).await;
            assert_eq!(answer.status, 403);
            assert!(!answer.head.contains("set-cookie"), "the door is before the PIN");
        }
        assert_eq!(status(&world, "GET", "/counter/1", "Host: evil.example").await, 421);
        for garbage in ["", "{", r#"{"pin":1}"#, r#"{"pin":"246810","more":1}"#] {
            assert_eq!(world.post("/api/counter/1/session", garbage).await.status, 400, "{garbage}");
        }
    });
}

#[test]
fn a_port_for_consoles_has_the_files_of_its_pages_and_nothing_else() {
    run(async {
        let world = consoles_alone().await;
        let mut files = files_of(&world, "/", &[]).await;
        files.append(&mut files_of(&world, "/counter/1", &[]).await);
        let cookie = sign_in(&world, 1).await;
        files.append(&mut files_of(&world, "/counter/1", &[&cookie]).await);
        let served = consoles::FILES.iter().map(|&path| path.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(files, served);
        for path in ["/hall", "/hall/events", "/t/AAAAAAAAAAAAAAAAAAAAAA", "/demo/events", "/assets/demo.js"]
        {
            assert_eq!(status(&world, "GET", path, &cookie).await, 404, "{path}");
        }
    });
}

#[test]
fn a_session_is_good_for_its_own_counter_only() {
    run(async {
        let world = consoles_alone().await;
        let cookie = sign_in(&world, 1).await;
        assert!(!is_form(&page(&world, &[&cookie]).await));
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &cookie).await, 200);
        assert_eq!(status(&world, "GET", "/api/why/A001", &cookie).await, 200);
        assert_eq!(
            status(&world, "POST", "/api/ticket/A001/cancel", &cookie).await,
            409,
            "the branch refuses"
        );
        for path in ["/api/counter/2/open", "/api/counter/02/open"] {
            assert_eq!(status(&world, "POST", path, &cookie).await, 401, "{path}");
        }
        assert_eq!(status(&world, "POST", "/api/counter/9/open", &cookie).await, 403, "it has no PIN");
        assert_eq!(status(&world, "GET", "/api/counter/2/events", &cookie).await, 401);
        assert_eq!(status(&world, "POST", "/api/counter/x/open", &cookie).await, 400);
        let renamed = cookie.replace("counter_1", "counter_2");
        assert_eq!(status(&world, "POST", "/api/counter/2/open", &renamed).await, 401);
        let both = format!("{cookie}; {}", sign_in(&world, 2).await.strip_prefix("Cookie: ").unwrap());
        assert_eq!(status(&world, "POST", "/api/counter/2/open", &both).await, 200);
        assert_eq!(status(&world, "POST", "/api/counter/1/close", &both).await, 200);
        let foreign = [both.as_str(), "Origin: http://evil.example"];
        let foreign = world.send("POST", "/api/counter/1/open", &foreign, "").await;
        assert_eq!(foreign.status, 403, "a browser sends the cookie by itself");
    });
}

#[test]
fn at_the_port_with_everything_only_a_counter_with_a_pin_asks_for_it() {
    run(async {
        let world = World::start(None).await;
        let mut open = world.follow("/api/counter/1/events").await;
        assert_eq!(open.next().await.unwrap()["view"]["mode"], "closed");
        set_pin(&world, 1, PIN);
        assert!(is_form(&page(&world, &[]).await));
        assert_eq!(world.post("/api/counter/1/open", "").await.status, 401);
        assert_eq!(world.post("/api/counter/2/open", "").await.status, 200);
        assert_eq!(
            world.post("/api/day/open", "").await.status,
            409,
            "counter 2 may, and the branch refuses"
        );
        tokio::time::pause();
        assert_eq!(open.next().await, None, "who looks on without the PIN is sent away");
        tokio::time::resume();
        let cookie = sign_in(&world, 1).await;
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &cookie).await, 200);
        set_pin(&world, 2, PIN);
        assert_eq!(world.post("/api/day/open", "").await.status, 401, "there is no counter without a PIN");
        assert_eq!(status(&world, "POST", "/api/day/open", &cookie).await, 409);
        for counter in [1, 2] {
            remove_pin(world.state(), Holder::Counter(CounterId(counter))).unwrap();
        }
        assert!(
            page(&world, &[&cookie]).await.contains("id=\"sign-out\"") && !is_form(&page(&world, &[]).await)
        );
        assert_eq!(world.post("/api/counter/1/close", "").await.status, 200);
    });
}

#[test]
fn a_damaged_pin_lets_nobody_in() {
    run(async {
        let world = World::start(None).await;
        set_pin(&world, 1, PIN);
        let cookie = sign_in(&world, 1).await;
        std::fs::write(world.state().join("counter-1-pin.json"), "{").unwrap();
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &cookie).await, 401);
        assert_eq!(try_pin(&world, 1, PIN).await.status, 403);
        assert_eq!(world.post("/api/counter/2/open", "").await.status, 200);
    });
}

#[test]
fn wrong_pins_are_told_and_make_nobody_else_wait() {
    run(async {
        let world = consoles_alone().await;
        let cookie = sign_in(&world, 1).await;
        for _ in 0..3 {
            let answer = try_pin(&world, 1, "000000").await;
            assert_eq!((answer.status, answer.words()), (403, "PIN nav pareizs.".to_owned()));
        }
        let waits = try_pin(&world, 1, PIN).await;
        assert_eq!(waits.status, 429, "not even the right one");
        assert_eq!(waits.words(), "Pārāk daudz nepareizu PIN. Mēģiniet vēlreiz pēc 5 s.");
        sign_in(&world, 2).await;
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &cookie).await, 200, "who is in goes on");
        world.branch().ask(take("passport", 1)).await.unwrap();
        tokio::time::pause();
        tokio::time::advance(Duration::from_millis(WAIT_MS_MAX)).await;
        tokio::time::resume();
        let again = sign_in(&world, 1).await;
        assert_eq!(status(&world, "DELETE", "/api/counter/1/session", &again).await, 204);
        let entries = verify(world.state()).unwrap().entries;
        let said =
            entries.iter().map(|(_, entry)| format!("{}: {}: {}", entry.who, entry.what, entry.outcome));
        let said: Vec<_> = said.collect();
        let expected = [
            ("in at counter 1", "done"),
            ("in at counter 1", "wrong PIN"),
            ("in at counter 1", "wrong PIN"),
            ("in at counter 1", "wrong PIN"),
            ("in at counter 1", "refused without looking, as all are for 5 s after too many wrong PINs"),
            ("in at counter 2", "done"),
            ("in at counter 1", "done, after refused without looking: 1"),
            ("out at counter 1", "done"),
        ];
        let expected = expected.map(|(what, outcome)| format!("console, 127.0.0.1: sign {what}: {outcome}"));
        assert_eq!(said, expected);
    });
}

#[test]
fn a_counter_without_a_pin_says_so_on_the_network() {
    run(async {
        let world = World::start_offering(Offered::Consoles, None).await;
        assert!(is_form(&page(&world, &[]).await));
        for answer in [world.get("/api/counter/1/session").await, try_pin(&world, 1, PIN).await] {
            assert_eq!(answer.status, 403);
            assert_eq!(answer.words(), "Šim lodziņam PIN vēl nav iestatīts. To var iestatīt tehniķis.");
        }
        assert_eq!(world.post("/api/day/close", "").await.status, 403);
    });
}

#[test]
fn a_clerk_goes_on_after_a_restart_until_they_sign_out() {
    run(async {
        let mut world = consoles_alone().await;
        let cookie = sign_in(&world, 1).await;
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &cookie).await, 200);
        world.branch().ask(take("passport", 1)).await.unwrap();
        assert_eq!(status(&world, "POST", "/api/counter/1/call-next", &cookie).await, 200);
        world.cut_power().await;
        assert_eq!(status(&world, "GET", "/api/counter/1/session", &cookie).await, 204, "the page waits");
        assert_eq!(status(&world, "POST", "/api/counter/1/start", &cookie).await, 503);
        assert_eq!(try_pin(&world, 1, PIN).await.status, 503);
        world.restore_power().await;
        world.restart().await;
        let mut stream = follow(&world, &cookie).await;
        let view = stream.next().await.unwrap();
        assert_eq!(view["view"]["ticket"]["number"], "A001", "{view}");
        let out = world.send("DELETE", "/api/counter/1/session", &[&cookie], "").await;
        assert!(out.status == 204 && out.head.contains("rinda_counter_1=; Path=/; Max-Age=0"), "{out:?}");
        while stream.next().await.is_some() {}
        assert_eq!(status(&world, "POST", "/api/counter/1/start", &cookie).await, 401);
        world.restart().await;
        assert_eq!(status(&world, "POST", "/api/counter/1/start", &cookie).await, 401, "for ever");
    });
}

#[test]
fn a_new_pin_ends_what_was_opened_with_the_old_one() {
    run(async {
        let world = consoles_alone().await;
        let (one, two) = (sign_in(&world, 1).await, sign_in(&world, 2).await);
        let mut stream = follow(&world, &one).await;
        stream.next().await.unwrap();
        set_pin(&world, 1, "135791");
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &one).await, 401);
        assert_eq!(status(&world, "POST", "/api/counter/2/open", &two).await, 200);
        assert_eq!(try_pin(&world, 1, PIN).await.status, 403);
        assert_eq!(try_pin(&world, 1, "135791").await.status, 204);
        while stream.next().await.is_some() {}
    });
}

#[test]
fn a_damaged_file_of_sessions_costs_a_sign_in_and_no_more() {
    run(async {
        let mut world = consoles_alone().await;
        let cookie = sign_in(&world, 1).await;
        let file = world.state().join("counter-sessions.json");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains(cookie.split('=').nth(1).unwrap()), "no token is on disk");
        assert!(serde_json::from_str::<clerk_sessions::Sessions>(&text).is_ok());
        std::fs::write(&file, "[{").unwrap();
        world.restart().await;
        assert_eq!(status(&world, "POST", "/api/counter/1/open", &cookie).await, 401);
        sign_in(&world, 1).await;
    });
}
