/** Starts the exam screen. What the page is about is in the JSON block "runner-boot". */

import { applyDisplay, Preferences } from "./preferences.js";
import { Runner } from "./runner.js";
import { keepRoomForBars } from "./view/bars.js";

const boot = JSON.parse(document.getElementById("runner-boot").textContent);
const preferences = new Preferences();
applyDisplay(preferences);
keepRoomForBars();
const runner = new Runner(boot, preferences);
runner.start();
