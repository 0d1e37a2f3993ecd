// The technician's page.

import { fill, make } from "./elements.js";
import { ask, follow, get, signIn, signOut, watchInputs } from "./service_door.js";

const $ = (id) => document.getElementById(id);
const book = JSON.parse($("words").textContent);

function word(key) {
  if (!(key in book.labels)) console.error(`there is no word for ${key}`);
  return book.labels[key] ?? key;
}

function show({ name, faults, told }) {
  $("branch").textContent = name;
  $("sign-in").hidden = true;
  $("main").hidden = false;
  fill($("faults"), JSON.stringify(faults), () =>
    faults.length ? faults.map(fault) : [make("li", {}, word("fault_none"))]);
  fill($("sections"), JSON.stringify(told), () => told.map(section));
}

function fault({ what, advice, remedy }) {
  const done = remedy && make("button", { class: "button", type: "button" }, remedy.words);
  done?.addEventListener("click", () => act({ act: remedy.deed, kiosk: remedy.kiosk }));
  return make("li", { class: "fault" }, make("div", {}, make("strong", {}, what), advice), done);
}

function section({ head, rows }) {
  return make("section", { class: "card" }, make("h2", {}, head), make("dl", { class: "rows" }, ...rows.map(row)));
}

function row({ label, value, is_wrong }) {
  return make("div", { class: is_wrong ? "wrong" : "" }, make("dt", {}, label), make("dd", {}, value));
}

async function act(details) {
  $("act-said").textContent = "";
  const { ok, words } = await ask("POST", "/api/acts", book.language, details);
  $("act-said").textContent = ok ? `${words} ${word("service_done")}` : words ?? word("console_disconnected");
}

function details(form, value) {
  if (value.endsWith("-day") || ["resync", "restart-link", "restart-displays"].includes(value)) return { act: value };
  if (value === "state-time") return { act: value, at: form.time.value };
  if (value.endsWith("-counter")) return { act: value, counter: Number(form.counter.value) };
  if (["new-roll", "power-cycled", "restart-printer"].includes(value)) return { act: value, kiosk: Number(form.kiosk.value) };
  return { act: value, number: form.number.value.trim().toUpperCase() };
}

$("acts").addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter.value === "state-time" && !event.target.time.value) return event.target.time.focus();
  act(details(event.target, event.submitter.value));
});

/** Enter in a field would press the first button of all, which opens the day. It presses the only one beside the field, or none. */
$("acts").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input")) return;
  event.preventDefault();
  const beside = event.target.closest(".choice").querySelectorAll("button");
  if (beside.length === 1) beside[0].click();
});

$("tests").addEventListener("submit", async (event) => {
  event.preventDefault();
  const buttons = event.target.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  $("test-said").textContent = word("service_working");
  $("test-found").replaceChildren();
  const test = event.submitter.value;
  const [kiosk, counter] = ["test-kiosk", "test-counter"].map((id) => Number($(id).value));
  if (test === "buttons") await watch({ kiosk });
  else if (test === "keys") await watch({ counter });
  else await tryOut(["slip", "feed", "cut", "present"].includes(test) ? { test, kiosk } : { test });
  buttons.forEach((button) => (button.disabled = false));
});

function tell({ words, told }) {
  $("test-said").textContent = words;
  $("test-found").replaceChildren(...(told ?? []).map(row));
}

async function tryOut(details) {
  const { said, words } = await ask("POST", "/api/tests", book.language, details);
  tell({ ...said, words: words ?? word("console_disconnected") });
}

async function watch(details) {
  const refused = await watchInputs(book.language, details, tell);
  if (refused !== "") $("test-said").textContent = refused ?? word("console_disconnected");
}

$("take-away").addEventListener("submit", (event) => {
  event.preventDefault();
  const day = event.target.day.value || "newest";
  switch (event.submitter.value) {
    case "show": return location.assign(`/day?day=${day}&lang=${book.language}`);
    case "pictures": return location.assign(`/pictures?day=${day}&lang=${book.language}`);
    case "file": return takeAway(`/api/days/${day}/file`, `rinda-${day}.html`);
    case "svg": return takeAway(`/api/days/${day}/svg`, `rinda-${day}.svg`);
    case "bundle": return takeAway("/api/bundle", "rinda-bundle.tar.gz");
    case "log": return takeAway(`/api/days/${day}/log`, `rinda-${day}.csv`);
    default: return takeAway("/api/backup", "rinda-backup.tar.gz");
  }
});

/** A file to keep. */
async function takeAway(path, name) {
  const said = $("take-away-said");
  said.textContent = word("service_working");
  try {
    const answer = await get(path, book.language);
    if (!answer.ok) return (said.textContent = (await answer.json()).words);
    const address = URL.createObjectURL(await answer.blob());
    make("a", { href: address, download: name }).click();
    URL.revokeObjectURL(address);
    said.textContent = "";
  } catch {
    said.textContent = word("console_disconnected");
  }
}

$("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const refused = await signIn($("pin").value, book.language);
  $("pin").value = "";
  $("sign-in-said").textContent = refused ?? word("console_disconnected");
  if (refused === "") begin();
});

$("sign-out").addEventListener("click", async () => {
  await signOut(book.language);
  location.reload();
});

$("show-config").addEventListener("click", async () => {
  const { said, ok, words } = await ask("GET", "/api/config", book.language);
  if (!ok) return ($("act-said").textContent = words ?? "");
  const row = ({ key, value, place }) =>
    make("tr", {}, make("td", {}, key), make("td", {}, value), make("td", {}, place ?? word("service_config_built_in")));
  $("config").tBodies[0].replaceChildren(...said.map(row));
  $("config").hidden = false;
});

$("configuration").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wish = event.submitter.value;
  const reload = { compare: ["GET", "/api/reload"], reload: ["POST", "/api/reload", {}] };
  const [method, path, details] = reload[wish] ?? ["POST", "/api/acts", { act: wish }];
  const { said, ok, words } = await ask(method, path, book.language, details);
  const done = ok && !(wish in reload) ? word("service_done") : words;
  $("configuration-said").textContent = done ?? word("console_disconnected");
  $("configuration-changes").replaceChildren(...(said.told ?? []).map(row));
});

function lost(isLost) {
  $("notice").textContent = isLost ? word("console_disconnected") : "";
  $("notice").hidden = !isLost;
  $("sign-out").hidden = isLost;
}

/** Follows until it may not, then asks for the PIN. A session that has ended ends what follows it. */
async function begin() {
  const refused = await follow(book.language, show, lost);
  askForPin(refused.status === 403 ? refused.words : "");
}

function askForPin(said) {
  lost(false);
  $("sign-out").hidden = true;
  $("main").hidden = true;
  $("sign-in").hidden = false;
  $("sign-in-said").textContent = said;
  $("pin").focus();
}

for (const element of document.querySelectorAll("[data-word]")) {
  element.textContent = word(element.dataset.word);
}
document.title = word("service_title");
for (const select of [$("kiosk"), $("test-kiosk")]) select.append(...book.kiosks.map((kiosk) => new Option(kiosk)));
for (const select of [$("counter"), $("test-counter")]) select.append(...book.counters.map((counter) => new Option(counter)));
begin();
