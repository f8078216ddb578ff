/** The system check: looks, shows, and fills in the form. */

import { isAllowed } from "./camera.js";
import { CameraPanel } from "./camera_panel.js";
import * as judge from "./judging.js";
import { canKeep, findMissing, measureDownload, measureServer } from "./looking.js";
import { holdSending } from "./send.js";
import { CHECK_NAMES, markOf, OUTCOMES, summarize } from "./words.js";

const REQUIRED = "required";
/** As long as a camera takes to start. */
const CAMERA_MS = 3000;

class SystemCheck {
  #boot;
  #rows = new Map();
  #results = new Map();
  #panel = null;

  constructor(boot) {
    this.#boot = boot;
    for (const row of document.querySelectorAll("[data-check]")) {
      this.#rows.set(row.dataset.check, row);
      row.querySelector("[data-name]").textContent = CHECK_NAMES[row.dataset.check];
    }
    if (document.getElementById("camera")) {
      this.#panel = new CameraPanel({ onChange: () => this.#lookAtCamera() });
    }
    document.getElementById("checks-again").addEventListener("click", () => this.run());
  }

  async run() {
    holdSending("The checks run…");
    this.#note("browser", judge.judgeBrowser(findMissing()));
    this.#note("screen", judge.judgeScreen(screen.isExtended));
    this.#note("fullscreen", judge.judgeFullscreen(document.fullscreenEnabled === true));
    await Promise.all([this.#lookAtServer(), this.#lookAtStorage(), this.#tryCamera()]);
    this.#decide();
  }

  async #lookAtServer() {
    const measured = await measureServer(this.#boot.now_url);
    const kbit = await measureDownload(document.getElementById("checks").dataset.probe);
    this.#note("clock", judge.judgeClock(measured));
    this.#note("network", judge.judgeNetwork(measured, kbit));
    fill("clock_ahead_ms", measured?.aheadMs);
    fill("round_trip_ms", measured?.roundTripMs);
    fill("kbit_per_second", kbit === null ? undefined : Math.round(kbit));
  }

  async #lookAtStorage() {
    this.#note("storage", judge.judgeStorage(await canKeep()));
  }

  /**
   * Without a question where the person has allowed it before; otherwise they press the button. Firefox says "granted"
   * after it was allowed for once, and asks on the next page all the same: the checks do not wait for that answer.
   */
  async #tryCamera() {
    if (this.#panel && this.#panel.state !== "on" && (await isAllowed())) {
      const patience = new Promise((resolve) => setTimeout(resolve, CAMERA_MS));
      await Promise.race([this.#panel.turnOn(), patience]);
    }
    this.#lookAtCamera();
  }

  #lookAtCamera() {
    if (this.#panel) {
      this.#note("camera", judge.judgeCamera(this.#panel.state, this.#boot.camera === REQUIRED));
      this.#decide();
    }
  }

  #note(check, result) {
    const row = this.#rows.get(check);
    if (!row) {
      return; // this exam does not ask for it
    }
    this.#results.set(check, result);
    row.dataset.state = result.outcome;
    row.querySelector("use").setAttribute("href", `#i-${markOf(result.outcome)}`);
    row.querySelector("[data-outcome]").textContent = OUTCOMES[result.outcome];
    const text = row.querySelector("[data-text]");
    text.textContent = result.text;
    text.hidden = false;
    fill(check, result.outcome);
  }

  #decide() {
    if (this.#results.size < this.#rows.size) {
      return;
    }
    const camera = this.#results.get("camera");
    if (camera?.outcome === "failed") {
      holdSending("This exam requires a camera: turn it on above, or go on with another device that has one.");
      return;
    }
    holdSending("");
    document.getElementById("step-says").textContent = summarize([...this.#results.values()]);
  }
}

function fill(name, value) {
  const field = document.getElementById(`id_${name}`);
  if (field) {
    field.value = value ?? "";
  }
}

export function startSystem(boot) {
  return new SystemCheck(boot).run();
}
