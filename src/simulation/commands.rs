//! Commands by chance: whatever somebody could ask of a branch, sensible or not.
//!
//! **Model.** [`command`] looks at a branch and makes a command up, mostly about things that are there (the counter that
//! has somebody, the slip that is under way), sometimes about things that are not. [`Kind`] names each command once;
//! a command without an entry here does not compile.
//!
//! **Deliberately not here.** Time and restarts of the process: the world around decides those.

use crate::domain::branch::Branch;
use crate::domain::command::{ButtonReport, Command, SlipOutcome};
use crate::domain::counter::CounterState;
use crate::domain::event::{Configured, Part, PrintEvidence, SlipTrouble};
use crate::domain::ids::{
    CallId, CodeKey, CounterId, JobId, KioskId, LinkId, PersonToken, RequestId, Series, ServiceId,
    TicketNumber,
};
use crate::domain::kiosk::PrinterState;
use crate::domain::remote::{Request, Wish};
use crate::domain::ticket::{Class, Language, Presence, SlipState, TicketState};
use crate::random::Random;

/// Every way to be configured.
const CONFIGURED: [Configured; 3] = [Configured::Files, Configured::Tried, Configured::LastGood];

macro_rules! kinds {
    ($($kind:ident: $weight:literal,)+) => {
        /// The name of a command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {$(
            #[doc = concat!("`Command::", stringify!($kind), "`.")]
            $kind,
        )+}

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The name of this command.
            pub fn of(command: &Command) -> Self {
                match command {
                    $(Command::$kind { .. } => Self::$kind,)+
                }
            }

            /// How often it is asked for, compared with the others.
            pub fn weight(self) -> u64 {
                match self {
                    $(Self::$kind => $weight,)+
                }
            }
        }
    };
}

kinds! {
    Tick: 4,
    Restart: 1,
    TakeTicket: 30,
    Request: 24,
    ShowTicket: 4,
    OpenCounter: 5,
    CloseCounter: 1,
    HoldCounter: 1,
    ReleaseCounter: 3,
    CallNext: 20,
    Recall: 8,
    NoShow: 6,
    Start: 12,
    Finish: 4,
    Park: 4,
    Transfer: 4,
    WalkDirect: 2,
    CheckIn: 10,
    Cancel: 2,
    VoidSlip: 2,
    Reprint: 5,
    StateTime: 1,
    OpenDay: 3,
    CloseDay: 1,
    ReportPrinter: 8,
    ConfirmPowerCycle: 2,
    ChangeRoll: 2,
    TryPaper: 2,
    ReportSlip: 25,
    ReportCallShown: 8,
    ReportButton: 3,
    ReportKey: 2,
    ReportConfiguration: 1,
    ReportRestart: 1,
    ReportStorage: 2,
}

/// A command by chance.
pub fn command(branch: &Branch, random: &mut Random) -> Command {
    let all: u64 = Kind::ALL.iter().map(|kind| kind.weight()).sum();
    let mut rest = random.below(all);
    let chosen = Kind::ALL.iter().find(|kind| {
        let hit = rest < kind.weight();
        rest = rest.saturating_sub(kind.weight());
        hit
    });
    command_of(*chosen.expect("the rest is below the sum of the weights"), branch, random)
}

/// A command of this kind by chance.
pub fn command_of(kind: Kind, branch: &Branch, random: &mut Random) -> Command {
    let draw = &mut Draw { branch, random };
    match kind {
        Kind::Tick => Command::Tick,
        Kind::Restart => Command::Restart {
            epoch: branch.state().epoch + u32::from(draw.rarely()),
            code_key: CodeKey(draw.link().0),
            boot: if draw.rarely() { None } else { branch.state().clock.boot },
        },
        Kind::TakeTicket => Command::TakeTicket {
            kiosk: draw.kiosk(),
            service: draw.service(),
            class: if draw.random.chance(1, 4) { Class::Priority } else { Class::Normal },
            language: draw.one_of(&Language::ALL),
            link: draw.link(),
        },
        Kind::Request => Command::Request { request: draw.request() },
        Kind::ShowTicket => Command::ShowTicket { link: draw.link_of_somebody() },
        Kind::OpenCounter => Command::OpenCounter { counter: draw.counter() },
        Kind::CloseCounter => Command::CloseCounter { counter: draw.counter() },
        Kind::HoldCounter => Command::HoldCounter { counter: draw.counter() },
        Kind::ReleaseCounter => Command::ReleaseCounter { counter: draw.held_counter() },
        Kind::CallNext => Command::CallNext { counter: draw.counter_that(CounterState::open) },
        Kind::Recall => Command::Recall { counter: draw.counter_that(calls) },
        Kind::NoShow => Command::NoShow { counter: draw.counter_that(calls) },
        Kind::Start => Command::Start { counter: draw.counter_that(calls) },
        Kind::Finish => Command::Finish { counter: draw.counter_that(has_somebody) },
        Kind::Park => Command::Park { counter: draw.counter_that(has_somebody) },
        Kind::Transfer => {
            Command::Transfer { counter: draw.counter_that(has_somebody), service: draw.service() }
        }
        Kind::WalkDirect => {
            Command::WalkDirect { counter: draw.counter(), service: draw.service(), link: draw.link() }
        }
        Kind::CheckIn => Command::CheckIn { number: draw.number_of_somebody_away() },
        Kind::Cancel => Command::Cancel { number: draw.number() },
        Kind::VoidSlip => Command::VoidSlip { number: draw.number() },
        Kind::StateTime => {
            let late_ms = i64::try_from(draw.random.below(600_000)).unwrap_or(0);
            Command::StateTime { wall_ms: draw.branch.state().at.wall_ms + late_ms - 300_000 }
        }
        Kind::Reprint => Command::Reprint { number: draw.number(), kiosk: draw.kiosk() },
        Kind::OpenDay => Command::OpenDay,
        Kind::CloseDay => Command::CloseDay,
        Kind::ReportPrinter => Command::ReportPrinter { kiosk: draw.kiosk(), printer: draw.printer() },
        Kind::ChangeRoll => Command::ChangeRoll { kiosk: draw.kiosk() },
        Kind::TryPaper => Command::TryPaper { kiosk: draw.kiosk() },
        Kind::ConfirmPowerCycle => Command::ConfirmPowerCycle { kiosk: draw.kiosk() },
        Kind::ReportSlip => {
            let (kiosk, job) = draw.job();
            Command::ReportSlip { kiosk, job, outcome: draw.outcome() }
        }
        Kind::ReportCallShown => Command::ReportCallShown { call: draw.call() },
        Kind::ReportButton => Command::ReportButton {
            kiosk: draw.kiosk(),
            button: u8::try_from(draw.random.below(3)).unwrap_or(0) + 1,
            report: draw.button_report(),
        },
        Kind::ReportKey => Command::ReportKey {
            counter: draw.counter(),
            key: u8::try_from(draw.random.below(6)).unwrap_or(0) + 1,
            report: draw.button_report(),
        },
        Kind::ReportConfiguration => Command::ReportConfiguration { configured: draw.one_of(&CONFIGURED) },
        Kind::ReportRestart => Command::ReportRestart { part: draw.part() },
        Kind::ReportStorage => Command::ReportStorage { full: draw.random.chance(1, 3) },
    }
}

fn calls(counter: CounterState) -> bool {
    matches!(counter, CounterState::Calling { .. })
}

fn has_somebody(counter: CounterState) -> bool {
    counter.ticket().is_some()
}

/// Arguments by chance.
struct Draw<'a> {
    branch: &'a Branch,
    random: &'a mut Random,
}

impl Draw<'_> {
    fn part(&mut self) -> Part {
        let kiosk = self.kiosk();
        self.one_of(&[Part::Printer(kiosk), Part::Displays, Part::Link])
    }

    fn rarely(&mut self) -> bool {
        self.random.chance(1, 32)
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        self.some_of(all).expect("a list that is not empty")
    }

    fn some_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        let length = u64::try_from(all.len()).ok().filter(|&length| length > 0)?;
        let index = usize::try_from(self.random.below(length)).ok()?;
        all.get(index).cloned()
    }

    fn counter(&mut self) -> CounterId {
        let known: Vec<CounterId> = self.branch.settings().counters.keys().copied().collect();
        if self.rarely() { CounterId(99) } else { self.some_of(&known).unwrap_or(CounterId(99)) }
    }

    /// Mostly a counter of which this is true.
    fn counter_that(&mut self, fits: impl Fn(CounterState) -> bool) -> CounterId {
        let counters = self.branch.state().counters.iter().filter(|(_, state)| fits(**state));
        let fitting: Vec<CounterId> = counters.map(|(&counter, _)| counter).collect();
        let any = self.counter();
        if self.random.chance(1, 8) { any } else { self.some_of(&fitting).unwrap_or(any) }
    }

    /// Mostly one that is held.
    fn held_counter(&mut self) -> CounterId {
        let held: Vec<CounterId> = self.branch.state().held.iter().copied().collect();
        let any = self.counter();
        if self.random.chance(1, 8) { any } else { self.some_of(&held).unwrap_or(any) }
    }

    fn kiosk(&mut self) -> KioskId {
        if self.rarely() { KioskId(99) } else { self.one_of(&self.branch.settings().kiosks) }
    }

    fn service(&mut self) -> ServiceId {
        let known: Vec<ServiceId> =
            self.branch.settings().services.iter().map(|(key, _)| key.clone()).collect();
        if self.rarely() { ServiceId::new("nonsense") } else { self.one_of(&known) }
    }

    fn link(&mut self) -> LinkId {
        LinkId(u128::from(self.random.bits()) << 64 | u128::from(self.random.bits()))
    }

    /// Mostly the link of a ticket that is alive.
    fn link_of_somebody(&mut self) -> LinkId {
        let alive: Vec<LinkId> = self.branch.state().tickets.values().map(|ticket| ticket.link).collect();
        let any = self.link();
        if self.random.chance(1, 8) { any } else { self.some_of(&alive).unwrap_or(any) }
    }

    /// Mostly one that is new and in time; some come again, some too late, and some persons ask again and again.
    fn request(&mut self) -> Request {
        let state = self.branch.state();
        let known: Vec<RequestId> = state.remote.answers.keys().copied().collect();
        let new = RequestId(self.link().0);
        let id = if self.random.chance(1, 8) { self.some_of(&known).unwrap_or(new) } else { new };
        let valid_ms = i64::try_from(self.random.below(30 * 3_600_000)).unwrap_or(0);
        let not_after_ms = self.branch.state().at.wall_ms + valid_ms - 600_000;
        let link = self.link_of_somebody();
        let wish = match self.random.weighted(&[6, 2, 2, 2]) {
            0 => Wish::Join {
                service: self.service(),
                language: self.one_of(&Language::ALL),
                link: self.link(),
                person: PersonToken(u128::from(self.random.below(50))),
            },
            1 => Wish::Leave { link },
            2 => Wish::MoreTime { link },
            _ => {
                let code = self.branch.check_in_code(self.branch.state().at);
                Wish::CheckIn { link, code: code.unwrap_or_else(|| "0000".to_owned()) }
            }
        };
        Request { id, not_after_ms, wish }
    }

    fn number(&mut self) -> TicketNumber {
        let alive: Vec<TicketNumber> =
            self.branch.state().tickets.values().map(|ticket| ticket.number).collect();
        let unknown = || TicketNumber { series: Series::try_from('Z').expect("Z is allowed"), count: 1 };
        if self.rarely() { unknown() } else { self.some_of(&alive).unwrap_or_else(unknown) }
    }

    /// Mostly a number of somebody who is set aside or not here yet.
    fn number_of_somebody_away(&mut self) -> TicketNumber {
        let tickets = self.branch.state().tickets.values().filter(|ticket| {
            ticket.presence == Presence::Absent || matches!(ticket.state, TicketState::Parked { .. })
        });
        let away: Vec<TicketNumber> = tickets.map(|ticket| ticket.number).collect();
        let any = self.number();
        if self.random.chance(1, 8) { any } else { self.some_of(&away).unwrap_or(any) }
    }

    /// A job that is under way, or one that nobody waits for.
    fn job(&mut self) -> (KioskId, JobId) {
        let jobs = self.branch.state().tickets.values().filter_map(|ticket| match ticket.slip {
            SlipState::Sent { job } => ticket.kiosk.map(|kiosk| (kiosk, job)),
            SlipState::None
            | SlipState::Reserved { .. }
            | SlipState::Printed
            | SlipState::Failed
            | SlipState::Uncertain => None,
        });
        let jobs: Vec<(KioskId, JobId)> = jobs.collect();
        let late = (self.kiosk(), JobId(self.branch.state().next_job.0.saturating_sub(2)));
        if self.rarely() { late } else { self.some_of(&jobs).unwrap_or(late) }
    }

    fn call(&mut self) -> CallId {
        let calls: Vec<CallId> = self.branch.state().calls.iter().map(|call| call.id).collect();
        self.some_of(&calls).unwrap_or(CallId(0))
    }

    fn printer(&mut self) -> PrinterState {
        let troubles = [
            PrinterState::Unknown,
            PrinterState::PaperNearEnd,
            PrinterState::PaperOut,
            PrinterState::CoverOpen,
            PrinterState::CutterBlocked,
            PrinterState::Jammed,
            PrinterState::Overheated,
            PrinterState::Unrecoverable,
            PrinterState::TicketNotTaken,
            PrinterState::NeedsPowerCycle,
            PrinterState::Error,
            PrinterState::Offline,
            PrinterState::Silent,
        ];
        if self.random.chance(1, 3) { self.one_of(&troubles) } else { PrinterState::Ready }
    }

    fn outcome(&mut self) -> SlipOutcome {
        let troubles = [
            SlipTrouble::Printer(PrinterState::PaperOut),
            SlipTrouble::Restart,
            SlipTrouble::NoAnswer,
            SlipTrouble::TooOld,
        ];
        match self.random.below(8) {
            0 => SlipOutcome::Failed(self.one_of(&troubles)),
            1 => SlipOutcome::Uncertain(self.one_of(&troubles)),
            2 => SlipOutcome::Printed(PrintEvidence::QueuedStatus),
            _ => SlipOutcome::Printed(PrintEvidence::JobEcho),
        }
    }

    fn button_report(&mut self) -> ButtonReport {
        match self.random.below(3) {
            0 => ButtonReport::Bounced(u32::try_from(self.random.below(5)).unwrap_or(0)),
            1 => ButtonReport::Stuck,
            _ => ButtonReport::Freed,
        }
    }
}
