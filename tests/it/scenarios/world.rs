//! The world of a scenario: one branch, its clocks, and the people and devices that the sentences speak of.

use super::coverage::Seen;
use crate::office::office;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use rinda::domain::branch::{Branch, NumbersGiven, State};
use rinda::domain::command::{Command, SlipOutcome};
use rinda::domain::duty::Duty;
use rinda::domain::event::{Entry, Event, PrintEvidence};
use rinda::domain::ids::{BootId, CodeKey, LinkId, PersonToken, TicketId, TicketNumber};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::remote::{Request, RequestAnswer};
use rinda::domain::settings::Settings;
use rinda::domain::ticket::Presence;
use rinda::domain::time::{ClockTrust, Moment};
use rinda::engine::clock::{Clock, Reading};
#[cfg(feature = "simulation")]
use rinda::simulation::reference::Reference;
use std::collections::BTreeMap;
use std::sync::Arc;

/// More rounds than this at one moment would be a rule that feeds itself.
const TICKS_MAX: usize = 64;

/// What the sentences act on.
pub(crate) struct World {
    /// What `given` lines change before the branch starts.
    pub(crate) settings: Settings,
    /// The numbers that an epoch before has given.
    pub(crate) given: NumbersGiven,
    /// Whether the transcript shows slips, and the scenario says what becomes of them.
    pub(crate) slips_watched: bool,
    /// Whether the transcript shows what the hall reports, and the scenario says when.
    pub(crate) calls_watched: bool,
    /// By how much the wall clock is wrong.
    pub(crate) wall_error: TimeDelta,
    /// Whether the wall clock is synchronised.
    pub(crate) trust: ClockTrust,
    /// The epoch of the next start.
    pub(crate) epoch: u32,
    /// When the machine booted; nothing while it is off.
    pub(crate) booted: Option<DateTime<Utc>>,
    truth: DateTime<Utc>,
    on: Option<On>,
    off_wall: DateTime<Utc>,
    /// What is on disk.
    state: State,
    journal: Vec<Entry>,
    start: Option<Branch>,
    numbers: BTreeMap<TicketId, TicketNumber>,
    links: u128,
    persons: u128,
    /// What somebody who is elsewhere asked last.
    pub(crate) request: Option<Request>,
    seen: Seen,
    answer: Vec<String>,
    stamped: bool,
}

/// A running branch.
struct On {
    branch: Branch,
    clock: Clock,
    since: DateTime<Utc>,
}

impl World {
    /// The example office on a Tuesday morning, not started yet.
    pub(crate) fn new() -> Self {
        let settings = office();
        let truth = settings.calendar.zone.with_ymd_and_hms(2026, 11, 24, 8, 0, 0).unwrap().to_utc();
        Self {
            truth,
            off_wall: truth,
            booted: None,
            settings,
            given: NumbersGiven::new(),
            slips_watched: false,
            calls_watched: false,
            wall_error: TimeDelta::zero(),
            trust: ClockTrust::Synced,
            epoch: 1,
            on: None,
            state: State::new(1, NumbersGiven::new()),
            journal: Vec::new(),
            start: None,
            numbers: BTreeMap::new(),
            links: 0,
            persons: 0,
            request: None,
            seen: Seen::default(),
            answer: Vec::new(),
            stamped: false,
        }
    }

    /// Plays one line and gives the answer, or what is wrong with the line.
    pub(crate) fn line(&mut self, text: &str) -> Result<Vec<String>, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (to, sentence) = self.time_of(&words)?;
        let line_before = self.line_in_words();
        self.advance(to)?;
        self.sentence(sentence)?;
        self.settle();
        let line = self.line_in_words();
        if line != line_before {
            self.answer.push(format!("line: {line}"));
        }
        Ok(std::mem::take(&mut self.answer))
    }

    /// What the scenario has met.
    pub(crate) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Replays the whole journal; it must lead to the same state, and on the way to the same calls as a line kept with a pencil.
    pub(crate) fn replay(&self) {
        let Some(mut replayed) = self.start.clone() else { return };
        #[cfg(feature = "simulation")]
        let mut pencil = Reference::new(Arc::new(replayed.settings().clone()));
        for entry in &self.journal {
            replayed.apply(entry);
            #[cfg(feature = "simulation")]
            pencil
                .learn(entry)
                .and_then(|()| pencil.agrees_on_next(&replayed, entry.at))
                .unwrap_or_else(|difference| panic!("after {entry:?}: {difference}"));
        }
        let now = self.on.as_ref().map_or(&self.state, |on| on.branch.state());
        assert_eq!(replayed.state(), now, "the replayed journal leads to another state");
    }

    /// The running branch.
    pub(crate) fn branch(&self) -> &Branch {
        &self.on.as_ref().expect("the scenario has started the branch").branch
    }

    /// The time that is true, in UTC.
    pub(crate) fn truth(&self) -> DateTime<Utc> {
        self.truth
    }

    /// The clocks as the branch reads them.
    pub(crate) fn now(&mut self) -> Moment {
        let (truth, wall, trust) = (self.truth, self.wall(), self.trust);
        let on = self.on.as_mut().expect("the scenario has started the branch");
        on.clock.moment(reading(truth - on.since, wall, trust))
    }

    /// Starts the branch on what is on disk.
    pub(crate) fn power_on(&mut self) -> Result<(), String> {
        if self.on.is_some() {
            return Err("the branch is running".into());
        }
        let settings = Arc::new(self.settings.clone());
        if self.journal.is_empty() {
            self.state = State::new(self.epoch, self.given.clone());
            self.start = Some(Branch::new(Arc::clone(&settings), self.state.clone()));
        }
        let branch = Branch::new(settings, self.state.clone());
        let since = *self.booted.get_or_insert(self.truth);
        let id = BootId(since.timestamp_millis().unsigned_abs().into());
        let clock =
            Clock::resume(branch.state(), reading(self.truth - since, self.wall(), self.trust), Some(id));
        let boot = clock.boot();
        self.on = Some(On { branch, clock, since });
        self.command(Command::Restart { epoch: self.epoch, code_key: CodeKey(7), boot });
        for kiosk in self.settings.kiosks.clone() {
            if !self.slips_watched {
                self.command(Command::ReportPrinter { kiosk, printer: PrinterState::Ready });
            }
        }
        Ok(())
    }

    /// Drops the branch; what is on disk must be all that matters.
    pub(crate) fn power_off(&mut self) -> Result<(), String> {
        let on = self.on.take().ok_or("the branch is not running")?;
        let disk = serde_json::to_string(on.branch.state()).unwrap();
        self.state = serde_json::from_str(&disk).unwrap();
        self.off_wall = self.wall();
        assert_eq!(&self.state, on.branch.state(), "what is on disk is not what was in memory");
        Ok(())
    }

    /// Asks the branch for something and writes the answer down.
    pub(crate) fn command(&mut self, command: Command) {
        self.seen.command(&command);
        let now = self.now();
        match self.branch().decide(now, command) {
            Ok(events) => {
                for event in events {
                    self.apply(now, event);
                }
            }
            Err(refusal) => {
                self.seen.refusal(&refusal);
                self.say(&format!("refused: {}", self.refusal_in_words(&refusal)));
            }
        }
    }

    /// Brings an event into the branch and checks everything that must be true.
    pub(crate) fn apply(&mut self, at: Moment, event: Event) {
        self.seen.event(&event);
        if let Event::RequestAnswered { answer: RequestAnswer::Refused(refusal), .. } = &event {
            self.seen.refusal(refusal);
        }
        if let Event::TicketTaken { ticket, number, .. } = &event {
            self.numbers.insert(*ticket, *number);
        }
        if !self.is_routine(&event) {
            self.say(&self.event_in_words(&event));
        }
        let entry = Entry { at, event };
        let on = self.on.as_mut().expect("an event needs a branch");
        on.branch.apply(&entry);
        if let Event::TimeStated { wall_ms } = entry.event {
            on.clock.follow(wall_ms.saturating_sub_unsigned(at.steady_ms));
        }
        if let Err(violation) = on.branch.check_invariants() {
            panic!("after {entry:?}: {violation}\n{}", self.answer.join("\n"));
        }
        self.journal.push(entry);
    }

    /// The number that a ticket has or had.
    pub(crate) fn number_of(&self, ticket: TicketId) -> TicketNumber {
        self.numbers[&ticket]
    }

    /// A link id that no other ticket has.
    pub(crate) fn new_link(&mut self) -> LinkId {
        self.links += 1;
        LinkId(self.links)
    }

    /// Somebody who has not asked for anything yet.
    pub(crate) fn new_person(&mut self) -> PersonToken {
        self.persons += 1;
        self.person()
    }

    /// Who was new last.
    pub(crate) fn person(&self) -> PersonToken {
        PersonToken(self.persons)
    }

    /// Adds a line to the answer.
    pub(crate) fn say(&mut self, words: &str) {
        let stamp = if self.stamped { format!("{} ", self.local(self.truth)) } else { String::new() };
        self.answer.push(stamp + words);
    }

    /// An instant as people in the office read it; with the date when it is another one than today's.
    pub(crate) fn local(&self, at: DateTime<Utc>) -> String {
        let zone = self.settings.calendar.zone;
        let (local, today) = (at.with_timezone(&zone), self.truth.with_timezone(&zone).date_naive());
        let time = if local.timestamp() % 60 == 0 { local.format("%H:%M") } else { local.format("%H:%M:%S") };
        if local.date_naive() == today { time.to_string() } else { format!("{} {time}", local.date_naive()) }
    }

    /// A steady time of the branch as a local time.
    pub(crate) fn at_steady(&self, steady_ms: u64) -> String {
        let steady_now_ms = self.on.as_ref().map_or(0, |on| {
            let mut clock = on.clock.clone();
            clock.moment(reading(self.truth - on.since, self.wall(), self.trust)).steady_ms
        });
        let ahead_ms = i64::try_from(steady_ms).unwrap() - i64::try_from(steady_now_ms).unwrap();
        self.local(self.truth + TimeDelta::milliseconds(ahead_ms))
    }

    /// The line, in the order in which people will be called.
    pub(crate) fn line_in_words(&self) -> String {
        let Some(on) = &self.on else { return "empty".into() };
        let words = on.branch.line().into_iter().map(|ticket| match ticket.presence {
            Presence::Present => ticket.number.to_string(),
            Presence::Absent => format!("({})", ticket.number),
        });
        let words: Vec<String> = words.collect();
        if words.is_empty() { "empty".into() } else { words.join(" ") }
    }

    /// What the wall clock says.
    pub(crate) fn wall(&self) -> DateTime<Utc> {
        self.truth + self.wall_error
    }

    /// What the wall clock said when the power went off.
    pub(crate) fn wall_when_off(&self) -> DateTime<Utc> {
        self.off_wall
    }

    /// How many events there are.
    pub(crate) fn journalled(&self) -> usize {
        self.journal.len()
    }

    /// Says so when nothing has happened since.
    pub(crate) fn say_if_nothing_since(&mut self, journalled: usize) {
        if self.journal.len() == journalled && self.answer.is_empty() {
            self.say("nothing changes");
        }
    }

    /// Lets the time pass: whatever is due on the way happens at its own time.
    fn advance(&mut self, to: DateTime<Utc>) -> Result<(), String> {
        if to < self.truth && self.start.is_some() {
            return Err(format!("it is {} already", self.local(self.truth)));
        }
        while self.on.is_some() && self.truth < to {
            self.stamped = true;
            self.settle();
            let now = self.now();
            let due_ms = self.branch().next_deadline_ms(now) - now.steady_ms;
            self.truth = to.min(self.truth + TimeDelta::milliseconds(i64::try_from(due_ms).unwrap()));
        }
        self.stamped = self.on.is_some() && self.truth < to;
        self.truth = to;
        self.settle();
        self.stamped = false;
        Ok(())
    }

    /// Everything that is due now, and what devices do by themselves.
    fn settle(&mut self) {
        if self.on.is_none() {
            return;
        }
        for _ in 0..TICKS_MAX {
            let journalled = self.journal.len();
            self.command(Command::Tick);
            for duty in self.branch().duties() {
                match duty {
                    Duty::Print { kiosk, job, .. } if !self.slips_watched => {
                        let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
                        self.command(Command::ReportSlip { kiosk, job, outcome });
                    }
                    Duty::Announce { call, .. } if !self.calls_watched => {
                        self.command(Command::ReportCallShown { call });
                    }
                    Duty::Print { .. } | Duty::Announce { .. } => {}
                }
            }
            if self.journal.len() == journalled {
                return;
            }
        }
        panic!("what is due never ends:\n{}", self.answer.join("\n"));
    }

    /// What the transcript leaves out unless the scenario watches it.
    fn is_routine(&self, event: &Event) -> bool {
        let ready = matches!(event, Event::PrinterChanged { printer: PrinterState::Ready, .. });
        let slip = matches!(event, Event::SlipSent { .. } | Event::SlipPrinted { .. });
        let call = matches!(event, Event::CallShown { .. });
        let joined = matches!(event, Event::RequestAnswered { answer: RequestAnswer::Joined { .. }, .. });
        joined || (!self.slips_watched && (ready || slip)) || (!self.calls_watched && call)
    }

    /// The time at the head of a line, and the sentence behind it.
    pub(crate) fn time_of<'a>(&self, words: &'a [&'a str]) -> Result<(DateTime<Utc>, &'a [&'a str]), String> {
        let zone = self.settings.calendar.zone;
        let today = self.truth.with_timezone(&zone).date_naive();
        let (date, rest) = match words.split_first() {
            Some((first, rest)) => first.parse().map_or((today, words), |date: NaiveDate| (date, rest)),
            None => (today, words),
        };
        if let [number, unit, sentence @ ..] = rest
            && let Some(number) = number.strip_prefix('+')
        {
            return Ok((self.truth + span(number, unit)?, sentence));
        }
        let time = rest.first().and_then(|time| {
            let local = format!("{date} {time}{}", if time.len() == 5 { ":00" } else { "" });
            NaiveDateTime::parse_from_str(&local, "%Y-%m-%d %H:%M:%S").ok()
        });
        let Some(time) = time else { return Ok((self.truth, rest)) };
        let instant = zone.from_local_datetime(&time).earliest().ok_or("no such local time")?;
        Ok((instant.to_utc(), &rest[1..]))
    }
}

/// A time span from its number and its unit.
pub(crate) fn span(number: &str, unit: &str) -> Result<TimeDelta, String> {
    let number: i64 = number.parse().map_err(|_| format!("'{number}' is no number"))?;
    match unit {
        "s" => Ok(TimeDelta::seconds(number)),
        "min" => Ok(TimeDelta::minutes(number)),
        "h" => Ok(TimeDelta::hours(number)),
        "day" | "days" => Ok(TimeDelta::days(number)),
        _ => Err(format!("'{unit}' is no unit of time")),
    }
}

fn reading(up: TimeDelta, wall: DateTime<Utc>, trust: ClockTrust) -> Reading {
    Reading {
        mono_ms: u64::try_from(up.num_milliseconds()).unwrap(),
        wall_ms: wall.timestamp_millis(),
        trust,
    }
}
