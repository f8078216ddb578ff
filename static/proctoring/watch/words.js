/** What the sign of the camera says. Pure. */

import { CAMERA_TROUBLE } from "../check_in/words.js";

const STAYS =
  "This device itself looks once a second whether somebody is there and faces the screen. Pictures are not kept and " +
  "never leave it; only what it found is sent: what, when, for how long, at which item.";
const GOES_ON = "The exam goes on without it.";

/** label: of the sign; text: what its panel says; canTurnOn: whether a button is offered. */
const STATES = Object.freeze({
  starting: { label: "Camera starts", text: STAYS },
  watching: { label: "Camera on", text: STAYS },
  off: { label: "Camera off", canTurnOn: true },
  declined: {
    label: "Camera not used",
    text: `You sit this exam without the camera, which is allowed. ${STAYS}`,
    canTurnOn: true,
  },
  missing: { label: "No camera watch", text: `Nothing looks through the camera: this installation lacks the program. ${GOES_ON}` },
  unable: { label: "No camera watch", text: `Nothing looks through the camera: this browser cannot run the program. ${GOES_ON}` },
});

const TROUBLE = Object.freeze({
  ...CAMERA_TROUBLE,
  dark: "The picture is black. Open the camera's cover, or take away what is in front of it.",
  gone: "The camera gives no picture. Connect it again, and close other programs that use it.",
});

/** state: a name in STATES; trouble: a name in TROUBLE where it is "off"; isRequired: the exam requires the camera. */
export function signWords(state, trouble, isRequired) {
  const { label, text, canTurnOn = false } = STATES[state];
  const why = text ?? `${TROUBLE[trouble] ?? TROUBLE.gone} ${isRequired ? "This exam requires the camera." : GOES_ON}`;
  return { label, text: why, canTurnOn };
}
