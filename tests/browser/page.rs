//! The words of the demo page: lamps, slips, the line, consoles, switches.

use super::browser::{Browser, DESK};
use super::program::Program;
use serde_json::Value;
use std::ops::Deref;

/// The buttons of the demo's kiosk, by their place.
pub(crate) const PASSPORT: u8 = 1;
pub(crate) const EID: u8 = 2;
pub(crate) const OTHER: u8 = 3;

/// A demo in a browser. Everything that a browser can do, it can do.
pub(crate) struct Page {
    browser: Browser,
    demo: Program,
}

impl Deref for Page {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// Plays a scenario on the demo page of somebody who reads Latvian, and afterwards asks browser and program whether
/// something was wrong.
pub(crate) fn visit(scenario: impl FnOnce(&Page)) {
    visit_reading("lv", scenario);
}

/// The same for somebody whose browser asks for these languages.
pub(crate) fn visit_reading(languages: &str, scenario: impl FnOnce(&Page)) {
    let demo = Program::demo();
    let page = Page { browser: Browser::open(languages), demo };
    page.resize(DESK);
    page.open("/");
    page.until("the kiosk's buttons and a drawn hall", "$('#button-1-3') && $('#hall').naturalWidth > 0");
    scenario(&page);
    let complaints = page.complaints();
    assert!(complaints.is_empty(), "the browser's console is empty, but: {complaints:#?}");
    let Page { browser, demo } = page;
    drop(browser);
    demo.end();
}

impl Page {
    /// Goes to one of the demo's pages.
    pub(crate) fn open(&self, path: &str) {
        self.go(&format!("{}{path}", self.demo.address));
    }

    /// The whole address of one of the demo's pages.
    pub(crate) fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.demo.address)
    }

    /// The whole address of one of the pages for phones.
    pub(crate) fn phones_at(&self, path: &str) -> String {
        format!("{}{path}", self.demo.phones)
    }

    /// The page that the branch itself has for a ticket whose link leads to the centre.
    pub(crate) fn at_the_branch(&self, link: &str) -> String {
        self.address_of(link.strip_prefix(&self.demo.phones).expect("a link to the centre"))
    }

    /// Waits for the lamp of a button.
    #[track_caller]
    pub(crate) fn until_lamp(&self, button: u8, lamp: &str) {
        let expression = format!("$('#button-1-{button}').dataset.lamp === '{lamp}'");
        self.until(&format!("the lamp of button {button} is {lamp}"), &expression);
    }

    /// Presses a button that is ready, as a visitor does, and waits until its slip is out and the lamps are on again.
    #[track_caller]
    pub(crate) fn take(&self, button: u8) -> Slip {
        self.until_lamp(button, "ready");
        let before = self.slips();
        self.click(&format!("#button-1-{button}"));
        let newest = before.first().copied().unwrap_or(-1);
        let expression = format!(
            "Number($('[data-slip]')?.dataset.slip ?? -1) > {newest} && $('[data-slip] img').naturalWidth"
        );
        self.until(&format!("a new slip after button {button}"), &expression);
        self.until_lamp(button, "ready");
        self.slip()
    }

    /// The ids of the slips that are shown, newest first.
    pub(crate) fn slips(&self) -> Vec<i64> {
        self.run("return $$('[data-slip]').map((slip) => Number(slip.dataset.slip))")
    }

    /// The newest slip.
    pub(crate) fn slip(&self) -> Slip {
        Slip::new(&self.fetch(&self.run::<String>("return $('[data-slip] img').src")))
    }

    /// The numbers in the line, first the one who is called first.
    pub(crate) fn line(&self) -> Vec<String> {
        self.run("return $$('#line [data-number]').map((row) => row.dataset.number)")
    }

    /// Waits until exactly these numbers stand in the line, in this order.
    #[track_caller]
    pub(crate) fn until_line(&self, numbers: &[&str]) {
        let expression = format!(
            "JSON.stringify($$('#line [data-number]').map((row) => row.dataset.number)) === {:?}",
            serde_json::to_string(numbers).unwrap()
        );
        self.until(&format!("the line is {numbers:?}"), &expression);
    }

    /// What the kiosk's display says.
    pub(crate) fn kiosk(&self) -> String {
        self.run("return $('#kiosk-1-display').alt")
    }

    /// Waits until the kiosk's display says this.
    #[track_caller]
    pub(crate) fn until_kiosk_says(&self, words: &str) {
        self.until(
            &format!("the kiosk says {words:?}"),
            &format!("$('#kiosk-1-display').alt.includes({words:?})"),
        );
    }

    /// Waits until a screen shows nothing.
    #[track_caller]
    pub(crate) fn until_dark(&self, screen: &str) {
        let expression = format!(
            "(() => {{
                const [width, height] = [96, 54];
                const small = Object.assign(document.createElement('canvas'), {{ width, height }}).getContext('2d');
                small.drawImage($('{screen}'), 0, 0, width, height);
                const channels = small.getImageData(0, 0, width, height).data;
                return channels.every((channel, index) => index % 4 === 3 || channel === 0);
            }})()"
        );
        self.until(&format!("the screen {screen} is dark"), &expression);
    }

    /// Turns a switch for trouble.
    #[track_caller]
    pub(crate) fn switch(&self, trouble: &str, on: bool) {
        let switch = format!("[data-trouble={trouble}]");
        self.until(
            &format!("the switch {trouble} is not yet turned"),
            &format!("$('{switch}').checked === {}", !on),
        );
        self.click(&switch);
    }

    /// Bytes of one of the demo's addresses.
    pub(crate) fn fetch(&self, address: &str) -> Vec<u8> {
        let mut answer = ureq::get(address).call().unwrap_or_else(|error| panic!("{address}: {error}"));
        answer.body_mut().read_to_vec().unwrap()
    }

    /// The first message of a stream at an address: a view as pages get it.
    pub(crate) fn view(&self, stream: &str) -> Value {
        use std::io::{BufRead, BufReader};
        let answer = ureq::get(stream).call().unwrap_or_else(|error| panic!("{stream}: {error}"));
        let mut lines = BufReader::new(answer.into_body().into_reader()).lines().map_while(Result::ok);
        let data = lines.find_map(|line| line.strip_prefix("data:").map(ToOwned::to_owned));
        serde_json::from_str(&data.unwrap()).unwrap()
    }
}

/// A slip, as paper.
pub(crate) struct Slip {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Light, by rows.
    light: Vec<u8>,
}

impl Slip {
    /// From a picture.
    pub(crate) fn new(picture: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let samples = info.color_type.samples();
        let light = bytes[..info.buffer_size()].chunks(samples).map(|pixel| pixel[0]).collect();
        Self { width: info.width as usize, height: info.height as usize, light }
    }

    /// Where its code leads, if the whole code is on the paper.
    pub(crate) fn link(&self) -> Option<String> {
        let (width, height) = (self.width, self.height);
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| self.light[y * width + x]);
        let codes: Vec<_> = picture.detect_grids().iter().filter_map(|code| code.decode().ok()).collect();
        codes.first().map(|(_, link)| link.clone())
    }
}
