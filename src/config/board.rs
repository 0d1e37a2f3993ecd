//! The board: which hardware a branch has. Facts only; what they are used for is the site's business.
//!
//! A board may `inherit` from one other file in its directory. Tables are joined key by key and the board's own value
//! wins; lists are replaced. The inherited file must stand on its own. A printer can be named by its profile instead of
//! by its facts; in each file the profile stands for its lines, before the files are joined.

pub mod contact;
mod pins;
mod places;
mod ports;
pub mod printer;
pub(super) mod profile;
pub mod scanner;
pub mod screen;
pub mod small_panel;
pub mod sound;
mod text;

use super::in_force;
use super::problem::{Problems, Spot};
use super::section::{Item, Section};
use super::tree::{self, Node, Table, Value};
use crate::domain::ids::{CounterId, KioskId};
use contact::{ButtonBoard, KeypadKey};
use pins::{Pins, User};
use ports::Ports;
use printer::Printer;
use scanner::Scanner;
use screen::{Display, HallDisplay};
use sound::SoundBoard;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

/// The version of the board file that this program writes and reads.
const SCHEMA: u32 = 1;
/// More kiosks than this are not one branch.
const KIOSK_MAX: u8 = 9;
/// The places of a kiosk's buttons.
const BUTTON_MAX: u8 = 16;
/// The places of a keypad's keys.
const KEY_MAX: u8 = 16;
/// A counter's number is shown in two digits.
const COUNTER_MAX: u8 = 99;

/// A board.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Its name, for messages.
    pub name: String,
    /// Where the pages are served.
    pub listen: SocketAddr,
    /// Where the hall display is served as a page by itself, if anywhere.
    pub hall_page: Option<SocketAddr>,
    /// Where the counter consoles are served by themselves, to clerks who sign in, if anywhere.
    pub consoles: Option<SocketAddr>,
    /// Where the service port is, beside its socket, if anywhere.
    pub service: Option<SocketAddr>,
    /// Kiosks by number.
    pub kiosks: BTreeMap<KioskId, KioskBoard>,
    /// The display in the hall.
    pub hall: HallDisplay,
    /// Other displays that show the same, by number.
    pub hall_also: BTreeMap<u8, HallDisplay>,
    /// What is heard in the hall; without it the hall is silent.
    pub hall_sound: Option<SoundBoard>,
    /// The counters that have something on their desks, by number.
    pub counters: BTreeMap<CounterId, CounterBoard>,
}

impl Board {
    /// The displays in the hall, each with its place in the file.
    pub fn halls(&self) -> impl Iterator<Item = (String, &HallDisplay)> {
        let also = self.hall_also.iter().map(|(number, hall)| (format!("hall.also.{number}"), hall));
        std::iter::once(("hall".to_owned(), &self.hall)).chain(also)
    }
}

/// What is on the desk of a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterBoard {
    /// Shows the number that is called there.
    pub display: Option<Display>,
    /// The keys of the clerk's keypad by place, from 1; none where there is no keypad.
    pub keys: BTreeMap<u8, KeypadKey>,
}

/// One kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskBoard {
    /// Its buttons by place, from 1.
    pub buttons: BTreeMap<u8, ButtonBoard>,
    /// Its display.
    pub display: Display,
    /// Its ticket printer.
    pub printer: Printer,
    /// What it is heard on; without it the kiosk is silent.
    pub sound: Option<SoundBoard>,
    /// Its code scanner, if it has one.
    pub scanner: Option<Scanner>,
}

/// Reads a board file. `None` when it has an error; the problems say which.
pub(super) fn read(path: &Path, problems: &Problems) -> Option<Board> {
    let table = tree::read(path, problems)?;
    from_table(path, table, problems)
}

/// The board of a file that is TOML; the path leads to the file that it inherits from.
pub(super) fn from_table(path: &Path, mut own: Table, problems: &Problems) -> Option<Board> {
    let errors_before = problems.errors();
    let file = Spot::file(&path.display().to_string().into());
    let profiles_known = profile::expand(path, &mut own, problems);
    if let Some((_, Node { place, value })) = own.remove("inherit") {
        let spot = file.inside("inherit", place);
        let parent = match value {
            Value::Text(name) => inherited(path, &name, &spot, problems)?,
            Value::Integer(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Table(_)
            | Value::Unreadable(_) => {
                problems.error(&spot, format!("is {}", value.kind()), "name a board in the same directory");
                return None;
            }
        };
        own = join(parent, own);
    }
    problems.in_force(in_force::of_file(&own));
    let board = board(Section::new(file, own, problems), profiles_known)?;
    (problems.errors() == errors_before).then_some(board)
}

/// The table of the inherited file.
fn inherited(path: &Path, name: &str, spot: &Spot, problems: &Problems) -> Option<Table> {
    if !is_plain_name(name) {
        problems.error(
            spot,
            format!("'{name}' is not the name of a board"),
            "write the file's name without directory and without .toml",
        );
        return None;
    }
    let parent = path.with_file_name(format!("{name}.toml"));
    if parent.file_name() == path.file_name() {
        problems.error(spot, "a board cannot inherit from itself", "name another board or take the line out");
        return None;
    }
    if !problems.files.has(&parent) {
        let what = format!("there is no {}", parent.display());
        problems.error(spot, what, "name a board in the same directory");
        return None;
    }
    let mut table = tree::read(&parent, problems)?;
    if let Some((_, grandparent)) = table.get("inherit") {
        let what = format!("'{name}' inherits from another board itself ({})", grandparent.place);
        problems.error(spot, what, "inherit from a board that stands on its own");
        return None;
    }
    profile::expand(&parent, &mut table, problems).then_some(table)
}

/// Whether this names a file of our own, without a way out of its directory.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// One table over another: own values win, tables are joined.
fn join(mut parent: Table, own: Table) -> Table {
    for (key, (key_place, own_node)) in own {
        let joined = match (parent.remove(&key), own_node) {
            (
                Some((_, Node { value: Value::Table(parent), .. })),
                Node { place, value: Value::Table(own) },
            ) => Node { place, value: Value::Table(join(parent, own)) },
            (_, own_node) => own_node,
        };
        parent.insert(key, (key_place, joined));
    }
    parent
}

/// Without the profiles, nothing is said of the facts that the printers lack.
fn board(mut file: Section<'_>, profiles_known: bool) -> Option<Board> {
    if !super::schema_is_known(&mut file, SCHEMA) {
        file.give_up();
        return None;
    }
    let mut pins = Pins::new(file.optional("buses"), file.problems);
    let name = file.required("name").and_then(Item::text);
    let ports = file.required("ports").and_then(Item::section).and_then(ports::read);
    let kiosks = file.required("kiosk").and_then(Item::section).map(|section| {
        let kiosks = section.numbered(1..=KIOSK_MAX, "a table [kiosk.1]").into_iter();
        kiosks
            .filter_map(|(number, item)| {
                let id = KioskId(number);
                Some((id, kiosk(id, item.section()?, &mut pins, profiles_known)?))
            })
            .collect()
    });
    let hall = file.required("hall").and_then(Item::section);
    let mut hall_sound = None;
    let hall = hall.and_then(|mut section| {
        hall_sound = section.optional("sound").and_then(Item::section).and_then(sound::sound);
        screen::hall(section, &mut pins)
    });
    let counters = file.optional("counter").and_then(Item::section);
    let counters = counters.map_or_else(BTreeMap::new, |section| {
        let counters = section.numbered(1..=COUNTER_MAX, "a table [counter.1.display]").into_iter();
        let counter = |(number, item): (u8, Item<'_>)| {
            let id = CounterId(number);
            Some((id, counter(id, item.section()?, &mut pins)?))
        };
        counters.filter_map(counter).collect()
    });
    let (hall, hall_also) = hall?;
    let Ports { listen, hall_page, consoles, service } = ports?;
    let (name, kiosks) = (name?.value, kiosks?);
    Some(Board { name, listen, hall_page, consoles, service, kiosks, hall, hall_also, hall_sound, counters })
}

fn kiosk(id: KioskId, mut section: Section<'_>, pins: &mut Pins, profiles_known: bool) -> Option<KioskBoard> {
    let buttons = section.required("button").and_then(Item::section).map(|section| {
        let buttons =
            section.numbered(1..=BUTTON_MAX, "a line 'button.1 = { driver = \"virtual\" }'").into_iter();
        let user = User::Buttons(id);
        buttons
            .filter_map(|(place, item)| Some((place, contact::button(item.section()?, pins, user)?)))
            .collect()
    });
    let display = section.required("display").and_then(Item::section);
    let display = display.and_then(|section| screen::kiosk(section, pins));
    let printer = section.required("printer").and_then(Item::section).and_then(|section| {
        if profiles_known {
            printer::printer(section, &mut pins.places)
        } else {
            section.give_up();
            None
        }
    });
    let sound = section.optional("sound").and_then(Item::section).and_then(sound::sound);
    let scanner = section.optional("scanner").and_then(Item::section);
    let scanner = scanner.and_then(|section| scanner::scanner(section, pins, User::Scanner(id)));
    Some(KioskBoard { buttons: buttons?, display: display?, printer: printer?, sound, scanner })
}

fn counter(id: CounterId, mut section: Section<'_>, pins: &mut Pins) -> Option<CounterBoard> {
    let (spot, problems) = (section.spot.clone(), section.problems);
    let display = section.optional("display");
    let keypad = section.optional("keypad");
    if display.is_none() && keypad.is_none() {
        let advice = format!("add a table [counter.{id}.display] or [counter.{id}.keypad]");
        problems.error(&spot, "has neither a display nor a keypad", advice);
    }
    let display = display.and_then(Item::section).and_then(|section| screen::counter(section, pins));
    let keys = keypad.and_then(Item::section).and_then(|mut section| section.required("key")?.section());
    let keys = keys.map_or_else(BTreeMap::new, |section| {
        let example = "a line 'key.1 = { action = \"call_next\", driver = \"virtual\" }'";
        let (keys, user) = (section.numbered(1..=KEY_MAX, example).into_iter(), User::Keypad(id));
        let key =
            |(place, item): (u8, Item<'_>)| Some((place, contact::keypad_key(item.section()?, pins, user)?));
        keys.filter_map(key).collect()
    });
    Some(CounterBoard { display, keys })
}
