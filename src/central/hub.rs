//! Whoever has a page open: what it shows is made once for all who read the same, and pushed when it is different.
//!
//! **Model.** A cell for each page and language that somebody reads, with the look as JSON. Readers hold a receiver; a slow one
//! gets the newest look and never the ones between.
//!
//! **Invariants.** A cell without readers goes. What a reader costs here is its receiver; the look is shared, and its size
//! does not depend on how many read it.
//!
//! **Deliberately not here.** Connections (`web`) and what a look says ([`super::view`]).

use super::gateway::Changed;
use super::view::Look;
use crate::domain::ids::LinkId;
use crate::domain::ticket::Language;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

/// A page that changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Page {
    /// All offices.
    Offices,
    /// An office.
    Office(String),
    /// A ticket.
    Ticket(LinkId),
    /// The operator's.
    Operator,
}

/// What a page shows, as JSON.
pub type Shown = Arc<str>;

/// All pages that are read.
#[derive(Debug, Default)]
pub struct Hub {
    cells: BTreeMap<(Page, Language), watch::Sender<Shown>>,
    /// Pages of all branches look different; they are drawn anew from time to time only.
    overviews_changed: bool,
}

impl Hub {
    /// Somebody reads a page.
    pub fn follow(&mut self, page: Page, look: Look<'_>) -> watch::Receiver<Shown> {
        let key = (page, look.say.language());
        if let Some(cell) = self.cells.get(&key) {
            return cell.subscribe();
        }
        let (cell, reader) = watch::channel(shown(&key.0, look));
        self.cells.insert(key, cell);
        reader
    }

    /// What was told differs; `look` makes the look in a language.
    pub fn changed<'a>(&mut self, changed: &Changed, look: impl Fn(Language) -> Look<'a>) {
        self.overviews_changed |= changed.all || !changed.branches.is_empty();
        if changed.all {
            return self.refresh(|_| true, look);
        }
        for branch in &changed.branches {
            self.draw(&Page::Office(branch.clone()), &look);
        }
        for link in &changed.links {
            self.draw(&Page::Ticket(*link), &look);
        }
    }

    /// Time passes: overviews are drawn if they look different, and cells without readers go.
    pub fn pass<'a>(&mut self, look: impl Fn(Language) -> Look<'a>) {
        self.cells.retain(|_, cell| cell.receiver_count() > 0);
        if std::mem::take(&mut self.overviews_changed) {
            self.refresh(|page| matches!(page, Page::Offices | Page::Operator), look);
        }
    }

    fn refresh<'a>(&self, wanted: impl Fn(&Page) -> bool, look: impl Fn(Language) -> Look<'a>) {
        for ((page, language), cell) in self.cells.iter().filter(|((page, _), _)| wanted(page)) {
            push(cell, shown(page, look(*language)));
        }
    }

    fn draw<'a>(&self, page: &Page, look: &impl Fn(Language) -> Look<'a>) {
        for language in Language::ALL {
            if let Some(cell) = self.cells.get(&(page.clone(), language)) {
                push(cell, shown(page, look(language)));
            }
        }
    }
}

fn push(cell: &watch::Sender<Shown>, new: Shown) {
    cell.send_if_modified(|known| {
        *known != new && {
            *known = new;
            true
        }
    });
}

fn shown(page: &Page, look: Look<'_>) -> Shown {
    match page {
        Page::Offices => json(&look.offices()),
        Page::Office(branch) => json(&look.office(branch)),
        Page::Ticket(link) => json(&look.ticket(*link)),
        Page::Operator => json(&look.operator()),
    }
}

fn json(view: &impl Serialize) -> Shown {
    serde_json::to_string(view).expect("a look has only names as keys").into()
}
