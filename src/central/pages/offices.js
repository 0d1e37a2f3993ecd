// All offices, the quiet ones first.

import { fill, make } from "./elements.js";
import { $, live, myTickets, word } from "./phone.js";

/** So many offices are seen at a glance. */
const FEW = 8;
let offices = [];

function draw() {
  const wanted = $("wanted").value.trim().toLocaleLowerCase();
  const shown = offices.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  $("find").hidden = offices.length <= FEW;
  $("none").hidden = offices.length > 0;
  fill($("offices"), JSON.stringify(shown), () => shown.map(row));
}

function row({ branch, name, line, wait, waiting, offline, gives }) {
  const state = offline ? "stale" : gives ? "" : "closed";
  return make("li", {}, make("a", { class: `card office ${state}`, href: `/o/${branch}` },
    make("span", { class: "name" }, make("strong", {}, name), make("span", { class: "quiet" }, line)),
    make("span", { class: "wait" }, make("strong", {}, wait), make("span", { class: "quiet" }, waiting))));
}

const [mine] = myTickets();
if (mine) {
  $("mine").href = `/t/${mine.link}`;
  $("mine").hidden = false;
}
$("wanted").oninput = draw;
live("/events", (view) => {
  offices = view.offices;
  draw();
});
