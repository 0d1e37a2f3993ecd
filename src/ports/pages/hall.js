// The hall display.

import { fill, make } from "./elements.js";
import { follow } from "./live.js";
import { begin, book, speak, word } from "./words.js";

const $ = (id) => document.getElementById(id);
let isLost = false;
let call;
let told = null;
let power = true;

/** Whether what is shown is what was known last. */
function isAway() {
  return isLost || !power;
}

function show(message) {
  power = message.power;
  // Without power the last that was known stays, under the notice.
  if (message.view) {
    told = message.view;
    calls();
  }
  around();
}

function calls() {
  const { view } = told;
  const { calls, notice } = view.body;
  document.title = [calls?.newest.number, view.foot.branch].filter(Boolean).join(" · ");
  // Only what differs is drawn, so that a screen reader says it once.
  fill($("newest"), JSON.stringify([told.call, calls?.newest, notice]), () => (calls ? called(calls) : said(notice)));
  // What was there when the page was opened is not new.
  $("newest").classList.toggle("new", call !== undefined && told.call !== call && Boolean(calls));
  if (call !== told.call) call = told.call;
  $("earlier").hidden = !calls?.earlier.length;
  fill($("earlier"), JSON.stringify(calls?.earlier ?? []), () => (calls ? earlier(calls) : []));
}

/** What stands above and below the calls. */
function around() {
  const view = told?.view;
  const clock = view?.foot.clock;
  const since = clock ? `${book.as_of.replace("#", clock)}.` : null;
  const words = isAway() ? [word("page_no_power"), since].filter(Boolean).join(" ") : (view?.stale ?? "");
  if ($("notice").textContent !== words) $("notice").textContent = words;
  $("notice").hidden = !words;
  if (!view) return;
  // A wait, a clock and a code are good only while they are of now.
  const foot = isAway() ? { facts: [], branch: view.foot.branch } : { ...view.foot, square: told.square };
  fill($("foot"), JSON.stringify(foot), () =>
    [
      ...[...foot.facts, foot.branch, foot.clock].filter(Boolean).map((text) => make("span", {}, text)),
      ...checkIn(foot.check_in, foot.square),
    ]);
}

function checkIn(told, square) {
  if (!told) return [];
  return [make("span", { class: "check-in" },
    make("span", {}, `${told.ask} ${told.label} `, make("strong", {}, told.code)), square && drawn(square))];
}

/** The code as a picture: who cannot see it has the code beside it. */
function drawn({ side, dark }) {
  const element = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const picture = element("svg", { viewBox: `0 0 ${side} ${side}`, class: "square", "aria-hidden": "true" });
  picture.append(element("path", { d: dark }));
  return picture;
}

function called({ newest_head, newest, remote_words }) {
  return [
    make("p", { class: "head" }, newest_head),
    make("p", { class: "number", "data-number": newest.number }, newest.number),
    make("p", { class: "where" }, `→ ${newest.counter}`),
    remote_words ? make("p", { class: "origin" }, remote_words) : null,
  ].filter(Boolean);
}

function said({ title, advice }) {
  return [make("h1", { class: "title" }, title), advice ? make("p", { class: "advice" }, advice) : null].filter(Boolean);
}

function earlier({ earlier_head, earlier }) {
  return [
    make("h2", {}, earlier_head),
    make("ol", {}, ...earlier.map(({ number, counter_short, remote }) =>
      make("li", {}, make("strong", { class: remote ? "remote" : "" }, number), make("span", {}, `→ ${counter_short}`)))),
  ];
}

await begin();
// A public display speaks the public language, whatever the browser prefers.
await speak(book.public_language);
follow(() => "/hall/events", show, (lost) => {
  isLost = lost;
  around();
});
