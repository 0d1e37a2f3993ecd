// A counter on a page of its own.

import { Console, faultLines, phone, sure } from "./console.js";
import { fill, make } from "./elements.js";
import { Steady, command, follow } from "./live.js";
import { begin, book, minutes, offer, word } from "./words.js";

const counter = Number(location.pathname.split("/").pop());
const steady = new Steady();
const $ = (id) => document.getElementById(id);
let desk;
let last = null;
let isLost = false;

function notice() {
  const words = isLost ? word("console_disconnected") : last && !last.power ? word("page_no_power") : "";
  $("notice").textContent = words;
  $("notice").hidden = !words;
}

function show(message) {
  last = message;
  if (message.power) steady.set(message.now_ms);
  const view = message.view;
  desk.show(view);
  tellReason(view);
  document.title = [view?.ticket?.number, desk.name.textContent, "rinda"].filter(Boolean).join(" · ");
  $("title").textContent = word("console_title");
  fill($("faults"), JSON.stringify(view?.faults ?? []), () => faultLines(view?.faults ?? []));
  $("next-card").hidden = !view?.next;
  fill($("next"), JSON.stringify([view?.next ?? [], book.language]), () => (view?.next ?? []).map(nextRow));
  fill($("parked"), JSON.stringify([view?.parked ?? [], book.language]), () =>
    (view?.parked ?? []).map(parkedRow));
  $("day").hidden = !view;
  $("day-closed").hidden = !view || view.day_open;
  $("day").dataset.action = view?.day_open ? "close" : "open";
  $("day").textContent = word(view?.day_open ? "console_close_day" : "console_open_day");
  tick();
  notice();
}

/** Whether this page is let in is asked when it hears nothing: a stream does not say why it has ended. */
async function askWhetherLetIn() {
  const answer = await fetch(`/api/counter/${counter}/session`).catch(() => null);
  if ([401, 403].includes(answer?.status)) location.reload();
}

$("sign-out").onclick = async () => {
  const answer = await fetch(`/api/counter/${counter}/session`, { method: "DELETE" }).catch(() => null);
  if (answer?.ok) location.reload();
};

function nextRow({ number, service, remote, priority, since_ms }) {
  return make("li", { "data-number": number },
    make("strong", {}, number),
    make("span", {}, service,
      ...(remote ? [phone()] : []),
      ...(priority ? [make("span", { class: "mark" }, word("ticket_priority"))] : [])),
    make("span", { class: "since", "data-since": since_ms }));
}

function parkedRow({ number, service, since_ms }) {
  const back = make("button", { type: "button", class: "button", "data-number": number }, word("console_check_in"));
  back.onclick = () => ticket(number, "check-in");
  return make("li", {},
    make("strong", {}, number), make("span", {}, service),
    make("span", { class: "since", "data-since": since_ms }), back);
}

/** Asks the journal. Resolves to why the number was called, and to its way; to nothing without an answer. */
async function why(number) {
  try {
    const answer = await fetch(`/api/why/${number}?lang=${book.language}`);
    return { ...(await answer.json()), ok: answer.ok };
  } catch {
    return null;
  }
}

/** Says beside the number why it is this one and not another; asked once for each call. */
let reasonFor = "";
async function tellReason(view) {
  const { number, since_ms } = view?.ticket ?? {};
  const key = number ? JSON.stringify([number, view.mode, since_ms, book.language]) : "";
  if (key === reasonFor) return;
  reasonFor = key;
  desk.reason.textContent = "";
  const told = key ? await why(number) : null;
  if (key !== reasonFor) return;
  if (key && !told?.ok) reasonFor = "";
  desk.reason.textContent = told?.call ?? "";
}

$("why").onsubmit = async (event) => {
  event.preventDefault();
  const number = $("why-number").value.replace(/[^0-9a-z]/gi, "").toUpperCase();
  if (!number) return;
  const told = await why(number);
  // The last sentence sums up, and is said; the way to it can be read below.
  const lines = told?.lines ?? [];
  $("why-said").textContent = lines.at(-1) ?? told?.words ?? word("console_disconnected");
  $("why-told").hidden = lines.length < 2;
  $("why-told").replaceChildren(...lines.slice(0, -1).map((line) => make("li", {}, line)));
  backToKeys();
};

/** Where somebody types, keys are letters; the console's own work again from here. */
function backToKeys() {
  desk.place.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") backToKeys();
    return;
  }
  if (event.code !== "KeyQ") return;
  event.preventDefault();
  $("why-number").select();
});

async function ticket(number, action) {
  const answer = await command(`/api/ticket/${number}/${action}`, book.language);
  $("by-number-said").textContent = answer.words ?? word("console_disconnected");
  $("by-number-said").classList.toggle("refused", !answer.ok);
  return answer.ok;
}

function tick() {
  desk.tick();
  for (const element of document.querySelectorAll("[data-since]")) {
    element.textContent = minutes(steady.now() - Number(element.dataset.since));
  }
}

$("by-number").onsubmit = async (event) => {
  event.preventDefault();
  const number = $("number").value.replace(/[^0-9a-z]/gi, "").toUpperCase();
  const action = event.submitter?.value ?? "check-in";
  if (!number || (action === "cancel" && !(await sure(number)))) return;
  if (await ticket(number, action)) $("number").value = "";
};

$("day").onclick = async () => {
  const answer = await command(`/api/day/${$("day").dataset.action}`, book.language);
  $("day-said").textContent = answer.words ?? word("console_disconnected");
  $("day-said").classList.toggle("refused", !answer.ok);
};

await begin();
// The page has one console: its keys work wherever the focus is, also on nothing after a click beside it.
desk = new Console($("console"), counter, steady, document);
desk.show(null);
backToKeys();
let stop = () => {};
function start() {
  stop();
  $("why-said").textContent = "";
  $("why-told").hidden = true;
  stop = follow(() => `/api/counter/${counter}/events?lang=${book.language}`, show, (lost) => {
    isLost = lost;
    notice();
    if (lost) askWhetherLetIn();
  });
}
offer($("language"), start);
start();
setInterval(tick, 5000);
