// What is on the desk of a counter: the display over it, and the clerk's keypad.

import { LABELS } from "./console.js";
import { Contact } from "./demo_contact.js";
import { fill, make } from "./elements.js";
import { book, word } from "./words.js";

export class Desk {
  constructor(place, counter) {
    this.counter = counter;
    this.picture = make("img", { id: `counter-${counter}-display`, alt: "" });
    this.refusal = make("p", { class: "unseen", role: "status" });
    this.keys = make("div", { class: "keys", role: "group" });
    place.append(make("div", { class: "desk", id: `desk-${counter}` }, this.picture, this.refusal, this.keys));
  }

  show({ picture, words, refusal, keys }) {
    this.picture.hidden = !picture;
    if (picture && this.picture.getAttribute("src") !== picture) this.picture.src = picture;
    this.picture.alt = [word("demo_counter_display"), words].join(": ");
    this.picture.lang = this.refusal.lang = book.public_language;
    if (this.refusal.textContent !== (refusal ?? "")) this.refusal.textContent = refusal ?? "";
    this.keys.setAttribute("aria-label", word("demo_keypad"));
    fill(this.keys, JSON.stringify([keys, book.language]), () => keys.map(({ key, action }) => {
      const button = make("button", { type: "button", class: "key", "data-key": key }, word(LABELS[action]));
      new Contact(button, `/demo/counter/${this.counter}/key/${key}`);
      return button;
    }));
  }
}
