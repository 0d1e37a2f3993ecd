//! What a site decides: services, counters, hours and rules. Read by `config`, checked once, never journalled.

use super::calendar::{Calendar, Hours};
use super::ids::{CounterId, KioskId, Series, ServiceId};
use super::kiosk::Roll;
use super::ticket::{Class, Language};
use chrono::NaiveTime;
use std::collections::BTreeMap;

/// Words that a site gives in several languages; Latvian always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteText {
    /// The Latvian words, which stand in where another language has none.
    pub lv: String,
    /// The others.
    pub other: BTreeMap<Language, String>,
}

impl SiteText {
    /// The words in this language, or the Latvian ones.
    pub fn get(&self, language: Language) -> &str {
        self.other.get(&language).unwrap_or(&self.lv)
    }
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name as people read it.
    pub name: SiteText,
    /// A few words below the name.
    pub detail: Option<SiteText>,
    /// The letter of its numbers.
    pub series: Series,
    /// How long one service usually takes, until the branch has learned better.
    pub typical_s: u32,
    /// Most tickets a day.
    pub cap: Option<u32>,
    /// Minutes before closing at which the last ticket is given, at the latest.
    pub last_ticket_before_close_min: u32,
}

/// One counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSettings {
    /// The services that it does.
    pub services: Vec<ServiceId>,
    /// When somebody works there on a day that the office is open, ascending. None: nobody knows; who opens it, is there.
    pub hours: Vec<Hours>,
}

/// What a press of a kiosk's button asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// At which kiosk.
    pub kiosk: KioskId,
    /// Its place there, from 1.
    pub place: u8,
    /// For what.
    pub service: ServiceId,
    /// For whom.
    pub class: Class,
    /// The language of the slip.
    pub language: Language,
}

/// What a kiosk can be asked that gives no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Which number is now.
    WhichNumber,
    /// Where the newest ticket stands; asked again while it is being said: silence.
    MyTicket,
    /// Whether it can be said louder.
    Louder,
    /// For another language: the one of the button, or else the next one.
    OtherLanguage,
}

/// A button of a kiosk that asks a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionButton {
    /// At which kiosk.
    pub kiosk: KioskId,
    /// Its place there, from 1; no ticket button has it.
    pub place: u8,
    /// Which question.
    pub question: Question,
    /// The language of the answer; without one that of the ticket, or the public one.
    pub language: Option<Language>,
}

/// How much of a call is heard in the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HallCall {
    /// A chime, and the number with its counter.
    Spoken,
    /// A chime alone.
    Chime,
}

/// Hours in which nothing is heard; they may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet minute.
    pub from: NaiveTime,
    /// The first minute that is not quiet any more.
    pub until: NaiveTime,
}

impl QuietHours {
    /// Whether this time of day is quiet.
    pub fn contains(self, time: NaiveTime) -> bool {
        match self.from <= self.until {
            true => self.from <= time && time < self.until,
            false => self.from <= time || time < self.until,
        }
    }
}

/// What is heard, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoundRules {
    /// When only the pictures speak.
    pub quiet: Option<QuietHours>,
    /// What is heard of a call.
    pub hall_call: HallCall,
}

impl Default for SoundRules {
    fn default() -> Self {
        Self { quiet: None, hall_call: HallCall::Spoken }
    }
}

/// What clerks see of the people whom they will call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShowNext {
    /// How many they are, and the next numbers.
    #[default]
    Numbers,
    /// How many they are.
    Count,
    /// Only whether there is somebody to be called.
    Nothing,
}

/// How somebody who joined from elsewhere comes to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemotePresence {
    /// When they have said that they are here.
    CheckIn,
    /// When their turn comes: this office has no check-in.
    Assumed,
}

/// The rules for people who are elsewhere; each has the design's value as its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteRules {
    /// The letter of their numbers, which no service has.
    pub series: Series,
    /// How they come to be called.
    pub presence: RemotePresence,
    /// They can join so many minutes after opening.
    pub after_opening_min: u32,
    /// They can join until so many minutes before closing.
    pub before_closing_min: u32,
    /// The share of the time that is left today, and of each daily cap, that is kept for people who are here.
    pub walk_in_share_percent: u32,
    /// Most joins in an hour.
    pub joins_per_hour_max: u32,
    /// Most joins of one person in a day.
    pub joins_per_person_max: u8,
    /// Behind how many others somebody goes who asks for more time.
    pub step_back_behind: u32,
    /// How often one person can ask for that.
    pub steps_back_max: u8,
    /// Where a phone checks in: this, then the code that is shown. Without it people type the code.
    pub check_in_url: Option<String>,
}

impl Default for RemoteRules {
    fn default() -> Self {
        Self {
            series: Series::try_from('R').expect("a letter that a series may use"),
            presence: RemotePresence::CheckIn,
            after_opening_min: 30,
            before_closing_min: 30,
            walk_in_share_percent: 25,
            joins_per_hour_max: 120,
            joins_per_person_max: 5,
            step_back_behind: 3,
            steps_back_max: 3,
            check_in_url: None,
        }
    }
}

/// The rules of the line; each has the design's value as its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How long a parked ticket is kept.
    pub hold_s: u32,
    /// A return within this time after its turn enters behind one present ticket.
    pub grace_s: u32,
    /// Behind how many present tickets a return within the hold enters; not fewer than within the grace.
    pub late_behind: u32,
    /// How often a present ticket may be passed by returns.
    pub setbacks_max: u8,
    /// How often a present ticket may be passed by credit.
    pub slips_max: u8,
    /// The head start of the priority class.
    pub priority_credit_s: u32,
    /// How often one ticket is called again.
    pub recalls_max: u8,
    /// A slip that is owed for longer is not printed any more: the person has gone.
    pub slip_stale_s: u32,
    /// How long the branch works on after closing before the day is closed for it.
    pub overrun_min: u32,
    /// How long an unannounced clock jump keeps the clock in doubt.
    pub clock_settle_s: u32,
    /// Whether a ticket is refused when its service would probably end after closing.
    pub admit_by_forecast: bool,
    /// How long the journal keeps events.
    pub journal_keep_days: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            hold_s: 45 * 60,
            grace_s: 10 * 60,
            late_behind: 3,
            setbacks_max: 2,
            slips_max: 3,
            priority_credit_s: 10 * 60,
            recalls_max: 1,
            slip_stale_s: 30,
            overrun_min: 120,
            clock_settle_s: 10 * 60,
            admit_by_forecast: true,
            journal_keep_days: 400,
        }
    }
}

/// A branch as its site file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The branch's key, for example `riga-2`.
    pub key: String,
    /// The office's name, for the head of the slip.
    pub name: SiteText,
    /// Public language, for hall and kiosk.
    pub language: Language,
    /// Languages that a visitor can choose, the public one first.
    pub languages: Vec<Language>,
    /// Opening hours.
    pub calendar: Calendar,
    /// Services by key, in the order of the site file.
    pub services: Vec<(ServiceId, Service)>,
    /// Counters by number.
    pub counters: BTreeMap<CounterId, CounterSettings>,
    /// The kiosks that the board has.
    pub kiosks: Vec<KioskId>,
    /// The paper of kiosks whose board says how long a roll is.
    pub rolls: BTreeMap<KioskId, Roll>,
    /// What the buttons of the kiosks ask for that give tickets.
    pub buttons: Vec<Button>,
    /// The buttons that ask a question.
    pub questions: Vec<QuestionButton>,
    /// What is heard.
    pub sound: SoundRules,
    /// What clerks see of who is next.
    pub show_next: ShowNext,
    /// Where a ticket's link leads: this, then the link id. Without it slips carry no code.
    pub follow_url: Option<String>,
    /// The rules of the line.
    pub rules: Rules,
    /// The rules for people who are elsewhere, if this office lets them join.
    pub remote: Option<RemoteRules>,
}

impl Settings {
    /// The service with this key.
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|(key, _)| key == id).map(|(_, service)| service)
    }

    /// Whether this counter does this service.
    pub fn serves(&self, counter: CounterId, service: &ServiceId) -> bool {
        self.counters.get(&counter).is_some_and(|settings| settings.services.contains(service))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let check = |from, until, quiet: &[u32]| {
            let hours = QuietHours { from: time(from), until: time(until) };
            let found: Vec<u32> = (0..24).filter(|&hour| hours.contains(time(hour))).collect();
            assert_eq!(found, quiet, "{from} to {until}");
        };
        check(12, 14, &[12, 13]);
        check(21, 2, &[0, 1, 21, 22, 23]);
        check(7, 7, &[]);
    }
}
