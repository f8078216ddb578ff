import { CameraPanel } from "./camera_panel.js";
import { OtherWay } from "./other_way.js";
import { holdSending } from "./send.js";

/** The name, and a photo that does not leave the page. */
export function startIdentity() {
  if (!document.getElementById("camera")) {
    return; // this exam uses none
  }
  const field = document.getElementById("id_is_photo_taken");
  const other = new OtherWay(look);
  const panel = new CameraPanel({ onChange: look });

  function look() {
    field.value = panel.hasPhoto ? "true" : "";
    holdSending(panel.hasPhoto || other.isTaken ? "" : "Take the photo first, or choose another way.");
  }

  look();
}
