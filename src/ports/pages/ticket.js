// The page behind the code on a slip.

import { fill, make } from "./elements.js";
import { follow } from "./live.js";
import { begin, book, chosen, offer, speak, word } from "./words.js";

const $ = (id) => document.getElementById(id);
let last = null;
let isLost = false;
let hasOwnLanguage = chosen() !== null;

function notice() {
  const words = isLost || (last && !last.power) ? word("follow_away") : "";
  $("notice").textContent = words;
  $("notice").hidden = !words;
}

async function show(message) {
  // The language of the slip, unless the person has chosen another on this device.
  if (!hasOwnLanguage && message.view && message.view.language !== book.language) {
    hasOwnLanguage = true;
    await speak(message.view.language);
    offer($("language"), start);
    return start();
  }
  last = message;
  notice();
  // Without power the last that was known stays, under the notice.
  if (!message.power && $("ticket").childElementCount) return;
  document.title = message.view ? `${message.view.number} · ${message.view.branch}` : "rinda";
  document.body.dataset.stage = message.view?.stage ?? "gone";
  fill($("ticket"), JSON.stringify([message.view, message.power, book.language]), () => draw(message));
}

function draw({ power, view }) {
  if (!power) return [];
  if (!view) {
    return [make("p", { class: "card gone" },
      make("strong", {}, word("follow_over")), word("follow_over_advice"))];
  }
  const number = make("section", { class: "card who" },
    make("p", { class: "number", id: "number" }, view.number),
    make("p", { class: "quiet" }, `${view.branch} · ${view.service}`));
  const as_of = view.as_of ? make("p", { class: "quiet as-of" }, view.as_of) : null;
  return [number, ...stage(view), as_of].filter(Boolean);
}

function stage({ stage, headline, advice, counter, rows }) {
  const told = [make("p", { class: "words" }, headline), advice ? make("p", {}, advice) : null];
  switch (stage) {
    case "called":
      return [make("section", { class: "card call" },
        make("p", {}, headline), make("p", { class: "where", id: "where" }, `→ ${counter}`))];
    case "serving":
      return [make("section", { class: "card" }, ...told, make("p", { class: "quiet" }, counter))];
    case "waiting":
      return [
        make("dl", { class: "card" }, ...rows.map(({ label, value }) =>
          make("div", {}, make("dt", {}, label), make("dd", {}, value)))),
        make("section", { class: "card" }, ...told),
      ];
    default:
      return [make("section", { class: "card set-aside" }, ...told)];
  }
}

let stop = () => {};
function start() {
  stop();
  stop = follow(() => `${location.pathname}/events?lang=${book.language}`, show, (lost) => {
    isLost = lost;
    notice();
  });
}

await begin();
offer($("language"), () => {
  hasOwnLanguage = true;
  start();
});
start();
