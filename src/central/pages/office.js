// One office: choose the service, and join.

import { fill, make } from "./elements.js";
import { $, ask, book, live, offerTravel, remember, word } from "./phone.js";

let asking = false;
let last = null;

function show(view) {
  if (!view) return;
  last = view;
  $("head").textContent = view.name;
  document.title = view.name;
  $("line").textContent = view.as_of ?? [view.line, view.counters].filter(Boolean).join(" · ");
  document.body.dataset.state = view.as_of ? "stale" : "current";
  const before = chosen();
  fill($("services"), JSON.stringify(view.services), () => view.services.map((service) => row(service, before)));
  if (view.as_of) say(`${word("phone_offline")}. ${word("phone_offline_advice")}`);
  else if (!asking) say("");
  steer();
}

function row({ service, name, waiting, turn_label, turn, gives, refused }, before) {
  const open = last.services.filter((other) => other.gives);
  const only = open.length === 1 && open[0].service === service;
  const choice = make("input", {
    type: "radio", name: "service", value: service, required: true,
    disabled: !gives, checked: gives && (service === before || only),
  });
  choice.onchange = steer;
  return make("label", { class: `card service ${gives ? "" : "closed"}` }, choice,
    make("span", { class: "name" },
      make("strong", {}, name),
      // What the line above says of all services is not said again.
      (refused || gives) && make("span", { class: "quiet" }, refused ?? waiting)),
    turn && make("span", { class: "wait" },
      make("span", { class: "quiet" }, turn_label),
      make("strong", {}, turn)));
}

function chosen() {
  return new FormData($("form")).get("service");
}

function say(words) {
  if ($("said").textContent !== words) $("said").textContent = words;
}

function steer() {
  const cannot = last?.as_of || last?.services.every(({ gives }) => !gives);
  $("join").disabled = asking || Boolean(cannot);
}

$("form").onsubmit = async (event) => {
  event.preventDefault();
  const service = chosen();
  if (asking || !service) return;
  asking = true;
  steer();
  const answer = await ask("/api/join", { branch: book.subject, service });
  asking = false;
  if (answer.link) {
    remember(answer.link, book.subject);
    location.assign(`/t/${answer.link}`);
    return;
  }
  say(answer.words ?? word("phone_no_connection"));
  steer();
};

offerTravel($("travel"));
live(`/o/${book.subject}/events`, show);
// Who comes back with the browser's arrow finds the button as it was.
addEventListener("pageshow", steer);
