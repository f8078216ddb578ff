// A step of the check-in: where the reader is, and what the step needs of this device.
import { startIdentity } from "./identity.js";
import { startRoom } from "./room.js";
import { startSystem } from "./system.js";

const STARTS = { identity: startIdentity, system: startSystem, room: startRoom };

/** To what is new on the page: the first fault of the form, or the step's name. */
function focusWhatIsNew() {
  const fault = document.querySelector("#step-form .errorlist, #step-form [role=alert]");
  const field = fault?.closest(".field, fieldset")?.querySelector("input:not([type=hidden])");
  (field ?? document.getElementById("step-title")).focus();
}

const boot = JSON.parse(document.getElementById("check-in-boot").textContent);
focusWhatIsNew();
if (document.getElementById("step-form")) {
  STARTS[boot.step]?.(boot);
}
