//! What a kiosk says: answers to questions, refusals, and what to do when no slip came out.
//!
//! Each has its twin on the display, from the same branch at the same moment. A person at the kiosk hears their own
//! language; who asks in none hears that of the ticket, or the public one.

use super::piece::{Piece, recorded};
use super::{Utterance, sentences};
use crate::domain::branch::Branch;
use crate::domain::ids::{KioskId, LinkId, TicketNumber};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::{Language, Presence, SlipState, Ticket, TicketState};
use crate::domain::time::Moment;
use crate::wording::times::LocalNow;
use crate::wording::{Say, Words};

/// "Which number is now?"
pub fn numbers_now(branch: &Branch, language: Language, now: Moment, words: &Words) -> Utterance {
    let say = words.say(language);
    if branch.state().day.is_none() {
        return refusal(branch, &Refusal::Closed { opens: next_opening(branch, now) }, language, now, words);
    }
    let numbers = branch.numbers_now();
    if numbers.is_empty() {
        return Utterance::words(language, [recorded!(say, hall_nobody_called).end()]);
    }
    let numbers = numbers.iter().map(|now| sentences::number_at(say, now.number, now.counter));
    Utterance::words(language, [recorded!(say, speech_numbers_now)].into_iter().chain(numbers))
}

/// "What about my ticket?": where the newest one of this kiosk stands.
pub fn my_ticket(
    branch: &Branch,
    kiosk: KioskId,
    language: Option<Language>,
    now: Moment,
    words: &Words,
) -> Utterance {
    let say = words.say(language.unwrap_or(branch.settings().language));
    let Some(number) = branch.newest_number(kiosk, now) else {
        let press = branch.kiosk_works(kiosk).then(|| recorded!(say, kiosk_press).end());
        let nobody = recorded!(say, kiosk_no_new_ticket).end();
        return Utterance::words(say.language(), [nobody].into_iter().chain(press));
    };
    match branch.ticket_by_number(number) {
        Some(ticket) => standing(branch, ticket, now, words.say(language.unwrap_or(ticket.language))),
        None => {
            let over = recorded!(say, follow_over);
            Utterance::words(say.language(), [sentences::your_number(say, number), over])
        }
    }
}

/// Where the ticket of a scanned code stands, in its language; in the public one that no ticket has this code.
pub fn scanned(branch: &Branch, link: Option<LinkId>, now: Moment, words: &Words) -> Utterance {
    let Some(ticket) = link.and_then(|link| branch.ticket_by_link(link)) else {
        let language = branch.settings().language;
        return Utterance::words(language, [recorded!(words.say(language), kiosk_code_unknown).end()]);
    };
    standing(branch, ticket, now, words.say(ticket.language))
}

/// The number, the service, and where the ticket stands at this moment.
fn standing(branch: &Branch, ticket: &Ticket, now: Moment, say: Say<'_>) -> Utterance {
    let number = sentences::your_number(say, ticket.number);
    let service = branch.settings().service(&ticket.service).map_or_else(
        || Piece::unrecorded(say.speech_service(&say.gone_service(&ticket.service.0))),
        |service| sentences::service(say, &ticket.service, service),
    );
    Utterance::words(say.language(), [vec![number, service], stands(branch, ticket, now, say)].concat())
}

fn stands(branch: &Branch, ticket: &Ticket, now: Moment, say: Say<'_>) -> Vec<Piece> {
    match ticket.state {
        TicketState::Waiting if ticket.presence == Presence::Absent => vec![recorded!(say, follow_absent)],
        TicketState::Waiting => match branch.forecast_of(ticket.id, now.steady_ms) {
            None => Vec::new(),
            Some((0, _)) => vec![recorded!(say, follow_next)],
            Some((ahead, forecast)) => {
                let clock = branch.clock_trusted(now).then(|| (now.utc(), branch.settings().calendar.zone));
                sentences::promise(say, ahead, forecast.map(|forecast| forecast.wait), clock).into()
            }
        },
        TicketState::Called { counter, .. } => {
            vec![recorded!(say, follow_come).end(), recorded!(say, speech_called_to, counter)]
        }
        TicketState::Serving { counter, .. } => {
            vec![recorded!(say, follow_served).end(), recorded!(say, counter_name, counter).end()]
        }
        TicketState::Parked { until_ms, .. } => {
            let minutes = until_ms.saturating_sub(now.steady_ms).div_ceil(60_000);
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            vec![recorded!(say, follow_parked).end(), recorded!(say, speech_parked_advice, minutes)]
        }
        TicketState::Ended => vec![recorded!(say, follow_over)],
    }
}

/// How loud it is from now on.
pub fn volume(step: u32, steps: u32, language: Language, words: &Words) -> Utterance {
    Utterance::words(language, [recorded!(words.say(language), kiosk_volume, step, steps).end()])
}

/// The kiosk speaks another language from now on.
pub fn language_chosen(language: Language, words: &Words) -> Utterance {
    let say = words.say(language);
    Utterance::words(language, [recorded!(say, language_name).end(), recorded!(say, kiosk_language_chosen)])
}

/// Why a press gave no ticket.
pub fn refusal(
    branch: &Branch,
    refusal: &Refusal,
    language: Language,
    now: Moment,
    words: &Words,
) -> Utterance {
    let trusted_now = branch.clock_trusted(now).then(|| now.utc());
    let local = LocalNow { zone: branch.settings().calendar.zone, now: trusted_now };
    Utterance::words(language, sentences::refusal(words.say(language), refusal, local))
}

/// An answer takes long.
pub fn please_wait(language: Language, words: &Words) -> Utterance {
    Utterance::words(language, [recorded!(words.say(language), kiosk_please_wait).end()])
}

/// A slip did not come out, or nobody knows: its owner must hear the number. `None` when there is nothing to say.
pub fn without_slip(
    branch: &Branch,
    number: TicketNumber,
    slip: SlipState,
    words: &Words,
) -> Option<Utterance> {
    let language =
        branch.ticket_by_number(number).map_or(branch.settings().language, |ticket| ticket.language);
    let say = words.say(language);
    let what = match slip {
        SlipState::Failed => recorded!(say, kiosk_slip_failed).end(),
        SlipState::Uncertain => recorded!(say, kiosk_slip_uncertain),
        SlipState::None | SlipState::Reserved { .. } | SlipState::Sent { .. } | SlipState::Printed => {
            return None;
        }
    };
    let number = sentences::remember_number(say, number);
    Some(Utterance::words(language, [what, number, recorded!(say, kiosk_in_line)]))
}

fn next_opening(branch: &Branch, now: Moment) -> Option<chrono::DateTime<chrono::Utc>> {
    branch.clock_trusted(now).then(|| branch.settings().calendar.next_opening(now.utc())).flatten()
}
