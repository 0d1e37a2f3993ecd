//! Screens: connectors of graphics cards, and the kernel's old frame buffers.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::Tree;
use rustix::fs::Access;

/// What a board file takes for a hall.
const WIDTH_PX_MAX: u32 = 3840;
const HEIGHT_PX_MAX: u32 = 3840;
/// What it takes for a kiosk, in both directions.
const KIOSK_PX_MAX: u32 = 1920;
/// The centimetres of the picture (EDID 1.3, bytes 15h and 16h).
const EDID_SIZE_AT: usize = 0x15;

pub(super) fn screens(tree: &Tree) -> Kind {
    let connectors = tree.names("/sys/class/drm").into_iter();
    let connectors = connectors.filter_map(|name| {
        let (card, connector) = name.split_once('-')?;
        let is_screen = card.starts_with("card") && !connector.starts_with("Writeback");
        is_screen.then(|| connector_of(tree, card, connector))
    });
    let buffers = tree
        .names("/sys/class/graphics")
        .into_iter()
        .filter(|name| name.strip_prefix("fb").is_some_and(|number| number.parse::<u8>().is_ok()));
    let buffers = buffers.map(|name| frame_buffer(tree, &name));
    Kind {
        kind: "screens",
        title: "Screens",
        devices: connectors.chain(buffers).collect(),
        trouble: None,
        look_at: "look into /sys/class/drm and the kernel's log (`dmesg | grep -i drm`); on a Raspberry Pi \
                  dtoverlay=vc4-kms-v3d is needed in config.txt",
    }
}

fn connector_of(tree: &Tree, card: &str, connector: &str) -> Found {
    let path = format!("/sys/class/drm/{card}-{connector}");
    let node = format!("/dev/dri/{card}");
    let status = tree.text(format!("{path}/status")).unwrap_or_else(|| "unknown".into());
    let mut modes: Vec<String> = Vec::new();
    for mode in tree.text(format!("{path}/modes")).unwrap_or_default().lines() {
        if !modes.iter().any(|known| known == mode) {
            modes.push(mode.to_owned());
        }
    }
    let fitting = modes
        .iter()
        .filter_map(|mode| size(mode))
        .find(|&(width, height)| width <= WIDTH_PX_MAX && height <= HEIGHT_PX_MAX);
    let size_mm = std::fs::read(tree.at(format!("{path}/edid"))).ok().and_then(|edid| picture_mm(&edid));
    let board = fitting.filter(|_| status == "connected").map(|size| {
        let lines = ["driver = \"drm\"".to_owned(), format!("connector = {}", quoted(connector))];
        board(&lines, size)
    });
    let size_text = size_mm.map(|(width, height)| {
        format!("{width} × {height} mm; in the hall also height_mm = {height} and viewing_distance_m")
    });
    let mut facts = vec![("state", Fact::Text(status))];
    facts.extend(size_text.map(|text| ("picture", Fact::Text(text))));
    if !modes.is_empty() {
        facts.push(("modes", Fact::List(modes)));
    }
    Found {
        name: connector.to_owned(),
        facts: facts.into_iter().collect(),
        board,
        trouble: tree.denial(&node, Access::READ_OK | Access::WRITE_OK),
        path: Some(node.into()),
    }
}

fn frame_buffer(tree: &Tree, name: &str) -> Found {
    let node = format!("/dev/{name}");
    let text = |file: &str| tree.text(format!("/sys/class/graphics/{name}/{file}"));
    let found = text("virtual_size").and_then(|text| size(&text.replace(',', "x")));
    let bits = text("bits_per_pixel");
    let board = found.map(|size| {
        let lines = ["driver = \"framebuffer\"".to_owned(), format!("path = {}", quoted(&node))];
        board(&lines, size)
    });
    let facts =
        [("bits_per_pixel", bits), ("size", found.map(|(width, height)| format!("{width}×{height}")))];
    Found {
        name: format!("frame buffer of {}", text("name").as_deref().unwrap_or("an unknown driver")),
        facts: facts.into_iter().filter_map(|(key, text)| Some((key, Fact::Text(text?)))).collect(),
        board,
        trouble: tree.denial(&node, Access::READ_OK | Access::WRITE_OK),
        path: Some(node.into()),
    }
}

fn board(output: &[String], (width, height): (u32, u32)) -> BoardLines {
    let small = width <= KIOSK_PX_MAX && height <= KIOSK_PX_MAX;
    let tables: &[&str] = if small { &["[hall]", "[kiosk.1.display]"] } else { &["[hall]"] };
    let size = [format!("width_px = {width}"), format!("height_px = {height}")];
    BoardLines::new(tables, [output, &size].concat())
}

/// `1920x1080`. An interlaced mode, `1920x1080i`, is none for a board.
fn size(mode: &str) -> Option<(u32, u32)> {
    let (width, height) = mode.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

/// How large a screen says that its picture is. Projectors and many televisions do not know.
fn picture_mm(edid: &[u8]) -> Option<(u32, u32)> {
    let mm = |at: usize| edid.get(at).map(|&cm| u32::from(cm) * 10).filter(|&mm| mm > 0);
    mm(EDID_SIZE_AT).zip(mm(EDID_SIZE_AT + 1))
}
