//! The centre, and the broker between it and the branch.
//!
//! **Model.** The branch's outbox and the centre's mirror are the real ones. Between them is a broker as bad as they come: it
//! delivers late, twice, out of order or not at all, goes down and forgets what was under way and what it had retained, and says last
//! wills when it pleases. The centre may be put back to an old copy of itself. When the faults stop the mirror must be
//! the branch, up to its newest event.
//!
//! **Deliberately not here.** JSON, signatures and connections: they are tried against a real broker. Requests: [`super::phones`].

use super::promise::{Broken, Promise, ensure};
use super::world::{Flow, Receipt, World};
use crate::central::mirror::{Heard, Mirror};
use crate::domain::command::Command;
use crate::domain::ids::{DeviceId, TicketId};
use crate::link::outbox::{Known, Say};
use crate::link::reading::{FACTS_BYTES_MAX, Past, snapshot, told};
use crate::protocol::{Facts, FactsBody, FromCentre, Life, Place, SnapshotTicket};
use std::collections::BTreeMap;

/// Rows in one message.
const ROWS_MAX: u32 = 40;
const DEVICE: DeviceId = DeviceId(1);
const MINUTE_MS: i64 = 60_000;
/// Minutes in which a branch and its centre come together when nothing goes wrong any more.
const MINUTES_MAX: u32 = 30;

/// What the branch says.
#[derive(Debug, Clone)]
enum Said {
    Facts(Facts),
    Life(Life),
}

/// The centre, and what is under way.
#[derive(Debug, Default)]
pub(super) struct Centre {
    mirror: Mirror,
    /// An old copy of it.
    copy: Mirror,
    /// Whether this branch has one.
    exists: bool,
    /// Whether the broker is up.
    up: bool,
    connected: bool,
    connections: u64,
    /// The birth of the connection that is, or was last.
    birth: Option<Life>,
    /// What the broker keeps for whoever connects.
    retained: Option<FromCentre>,
    retained_life: Option<Life>,
    /// It is wrong, and a person who has seen it has it told again until it is not.
    errs: bool,
    /// The next facts are lost without a word.
    loses_next: bool,
    to_centre: Vec<(i64, Said)>,
    to_branch: Vec<(i64, FromCentre)>,
}

impl Centre {
    /// A centre that has not heard of the branch yet.
    pub(super) fn new(exists: bool) -> Self {
        Self { exists, up: exists, ..Self::default() }
    }

    /// When something arrives next, by the truth.
    pub(super) fn next_ms(&self) -> Option<i64> {
        let to_centre = self.to_centre.iter().map(|(at_ms, _)| *at_ms);
        to_centre.chain(self.to_branch.iter().map(|(at_ms, _)| *at_ms)).min()
    }

    /// The broker is up, and everything that is under way arrives now.
    pub(super) fn nothing_is_late(&mut self, truth_ms: i64) {
        self.up = self.exists;
        self.to_centre.iter_mut().for_each(|(at_ms, _)| *at_ms = truth_ms);
        self.to_branch.iter_mut().for_each(|(at_ms, _)| *at_ms = truth_ms);
    }

    /// Takes what has arrived.
    fn hears(&mut self, now_ms: i64, said: Said, word_at_ms: i64) -> Result<(), Broken> {
        let is_birth = matches!(&said, Said::Life(life) if life.online);
        let is_facts = matches!(said, Said::Facts(_));
        let heard = match said {
            Said::Facts(facts) => self.mirror.facts(now_ms, facts),
            Said::Life(life) => self.mirror.life(now_ms, life),
        };
        let believed = !matches!(heard, Heard::Conflict | Heard::Nonsense);
        ensure(Promise::OneDeviceIsEnough, believed, || {
            format!("the only device is not believed: {heard:?}")
        })?;
        if (is_facts && heard != Heard::Gap) || (is_birth && heard == Heard::News) {
            self.retained = self.mirror.acknowledgement().or(self.retained.take());
            self.to_branch.extend(self.retained.clone().map(|word| (word_at_ms, word)));
        }
        Ok(())
    }
}

impl World {
    /// What the link does: connects, hears, and says what is owed.
    pub(super) fn link_acts(&mut self) -> Flow {
        self.link_connects();
        let truth_ms = self.clocks.truth_ms;
        let due = |(at_ms, _): &(i64, Said)| *at_ms <= truth_ms;
        let (arrived, later) = std::mem::take(&mut self.centre.to_centre).into_iter().partition(due);
        self.centre.to_centre = later;
        for (_, said) in arrived {
            let word_at_ms = self.late(truth_ms);
            self.centre.hears(truth_ms, said, word_at_ms)?;
        }
        if let Some(question) = self.centre.mirror.missing(truth_ms) {
            let at_ms = self.late(truth_ms);
            self.centre.to_branch.push((at_ms, question));
        }
        if self.centre.connected {
            self.words_arrive()?;
            self.outbox_speaks()?;
        }
        Ok(())
    }

    fn link_connects(&mut self) {
        if !self.centre.up || self.centre.connected {
            return;
        }
        let now_ms = self.clocks.running_ms();
        let epoch = self.look(|branch| branch.state().epoch).unwrap_or(1);
        self.centre.connected = true;
        self.centre.connections += 1;
        let connection = self.centre.connections;
        let birth = Life { epoch, device: DEVICE, connection, online: true, version: String::new() };
        self.centre.birth = Some(birth.clone());
        self.carry(&Said::Life(birth));
        self.powered().outbox.connected(now_ms);
        let retained = self.centre.retained.clone().map(|word| (self.clocks.truth_ms, word));
        self.centre.to_branch.extend(retained);
    }

    fn words_arrive(&mut self) -> Flow {
        let (truth_ms, now_ms) = (self.clocks.truth_ms, self.clocks.running_ms());
        let due = |(at_ms, _): &(i64, FromCentre)| *at_ms <= truth_ms;
        let (arrived, later) = std::mem::take(&mut self.centre.to_branch).into_iter().partition(due);
        self.centre.to_branch = later;
        for (_, word) in arrived {
            let epoch = self.look(|branch| branch.state().epoch).unwrap_or(1);
            let (of_epoch, place) = match word.clone() {
                FromCentre::Acknowledge { epoch, upto } => (epoch, Some(upto)),
                FromCentre::Resync { epoch, after } => (epoch, after),
            };
            let known = match place.filter(|_| of_epoch == epoch) {
                None => Known::Forgotten,
                Some(place) => self.known(place),
            };
            self.trace.line(truth_ms, || format!("the centre says {word:?}, {known:?}"));
            let outbox = &mut self.powered().outbox;
            outbox.heard(now_ms, &word, known);
            let fence = outbox.fence();
            ensure(Promise::OneDeviceIsEnough, fence.is_none(), || {
                format!("the only device is fenced: {fence:?}")
            })?;
        }
        Ok(())
    }

    /// What the journal has at a place.
    fn known(&mut self, place: Place) -> Known {
        let on = self.powered();
        if place.seq > on.engine.seq() {
            return Known::Beyond;
        }
        if place.seq == 0 {
            return Known::Sum(0);
        }
        match on.engine.journal().entries(place.seq, 1) {
            Ok(rows) if rows.first().is_some_and(|row| row.seq == place.seq) => Known::Sum(rows[0].sum),
            Ok(_) | Err(_) => Known::Forgotten,
        }
    }

    fn outbox_speaks(&mut self) -> Flow {
        let now_ms = self.clocks.running_ms();
        loop {
            let on = self.powered();
            let newest_seq = on.engine.seq();
            on.outbox.grown(newest_seq);
            let Some(order) = on.outbox.order(now_ms) else { return Ok(()) };
            let epoch = on.engine.branch().state().epoch;
            let message = match order.what {
                Say::Log(after) => match on.engine.journal().entries(after.seq + 1, ROWS_MAX) {
                    Ok(rows) => match told(rows, after, FACTS_BYTES_MAX) {
                        Past::Facts(facts, upto) => Some((upto, FactsBody::Log { after, facts })),
                        Past::OutOfReach => {
                            on.outbox.out_of_reach(order.round);
                            continue;
                        }
                    },
                    Err(_) => None,
                },
                Say::Snapshot => match on.engine.journal().entries(newest_seq, 1) {
                    Ok(rows) => rows.first().map(|row| {
                        let at = on.engine.branch().state().at;
                        let upto = Place { seq: row.seq, sum: row.sum };
                        (upto, FactsBody::Snapshot(snapshot(on.engine.branch(), at)))
                    }),
                    Err(_) => None,
                },
            };
            let Some((upto, body)) = message else {
                on.outbox.failed(now_ms);
                return Ok(());
            };
            on.outbox.sent(now_ms, order.round, upto);
            self.carry(&Said::Facts(Facts { epoch, device: DEVICE, upto, body }));
            self.point("fact and fact")?;
        }
    }

    /// The broker takes something to the centre; sometimes twice.
    fn carry(&mut self, said: &Said) {
        let truth_ms = self.clocks.truth_ms;
        // A broker whose queue for the centre is full drops messages without a word.
        let lost = matches!(said, Said::Facts(_)) && std::mem::take(&mut self.centre.loses_next);
        let copies = match self.temper.broker {
            _ if lost => 0,
            0 => 1,
            _ if matches!(said, Said::Facts(_)) && self.random.chance(1, 12) => 0,
            _ if self.random.chance(1, 6) => 2,
            _ => 1,
        };
        if let Said::Life(life) = said {
            self.centre.retained_life = Some(life.clone());
        }
        for _ in 0..copies {
            let at_ms = self.late(truth_ms);
            self.centre.to_centre.push((at_ms, said.clone()));
        }
    }

    fn late(&mut self, truth_ms: i64) -> i64 {
        if self.temper.broker == 0 {
            return truth_ms + 20;
        }
        let late_ms = match self.random.weighted(&[12, 6, 1]) {
            0 => self.random.below(100),
            1 => self.random.below(5_000),
            _ => self.random.below(4 * 3_600_000),
        };
        truth_ms + late_ms.cast_signed()
    }

    /// The connection ends; the broker says the last will when it likes, and may forget what was under way.
    pub(super) fn connection_ends(&mut self, forgets: bool) {
        if !std::mem::replace(&mut self.centre.connected, false) {
            return;
        }
        if let Some(on) = &mut self.on {
            on.outbox.lost();
        }
        if let Some(birth) = self.centre.birth.clone() {
            self.carry(&Said::Life(birth.will()));
        }
        if forgets {
            let is_life = |(_, said): &(i64, Said)| matches!(said, Said::Life(_));
            self.centre.to_centre.retain(is_life);
            self.centre.to_branch.clear();
        }
    }

    /// Something happens to the broker or to the centre.
    pub(super) fn broker_suffers(&mut self) {
        let what = self.random.below(4);
        self.trace.line(self.clocks.truth_ms, || format!("broker trouble {what}"));
        match what {
            0 => {
                let forgets = self.random.chance(1, 2);
                self.connection_ends(forgets);
                self.centre.up = false;
                if forgets {
                    (self.centre.retained, self.centre.retained_life) = (None, None);
                }
            }
            1 => self.centre.up = self.centre.exists,
            2 => self.centre.copy = self.centre.mirror.clone(),
            _ => {
                self.centre.mirror = self.centre.copy.clone();
                // It connects, and hears what the broker has kept.
                let life =
                    self.centre.retained_life.clone().map(|life| (self.clocks.truth_ms, Said::Life(life)));
                self.centre.to_centre.extend(life);
            }
        }
    }

    /// The mirror becomes the branch.
    pub(super) fn centre_knows_everything(&mut self) -> Flow {
        if !self.centre.exists {
            return Ok(());
        }
        self.last_word_is_lost()?;
        self.they_come_together()?;
        self.technician_has_it_told_again()
    }

    fn they_come_together(&mut self) -> Flow {
        for _ in 0..MINUTES_MAX {
            if self.mirror_is_the_branch() {
                self.centre.errs = false;
                return Ok(());
            }
            if self.centre.errs {
                let now_ms = self.clocks.running_ms();
                self.powered().outbox.tell_again(now_ms);
            }
            self.advance(self.clocks.truth_ms + MINUTE_MS)?;
        }
        // Rows that can't be read can't be told.
        let told = self.mirror_is_the_branch() || self.ever_damaged;
        ensure(Promise::CentreKnowsEverything, told, || {
            let head = self.centre.mirror.head();
            let newest = self.on.as_ref().map(|on| on.engine.seq());
            format!("the centre has {head:?}, the branch {newest:?}")
        })?;
        Ok(())
    }

    /// The centre is wrong, and neither it nor the branch has seen it: a person has.
    fn technician_has_it_told_again(&mut self) -> Flow {
        self.centre.mirror.errs();
        self.centre.errs = true;
        self.they_come_together()
    }

    /// Nothing is said after it that would show that it is missing.
    fn last_word_is_lost(&mut self) -> Flow {
        let Some(kiosk) = self.random.pick_some(&self.settings.kiosks) else { return Ok(()) };
        self.centre.loses_next = true;
        self.ask(Command::ChangeRoll { kiosk }, Receipt::Person);
        self.settle()
    }

    fn mirror_is_the_branch(&self) -> bool {
        let Some(on) = &self.on else { return false };
        let (mirror, seq) = (&self.centre.mirror, on.engine.seq());
        let upto = mirror.head().journal.and_then(|journal| journal.upto);
        let at = on.engine.branch().state().at;
        let now = snapshot(on.engine.branch(), at);
        let tickets: BTreeMap<TicketId, SnapshotTicket> =
            now.tickets.into_iter().map(|ticket| (ticket.ticket, ticket)).collect();
        let mirrored: BTreeMap<TicketId, SnapshotTicket> = mirror
            .tickets()
            .filter(|held| held.end.is_none())
            .map(|held| (held.ticket.ticket, held.ticket.clone()))
            .collect();
        upto.is_some_and(|upto| upto.seq == seq)
            && mirror.is_online()
            && tickets == mirrored
            && now.day.map(|day| day.date) == mirror.head().day
            && now.counters.iter().copied().eq(mirror.head().counters.iter().copied())
    }
}
