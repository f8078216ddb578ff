import { Page } from "./page.js";
import { WaitingRoom } from "./room.js";

const boot = JSON.parse(document.getElementById("waiting-boot").textContent);
const room = new WaitingRoom(boot, new Page());
room.open();
