//! A counter as its clerk sees it.

use super::{Look, ParkedRow, is_remote};
use crate::domain::command::Command;
use crate::domain::counter::{CounterKey, CounterState};
use crate::domain::ids::{CounterId, LinkId, ServiceId};
use crate::domain::settings::{Service, ShowNext};
use crate::domain::ticket::{Class, Language, Presence, Ticket, TicketState};
use crate::wording::faults::Fault;
use serde::{Deserialize, Serialize};

/// Rows of who is next: enough to see what comes.
const NEXT_MAX: usize = 5;

/// What the counter is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterMode {
    /// No clerk.
    Closed,
    /// A clerk, nobody called.
    Free,
    /// A person was called.
    Calling,
    /// A person is served.
    Serving,
}

/// What a clerk can do at a counter; the last part of the path of its POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Start to work.
    Open,
    /// Stop working.
    Close,
    /// Call the next person.
    CallNext,
    /// Call the same person again.
    Recall,
    /// The called person did not come.
    NoShow,
    /// The called person is here.
    Start,
    /// The person was served.
    Finish,
    /// Set the ticket aside.
    Park,
    /// Send the person to another service.
    Transfer,
    /// Serve a person who has no ticket.
    WalkDirect,
}

impl Action {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::CallNext,
        Self::Start,
        Self::Finish,
        Self::Recall,
        Self::NoShow,
        Self::Park,
        Self::Transfer,
        Self::WalkDirect,
        Self::Open,
        Self::Close,
    ];

    /// The command of this action. `service` is what [`Action::Transfer`] and [`Action::WalkDirect`] are about, and
    /// those two have no command without it.
    pub fn command(self, counter: CounterId, service: Option<ServiceId>, link: LinkId) -> Option<Command> {
        Some(match self {
            Self::Open => Command::OpenCounter { counter },
            Self::Close => Command::CloseCounter { counter },
            Self::CallNext => Command::CallNext { counter },
            Self::Recall => Command::Recall { counter },
            Self::NoShow => Command::NoShow { counter },
            Self::Start => Command::Start { counter },
            Self::Finish => Command::Finish { counter },
            Self::Park => Command::Park { counter },
            Self::Transfer => Command::Transfer { counter, service: service? },
            Self::WalkDirect => Command::WalkDirect { counter, service: service?, link },
        })
    }
}

impl From<CounterKey> for Action {
    fn from(key: CounterKey) -> Self {
        match key {
            CounterKey::CallNext => Self::CallNext,
            CounterKey::Recall => Self::Recall,
            CounterKey::NoShow => Self::NoShow,
            CounterKey::Start => Self::Start,
            CounterKey::Finish => Self::Finish,
            CounterKey::Park => Self::Park,
        }
    }
}

/// Whether an action would be done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Possible {
    /// Which.
    pub action: Action,
    /// Why not, in words; `None` when it would be done.
    pub why_not: Option<String>,
}

/// The person at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AtCounter {
    /// The number.
    pub number: String,
    /// What for.
    pub service: String,
    /// The language that the person asked for.
    pub language: Language,
    /// From a phone.
    pub remote: bool,
    /// Of the priority class.
    pub priority: bool,
    /// Steady time of the first call, or of the start of the service.
    pub since_ms: u64,
    /// How often they were called again, in words; only while they are called.
    pub recalls: Option<String>,
}

/// A service that a clerk can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceChoice {
    /// Its key.
    pub service: ServiceId,
    /// Its name.
    pub name: String,
    /// Whether this counter does it.
    pub here: bool,
}

/// Somebody who will be called to this counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextRow {
    /// The number.
    pub number: String,
    /// What for.
    pub service: String,
    /// From a phone.
    pub remote: bool,
    /// Of the priority class.
    pub priority: bool,
    /// Steady time at which it joined.
    pub since_ms: u64,
}

/// A counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CounterView {
    /// Its number.
    pub counter: CounterId,
    /// "Counter 2".
    pub name: String,
    /// What it is doing.
    pub mode: CounterMode,
    /// The same in words.
    pub headline: String,
    /// Who is there.
    pub ticket: Option<AtCounter>,
    /// How many people wait for this counter, in words; unless the site hides it.
    pub waiting: Option<String>,
    /// The next of them, in the order in which they will be called; unless the site hides it.
    pub next: Option<Vec<NextRow>>,
    /// All services of the branch.
    pub services: Vec<ServiceChoice>,
    /// Every action, and whether it would be done now.
    pub actions: Vec<Possible>,
    /// Tickets that are set aside.
    pub parked: Vec<ParkedRow>,
    /// What somebody must act on.
    pub faults: Vec<Fault>,
    /// Whether the service day is open.
    pub day_open: bool,
}

impl<'a> Look<'a> {
    /// A counter, if the branch has it.
    pub fn counter(self, counter: CounterId) -> Option<CounterView> {
        self.branch.settings().counters.get(&counter)?;
        let state = self.branch.state().counters.get(&counter).copied().unwrap_or(CounterState::Closed);
        let ticket = state.ticket().and_then(|id| self.branch.state().tickets.get(&id));
        let (mode, headline) = match (state, ticket) {
            (CounterState::Closed, _) => (CounterMode::Closed, self.say.console_closed()),
            (CounterState::Calling { .. }, Some(ticket)) => {
                (CounterMode::Calling, self.say.console_calling(ticket.number))
            }
            (CounterState::Serving { .. }, Some(ticket)) => {
                (CounterMode::Serving, self.say.console_serving(ticket.number))
            }
            _ if self.branch.is_held(counter) => (CounterMode::Free, self.say.console_held()),
            (CounterState::Free | CounterState::Calling { .. } | CounterState::Serving { .. }, _) => {
                (CounterMode::Free, self.say.console_free())
            }
        };
        let waiting = self.waiting_for(counter);
        let count = || self.say.console_waiting(u32::try_from(waiting.len()).unwrap_or(u32::MAX));
        let next = || waiting.iter().take(NEXT_MAX).map(|ticket| self.next_row(ticket)).collect();
        let (waiting, next) = match self.branch.settings().show_next {
            ShowNext::Numbers => (Some(count()), Some(next())),
            ShowNext::Count => (Some(count()), None),
            ShowNext::Nothing => (None, None),
        };
        Some(CounterView {
            counter,
            name: self.say.counter_name(counter),
            mode,
            headline,
            ticket: ticket.map(|ticket| {
                let (since_ms, recalls) = match ticket.state {
                    TicketState::Called { since_ms, recalls, .. } => (since_ms, Some(recalls)),
                    TicketState::Serving { since_ms, .. } => (since_ms, None),
                    TicketState::Waiting | TicketState::Parked { .. } | TicketState::Ended => {
                        (ticket.joined.steady_ms, None)
                    }
                };
                AtCounter {
                    number: ticket.number.to_string(),
                    service: self.service_name(&ticket.service),
                    language: ticket.language,
                    remote: is_remote(&ticket.origin),
                    priority: ticket.class == Class::Priority,
                    since_ms,
                    recalls: recalls.map(|recalls| self.say.console_recalls(recalls.into())),
                }
            }),
            waiting,
            next,
            services: self.choices(counter),
            actions: Action::ALL.into_iter().map(|action| self.possible(action, counter)).collect(),
            parked: self.parked(),
            faults: self.faults(),
            day_open: self.branch.state().day.is_some(),
        })
    }

    fn choices(self, counter: CounterId) -> Vec<ServiceChoice> {
        let services = self.branch.settings().services.iter();
        let choice = |(service, settings): &(ServiceId, Service)| ServiceChoice {
            service: service.clone(),
            name: settings.name.get(self.say.language()).to_owned(),
            here: self.branch.settings().serves(counter, service),
        };
        services.map(choice).collect()
    }

    /// Who is present and waits for this counter, in the order of the calls.
    fn waiting_for(self, counter: CounterId) -> Vec<&'a Ticket> {
        let settings = self.branch.settings();
        let mut line = self.branch.line();
        line.retain(|ticket| {
            ticket.presence == Presence::Present && settings.serves(counter, &ticket.service)
        });
        line
    }

    fn next_row(self, ticket: &Ticket) -> NextRow {
        NextRow {
            number: ticket.number.to_string(),
            service: self.service_name(&ticket.service),
            remote: is_remote(&ticket.origin),
            priority: ticket.class == Class::Priority,
            since_ms: ticket.joined.steady_ms,
        }
    }

    /// Asks the branch itself. An action that is about a service is possible when it is for some service.
    fn possible(self, action: Action, counter: CounterId) -> Possible {
        let services = self.branch.settings().services.iter().map(|(service, _)| service);
        let mut refused = None;
        for service in services {
            let command = action.command(counter, Some(service.clone()), LinkId(0));
            match command.map(|command| self.branch.decide(self.now, command)) {
                Some(Ok(_)) => return Possible { action, why_not: None },
                Some(Err(refusal)) => refused = refused.or(Some(refusal)),
                None => {}
            }
            if !matches!(action, Action::Transfer | Action::WalkDirect) {
                break;
            }
        }
        let why_not = refused.map(|refusal| self.say.refusal(&refusal, self.local_now()));
        Possible { action, why_not: Some(why_not.unwrap_or_default()) }
    }
}
