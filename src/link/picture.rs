//! How the branch is now, for the centre's pages.

use crate::domain::branch::Branch;
use crate::domain::counter::CounterState;
use crate::domain::ids::{DeviceId, ServiceId};
use crate::domain::settings::{RemotePresence, Service};
use crate::domain::ticket::{Presence, Ticket};
use crate::domain::time::Moment;
use crate::protocol::{
    CounterNow, DayNow, Now, OfficeNow, Refused, ServiceNow, State, TicketNow, Wait, names,
};

/// What the picture needs beside the branch.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The device.
    pub device: DeviceId,
    /// Where people write to about a problem.
    pub problems_to: Option<String>,
    /// What is wrong, in words for staff.
    pub faults: Vec<String>,
}

/// The picture of a branch at a place in its journal.
pub(super) fn picture(branch: &Branch, now: Moment, seq: u64, frame: Frame) -> State {
    let (settings, state) = (branch.settings(), branch.state());
    let forecasts = branch.forecasts(now.steady_ms);
    let line = branch.line();
    let joining = forecasts.of_joining.into_iter().chain(std::iter::repeat(None));
    let services = settings.services.iter().zip(joining).map(|((id, service), forecast)| ServiceNow {
        wait: forecast.map(|forecast| Wait::of(forecast.wait)),
        refused: branch.admit_remote(now, id).err().map(|refusal| Refused::of(&refusal)),
        ..service_now(id, service, &line)
    });
    let counters = state.counters.iter().map(|(&counter, now)| CounterNow {
        counter,
        open: *now != CounterState::Closed && !branch.is_held(counter),
        number: now.ticket().and_then(|ticket| state.tickets.get(&ticket)).map(|ticket| ticket.number),
    });
    let day = match state.day {
        Some(day) => {
            DayNow::Open { date: day.date, closes: branch.closing(now).filter(|_| branch.clock_trusted(now)) }
        }
        None => DayNow::Closed { opens: branch.next_opening(now) },
    };
    let waits =
        forecasts.of_line.into_iter().map(|forecast| forecast.map(|forecast| Wait::of(forecast.wait)));
    let line_now = line.iter().zip(branch.ahead_of_each()).zip(waits);
    State {
        epoch: state.epoch,
        device: frame.device,
        seq,
        as_of: now.utc(),
        clock_trusted: branch.clock_trusted(now),
        office: OfficeNow {
            names: names(&settings.name),
            time_zone: settings.calendar.zone.name().to_owned(),
            problems_to: frame.problems_to,
            check_in: settings.remote.as_ref().is_some_and(|rules| rules.presence == RemotePresence::CheckIn),
            hold_s: Some(settings.rules.hold_s),
        },
        now: Now {
            day,
            services: services.collect(),
            counters: counters.collect(),
            line: line_now
                .map(|((ticket, ahead), wait)| TicketNow { ticket: ticket.id, ahead, wait })
                .collect(),
            faults: frame.faults,
            forecasts_held_percent: branch.state().experience.held_percent(),
        },
    }
}

fn service_now(id: &ServiceId, service: &Service, line: &[&Ticket]) -> ServiceNow {
    let waiting = |presence| {
        let those = line.iter().filter(|ticket| ticket.service == *id && ticket.presence == presence);
        u32::try_from(those.count()).unwrap_or(u32::MAX)
    };
    ServiceNow {
        service: id.clone(),
        names: names(&service.name),
        waiting_present: waiting(Presence::Present),
        waiting_absent: waiting(Presence::Absent),
        wait: None,
        refused: None,
    }
}
