//! A short day, and what is drawn of it.

use crate::device::{Device, Folder};
use crate::office::office;
use chrono::NaiveTime;
use embedded_graphics::prelude::Size;
use rinda::album::{Album, AlbumError, Wish, draw};
use rinda::domain::command::{Command, SlipOutcome};
use rinda::domain::event::PrintEvidence;
use rinda::domain::ids::{CounterId, KioskId, LinkId, ServiceId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::{Class, Language};
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

fn slip_is_out(device: &mut Device) {
    let job = device.branch().state().next_job.0 - 1;
    let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
    device.ask(Command::ReportSlip { kiosk: KIOSK, job: rinda::domain::ids::JobId(job), outcome });
}

fn drawn(device: &Device, at: Option<&str>, folder: &Folder) -> Result<Album, AlbumError> {
    let at = at.map(|at| NaiveTime::parse_from_str(at, "%H:%M:%S").unwrap());
    let wish = Wish { date: None, at, hall: Size::new(640, 360), slip_dots: 384 };
    draw(&device.state(), &Arc::new(office()), &Words::load(), &wish, &folder.0)
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
