//! The cable between a kiosk and its printer, and what can be wrong with it.
//!
//! **Model.** It is pulled out and put in again, at any byte of a job; another printer may be behind it then. Answers may
//! come late, but not in another order. What looks like answers may come in between: random bytes, statuses, queued
//! statuses, and the echoes of earlier jobs. A USB cable tells that it is pulled; a serial one without hardware handshake
//! tells nothing, takes bytes for nobody, and hides that the printer was switched off. A terminal that was just plugged in
//! echoes what it hears, so that a printer that knows letters gets some. A board file that names the printer wrongly leads to
//! none, whatever the cable tells.
//!
//! **Invariant.** It never makes up the echo of the job under way, nor of one that comes while such noise is on its way, and
//! never the answer to a clear: against a line that says exactly the awaited bytes nobody has a defence.

use super::clocks::pop_due;
use super::kiosk::KioskHardware;
use super::promise::Broken;
use super::world::World;
use crate::devices::virtual_printer::{PaperLie, VirtualPrinter};
use crate::domain::ids::{JobId, KioskId};
use crate::domain::printer_profile::Mode;
use crate::random::Random;
use crate::slip::escpos::{ECHO_HEAD, FULL_STATUS_HEAD, job_bytes};
use std::collections::VecDeque;

/// Statuses that were measured on an emulator: all is well, and all sorts of trouble.
const STATUSES: [u8; 7] = [0x12, 0x16, 0x1a, 0x1e, 0x32, 0x52, 0x7e];

/// Beginnings of answers, which take what follows for the rest.
const BEGINNINGS: [&[u8]; 5] = [&[0x37], &[0x37, 0x22, 0x21], &[0x37, 0x25], &[0x14], &[0x10, 0x0f, 0x00]];

/// How a terminal echoes the end of a job, and statuses.
const LETTERS: [&[u8]; 3] = [b"7\"\"41B^@", b"^P^@^@^O", b"^^2"];

/// Something that will happen to a cable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CableEvent {
    /// It is pulled out.
    Out,
    /// It is put in again.
    In,
    /// It is put into another printer.
    IntoAnother,
}

/// Answers on their way.
#[derive(Debug)]
struct Answers {
    bytes: Vec<u8>,
    /// There is something else in them.
    noisy: bool,
}

/// A cable.
#[derive(Debug)]
pub(super) struct Cable {
    random: Random,
    /// Whether the host is told when there is nothing at its other end.
    tells: bool,
    plugged: bool,
    plugged_since_ms: i64,
    /// The board file calls the printer something else.
    misnamed: bool,
    /// How often it was put in.
    plugs: u32,
    /// What the host sees: how often something was there, and what.
    links: u32,
    there: Option<(u32, u32)>,
    /// What will happen, by the truth.
    pub(super) events: VecDeque<(i64, CableEvent)>,
    /// Answers, and when they arrive.
    on_the_way: VecDeque<(u64, Answers)>,
    /// How long they take.
    pub(super) late_ms: u64,
    /// In how many of a thousand answers there is something else.
    pub(super) noise: u64,
    /// How often something else has arrived.
    noises: u64,
}

impl Cable {
    /// A cable that is in.
    pub(super) fn new(random: &mut Random) -> Self {
        Self {
            tells: random.chance(3, 4),
            random: random.fork(),
            plugged: true,
            plugged_since_ms: 0,
            misnamed: false,
            plugs: 0,
            links: 0,
            there: None,
            events: VecDeque::new(),
            on_the_way: VecDeque::new(),
            late_ms: 0,
            noise: 0,
            noises: 0,
        }
    }

    /// What the host sees at its end: a number that changes with every other thing that is there.
    pub(super) fn connection(&mut self, printer: &VirtualPrinter) -> Option<u32> {
        let there = match self.tells {
            _ if self.misnamed => None,
            true => printer.connection().filter(|_| self.plugged).map(|power_ons| (self.plugs, power_ons)),
            false => Some((0, 0)),
        };
        if there != self.there {
            self.there = there;
            self.links += 1;
            self.on_the_way.clear();
        }
        there.map(|_| self.links)
    }

    /// Gives how many bytes the host gets rid of.
    pub(super) fn write(&mut self, truth_ms: u64, bytes: &[u8], printer: &mut VirtualPrinter) -> usize {
        if self.plugged && printer.connection().is_some() {
            printer.write(truth_ms, bytes)
        } else {
            bytes.len()
        }
    }

    /// What has arrived at the host. `job` was begun last.
    pub(super) fn read(&mut self, truth_ms: u64, printer: &mut VirtualPrinter, job: JobId) -> Vec<u8> {
        let mut bytes = printer.read(truth_ms);
        if self.plugged && !bytes.is_empty() {
            let noisy = self.random.chance(self.noise, 1000);
            if noisy {
                let at = self.random.index(bytes.len() + 1);
                let noise = self.some_noise(job);
                bytes.splice(at..at, noise);
            }
            let newest_ms = self.on_the_way.back().map_or(0, |(at_ms, _)| *at_ms);
            let at_ms = newest_ms.max(truth_ms + self.late_ms);
            self.on_the_way.push_back((at_ms, Answers { bytes, noisy }));
        }
        let mut arrived = Vec::new();
        while let Some((_, answers)) = pop_due(&mut self.on_the_way, truth_ms) {
            arrived.extend(answers.bytes);
            self.noises += u64::from(answers.noisy);
        }
        arrived
    }

    /// Something is on the line that nobody has sent.
    pub(super) fn burst(&mut self, truth_ms: u64, job: JobId) {
        if self.plugged {
            let bytes = self.some_noise(job);
            self.on_the_way.push_front((truth_ms, Answers { bytes, noisy: true }));
        }
    }

    fn some_noise(&mut self, job: JobId) -> Vec<u8> {
        let random = &mut self.random;
        let byte = |random: &mut Random| u8::try_from(random.below(256)).unwrap_or(0);
        match random.weighted(&[3, 3, 2, 4, 2, 1]) {
            0 => (0..=random.below(8)).map(|_| byte(random)).collect(),
            1 => (0..=random.below(4)).map(|_| *random.pick(&STATUSES)).collect(),
            2 => vec![*random.pick(&[0x00, 0x03, 0x0c])],
            3 => {
                let earlier = JobId((job.0 + JobId::COUNT - random.pick(&[1, 1, 1, 2, 7])) % JobId::COUNT);
                [&ECHO_HEAD[..], &job_bytes(earlier), &[0]].concat()
            }
            4 => random.pick(&BEGINNINGS).to_vec(),
            _ => {
                let rest: Vec<u8> = (0..4).map(|_| byte(random) & 0xef).collect();
                [&FULL_STATUS_HEAD[..], &rest].concat()
            }
        }
    }

    /// Whether answers are on their way.
    pub(super) fn has_answers(&self) -> bool {
        !self.on_the_way.is_empty()
    }

    /// How often something has arrived that nobody had sent.
    pub(super) fn noises(&self) -> u64 {
        self.noises
    }

    /// Whether it was in for at least so long, so that what is sent reaches the printer.
    pub(super) fn reaches_since(&self, truth_ms: i64, so_long_ms: i64) -> bool {
        self.plugged && !self.misnamed && truth_ms - self.plugged_since_ms >= so_long_ms
    }

    /// When something happens by itself.
    pub(super) fn next_ms(&self) -> Option<i64> {
        let event = self.events.front().map(|(at_ms, _)| *at_ms);
        let answer = self.on_the_way.front().and_then(|(at_ms, _)| i64::try_from(*at_ms).ok());
        [event, answer].into_iter().flatten().min()
    }

    /// The board file names the printer, or something else. What the printer has said before is lost.
    pub(super) fn is_named(&mut self, truth_ms: i64, rightly: bool) {
        if self.misnamed == rightly {
            self.misnamed = !rightly;
            self.plugged_since_ms = truth_ms;
            self.on_the_way.clear();
        }
    }

    /// It is right, in, and what the board file names.
    pub(super) fn mend(&mut self, truth_ms: i64) {
        self.is_named(truth_ms, true);
        self.events.clear();
        self.late_ms = 0;
        self.noise = 0;
        self.put_in(truth_ms);
    }

    fn put_in(&mut self, truth_ms: i64) {
        if !self.plugged {
            self.plugged = true;
            self.plugged_since_ms = truth_ms;
            self.plugs += 1;
        }
    }
}

impl KioskHardware {
    /// What happens to the cable by then.
    pub(super) fn cable_moves(&mut self, truth_ms: i64) -> Result<(), Broken> {
        while let Some((at_ms, event)) = pop_due(&mut self.cable.events, truth_ms) {
            match event {
                CableEvent::Out => {
                    self.cable.plugged = false;
                    // What the printer says from now on reaches nobody.
                    self.cable.on_the_way.clear();
                }
                CableEvent::In => {
                    self.cable.put_in(at_ms);
                    self.cable_echoes(at_ms);
                }
                CableEvent::IntoAnother => {
                    self.look(at_ms)?;
                    self.printer = VirtualPrinter::new(self.profile, self.mechanics);
                    self.printer.advance(u64::try_from(at_ms).unwrap_or(0));
                    self.bin.another_printer();
                    self.cable.put_in(at_ms);
                }
            }
        }
        Ok(())
    }

    /// What a terminal has echoed before the host could set it.
    fn cable_echoes(&mut self, at_ms: i64) {
        if self.cable.tells && self.profile.mode == Mode::Text {
            let letters = LETTERS[self.cable.random.index(LETTERS.len())];
            self.printer.write(u64::try_from(at_ms).unwrap_or(0), letters);
        }
    }
}

impl World {
    /// Something happens to a cable, at once or within the next seconds.
    pub(super) fn cable_suffers(&mut self, kiosk: KioskId) {
        let truth_ms = self.clocks.truth_ms;
        let job = self.job_begun(kiosk);
        let random = &mut self.random;
        let Some(hardware) = self.kiosks.get_mut(&kiosk) else { return };
        let cable = &mut hardware.cable;
        let out_ms = truth_ms + random.between(0, 8_000).cast_signed();
        let in_ms = out_ms
            + match random.below(3) {
                0 => random.between(1, 50).cast_signed(),
                1 => random.between(50, 5_000).cast_signed(),
                _ => random.between(5_000, 400_000).cast_signed(),
            };
        let what = random.weighted(&[4, 1, 3, 3, 2]);
        match what {
            0 | 1 if cable.events.is_empty() => {
                let comes = if what == 0 { CableEvent::In } else { CableEvent::IntoAnother };
                cable.events.extend([(out_ms, CableEvent::Out), (in_ms, comes)]);
            }
            0 | 1 => {}
            2 => cable.late_ms = *random.pick(&[0, 30, 300, 900, 1_100, 2_500, 7_000, 20_000]),
            3 => cable.noise = *random.pick(&[0, 10, 100, 400]),
            _ => cable.burst(u64::try_from(truth_ms).unwrap_or(0), job),
        }
        let (late_ms, noise) = (cable.late_ms, cable.noise);
        self.trace.line(truth_ms, || {
            format!(
                "{kiosk:?}: cable trouble {what}: out {out_ms}, in {in_ms}, {late_ms} ms late, noise {noise}"
            )
        });
    }

    /// A printer begins to lie about itself, or to tell the truth.
    pub(super) fn printer_lies(&mut self, kiosk: KioskId) {
        let (truth_ms, random) = (self.clocks.truth_ms, &mut self.random);
        let Some(hardware) = self.kiosks.get_mut(&kiosk) else { return };
        let mut lies = hardware.printer.lies();
        match random.below(4) {
            0 => lies.paper = *random.pick(&[PaperLie::Always, PaperLie::Never]),
            1 => lies.all_is_well = true,
            2 => lies.near_end_flickers = true,
            _ => lies = Default::default(),
        }
        hardware.printer.set_lies(u64::try_from(truth_ms).unwrap_or(0), lies);
        self.trace.line(truth_ms, || format!("{kiosk:?}: {lies:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::printer::stream::{Answer, AnswerStream};

    #[test]
    fn noise_is_never_the_echo_of_a_job_that_is_under_way_or_comes() {
        let (mut cable, job) = (Cable::new(&mut Random::new(1)), JobId(1_000));
        let noises: Vec<u8> = (0..10_000).flat_map(|_| cable.some_noise(job)).collect();
        let answers = AnswerStream::new(false).take(&noises);
        let echo = |answer: &Answer| if let Answer::Echo(id) = answer { Some(*id) } else { None };
        let echoes: Vec<JobId> = answers.iter().filter_map(echo).collect();
        assert!(echoes.len() > 1_000 && echoes.iter().all(|id| *id < job));
    }
}
