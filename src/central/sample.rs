//! A branch for tests: it tells about itself as a real one does, and knows what it was at each place.

use crate::domain::event::{CancelReason, ExpireReason, ParkReason};
use crate::domain::ids::{CounterId, DeviceId, LinkId, RequestId, ServiceId, TicketId, TicketNumber};
use crate::domain::ticket::Language;
use crate::protocol::{
    CounterNow, DayNow, Fact, Facts, FactsBody, Life, Now, OfficeNow, OpenDay, Place, ServiceNow, Snapshot,
    SnapshotTicket, Stage, State, TicketNow, Wait, What,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// 10:42 in Rīga on a Tuesday.
pub(super) const WALL_MS: i64 = 1_795_509_720_000;

pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(WALL_MS).unwrap()
}

/// A branch and its past.
#[derive(Debug, Clone)]
pub(super) struct Teller {
    pub(super) epoch: u32,
    pub(super) device: DeviceId,
    past: Vec<What>,
    sums: Vec<u32>,
    next_ticket: u64,
    pub(super) offers: Vec<ServiceNow>,
    pub(super) names: BTreeMap<Language, String>,
    pub(super) problems_to: Option<String>,
}

/// What it was at a place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Then {
    pub(super) day: Option<NaiveDate>,
    pub(super) tickets: BTreeMap<TicketId, SnapshotTicket>,
    pub(super) counters: BTreeSet<CounterId>,
}

pub(super) fn wait(p10_min: u32, p90_min: u32) -> Wait {
    Wait { p10_s: p10_min * 60, p50_s: (p10_min + p90_min) * 30, p90_s: p90_min * 60 }
}

pub(super) fn number(text: &str) -> TicketNumber {
    TicketNumber::try_from(text.to_owned()).unwrap()
}

impl Teller {
    pub(super) fn new(epoch: u32, device: u128) -> Self {
        let passport = ServiceNow {
            service: ServiceId::new("passport"),
            names: BTreeMap::from([
                (Language::Lv, "Pases un eID kartes".into()),
                (Language::En, "Passports".into()),
            ]),
            waiting_present: 9,
            waiting_absent: 2,
            wait: Some(wait(12, 20)),
            refused: None,
        };
        Self {
            epoch,
            device: DeviceId(device),
            past: Vec::new(),
            sums: vec![0],
            next_ticket: 1,
            offers: vec![passport],
            names: BTreeMap::from([
                (Language::Lv, "Rīgas 2. nodaļa".into()),
                (Language::En, "Rīga 2".into()),
            ]),
            problems_to: Some("riga-2@example.lv".into()),
        }
    }

    pub(super) fn happens(&mut self, what: What) {
        let text = serde_json::to_vec(&what).unwrap();
        let mut hasher = crc32fast::Hasher::new_with_initial(*self.sums.last().unwrap());
        hasher.update(&text);
        self.sums.push(hasher.finalize());
        self.past.push(what);
    }

    /// Gives a ticket; its link and its id are its number.
    pub(super) fn takes(&mut self, request: Option<RequestId>, link: LinkId) -> TicketId {
        let id = TicketId(self.next_ticket);
        self.next_ticket += 1;
        let series = if request.is_some() { 'R' } else { 'A' };
        self.happens(What::TicketTaken {
            ticket: id,
            number: number(&format!("{series}{:03}", id.0)),
            service: ServiceId::new("passport"),
            request,
            link,
            language: Language::Lv,
            present: request.is_none(),
            ahead: 3,
            wait: Some(wait(12, 20)),
        });
        id
    }

    /// Something of every kind, as a number decides.
    pub(super) fn does(&mut self, choice: u32) {
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let ticket = TicketId(1 + u64::from(choice / 16) % self.next_ticket.max(2));
        let counter = CounterId(1 + (choice / 16 % 3) as u8);
        let what = match choice % 16 {
            0..=4 => {
                let request = choice.is_multiple_of(2).then(|| RequestId(u128::from(self.next_ticket) + 500));
                self.takes(request, LinkId(u128::from(self.next_ticket) + 1000));
                return;
            }
            5 => What::Called { ticket, counter, again: false },
            6 => What::ServiceStarted { ticket, counter },
            7 => What::Served { ticket },
            8 => What::NoShow { ticket },
            9 => What::Parked { ticket, reason: ParkReason::NoShow, until_ms: 7 },
            10 => What::CheckedIn { ticket },
            11 => What::Transferred { ticket, service: ServiceId::new("other") },
            12 => What::Cancelled { ticket, reason: CancelReason::Left },
            13 => What::Expired { ticket, reason: ExpireReason::HoldEnded },
            14 if choice % 32 < 16 => What::CounterOpened { counter },
            14 => What::CounterClosed { counter },
            _ if choice % 32 < 16 => What::DayOpened { date, anew: true },
            _ => What::DayClosed { date },
        };
        self.happens(what);
    }

    pub(super) fn length(&self) -> u64 {
        self.past.len() as u64
    }

    pub(super) fn place(&self, seq: u64) -> Place {
        Place { seq, sum: self.sums[usize::try_from(seq).unwrap()] }
    }

    /// What happened after one place and up to another.
    pub(super) fn log(&self, after: u64, upto: u64) -> Facts {
        let fact = |seq: u64| Fact {
            seq,
            at_ms: WALL_MS,
            what: self.past[usize::try_from(seq - 1).unwrap()].clone(),
        };
        let body = FactsBody::Log { after: self.place(after), facts: (after + 1..=upto).map(fact).collect() };
        Facts { epoch: self.epoch, device: self.device, upto: self.place(upto), body }
    }

    pub(super) fn snapshot(&self) -> Facts {
        let Then { day, tickets, counters } = self.at(self.length());
        let body = FactsBody::Snapshot(Snapshot {
            day: day.map(|date| OpenDay { date }),
            tickets: tickets.into_values().collect(),
            counters: counters.into_iter().collect(),
        });
        Facts { epoch: self.epoch, device: self.device, upto: self.place(self.length()), body }
    }

    /// What it was at a place.
    pub(super) fn at(&self, seq: u64) -> Then {
        let mut then = Then::default();
        for what in &self.past[..usize::try_from(seq).unwrap()] {
            then.apply(what);
        }
        then
    }

    pub(super) fn life(&self, connection: u64, online: bool) -> Life {
        Life { epoch: self.epoch, device: self.device, connection, online, version: "0.1.0".into() }
    }

    /// How it is now.
    pub(super) fn state(&self, as_of: DateTime<Utc>) -> State {
        let line =
            self.at(self.length()).tickets.into_values().filter(|ticket| ticket.stage == Stage::Waiting);
        let line = line.enumerate().map(|(ahead, ticket)| TicketNow {
            ticket: ticket.ticket,
            ahead: u32::try_from(ahead).unwrap(),
            wait: Some(wait(23, 38)),
        });
        State {
            epoch: self.epoch,
            device: self.device,
            seq: self.length(),
            as_of,
            clock_trusted: true,
            office: OfficeNow {
                names: self.names.clone(),
                time_zone: "Europe/Riga".into(),
                problems_to: self.problems_to.clone(),
                check_in: true,
                hold_s: Some(45 * 60),
            },
            now: Now {
                day: DayNow::Open { date: as_of.date_naive(), closes: Some(as_of + TimeDelta::hours(8)) },
                services: self.offers.clone(),
                counters: vec![
                    CounterNow { counter: CounterId(1), open: true, number: None },
                    CounterNow { counter: CounterId(2), open: false, number: None },
                ],
                line: line.collect(),
                faults: Vec::new(),
                forecasts_held_percent: Some(82),
            },
        }
    }
}

impl Then {
    fn apply(&mut self, what: &What) {
        let mut stage = |id: &TicketId, stage| {
            if let Some(ticket) = self.tickets.get_mut(id) {
                ticket.stage = stage;
            }
        };
        match what {
            What::DayOpened { date, .. } => self.day = Some(*date),
            What::DayClosed { .. } => self.day = None,
            What::TicketTaken { ticket, number, service, request, link, language, present, .. } => {
                let new = SnapshotTicket {
                    ticket: *ticket,
                    number: *number,
                    service: service.clone(),
                    request: *request,
                    link: *link,
                    language: *language,
                    present: *present,
                    stage: Stage::Waiting,
                };
                self.tickets.insert(*ticket, new);
            }
            What::Called { ticket, counter, .. } => stage(ticket, Stage::Called { counter: *counter }),
            What::ServiceStarted { ticket, counter } => stage(ticket, Stage::Serving { counter: *counter }),
            What::Parked { ticket, until_ms, .. } => stage(ticket, Stage::Parked { until_ms: *until_ms }),
            What::CheckedIn { ticket } => {
                stage(ticket, Stage::Waiting);
                self.tickets.get_mut(ticket).iter_mut().for_each(|ticket| ticket.present = true);
            }
            What::Transferred { ticket, service } => {
                stage(ticket, Stage::Waiting);
                self.tickets.get_mut(ticket).iter_mut().for_each(|ticket| ticket.service = service.clone());
            }
            What::Served { ticket }
            | What::NoShow { ticket }
            | What::Cancelled { ticket, .. }
            | What::Expired { ticket, .. } => drop(self.tickets.remove(ticket)),
            What::CounterOpened { counter } => drop(self.counters.insert(*counter)),
            What::CounterClosed { counter } => drop(self.counters.remove(counter)),
            What::Answered(_) | What::SteppedBack { .. } => {}
        }
    }
}
