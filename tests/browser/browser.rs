//! A browser: Debian's Chromium behind its own driver, spoken to in the W3C WebDriver protocol.
//!
//! Only the few commands that are used here; the page is watched from inside, by scripts that wait for its changes.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Nothing on a page takes nearly so long. A safety net: scenarios go on as soon as what they wait for is so.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// The driver's own patience must be longer than the scripts', or it would answer for them.
const DRIVER_PATIENCE: Duration = Duration::from_secs(45);
/// The member that holds the id of an element, by the standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const MISSING: &str = "the browser tests need Debian's Chromium and its driver. Install both:\n  \
                       apt-get install --no-install-recommends chromium chromium-driver\n(tests/run does it)";

/// How big a window is, in CSS pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A desk.
pub(crate) const DESK: Window = Window { width: 1400, height: 1000 };
/// The narrowest phone that is still around.
pub(crate) const PHONE: Window = Window { width: 360, height: 740 };

/// A browser with one window to begin with. Ends with the value.
pub(crate) struct Browser {
    http: ureq::Agent,
    driver: Driver,
    session: String,
    profile: PathBuf,
}

/// An element of a page, for who needs more than a script.
pub(crate) struct Element(String);

impl Browser {
    /// Opens a browser whose person prefers these languages ("lv", "uk-UA,uk").
    pub(crate) fn open(languages: &str) -> Self {
        Self::open_where(languages, None)
    }

    /// The same in a world where names lead elsewhere ("MAP strange.example 127.0.0.1").
    pub(crate) fn open_where(languages: &str, names: Option<&str>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let profile = scratch(&format!("profile-{}-{count}", std::process::id()));
        // A run that was interrupted may have left one: process ids come again.
        let _ = std::fs::remove_dir_all(&profile);
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let http: ureq::Agent = config.timeout_global(Some(DRIVER_PATIENCE * 2)).build().into();
        let driver = Driver::start();
        let directory = format!("--user-data-dir={}", profile.display());
        let size = format!("--window-size={},{}", DESK.width, DESK.height);
        let names = names.map(|rules| format!("--host-resolver-rules={rules}"));
        let mut arguments = vec![
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &directory,
            &size,
        ];
        arguments.extend(names.as_deref());
        let options = json!({ "args": arguments, "prefs": { "intl.accept_languages": languages } });
        let capabilities = json!({
            "browserName": "chrome",
            // The page keeps a stream open; its scripts say when they are ready.
            "pageLoadStrategy": "eager",
            "timeouts": { "script": DRIVER_PATIENCE.as_millis(), "pageLoad": DRIVER_PATIENCE.as_millis() },
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": options,
        });
        let mut browser = Self { http, driver, session: String::new(), profile };
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = browser.command("POST", "/session", &wanted).unwrap_or_else(|error| {
            panic!("the driver opens no browser: {error}\n{MISSING}");
        });
        browser.session = format!("/session/{}", opened["sessionId"].as_str().unwrap());
        browser
    }

    /// Goes to an address and returns when its document is there.
    pub(crate) fn go(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    /// The same for a server that has just been started.
    pub(crate) fn go_when_it_answers(&self, address: &str) {
        let from = Instant::now();
        while let Err(error) = self.try_post("/url", &json!({ "url": address })) {
            assert!(
                error.contains("ERR_CONNECTION_REFUSED") && from.elapsed() < PATIENCE,
                "{address}: {error}"
            );
        }
    }

    /// The address that the window is at.
    pub(crate) fn address(&self) -> String {
        self.run("return location.href")
    }

    /// Waits until a JavaScript expression is true enough; see [`Browser::until_some`].
    #[track_caller]
    pub(crate) fn until(&self, expected: &str, expression: &str) {
        self.until_some::<bool>(expected, &format!("Boolean({expression})"));
    }

    /// Runs the body of a function on the page. `$` and `$$` find one element, and all.
    pub(crate) fn run<T: DeserializeOwned>(&self, script: &str) -> T {
        let script = format!("{FINDERS}\n{script}");
        let value = self.post("/execute/sync", &json!({ "script": script, "args": [] }));
        serde_json::from_value(value.clone())
            .unwrap_or_else(|error| panic!("{script}\ngave {value}: {error}"))
    }

    /// Waits until a JavaScript expression is neither false, null, 0 nor "", and returns it. An expression that
    /// throws is not so yet. `expected` says what should be seen on the page, for who reads the failure.
    #[track_caller]
    pub(crate) fn until_some<T: DeserializeOwned>(&self, expected: &str, expression: &str) -> T {
        let limit_ms = PATIENCE.as_millis();
        let script =
            format!("{FINDERS}\nconst met = () => ({expression});\nconst limit_ms = {limit_ms};\n{WATCH}");
        let outcome = loop {
            match self.try_post("/execute/async", &json!({ "script": script, "args": [] })) {
                Ok(outcome) => break outcome,
                // The page went elsewhere while it was watched: watch the new one.
                Err(error) if error.contains("unloaded") || error.contains("navigated") => {}
                Err(error) => panic!("{expression}: {error}"),
            }
        };
        if let Some(met) = outcome.get("met") {
            return serde_json::from_value(met.clone())
                .unwrap_or_else(|error| panic!("{expression}\ngave {met}: {error}"));
        }
        let picture = self.picture();
        let mut failure = format!("expected on the page: {expected}\n  as: {expression}\n");
        let _ = writeln!(
            failure,
            "  for {PATIENCE:?} it was not so. {}",
            outcome["thrown"].as_str().unwrap_or("")
        );
        let _ = writeln!(failure, "  at {}, seen in {}, and as text:", self.address(), picture.display());
        for line in outcome["text"].as_str().unwrap_or("").lines().filter(|line| !line.trim().is_empty()) {
            let _ = writeln!(failure, "    {line}");
        }
        panic!("{failure}");
    }

    /// From now on keeps each value that an expression takes on this page, under a name.
    pub(crate) fn record(&self, name: &str, expression: &str) {
        self.run::<()>(&format!(
            "const kept = (window.kept ??= {{}})[{name:?}] = [];
            const look = () => {{
                const value = {expression};
                if (value !== kept.at(-1)) kept.push(value);
            }};
            const everything = {{ subtree: true, childList: true, attributes: true, characterData: true }};
            new MutationObserver(look).observe(document, everything);
            look();"
        ));
    }

    /// What was recorded under a name.
    pub(crate) fn recorded(&self, name: &str) -> Vec<String> {
        self.run(&format!("return window.kept[{name:?}].map(String)"))
    }

    /// The first element with this selector.
    #[track_caller]
    fn find(&self, selector: &str) -> Element {
        let found = self.try_post("/element", &json!({ "using": "css selector", "value": selector }));
        let found = found.unwrap_or_else(|error| panic!("no {selector} on {}: {error}", self.address()));
        Element(found[ELEMENT].as_str().unwrap().to_owned())
    }

    /// Every element with this selector.
    pub(crate) fn find_all(&self, selector: &str) -> Vec<Element> {
        let found = self.post("/elements", &json!({ "using": "css selector", "value": selector }));
        let id = |element: &Value| Element(element[ELEMENT].as_str().unwrap().to_owned());
        found.as_array().unwrap().iter().map(id).collect()
    }

    /// A click with the pointer, as a hand does it.
    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        let Element(id) = self.find(selector);
        if let Err(error) = self.try_post(&format!("/element/{id}/click"), &json!({})) {
            panic!("cannot click {selector}: {error}; see {}", self.picture().display());
        }
    }

    /// The name by which assistive technology calls an element.
    pub(crate) fn name_of(&self, Element(id): &Element) -> String {
        self.get(&format!("/element/{id}/computedlabel")).as_str().unwrap_or("").to_owned()
    }

    /// Whether an element can be seen.
    pub(crate) fn is_shown(&self, Element(id): &Element) -> bool {
        self.get(&format!("/element/{id}/displayed")).as_bool().unwrap()
    }

    /// The beginning of an element's source, to name it in a failure.
    pub(crate) fn source_of(&self, Element(id): &Element) -> String {
        let source = self.get(&format!("/element/{id}/property/outerHTML"));
        source.as_str().unwrap_or("").chars().take(120).collect()
    }

    /// Presses and releases keys one after the other, wherever the focus is.
    pub(crate) fn keys(&self, keys: &str) {
        let steps = keys.chars().flat_map(|key| {
            let step = move |kind| json!({ "type": kind, "value": key.to_string() });
            [step("keyDown"), step("keyUp")]
        });
        let steps: Vec<_> = steps.collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] }));
    }

    /// The present window.
    pub(crate) fn window(&self) -> String {
        self.get("/window").as_str().unwrap().to_owned()
    }

    /// Opens one more window, and returns it. The present one stays the present one.
    pub(crate) fn new_window(&self) -> String {
        self.post("/window/new", &json!({ "type": "window" }))["handle"].as_str().unwrap().to_owned()
    }

    /// Makes a window the present one.
    pub(crate) fn switch_to(&self, window: &str) {
        self.post("/window", &json!({ "handle": window }));
    }

    /// Sets the size of what is seen of a page, also to sizes that no window on a desk has.
    pub(crate) fn resize(&self, Window { width, height }: Window) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A command of Chromium's own protocol.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Warnings and errors that the pages gave rise to since the last look.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "browser" }));
        let bad = |entry: &&Value| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"));
        log.as_array().unwrap().iter().filter(bad).map(|entry| entry["message"].to_string()).collect()
    }

    /// Takes a picture of the present window and returns its file.
    pub(crate) fn picture(&self) -> PathBuf {
        let file = scratch("pictures").join(format!("{}.png", self.profile.file_name().unwrap().display()));
        let code = self.get("/screenshot");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, from_base64(code.as_str().unwrap())).unwrap();
        file
    }

    fn get(&self, path: &str) -> Value {
        self.command("GET", &format!("{}{path}", self.session), &Value::Null).unwrap()
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).unwrap_or_else(|error| panic!("{path} {body}: {error}"))
    }

    fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.command("POST", &format!("{}{path}", self.session), body)
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let address = format!("{}{path}", self.driver.address);
        let answer = match method {
            "POST" => self.http.post(&address).send_json(body),
            "DELETE" => self.http.delete(&address).call(),
            _ => self.http.get(&address).call(),
        };
        let mut answer = answer.map_err(|error| format!("the driver does not answer: {error}"))?;
        let mut said: Value =
            answer.body_mut().with_config().limit(u64::MAX).read_json().map_err(|e| e.to_string())?;
        let value = said["value"].take();
        match value.get("error").and_then(Value::as_str) {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or(""))),
            None => Ok(value),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let ended = self.command("DELETE", &self.session, &Value::Null);
        let removed = std::fs::remove_dir_all(&self.profile);
        if !std::thread::panicking() {
            ended.unwrap();
            removed.unwrap();
        }
    }
}

/// How often a driver is started until one has a port.
const ATTEMPTS_MAX: u32 = 5;

/// The driver's process.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    fn start() -> Self {
        let found = (0..ATTEMPTS_MAX).find_map(|_| Self::attempt());
        found.unwrap_or_else(|| panic!("chromedriver ended without a port. {MISSING}"))
    }

    /// None if it has ended: it takes a free port of IPv4 and wants the same one of IPv6, where somebody may have it.
    fn attempt() -> Option<Self> {
        let mut command = Command::new("chromedriver");
        let process = command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process = process.unwrap_or_else(|error| panic!("chromedriver: {error}. {MISSING}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let port = line.split_once("started successfully on port ")?.1;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let mut driver = Self { process, address: String::new() };
        driver.address = format!("http://127.0.0.1:{}", port?);
        Some(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A place of this test's own under the build directory.
pub(crate) fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Bytes from their base64 form, as the protocol gives pictures.
fn from_base64(code: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = code.bytes().filter_map(|byte| DIGITS.iter().position(|&digit| digit == byte));
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_usize, 0);
    for digit in digits {
        bits = bits << 6 | digit;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend(u8::try_from(bits >> count & 0xff));
        }
        bits &= 0xffff;
    }
    bytes
}

const FINDERS: &str = "const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];";

/// Answers with what is met as soon as it is, or with what is there instead.
const WATCH: &str = "
const done = arguments[arguments.length - 1];
const signs = ['load', 'focusin', 'input'];
let thrown = '';
function look() {
  let value = null;
  try {
    value = met();
    thrown = '';
  } catch (error) {
    thrown = String(error);
  }
  if (value) end({ met: value });
}
function end(outcome) {
  observer.disconnect();
  clearTimeout(limit);
  for (const sign of signs) document.removeEventListener(sign, look, true);
  done(outcome);
}
const observer = new MutationObserver(look);
const limit = setTimeout(() => end({ thrown, text: document.body?.innerText ?? '' }), limit_ms);
observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
for (const sign of signs) document.addEventListener(sign, look, true);
look();";
