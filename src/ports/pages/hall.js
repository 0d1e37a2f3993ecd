// The hall display.

import { fill, make } from "./elements.js";
import { follow } from "./live.js";
import { begin, book, speak, word } from "./words.js";

const $ = (id) => document.getElementById(id);
let last = null;
let isLost = false;
let call;

function notice() {
  const away = isLost || (last && !last.power);
  const words = away ? word("page_no_power") : (last?.view?.view.stale ?? "");
  $("notice").textContent = words;
  $("notice").hidden = !words;
}

function show(message) {
  last = message;
  notice();
  // Without power the last that was known stays, under the notice.
  if (!message.view) return;
  const { view } = message.view;
  const { calls, notice: told } = view.body;
  document.title = [calls?.newest.number, view.foot.branch].filter(Boolean).join(" · ");
  // Only what differs is drawn, so that a screen reader says it once.
  fill($("newest"), JSON.stringify([message.view.call, calls?.newest, told]), () => (calls ? called(calls) : said(told)));
  // What was there when the page was opened is not new.
  $("newest").classList.toggle("new", call !== undefined && message.view.call !== call && Boolean(calls));
  if (call !== message.view.call) call = message.view.call;
  $("earlier").hidden = !calls?.earlier.length;
  fill($("earlier"), JSON.stringify(calls?.earlier ?? []), () => (calls ? earlier(calls) : []));
  fill($("foot"), JSON.stringify(view.foot), () =>
    [
      ...[...view.foot.facts, view.foot.branch, view.foot.clock].filter(Boolean).map((text) => make("span", {}, text)),
      ...checkIn(view.foot.check_in),
    ]);
}

// The code alone: whoever looks at a browser has no use for a square to photograph it with.
function checkIn(told) {
  return told ? [make("span", { class: "check-in" }, `${told.ask} ${told.label} `, make("strong", {}, told.code))] : [];
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
  notice();
});
