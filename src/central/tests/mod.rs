//! The centre as phones and branches meet it: real sockets, a real store, and a branch of a few lines at the other end of the
//! line.

mod world;

use super::turn::News;
use crate::domain::ids::{CounterId, DeviceId, LinkId};
use crate::domain::remote::{Request, Wish};
use crate::domain::ticket::Language;
use crate::protocol::{self, Kind, Refused, What};
use crate::wording::Words;
use serde_json::json;
use std::collections::BTreeSet;
use world::World;

fn test<F: Future>(test: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test)
}

#[test]
fn somebody_joins_sees_the_number_and_is_called() {
    test(async {
        let mut world = World::start().await;
        let mut offices = world.phone.follow("/events?lang=en").await;
        let office = offices.until(|message| message["view"]["offices"][0]["wait"] == "12–20 min").await;
        assert_eq!(office["view"]["offices"][0]["name"], "Rīga 2");
        world.meet().await;
        let answer = world.join("abc").await;
        assert_eq!(answer.status, 202, "{answer:?}");
        let link = answer.json()["link"].as_str().unwrap().to_owned();
        let mut page = world.phone.follow(&format!("/t/{link}/events?lang=en")).await;
        let requested = page.next().await.unwrap();
        assert_eq!(
            (&requested["view"]["stage"], requested["view"]["number"].is_null()),
            (&"requested".into(), true)
        );
        let request = world.request().await;
        let Wish::Join { link: asked, language, .. } = request.wish else { panic!("{request:?}") };
        assert_eq!((asked.to_string(), language), (link.clone(), Language::Lv));
        let ticket = world.teller.takes(Some(request.id), asked);
        world.tell().await;
        // The number comes with one message of the branch, and its turn may come with another.
        let confirmed = page.until(|message| message["view"]["turn"][1] == "11:05–11:20").await;
        assert_eq!(
            (&confirmed["view"]["stage"], &confirmed["view"]["number"]),
            (&"waiting".into(), &"R001".into())
        );
        world.teller.happens(What::Called { ticket, counter: CounterId(2), again: false });
        world.tell().await;
        let called = page.until(|message| message["view"]["stage"] == "called").await;
        assert_eq!(called["view"]["counter"], "Counter 2");
    });
}

#[test]
fn facts_are_acknowledged_when_they_are_stored() {
    test(async {
        let mut world = World::start().await;
        loop {
            let message = world.said.recv().await.unwrap();
            let stored = world.teller.place(world.teller.length());
            if let Ok(protocol::FromCentre::Acknowledge { epoch: 1, upto }) =
                serde_json::from_slice(&message.payload)
                && upto == stored
            {
                break assert!(message.retained && message.topic.to_string() == "rinda/1/riga-2/centre");
            }
        }
    });
}

#[test]
fn a_page_that_asks_twice_asks_once() {
    test(async {
        let mut world = World::start().await;
        world.meet().await;
        let links: BTreeSet<String> = [world.join("abc").await, world.join("abc").await]
            .iter()
            .map(|answer| answer.json()["link"].to_string())
            .collect();
        assert_eq!(links.len(), 1);
        let first = world.request().await;
        let other = world.join("abd").await;
        let second = world.request().await;
        assert!(first.id != second.id && other.status == 202, "another press is another request");
        let person = |request: &Request| {
            let Wish::Join { person, .. } = request.wish else { panic!("{request:?}") };
            person
        };
        assert_eq!(person(&first), person(&second), "by which the branch knows that it is the same person");
    });
}

#[test]
fn without_a_cookie_nobody_joins() {
    test(async {
        let world = World::start().await;
        let answer = world.join("abc").await;
        assert_eq!((answer.status, answer.words().is_empty()), (409, false));
        assert!(answer.head.to_lowercase().contains("set-cookie: rinda="));
    });
}

#[test]
fn what_a_person_wants_reaches_the_branch_and_the_answer_the_page() {
    test(async {
        let mut world = World::start().await;
        let (link, _) = world.joined().await;
        let mut page = world.phone.follow(&format!("/t/{link}/events?lang=en")).await;
        page.until(|message| message["view"]["can_check_in"] == true).await;
        let answer = world
            .post(&format!("/api/ticket/{link}/check-in"), json!({ "drawn": "x", "code": "ABCDE" }))
            .await;
        assert_eq!(answer.status, 202);
        let request = world.request().await;
        assert_eq!(request.wish, Wish::CheckIn { link, code: "ABCDE".into() });
        page.until(|message| message["view"]["wished"]["open"] == true).await;
        world.reply(request.id, protocol::Answer::Refused(Refused::WrongCode)).await;
        let refused = page.until(|message| message["view"]["wished"]["open"] == false).await;
        assert!(refused["view"]["wished"]["words"].as_str().unwrap().contains("code"), "{refused}");
        for (what, expected) in [("more-time", Wish::MoreTime { link }), ("leave", Wish::Leave { link })] {
            assert_eq!(
                world.post(&format!("/api/ticket/{link}/{what}"), json!({ "drawn": "x" })).await.status,
                202
            );
            assert_eq!(world.request().await.wish, expected);
        }
    });
}

#[test]
fn a_wish_that_is_open_is_one_wish_however_often_somebody_presses() {
    test(async {
        let mut world = World::start().await;
        let (link, ticket) = world.joined().await;
        let named = async |world: &World, what: &str, drawn: &str| {
            let answer = world.post(&format!("/api/ticket/{link}/{what}"), json!({ "drawn": drawn })).await;
            (answer.status, answer.json()["request"].as_str().map(str::to_owned))
        };
        for what in ["more-time", "leave"] {
            let first = named(&world, what, "a").await;
            assert!(first.0 == 202 && first.1.is_some(), "{first:?}");
            for drawn in ["b", "c"] {
                assert_eq!(named(&world, what, drawn).await, first, "{what}");
            }
            let request = world.request().await;
            assert_eq!(Some(request.id.to_string()), first.1);
            world.reply(request.id, protocol::Answer::Refused(Refused::NotPossibleNow)).await;
            let mut page = world.phone.follow(&format!("/t/{link}/events")).await;
            page.until(|message| message["view"]["wished"]["open"] == false).await;
            let again = named(&world, what, "d").await;
            assert!(again.0 == 202 && again.1 != first.1, "what was refused can be wanted again: {again:?}");
            assert_eq!(Some(world.request().await.id.to_string()), again.1);
        }
        world.teller.happens(What::Served { ticket });
        world.tell().await;
        let mut page = world.phone.follow(&format!("/t/{link}/events")).await;
        page.until(|message| message["view"]["stage"] == "ended").await;
        let late = world.post(&format!("/api/ticket/{link}/more-time"), json!({ "drawn": "e" })).await;
        assert_eq!(late.status, 202, "the one that is open still");
        let late =
            world.post(&format!("/api/ticket/{link}/check-in"), json!({ "drawn": "e", "code": "A" })).await;
        assert_eq!((late.status, late.words().is_empty()), (404, false), "nobody checks in who has gone");
    });
}

#[test]
fn a_ticket_on_paper_has_the_same_page() {
    test(async {
        let mut world = World::start().await;
        let link = LinkId(u128::MAX / 7);
        let mut page = world.phone.follow(&format!("/t/{link}/events?lang=en")).await;
        assert_eq!(page.next().await.unwrap()["view"]["stage"], "unknown");
        world.teller.takes(None, link);
        world.tell().await;
        let known = page.until(|message| message["view"]["stage"] == "waiting").await;
        assert_eq!(
            (&known["view"]["number"], &known["view"]["can_check_in"]),
            (&"A001".into(), &false.into())
        );
        let html = String::from_utf8(world.phone.get(&format!("/t/{link}")).await.body).unwrap();
        assert!(html.contains("\"number\":\"A001\""), "the first look is in the page");
        let code = world.phone.get(&format!("/t/{link}/code.svg")).await;
        assert!(code.status == 200 && code.body.starts_with(b"<svg"));
    });
}

#[test]
fn a_restart_forgets_nothing_and_asks_again() {
    test(async {
        let mut world = World::start().await;
        let (link, _) = world.joined().await;
        world.post(&format!("/api/ticket/{link}/more-time"), json!({ "drawn": "x" })).await;
        let before = world.request().await;
        let mut page = world.phone.follow(&format!("/t/{link}/events")).await;
        page.until(|message| message["view"]["number"] == "R001").await;
        world.restart().await;
        assert_eq!(page.next().await, None, "open pages are let go");
        assert_eq!(world.request().await, before, "the same request again");
        let mut page = world.phone.follow(&format!("/t/{link}/events")).await;
        assert_eq!(page.next().await.unwrap()["view"]["number"], "R001");
    });
}

#[test]
fn pages_say_when_the_branch_or_the_broker_is_lost() {
    test(async {
        let mut world = World::start().await;
        let (link, _) = world.joined().await;
        let mut page = world.phone.follow(&format!("/t/{link}/events?lang=en")).await;
        page.until(|message| message["view"]["number"] == "R001").await;
        world.pass(60_000);
        world.news.send(News::Lost).await.unwrap();
        page.until(|message| message["view"]["as_of"] == "As of 10:43; the office is offline").await;
        world.connect(2).await;
        page.until(|message| message["view"]["as_of"].is_null()).await;
        world.hear(Kind::Life, &world.teller.life(2, false)).await;
        page.until(|message| message["view"]["as_of"] == "As of 10:43; the office is offline").await;
    });
}

#[test]
fn nobody_answers_and_the_page_says_so() {
    test(async {
        let mut world = World::start().await;
        world.meet().await;
        let link = world.join("abc").await.json()["link"].as_str().unwrap().to_owned();
        let mut page = world.phone.follow(&format!("/t/{link}/events?lang=en")).await;
        assert_eq!(page.next().await.unwrap()["view"]["stage"], "requested");
        world.pass(121_000);
        let told = page.until(|message| message["view"]["stage"] == "unconfirmed").await;
        assert_eq!(told["view"]["headline"], "The office has not answered");
    });
}

#[test]
fn the_language_is_that_of_the_address_the_cookie_or_the_browser() {
    test(async {
        let world = World::start().await;
        let check = async |path: &str, headers: &[&str], language: &str| {
            let answer = world.phone.send("GET", path, headers, "").await;
            let html = String::from_utf8(answer.body).unwrap();
            assert!(html.contains(&format!("<html lang=\"{language}\">")), "{path} {headers:?}");
            answer.head.to_lowercase()
        };
        check("/", &[], "lv").await;
        check("/", &["Accept-Language: uk-UA,ru;q=0.5"], "uk").await;
        check("/", &["Accept-Language: uk-UA", "Cookie: a=b; lang=ru"], "ru").await;
        let head = check("/?lang=en", &["Cookie: lang=ru"], "en").await;
        assert!(head.contains("set-cookie: lang=en; httponly; samesite=lax"), "{head}");
    });
}

#[test]
fn who_asks_too_often_has_to_wait() {
    test(async {
        let mut world = World::start().await;
        world.meet().await;
        for turn in 0..20 {
            assert_eq!(world.join(&format!("d{turn}")).await.status, 202);
        }
        let answer = world.join("one more").await;
        assert_eq!((answer.status, answer.words().is_empty()), (429, false));
        world.cookie = "Cookie: rinda=00000000000000000000000000000007".into();
        assert_eq!(world.join("somebody else").await.status, 202);
    });
}

#[test]
fn strangers_and_garbage_are_turned_away_in_words() {
    test(async {
        let mut world = World::start().await;
        world.meet().await;
        let link = LinkId(5);
        let check = async |method: &str, path: &str, headers: &[&str], body: &str, status| {
            let headers: Vec<&str> = headers.iter().copied().chain([&*world.cookie]).collect();
            let answer = world.phone.send(method, path, &headers, body).await;
            assert_eq!(answer.status, status, "{method} {path} {headers:?} {body}");
            assert!(!answer.words().is_empty());
            assert!(answer.head.to_lowercase().contains("content-security-policy: default-src 'self'"));
        };
        let join = r#"{"branch":"riga-2","service":"passport","drawn":"a"}"#;
        check("POST", "/api/join", &["Host: evil.example"], join, 421).await;
        check("POST", "/api/join", &["Origin: http://evil.example"], join, 403).await;
        check("POST", "/api/join", &["Sec-Fetch-Site: cross-site"], join, 403).await;
        check("POST", "/api/join", &["Content-Type: text/plain"], join, 415).await;
        check("POST", "/api/join", &[], "{", 400).await;
        check("POST", "/api/join", &[], &join.replace("riga-2", "nowhere"), 404).await;
        check("POST", "/api/join", &[], &join.replace("passport", "nothing"), 404).await;
        check("POST", "/api/join", &[], &join.replace(r#""a""#, r#""""#), 400).await;
        check("POST", "/api/join", &[], &"x".repeat(5000), 413).await;
        check("POST", &format!("/api/ticket/{link}/leave"), &[], r#"{"drawn":"a"}"#, 404).await;
        check("POST", &format!("/api/ticket/{link}/check-in"), &[], r#"{"drawn":"a"}"#, 400).await;
        check("POST", &format!("/api/ticket/{link}/steal"), &[], r#"{"drawn":"a"}"#, 404).await;
        check("POST", "/api/ticket/A001/leave", &[], r#"{"drawn":"a"}"#, 404).await;
        check("GET", "/o/nowhere", &[], "", 404).await;
        check("GET", "/t/A001", &[], "", 404).await;
        check("GET", "/operator", &[], "", 404).await;
        check("PUT", "/", &[], "", 405).await;
        assert_eq!(world.phone.send("GET", "/", &["Host: rinda.lv"], "").await.status, 200);
    });
}

#[test]
fn the_operator_has_an_address_of_his_own() {
    test(async {
        let world = World::start().await;
        assert_eq!(world.operator.get("/operator?lang=en").await.status, 200);
        let mut page = world.operator.follow("/operator/events?lang=en").await;
        let seen = page.until(|message| message["view"]["branches"][0]["live"] == true).await;
        assert_eq!(seen["view"]["branches"][0]["branch"], "riga-2");
        let mut second = world.teller.clone();
        second.device = DeviceId(8);
        world.hear(Kind::Life, &second.life(9, true)).await;
        page.until(|message| {
            message["view"]["branches"][0]["troubles"].as_array().is_some_and(|all| all.len() == 1)
        })
        .await;
        for path in ["/o/riga-2", "/events"] {
            assert_eq!(world.operator.get(path).await.status, 404, "{path}");
        }
        assert_eq!(world.operator.post("/api/join", "{}").await.status, 404);
    });
}

#[test]
fn a_name_from_a_branch_cannot_become_html() {
    test(async {
        let mut world = World::start().await;
        let evil = "</script><img src=x onerror=alert(1)>";
        world.teller.names.insert(Language::Lv, evil.into());
        world.pass(1000);
        world.tell().await;
        let mut page = world.phone.follow("/o/riga-2/events").await;
        page.until(|message| message["view"]["name"] == evil).await;
        for path in ["/", "/o/riga-2", "/c/riga-2"] {
            let html = String::from_utf8(world.phone.get(path).await.body).unwrap();
            assert!(!html.contains("<img") && html.contains("\\u003cimg"), "{path}");
        }
    });
}

#[test]
fn everything_a_page_asks_for_is_here() {
    test(async {
        let world = World::start().await;
        let mut wanted = BTreeSet::new();
        for path in ["/", "/o/riga-2", "/t/00000000000000000000000005", "/c/riga-2"] {
            let html = String::from_utf8(world.phone.get(path).await.body).unwrap();
            let links = html.split(['"']).filter(|part| part.starts_with('/') && part.contains('.'));
            wanted.extend(links.map(str::to_owned));
        }
        wanted.extend(["/worker.js".into(), "/assets/elements.js".into(), "/assets/live.js".into()]);
        assert!(wanted.len() > 9, "{wanted:?}");
        for path in wanted {
            assert_eq!(world.phone.get(&path).await.status, 200, "{path}");
        }
    });
}

#[test]
fn pages_say_only_words_that_there_are() {
    let groups = ["phone", "page", "operator", "follow"];
    let words = Words::load();
    let say = words.say(Language::En);
    let told: BTreeSet<&str> = ["phone", "page", "operator"]
        .iter()
        .flat_map(|group| say.labels(group))
        .map(|(key, _)| key)
        .collect();
    let mut said = BTreeSet::new();
    for text in super::web::SOURCES {
        let parts = text.split(['"', '`', '\'']);
        said.extend(parts.filter(|word| {
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            plain && word.contains('_') && groups.contains(&word.split('_').next().unwrap_or_default())
        }));
    }
    assert!(said.len() > 25, "only {} keys were found", said.len());
    let missing: Vec<_> = said.difference(&told).collect();
    assert!(missing.is_empty(), "pages say {missing:?}");
}
