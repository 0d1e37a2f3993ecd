//! Presses and codes as a stream, for as long as they are watched.

use super::station::Visitor;
use super::told::{self, Row};
use super::trials::refused;
use crate::domain::trial::{Input, Inputs, NotTried};
use crate::http::Problem;
use crate::http::live::{self, Source};
use axum::body::Bytes;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Begins to watch, and gives what is said until it is over.
pub type Watch = Arc<dyn Fn(Inputs) -> Result<mpsc::Receiver<Input>, NotTried> + Send + Sync>;

/// What stands on a page at once.
const SHOWN: usize = 20;

/// What was pressed and shown of late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// How many there were in all.
    pub count: u32,
    /// The newest, oldest first.
    pub inputs: Vec<Input>,
    /// The same in words.
    pub told: Vec<Row>,
    /// What is the case.
    pub words: String,
    /// Whether it is over: presses count again.
    pub over: bool,
}

pub(super) async fn watch(visitor: Visitor, body: Bytes) -> Response {
    match begun(visitor, &body).await {
        Ok(response) | Err(response) => response,
    }
}

/// In the audit log before it is begun.
async fn begun(visitor: Visitor, body: &[u8]) -> Result<Response, Response> {
    visitor.may_act().await?;
    let inputs: Inputs = serde_json::from_slice(body).map_err(|_| visitor.problem(Problem::BadRequest))?;
    let what = serde_json::to_string(&inputs).map_err(|_| visitor.problem(Problem::Failed))?;
    let what = format!("watch {what}");
    visitor.record(&what, "asked").await?;
    match (visitor.shared.station.watch)(inputs) {
        Ok(said) => {
            let stop = visitor.shared.stop.subscribe();
            let (inputs, count) = (VecDeque::new(), 0);
            Ok(live::stream(Presses { visitor, said, inputs, count, over: false, told_over: false }, stop))
        }
        Err(refusal) => {
            // That it was asked for is on record: what is missing there is told, and no more.
            if visitor.record(&what, &refusal.to_string()).await.is_err() {
                tracing::warn!("service port: what came of {what} is not in the audit log: {refusal}");
            }
            Err(refused(&visitor, refusal))
        }
    }
}

struct Presses {
    visitor: Visitor,
    said: mpsc::Receiver<Input>,
    inputs: VecDeque<Input>,
    count: u32,
    over: bool,
    told_over: bool,
}

impl Presses {
    fn note(&mut self, input: Option<Input>) {
        match input {
            Some(input) => {
                self.count = self.count.saturating_add(1);
                self.inputs.push_back(input);
                while self.inputs.len() > SHOWN {
                    self.inputs.pop_front();
                }
            }
            None => self.over = true,
        }
    }
}

impl Source for Presses {
    type Seen = Watched;

    /// Somebody looks from the button to the screen.
    const PACE: Duration = Duration::from_millis(50);

    fn look(&mut self) -> Option<Watched> {
        if std::mem::replace(&mut self.told_over, self.over) {
            return None;
        }
        while let Ok(input) = self.said.try_recv() {
            self.note(Some(input));
        }
        let say = self.visitor.say();
        let inputs: Vec<Input> = self.inputs.iter().cloned().collect();
        let words = if self.over { say.trial_watched() } else { say.trial_watch_now() };
        Some(Watched { count: self.count, told: told::inputs(&inputs, say), inputs, words, over: self.over })
    }

    fn message(&self, seen: &Watched) -> serde_json::Result<String> {
        serde_json::to_string(seen)
    }

    async fn changed(&mut self) {
        if !self.over {
            let input = self.said.recv().await;
            self.note(input);
        }
    }
}
