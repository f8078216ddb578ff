/** The console's two requests. */

import { readCookie } from "../runner/api.js";

const TIMEOUT_MS = 10_000;

/** The server refused: its words, and whether it no longer knows who asks. */
export class Refusal extends Error {
  constructor(status, body) {
    super(Object.values(body?.errors ?? {}).flat().join(" ") || body?.detail || `The server answered ${status}.`);
    this.isSignedOut = status === 401 || status === 403;
  }
}

export class ConsoleApi {
  #urls;
  #csrfCookie;

  constructor({ urls, csrf_cookie: csrfCookie }) {
    this.#urls = urls;
    this.#csrfCookie = csrfCookie;
  }

  /** What changed since `state`; null when nothing did. */
  async look(state) {
    const address = new URL(this.#urls.console, location.href);
    address.searchParams.set("since", state);
    const response = await this.#fetch(address, { headers: { "If-None-Match": `"${state}"` } });
    return response.status === 304 ? null : response.json();
  }

  /** {done, refused}: {action, sittings: [{id, seen}], text, minutes}. */
  async order(order) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": readCookie(document.cookie, this.#csrfCookie) };
    const response = await this.#fetch(this.#urls.orders, { method: "POST", headers, body: JSON.stringify(order) });
    return response.json();
  }

  async #fetch(address, init) {
    const common = { credentials: "same-origin", cache: "no-store", redirect: "error" };
    const response = await fetch(address, { ...common, signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    if (!response.ok && response.status !== 304) {
      throw new Refusal(response.status, await response.json().catch(() => null));
    }
    return response;
  }
}
