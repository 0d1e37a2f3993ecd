//! What the display of a kiosk shows.
//!
//! While tickets are given: the buttons, each with its letter, its service and its wait, or the words of its refusal.
//! Otherwise one sentence at a time that says what is the case and what to do. A number whose slip did not come out is
//! shown large: its owner is in the line all the same. A question is answered here in the words that are spoken, too.

use super::visitor::{Asked, Press, Visitor};
use crate::domain::branch::{Branch, NumberNow};
use crate::domain::ids::{KioskId, LinkId, TicketNumber};
use crate::domain::kiosk::{Kiosk, PrinterState};
use crate::domain::refusal::Refusal;
use crate::domain::settings::Button;
use crate::domain::ticket::{Class, Language, SlipState, Ticket};
use crate::domain::time::Moment;
use crate::wording::times::LocalNow;
use crate::wording::{Say, Words};

/// So long a refused press is explained.
pub const REFUSAL_MS: u64 = 6_000;
/// So long people are asked to take their slip.
pub const TAKE_SLIP_MS: u64 = 4_000;
/// So long a number without a slip is shown: time to write it down.
pub const REMEMBER_MS: u64 = 20_000;

/// So long an answer is shown: time to read all of a ticket.
pub const ANSWER_MS: u64 = 20_000;
/// So long the volume is shown.
pub const VOLUME_MS: u64 = 3_000;
/// So long the name of a language is shown that was chosen.
pub const LANGUAGE_MS: u64 = 3_000;

/// What a button offers at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// A ticket, with the wait if it can be told.
    Ticket {
        /// The wait.
        wait: Option<String>,
    },
    /// Nothing, for this reason.
    Nothing {
        /// The reason.
        reason: String,
    },
}

/// A button in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownButton {
    /// The letter of its numbers.
    pub letter: String,
    /// Its service.
    pub name: String,
    /// A few words more.
    pub detail: Option<String>,
    /// What it offers.
    pub offer: Offer,
}

/// A number that is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownNumber {
    /// The letter of its series.
    pub letter: String,
    /// The number.
    pub number: String,
    /// Where it was called to.
    pub counter: String,
}

/// What the display of a kiosk shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KioskView {
    /// The buttons, in their order on the kiosk.
    Buttons {
        /// What to do.
        head: String,
        /// The buttons.
        buttons: Vec<ShownButton>,
    },
    /// The numbers that are now.
    Numbers {
        /// What they are.
        head: String,
        /// The numbers, one of each series.
        numbers: Vec<ShownNumber>,
    },
    /// One thing to know instead.
    Notice {
        /// Whether something is wrong.
        fault: bool,
        /// What is the case.
        title: String,
        /// Words just before the number.
        lead: Option<String>,
        /// A ticket number.
        number: Option<String>,
        /// What to do.
        advice: Option<String>,
    },
}

/// A view, and the steady time at which it ends by itself.
pub type Timed = (KioskView, Option<u64>);

impl KioskView {
    /// The view of a kiosk, and the steady time at which it ends by itself. Waits move with time: make the view anew
    /// every few seconds. While somebody has chosen a language it is in that one; else what concerns everybody is in the
    /// public language, and a button, and what is said to the person who pressed it, in the button's.
    pub fn of(branch: &Branch, id: KioskId, visitor: &Visitor, now: Moment, words: &Words) -> Timed {
        let (press, chosen) = (&visitor.press, visitor.chosen.now(now.steady_ms));
        let say = words.say(chosen.unwrap_or(branch.settings().language));
        let Some(kiosk) = branch.state().kiosks.get(&id) else {
            return (notice(say.kiosk_starting(), None), None);
        };
        let trusted_now = branch.clock_trusted(now).then(|| now.utc());
        let local = LocalNow { zone: branch.settings().calendar.zone, now: trusted_now };
        let (view, until_ms) = pending(press, words)
            .or_else(|| under_way(branch, kiosk, words))
            .or_else(|| refused(press, local, now, words))
            .or_else(|| without_slip(branch, kiosk, now, words))
            .or_else(|| answered(branch, id, press, now, words))
            .or_else(|| printed(branch, kiosk, now, words))
            .or_else(|| closed(branch, local, say))
            .or_else(|| unable(branch, kiosk, say))
            .unwrap_or_else(|| {
                let mut buttons: Vec<&Button> =
                    branch.settings().buttons.iter().filter(|button| button.kiosk == id).collect();
                buttons.sort_by_key(|button| button.place);
                let shown = buttons.into_iter().map(|button| {
                    let say = words.say(chosen.unwrap_or(button.language));
                    shown(branch, kiosk, button, local, now, say)
                });
                (Self::Buttons { head: say.kiosk_press(), buttons: shown.collect() }, None)
            });
        (view, until_ms.into_iter().chain(visitor.chosen.until_ms(now.steady_ms)).min())
    }
}

/// A press has no answer yet.
fn pending(press: &Press, words: &Words) -> Option<Timed> {
    match press {
        Press::Idle | Press::Refused { .. } | Press::Answered { .. } => None,
        Press::Pending { language } => Some((notice(words.say(*language).kiosk_please_wait(), None), None)),
    }
}

/// A slip is on its way.
fn under_way(branch: &Branch, kiosk: &Kiosk, words: &Words) -> Option<Timed> {
    let last = kiosk.last.filter(|last| !last.slip.settled())?;
    let say = words.say(language(branch, last.number));
    let advice = Some(say.kiosk_printing_advice());
    Some((with_number(false, say.kiosk_printing(), None, last.number, advice), None))
}

/// A press was refused a moment ago.
fn refused(press: &Press, local: LocalNow, now: Moment, words: &Words) -> Option<Timed> {
    let (refusal, language, since_ms) = match press {
        Press::Idle | Press::Pending { .. } | Press::Answered { .. } => return None,
        // While a slip is on its way the display says so already, and afterwards it is not true any more.
        Press::Refused { refusal: Refusal::StillPrinting, .. } => return None,
        Press::Refused { refusal, language, since_ms } => (refusal, *language, since_ms),
    };
    let until_ms = since_ms + REFUSAL_MS;
    let sentences = words.say(language).visitor_refusal(refusal, local);
    let (title, advice) = first_sentence(&sentences);
    (now.steady_ms < until_ms).then_some((fault(title, advice), Some(until_ms)))
}

/// A slip did not come out a moment ago, or nobody knows. No answer hides that: there is no other place to read it.
fn without_slip(branch: &Branch, kiosk: &Kiosk, now: Moment, words: &Words) -> Option<Timed> {
    let last = kiosk.last?;
    let say = words.say(language(branch, last.number));
    let title = match last.slip {
        SlipState::None | SlipState::Reserved { .. } | SlipState::Sent { .. } | SlipState::Printed => {
            return None;
        }
        SlipState::Failed => say.kiosk_slip_failed(),
        SlipState::Uncertain => say.kiosk_slip_uncertain(),
    };
    // The number stands large on a line of its own, so the sentence goes without it.
    let lead = say.kiosk_remember_number(last.number).replace(&last.number.to_string(), "");
    let lead = Some(lead.trim().to_owned());
    let view = with_number(true, title, lead, last.number, Some(say.kiosk_in_line()));
    let until_ms = last.since_ms + REMEMBER_MS;
    (now.steady_ms < until_ms).then_some((view, Some(until_ms)))
}

/// A question was asked a moment ago.
fn answered(branch: &Branch, id: KioskId, press: &Press, now: Moment, words: &Words) -> Option<Timed> {
    let Press::Answered { asked, language, since_ms } = press else { return None };
    let (view, shown_ms) = match asked {
        Asked::WhichNumber => {
            let say = words.say(language.unwrap_or(branch.settings().language));
            // While the branch is closed that is the answer.
            branch.state().day?;
            (numbers(branch, say), ANSWER_MS)
        }
        Asked::MyTicket => (my_ticket(branch, id, *language, now, words), ANSWER_MS),
        Asked::Code { link } => (of_code(branch, *link, now, words), ANSWER_MS),
        Asked::Language => {
            let say = words.say(language.unwrap_or(branch.settings().language));
            (notice(say.language_name(), Some(say.kiosk_language_chosen())), LANGUAGE_MS)
        }
        Asked::Louder { step, steps } => {
            let say = words.say(language.unwrap_or(branch.settings().language));
            (notice(say.kiosk_volume(*step, *steps), None), VOLUME_MS)
        }
    };
    let until_ms = since_ms + shown_ms;
    (now.steady_ms < until_ms).then_some((view, Some(until_ms)))
}

fn numbers(branch: &Branch, say: Say<'_>) -> KioskView {
    let shown = |now: NumberNow| ShownNumber {
        letter: now.number.series.to_string(),
        number: now.number.to_string(),
        counter: say.counter_name(now.counter),
    };
    match branch.numbers_now() {
        none if none.is_empty() => notice(say.hall_nobody_called(), Some(say.hall_take_number())),
        numbers => KioskView::Numbers {
            head: say.kiosk_numbers_now(),
            numbers: numbers.into_iter().map(shown).collect(),
        },
    }
}

/// Where the newest ticket stands.
fn my_ticket(branch: &Branch, id: KioskId, asked: Option<Language>, now: Moment, words: &Words) -> KioskView {
    let say = words.say(asked.unwrap_or(branch.settings().language));
    let Some(number) = branch.newest_number(id, now) else {
        let press = branch.kiosk_works(id).then(|| format!("{}.", say.kiosk_press()));
        return notice(say.kiosk_no_new_ticket(), press);
    };
    match branch.ticket_by_number(number) {
        Some(ticket) => standing(branch, ticket, now, words.say(asked.unwrap_or(ticket.language))),
        // Nobody knows its service and its language any more.
        None => with_number(false, first_sentence(&say.follow_over()).0, None, number, None),
    }
}

fn standing(branch: &Branch, ticket: &Ticket, now: Moment, say: Say<'_>) -> KioskView {
    let title = say.service_name(branch.settings(), &ticket.service);
    with_number(false, title, None, ticket.number, Some(say.standing(branch, ticket, now).join(" ")))
}

/// Where a ticket stands, in its language. Nobody knows the language of who shows another code: it is told in all.
fn of_code(branch: &Branch, link: Option<LinkId>, now: Moment, words: &Words) -> KioskView {
    let settings = branch.settings();
    let Some(ticket) = link.and_then(|link| branch.ticket_by_link(link)) else {
        let others = settings.languages.iter().filter(|&&language| language != settings.language);
        let others: Vec<String> =
            others.map(|&language| format!("{}.", words.say(language).kiosk_code_unknown())).collect();
        let title = words.say(settings.language).kiosk_code_unknown();
        return notice(title, Some(others.join(" ")).filter(|others| !others.is_empty()));
    };
    standing(branch, ticket, now, words.say(ticket.language))
}

/// A slip came out a moment ago.
fn printed(branch: &Branch, kiosk: &Kiosk, now: Moment, words: &Words) -> Option<Timed> {
    let last = kiosk.last.filter(|last| last.slip == SlipState::Printed)?;
    let say = words.say(language(branch, last.number));
    let view = with_number(false, say.kiosk_take_slip(), None, last.number, None);
    let until_ms = last.since_ms + TAKE_SLIP_MS;
    (now.steady_ms < until_ms).then_some((view, Some(until_ms)))
}

/// The language of a ticket; of a ticket that has ended, the public one.
fn language(branch: &Branch, number: TicketNumber) -> Language {
    branch.ticket_by_number(number).map_or(branch.settings().language, |ticket| ticket.language)
}

fn closed(branch: &Branch, local: LocalNow, say: Say<'_>) -> Option<Timed> {
    if branch.state().day.is_some() {
        return None;
    }
    let opens = local.now.and_then(|now| branch.settings().calendar.next_opening(now));
    Some((notice(say.kiosk_closed(), say.opens_again(opens, local)), None))
}

/// No press could give a ticket.
fn unable(branch: &Branch, kiosk: &Kiosk, say: Say<'_>) -> Option<Timed> {
    let title = match kiosk.printer {
        PrinterState::Unknown => return Some((notice(say.kiosk_starting(), None), None)),
        PrinterState::Ready | PrinterState::PaperNearEnd if branch.state().storage_full => {
            let (title, advice) = first_sentence(&say.refusal_storage_full());
            return Some((fault(title, advice), None));
        }
        PrinterState::Ready | PrinterState::PaperNearEnd => return None,
        PrinterState::PaperOut => say.kiosk_no_paper(),
        PrinterState::TicketNotTaken => return Some((notice(say.kiosk_take_slip(), None), None)),
        PrinterState::CoverOpen
        | PrinterState::CutterBlocked
        | PrinterState::Jammed
        | PrinterState::Overheated
        | PrinterState::Unrecoverable
        | PrinterState::NeedsPowerCycle
        | PrinterState::Error
        | PrinterState::Offline
        | PrinterState::Silent => say.kiosk_no_printer(),
    };
    Some((fault(title, Some(say.kiosk_ask_staff())), None))
}

fn shown(
    branch: &Branch,
    kiosk: &Kiosk,
    button: &Button,
    local: LocalNow,
    now: Moment,
    say: Say<'_>,
) -> ShownButton {
    let Some(service) = branch.settings().service(&button.service) else {
        let reason = say.refusal(&Refusal::UnknownService { service: button.service.clone() }, local);
        let (letter, name) = (String::new(), button.service.to_string());
        return ShownButton { letter, name, detail: None, offer: Offer::Nothing { reason } };
    };
    let offer = match branch.admit(now, button.kiosk, &button.service, button.class) {
        _ if kiosk.stuck_buttons.contains(&button.place) => Offer::Nothing { reason: say.kiosk_ask_staff() },
        Ok(admission) => Offer::Ticket { wait: admission.promise.wait().map(|wait| say.wait(wait)) },
        Err(Refusal::CapReached { opens } | Refusal::NoMoreToday { opens }) => {
            Offer::Nothing { reason: say.none_today(opens, local) }
        }
        Err(refusal) => Offer::Nothing { reason: say.visitor_refusal(&refusal, local) },
    };
    let detail = match button.class {
        Class::Normal => service.detail.as_ref().map(|detail| detail.get(say.language()).to_owned()),
        Class::Priority => Some(say.kiosk_priority()),
    };
    let name = service.name.get(say.language()).to_owned();
    ShownButton { letter: service.series.to_string(), name, detail, offer }
}

/// A first sentence as a title, without its full stop, and the rest as advice.
pub(super) fn first_sentence(sentences: &str) -> (String, Option<String>) {
    match sentences.split_once(". ") {
        Some((title, advice)) => (title.to_owned(), Some(advice.to_owned())),
        None => (sentences.trim_end_matches('.').to_owned(), None),
    }
}

fn notice(title: String, advice: Option<String>) -> KioskView {
    KioskView::Notice { fault: false, title, lead: None, number: None, advice }
}

fn fault(title: String, advice: Option<String>) -> KioskView {
    KioskView::Notice { fault: true, title, lead: None, number: None, advice }
}

fn with_number(
    fault: bool,
    title: String,
    lead: Option<String>,
    number: TicketNumber,
    advice: Option<String>,
) -> KioskView {
    KioskView::Notice { fault, title, lead, number: Some(number.to_string()), advice }
}
