//! Joins the service port, where tests are asked for, to what can be tried.

#[cfg(test)]
mod tests;

use super::branch::{Plan, PoweredBranch};
use crate::devices::installation::Installation;
use crate::domain::ids::KioskId;
use crate::domain::settings::Settings;
use crate::domain::trial::{Device, Finding, Found, Input, Inputs, NotTried, PaperTrial, Trial};
use crate::link::{Resync, RoundTrip};
use crate::service::{Outcome, Trials, Watch};
use crate::wording::Words;
use crate::wording::faults::CENTRE;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio::time::{Instant, timeout};

/// Broker and centre have answered after so long, or are silent.
const LINK_WAIT_S: u32 = 10;
/// Presses and codes that wait to be read.
const INPUTS_MAX: usize = 64;
/// By this name the broker is told.
const BROKER: &str = "broker";

/// One test at a time: two would tread on each other's lamps; and watching is one of them.
pub(super) fn trials(plan: &Plan, branch: &PoweredBranch) -> (Trials, Watch) {
    let bench = Arc::new(Bench {
        board: Arc::clone(&plan.board),
        words: Arc::clone(&plan.words),
        settings: Arc::clone(&plan.settings),
        link: branch.round_trip().zip(branch.resync()),
        busy: Arc::default(),
    });
    let watched = Arc::clone(&bench);
    let trials = move |trial| -> Outcome {
        let bench = Arc::clone(&bench);
        Box::pin(async move { bench.run(trial).await })
    };
    (Arc::new(trials), Arc::new(move |inputs| watched.watch(inputs)))
}

struct Bench {
    board: Arc<Installation>,
    words: Arc<Words>,
    settings: Arc<Settings>,
    link: Option<(RoundTrip, Resync)>,
    busy: Arc<Mutex<()>>,
}

impl Bench {
    async fn run(&self, trial: Trial) -> Result<Vec<Finding>, NotTried> {
        let _turn = self.busy.try_lock().map_err(|_| NotTried::AnotherTest)?;
        match trial {
            Trial::Lamps {} => self.board.try_lamps().await,
            Trial::Displays {} => Ok(self.displays().await),
            Trial::Slip { kiosk } => self.print(kiosk, PaperTrial::Slip).await,
            Trial::Feed { kiosk } => self.print(kiosk, PaperTrial::Feed).await,
            Trial::Cut { kiosk } => self.print(kiosk, PaperTrial::Cut).await,
            Trial::Present { kiosk } => self.print(kiosk, PaperTrial::Present).await,
            Trial::Sounds {} => self.board.try_sounds(&self.settings, &self.words).await,
            Trial::Link {} => self.link().await,
            Trial::All {} => Ok(self.all().await),
        }
    }

    /// It is over in its time, whether anybody reads or not, and when nobody listens any more.
    fn watch(&self, inputs: Inputs) -> Result<mpsc::Receiver<Input>, NotTried> {
        let turn = Arc::clone(&self.busy).try_lock_owned().map_err(|_| NotTried::AnotherTest)?;
        let mut watching = self.board.watch_inputs(inputs, self.words.say(self.settings.language))?;
        let (tell, told) = mpsc::channel(INPUTS_MAX);
        tokio::spawn(async move {
            let _turn = turn;
            loop {
                tokio::select! {
                    input = watching.next() => match input {
                        // Who does not read misses something, and delays nobody.
                        Some(input) => drop(tell.try_send(input)),
                        None => return,
                    },
                    () = tell.closed() => return,
                }
            }
        });
        Ok(told)
    }

    async fn displays(&self) -> Vec<Finding> {
        self.board.try_displays(self.words.say(self.settings.language)).await
    }

    async fn print(&self, kiosk: KioskId, what: PaperTrial) -> Result<Vec<Finding>, NotTried> {
        Ok(vec![self.board.try_printer(kiosk, what).await?])
    }

    /// The broker first: without it nobody hears of the centre.
    async fn link(&self) -> Result<Vec<Finding>, NotTried> {
        let (round_trip, resync) = self.link.as_ref().ok_or(NotTried::NoCentre)?;
        let wait = Duration::from_secs(LINK_WAIT_S.into());
        let broker = timeout(wait, round_trip.ask()).await.ok().flatten();
        let begun = Instant::now();
        let has_it = timeout(wait, resync.ask()).await.unwrap_or(false);
        let finding = |name: &str, took: Option<Duration>| Finding {
            device: Device::Named(name.to_owned()),
            found: took.map_or(Found::Silent { seconds: LINK_WAIT_S }, |took| Found::Answered {
                ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
            }),
        };
        Ok(vec![finding(BROKER, broker), finding(CENTRE, has_it.then(|| begun.elapsed()))])
    }

    /// All at once: none of them disturbs another.
    async fn all(&self) -> Vec<Finding> {
        let slips = async {
            let mut findings = Vec::new();
            for &kiosk in self.board.kiosks.keys() {
                let slip = self.board.try_printer(kiosk, PaperTrial::Slip).await;
                let not_tried = |why| Finding { device: Device::Printer(kiosk), found: Found::NotTried(why) };
                findings.push(slip.unwrap_or_else(not_tried));
            }
            findings
        };
        // What is not there lacks nothing, and is told at the end.
        let lamps = async { self.board.try_lamps().await.unwrap_or_default() };
        let link = async { self.link().await.unwrap_or_default() };
        let sounds = async { self.board.try_sounds(&self.settings, &self.words).await.unwrap_or_default() };
        let (slips, displays, lamps, sounds, link) =
            tokio::join!(slips, self.displays(), lamps, sounds, link);
        let mut findings = [slips, displays, lamps, sounds, link].concat();
        let rest = self.board.known().into_iter();
        findings.extend(
            rest.filter(|known| findings.iter().all(|found| found.device != known.device))
                .collect::<Vec<_>>(),
        );
        findings.extend(self.board.not_fitted(self.settings.counters.keys().copied()));
        let no_centre = || Finding { device: Device::Named(CENTRE.to_owned()), found: Found::NotFitted };
        findings.extend(self.link.is_none().then(no_centre));
        findings
    }
}
