// The demo page: one stream brings everything that it shows.

import { Console, phone, sure } from "./console.js";
import { Desk } from "./demo_keypad.js";
import { Kiosk } from "./demo_kiosk.js";
import { Sound } from "./demo_sound.js";
import { Trouble } from "./demo_trouble.js";
import { fill, make } from "./elements.js";
import { Steady, command, follow } from "./live.js";
import { begin, book, minutes, offer, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const steady = new Steady();
const kiosks = new Map();
const consoles = new Map();
const desks = new Map();
const sound = new Sound();
const trouble = new Trouble(() => kiosks.values());
let last = null;
let isLost = false;

function show(message) {
  const first = last === null;
  last = message;
  const { view } = message;
  const branch = view.branch;
  if (message.power) steady.set(message.now_ms);
  notice();
  showDoors(view);
  showKiosks(view);
  showHall(view, first);
  showLine(branch?.line);
  showCounters(branch?.counters);
  showDesks(view.desks);
  sound.show(view);
  trouble.show(view);
  showSteps(view, first);
  tick();
}

function notice() {
  const words = isLost ? word("console_disconnected") : last && !last.power ? word("demo_power_off") : "";
  $("notice").textContent = words;
  $("notice").hidden = !words;
}

function showDoors({ doors }) {
  $("doors").hidden = !doors.length;
  fill($("doors"), JSON.stringify(doors), () => doors.map(({ url, words }) => make("a", { href: url, target: "_blank" }, words)));
}

function showKiosks(view) {
  for (const kiosk of view.kiosks) {
    if (!kiosks.has(kiosk.kiosk)) {
      kiosks.set(kiosk.kiosk, new Kiosk($("kiosks"), kiosk.kiosk));
    }
    kiosks.get(kiosk.kiosk).show(kiosk, view.slips);
  }
}

function showHall(view, first) {
  const hall = view.branch?.hall;
  if ($("hall").getAttribute("src") !== view.hall_picture) $("hall").src = view.hall_picture;
  const calls = (hall?.calls ?? []).map(({ words }) => words);
  $("hall").alt = hall ? [word("demo_hall"), ...(calls.length ? calls : [word("hall_nobody_called")])].join(". ") : word("demo_hall");
  // Only what is called from now on is announced, not what was called before the page came.
  const newest = hall?.calls[0];
  if (newest && String(newest.id) !== $("calls").dataset.newest) {
    $("calls").dataset.newest = newest.id;
    if (!first) $("calls").textContent = calls[0];
  }
  $("clock").textContent = hall ? hall.clock ?? word("demo_clock_doubted") : "";
}

function showLine(line) {
  document.querySelector(".line").classList.toggle("without", !line);
  if (!line) return;
  const { waiting, parked } = line;
  $("line-empty").hidden = waiting.length > 0;
  $("line-empty").textContent = word(line.day_open ? "demo_line_empty" : "console_day_closed");
  $("open-day").hidden = line.day_open;
  $("parked-name").hidden = parked.length === 0;
  fill($("line"), JSON.stringify([waiting, line.more, book.language]), () => [
    ...waiting.map(waitingRow),
    ...(line.more ? [make("li", { class: "more" }, line.more)] : []),
  ]);
  fill($("parked"), JSON.stringify([parked, book.language]), () =>
    parked.map((row) => ticketRow(row, ["check-in", "cancel"])));
}

function waitingRow(row) {
  return ticketRow(row, row.present ? ["reprint", "cancel"] : ["check-in", "cancel"],
    row.remote ? phone() : null,
    row.priority ? make("span", { class: "mark" }, word("ticket_priority")) : null,
    row.slip ? make("span", { class: "mark about-slip" }, row.slip) : null);
}

const WORDS = { "check-in": "console_check_in", cancel: "console_cancel", reprint: "console_reprint" };

function ticketRow({ number, service, since_ms }, actions, ...marks) {
  const menu = make("details", {},
    make("summary", { "aria-label": `${number} …` }, "…"),
    make("div", {}, ...actions.map((action) => {
      const button = make("button", { type: "button", class: "button", "data-action": action }, word(WORDS[action]));
      button.onclick = async () => {
        menu.open = false;
        if (action === "cancel" && !(await sure(number))) return;
        const answer = await command(`/api/ticket/${number}/${action}`, book.language);
        $("line-said").textContent = answer.ok ? "" : answer.words ?? word("console_disconnected");
      };
      return button;
    })));
  menu.onkeydown = (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  };
  return make("li", { "data-number": number },
    make("strong", {}, number, ...marks.slice(0, 1)),
    make("span", { class: "since", "data-since": since_ms }),
    menu,
    make("span", { class: "service" }, service, ...marks.slice(1)));
}

function showCounters(counters) {
  for (const [counter] of book.counters) {
    if (!consoles.has(counter)) {
      const place = make("section");
      $("counters").append(place);
      consoles.set(counter, new Console(place, counter, steady));
    }
    consoles.get(counter).show(counters?.find((view) => view.counter === counter) ?? null);
  }
}

function showDesks(views) {
  for (const view of views) {
    if (!desks.has(view.counter)) {
      desks.set(view.counter, new Desk(document.getElementById(`console-${view.counter}`), view.counter));
    }
    desks.get(view.counter).show(view);
  }
}

/** The steps tick themselves off when they have happened. */
const done = new Set();
let ticketsAtFirst = 0;
function showSteps(view, first) {
  if (first) ticketsAtFirst = view.slips[0]?.id ?? -1;
  if ((view.slips[0]?.id ?? -1) > ticketsAtFirst) done.add("1");
  if (view.branch?.counters.some(({ mode }) => mode === "calling")) done.add("2");
  if (view.branch?.line.waiting.some(({ remote }) => remote)) done.add("4");
  if (view.troubles.includes("paper-out")) done.add("5");
  if (!view.powered) done.add("6");
  for (const step of document.querySelectorAll("[data-step]")) {
    step.classList.toggle("done", done.has(step.dataset.step));
  }
}

function tick() {
  for (const desk of consoles.values()) desk.tick();
  for (const element of document.querySelectorAll("[data-since]")) {
    element.textContent = minutes(steady.now() - Number(element.dataset.since));
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-follow]")) done.add("3");
  for (const menu of document.querySelectorAll(".line details[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

$("open-day").onclick = async () => {
  const answer = await command("/api/day/open", book.language);
  $("line-said").textContent = answer.ok ? "" : answer.words ?? word("console_disconnected");
};

let stop = () => {};
function start() {
  stop();
  stop = follow(() => `/demo/events?lang=${book.language}`, show, (lost) => {
    isLost = lost;
    notice();
  });
}

await begin();
offer($("language"), start);
start();
setInterval(tick, 5000);
