/** What is said when something of the room happens. Pure. The facts come with the rules of the room. */

const OUTCOMES = Object.freeze({
  ignored: "",
  warning: "This was a warning; it does not count.",
  "last-warning": "This was a warning; the next one counts.",
  recorded: "This was recorded.",
});

/** notice: {happened, please} or undefined; outcome: of Warnings.count. */
export function warningWords(notice, outcome) {
  const { happened, please } = notice ?? { happened: "Something happened that this exam watches for.", please: "" };
  return [happened, please, OUTCOMES[outcome]].filter(Boolean).join(" ");
}

export const FULLSCREEN_PANELS = Object.freeze({
  enter: {
    title: "This exam fills the screen",
    text: "As on the day, nothing else is on the screen while you work. The clock is running.",
    action: "Go to full screen",
  },
  left: {
    title: "You left the full screen",
    text:
      "As on the day, nothing else is on the screen while you work. How long you are away from it is noted. " +
      "Your answers are kept, and the clock goes on.",
    action: "Back to full screen",
  },
});

export const ESCAPE_LEAVES =
  "In this browser the Esc key leaves the full screen: close alerts and panels with their buttons.";

export const NO_FULLSCREEN =
  "This browser cannot show the exam in full screen. Go on in this window: nothing is noted for that.";
