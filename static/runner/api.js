/** The requests of a sitting. Every failure is a Problem or a NetworkFailure. */

const TIMEOUT_MS = 10_000;
/** Taking a seat may have to wait for many others: who gives up and asks again makes the queue longer. */
const PATIENT_MS = 40_000;

/** The server's refusal, with its stable code. */
export class Problem extends Error {
  constructor({ status, code, body, retryAfterMs }) {
    super(body?.detail ?? code);
    this.status = status;
    this.code = code;
    this.body = body ?? {};
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer, or none of ours (a portal page of a wireless network, a timeout). */
export class NetworkFailure extends Error {}

export class ExamApi {
  #urls;
  #csrfCookie;
  #fetch;

  constructor({ urls, csrfCookie, fetcher = (...args) => fetch(...args) }) {
    this.#urls = urls;
    this.#csrfCookie = csrfCookie;
    this.#fetch = fetcher;
  }

  takeOver(client) {
    return this.#post(this.#urls.take_over, { client }, this.#session(), patient());
  }

  content(token) {
    const options = { headers: { Authorization: `Sitting ${token}` }, credentials: "omit", ...patient() };
    return this.#request(this.#urls.content, options, "token-invalid");
  }

  /** The rules of a proctored sitting's room. */
  room(url, token) {
    return this.#request(url, { headers: { Authorization: `Sitting ${token}` }, credentials: "omit" }, "token-invalid");
  }

  /** isLast: the page may be going away; let the request outlive it. */
  sync(token, body, { isLast = false } = {}) {
    const headers = { Authorization: `Sitting ${token}` };
    // The token says who this is: cookies would only travel along.
    const options = { keepalive: isLast, credentials: "omit" };
    return this.#post(this.#urls.sync, body, headers, options, "token-invalid");
  }

  submit(token, client) {
    const headers = { Authorization: `Sitting ${token}` };
    return this.#post(this.#urls.submit, { client }, headers, { credentials: "omit" }, "token-invalid");
  }

  /** Where hints can be listened for, good for a moment. */
  pushAddress(token) {
    const headers = { Authorization: `Sitting ${token}` };
    return this.#post(this.#urls.push, {}, headers, { credentials: "omit" }, "token-invalid");
  }

  #session() {
    return { "X-CSRFToken": readCookie(document.cookie, this.#csrfCookie) };
  }

  #post(url, body, headers, options = {}, unauthorized = "not-signed-in") {
    const init = {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body, onlyWhatSays),
      ...options,
    };
    return this.#request(url, init, unauthorized);
  }

  /** {data, sentAt, receivedAt}; the two are monotonic milliseconds, for the clock. */
  async #request(url, init, unauthorized) {
    const sentAt = performance.now();
    let response;
    let data;
    try {
      response = await this.#fetch(url, {
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...init,
      });
      data = await readJson(response);
    } catch (error) {
      throw new NetworkFailure(error.message);
    }
    if (!response.ok) {
      throw toProblem(response, data, unauthorized);
    }
    if (data === null) {
      throw new NetworkFailure("The answer is not from the exam server.");
    }
    return { data, sentAt, receivedAt: performance.now() };
  }
}

/** Empty lists, false and 0 are what the server takes for granted; only an empty choice says something. */
function onlyWhatSays(key, value) {
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return (isEmptyList && key !== "selected") || value === false || (key === "ack" && value === 0) ? undefined : value;
}

function patient() {
  return { signal: AbortSignal.timeout(PATIENT_MS) };
}

async function readJson(response) {
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  return isJson ? response.json() : null;
}

/** 401 and 403 mean the same to a candidate: the server no longer knows who this is. */
function toProblem(response, body, unauthorized) {
  const { status } = response;
  const isUnknownPerson = status === 401 || (status === 403 && !body?.code);
  const fallback = isUnknownPerson ? unauthorized : `http-${status}`;
  const seconds = Number(response.headers.get("Retry-After"));
  return new Problem({
    status,
    code: body?.code ?? fallback,
    body,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 0,
  });
}

export function readCookie(cookies, name) {
  const pair = cookies.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}
