/** The live page keeps itself up to date. What is ticked, typed or focused stays; without scripts a reload does. */

import { localizeTimes } from "../js/local_time.js";
import { mergeRows, mergeParts } from "./merge.js";
import { startTicking } from "./ticking.js";

const form = document.getElementById("live-form");
const state = document.getElementById("live-state");
const isOn = document.getElementById("live-is-on");
const pauseMs = Number(form.dataset.refreshSeconds) * 1000;
let timer = 0;
let isAsking = false;
let freshAt = new Date();

async function refresh() {
  if (isAsking) {
    return;
  }
  isAsking = true;
  try {
    const address = new URL(location.href);
    address.searchParams.set("part", "1");
    const response = await fetch(address);
    if (!response.ok || response.redirected) {
      throw new Error(String(response.status));
    }
    draw(await response.text());
    freshAt = new Date();
    say("");
  } catch {
    const seen = freshAt.toLocaleTimeString(document.documentElement.lang, { hourCycle: "h23" });
    say(`Not up to date since ${seen}: the server cannot be reached, or you have been signed out.`);
  } finally {
    isAsking = false;
    plan();
  }
}

function draw(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  localizeTimes(next);
  mergeParts(document, next);
  mergeRows(document.getElementById("live-rows"), next.getElementById("live-rows"));
  ticking.count();
}

/** Only what is new is said: a screen reader would repeat it every time. */
function say(sentence) {
  if (state.textContent !== sentence) {
    state.textContent = sentence;
  }
}

function plan() {
  clearTimeout(timer);
  if (isOn.checked && !document.hidden) {
    timer = setTimeout(refresh, pauseMs);
  }
}

localizeTimes(form);
const ticking = startTicking(form);
document.getElementById("live-refresh").hidden = false;
isOn.addEventListener("change", () => (isOn.checked ? refresh() : plan()));
document.addEventListener("visibilitychange", () => (document.hidden || !isOn.checked ? plan() : refresh()));
plan();
