/** The authoring checks while somebody types: a list above the fields, a word beside each field it is about. */

import { askWhileTyping } from "./asking.js";

const PAUSE_MS = 600;
const NAMES = { e: "Error", w: "Warning" };
const STALE = "The checks are not up to date: the server cannot be reached, or you have been signed out.";

/** `host` holds summary and list; `state` says the summary once more, where it is in sight, and to screen readers. */
export function startChecks(form, host, state) {
  const summary = host.querySelector("summary");
  const list = host.querySelector("#typed-checks-list");
  // What was stored is complete: everything wrong with it is worth a word. A field nobody has come to is not.
  const isStored = !host.hidden;
  const visited = new Set();

  function draw(fresh) {
    const sentence = fresh.querySelector("summary").textContent;
    host.hidden = fresh.hidden;
    summary.textContent = sentence;
    list.replaceChildren(...fresh.querySelector("#typed-checks-list").childNodes);
    // Words that have not changed are no news.
    if (state.textContent !== sentence) {
      state.replaceChildren(...(sentence ? [link(sentence)] : []));
    }
    hint();
  }

  function hint() {
    showHints(form, list, (field) => isStored || isVisited(field, visited));
  }

  askWhileTyping(form, {
    url: host.dataset.url,
    pauseMs: PAUSE_MS,
    draw: (html) => draw(parse(html)),
    fail() {
      state.textContent = STALE;
    },
  });
  form.addEventListener("focusout", ({ target }) => {
    visited.add(target);
    hint();
  });
  state.addEventListener("click", () => {
    host.open = true;
  });
  hint();
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("details");
}

function link(sentence) {
  const anchor = document.createElement("a");
  anchor.href = "#typed-checks-list";
  anchor.textContent = sentence;
  return anchor;
}

/** A list of rows has been come to when one of its fields has. */
function isVisited(field, visited) {
  return visited.has(field) || (field.matches("h2") && [...visited].some((one) => field.parentElement.contains(one)));
}

function showHints(form, list, isDue) {
  for (const old of form.querySelectorAll(".field-checks")) {
    describe(document.getElementById(old.dataset.of), old.id, false);
    old.remove();
  }
  for (const row of list.querySelectorAll("[data-finding]:not([data-waived])")) {
    const { field: id, level } = row.dataset;
    const field = id && document.getElementById(id);
    const message = row.querySelector("[data-message]").textContent;
    if (field && NAMES[level] && isDue(field) && !isSaid(field, message)) {
      const hint = document.createElement("li");
      hint.className = `field-checks__row check--${level}`;
      hint.textContent = `${NAMES[level]}: ${message}`;
      hintsOf(field).append(hint);
    }
  }
}

/** What saving refused stands at the field already. */
function isSaid(field, message) {
  const errors = field.closest(".row__field, .form-row > div, fieldset")?.querySelector(":scope > .errorlist");
  return errors?.textContent.includes(message) ?? false;
}

function hintsOf(field) {
  const id = `${field.id}-checks`;
  const known = document.getElementById(id);
  if (known) {
    return known;
  }
  const hints = document.createElement("ul");
  hints.id = id;
  hints.className = "field-checks";
  hints.dataset.of = field.id;
  field.after(hints);
  describe(field, id, true);
  return hints;
}

function describe(field, id, isOn) {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  ids[isOn ? "add" : "delete"](id);
  if (ids.size) {
    field.setAttribute("aria-describedby", [...ids].join(" "));
  } else {
    field.removeAttribute("aria-describedby");
  }
}
