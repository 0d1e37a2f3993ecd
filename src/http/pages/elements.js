// Elements of a page, made and filled.

/** Makes an element; `parts` are its children, except those that are nothing or false. */
export function make(tag, attributes = {}, ...parts) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...parts.filter((part) => part != null && part !== false));
  return element;
}

/** Replaces the children of an element only if they would look different, so that the focus stays. */
export function fill(element, key, parts) {
  if (element.dataset.filled === key) return;
  element.dataset.filled = key;
  element.replaceChildren(...parts());
}
