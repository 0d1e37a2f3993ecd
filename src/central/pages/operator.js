// Every branch on one page.

import { fill, make } from "./elements.js";
import { $, live } from "./phone.js";

function show({ broker, branches }) {
  $("none").hidden = branches.length > 0;
  fill($("branches"), JSON.stringify([broker, branches]), () => [
    broker && make("li", {}, make("p", { class: "fault" }, broker)),
    ...branches.map(row),
  ].filter(Boolean));
}

function row({ branch, name, live: isLive, line, troubles, rows }) {
  return make("li", { class: `card branch ${isLive ? "" : "stale"}`, "data-branch": branch },
    make("h2", {}, name),
    make("p", { class: "quiet line" }, line),
    ...troubles.map((trouble) => make("p", { class: "fault" }, trouble)),
    make("dl", {}, ...rows.map(({ label, value }) => make("div", {}, make("dt", {}, label), make("dd", {}, value)))));
}

live("/operator/events", show);
