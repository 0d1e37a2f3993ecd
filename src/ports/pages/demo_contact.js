// A contact of the virtual board: it closes with the pointer or the key, and opens with it.

import { command } from "./live.js";
import { book } from "./words.js";

/** A finger is not faster than this, and neither is a click of a program. */
const HOLD_MS_MIN = 60;
/** How often, and how far apart, the page tries to tell that a contact has opened. */
const TRIES = 10;
const RETRY_MS = 500;

export class Contact {
  /** `element` is what is pressed, `address` where the board hears of it; `released` is called after each press. */
  constructor(element, address, released = () => {}) {
    this.element = element;
    this.address = address;
    this.released = released;
    this.isDown = false;
    this.queue = Promise.resolve();
    element.onpointerdown = (event) => {
      if (event.button === 0) this.down();
    };
    for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
      element.addEventListener(name, () => this.up());
    }
    element.onkeydown = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.down();
    };
    element.onkeyup = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      this.up();
    };
    // A screen reader clicks without a pointer and without a key.
    element.onclick = (event) => {
      if (event.detail !== 0) return;
      this.down();
      this.up();
    };
    element.oncontextmenu = (event) => event.preventDefault();
  }

  down() {
    if (this.isDown) return;
    this.isDown = true;
    this.element.classList.add("down");
    this.send("down", HOLD_MS_MIN);
  }

  up() {
    if (!this.isDown) return;
    this.isDown = false;
    this.element.classList.remove("down");
    this.send("up", 0);
    this.released();
  }

  /** In order: the contact must not open before it has closed. */
  send(edge, pause_ms) {
    this.queue = this.queue
      .then(() => this.tell(edge))
      .then(() => new Promise((resolve) => setTimeout(resolve, pause_ms)));
  }

  /** A contact that stayed closed because a message was lost would be a stuck button. */
  async tell(edge) {
    for (let left = edge === "up" ? TRIES : 1; left > 0; left -= 1) {
      if ((await command(`${this.address}/${edge}`, book.language)).ok) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
