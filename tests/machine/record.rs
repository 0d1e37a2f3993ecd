//! What a branch's journal says, drawn anew: how its slips and its hall should look.

use super::branch::Branch;
use rinda::config::board::screen::Shape;
use rinda::config::{self, Config};
use rinda::devices::virtual_printer::{Mechanics, VirtualPrinter};
use rinda::domain::branch::State;
use rinda::domain::ids::{CodeKey, JobId, KioskId, TicketNumber};
use rinda::domain::printer_profile::PrinterProfile;
use rinda::domain::time::Moment;
use rinda::engine::Engine;
use rinda::journal::{Journal, Options};
use rinda::scene::frame::Frame;
use rinda::scene::hall::HallView;
use rinda::scene::hall_schedule::HallSchedule;
use rinda::scene::screen::Screen;
use rinda::slip::bitmap::Bitmap;
use rinda::slip::press::SlipPress;
use rinda::wording::Words;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A branch as its journal tells it.
pub(crate) struct Record {
    engine: Engine,
    config: Config,
    words: Words,
}

/// What a board and its site say.
pub(crate) fn read_config(directory: &Path) -> Config {
    let read = config::read(&directory.join("board.toml"), &directory.join("site.toml"));
    read.config.unwrap_or_else(|| panic!("{:?}", read.problems))
}

impl Record {
    /// Of a branch in which nothing happens at this moment.
    pub(crate) fn of(branch: &Branch) -> Self {
        let copy = branch.directory().join("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir(&copy).unwrap();
        let entries = fs::read_dir(branch.directory().join("state")).unwrap().map(Result::unwrap);
        // The service port's socket is there too.
        for file in entries.filter(|entry| entry.file_type().unwrap().is_file()) {
            fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
        let (journal, recovered) = Journal::open(&copy, Options::default()).unwrap();
        let config = read_config(branch.directory());
        let settings = Arc::new(config.settings.clone());
        let after = |state: &State| (Moment { steady_ms: state.at.steady_ms + 1, ..state.at }, None);
        let engine = Engine::open(settings, journal, recovered, CodeKey(0), after).unwrap();
        Self { engine, config, words: Words::load() }
    }

    /// The slip of a ticket, as paper that a printer cuts off.
    pub(crate) fn slip(&self, number: &str) -> Bitmap {
        let bytes = self.job(number);
        let mechanics = Mechanics { buffer_bytes: bytes.len(), ..Mechanics::default() };
        let mut printer = VirtualPrinter::new(self.profile(), mechanics);
        assert_eq!(printer.write(0, &bytes), bytes.len());
        while let Some(due_ms) = printer.poll_deadline() {
            printer.advance(due_ms);
        }
        assert_eq!((printer.pieces().len(), printer.fault()), (1, None));
        printer.pieces()[0].picture.clone()
    }

    /// The bytes that bring it there.
    pub(crate) fn job(&self, number: &str) -> Vec<u8> {
        let number = TicketNumber::try_from(number.to_owned()).unwrap();
        let ticket = self.engine.branch().ticket_by_number(number).unwrap();
        let mut press = SlipPress::new(self.profile(), Arc::default());
        press.job(JobId(0), ticket, &self.config.settings, &self.words).bytes
    }

    fn profile(&self) -> PrinterProfile {
        self.config.board.kiosks[&KioskId(1)].printer.profile
    }

    /// One of the hall's displays, by its table in the board file, when it does not move.
    pub(crate) fn hall(&self, table: &str) -> Frame {
        let branch = self.engine.branch();
        let now = branch.state().at;
        let show = HallSchedule::new().show(&branch.state().calls, now.steady_ms);
        assert!(show.current.is_some() && !show.highlight, "{show:?}");
        let view = HallView::of(branch, &show, None, now, self.words.say(self.config.settings.language));
        let (_, hall) = self.config.board.halls().find(|(name, _)| name == table).unwrap();
        let Shape::Pixels { width_px, height_px } = hall.display.shape else { panic!("a hall with pixels") };
        let mut screen = Screen::new((width_px, height_px).into());
        screen.show(&view);
        screen.frame().clone()
    }
}
