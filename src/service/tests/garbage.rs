//! What comes in at the port may be anything: it is refused in words or dropped, and the next one is answered.

use super::tools::{World, run};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::json;

#[test]
fn garbage_is_refused_in_words() {
    run(async {
        let world = World::start().await;
        let token = world.signed_in().await;
        let bearer = format!("Authorization: Bearer {token}");
        let check = async |path: &str, body: &str, status| {
            let answer = world.send("POST", path, &[&bearer], body).await;
            assert_eq!(answer.status, status, "{path} {body}");
            assert!(!answer.words().is_empty(), "{path} {body}");
        };
        for body in [
            "",
            "{",
            "null",
            "[[[[",
            r#"{"act":"explode"}"#,
            r#"{"act":"new-roll"}"#,
            r#"{"act":"new-roll","kiosk":256}"#,
            r#"{"act":"new-roll","kiosk":1,"more":1}"#,
            r#"{"act":"open-day","more":1}"#,
            r#"{"act":"cancel","number":"A 1"}"#,
            r#"{"act":["open-day"]}"#,
        ] {
            check("/api/acts", body, 400).await;
        }
        check("/api/acts", r#"{"act":"new-roll","kiosk":9}"#, 409).await;
        for body in ["", "{}", r#"{"pin":7}"#, r#"{"pin":"1","more":2}"#] {
            check("/api/session", body, 400).await;
        }
        check("/api/nothing", "", 404).await;
        check("/api/status", "", 405).await;
        check("/api/acts", &"x".repeat(5000), 413).await;
        assert_eq!(world.at_socket("POST", "/api/acts", &[], &"x".repeat(5000)).await.status, 413);
        let head = format!("X-Long: {}", "x".repeat(64 * 1024));
        assert_eq!(world.at_socket("GET", "/metrics", &[&head], "").await.status, 431);
        for header in ["Authorization: Bearer ", "Authorization: Basic YTpi", "Authorization: Bearer \u{1f}"]
        {
            assert!([400, 401].contains(&world.send("GET", "/api/status", &[header], "").await.status));
        }
    });
}

#[test]
fn who_is_slow_does_no_harm() {
    run(async {
        let world = World::start().await;
        // From here on time passes as soon as nobody has anything to do.
        tokio::time::pause();
        let head = "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        assert_eq!(world.send_raw_to_socket(head.as_bytes()).await.status, 0, "closed without an answer");
        let body = format!("{head}Content-Length: 20\r\n\r\n{{");
        assert_eq!(world.send_raw_to_socket(body.as_bytes()).await.status, 408);
        assert_eq!(world.send_raw_to_socket(b"").await.status, 0, "an idle connection is not kept");
    });
}

#[test]
fn who_finds_no_seat_is_told_at_one_door_and_served_at_the_other() {
    run(async {
        let world = World::start().await;
        let mut streams = Vec::new();
        for _ in 0..16 {
            let mut stream = world.follow_socket("/api/status/events").await;
            stream.next().await.unwrap();
            streams.push(stream);
        }
        let answer = world.at_socket("GET", "/metrics", &[], "").await;
        assert_eq!((answer.status, answer.words().is_empty()), (503, false));
        assert_eq!(world.get("/metrics").await.status, 200);
    });
}

/// Bytes that look like a request, more or less.
fn request() -> impl Strategy<Value = Vec<u8>> {
    let method = prop::sample::select(vec!["GET", "POST", "DELETE", "OPTIONS", "PRI", "get", ""]);
    let paths =
        ["/", "/api/acts", "/api/session", "/api/why/%00", "/api/status/events/..", "*", "//x", "http://a/"];
    let path = prop::sample::select(paths.to_vec());
    let host = prop::sample::select(vec![
        "Host: localhost\r\n",
        "Host: rinda\r\nHost: rinda\r\n",
        "Host: x\r\n",
        "",
    ]);
    let shape = (method, path, host, prop::collection::vec(any::<u8>(), 0..200), any::<u16>());
    shape.prop_map(|(method, path, host, body, length)| {
        let length = usize::from(length) % 300;
        let head = format!("{method} {path} HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        [head.into_bytes(), body].concat()
    })
}

#[test]
fn no_bytes_stop_the_port() {
    run(async {
        let world = World::start().await;
        tokio::time::pause();
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let anything = prop_oneof![prop::collection::vec(any::<u8>(), 0..400), request()];
        for _ in 0..300 {
            let bytes = anything.new_tree(&mut runner).unwrap().current();
            let answer = world.send_raw_to_socket(&bytes).await;
            assert!(answer.status != 500 && answer.status < 600, "{bytes:?}: {answer:?}");
        }
        assert_eq!(world.at_socket("GET", "/metrics", &[], "").await.status, 200);
        assert!(world.day_is_open());
        let acted =
            world.at_socket("POST", "/api/acts", &[], &json!({ "act": "close-day" }).to_string()).await;
        assert_eq!(acted.status, 403, "nobody had a PIN");
    });
}
