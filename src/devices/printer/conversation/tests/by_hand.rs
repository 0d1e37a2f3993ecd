//! Answers given by hand, for what no printer does often.

use super::super::*;
use super::world::PROFILE;
use crate::domain::event::PrintEvidence;
use crate::domain::printer_profile::Evidence;
use crate::slip::bitmap::Bitmap;
use crate::slip::escpos::{CLEAR_BUFFER, CLEARED, ECHO_HEAD, encode, job_bytes};

const ID: JobId = JobId(7);

/// Everything that the conversation wants to send now.
fn sent(conversation: &mut Conversation, now_ms: u64) -> Vec<u8> {
    let bytes = conversation.poll_write().unwrap_or_default().to_vec();
    conversation.written(now_ms, bytes.len());
    bytes
}

/// All questions of a round at rest.
const ROUND: [u8; 12] = [0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4];

/// Answers the round of a printer at rest.
fn round_at_rest(conversation: &mut Conversation, now_ms: u64, answers: [u8; 4]) {
    assert_eq!(sent(conversation, now_ms), ROUND);
    conversation.handle_bytes(now_ms, &answers);
}

/// Answers the four queries of a round one by one.
fn round(conversation: &mut Conversation, now_ms: u64, answers: [u8; 4]) {
    for (n, answer) in (1u8..).zip(answers) {
        assert_eq!(sent(conversation, now_ms), [0x10, 4, n]);
        conversation.handle_bytes(now_ms, &[answer]);
    }
}

/// A conversation with a ready printer, at 0 ms.
fn ready(evidence: Evidence) -> Conversation {
    let mut conversation = Conversation::new(PrinterProfile { evidence, ..PROFILE }, false);
    conversation.link_up(0);
    assert_eq!(sent(&mut conversation, 0), CLEAR_BUFFER);
    conversation.handle_bytes(0, &CLEARED);
    round_at_rest(&mut conversation, 0, [0x12; 4]);
    assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::Ready)));
    conversation
}

/// The same with a job of which all bytes were taken at 0 ms; it can be on paper after 400 ms.
fn with_job_sent(evidence: Evidence) -> Conversation {
    let mut conversation = ready(evidence);
    let job = encode(ID, &Bitmap::new(384, 481), &PrinterProfile { evidence, ..PROFILE });
    assert_eq!(job.print_ms_min, 400);
    conversation.start(0, job.clone()).unwrap();
    assert_eq!(sent(&mut conversation, 0), job.bytes);
    conversation
}

fn echo(id: JobId) -> Vec<u8> {
    [&ECHO_HEAD[..], &job_bytes(id), &[0]].concat()
}

fn slip(outcome: SlipOutcome) -> Option<Report> {
    Some(Report::Slip { job: ID, outcome })
}

#[test]
fn another_jobs_echo_proves_nothing() {
    let mut conversation = with_job_sent(Evidence::JobEcho);
    conversation.handle_bytes(500, &echo(JobId(6)));
    assert_eq!(conversation.poll_report(), None);
    conversation.handle_bytes(600, &echo(ID));
    assert_eq!(conversation.poll_report(), slip(SlipOutcome::Printed(PrintEvidence::JobEcho)));
}

#[test]
fn a_fence_is_believed_when_a_round_after_it_is_clean_and_there_was_time_to_print() {
    let mut conversation = with_job_sent(Evidence::QueuedStatus);
    // A round is under way when the fence is answered: it does not count.
    conversation.handle_timeout(100);
    assert_eq!(sent(&mut conversation, 100), [0x10, 4, 1]);
    conversation.handle_bytes(100, &[0x12, 0x00]);
    assert_eq!(sent(&mut conversation, 100), [0x10, 4, 2]);
    conversation.handle_bytes(100, &[0x12]);
    assert_eq!(sent(&mut conversation, 100), [0x10, 4, 3]);
    conversation.handle_bytes(100, &[0x12]);
    assert_eq!(sent(&mut conversation, 100), [0x10, 4, 4]);
    conversation.handle_bytes(100, &[0x12]);
    // The next one counts, but comes before the picture can be out.
    round(&mut conversation, 100, [0x12; 4]);
    assert_eq!(conversation.poll_report(), None);
    assert_eq!(conversation.poll_timeout(), Some(400));
    conversation.handle_timeout(400);
    round(&mut conversation, 400, [0x12; 4]);
    assert_eq!(conversation.poll_report(), slip(SlipOutcome::Printed(PrintEvidence::QueuedStatus)));
}

#[test]
fn without_evidence_a_job_is_cleared_in_the_end_and_uncertain() {
    let mut conversation = with_job_sent(Evidence::JobEcho);
    let now_ms = loop {
        let now_ms = conversation.poll_timeout().unwrap();
        conversation.handle_timeout(now_ms);
        if conversation.poll_write() == Some(&CLEAR_BUFFER) {
            break now_ms;
        }
        round(&mut conversation, now_ms, [0x12; 4]);
    };
    assert_eq!(now_ms, EVIDENCE_MS + 4 * 400);
    assert_eq!(sent(&mut conversation, now_ms), CLEAR_BUFFER);
    conversation.handle_bytes(now_ms, &CLEARED);
    assert_eq!(conversation.poll_report(), slip(SlipOutcome::Uncertain(SlipTrouble::NoAnswer)));
}

#[test]
fn an_echo_before_the_answer_to_the_clear_is_still_the_truth() {
    let mut conversation = with_job_sent(Evidence::JobEcho);
    conversation.handle_timeout(100);
    round(&mut conversation, 100, [0x1a, 0x32, 0x12, 0x7e]);
    assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::PaperOut)));
    assert_eq!(sent(&mut conversation, 100), CLEAR_BUFFER);
    conversation.handle_bytes(101, &echo(ID));
    assert_eq!(conversation.poll_report(), slip(SlipOutcome::Printed(PrintEvidence::JobEcho)));
    // The clear is still under way, so the next job has to wait for it.
    conversation.start(102, encode(JobId(8), &Bitmap::new(384, 8), &PROFILE)).unwrap();
    assert_eq!(conversation.poll_write(), None);
    conversation.handle_bytes(103, &CLEARED);
    round(&mut conversation, 103, [0x12; 4]);
    assert!(conversation.poll_write().is_some_and(|bytes| bytes.starts_with(&[0x1b, 0x40])));
}

#[test]
fn an_answer_before_the_query_is_sent_is_an_older_ones() {
    let mut conversation = ready(Evidence::JobEcho);
    conversation.handle_timeout(REST_MS);
    assert_eq!(conversation.poll_write(), Some(&ROUND[..]));
    conversation.handle_bytes(REST_MS, &[0x1e]);
    // A part of the first question, of which there can be no answer either.
    conversation.written(REST_MS, 2);
    conversation.handle_bytes(REST_MS, &[0x1e]);
    conversation.written(REST_MS, 1);
    conversation.handle_bytes(REST_MS, &[0x12, 0x1e]);
    conversation.written(REST_MS, 9);
    conversation.handle_bytes(REST_MS, &[0x12, 0x12]);
    assert_eq!(conversation.poll_timeout(), Some(REST_MS + ANSWER_MS), "one is owed");
    conversation.handle_bytes(REST_MS, &[0x12]);
    assert_eq!(conversation.poll_timeout(), Some(2 * REST_MS));
    assert_eq!(conversation.poll_report(), None, "nothing has changed");
}

#[test]
fn a_printer_that_answers_one_of_several_questions_is_asked_one_by_one_on_this_link() {
    for answered in 1..4 {
        let mut conversation = ready(Evidence::JobEcho);
        conversation.handle_timeout(REST_MS);
        assert_eq!(sent(&mut conversation, REST_MS), ROUND);
        conversation.handle_bytes(REST_MS, &[0x12, 0x12, 0x12][..answered]);
        let now_ms = REST_MS + ANSWER_MS;
        conversation.handle_timeout(now_ms);
        round(&mut conversation, now_ms, [0x12; 4]);
        conversation.handle_timeout(now_ms + REST_MS);
        round(&mut conversation, now_ms + REST_MS, [0x12, 0x12, 0x12, 0x1e]);
        assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::PaperNearEnd)));
        conversation.link_up(9_000);
        assert_eq!(sent(&mut conversation, 9_000), CLEAR_BUFFER);
        conversation.handle_bytes(9_000, &CLEARED);
        round_at_rest(&mut conversation, 9_000, [0x12; 4]);
    }
}

#[test]
fn a_job_that_comes_within_a_round_begins_when_it_is_answered() {
    let mut conversation = ready(Evidence::JobEcho);
    conversation.handle_timeout(REST_MS);
    assert_eq!(sent(&mut conversation, REST_MS), ROUND);
    conversation.handle_bytes(REST_MS, &[0x12, 0x12]);
    let job = encode(ID, &Bitmap::new(384, 480), &PROFILE);
    conversation.start(REST_MS, job.clone()).unwrap();
    assert_eq!(conversation.poll_write(), None);
    conversation.handle_bytes(REST_MS, &[0x12, 0x12]);
    assert_eq!(sent(&mut conversation, REST_MS), job.bytes);
}

#[test]
fn a_query_of_which_a_part_was_taken_is_finished_before_anything_else() {
    let mut conversation = ready(Evidence::JobEcho);
    conversation.handle_timeout(REST_MS);
    conversation.written(REST_MS, 2);
    conversation.handle_timeout(REST_MS + ANSWER_MS);
    assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::Silent)));
    let next_ms = conversation.poll_timeout().unwrap();
    conversation.handle_timeout(next_ms);
    assert_eq!(conversation.poll_write(), Some(&[&ROUND[2..], &[0x10, 4, 1]].concat()[..]));
}

#[test]
fn an_idle_link_that_comes_back_begins_with_a_clear() {
    let mut conversation = ready(Evidence::JobEcho);
    conversation.link_lost(500);
    assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::Silent)));
    assert_eq!((conversation.poll_timeout(), conversation.poll_write()), (None, None));
    conversation.link_up(900);
    assert_eq!(sent(&mut conversation, 900), CLEAR_BUFFER);
}

#[test]
fn a_job_ends_when_its_link_becomes_another_one() {
    let mut conversation = ready(Evidence::JobEcho);
    let job = encode(ID, &Bitmap::new(384, 480), &PROFILE);
    conversation.start(0, job).unwrap();
    conversation.written(0, 100);
    conversation.link_up(50);
    assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::Silent)));
    assert_eq!(conversation.poll_report(), slip(SlipOutcome::Failed(SlipTrouble::NoAnswer)));
    assert_eq!(sent(&mut conversation, 50), CLEAR_BUFFER);
}

#[test]
fn a_head_that_is_too_hot_makes_a_job_late_and_not_failed() {
    let mut conversation = with_job_sent(Evidence::JobEcho);
    conversation.handle_timeout(100);
    round(&mut conversation, 100, [0x1a, 0x52, 0x52, 0x12]);
    assert_eq!(conversation.poll_report(), Some(Report::State(PrinterState::Overheated)));
    assert_eq!(conversation.poll_write(), None);
    conversation.handle_bytes(3_000, &echo(ID));
    assert_eq!(conversation.poll_report(), slip(SlipOutcome::Printed(PrintEvidence::JobEcho)));
}

#[test]
fn a_printer_that_answers_slowly_gets_its_job() {
    let mut conversation = ready(Evidence::JobEcho);
    conversation.start(5_000, encode(ID, &Bitmap::new(384, 8), &PROFILE)).unwrap();
    for (n, now_ms) in (1..=4).zip((5_900..).step_by(900)) {
        assert_eq!(sent(&mut conversation, now_ms - 900), [0x10, 4, n]);
        conversation.handle_bytes(now_ms, &[0x12]);
    }
    assert!(conversation.poll_write().is_some_and(|bytes| bytes.starts_with(&[0x1b, 0x40])));
}

#[test]
fn a_near_end_sensor_that_flickers_is_told_once() {
    let near_end = PrinterProfile { near_end_sensor: true, ..PROFILE };
    let mut conversation = Conversation::new(near_end, false);
    conversation.link_up(0);
    sent(&mut conversation, 0);
    conversation.handle_bytes(0, &CLEARED);
    let mut told = Vec::new();
    let mut now_ms = 0;
    while now_ms < 100_000 {
        let flickers = now_ms < 20_000 && now_ms % 4_000 == 0;
        round_at_rest(&mut conversation, now_ms, [0x12, 0x12, 0x12, if flickers { 0x1e } else { 0x12 }]);
        told.extend(std::iter::from_fn(|| conversation.poll_report()));
        now_ms = conversation.poll_timeout().unwrap();
        conversation.handle_timeout(now_ms);
    }
    assert_eq!(told, [PrinterState::PaperNearEnd, PrinterState::Ready].map(Report::State));
}
