//! A short day, and what is drawn of it.

use crate::device::{Device, Folder};
use crate::office::office;
use chrono::{NaiveDate, NaiveTime};
use embedded_graphics::prelude::Size;
use rinda::album::{Album, AlbumError, Drawn, Kind, Place, Sizes, When};
use rinda::domain::command::{Command, SlipOutcome};
use rinda::domain::event::PrintEvidence;
use rinda::domain::ids::{CounterId, KioskId, LinkId, ServiceId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::{Class, Language};
use rinda::journal::History;
use rinda::scene::hall::HallView;
use rinda::scene::hall_schedule::HallSchedule;
use rinda::scene::screen::Screen;
use rinda::slip::content::SlipContent;
use rinda::slip::layout::Layout;
use rinda::wording::Words;
use std::fs;
use std::sync::Arc;

const KIOSK: KioskId = KioskId(1);

/// Two people take a number at 09:30, one wants a copy; both are called at once, and the first is served.
fn a_day() -> Device {
    let mut device = Device::new();
    device.ask(Command::ReportPrinter { kiosk: KIOSK, printer: PrinterState::Ready });
    for (link, language) in [(1, Language::Lv), (2, Language::En)] {
        let (service, class) = (ServiceId::new("passport"), Class::Normal);
        device.ask(Command::TakeTicket { kiosk: KIOSK, service, class, language, link: LinkId(link) });
        slip_is_out(&mut device);
    }
    device.ask(Command::Reprint { number: "A002".to_owned().try_into().unwrap(), kiosk: KIOSK });
    slip_is_out(&mut device);
    for counter in [CounterId(1), CounterId(2)] {
        device.ask(Command::OpenCounter { counter });
        device.ask(Command::CallNext { counter });
    }
    device.ask(Command::Start { counter: CounterId(1) });
    device.wall_ms += 60_000;
    device.ask(Command::Finish { counter: CounterId(1) });
    device
}

/// A hall that looked at the branch on the day itself, after each turn.
struct Witness {
    words: Words,
    schedule: HallSchedule,
    screen: Screen,
    /// The place of the newest event, and what the hall showed then.
    frames: Vec<(u64, Vec<u8>)>,
    /// Slips, as they were drawn for the printer.
    slips: Vec<Vec<u8>>,
}

impl Witness {
    fn new() -> Self {
        let (schedule, screen) = (HallSchedule::new(), Screen::new(Size::new(640, 360)));
        Self { words: Words::load(), schedule, screen, frames: Vec::new(), slips: Vec::new() }
    }

    fn look(&mut self, device: &Device) {
        let (branch, now) = (device.branch(), device.branch().state().at);
        let mut show = self.schedule.show(&branch.state().calls, now.steady_ms);
        show.highlight = false;
        let say = self.words.say(branch.settings().language);
        self.screen.show(&HallView::of(branch, &show, None, now, say));
        let seq = History::open(&device.state()).unwrap().newest_seq().unwrap();
        self.frames.push((seq, self.screen.frame().to_png()));
    }

    fn see_slip(&mut self, device: &Device) {
        let branch = device.branch();
        let ticket = branch.state().tickets.last_key_value().unwrap().1;
        let content = SlipContent::of(ticket, branch.settings(), &self.words);
        self.slips.push(Layout::default().draw(&content, 384).to_png());
    }
}

#[test]
fn what_is_drawn_is_what_was_shown() {
    let (mut device, mut witness) = (Device::new(), Witness::new());
    device.ask(Command::ReportPrinter { kiosk: KIOSK, printer: PrinterState::Ready });
    for counter in [CounterId(1), CounterId(2)] {
        device.ask(Command::OpenCounter { counter });
    }
    let take = |device: &mut Device, witness: &mut Witness| {
        for language in Language::ALL {
            let (service, class, link) =
                (ServiceId::new("passport"), Class::Normal, LinkId(device.wall_ms.cast_unsigned().into()));
            device.ask(Command::TakeTicket { kiosk: KIOSK, service, class, language, link });
            witness.see_slip(device);
            witness.look(device);
            slip_is_out(device);
            witness.look(device);
        }
    };
    take(&mut device, &mut witness);
    for counter in [CounterId(1), CounterId(2)] {
        device.ask(Command::CallNext { counter });
        witness.look(&device);
    }
    for _ in 0..2 {
        let counter = CounterId(1);
        for command in
            [Command::Start { counter }, Command::Finish { counter }, Command::CallNext { counter }]
        {
            device.wall_ms += 30_000;
            device.ask(command);
            witness.look(&device);
        }
    }
    // The hall of a branch that starts anew begins anew.
    device.start();
    witness.schedule = HallSchedule::new();
    witness.look(&device);
    device.ask(Command::ReportPrinter { kiosk: KIOSK, printer: PrinterState::Ready });
    witness.look(&device);
    take(&mut device, &mut witness);

    let album = album_of(&device);
    for (seq, frame) in &witness.frames {
        let place = Place { seq: *seq, after_ms: 0 };
        assert!(album.hall(None, When::Place(place)).unwrap() == *frame, "the hall after event {seq}");
    }
    let index = album.index(None, witness.words.say(Language::En)).unwrap();
    let slips: Vec<_> = index.pictures.iter().filter(|listed| listed.kind == Kind::Slip).collect();
    assert_eq!(slips.len(), witness.slips.len());
    for (listed, slip) in slips.iter().zip(&witness.slips) {
        assert!(album.slip(None, listed.place).unwrap() == *slip, "{}", listed.words);
    }
    assert!(slips[2].words.starts_with("A003. ") && slips[2].language == Language::En, "{slips:?}");
    let halls: Vec<_> = index.pictures.iter().filter(|listed| listed.kind == Kind::Hall).collect();
    for listed in &halls {
        album.hall(Some(index.date), When::Place(listed.place)).unwrap();
    }
    assert!(halls.iter().any(|listed| listed.words == "Now called: A001, Counter 1."), "{halls:?}");
    let last = "Now called: A004, Counter 1. Earlier: A003, Counter 1; A002, Counter 2; A001, Counter 1.";
    assert_eq!(halls.last().unwrap().words, last);
}

#[test]
fn what_was_not_there_is_refused() {
    let device = a_day();
    let album = album_of(&device);
    let (date, words) = (album.days().unwrap()[0], Words::load());
    let end = album.index(None, words.say(Language::En)).unwrap().pictures.pop().unwrap().place;
    let clock = |text: &str| When::Clock(rinda::album::time(text).unwrap());
    let no_picture = |drawn: Result<Vec<u8>, AlbumError>| {
        assert!(matches!(drawn, Err(AlbumError::NoPicture { .. })), "{drawn:?}");
    };
    assert!(album.hall(Some(date), clock("23:00")).is_ok());
    assert!(matches!(album.hall(Some(date), clock("09:29:59")), Err(AlbumError::TooEarly { .. })));
    no_picture(album.hall(None, When::Place(Place { seq: 9999, after_ms: 0 })));
    no_picture(album.hall(None, When::Place(Place { seq: 5, after_ms: 80_000_000 })));
    no_picture(album.slip(None, end));
    no_picture(album.slip(None, Place { seq: 0, after_ms: 0 }));
    let other = NaiveDate::from_ymd_opt(2026, 11, 23);
    let no_day = album.index(other, words.say(Language::En)).unwrap_err();
    assert_eq!(no_day.to_string(), "the journal has no such service day; it has 2026-11-24");
    assert_eq!(
        album.days().unwrap(),
        [date],
        "the day that was looked at before is not mistaken for another"
    );
}

fn slip_is_out(device: &mut Device) {
    let job = device.branch().state().next_job.0 - 1;
    let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
    device.ask(Command::ReportSlip { kiosk: KIOSK, job: rinda::domain::ids::JobId(job), outcome });
}

fn drawn(device: &Device, at: Option<&str>, folder: &Folder) -> Result<Drawn, AlbumError> {
    let at = at.map(|at| NaiveTime::parse_from_str(at, "%H:%M:%S").unwrap());
    album_of(device).draw(None, at, &folder.0)
}

fn album_of(device: &Device) -> Album {
    let sizes = Sizes { hall: Size::new(640, 360), slip_dots: 384 };
    Album::new(&device.state(), Arc::new(office()), Arc::new(Words::load()), sizes)
}

/// The names without the places of the events, in order.
fn names(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names.iter().map(|name| name.split_once('-').unwrap().1.to_owned()).collect()
}

#[test]
fn a_day_is_drawn_in_its_order() {
    let (device, folder) = (a_day(), Folder::new());
    let album = drawn(&device, None, &folder).unwrap();
    assert_eq!((album.date.to_string().as_str(), album.slips, album.frames), ("2026-11-24", 3, 3));
    let expected = [
        "093000-hall.png",
        "093002-slip-A001.png",
        "093004-slip-A002.png",
        "093006-slip-A002-copy.png",
        "093009-hall.png",
        "093017-hall.png",
    ];
    assert_eq!(
        names(&folder),
        expected,
        "the second call waits until the first was shown for its eight seconds"
    );
    for entry in fs::read_dir(&folder.0).unwrap() {
        let picture = fs::read(entry.unwrap().path()).unwrap();
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    }
}

#[test]
fn one_moment_has_one_picture_of_the_hall_and_the_slips_of_who_is_there() {
    let (device, folder) = (a_day(), Folder::new());
    let album = drawn(&device, Some("09:30:05"), &folder).unwrap();
    assert_eq!((album.slips, album.frames), (2, 1));
    let expected = ["093005-hall.png", "093005-slip-A001.png", "093005-slip-A002.png"];
    let mut found = names(&folder);
    found.sort();
    assert_eq!(found, expected);
    // The same moment gives the same picture, whenever it is drawn.
    let again = Folder::new();
    drawn(&device, Some("09:30:05"), &again).unwrap();
    for entry in fs::read_dir(&folder.0).unwrap() {
        let path = entry.unwrap().path();
        let other = again.0.join(path.file_name().unwrap());
        assert_eq!(fs::read(&path).unwrap(), fs::read(other).unwrap(), "{}", path.display());
    }
    let early = drawn(&device, Some("07:00:00"), &Folder::new()).unwrap_err();
    assert!(matches!(early, AlbumError::TooEarly { .. }), "{early}");
}
