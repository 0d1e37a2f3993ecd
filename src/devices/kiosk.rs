//! The kiosk's shell: brings contacts to the buttons' state machine, wishes to the engine, and answers to display and
//! lamps.
//!
//! **Model.** [`Buttons`] says what a contact means, [`wish`] what a button asks for, [`Visitor`] who asks and in which
//! language; the shell waits for whatever comes first of a contact, a code, a turn and the time, and makes the picture anew.
//!
//! **Invariants.** One wish at a time: a press waits until the one before is answered. A question is answered by voice and
//! display at once, and nothing else comes of it, but that another language may be chosen by it. Only a wish changes what
//! the display says about presses. Reports about buttons wait until the branch has room for them. What is drawn or said is
//! found out under the branch's lock, and drawn and said outside it.
//!
//! **Deliberately not here.** Printing (the printer's shell finds it among what the branch owes), and whether a ticket may
//! be given: the branch decides that.

use super::buttons::{Buttons, Motion, Outcome};
use super::lamps::{Lamp, Lamps, lamp};
use super::panel::{Pace, Panel};
use super::reports::Reports;
use super::sound::{Level, Voice};
use super::wishes::{Wish, wish};
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::ids::KioskId;
use crate::domain::kiosk::LastSlip;
use crate::domain::refusal::Refusal;
use crate::domain::settings::{Button, Question, QuestionButton};
use crate::domain::ticket::Language;
use crate::domain::time::Moment;
use crate::engine::{AskError, Handle, random_link};
use crate::scene::kiosk::KioskView;
use crate::scene::visitor::{Asked, Press, Visitor};
use crate::slip::content::link_of;
use crate::speech::{self, Utterance};
use crate::wording::Words;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// Contacts that may wait to be dealt with; more in one go are a fault of the wiring and dropped with a warning.
pub const EDGES_MAX: usize = 256;
/// Waits are computed anew this often while nothing else happens.
const REFRESH: Duration = Duration::from_secs(10);
/// An answer that takes longer is announced with "please wait"; a faster one must not flicker.
const SLOW: Duration = Duration::from_millis(100);
/// Frames are so far apart at least; waits in the line change with every press at any kiosk.
const FRAME: Duration = Duration::from_millis(30);

/// Something that happened to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// When: a press that waits to be dealt with is not a shorter press.
    pub at: Instant,
    /// The button's place on the kiosk.
    pub button: u8,
    /// What happened.
    pub motion: Motion,
}

/// What a kiosk is made of, as its shell sees it.
#[derive(Debug)]
pub struct Parts {
    /// Its number.
    pub kiosk: KioskId,
    /// Contacts.
    pub edges: mpsc::Receiver<Edge>,
    /// Codes that were held in front of its scanner.
    pub codes: mpsc::Receiver<String>,
    /// Its display.
    pub display: Panel,
    /// Its lamps.
    pub lamps: Lamps,
    /// Who is before it.
    pub visitor: watch::Sender<Visitor>,
    /// What it is heard by.
    pub voice: Voice,
}

/// Serves a kiosk until the branch stops or its contacts are gone; then its lamps are off.
pub async fn serve_kiosk(handle: Handle, parts: Parts, words: Arc<Words>) {
    let lamps = parts.lamps.clone();
    let last = handle.read(|branch, _| last_slip(branch, parts.kiosk));
    let mut shell = Shell {
        handle,
        parts,
        words,
        buttons: Buttons::default(),
        reports: Reports::default(),
        last,
        began: Instant::now(),
    };
    let Gone = shell.serve().await;
    lamps.show(BTreeMap::new());
}

/// There is no branch, or there are no contacts any more.
struct Gone;

struct Shell {
    handle: Handle,
    parts: Parts,
    words: Arc<Words>,
    buttons: Buttons,
    reports: Reports,
    /// The newest ticket's slip as it was last seen.
    last: Option<LastSlip>,
    began: Instant,
}

impl Shell {
    async fn serve(&mut self) -> Gone {
        let mut turns = self.handle.turns();
        let mut pace = Pace::new(FRAME);
        loop {
            let early = pace.wait();
            let shown_for = if early.is_zero() {
                pace.begin_frame();
                turns.mark_unchanged();
                self.say_without_slip();
                self.show()
            } else {
                early
            };
            if self.reports.give(&self.handle).await.is_err() {
                return Gone;
            }
            let due = self.buttons.poll_timeout().map(|due_ms| self.began + Duration::from_millis(due_ms));
            let due_in = due.map(|due| due.saturating_duration_since(Instant::now()));
            let wait = [Some(shown_for), due_in, self.reports.retry_in()]
                .into_iter()
                .flatten()
                .min()
                .unwrap_or(REFRESH);
            let outcome = tokio::select! {
                edge = self.parts.edges.recv() => {
                    let Some(Edge { at, button, motion }) = edge else { return Gone };
                    self.buttons.handle_edge(self.ms(at), button, motion)
                }
                code = self.parts.codes.recv() => {
                    let Some(code) = code else { return Gone };
                    match self.scanned(&code).await {
                        Ok(()) => None,
                        Err(Gone) => return Gone,
                    }
                }
                turn = turns.changed(), if early.is_zero() => {
                    if turn.is_err() {
                        return Gone;
                    }
                    None
                }
                () = tokio::time::sleep(wait) => self.buttons.handle_timeout(self.ms(Instant::now())),
            };
            match outcome {
                None => {}
                Some(Outcome::Report { button, report }) => {
                    self.reports.push(Command::ReportButton { kiosk: self.parts.kiosk, button, report });
                }
                Some(Outcome::Wish { button }) => match self.wish(button).await {
                    Ok(()) => {}
                    Err(Gone) => return Gone,
                },
            }
        }
    }

    async fn wish(&mut self, place: u8) -> Result<(), Gone> {
        let kiosk = self.parts.kiosk;
        let visitor = self.parts.visitor.borrow().clone();
        let (wanted, now_ms) = self.handle.read(|branch, now| {
            (wish(branch.settings(), kiosk, place, &visitor, now.steady_ms), now.steady_ms)
        });
        self.parts.visitor.send_modify(|visitor| visitor.chosen.used(now_ms));
        match wanted {
            Some(Wish::Ticket(button)) => self.ticket(button).await,
            Some(Wish::Answer(button)) => {
                self.answer(&button);
                Ok(())
            }
            None => {
                tracing::warn!(
                    %kiosk,
                    button = place,
                    "kiosk {kiosk}: the site does not say what button {place} asks for"
                );
                Ok(())
            }
        }
    }

    async fn ticket(&mut self, button: Button) -> Result<(), Gone> {
        let Button { kiosk, service, class, language, .. } = button;
        self.parts.voice.hush();
        let command = Command::TakeTicket { kiosk, service, class, language, link: random_link() };
        let mut answer = pin!(self.handle.ask(command));
        let answer = match tokio::time::timeout(SLOW, &mut answer).await {
            Ok(answer) => answer,
            Err(_) => {
                self.deal_with(Press::Pending { language });
                self.say(None, |_, _, words| speech::kiosk::please_wait(language, words));
                self.show();
                answer.await
            }
        };
        match answer {
            Ok(_) => {
                self.parts.visitor.send_modify(|visitor| visitor.chosen.end());
                self.deal_with(Press::Idle);
            }
            Err(AskError::Stopped) => return Err(Gone),
            Err(AskError::Refused(refusal)) => {
                self.say(None, |branch, now, words| {
                    speech::kiosk::refusal(branch, &refusal, language, now, words)
                });
                let since_ms = self.handle.now().steady_ms;
                self.deal_with(Press::Refused { refusal, language, since_ms });
            }
        }
        Ok(())
    }

    /// Whoever shows the code of a ticket is here. Says and shows where the ticket stands then; one that is in the line
    /// already, or called, stands where it stood.
    async fn scanned(&self, code: &str) -> Result<(), Gone> {
        let link = self.handle.read(|branch, _| link_of(code, branch.settings().follow_url.as_deref()));
        if let Some(link) = link {
            match self.handle.ask(Command::ShowTicket { link }).await {
                Ok(_) | Err(AskError::Refused(Refusal::NotPossibleNow { .. } | Refusal::UnknownTicket)) => {}
                Err(AskError::Refused(refusal)) => {
                    let kiosk = self.parts.kiosk;
                    tracing::warn!(%kiosk, "kiosk {kiosk}: a ticket was shown and not checked in: {refusal:?}");
                }
                Err(AskError::Stopped) => return Err(Gone),
            }
        }
        self.say(None, |branch, now, words| speech::kiosk::scanned(branch, link, now, words));
        let since_ms = self.handle.now().steady_ms;
        self.deal_with(Press::Answered { asked: Asked::Code { link }, language: None, since_ms });
        Ok(())
    }

    /// Says and shows what was asked.
    fn answer(&self, button: &QuestionButton) {
        let &QuestionButton { kiosk, question, mut language, .. } = button;
        let since_ms = self.handle.now().steady_ms;
        if question == Question::OtherLanguage {
            language = Some(self.choose(language, since_ms));
        }
        let spoken = |branch: &Branch| language.unwrap_or(branch.settings().language);
        let asked = match question {
            Question::WhichNumber => {
                self.say(Some(question), |branch, now, words| {
                    speech::kiosk::numbers_now(branch, spoken(branch), now, words)
                });
                Asked::WhichNumber
            }
            Question::MyTicket => {
                self.say(Some(question), |branch, now, words| {
                    speech::kiosk::my_ticket(branch, kiosk, language, now, words)
                });
                Asked::MyTicket
            }
            Question::Louder => {
                let (Level { step, steps }, to_be_heard) = self.parts.voice.louder();
                if to_be_heard {
                    self.say(None, |branch, _, words| {
                        speech::kiosk::volume(step, steps, spoken(branch), words)
                    });
                }
                Asked::Louder { step, steps }
            }
            Question::OtherLanguage => {
                self.say(None, |branch, _, words| speech::kiosk::language_chosen(spoken(branch), words));
                Asked::Language
            }
        };
        self.deal_with(Press::Answered { asked, language, since_ms });
    }

    /// The language that is chosen now.
    fn choose(&self, wanted: Option<Language>, now_ms: u64) -> Language {
        let offered = self.handle.read(|branch, _| branch.settings().languages.clone());
        let mut chosen = self.parts.visitor.borrow().chosen;
        let language = chosen.choose(now_ms, wanted, &offered);
        self.parts.visitor.send_modify(|visitor| visitor.chosen = chosen);
        language
    }

    fn deal_with(&self, press: Press) {
        self.parts.visitor.send_modify(|visitor| visitor.press = press);
    }

    /// What is said is found out under the branch's lock; nobody waits until it is heard.
    fn say(&self, question: Option<Question>, words: impl FnOnce(&Branch, Moment, &Words) -> Utterance) {
        let (utterance, quiet) =
            self.handle.read(|branch, now| (words(branch, now, &self.words), branch.is_quiet(now)));
        self.parts.voice.answer(question, utterance, quiet);
    }

    /// A number whose slip has just not come out is said without being asked for.
    fn say_without_slip(&mut self) {
        let kiosk = self.parts.kiosk;
        let last = self.handle.read(|branch, _| last_slip(branch, kiosk));
        if std::mem::replace(&mut self.last, last) == last {
            return;
        }
        let found = self.handle.read(|branch, now| {
            let last = last?;
            let utterance = speech::kiosk::without_slip(branch, last.number, last.slip, &self.words)?;
            Some((utterance, branch.is_quiet(now)))
        });
        if let Some((utterance, quiet)) = found {
            self.parts.voice.answer(None, utterance, quiet);
        }
    }

    /// Shows the kiosk as it is now; returns how long that is right. What is drawn is found out under the branch's lock, and
    /// drawn outside: a turn waits for whoever looks.
    fn show(&self) -> Duration {
        let kiosk = self.parts.kiosk;
        let visitor = self.parts.visitor.borrow().clone();
        let (view, is_needed, lamps, wait) = self.handle.read(|branch, now| {
            let (view, until_ms) = KioskView::of(branch, kiosk, &visitor, now, &self.words);
            let buttons = branch.settings().buttons.iter().filter(|button| button.kiosk == kiosk);
            let lamps = buttons.map(|button| (button.place, lamp(branch, now, button)));
            // A question is always answered.
            let questions = branch.settings().questions.iter().filter(|button| button.kiosk == kiosk);
            let lamps = lamps.chain(questions.map(|button| (button.place, Lamp::Ready))).collect();
            let wait = until_ms
                .map_or(REFRESH, |until_ms| Duration::from_millis(until_ms.saturating_sub(now.steady_ms)));
            // Somebody is there: what they see ends by itself, or waits for their slip or their answer.
            let is_printing = last_slip(branch, kiosk).is_some_and(|last| !last.slip.settled());
            let is_pending = matches!(visitor.press, Press::Pending { .. });
            (view, until_ms.is_some() || is_printing || is_pending, lamps, wait.min(REFRESH))
        });
        self.parts.display.show_to(&view, is_needed);
        self.parts.lamps.show(lamps);
        wait
    }

    fn ms(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.began).as_millis()).unwrap_or(u64::MAX)
    }
}

fn last_slip(branch: &Branch, kiosk: KioskId) -> Option<LastSlip> {
    branch.state().kiosks.get(&kiosk)?.last
}
