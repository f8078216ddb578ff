// The long review: filters, "open all", and anchors that open what they point at.
// Without this module every item is there, closed, and opens by itself.
import { matches, countSentence } from "./review_filter.js";

const review = document.querySelector("[data-review]");
const bar = document.querySelector("[data-review-bar]");

function start() {
  const items = [...review.querySelectorAll(".review-item")];
  const links = new Map([...document.querySelectorAll(".item-map__link")].map((link) => [link.dataset.position, link]));
  const domain = bar.querySelector("[name=domain]");
  const toggle = bar.querySelector("[data-review-toggle]");

  function apply() {
    const show = bar.querySelector("[name=show]:checked").value;
    let shown = 0;
    for (const item of items) {
      const isShown = matches(item.dataset, { show, domain: domain.value });
      item.hidden = !isShown;
      links.get(item.id.replace("item-", ""))?.classList.toggle("item-map__link--off", !isShown);
      shown += isShown ? 1 : 0;
    }
    document.querySelector("[data-review-none]").hidden = shown > 0;
    bar.querySelector("[data-review-count]").textContent = countSentence(shown, items.length);
    nameToggle();
  }

  function visible() {
    return items.filter((item) => !item.hidden);
  }

  function nameToggle() {
    toggle.textContent = visible().every((item) => item.open) ? "Close all" : "Open all";
    toggle.disabled = visible().length === 0;
  }

  function showAll() {
    bar.querySelector("[name=show][value=all]").checked = true;
    domain.value = "";
    apply();
  }

  function openTarget() {
    const item = items.find((candidate) => `#${candidate.id}` === window.location.hash);
    if (!item) {
      return;
    }
    if (item.hidden) {
      showAll();
    }
    item.open = true;
    item.scrollIntoView();
    item.querySelector("summary").focus({ preventScroll: true });
  }

  bar.addEventListener("change", apply);
  review.addEventListener("toggle", nameToggle, true);
  toggle.addEventListener("click", () => {
    const isOpening = !visible().every((item) => item.open);
    for (const item of visible()) {
      item.open = isOpening;
    }
  });
  for (const link of document.querySelectorAll("[data-show-domain]")) {
    link.addEventListener("click", () => {
      showAll();
      domain.value = link.dataset.showDomain;
      apply();
    });
  }
  // A second click on the same number changes no hash, so the links are heard too.
  for (const link of links.values()) {
    link.addEventListener("click", () => setTimeout(openTarget));
  }
  window.addEventListener("hashchange", openTarget);

  bar.hidden = false;
  for (const hint of document.querySelectorAll("[data-review-only]")) {
    hint.hidden = false;
  }
  apply();
  openTarget();
}

if (review && bar) {
  start();
}
