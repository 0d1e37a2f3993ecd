//! Who is next: one line out of two streams.
//!
//! **Model.** The line is a list of waiting tickets in the order in which they will be called. A place is chosen
//! once, on entering, and written into the event; after that nobody's place changes but by the entering of others.
//! So the order can be explained from the journal, and calling is a search for the first ticket that is present
//! and that the counter can serve.
//!
//! - Joining: at the back. A priority class passes those who joined within its credit before it, and whoever stands among
//!   them out of the order of joining.
//! - Return after parking: behind one present ticket within the grace, behind some more within the hold. (After the
//!   hold the ticket has expired; a new one enters at the back.) Only those count who wait for the same clerks and stand
//!   where joining has put them. Those who stand there out of the order of joining stay before it: who came back first is
//!   called first.
//! - Transfer: keeps its join time. From the back it goes before everybody who joined later, up to the first who did not and
//!   stands where joining has put them; that counts as no setback for those who are passed, because the person was there before them.
//! - Step back: behind a few of those who wait for the same clerks, at its holder's wish; nobody is passed by it.
//!
//! **Invariants.** Nobody is passed by credit more than `slips_max` times nor by returns more than `setbacks_max`
//! times: whoever has reached the bound is never passed again, and so nobody before them is either. Those who wait for other
//! clerks lose nothing when somebody goes before them: they are not counted as passed, and no bound of theirs is in the way. Absent tickets are
//! never called, and none of them keeps a counter from calling somebody behind it. With everybody present and without
//! credit, the order is the order of joining.
//!
//! Nobody is called later for having joined earlier, nor earlier for leaving and joining again, for holding two tickets, or for
//! checking in later: with or without priority, whoever else comes back, uses credit or lets others go first meanwhile, where
//! the same clerks serve them all. What is left is luck that nobody can plan: somebody further ahead, who was still on the
//! way, comes in time, and behind one who is present is now behind them; whoever the later return passes has now been passed
//! often enough to stop another one; and where services share only some clerks, or a clerk passes somebody on, the line of
//! the others is another one once a person stands in it.
//!
//! **Deliberately not here.** How long it takes (`forecast`), who may join, and people whom a clerk serves without a place in
//! the line (`branch`).

use super::event::{Passing, Place};
use super::ids::{ServiceId, TicketId};
use super::planted::{Bug, planted};
use super::settings::Rules;
use super::ticket::{Class, Presence, Ticket};

/// The waiting tickets in their order.
pub type Line<'a> = Vec<&'a Ticket>;

/// Where a ticket enters that joins now. `rivals` are the services that are done at counters that also do this ticket's
/// service, its own among them: only their people can be in its way.
pub fn place_of_joining(
    line: &Line<'_>,
    class: Class,
    now_ms: u64,
    rules: &Rules,
    rivals: &[ServiceId],
) -> Place {
    match class {
        Class::Normal => {
            let passed = usize::from(planted(Bug::NewestPassesLast));
            Place::in_join_order(count(line.len().saturating_sub(passed)))
        }
        Class::Priority => {
            let credit_ms = u64::from(rules.priority_credit_s) * 1000;
            let in_credit = |other: &Ticket| {
                other.class == Class::Normal && other.joined.steady_ms.saturating_add(credit_ms) > now_ms
            };
            let may_pass =
                |other: &Ticket| other.slips < rules.slips_max && (other.moved || in_credit(other));
            let in_the_way =
                line.iter().enumerate().rev().filter(|(_, other)| rivals.contains(&other.service));
            let passed = in_the_way.take_while(|(_, other)| may_pass(other));
            let first = passed.filter(|(_, other)| !other.moved).last();
            let behind = count(first.map_or(line.len(), |(index, _)| index));
            Place { behind, passing: Passing::Credit, rivals: rivals.to_vec() }
        }
    }
}

/// Where a parked ticket enters that is here (again). Only the people of its `rivals` are counted as being before it, and only
/// they can have been passed too often.
pub fn place_of_return(
    line: &Line<'_>,
    turn_ms: u64,
    now_ms: u64,
    rules: &Rules,
    rivals: &[ServiceId],
) -> Place {
    let in_grace = now_ms.saturating_sub(turn_ms) <= u64::from(rules.grace_s) * 1000;
    let before = if in_grace != planted(Bug::LatenessPays) { 1 } else { rules.late_behind as usize };
    let is_rival = |ticket: &&Ticket| rivals.contains(&ticket.service);
    let present = |ticket: &&Ticket| ticket.presence == Presence::Present && is_rival(ticket);
    let stays = |ticket: &&Ticket| !ticket.moved || planted(Bug::LastBackFirst);
    let in_order = |other: &&Ticket| other.class == Class::Normal && stays(other);
    let mut before_it = line.iter().enumerate().filter(|(_, other)| present(other) && in_order(other));
    let by_count = before_it.nth(before.saturating_sub(1)).map_or(line.len(), |(index, _)| index + 1);
    let by_bound = line
        .iter()
        .rposition(|other| present(other) && other.setbacks >= rules.setbacks_max)
        .map_or(0, |index| index + 1);
    let behind = if planted(Bug::SetbacksUnbounded) { 0 } else { by_count.max(by_bound) };
    let behind = behind + line[behind..].iter().take_while(|other| !stays(other)).count();
    Place { behind: count(behind), passing: Passing::Return, rivals: rivals.to_vec() }
}

/// Where a transferred ticket enters: before everybody at the back who joined later. Whoever stands among them out of the order
/// of joining is no reason to stop.
pub fn place_of_transfer(line: &Line<'_>, ticket: TicketId) -> Place {
    let passed = line.iter().enumerate().rev().take_while(|(_, other)| other.moved || other.id > ticket);
    let first = passed.filter(|(_, other)| other.id > ticket).last();
    Place::in_join_order(count(first.map_or(line.len(), |(index, _)| index)))
}

/// Where a ticket goes whose holder lets others go first: behind `behind` more of those who wait for the same clerks, in
/// the line without it. `None` when nobody like that stands behind it.
pub fn place_of_step_back(
    line: &Line<'_>,
    ticket: TicketId,
    behind: u32,
    rivals: &[ServiceId],
) -> Option<Place> {
    let index = line.iter().position(|other| other.id == ticket)?;
    let after_it = line.iter().enumerate().skip(index + 1);
    let go_first = after_it.filter(|(_, other)| rivals.contains(&other.service)).take(behind as usize);
    // The index of the last who goes first is the place behind it once the ticket has left the line.
    let (last, _) = go_first.last()?;
    Some(Place::in_join_order(count(last)))
}

/// The ticket that a counter calls next, by its index in the line.
pub fn next(line: &Line<'_>, serves: impl Fn(&ServiceId) -> bool) -> Option<usize> {
    let callable = |at: usize| line[at].presence == Presence::Present || planted(Bug::AbsentCalled);
    let stops_at = |at: usize| callable(at) || planted(Bug::AbsentBlocks);
    let first = first(0..line.len(), stops_at, |at| serves(&line[at].service))?;
    callable(first).then_some(first)
}

/// The first place of a line whose holder may be called and is served at a counter. What is a line, and who may be called from
/// it, its keeper knows: the branch has tickets, the forecast has those who are left in a play.
pub fn first(
    mut places: std::ops::Range<usize>,
    may_be_called: impl Fn(usize) -> bool,
    is_served: impl Fn(usize) -> bool,
) -> Option<usize> {
    places.find(|&at| may_be_called(at) && is_served(at))
}

fn count(tickets: usize) -> u32 {
    u32::try_from(tickets).unwrap_or(u32::MAX)
}
