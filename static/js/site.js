// What every page of the site (not the runner) needs: theme switch, menu, local times.
import { initThemeSwitch } from "./theme.js";
import { initMenus } from "./menu.js";
import { localizeTimes } from "./local_time.js";

initThemeSwitch(document);
initMenus(document);
localizeTimes(document);
