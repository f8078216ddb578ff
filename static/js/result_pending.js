// Asks the page's own address whether the result is there, and opens it when it is.
const FAST_MS = 2000;
const SLOW_MS = 15000;
const FAST_TRIES = 30;

const status = document.querySelector("[data-pending-status]");
let tries = 0;

async function isReady() {
  const response = await fetch(window.location.href, { cache: "no-store", credentials: "same-origin" });
  if (!response.ok) {
    return false;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return !page.querySelector("[data-result-pending]");
}

async function look() {
  tries += 1;
  // A tab nobody looks at does not ask.
  if (!document.hidden) {
    try {
      if (await isReady()) {
        window.location.reload();
        return;
      }
      say(tries < FAST_TRIES ? "Waiting for the result. This page opens it by itself." : "Still waiting. You can leave; the dashboard will show the result.");
    } catch {
      say("No connection at the moment. Trying again.");
    }
  }
  setTimeout(look, tries < FAST_TRIES ? FAST_MS : SLOW_MS);
}

function say(text) {
  // Only a changed sentence is announced.
  if (status.textContent !== text) {
    status.textContent = text;
  }
}

if (status) {
  say("Waiting for the result. This page opens it by itself.");
  setTimeout(look, FAST_MS);
}
