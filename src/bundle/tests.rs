//! Secrets are planted everywhere, and none may be found.

use super::{Parts, make};
use crate::archive::Reader;
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{CodeKey, LinkId, PersonToken, RequestId, ServiceId};
use crate::domain::kiosk::PrinterState;
use crate::domain::remote::{Request, RequestAnswer, Wish};
use crate::domain::ticket::Language;
use crate::journal::tests::tools::{Folder, at, write_day};
use std::collections::BTreeMap;
use std::fs::{self, File};

const LINK: LinkId = LinkId(u128::MAX / 3);
const PERSON: PersonToken = PersonToken(u128::MAX / 5);
const REQUEST: RequestId = RequestId(u128::MAX / 7);
const CODE_KEY: CodeKey = CodeKey(u128::MAX / 11);
const DEVICE: &str = "7HXGZ456789ABCDEFGHJKMNPQR";
const PIN_HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn request(wish: Wish) -> Event {
    let request = Request { id: REQUEST, not_after_ms: 0, wish };
    Event::RequestAnswered { request, answer: RequestAnswer::Done }
}

fn planted() -> Folder {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    write_day(&mut journal, 30);
    let join = Wish::Join {
        service: ServiceId::new("passport"),
        language: Language::Lv,
        link: LINK,
        person: PERSON,
    };
    let printer = PrinterState::Jammed;
    let events = [
        Event::Restarted { epoch: 1, code_key: CODE_KEY, boot: None },
        request(join),
        request(Wish::CheckIn { link: LINK, code: "4711".into() }),
        Event::PrinterChanged { kiosk: crate::domain::ids::KioskId(1), printer },
    ];
    for event in events {
        journal.append(&[Entry { at: at(100), event }]).unwrap();
    }
    let files = [
        ("device", DEVICE.to_owned()),
        ("service-pin.json", format!("{{\"hash\":\"{PIN_HASH}\"}}")),
        ("audit.log", format!("10:42 void A017 {LINK} chain {PIN_HASH}\n")),
        ("board.toml", "schema = 1 # the PIN is 4711\n[service]\npin = 4711\n".to_owned()),
        (
            "site.toml",
            format!(
                "[link]\nbroker = \"mqtts://user:4711@broker.example\"\nrequest_keys = {{ a = \"{PIN_HASH}\" }}\n"
            ),
        ),
    ];
    for (name, content) in files {
        fs::write(folder.file(name), content).unwrap();
    }
    folder
}

fn bundle(folder: &Folder) -> BTreeMap<String, String> {
    let (board, site) = (folder.file("board.toml"), folder.file("site.toml"));
    let fault = format!("the link {LINK} is broken");
    let parts = Parts {
        state: &folder.0,
        board: &board,
        site: &site,
        faults: &[fault],
        check: "Errors: 0.",
        inventory: "USB printers",
        made_ms: 1_790_000_000_000,
    };
    let out = Folder::new();
    make(&parts, &out.file("bundle.tar.gz")).unwrap();
    let mut reader = Reader::new(File::open(out.file("bundle.tar.gz")).unwrap());
    let mut files = BTreeMap::new();
    while let Some(member) = reader.next_member().unwrap() {
        let mut content = Vec::new();
        reader.copy(&mut content).unwrap();
        files.insert(member.name, String::from_utf8(content).unwrap());
    }
    reader.end().unwrap();
    files
}

#[test]
fn no_secret_is_in_a_bundle() {
    let folder = planted();
    let files = bundle(&folder);
    let secrets = [
        LINK.to_string(),
        PERSON.to_string(),
        REQUEST.to_string(),
        CODE_KEY.to_string(),
        DEVICE.to_owned(),
        PIN_HASH.to_owned(),
        "4711".to_owned(),
        "user:".to_owned(),
        LinkId(7 << 100).to_string(),
    ];
    let journal = fs::read(folder.file("journal.db")).unwrap();
    let log = fs::read(folder.file("journal.db-wal")).unwrap();
    let planted = String::from_utf8_lossy(&[journal, log].concat()).into_owned();
    assert!(planted.contains(&LINK.to_string()) && planted.contains(&CODE_KEY.to_string()));
    for (name, content) in &files {
        for secret in &secrets {
            assert!(!content.contains(secret), "{secret} is in {name}: {content}");
        }
    }
}

#[test]
fn what_helps_is_in_a_bundle() {
    let files = bundle(&planted());
    let has = |name: &str, words: &str| {
        let content = &files[name];
        assert!(content.contains(words), "{name} does not say {words}: {content}");
    };
    has("about.txt", concat!("rinda ", env!("CARGO_PKG_VERSION")));
    has("about.txt", "events 1 of 2026");
    has("faults.txt", "the link #");
    has("site.toml", "broker.example");
    has("events.ndjson", "\"A017\"");
    has("events.ndjson", "\"passport\"");
    has("devices.txt", "jammed");
    has("audit.log", "void A017 #");
    has("state.txt", "service-pin.json");
    has("kernel-devices.txt", "USB printers");
    assert_eq!(files["events.ndjson"].lines().count(), 35);
}
