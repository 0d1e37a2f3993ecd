//! The contacts of a kiosk or a keypad, on their way to whatever branch is connected, or to a technician who watches them.
//!
//! **Invariants.** The branch sees whole presses or none of a press: one that begins while somebody watches is theirs alone, also
//! when it ends later; of one that had begun before, the branch sees the end.

use super::buttons::Motion;
use super::kiosk::{EDGES_MAX, Edge};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::mpsc;

/// The contacts.
#[derive(Debug, Default)]
pub(super) struct Contacts(Mutex<Connection>);

#[derive(Debug, Default)]
struct Connection {
    closed: BTreeSet<u8>,
    branch: Option<mpsc::Sender<Edge>>,
    watcher: Option<mpsc::Sender<Edge>>,
    /// Closed, and the branch does not know.
    kept: BTreeSet<u8>,
}

impl Contacts {
    pub(super) fn tell(&self, edge: Edge) {
        let mut connection = self.lock();
        let is_closing = edge.motion == Motion::Closed;
        match is_closing {
            true => connection.closed.insert(edge.button),
            false => connection.closed.remove(&edge.button),
        };
        if let Some(watcher) = &connection.watcher {
            // Who watches sees that something moves; of a flood, not all of it.
            let _ = watcher.try_send(edge);
            if is_closing {
                connection.kept.insert(edge.button);
            }
        }
        let is_kept = if is_closing {
            connection.kept.contains(&edge.button)
        } else {
            connection.kept.remove(&edge.button)
        };
        if is_kept {
            return;
        }
        if let Some(Err(error)) = connection.branch.as_ref().map(|branch| branch.try_send(edge)) {
            let button = edge.button;
            tracing::warn!(button, "button {button}: the contact was not seen: {error}");
        }
    }

    pub(super) fn set(&self, button: u8, down: bool) {
        let motion = if down { Motion::Closed } else { Motion::Opened };
        self.tell(Edge { at: Instant::now(), button, motion });
    }

    pub(super) fn connect(&self) -> mpsc::Receiver<Edge> {
        let (branch, edges) = mpsc::channel(EDGES_MAX);
        let mut connection = self.lock();
        for &button in connection.closed.difference(&connection.kept) {
            // The channel has more room than a kiosk has buttons, or a keypad keys.
            let _ = branch.try_send(Edge { at: Instant::now(), button, motion: Motion::Closed });
        }
        connection.branch = Some(branch);
        edges
    }

    /// What moves goes to who watches, and to nobody else, until the value is dropped. One at a time.
    pub(super) fn watch(self: &Arc<Self>) -> WatchedContacts {
        let (watcher, edges) = mpsc::channel(EDGES_MAX);
        self.lock().watcher = Some(watcher);
        WatchedContacts { edges, contacts: Arc::clone(self) }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Contacts that are watched.
#[derive(Debug)]
pub(super) struct WatchedContacts {
    /// What moves.
    pub(super) edges: mpsc::Receiver<Edge>,
    contacts: Arc<Contacts>,
}

impl Drop for WatchedContacts {
    fn drop(&mut self) {
        self.contacts.lock().watcher = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays motions of a contact, connects a branch where there is none, and gives what branches see.
    fn check(played: &[Option<Motion>], expect: &[Motion]) {
        let (contacts, mut branch, mut seen) = (Contacts::default(), None, Vec::new());
        for motion in played {
            match motion {
                Some(motion) => contacts.tell(Edge { at: Instant::now(), button: 1, motion: *motion }),
                None => branch = Some(contacts.connect()),
            }
            let edges = std::iter::from_fn(|| branch.as_mut()?.try_recv().ok());
            seen.extend(edges.map(|edge| edge.motion));
        }
        assert_eq!(seen, expect);
    }

    #[test]
    fn what_is_held_when_a_branch_comes_counts_from_then() {
        use Motion::{Closed, Lost, Opened};
        check(&[Some(Closed), None, Some(Opened)], &[Closed, Opened]);
        check(&[Some(Closed), Some(Opened), None], &[]);
        check(&[Some(Closed), Some(Lost), None], &[]);
        check(&[None, Some(Closed), None, Some(Opened)], &[Closed, Closed, Opened]);
    }

    #[test]
    fn a_press_belongs_to_who_watches_or_to_the_branch_and_never_half() {
        use Motion::{Closed, Opened};
        let contacts = Arc::new(Contacts::default());
        let mut branch = contacts.connect();
        contacts.set(1, true);
        let mut watched = contacts.watch();
        contacts.set(1, false);
        contacts.set(2, true);
        contacts.set(2, false);
        contacts.set(3, true);
        let told = |edges: &mut mpsc::Receiver<Edge>| {
            std::iter::from_fn(|| edges.try_recv().ok())
                .map(|edge| (edge.button, edge.motion))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&mut watched.edges), [(1, Opened), (2, Closed), (2, Opened), (3, Closed)]);
        assert_eq!(told(&mut branch), [(1, Closed), (1, Opened)]);
        drop(watched);
        assert_eq!(
            told(&mut contacts.connect()),
            [],
            "a branch that comes knows nothing of the third, either"
        );
        let mut branch = contacts.connect();
        contacts.set(3, false);
        contacts.set(3, true);
        contacts.set(3, false);
        assert_eq!(told(&mut branch), [(3, Closed), (3, Opened)]);
    }
}
