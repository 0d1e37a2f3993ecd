// The words of one language, and the choice of it.

const KEY = "rinda.language";

/** The phrasebook of the chosen language; loaded before anything is drawn. */
export let book = null;

/** A sentence without arguments. */
export function word(key) {
  if (!(key in book.labels)) console.error(`there is no word for ${key}`);
  return book.labels[key] ?? key;
}

/** "12 min", or that it has just happened. */
export function minutes(elapsed_ms) {
  const whole = Math.floor(elapsed_ms / 60000);
  return whole < 1 ? book.just_now : book.minutes.replace("#", whole);
}

/** The language that was chosen on this device. */
export function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/**
 * Loads a language and writes its words into every element that asks for them. Without a language, or with one that the
 * office does not offer, it is the one that the browser prefers.
 */
export async function speak(language) {
  let answer = await fetch(language ? `/words/${language}` : "/words");
  if (answer.status === 404) answer = await fetch("/words");
  if (!answer.ok) throw new Error(`no words for ${language}`);
  book = await answer.json();
  document.documentElement.lang = book.language;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
  for (const element of document.querySelectorAll("[data-branch]")) {
    element.textContent = book.branch;
  }
}

/** Fills the language choice and calls back with the language that is chosen later. */
export function offer(select, changed) {
  select.replaceChildren(
    ...book.languages.map(([code, name]) => {
      const option = new Option(name, code, false, code === book.language);
      option.lang = code;
      return option;
    }),
  );
  select.onchange = async () => {
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // A browser that keeps nothing forgets the language with the page.
    }
    await speak(select.value);
    changed();
  };
}

/** Starts a page: tries until the server answers. */
export async function begin() {
  for (;;) {
    try {
      await speak(chosen());
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}
