//! A message of every kind, with every variant and every field.
//!
//! **Model.** Each enumeration is a chain: given a variant, the next one. A match without a wildcard makes sure that none is
//! forgotten.

use chrono::{DateTime, NaiveDate, Utc};
use rinda::domain::event::{CancelReason, ExpireReason, ParkReason};
use rinda::domain::ids::{
    CounterId, DeviceId, LinkId, PersonToken, RequestId, ServiceId, TicketId, TicketNumber,
};
use rinda::domain::ticket::Language;
use rinda::protocol::{
    Answer, CounterNow, DayNow, Fact, Facts, FactsBody, FromCentre, Life, Names, Now, OfficeNow, OpenDay,
    Place, Refused, Reply, RequestBody, ServiceNow, Snapshot, SnapshotTicket, Stage, State, TicketNow, Wait,
    What, Wish,
};

/// All variants of a chain.
fn all<T>(next: impl Fn(Option<&T>) -> Option<T>) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    while let Some(more) = next(all.last()) {
        all.push(more);
    }
    all
}

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_509_720_123).unwrap()
}

fn number(text: &str) -> TicketNumber {
    TicketNumber::try_from(text.to_owned()).unwrap()
}

fn place(seq: u64) -> Place {
    Place { seq, sum: u32::MAX }
}

const LINK: LinkId = LinkId(u128::MAX / 3);
const REQUEST: RequestId = RequestId(7);
const DEVICE: DeviceId = DeviceId(u128::MAX);
const TICKET: TicketId = TicketId(12);
const COUNTER: CounterId = CounterId(2);
const WAIT: Wait = Wait { p10_s: 60, p50_s: 120, p90_s: 300 };

fn passport() -> ServiceId {
    ServiceId::new("passport")
}

fn names() -> Names {
    Language::ALL.into_iter().map(|language| (language, "Pases".to_owned())).collect()
}

fn wishes() -> Vec<Wish> {
    all(|wish| match wish {
        None => {
            let (service, language, person) = (passport(), Language::Uk, PersonToken(9));
            Some(Wish::Join { service, language, link: LINK, person })
        }
        Some(Wish::Join { .. }) => Some(Wish::Leave { link: LINK }),
        Some(Wish::Leave { .. }) => Some(Wish::MoreTime { link: LINK }),
        Some(Wish::MoreTime { .. }) => Some(Wish::CheckIn { link: LINK, code: "AB3DE".into() }),
        Some(Wish::CheckIn { .. }) => None,
    })
}

fn refusals() -> Vec<Refused> {
    let opens = Some(instant());
    let known = all(|refused| match refused {
        None => Some(Refused::Closed { opens }),
        Some(Refused::Closed { .. }) => Some(Refused::NoMoreToday { opens }),
        Some(Refused::NoMoreToday { .. }) => Some(Refused::CapReached { opens }),
        Some(Refused::CapReached { .. }) => Some(Refused::KeptForWalkIns { opens }),
        Some(Refused::KeptForWalkIns { .. }) => Some(Refused::OutsideRemoteHours { opens }),
        Some(Refused::OutsideRemoteHours { .. }) => Some(Refused::NotFromElsewhere),
        Some(Refused::NotFromElsewhere) => Some(Refused::SeriesUsedUp),
        Some(Refused::SeriesUsedUp) => Some(Refused::StorageFull),
        Some(Refused::StorageFull) => Some(Refused::UnknownService),
        Some(Refused::UnknownService) => Some(Refused::UnknownTicket),
        Some(Refused::UnknownTicket) => Some(Refused::NotPossibleNow),
        Some(Refused::NotPossibleNow) => Some(Refused::OneTicketOnly),
        Some(Refused::OneTicketOnly) => Some(Refused::TooManyRequests),
        Some(Refused::TooManyRequests) => Some(Refused::TooLate),
        Some(Refused::TooLate) => Some(Refused::LeftBefore),
        Some(Refused::LeftBefore) => Some(Refused::WrongCode),
        Some(Refused::WrongCode) => Some(Refused::NobodyBehind),
        Some(Refused::NobodyBehind) => Some(Refused::SteppedBackEnough),
        Some(Refused::SteppedBackEnough) => Some(Refused::Overloaded),
        Some(Refused::Overloaded) => None,
    });
    known.into_iter().chain([Refused::Closed { opens: None }]).collect()
}

fn answers() -> Vec<Answer> {
    let plain = all(|answer| match answer {
        None => Some(Answer::Joined { ticket: TICKET, number: number("R017"), ahead: 9, wait: Some(WAIT) }),
        Some(Answer::Joined { .. }) => Some(Answer::Done),
        Some(Answer::Done | Answer::Refused(_)) => None,
    });
    let unknown_wait = Answer::Joined { ticket: TICKET, number: number("R9999"), ahead: 0, wait: None };
    plain.into_iter().chain([unknown_wait]).chain(refusals().into_iter().map(Answer::Refused)).collect()
}

fn stages() -> Vec<Stage> {
    all(|stage| match stage {
        None => Some(Stage::Waiting),
        Some(Stage::Waiting) => Some(Stage::Called { counter: COUNTER }),
        Some(Stage::Called { .. }) => Some(Stage::Serving { counter: COUNTER }),
        Some(Stage::Serving { .. }) => Some(Stage::Parked { until_ms: -1 }),
        Some(Stage::Parked { .. }) => None,
    })
}

fn park_reasons() -> Vec<ParkReason> {
    all(|reason| match reason {
        None => Some(ParkReason::Clerk),
        Some(ParkReason::Clerk) => Some(ParkReason::NoShow),
        Some(ParkReason::NoShow) => Some(ParkReason::TurnPassed),
        Some(ParkReason::TurnPassed) => None,
    })
}

fn cancel_reasons() -> Vec<CancelReason> {
    all(|reason| match reason {
        None => Some(CancelReason::Left),
        Some(CancelReason::Left) => Some(CancelReason::Clerk),
        Some(CancelReason::Clerk) => Some(CancelReason::SlipVoid),
        Some(CancelReason::SlipVoid) => None,
    })
}

fn expire_reasons() -> Vec<ExpireReason> {
    all(|reason| match reason {
        None => Some(ExpireReason::HoldEnded),
        Some(ExpireReason::HoldEnded) => Some(ExpireReason::DayClosed),
        Some(ExpireReason::DayClosed) => None,
    })
}

fn taken(request: Option<RequestId>, wait: Option<Wait>) -> What {
    let (ticket, service, link, language) = (TICKET, passport(), LINK, Language::Lv);
    let (present, ahead) = (request.is_none(), 3);
    What::TicketTaken {
        ticket,
        number: number("A042"),
        service,
        request,
        link,
        language,
        present,
        ahead,
        wait,
    }
}

fn happenings() -> Vec<What> {
    let (ticket, counter, until_ms) = (TICKET, COUNTER, 1);
    let chain = all(|what| match what {
        None => Some(What::DayOpened { date: date(), anew: true }),
        Some(What::DayOpened { .. }) => Some(What::DayClosed { date: date() }),
        Some(What::DayClosed { .. }) => Some(taken(Some(REQUEST), Some(WAIT))),
        Some(What::TicketTaken { .. }) => {
            Some(What::Answered(Reply { request: REQUEST, answer: Answer::Done }))
        }
        Some(What::Answered(_)) => Some(What::Called { ticket, counter, again: false }),
        Some(What::Called { .. }) => Some(What::ServiceStarted { ticket, counter }),
        Some(What::ServiceStarted { .. }) => Some(What::Served { ticket }),
        Some(What::Served { .. }) => Some(What::NoShow { ticket }),
        Some(What::NoShow { .. }) => Some(What::Parked { ticket, reason: ParkReason::Clerk, until_ms }),
        Some(What::Parked { .. }) => Some(What::CheckedIn { ticket }),
        Some(What::CheckedIn { .. }) => Some(What::SteppedBack { ticket }),
        Some(What::SteppedBack { .. }) => Some(What::Transferred { ticket, service: passport() }),
        Some(What::Transferred { .. }) => Some(What::Cancelled { ticket, reason: CancelReason::Left }),
        Some(What::Cancelled { .. }) => Some(What::Expired { ticket, reason: ExpireReason::HoldEnded }),
        Some(What::Expired { .. }) => Some(What::CounterOpened { counter }),
        Some(What::CounterOpened { .. }) => Some(What::CounterClosed { counter }),
        Some(What::CounterClosed { .. }) => None,
    });
    let answered = answers().into_iter().map(|answer| What::Answered(Reply { request: REQUEST, answer }));
    let parked = park_reasons().into_iter().map(|reason| What::Parked { ticket, reason, until_ms });
    let cancelled = cancel_reasons().into_iter().map(|reason| What::Cancelled { ticket, reason });
    let expired = expire_reasons().into_iter().map(|reason| What::Expired { ticket, reason });
    let more = answered.chain(parked).chain(cancelled).chain(expired).chain([taken(None, None)]);
    chain.into_iter().chain(more).collect()
}

pub(super) fn request_bodies() -> Vec<RequestBody> {
    let body = |wish| RequestBody { branch: "riga-2".into(), request: REQUEST, not_after_ms: 1, wish };
    wishes().into_iter().map(body).collect()
}

pub(super) fn replies() -> Vec<Reply> {
    answers().into_iter().map(|answer| Reply { request: REQUEST, answer }).collect()
}

pub(super) fn from_centre() -> Vec<FromCentre> {
    let chain = all(|said| match said {
        None => Some(FromCentre::Acknowledge { epoch: 1, upto: place(7) }),
        Some(FromCentre::Acknowledge { .. }) => Some(FromCentre::Resync { epoch: 1, after: Some(place(7)) }),
        Some(FromCentre::Resync { .. }) => None,
    });
    chain.into_iter().chain([FromCentre::Resync { epoch: 1, after: None }]).collect()
}

pub(super) fn facts() -> Vec<Facts> {
    let fact = |(what, seq)| Fact { seq, at_ms: 1_795_509_720_123, what };
    let log: Vec<Fact> = happenings().into_iter().zip(1..).map(fact).collect();
    let upto = place(log.len() as u64);
    let ticket = |stage| SnapshotTicket {
        ticket: TICKET,
        number: number("A042"),
        service: passport(),
        request: Some(REQUEST),
        link: LINK,
        language: Language::Ru,
        present: true,
        stage,
    };
    let tickets: Vec<SnapshotTicket> = stages().into_iter().map(ticket).collect();
    let walk_in = SnapshotTicket { request: None, ..tickets[0].clone() };
    let tickets = tickets.into_iter().chain([walk_in]).collect();
    let full = Snapshot { day: Some(OpenDay { date: date() }), tickets, counters: vec![COUNTER] };
    let empty = Snapshot { day: None, tickets: Vec::new(), counters: Vec::new() };
    let bodies = all(|body| match body {
        None => Some(FactsBody::Log { after: Place::START, facts: log.clone() }),
        Some(FactsBody::Log { .. }) => Some(FactsBody::Snapshot(full.clone())),
        Some(FactsBody::Snapshot(_)) => None,
    });
    let bodies = bodies.into_iter().chain([FactsBody::Snapshot(empty)]);
    bodies.map(|body| Facts { epoch: 1, device: DEVICE, upto, body }).collect()
}

pub(super) fn lives() -> Vec<Life> {
    let birth = Life {
        epoch: 1,
        device: DEVICE,
        connection: 1_795_509_720_123,
        online: true,
        version: "0.1.0".into(),
    };
    vec![birth.will(), birth]
}

pub(super) fn states() -> Vec<State> {
    let days = all(|day| match day {
        None => Some(DayNow::Open { date: date(), closes: Some(instant()) }),
        Some(DayNow::Open { .. }) => Some(DayNow::Closed { opens: Some(instant()) }),
        Some(DayNow::Closed { .. }) => None,
    });
    let unknown = [DayNow::Open { date: date(), closes: None }, DayNow::Closed { opens: None }];
    days.into_iter().chain(unknown).map(state).collect()
}

fn state(day: DayNow) -> State {
    let service = |refused: Option<Refused>| ServiceNow {
        service: passport(),
        names: names(),
        waiting_present: 4,
        waiting_absent: 2,
        wait: refused.is_none().then_some(WAIT),
        refused,
    };
    State {
        epoch: 1,
        device: DEVICE,
        seq: 7,
        as_of: instant(),
        clock_trusted: true,
        office: OfficeNow {
            names: names(),
            time_zone: "Europe/Riga".into(),
            problems_to: Some("office@example.lv".into()),
            check_in: true,
            hold_s: Some(2700),
        },
        now: Now {
            day,
            services: refusals().into_iter().map(Some).chain([None]).map(service).collect(),
            counters: vec![
                CounterNow { counter: COUNTER, open: true, number: Some(number("A042")) },
                CounterNow { counter: CounterId(3), open: false, number: None },
            ],
            line: vec![
                TicketNow { ticket: TICKET, ahead: 0, wait: Some(WAIT) },
                TicketNow { ticket: TicketId(13), ahead: 1, wait: None },
            ],
            faults: vec!["Printerī beidzies papīrs.".into()],
            forecasts_held_percent: Some(82),
        },
    }
}
