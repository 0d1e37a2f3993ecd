//! Sound cards that can play.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::Tree;
use rustix::fs::Access;

pub(super) fn cards(tree: &Tree) -> Kind {
    let cards = tree.text("/proc/asound/cards").unwrap_or_default();
    Kind {
        kind: "sound_cards",
        title: "Sound cards",
        devices: cards.lines().filter_map(|line| card(tree, line)).collect(),
        trouble: None,
        look_at: "look into /proc/asound/cards; on a Raspberry Pi dtparam=audio=on is needed in config.txt for the jack",
    }
}

/// A card from its line ` 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0`; the other lines are remarks.
fn card(tree: &Tree, line: &str) -> Option<Found> {
    let (number, rest) = line.split_once('[')?;
    let number: u8 = number.trim().parse().ok()?;
    let (id, names) = rest.split_once(']')?;
    let id = id.trim();
    let name = names.split_once(" - ").map_or(id, |(_, name)| name.trim());
    let streams = tree.names(&format!("/proc/asound/card{number}")).into_iter();
    let outputs =
        streams.filter_map(|stream| stream.strip_prefix("pcm")?.strip_suffix('p')?.parse::<u8>().ok());
    let outputs: Vec<u8> = outputs.collect();
    // The HDMI of a Raspberry Pi takes one format only, and its own definition is what makes it.
    let maker = if id.starts_with("vc4hdmi") { "sysdefault" } else { "plughw" };
    let sink = |device: &u8| match device {
        0 => format!("{maker}:CARD={id}"),
        other => format!("{maker}:CARD={id},DEV={other}"),
    };
    let sinks: Vec<String> = outputs.iter().map(sink).collect();
    let board = sinks.first().map(|sink| {
        let lines = vec!["driver = \"alsa\"".to_owned(), format!("sink = {}", quoted(sink))];
        BoardLines::new(&["[hall.sound]", "[kiosk.1.sound]"], lines)
    });
    let trouble = match outputs.first() {
        None => Some("it can record, and not play".to_owned()),
        Some(device) => {
            tree.denial(&format!("/dev/snd/pcmC{number}D{device}p"), Access::READ_OK | Access::WRITE_OK)
        }
    };
    let facts = (!sinks.is_empty()).then_some(("sinks", Fact::List(sinks)));
    Some(Found { name: name.to_owned(), path: None, facts: facts.into_iter().collect(), board, trouble })
}
