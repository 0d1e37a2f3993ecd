//! Refusals in words for somebody with a phone.

use crate::protocol::Refused;
use crate::wording::Say;
use crate::wording::times::LocalNow;
use chrono::{DateTime, Utc};

/// A refusal, with when it ends where that is known.
pub(super) fn words(say: Say<'_>, refused: &Refused, local: LocalNow) -> String {
    let then = |sentence: String, more: Option<String>| match more {
        Some(more) => format!("{sentence} {more}"),
        None => sentence,
    };
    let again = |opens: &Option<DateTime<Utc>>| say.numbers_again(*opens, local);
    match refused {
        Refused::Closed { opens } => then(say.refusal_closed(), say.opens_again(*opens, local)),
        Refused::NoMoreToday { opens } => then(say.refusal_no_more_today(), again(opens)),
        Refused::CapReached { opens } => then(say.refusal_cap_reached(), again(opens)),
        Refused::KeptForWalkIns { opens } => then(say.refusal_kept_for_walk_ins(), again(opens)),
        Refused::OutsideRemoteHours { opens } => then(say.refusal_outside_remote_hours(), again(opens)),
        Refused::NotFromElsewhere => say.refusal_not_from_elsewhere(),
        Refused::SeriesUsedUp => say.refusal_series_used_up(),
        Refused::StorageFull => say.refusal_storage_full(),
        Refused::UnknownService => say.phone_unknown_service(),
        Refused::UnknownTicket => say.refusal_unknown_ticket(),
        Refused::NotPossibleNow => say.phone_not_possible(),
        Refused::OneTicketOnly => say.refusal_one_ticket_only(),
        Refused::TooManyRequests => say.refusal_too_many_requests(),
        Refused::TooLate => say.refusal_request_too_late(),
        Refused::LeftBefore => say.refusal_left_before(),
        Refused::WrongCode => say.refusal_wrong_code(),
        Refused::NobodyBehind => say.refusal_nobody_behind(),
        Refused::SteppedBackEnough => say.refusal_stepped_back_enough(),
        Refused::Overloaded => say.refusal_overloaded(),
    }
}
