/**
 * On the end page: sends what this device still keeps of a sitting that is over.
 *
 * The server decides what of it counts; what came too late it keeps and shows. Nothing of
 * this needs the exam's content, and without anything kept no request is made.
 */

import { ExamApi } from "./api.js";
import { newClientId } from "./identity.js";
import { Outbox } from "./outbox.js";
import { openStore } from "./store.js";
import { Synchronizer } from "./sync.js";

const boot = JSON.parse(document.getElementById("deliver-boot").textContent);

async function deliver({ sitting, urls, csrf_cookie: csrfCookie }) {
  const store = await openStore(sitting);
  const rows = await store.load().catch(() => []);
  const outbox = new Outbox(store);
  outbox.restore(rows, (await store.loadNote("events").catch(() => null)) ?? []);
  if (!outbox.hasReady) {
    return;
  }
  const listener = {
    tookOver() {},
    answered() {},
    commanded() {},
    refused() {},
    changed() {},
    async stopped(reason) {
      if (reason === "closed" && outbox.isEmpty) {
        await store.forget().catch(() => {});
        location.reload();
      }
    },
  };
  const api = new ExamApi({ urls, csrfCookie });
  new Synchronizer({ api, outbox, client: newClientId(), listener }).start();
}

deliver(boot);
