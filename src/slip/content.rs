//! What a slip says: the ticket and the site, in words.

use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::wording::Words;
use crate::wording::times::date_and_clock;

/// The texts of a slip, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipContent {
    /// The mark of a second slip.
    pub copy: Option<String>,
    /// The office.
    pub office: String,
    /// The service.
    pub service: String,
    /// The number, large.
    pub number: String,
    /// Labels with their values.
    pub rows: Vec<(String, String)>,
    /// A sentence instead of missing rows.
    pub note: Option<String>,
    /// Where the code leads, and what it is for.
    pub code: Option<(String, String)>,
    /// The last line.
    pub foot: String,
}

impl SlipContent {
    /// The slip of a ticket, in the ticket's language. Clock times only if the clock was trusted when it was taken.
    pub fn of(ticket: &Ticket, settings: &Settings, words: &Words) -> Self {
        let say = words.say(ticket.language);
        let zone = settings.calendar.zone;
        let joined = ticket.joined_clock_trusted.then(|| ticket.joined.utc());
        let name = |text: &crate::domain::settings::SiteText| text.get(ticket.language).to_owned();
        let service = settings.service(&ticket.service);
        let notice = say.slip_call_notice();
        Self {
            copy: ticket.copy.then(|| say.slip_copy()),
            office: name(&settings.name),
            service: service.map_or_else(|| ticket.service.to_string(), |service| name(&service.name)),
            number: ticket.number.to_string(),
            rows: say.promise(ticket.promise.ahead, ticket.promise.wait(), joined.map(|at| (at, zone))),
            note: ticket.promise.forecast.is_none().then(|| say.slip_no_forecast()),
            code: settings
                .follow_url
                .as_ref()
                .map(|url| (format!("{url}{}", ticket.link), say.slip_follow())),
            foot: joined.map_or(notice.clone(), |at| format!("{} · {notice}", date_and_clock(at, zone))),
        }
    }
}
