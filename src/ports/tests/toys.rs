//! The demo's routes against a board that only remembers.

use super::run;
use super::tools::World;
use crate::domain::counter::CounterKey;
use crate::domain::ids::{CounterId, KioskId};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::Language;
use crate::ports::demo::{
    DeskState, Door, LampState, Playground, SlipPicture, SoundEntry, SoundFate, Trouble,
};
use crate::scene::counter::RefusedKey;
use crate::scene::visitor::Visitor;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

struct Toy {
    done: Mutex<Vec<String>>,
    troubles: Mutex<BTreeSet<Trouble>>,
    changes: watch::Sender<u64>,
}

impl Toy {
    fn new() -> Arc<Self> {
        let (done, troubles) = (Mutex::default(), Mutex::default());
        Arc::new(Self { done, troubles, changes: watch::channel(0).0 })
    }

    fn note(&self, what: String) {
        self.done.lock().unwrap().push(what);
        self.changes.send_modify(|changes| *changes += 1);
    }

    fn done(&self) -> Vec<String> {
        self.done.lock().unwrap().clone()
    }
}

impl Playground for Toy {
    fn set_button(&self, kiosk: KioskId, button: u8, down: bool) {
        self.note(format!("{kiosk}/{button} {down}"));
    }
    fn doors(&self) -> &[Door] {
        &[]
    }
    fn scanners(&self) -> BTreeSet<KioskId> {
        BTreeSet::from([KioskId(1)])
    }
    fn show_code(&self, kiosk: KioskId, code: &str) {
        self.note(format!("{kiosk} {code}"));
    }
    fn lamps(&self, _: KioskId) -> Vec<(u8, LampState)> {
        vec![(1, LampState::Ready), (2, LampState::Off)]
    }
    fn visitor(&self, _: KioskId) -> Visitor {
        Visitor::default()
    }

    fn kiosk_version(&self, _: KioskId) -> u64 {
        3
    }
    fn kiosk_picture(&self, kiosk: KioskId) -> Option<(u64, Vec<u8>)> {
        (kiosk == KioskId(1)).then(|| (3, b"kiosk".to_vec()))
    }
    fn desks(&self) -> Vec<DeskState> {
        let refused = Some(RefusedKey { refusal: Refusal::CounterClosed, since_ms: u64::MAX / 2 });
        let keys = vec![(1, CounterKey::CallNext), (2, CounterKey::NoShow)];
        vec![DeskState { counter: CounterId(2), version: Some(4), keys, refused }]
    }
    fn set_key(&self, counter: CounterId, key: u8, down: bool) {
        self.note(format!("counter {counter}/{key} {down}"));
    }
    fn counter_picture(&self, counter: CounterId) -> Option<(u64, Vec<u8>)> {
        (counter == CounterId(2)).then(|| (4, b"counter".to_vec()))
    }
    fn hall_version(&self) -> u64 {
        8
    }
    fn hall_picture(&self) -> (u64, Vec<u8>) {
        (8, b"hall".to_vec())
    }
    fn slips(&self) -> Vec<SlipPicture> {
        vec![SlipPicture { id: 5, kiosk: KioskId(1), width: 576, height: 700, number: None }]
    }
    fn slip_png(&self, id: u64) -> Option<Vec<u8>> {
        (id == 5).then(|| b"slip".to_vec())
    }
    fn sounds(&self) -> Vec<SoundEntry> {
        let words = Some((Language::Lv, "Biļete A 42, 2. lodziņš.".to_owned()));
        vec![SoundEntry { id: 9, kiosk: None, words, fate: SoundFate::Heard, has_sound: true }]
    }
    fn sound_wav(&self, id: u64) -> Option<Arc<[u8]>> {
        (id == 9).then(|| b"sound".as_slice().into())
    }
    fn troubles(&self) -> BTreeSet<Trouble> {
        self.troubles.lock().unwrap().clone()
    }
    fn set_trouble(&self, trouble: Trouble, on: bool) {
        if on {
            self.troubles.lock().unwrap().insert(trouble);
        } else {
            self.troubles.lock().unwrap().remove(&trouble);
        }
        self.note(format!("{trouble:?} {on}"));
    }
    fn jump_clock(&self, minutes: i64) {
        self.note(format!("clock {minutes}"));
    }
    fn clock_jumped_min(&self) -> i64 {
        -60
    }
    fn cut_power(&self) {
        self.note("cut".into());
    }
    fn restore_power(&self) {
        self.note("restore".into());
    }
    fn powered(&self) -> bool {
        true
    }
    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

#[test]
fn the_page_moves_the_contacts_of_the_board() {
    run(async {
        let toy = Toy::new();
        let world = World::start(Some(toy.clone())).await;
        let check =
            async |path: &str, status| assert_eq!(world.post(path, "").await.status, status, "{path}");
        check("/demo/kiosk/1/button/2/down", 204).await;
        check("/demo/kiosk/1/button/2/up", 204).await;
        assert_eq!(world.post("/demo/kiosk/1/scan", r#"{"code":"A code"}"#).await.status, 204);
        check("/demo/counter/2/key/1/down", 204).await;
        check("/demo/counter/2/key/1/up", 204).await;
        check("/demo/trouble/paper-out/on", 204).await;
        check("/demo/trouble/paper-out/off", 204).await;
        check("/demo/clock/-60", 204).await;
        check("/demo/power/cut", 204).await;
        check("/demo/power/restore", 204).await;
        let expected = [
            "1/2 true",
            "1/2 false",
            "1 A code",
            "counter 2/1 true",
            "counter 2/1 false",
            "PaperOut true",
            "PaperOut false",
            "clock -60",
            "cut",
            "restore",
        ];
        assert_eq!(toy.done(), expected);
        check("/demo/kiosk/1/button/2/sideways", 404).await;
        check("/demo/kiosk/1/button/999/down", 400).await;
        check("/demo/counter/2/key/1/sideways", 404).await;
        check("/demo/counter/2/key/x/down", 400).await;
        check("/demo/kiosk/999/scan", 400).await;
        check("/demo/trouble/fire/on", 404).await;
        check("/demo/trouble/paper-out/maybe", 404).await;
        check("/demo/clock/1441", 400).await;
        check("/demo/clock/soon", 400).await;
        check("/demo/power/half", 404).await;
        assert_eq!(toy.done(), expected);
    });
}

#[test]
fn the_page_is_pushed_what_the_board_and_the_branch_do() {
    run(async {
        let toy = Toy::new();
        let world = World::start(Some(toy.clone())).await;
        let mut stream = world.follow("/demo/events?lang=en").await;
        let first = stream.next().await.unwrap();
        let view = &first["view"];
        assert_eq!(view["powered"], true);
        let lamps = serde_json::json!([
            { "button": 1, "lamp": "ready", "reason": null },
            { "button": 2, "lamp": "off", "reason": null }
        ]);
        assert_eq!(view["kiosks"][0]["lamps"], lamps);
        assert_eq!(view["kiosks"][0]["words"], "Nospiediet pogu");
        let desk = serde_json::json!({
            "counter": 2,
            "picture": view["desks"][0]["picture"],
            "words": "2. lodziņš, Slēgts",
            "refusal": "Lodziņš ir slēgts",
            "keys": [{ "key": 1, "action": "call-next" }, { "key": 2, "action": "no-show" }]
        });
        assert_eq!(view["desks"], serde_json::json!([desk]));
        assert_eq!(view["kiosks"][0]["scanner"], true);
        assert_eq!(view["clock_jumped_min"], -60);
        assert_eq!(view["slips"][0]["height"], 700);
        assert_eq!(view["sounds"][0]["place"], "Hall display");
        assert_eq!(view["sounds"][0]["words"], "Biļete A 42, 2. lodziņš.");
        assert_eq!(view["branch"]["counters"].as_array().unwrap().len(), 2);
        toy.set_trouble(Trouble::CoverOpen, true);
        let on = serde_json::json!(["cover-open"]);
        stream.until(|message| message["view"]["troubles"] == on).await;
        world.post("/api/counter/2/open", "").await;
        stream.until(|message| message["view"]["branch"]["counters"][1]["mode"] == "free").await;
    });
}

#[test]
fn a_picture_is_kept_only_under_its_own_version() {
    run(async {
        let world = World::start(Some(Toy::new())).await;
        let view = world.follow("/demo/events").await.next().await.unwrap()["view"].take();
        let check = async |path: &str, body: &[u8], kept: bool| {
            let answer = world.get(path).await;
            assert_eq!((answer.status, answer.body.as_slice()), (200, body), "{path}");
            assert_eq!(answer.head.contains("immutable"), kept, "{path}");
            assert_eq!(answer.head.contains("no-store"), !kept, "{path}");
        };
        let hall = view["hall_picture"].as_str().unwrap();
        let kiosk = view["kiosks"][0]["picture"].as_str().unwrap();
        check(hall, b"hall", true).await;
        check(&hall.replace("/8.png", "/7.png"), b"hall", false).await;
        check("/demo/of-yesterday/hall/8.png", b"hall", false).await;
        check(kiosk, b"kiosk", true).await;
        check(view["desks"][0]["picture"].as_str().unwrap(), b"counter", true).await;
        check(view["slips"][0]["picture"].as_str().unwrap(), b"slip", true).await;
        let sound = view["sounds"][0]["sound"].as_str().unwrap();
        check(sound, b"sound", true).await;
        for path in [sound.replace("/9.", "/8."), sound.replace(".wav", ".png")] {
            assert_eq!(world.get(&path).await.status, 404, "{path}");
        }
        for path in [kiosk.replace("/1/", "/2/"), hall.replace(".png", ""), hall.replace("/8", "/x")] {
            assert_eq!(world.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(world.get("/demo/of-yesterday/slip/5.png").await.status, 404);
    });
}
