import { isAllowed } from "./camera.js";
import { CameraPanel } from "./camera_panel.js";

/** The round through the room: what to show next stands over the picture. */
export async function startRoom() {
  const boxes = [...document.querySelectorAll("#round input[type=checkbox]")];
  const panel = new CameraPanel();

  function look() {
    const next = boxes.find(({ checked }) => !checked);
    panel.prompt(next ? `Show: ${next.labels[0].textContent.trim()}` : "That was all. Thank you.");
  }

  for (const box of boxes) {
    box.addEventListener("change", look);
  }
  look();
  if (await isAllowed()) {
    await panel.turnOn();
  }
}
