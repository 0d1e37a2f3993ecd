//! One trouble at a time.

use super::super::*;
use super::world::{LONG_ROLL_MM, PROFILE, ROWS, World};
use crate::devices::virtual_printer::Mechanics;
use crate::domain::event::PrintEvidence;
use crate::domain::printer_profile::{Clear, Cut, Evidence, Mode, OnTimeout, Presenter, StatusReport};
use crate::slip::escpos::CLEAR_BUFFER;

const PRINTED: SlipOutcome = SlipOutcome::Printed(PrintEvidence::JobEcho);

/// A slow printer with a small buffer: a job's bytes do not fit in at once.
fn small() -> Mechanics {
    Mechanics { buffer_bytes: 1024, speed_mm_s: 50, ..Mechanics::default() }
}

/// A printer that takes a whole job at once.
fn roomy() -> Mechanics {
    Mechanics { buffer_bytes: 64 * 1024, ..Mechanics::default() }
}

/// A world in which the printer is known to be ready.
fn ready(profile: PrinterProfile, mechanics: Mechanics) -> World {
    let mut world = World::new(profile, mechanics);
    world.run(100);
    assert_eq!(world.states, [PrinterState::Ready]);
    world.sent.clear();
    world
}

fn failed(state: PrinterState) -> SlipOutcome {
    SlipOutcome::Failed(SlipTrouble::Printer(state))
}

fn uncertain(state: PrinterState) -> SlipOutcome {
    SlipOutcome::Uncertain(SlipTrouble::Printer(state))
}

#[test]
fn a_new_link_begins_with_a_clear_and_a_round_of_statuses() {
    let mut world = World::new(PROFILE, Mechanics::default());
    world.run(10);
    let queries = [0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4];
    assert_eq!(world.sent, [&CLEAR_BUFFER[..], &queries].concat());
    assert_eq!(world.states, [PrinterState::Ready]);
}

#[test]
fn a_job_starts_in_the_same_instant_and_is_printed_on_its_echo() {
    for evidence in [Evidence::JobEcho, Evidence::QueuedStatus] {
        let mut world = ready(PrinterProfile { evidence, ..PROFILE }, roomy());
        let job = world.start().unwrap();
        assert!(world.sent.len() > usize::from(ROWS) * 48, "all bytes at once");
        let expect = match evidence {
            Evidence::JobEcho => PrintEvidence::JobEcho,
            Evidence::QueuedStatus => PrintEvidence::QueuedStatus,
        };
        assert_eq!(world.outcome(job), SlipOutcome::Printed(expect));
        assert!(world.now_ms < 1000);
        assert_eq!(world.states, [PrinterState::Ready]);
    }
}

#[test]
fn nothing_is_sent_within_the_bytes_of_a_job() {
    let mut world = ready(PROFILE, Mechanics { automatic_status: true, ..small() });
    world.chunk = 100;
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
    let mut decoder = crate::slip::decode::Decoder::new(&PROFILE);
    let mut rest = &world.sent[..];
    while decoder.next(&mut rest).unwrap().is_some() {}
    assert_eq!(decoder.finish(), Ok(()));
}

#[test]
fn a_printer_without_a_cutter_has_its_job_on_paper_when_it_is_printed() {
    let profile = PrinterProfile { cut: Cut::None, evidence: Evidence::QueuedStatus, ..PROFILE };
    let mut world = ready(profile, Mechanics::default());
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), SlipOutcome::Printed(PrintEvidence::QueuedStatus));
}

#[test]
fn a_second_job_is_given_back() {
    let mut world = ready(PROFILE, Mechanics::default());
    world.start().unwrap();
    assert_eq!(world.start(), None);
}

#[test]
fn a_job_for_a_printer_in_trouble_fails_and_not_a_byte_of_it_is_sent() {
    let check = |change: &dyn Fn(&mut World), state| {
        let mut world = ready(PROFILE, Mechanics::default());
        change(&mut world);
        world.run(2_500);
        let job = world.start().unwrap();
        assert_eq!(world.outcome(job), failed(state));
        assert!(world.sent.iter().all(|&byte| byte != 0x1b), "no initialisation");
        assert_eq!(world.states, [PrinterState::Ready, state]);
    };
    check(&|world| world.printer.shorten_roll(world.now_ms, 0), PrinterState::PaperOut);
    check(&|world| world.printer.set_cover_open(world.now_ms, true), PrinterState::CoverOpen);
    check(&|world| world.printer.set_offline(world.now_ms, true), PrinterState::Offline);
    check(&|world| world.printer.set_silent(world.now_ms, true), PrinterState::Silent);
    check(&|world| world.printer.set_power(world.now_ms, false), PrinterState::Silent);
}

#[test]
fn paper_near_its_end_is_told_and_printed_on() {
    let mut world = ready(PROFILE, Mechanics::default());
    world.printer.shorten_roll(world.now_ms, 3_000);
    world.run(REST_MS);
    assert_eq!(world.states, [PrinterState::Ready, PrinterState::PaperNearEnd]);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
}

/// Paper for so many millimetres of a slip that has 60, and 14 more to the cutter.
fn out_of_paper_after(length_mm: u32, mechanics: Mechanics) -> (World, SlipOutcome) {
    let mut world = ready(PROFILE, mechanics);
    world.printer.shorten_roll(world.now_ms, length_mm);
    let job = world.start().unwrap();
    let outcome = world.outcome(job);
    assert!(world.sent.ends_with(&CLEAR_BUFFER) || world.sent.windows(10).any(|ten| ten == CLEAR_BUFFER));
    (world, outcome)
}

#[test]
fn a_job_whose_paper_ends_is_cleared_and_is_no_ghost_after_the_refill() {
    for mechanics in [Mechanics::default(), small()] {
        let (mut world, outcome) = out_of_paper_after(20, mechanics);
        // The small printer has not even taken the whole picture.
        assert_eq!(outcome, failed(PrinterState::PaperOut), "{mechanics:?}");
        world.run(5_000);
        world.printer.load_roll(world.now_ms, LONG_ROLL_MM);
        world.run(60_000);
        assert!(!world.on_paper(JobId(0)));
        let job = world.start().unwrap();
        assert_eq!(world.outcome(job), PRINTED, "and the next one comes out on paper of its own");
    }
}

#[test]
fn a_job_whose_paper_ends_at_the_cutter_is_uncertain() {
    let (world, outcome) = out_of_paper_after(70, Mechanics::default());
    assert_eq!(outcome, uncertain(PrinterState::PaperOut));
    assert!(world.on_paper(JobId(0)), "a person can tear it off");
}

#[test]
fn half_a_slip_in_the_mouth_is_cut_off_before_the_next_one() {
    let mut world = ready(PROFILE, small());
    let job = world.start().unwrap();
    world.run(300);
    world.printer.set_cover_open(world.now_ms, true);
    assert_eq!(world.outcome(job), failed(PrinterState::CoverOpen));
    world.printer.set_cover_open(world.now_ms, false);
    world.run(2_000);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
}

#[test]
fn a_blocked_cutter_leaves_the_slip_uncertain_and_is_told() {
    let mut world = ready(PROFILE, Mechanics::default());
    world.printer.set_cutter_blocked(world.now_ms, true);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), uncertain(PrinterState::CutterBlocked));
    assert_eq!(world.states, [PrinterState::Ready, PrinterState::CutterBlocked]);
}

#[test]
fn silence_after_a_job_leaves_it_uncertain_and_the_next_one_waits_for_a_clear() {
    let mut world = ready(PROFILE, Mechanics::default());
    world.printer.set_silent(world.now_ms, true);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), SlipOutcome::Uncertain(SlipTrouble::NoAnswer));
    assert!(world.on_paper(job), "it was only the answer that was missing");
    world.sent.clear();
    let next = world.start().unwrap();
    assert_eq!(world.outcome(next), failed(PrinterState::Silent));
    assert_eq!(world.sent, CLEAR_BUFFER);
    world.printer.set_silent(world.now_ms, false);
    world.run(BACK_OFF_MS_MAX);
    let third = world.start().unwrap();
    assert_eq!(world.outcome(third), PRINTED);
}

#[test]
fn a_silent_printer_is_asked_more_and_more_rarely() {
    let mut world = ready(PROFILE, Mechanics::default());
    world.printer.set_silent(world.now_ms, true);
    world.run(300_000);
    let queries = world.sent.len() / 3;
    assert!((15..30).contains(&queries), "{queries} queries in five minutes");
}

#[test]
fn a_lost_link_ends_the_job_by_what_was_taken_of_it() {
    let mut world = ready(PROFILE, small());
    let job = world.start().unwrap();
    world.printer.set_power(world.now_ms, false);
    assert_eq!(world.outcome(job), SlipOutcome::Failed(SlipTrouble::NoAnswer));
    let mut world = ready(PROFILE, roomy());
    let job = world.start().unwrap();
    world.printer.set_power(world.now_ms, false);
    assert_eq!(world.outcome(job), SlipOutcome::Uncertain(SlipTrouble::NoAnswer));
    world.printer.set_power(world.now_ms, true);
    world.run(1_500);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
}

const LOCKED: PrinterState = PrinterState::NeedsPowerCycle;

/// A world with a printer that has no `DLE DC4 8`, known to be ready.
fn ready_without_clear(clear: Clear, mechanics: Mechanics) -> World {
    let mut world = World::new(PrinterProfile { clear, ..PROFILE }, mechanics);
    world.run(1_000);
    assert_eq!(world.states, [PrinterState::Ready]);
    world
}

#[test]
fn letters_that_a_line_has_echoed_before_it_was_set_are_on_no_slip() {
    for clear in [Clear::DleDc4, Clear::DleEnq, Clear::PowerCycle] {
        let profile = PrinterProfile { clear, mode: Mode::Text, ..PROFILE };
        let mut world = World::new(profile, Mechanics::default());
        world.printer.write(0, b"7\"\"41B^@");
        world.run(1_000);
        let job = world.start().unwrap();
        assert_eq!(world.outcome(job), PRINTED, "{clear:?}");
        assert_eq!(world.states, [PrinterState::Ready]);
    }
}

/// The same after a job whose paper has ended in the middle.
fn interrupted(clear: Clear) -> World {
    let mut world = ready_without_clear(clear, roomy());
    world.printer.shorten_roll(world.now_ms, 20);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), uncertain(PrinterState::PaperOut), "nobody can take the bytes back");
    world.sent.clear();
    world.run(60_000);
    assert_eq!(world.states.last(), Some(&LOCKED));
    world
}

#[test]
fn a_printer_without_a_clear_is_never_sent_one() {
    for clear in [Clear::DleEnq, Clear::PowerCycle] {
        let mut world = ready_without_clear(clear, Mechanics::default());
        let job = world.start().unwrap();
        assert_eq!(world.outcome(job), PRINTED);
        assert!(!world.sent.windows(10).any(|ten| ten == CLEAR_BUFFER));
        assert!(!world.sent.windows(2).any(|two| two == [0x10, 5]), "nor a recovery, without an error");
    }
}

#[test]
fn a_printer_that_holds_old_bytes_is_sent_nothing_until_its_power_was_off() {
    let mut world = interrupted(Clear::PowerCycle);
    assert!(world.sent.is_empty());
    let refused = world.start().unwrap();
    assert_eq!(world.outcome(refused), failed(LOCKED));
    world.printer.set_power(world.now_ms, false);
    world.printer.load_roll(world.now_ms, LONG_ROLL_MM);
    world.run(5_000);
    world.printer.set_power(world.now_ms, true);
    world.run(60_000);
    assert!(!world.on_paper(JobId(0)), "no ghost");
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
}

#[test]
fn who_says_that_the_power_was_off_and_is_wrong_gets_the_old_slip_on_paper_of_its_own() {
    let mut world = interrupted(Clear::PowerCycle);
    world.printer.load_roll(world.now_ms, LONG_ROLL_MM);
    world.conversation.power_was_cycled(world.now_ms);
    world.run(20_000);
    assert_eq!(world.states.last(), Some(&PrinterState::Ready));
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
}

#[test]
fn without_paper_a_word_does_not_make_a_locked_printer_ready() {
    let mut world = interrupted(Clear::PowerCycle);
    world.conversation.power_was_cycled(world.now_ms);
    world.run(5_000);
    assert_eq!(world.states.last(), Some(&PrinterState::PaperOut));
}

#[test]
fn an_error_that_can_be_ended_ends_with_the_job_forgotten() {
    let mut world = ready_without_clear(Clear::DleEnq, roomy());
    world.printer.set_cutter_blocked(world.now_ms, true);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), uncertain(PrinterState::CutterBlocked));
    world.printer.set_cutter_blocked(world.now_ms, false);
    world.run(5_000);
    let next = world.start().unwrap();
    assert_eq!(world.outcome(next), PRINTED);
    // Its cutter gets stuck again, and nobody frees it.
    world.printer.set_cutter_blocked(world.now_ms, true);
    let third = world.start().unwrap();
    assert_eq!(world.outcome(third), uncertain(PrinterState::CutterBlocked));
    world.run(5_000);
    let recoveries = world.sent.windows(3).filter(|three| *three == [0x10, 5, 2]).count();
    assert!((1..=2).contains(&recoveries), "once for each interruption: {recoveries}");
}

/// A world with a printer that holds slips out for ten seconds, known to be ready.
fn ready_with_presenter(on_timeout: OnTimeout) -> World {
    let presenter = Some(Presenter { present_mm: 80, timeout_s: 10, on_timeout });
    ready(PrinterProfile { status: StatusReport::CustomFull, presenter, ..PROFILE }, roomy())
}

#[test]
fn a_printer_of_customs_is_asked_one_question_and_tells_a_jam() {
    let mut world = ready_with_presenter(OnTimeout::Retract);
    world.run(2 * REST_MS);
    assert_eq!(world.sent, [0x10, 4, 0x14, 0x10, 4, 0x14]);
    world.printer.set_jammed(world.now_ms, true);
    world.run(REST_MS);
    assert_eq!(world.states, [PrinterState::Ready, PrinterState::Jammed]);
}

#[test]
fn the_next_slip_waits_until_the_one_before_is_taken() {
    let mut world = ready_with_presenter(OnTimeout::Hold);
    let first = world.start().unwrap();
    assert_eq!(world.outcome(first), PRINTED);
    let next = world.start().unwrap();
    world.run(5_000);
    assert_eq!(world.outcomes.get(&next), None);
    world.printer.take_slip(world.now_ms);
    assert_eq!(world.outcome(next), PRINTED);
    assert_eq!(world.states, [PrinterState::Ready]);
}

#[test]
fn a_slip_that_nobody_takes_is_told_where_it_is_not_drawn_back() {
    for (on_timeout, told) in
        [(OnTimeout::Hold, true), (OnTimeout::Retract, false), (OnTimeout::Eject, false)]
    {
        let mut world = ready_with_presenter(on_timeout);
        let first = world.start().unwrap();
        assert_eq!(world.outcome(first), PRINTED);
        world.run(20_000);
        assert_eq!(world.states.contains(&PrinterState::TicketNotTaken), told, "{on_timeout:?}");
        if told {
            let refused = world.start().unwrap();
            assert_eq!(world.outcome(refused), failed(PrinterState::TicketNotTaken));
            world.printer.take_slip(world.now_ms);
            world.run(2_000);
        }
        let next = world.start().unwrap();
        assert_eq!(world.outcome(next), PRINTED);
    }
}

#[test]
fn a_printer_that_tells_changes_by_itself_is_left_alone_and_heard_at_once() {
    let profile = PrinterProfile { automatic_status: true, ..PROFILE };
    let mut world = World::new(profile, Mechanics::default());
    world.run(100);
    let job = world.start().unwrap();
    assert_eq!(world.outcome(job), PRINTED);
    world.run(1_000);
    world.sent.clear();
    world.run(60_000);
    let rounds = world.sent.len() / 12;
    assert!((5..=7).contains(&rounds), "{rounds} rounds in a minute");
    world.printer.set_cover_open(world.now_ms, true);
    world.run(0);
    assert_eq!(world.states.last(), Some(&PrinterState::CoverOpen));
}

#[test]
fn a_printer_at_rest_is_asked_every_other_second() {
    let mut world = ready(PROFILE, Mechanics::default());
    world.run(60_000);
    assert_eq!(world.sent.len() / 12, 30);
}
