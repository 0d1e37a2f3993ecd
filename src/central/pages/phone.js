// What all pages for phones have in common: words, languages, the stream, and what the phone itself remembers.

import { make } from "./elements.js";
import { command, follow } from "./live.js";

/** The words of the page's language. */
export const book = JSON.parse(document.getElementById("words").textContent);
const first = JSON.parse(document.getElementById("first").textContent);

const TRAVEL_MIN = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90];
const TRAVEL_USUAL_MIN = 20;
const DAY_MS = 24 * 3600 * 1000;
const TICKETS_MAX = 5;

export const $ = (id) => document.getElementById(id);

/** A sentence without arguments. */
export function word(key) {
  if (!(key in book.labels)) console.error(`there is no word for ${key}`);
  return book.labels[key] ?? key;
}

/** Whether the worker had to take the page from its cache: then what it says is old, and its clock with it. */
const isKept = "kept" in document.documentElement.dataset;

let ahead_ms = 0;
let told_ms = first.now_ms;
/** The centre's time: a phone's clock may be wrong. */
export function now_ms() {
  return Date.now() + ahead_ms;
}

/** Shows the first look, and every later one. `staysOpen()` says whether a page that nobody sees goes on listening. */
export function live(path, show, staysOpen) {
  const see = (message) => {
    ahead_ms = message.now_ms - Date.now();
    told_ms = message.now_ms;
    show(message.view);
  };
  if (isKept) {
    show(first.view);
    lost(true);
  } else {
    see(first);
  }
  follow(() => `${path}?lang=${book.language}`, see, lost, staysOpen);
}

/** Says whether the centre is out of reach, and of when the page is then. */
function lost(isLost) {
  const at = new Date(told_ms).toLocaleString(book.language, { dateStyle: "short", timeStyle: "short" });
  const words = isLost ? `${word("phone_no_connection")} ${book.as_of.replace("#", at)}.` : "";
  if ($("notice").textContent !== words) $("notice").textContent = words;
  $("notice").hidden = !isLost;
}

/** Gives a command; one that finds no way is given again, and is the same then. */
export async function ask(path, details) {
  const drawn = draw();
  for (let attempt = 0; ; attempt += 1) {
    const answer = await command(path, book.language, { ...details, drawn });
    // The first answer to a new phone is its cookie, and a bad line gives no answer at all.
    const again = answer.words === null || answer.status === 409;
    if (!again || attempt === 2) return answer;
    await new Promise((done) => setTimeout(done, 1000 * attempt));
  }
}

function draw() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function recall(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing forgets with the page.
  }
}

/** The tickets of this phone today, the newest first. */
export function myTickets() {
  return recall("rinda.tickets", []).filter(({ at }) => Date.now() - at < DAY_MS);
}

export function remember(link, branch) {
  const others = myTickets().filter((ticket) => ticket.link !== link);
  keep("rinda.tickets", [{ link, branch, at: Date.now() }, ...others].slice(0, TICKETS_MAX));
}

export function forget(link) {
  keep("rinda.tickets", myTickets().filter((ticket) => ticket.link !== link));
}

/** The time of the way, in minutes, as it was chosen on this phone. */
export function travel() {
  const chosen = recall("rinda.travel", TRAVEL_USUAL_MIN);
  return TRAVEL_MIN.includes(chosen) ? chosen : TRAVEL_USUAL_MIN;
}

/** Fills the choice of the time of the way. */
export function offerTravel(select, changed = () => {}) {
  const option = (min) => new Option(book.minutes.replace("#", min), min, false, min === travel());
  select.replaceChildren(...TRAVEL_MIN.map(option));
  select.onchange = () => {
    keep("rinda.travel", Number(select.value));
    changed();
  };
}

/** Asks before something that cannot be taken back. */
export function sure(question, yes, no) {
  const dialog = make("dialog", { class: "sure", "aria-label": yes },
    make("form", { method: "dialog" },
      make("p", {}, question),
      make("div", {},
        make("button", { class: "button", value: "no", autofocus: true }, no),
        make("button", { class: "button primary", value: "yes" }, yes))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    };
  });
}

/** Writes the words into the shell. */
function begin() {
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  document.title = $("head").textContent;
  $("languages").replaceChildren(...book.languages.map(([code, name]) =>
    make("a", {
      href: `?lang=${code}`, lang: code, hreflang: code, "aria-label": name, title: name,
      "aria-current": code === book.language ? "true" : null,
    }, code.toUpperCase())));
  // Pages that were seen open without a connection, too.
  navigator.serviceWorker?.register("/worker.js").catch(() => {});
}

begin();
