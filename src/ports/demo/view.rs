//! Everything that the demo page shows, in one view.

use super::desk::DeskView;
use super::{DeskState, Door, LampState, Playground, SlipPicture, SoundEntry, SoundFate, Trouble};
use crate::domain::ids::{KioskId, LinkId};
use crate::engine::Handle;
use crate::http::language::code;
use crate::ports::office::Reader;
use crate::ports::view::{CounterView, HallView, LineView, Look, PaperView};
use crate::scene::kiosk::KioskView;
use crate::scene::visitor::Visitor;
use crate::wording::faults::Fault;
use serde::Serialize;
use std::collections::BTreeSet;

/// Everything that the page shows.
#[derive(PartialEq, Serialize)]
pub(super) struct DemoView {
    powered: bool,
    hall_picture: String,
    kiosks: Vec<KioskPicture>,
    desks: Vec<DeskView>,
    slips: Vec<SlipView>,
    sounds: Vec<SoundView>,
    troubles: BTreeSet<Trouble>,
    clock_jumped_min: i64,
    /// Other pages of the demo.
    doors: Vec<DoorView>,
    branch: Option<BranchView>,
}

#[derive(PartialEq, Serialize)]
struct DoorView {
    url: String,
    words: String,
}

#[derive(PartialEq, Serialize)]
struct KioskPicture {
    kiosk: KioskId,
    name: String,
    picture: String,
    /// What the display says, for who cannot see the picture.
    words: String,
    /// The language that its visitor has chosen.
    language: Option<&'static str>,
    lamps: Vec<Lamp>,
    /// Whether it has a scanner to hold a code in front of.
    scanner: bool,
}

#[derive(PartialEq, Serialize)]
struct Lamp {
    button: u8,
    lamp: LampState,
    /// Why a press gives no ticket.
    reason: Option<String>,
}

#[derive(PartialEq, Serialize)]
struct SlipView {
    id: u64,
    kiosk: KioskId,
    picture: String,
    width: u32,
    height: u32,
    /// What the picture is.
    name: String,
    /// The page of its ticket, as long as the ticket lives.
    follow: Option<Follow>,
}

#[derive(PartialEq, Serialize)]
struct Follow {
    link: LinkId,
    /// Where the code on the slip leads.
    url: String,
    words: String,
}

/// Something that was heard.
#[derive(PartialEq, Serialize)]
struct SoundView {
    id: u64,
    /// Who spoke.
    place: String,
    /// What it said.
    words: String,
    language: &'static str,
    fate: SoundFate,
    /// Where its sound is.
    sound: Option<String>,
}

/// What is read from the branch itself.
#[derive(PartialEq, Serialize)]
struct BranchView {
    hall: HallView,
    line: LineView,
    counters: Vec<CounterView>,
    faults: Vec<Fault>,
    papers: Vec<PaperView>,
}

impl DemoView {
    /// Asks the board first, and the branch after that: a board may have to look at the branch itself.
    pub(super) fn new(board: &dyn Playground, reader: &Reader, branch: Option<&Handle>) -> Self {
        let scanners = board.scanners();
        let kiosks = reader.shared.office.settings.kiosks.iter().map(|&kiosk| SeenKiosk {
            kiosk,
            version: board.kiosk_version(kiosk),
            visitor: board.visitor(kiosk),
            lamps: board.lamps(kiosk),
            scanner: scanners.contains(&kiosk),
        });
        let seen = Seen { kiosks: kiosks.collect(), desks: board.desks(), slips: board.slips() };
        let all = |look: Option<Look<'_>>| {
            let desks = seen.desks.iter().map(|desk| DeskView::new(reader, desk, look));
            (seen.kiosks(reader, look), desks.collect(), seen.slips(reader, look), look.map(BranchView::new))
        };
        let (kiosks, desks, slips, branch) =
            branch.map_or_else(|| all(None), |branch| reader.look(branch, |look| all(Some(look))));
        Self {
            powered: board.powered(),
            hall_picture: format!("/demo/{}/hall/{}.png", reader.shared.edition, board.hall_version()),
            kiosks,
            desks,
            slips,
            sounds: board.sounds().into_iter().map(|entry| sound(reader, entry)).collect(),
            troubles: board.troubles(),
            clock_jumped_min: board.clock_jumped_min(),
            doors: board.doors().iter().map(|door| door_view(reader, door)).collect(),
            branch,
        }
    }
}

impl BranchView {
    fn new(look: Look<'_>) -> Self {
        let counters = look.branch.settings().counters.keys();
        Self {
            hall: look.hall(),
            line: look.line(),
            counters: counters.filter_map(|&counter| look.counter(counter)).collect(),
            faults: look.faults(),
            papers: look.papers(),
        }
    }
}

/// What the board showed before the branch was looked at.
struct Seen {
    kiosks: Vec<SeenKiosk>,
    desks: Vec<DeskState>,
    slips: Vec<SlipPicture>,
}

struct SeenKiosk {
    kiosk: KioskId,
    version: u64,
    visitor: Visitor,
    lamps: Vec<(u8, LampState)>,
    scanner: bool,
}

impl Seen {
    fn kiosks(&self, reader: &Reader, look: Option<Look<'_>>) -> Vec<KioskPicture> {
        let edition = &reader.shared.edition;
        let picture = |&SeenKiosk { kiosk, version, ref visitor, ref lamps, scanner }: &SeenKiosk| {
            let reason = |button| look.and_then(|look| reason(reader, look, kiosk, button, visitor));
            let lamp = |&(button, lamp): &(u8, LampState)| Lamp { button, lamp, reason: reason(button) };
            KioskPicture {
                kiosk,
                name: kiosk_name(reader, kiosk),
                picture: format!("/demo/{edition}/kiosk/{kiosk}/{version}.png"),
                words: look.map(|look| words_of(reader, look, kiosk, visitor)).unwrap_or_default(),
                language: look.and_then(|look| visitor.chosen.now(look.now.steady_ms)).map(code),
                lamps: lamps.iter().map(lamp).collect(),
                scanner,
            }
        };
        self.kiosks.iter().map(picture).collect()
    }

    fn slips(&self, reader: &Reader, look: Option<Look<'_>>) -> Vec<SlipView> {
        let say = reader.say();
        let follow = |number| {
            let ticket = look?.branch.ticket_by_number(number)?;
            let base = look?.branch.settings().follow_url.as_deref().unwrap_or("/t/");
            let url = format!("{base}{}", ticket.link);
            Some(Follow { link: ticket.link, url, words: say.demo_follow(number) })
        };
        let slips = self.slips.iter().map(|slip| SlipView {
            id: slip.id,
            kiosk: slip.kiosk,
            picture: format!("/demo/{}/slip/{}.png", reader.shared.edition, slip.id),
            width: slip.width,
            height: slip.height,
            name: slip.number.map_or_else(|| say.demo_slip_unread(), |number| say.demo_slip(number)),
            follow: slip.number.and_then(follow),
        });
        slips.collect()
    }
}

fn door_view(reader: &Reader, door: &Door) -> DoorView {
    let say = reader.say();
    let (url, words) = match door {
        Door::Phones { url } => (url, say.demo_phones()),
        Door::Operator { url } => (url, say.demo_operator()),
        Door::Branch { url, name } => (url, name.get(say.language()).to_owned()),
    };
    DoorView { url: url.clone(), words }
}

fn sound(reader: &Reader, entry: SoundEntry) -> SoundView {
    let SoundEntry { id, kiosk, words, fate, has_sound } = entry;
    let say = reader.say();
    let (language, words) = words.unwrap_or_else(|| (say.language(), say.demo_chime()));
    SoundView {
        id,
        place: kiosk.map_or_else(|| say.demo_hall(), |kiosk| kiosk_name(reader, kiosk)),
        words,
        language: code(language),
        fate,
        sound: has_sound.then(|| format!("/demo/{}/sound/{id}.wav", reader.shared.edition)),
    }
}

fn kiosk_name(reader: &Reader, kiosk: KioskId) -> String {
    match reader.shared.office.settings.kiosks.len() > 1 {
        true => reader.say().demo_kiosk_numbered(kiosk),
        false => reader.say().demo_kiosk(),
    }
}

/// What the display of a kiosk says. The waits beside its buttons are left out: they change all the time.
fn words_of(reader: &Reader, look: Look<'_>, kiosk: KioskId, visitor: &Visitor) -> String {
    match KioskView::of(look.branch, kiosk, visitor, look.now, &reader.shared.office.words).0 {
        KioskView::Buttons { head, .. } => head,
        KioskView::Numbers { head, numbers } => {
            let numbers = numbers.iter().map(|shown| format!("{}, {}", shown.number, shown.counter));
            [head].into_iter().chain(numbers).collect::<Vec<_>>().join(". ")
        }
        KioskView::Notice { title, lead, number, advice, .. } => {
            let parts = [Some(title), lead, number, advice];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// Why a press of this button would give no ticket, in the language that was chosen or in its own.
fn reason(reader: &Reader, look: Look<'_>, kiosk: KioskId, place: u8, visitor: &Visitor) -> Option<String> {
    let mut buttons = look.branch.settings().buttons.iter();
    let button = buttons.find(|button| button.kiosk == kiosk && button.place == place)?;
    let refusal = look.branch.admit(look.now, kiosk, &button.service, button.class).err()?;
    let language = visitor.chosen.now(look.now.steady_ms).unwrap_or(button.language);
    Some(reader.shared.office.words.say(language).visitor_refusal(&refusal, look.local_now()))
}
