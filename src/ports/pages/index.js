// The start page: one link for each counter.

import { make } from "./elements.js";
import { begin, book, offer } from "./words.js";

function show() {
  const main = document.querySelector("main");
  main.querySelectorAll("a").forEach((link) => link.remove());
  main.append(...book.counters.map(([counter, name]) =>
    make("a", { class: "card", href: `/counter/${counter}` }, name)));
}

await begin();
offer(document.getElementById("language"), show);
show();
