//! Who finds a seat at a server.
//!
//! A connection that says nothing keeps its seat until it is turned out. One other machine has a share of the seats and no more, so that
//! it keeps nobody out. This machine is none of them: a proxy on it brings everybody, and has limits of its own.

use super::listener::Peer;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many seats there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// At once.
    pub all: usize,
    /// Of them for one other machine.
    pub of_machine: usize,
}

impl Seats {
    /// All of them for whoever comes.
    pub fn for_everybody(all: usize) -> Self {
        Self { all, of_machine: all }
    }
}

/// The seats of a server.
#[derive(Debug)]
pub(super) struct Room {
    free: Arc<Semaphore>,
    of_machine: usize,
    taken: Taken,
}

/// How many seats each other machine has.
#[derive(Debug, Clone, Default)]
struct Taken(Arc<Mutex<BTreeMap<IpAddr, usize>>>);

impl Taken {
    fn by_machine(&self) -> MutexGuard<'_, BTreeMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A seat; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    _permit: OwnedSemaphorePermit,
    /// Of which other machine.
    machine: Option<(IpAddr, Taken)>,
}

impl Room {
    pub(super) fn new(Seats { all, of_machine }: Seats) -> Self {
        Self { free: Arc::new(Semaphore::new(all)), of_machine, taken: Taken::default() }
    }

    /// A seat for a connection, if there is one for it.
    pub(super) fn seat(&self, peer: Peer) -> Option<Seat> {
        let permit = Arc::clone(&self.free).try_acquire_owned().ok()?;
        // A listener on `[::]` sees IPv4 addresses as IPv6 ones.
        let other =
            peer.address().map(|address| address.to_canonical()).filter(|address| !address.is_loopback());
        let Some(address) = other else { return Some(Seat { _permit: permit, machine: None }) };
        let mut taken = self.taken.by_machine();
        let count = taken.get(&address).copied().unwrap_or(0);
        if count >= self.of_machine {
            return None;
        }
        taken.insert(address, count + 1);
        Some(Seat { _permit: permit, machine: Some((address, self.taken.clone())) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some((address, taken)) = &self.machine else { return };
        let mut taken = taken.by_machine();
        match taken.get_mut(address) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => drop(taken.remove(address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(address: &str) -> Peer {
        Peer::Address(address.parse().unwrap())
    }

    #[test]
    fn one_machine_keeps_nobody_out() {
        let room = Room::new(Seats { all: 4, of_machine: 2 });
        let greedy = [room.seat(peer("192.0.2.7")), room.seat(peer("::ffff:192.0.2.7"))];
        assert!(greedy.iter().all(Option::is_some) && room.seat(peer("192.0.2.7")).is_none());
        let others = [room.seat(peer("192.0.2.8")), room.seat(peer("2001:db8::7"))];
        assert!(others.iter().all(Option::is_some));
        assert!(room.seat(peer("192.0.2.9")).is_none(), "there are no more");
        drop(greedy);
        assert!(room.seat(peer("192.0.2.7")).is_some());
        drop(others);
        assert!(room.taken.by_machine().is_empty(), "nobody is remembered who has gone");
    }

    #[test]
    fn a_proxy_on_this_machine_brings_everybody() {
        let room = Room::new(Seats { all: 4, of_machine: 1 });
        let peers = [peer("127.0.0.1"), peer("::1"), peer("127.0.0.1"), Peer::Process(Some(0))];
        let seats = peers.map(|peer| room.seat(peer));
        assert!(seats.iter().all(Option::is_some) && room.seat(peer("127.0.0.1")).is_none());
        let everybody = Room::new(Seats::for_everybody(2));
        assert!([0, 1].map(|_| everybody.seat(peer("192.0.2.7"))).iter().all(Option::is_some));
    }
}
