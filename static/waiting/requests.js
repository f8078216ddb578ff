/** The two requests of the waiting room. What comes back is data, a Refusal, or a NetworkFailure. */

const TIMEOUT_MS = 10_000;
const SERVER_ERROR = 500;
const TOO_MANY = 429;

/** The server has decided: its code says what; "signed-out" when it no longer knows who this is. */
export class Refusal extends Error {
  constructor(code, body = {}) {
    super(code);
    this.code = code;
    this.body = body;
  }
}

/** No answer, or one that may be another the next time: try again. */
export class NetworkFailure extends Error {}

/** {data, sentAt, receivedAt}: when the exam begins, by the server's clock. */
export function look(url) {
  return request(url, {});
}

/**
 * Start the clock. Repeating it changes nothing. ticket: {client, token}; with it the sitting is taken over in the same
 * step, and the server need not look up who asks.
 */
export function start(url, csrfToken, ticket) {
  const body = { accept_rules: true, ...(ticket && { client: ticket.client }) };
  const proof = ticket ? { Authorization: `Sitting ${ticket.token}` } : { "X-CSRFToken": csrfToken };
  return request(url, {
    method: "POST",
    credentials: ticket ? "omit" : "same-origin",
    headers: { "Content-Type": "application/json", ...proof },
    body: JSON.stringify(body),
  });
}

async function request(url, options) {
  const sentAt = performance.now();
  let response;
  let data;
  try {
    response = await fetch(url, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...options,
    });
    data = await readJson(response);
  } catch (error) {
    throw new NetworkFailure(error.message);
  }
  const receivedAt = performance.now();
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
    throw new Refusal("signed-out");
  }
  if (response.status >= SERVER_ERROR || response.status === TOO_MANY || data === null) {
    throw new NetworkFailure(`http-${response.status}`);
  }
  if (!response.ok) {
    throw new Refusal(data.code ?? "refused", data);
  }
  return { data, sentAt, receivedAt };
}

async function readJson(response) {
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  return isJson ? response.json() : null;
}
