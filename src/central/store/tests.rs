use super::super::gateway::Gateway;
use super::super::sample::{Teller, WALL_MS, now};
use super::*;
use crate::domain::ids::{LinkId, PersonToken, RequestId, ServiceId};
use crate::domain::ticket::Language;
use crate::protocol::{FromCentre, RequestBody, RequestKey, Wish};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory that is gone after the test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rinda-central-store-{}-{count}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn gateway(stored: Stored) -> Gateway {
    Gateway::new(RequestKey::new("2026", &[7; 32]).unwrap(), stored, WALL_MS)
}

fn hears(gateway: &mut Gateway, kind: &str, message: &impl Serialize) {
    gateway.message(WALL_MS, &format!("rinda/1/riga-2/{kind}"), json(message).as_bytes());
}

fn request(id: u128) -> RequestBody {
    let (service, language) = (ServiceId::new("passport"), Language::Lv);
    let wish = Wish::Join { service, language, link: LinkId(id + 100), person: PersonToken(9) };
    RequestBody { branch: "riga-2".into(), request: RequestId(id), not_after_ms: WALL_MS + 120_000, wish }
}

#[test]
fn what_was_committed_is_there_again_and_nothing_else() {
    let directory = Directory::new();
    let mut teller = Teller::new(1, 7);
    let mut committed = Vec::new();
    // After each turn the process is killed: once after the commit, once before it.
    for turn in 0..12_u64 {
        let (mut store, stored) = Store::open(&directory.0).unwrap();
        let mut gateway = gateway(stored);
        gateway.connected(WALL_MS);
        let known: Vec<_> = gateway.branches().map(|(_, mirror)| mirror.clone()).collect();
        assert_eq!(known, committed, "turn {turn}");
        hears(&mut gateway, "life", &teller.life(turn + 1, true));
        (0..4).for_each(|at| teller.does(u32::try_from(turn).unwrap() * 3 + at));
        hears(&mut gateway, "facts", &teller.snapshot());
        hears(&mut gateway, "state", &teller.state(now()));
        gateway.ask(WALL_MS, request(u128::from(turn)));
        let rows = gateway.take_rows(WALL_MS);
        if turn % 2 == 0 {
            store.commit(&rows).unwrap();
            committed = gateway.branches().map(|(_, mirror)| mirror.restored()).collect();
        }
    }
    let (_, stored) = Store::open(&directory.0).unwrap();
    assert_eq!(stored.requests.len(), 6);
}

#[test]
fn a_commit_that_did_not_happen_is_asked_for_again() {
    let directory = Directory::new();
    let mut teller = Teller::new(1, 7);
    (0..5).for_each(|_| teller.does(0));
    let (mut store, stored) = Store::open(&directory.0).unwrap();
    let mut before = gateway(stored);
    before.connected(WALL_MS);
    hears(&mut before, "life", &teller.life(1, true));
    hears(&mut before, "facts", &teller.log(0, 5));
    store.commit(&before.take_rows(WALL_MS)).unwrap();
    (0..5).for_each(|_| teller.does(0));
    hears(&mut before, "facts", &teller.log(5, 10));
    // Killed between the messages and the commit.
    drop(store);
    let (mut store, stored) = Store::open(&directory.0).unwrap();
    let mut after = gateway(stored);
    after.connected(WALL_MS);
    hears(&mut after, "life", &teller.life(1, true));
    (0..2).for_each(|_| teller.does(0));
    hears(&mut after, "facts", &teller.log(10, 12));
    let first = std::iter::from_fn(|| after.next_message()).next().unwrap();
    let asked: FromCentre = serde_json::from_slice(&first.payload).unwrap();
    assert_eq!(asked, FromCentre::Resync { epoch: 1, after: Some(teller.place(5)) });
    hears(&mut after, "facts", &teller.log(5, 12));
    store.commit(&after.take_rows(WALL_MS)).unwrap();
    drop(store);
    let (_, stored) = Store::open(&directory.0).unwrap();
    assert_eq!(stored.branches["riga-2"].tickets().count(), 12);
}

#[test]
fn a_damaged_store_is_put_aside_and_begun_anew() {
    let directory = Directory::new();
    let (mut store, stored) = Store::open(&directory.0).unwrap();
    let mut gateway = gateway(stored);
    hears(&mut gateway, "life", &Teller::new(1, 7).life(1, true));
    store.commit(&gateway.take_rows(WALL_MS)).unwrap();
    drop(store);
    std::fs::remove_file(directory.0.join("central.db-wal")).ok();
    std::fs::write(directory.0.join(FILE), vec![b'x'; 8192]).unwrap();
    let (store, stored) = Store::open(&directory.0).unwrap();
    assert!(stored.branches.is_empty());
    assert!(directory.0.join("central.db.damaged").exists());
    drop(store);
    Store::open(&directory.0).unwrap();
}

#[test]
fn one_process_has_the_store() {
    let directory = Directory::new();
    let (_store, _) = Store::open(&directory.0).unwrap();
    assert!(matches!(Store::open(&directory.0), Err(StoreError::InUse { .. })));
}

#[test]
fn a_store_of_another_program_is_left_alone() {
    let directory = Directory::new();
    std::fs::create_dir_all(&directory.0).unwrap();
    let other = Connection::open(directory.0.join(FILE)).unwrap();
    other.execute_batch("CREATE TABLE mine (a)").unwrap();
    drop(other);
    let error = Store::open(&directory.0).unwrap_err().to_string();
    assert!(error.contains("is not a store of this version"), "{error}");
}
