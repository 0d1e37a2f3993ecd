//! Which contacts of one device are closed.

use crate::devices::buttons::Motion;
use crate::devices::kiosk::Edge;
use std::collections::BTreeSet;
use std::time::Instant;

/// The closed contacts of one device, by place. A device may tell the same thing twice (as a change, and when it is
/// looked at anew); only changes come out.
#[derive(Debug, Default)]
pub(crate) struct Held(BTreeSet<u8>);

impl Held {
    /// A contact was seen closed (`down`) or open.
    #[must_use]
    pub(crate) fn see(&mut self, at: Instant, button: u8, down: bool) -> Option<Edge> {
        let changed = if down { self.0.insert(button) } else { self.0.remove(&button) };
        let motion = if down { Motion::Closed } else { Motion::Opened };
        changed.then_some(Edge { at, button, motion })
    }

    /// A contact cannot be seen any more.
    #[must_use]
    pub(crate) fn lose(&mut self, at: Instant, button: u8) -> Option<Edge> {
        self.0.remove(&button).then_some(Edge { at, button, motion: Motion::Lost })
    }

    /// Whether one is closed.
    #[cfg(any(test, feature = "simulation"))]
    pub(crate) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// The device is gone.
    #[must_use]
    pub(crate) fn lose_all(&mut self, at: Instant) -> Vec<Edge> {
        let lost = std::mem::take(&mut self.0).into_iter();
        lost.map(|button| Edge { at, button, motion: Motion::Lost }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_come_out() {
        let (mut held, at) = (Held::default(), Instant::now());
        let edge = |button, motion| Some(Edge { at, button, motion });
        assert_eq!(held.see(at, 1, false), None);
        assert_eq!(held.see(at, 1, true), edge(1, Motion::Closed));
        assert_eq!(held.see(at, 1, true), None);
        assert_eq!(held.see(at, 2, true), edge(2, Motion::Closed));
        assert_eq!(held.see(at, 1, false), edge(1, Motion::Opened));
        assert_eq!(held.see(at, 3, true), edge(3, Motion::Closed));
        assert_eq!(held.lose(at, 3), edge(3, Motion::Lost));
        assert_eq!(held.lose(at, 3), None);
        assert_eq!(held.lose_all(at), [Edge { at, button: 2, motion: Motion::Lost }]);
        assert_eq!(held.lose_all(at), []);
        assert_eq!(held.see(at, 2, false), None);
    }
}
