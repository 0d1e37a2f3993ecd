//! A kiosk: contacts and a printer that outlive the power, and the shell that serves them while there is some.
//!
//! The shell does what the real one does, without a runtime: contacts go to the real buttons, bytes between the real
//! conversation and the virtual printer, wishes and reports to the branch.

mod goes_on;
mod language;
mod test_paper;

use super::cable::Cable;
use super::contacts::{Contacts, Presses};
use super::paper::{PaperBin, Slip, SlipEnd, job, width_dots};
use super::promise::{Broken, Promise, ensure};
use super::world::{Flow, Receipt, World};
use crate::devices::buttons::Outcome;
use crate::devices::printer::conversation::{Conversation, Report};
use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
use crate::devices::wishes::{Wish, wish};
use crate::domain::command::{Answer, ButtonReport, Command};
use crate::domain::duty::Duty;
use crate::domain::event::PrintEvidence;
use crate::domain::ids::{JobId, KioskId, LinkId};
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::{
    Clear, Cut, CutCommand, Evidence, Mode, OnTimeout, Presenter, PrinterProfile, StatusReport, TextAbilities,
};
use crate::domain::refusal::Refusal;
use crate::domain::settings::{Button, Question, QuestionButton};
use crate::random::Random;
use crate::scene::visitor::{Asked, Press, Visitor};
use language::LanguageMemory;
use std::sync::Arc;
use test_paper::Test;

/// A report that the branch refused is given again after so long.
const AGAIN_MS: u64 = 1_000;

/// So long after the branch has gone a printer may still be at work.
const ALONE_MS: i64 = 20_000;

/// A printer that was within reach for so long has got its clear: the longest back-off, and the answers before it.
const REACHED_MS: i64 = 30_000;

/// What is bolted to the floor.
pub(super) struct KioskHardware {
    pub(super) contacts: Contacts,
    pub(super) cable: Cable,
    pub(super) printer: VirtualPrinter,
    pub(super) profile: PrinterProfile,
    pub(super) mechanics: Mechanics,
    pub(super) bin: PaperBin,
    /// It lost its power with the device and gets it back with it.
    pub(super) off_with_device: bool,
    /// What the cable and the printer had made up when the newest job was begun.
    lies_before: Lied,
    /// Noise on the line may have been taken for the word that nothing is left of an earlier job.
    said_empty: bool,
}

impl KioskHardware {
    /// A kiosk with some printer.
    pub(super) fn new(random: &mut Random) -> Self {
        let speed_mm_s = *random.pick(&[20, 60, 150]);
        let status = *random.pick(&[StatusReport::Epson, StatusReport::Epson, StatusReport::CustomFull]);
        let on_timeout = *random.pick(&[OnTimeout::Retract, OnTimeout::Eject, OnTimeout::Hold]);
        let presenter =
            random.chance(2, 3).then_some(Presenter { present_mm: 80, timeout_s: 10, on_timeout });
        let mode = *random.pick(&[Mode::Raster, Mode::Raster, Mode::Raster, Mode::Text]);
        let profile = PrinterProfile {
            width_dots: width_dots(mode),
            evidence: *random.pick(&[Evidence::JobEcho, Evidence::QueuedStatus]),
            cut: *random.pick(&[Cut::Full, Cut::Partial, Cut::None]),
            near_end_sensor: random.chance(1, 2),
            speed_mm_s_max: speed_mm_s,
            clear: *random.pick(&[Clear::DleDc4, Clear::DleDc4, Clear::DleEnq, Clear::PowerCycle]),
            status,
            automatic_status: status == StatusReport::Epson && random.chance(1, 3),
            cut_command: *random.pick(&[CutCommand::GsV, CutCommand::Esc]),
            presenter: presenter.filter(|_| status == StatusReport::CustomFull),
            mode,
            text: TextAbilities { double_byte: random.chance(1, 2), ..PrinterProfile::COMMON.text },
            ..PrinterProfile::COMMON
        };
        let mechanics = Mechanics {
            buffer_bytes: *random.pick(&[200, 800, 16 * 1024]),
            real_time_when_full: random.chance(3, 4),
            automatic_status: random.chance(1, 3),
            speed_mm_s,
            ..Mechanics::default()
        };
        let printer = VirtualPrinter::new(profile, mechanics);
        Self {
            contacts: Contacts::default(),
            cable: Cable::new(random),
            printer,
            profile,
            mechanics,
            bin: PaperBin::new(mode),
            off_with_device: false,
            lies_before: Lied::default(),
            said_empty: false,
        }
    }

    /// Looks at the paper that has come out.
    pub(super) fn look(&mut self, truth_ms: i64) -> Result<(), Broken> {
        self.said_empty &= self.printer.holds_bytes();
        let clears = self.mechanics.real_time_when_full
            && self.profile.clear == Clear::DleDc4
            && self.cable.reaches_since(truth_ms, REACHED_MS);
        self.bin.look(truth_ms, &self.printer, clears)
    }

    fn lied(&self) -> Lied {
        Lied { noises: self.cable.noises(), rows_on_nothing: self.printer.rows_on_nothing() }
    }

    /// Whether the evidence of the newest job is a lie, or can't be told from one. A printer whose sensor sees paper
    /// where there is none does everything that it does with paper, and says so. A queued status is one byte, and noise can
    /// be that byte; an echo has the job's id in it, and noise never has.
    fn lied_about(&self, end: SlipEnd) -> bool {
        let Lied { noises, rows_on_nothing } = self.lies_before;
        let on_nothing = self.printer.rows_on_nothing() != rows_on_nothing;
        match end {
            SlipEnd::Printed(PrintEvidence::JobEcho) => on_nothing,
            SlipEnd::Printed(PrintEvidence::QueuedStatus) => on_nothing || self.cable.noises() != noises,
            SlipEnd::Failed | SlipEnd::Uncertain => false,
        }
    }

    /// Goes on by itself while there is no branch.
    pub(super) fn goes_on_alone(&mut self, from_ms: i64, until_ms: i64) -> Result<(), Broken> {
        let alone_ms = (from_ms..until_ms.min(from_ms + ALONE_MS)).step_by(250);
        for at_ms in alone_ms.chain([until_ms]) {
            self.contacts.pass(at_ms);
            self.cable_moves(at_ms)?;
            self.printer.write(u64::try_from(at_ms).unwrap_or(0), &[]);
            self.look(at_ms)?;
        }
        Ok(())
    }

    /// When something happens by itself.
    pub(super) fn next_ms(&self) -> Option<i64> {
        let printer = self.printer.poll_deadline().and_then(|at_ms| i64::try_from(at_ms).ok());
        [self.contacts.next_ms(), self.cable.next_ms(), printer].into_iter().flatten().min()
    }
}

/// How often something was made up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Lied {
    noises: u64,
    rows_on_nothing: u64,
}

/// How far the telling of a report has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// The next one may be told.
    Idle,
    /// The branch was asked and has not answered.
    Asked,
    /// The branch refused it for now.
    Again { at_ms: u64 },
}

/// What serves a kiosk while there is power.
pub(super) struct KioskShell {
    pub(super) presses: Presses,
    conversation: Conversation,
    link: Option<u32>,
    /// The job that was given to the conversation last.
    begun: Option<Slip>,
    test: Test,
    /// How often a person had said that the printer was switched off and on.
    power_cycles: Option<u32>,
    first_byte_sent: bool,
    begun_ms: u64,
    /// A report that the branch does not know yet.
    report: Option<Report>,
    telling: Telling,
    /// Who is before the kiosk.
    visitor: Visitor,
    language: LanguageMemory,
}

impl KioskShell {
    /// A shell that has just started. `bounces_before`: what the journal counted before.
    pub(super) fn new(profile: PrinterProfile, bounces_before: u64) -> Self {
        Self {
            presses: Presses::new(bounces_before),
            conversation: Conversation::new(profile, true),
            link: None,
            begun: None,
            test: Test::None,
            power_cycles: None,
            first_byte_sent: false,
            begun_ms: 0,
            report: None,
            telling: Telling::Idle,
            visitor: Visitor::default(),
            language: LanguageMemory::default(),
        }
    }

    /// When to act at the latest, in milliseconds since the start.
    pub(super) fn poll_timeout(&self) -> Option<u64> {
        let again = match self.telling {
            Telling::Again { at_ms } => Some(at_ms),
            Telling::Idle | Telling::Asked => None,
        };
        [self.presses.poll_timeout(), self.conversation.poll_timeout(), again].into_iter().flatten().min()
    }

    /// Whether a slip is on its way to the printer.
    pub(super) fn has_job(&self) -> bool {
        self.conversation.job().is_some()
    }

    /// The branch has answered a report.
    pub(super) fn report_answered(&mut self, now_ms: u64, outcome: &Result<Answer, Refusal>) {
        match outcome {
            Err(Refusal::StorageFull | Refusal::Overloaded) => {
                self.telling = Telling::Again { at_ms: now_ms + AGAIN_MS };
            }
            Ok(_) | Err(_) => {
                self.report = None;
                self.telling = Telling::Idle;
            }
        }
    }
}

impl World {
    /// The shell of a kiosk.
    pub(super) fn shell(&mut self, kiosk: KioskId) -> &mut KioskShell {
        self.powered().kiosks.get_mut(&kiosk).expect("every kiosk of the board has a shell")
    }

    fn hardware(&mut self, kiosk: KioskId) -> &mut KioskHardware {
        self.kiosks.get_mut(&kiosk).expect("shells are made for the kiosks that there are")
    }

    /// Everything that kiosks do at this moment.
    pub(super) fn kiosks_act(&mut self) -> Flow {
        let kiosks: Vec<KioskId> = self.powered().kiosks.keys().copied().collect();
        for &kiosk in &kiosks {
            self.contacts_act(kiosk)?;
        }
        self.kiosks_print()
    }

    fn contacts_act(&mut self, kiosk: KioskId) -> Flow {
        let (truth_ms, now_ms) = (self.clocks.truth_ms, self.clocks.running_ms());
        let on = self.on.as_mut().expect("the device is on in this step");
        let parts = self.kiosks.get_mut(&kiosk).zip(on.kiosks.get_mut(&kiosk));
        let (hardware, shell) = parts.expect("shells are made for the kiosks that there are");
        let outcomes = shell.presses.follow(truth_ms, now_ms, &mut hardware.contacts)?;
        outcomes.into_iter().try_for_each(|outcome| self.button_outcome(kiosk, outcome))
    }

    fn button_outcome(&mut self, kiosk: KioskId, outcome: Outcome) -> Flow {
        match outcome {
            Outcome::Report { button, report } => {
                let receipt = match report {
                    ButtonReport::Bounced(count) => Receipt::Bounces(kiosk, count),
                    ButtonReport::Stuck => Receipt::Button,
                    // The press that ends a stuck button is no wish; the journal has the button as freed.
                    ButtonReport::Freed => {
                        self.shell(kiosk).presses.account(1);
                        Receipt::Button
                    }
                };
                self.ask(Command::ReportButton { kiosk, button, report }, receipt);
                Ok(())
            }
            Outcome::Wish { button } => self.wish(kiosk, button),
        }
    }

    /// A wish for a ticket is accounted for when it is answered, a question at once.
    fn wish(&mut self, kiosk: KioskId, place: u8) -> Flow {
        let settings = Arc::clone(&self.settings);
        let now_ms = self.now().steady_ms;
        let shell = self.shell(kiosk);
        let wanted = wish(&settings, kiosk, place, &shell.visitor, now_ms);
        shell.visitor.chosen.used(now_ms);
        shell.language.presses(now_ms);
        match wanted {
            Some(Wish::Ticket(Button { service, class, language, .. })) => {
                let shell = self.shell(kiosk);
                shell.language.checks(&settings, kiosk, place, language)?;
                shell.visitor.press = Press::Idle;
                let link = LinkId(u128::from(self.random.bits()));
                self.ask(
                    Command::TakeTicket { kiosk, service, class, language, link },
                    Receipt::Press(kiosk),
                );
            }
            Some(Wish::Answer(QuestionButton { question, mut language, .. })) => {
                if question == Question::OtherLanguage {
                    let shell = self.shell(kiosk);
                    language = Some(shell.visitor.chosen.choose(now_ms, language, &settings.languages));
                    shell.language.goes_on(&settings);
                }
                let asked = match question {
                    Question::WhichNumber => Asked::WhichNumber,
                    Question::MyTicket => Asked::MyTicket,
                    Question::Louder => Asked::Louder { step: 2, steps: 3 },
                    Question::OtherLanguage => Asked::Language,
                };
                let shell = self.shell(kiosk);
                shell.visitor.press = Press::Answered { asked, language, since_ms: now_ms };
                shell.presses.account(1);
            }
            // Whatever the site gives a purpose must not be left without an answer.
            None => {
                let tickets = settings.buttons.iter().map(|button| (button.kiosk, button.place));
                let questions = settings.questions.iter().map(|button| (button.kiosk, button.place));
                if !tickets.chain(questions).any(|known| known == (kiosk, place)) {
                    self.shell(kiosk).presses.account(1);
                }
            }
        }
        Ok(())
    }

    /// A wish for a ticket is answered.
    pub(super) fn press_answered(&mut self, kiosk: KioskId, outcome: &Result<Answer, Refusal>) {
        let shell = self.shell(kiosk);
        shell.presses.account(1);
        if outcome.is_ok() {
            shell.visitor.chosen.end();
            shell.language.ends();
        }
    }

    /// Bytes between conversations and printers, and what comes of them.
    pub(super) fn kiosks_print(&mut self) -> Flow {
        let duties = self.look(|branch| branch.duties()).unwrap_or_default();
        let kiosks: Vec<KioskId> = self.powered().kiosks.keys().copied().collect();
        for kiosk in kiosks {
            let duty = duties.iter().find_map(|duty| match duty {
                Duty::Print { kiosk: at, job, ticket } if *at == kiosk => Some((*job, *ticket)),
                Duty::Print { .. } | Duty::Announce { .. } => None,
            });
            while self.printer_acts(kiosk, duty)? {}
        }
        Ok(())
    }

    /// In the order of the real shell: what is owed, bytes, reports, time. Whether a test has ended: who came meanwhile waits.
    fn printer_acts(&mut self, kiosk: KioskId, duty: Option<Slip>) -> Flow<bool> {
        let (now_ms, truth_ms) = (self.clocks.running_ms(), self.clocks.truth_ms);
        self.hardware(kiosk).cable_moves(truth_ms)?;
        let profile = self.hardware(kiosk).profile;
        let told = self.look(|branch| branch.state().kiosks.get(&kiosk).map(|kiosk| kiosk.power_cycles));
        let before = std::mem::replace(&mut self.shell(kiosk).power_cycles, told.flatten());
        if before.is_some() && before != told.flatten() {
            self.shell(kiosk).conversation.power_was_cycled(now_ms);
        }
        let shell = self.shell(kiosk);
        if let Some(slip) = duty.filter(|_| shell.conversation.job().is_none() && shell.begun != duty) {
            shell.begun = duty;
            shell.first_byte_sent = false;
            shell.begun_ms = now_ms;
            // The conversation has no job, so it takes this one.
            let _ = shell.conversation.start(now_ms, job(slip, &profile));
        }
        self.test_begins(kiosk)?;
        let test = self.shell(kiosk).test;
        self.move_bytes(kiosk)?;
        self.report_printer(kiosk)?;
        self.shell(kiosk).conversation.handle_timeout(now_ms);
        self.move_bytes(kiosk)?;
        self.report_printer(kiosk)?;
        self.hardware(kiosk).look(truth_ms)?;
        Ok(self.shell(kiosk).test != test)
    }

    /// Writes and reads until neither side has more to say.
    fn move_bytes(&mut self, kiosk: KioskId) -> Flow {
        let now_ms = self.clocks.running_ms();
        let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
        loop {
            let hardware = self.hardware(kiosk);
            let link = hardware.cable.connection(&hardware.printer);
            let shell = self.shell(kiosk);
            // What was never found is silent, too.
            let never_found = link.is_none() && shell.conversation.state() == PrinterState::Unknown;
            if shell.link != link || never_found {
                shell.link = link;
                match link {
                    Some(_) => shell.conversation.link_up(now_ms),
                    None => shell.conversation.link_lost(now_ms),
                }
            }
            if link.is_none() {
                return Ok(());
            }
            let written = match shell.conversation.poll_write().map(<[u8]>::to_vec) {
                Some(bytes) => self.write_some(kiosk, truth_ms, &bytes)?,
                None => 0,
            };
            let answers = self.answers(kiosk, truth_ms);
            let conversation = &mut self.shell(kiosk).conversation;
            if written > 0 {
                conversation.written(now_ms, written);
            }
            conversation.handle_bytes(now_ms, &answers);
            if written == 0 && answers.is_empty() {
                return Ok(());
            }
        }
    }

    /// What arrives of what the printer says, and of what it does not say.
    fn answers(&mut self, kiosk: KioskId, truth_ms: u64) -> Vec<u8> {
        let job = self.job_begun(kiosk);
        let hardware = self.hardware(kiosk);
        let noises = hardware.cable.noises();
        let answers = hardware.cable.read(truth_ms, &mut hardware.printer, job);
        let believes =
            hardware.profile.evidence == Evidence::QueuedStatus || hardware.profile.clear != Clear::DleDc4;
        hardware.said_empty |= believes && hardware.cable.noises() > noises && hardware.printer.holds_bytes();
        answers
    }

    /// The job that was begun last.
    pub(super) fn job_begun(&mut self, kiosk: KioskId) -> JobId {
        self.shell(kiosk).newest().map_or(JobId(0), |(job, _)| job)
    }

    /// The cable takes what it takes; the power may fail in the middle.
    fn write_some(&mut self, kiosk: KioskId, truth_ms: u64, bytes: &[u8]) -> Flow<usize> {
        let shell = self.shell(kiosk);
        // Queries are short; what is long is the job.
        let of_job = shell.newest().filter(|_| bytes.len() > 16 && shell.conversation.job().is_some());
        let mut length = bytes.len();
        if let Some((job, ticket)) = of_job {
            self.point("answer and byte")?;
            if !std::mem::replace(&mut self.shell(kiosk).first_byte_sent, true) {
                self.witness.byte_sent(kiosk, job, ticket);
                let hardware = self.hardware(kiosk);
                let held = hardware.printer.holds_bytes();
                // The answer to the job before may be on its way, and count for this one.
                if !held && !hardware.cable.has_answers() {
                    hardware.lies_before = hardware.lied();
                }
                let ghost = held && !hardware.said_empty;
                ensure(Promise::NoGhost, !ghost, || format!("job {job} is sent after bytes of another one"))?;
            }
            length = *self.random.pick(&[length, length.min(300), 1 + self.random.clone().index(length)]);
        }
        let hardware = self.hardware(kiosk);
        Ok(hardware.cable.write(truth_ms, &bytes[..length], &mut hardware.printer))
    }

    /// Tells the branch, in order; what it refuses is told again, and what comes behind waits.
    fn report_printer(&mut self, kiosk: KioskId) -> Flow {
        let now_ms = self.clocks.running_ms();
        loop {
            let shell = self.shell(kiosk);
            if shell.telling == Telling::Asked
                || matches!(shell.telling, Telling::Again { at_ms } if now_ms < at_ms)
            {
                return Ok(());
            }
            if let Some(report) = shell.report.or_else(|| shell.conversation.poll_report()) {
                if self.test_ends(kiosk, report)? {
                    continue;
                }
                let shell = self.shell(kiosk);
                shell.report = Some(report);
                shell.telling = Telling::Asked;
                self.point("paper and report")?;
                let command = match report {
                    Report::State(printer) => Command::ReportPrinter { kiosk, printer },
                    Report::Slip { job, outcome } => Command::ReportSlip { kiosk, job, outcome },
                };
                self.ask(command, Receipt::Printer(kiosk));
            }
            if self.shell(kiosk).telling != Telling::Asked {
                return Ok(());
            }
        }
    }

    /// The journal says how a slip ended.
    pub(super) fn slip_ends(&mut self, kiosk: KioskId, slip: Slip, end: SlipEnd) -> Flow {
        let truth_ms = self.clocks.truth_ms;
        if let Some(hardware) = self.kiosks.get_mut(&kiosk) {
            hardware.look(truth_ms)?;
            let lied = hardware.lied_about(end);
            hardware.bin.ends(truth_ms, &hardware.printer, slip, end, lied)?;
        }
        Ok(())
    }
}
