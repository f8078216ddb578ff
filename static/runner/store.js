/**
 * What this device remembers of a sitting: the latest answers and what is not sent yet.
 *
 * IndexedDB where the browser allows it, memory otherwise; `isPersistent` says which, so
 * that the page can tell the candidate the truth. `isPersistent` turns false when writing fails in
 * the middle; `isForbidden` says that there was no storage from the start.
 *
 * A row: {sitting, position, selected, struck, flagged, at_ms, spent_ms, is_unsent, is_visit}.
 */

const DATABASE = "mockingbird-runner";
const VERSION = 1;
/** Some browsers neither open nor refuse a forbidden database: do not wait for ever. */
const OPEN_TIMEOUT_MS = 3000;
/** A disk that does not answer must not keep an answer from being sent. */
const ANSWER_TIMEOUT_MS = 2000;

/** Open the store of one sitting. Never fails: without storage it keeps things in memory. */
export async function openStore(sitting, factory = safeFactory()) {
  try {
    const database = await withTimeout(openDatabase(factory), OPEN_TIMEOUT_MS);
    return new DatabaseStore(database, sitting);
  } catch {
    return new MemoryStore();
  }
}

class DatabaseStore {
  isPersistent = true;
  isForbidden = false;
  #database;
  #sitting;

  constructor(database, sitting) {
    this.#database = database;
    this.#sitting = sitting;
    // Another tab wants to delete or upgrade the database: let it.
    database.onversionchange = () => database.close();
  }

  /** Every row of this sitting. */
  async load() {
    const rows = await this.#run("answers", "readonly", (rows) => rows.getAll(this.#range()));
    return rows.map(({ sitting, ...row }) => row);
  }

  /** Two tabs may hold the same sitting in turn: an older row never replaces a newer one. */
  async put(row) {
    await this.#run("answers", "readwrite", (rows) => {
      const look = rows.get([this.#sitting, row.position]);
      look.onsuccess = () => {
        if (!look.result || look.result.at_ms <= row.at_ms) {
          rows.put({ ...row, sitting: this.#sitting });
        }
        commit(look);
      };
      return look;
    });
  }

  async loadNote(name) {
    const row = await this.#run("notes", "readonly", (rows) => rows.get([this.#sitting, name]));
    return row?.value ?? null;
  }

  async putNote(name, value) {
    await this.#run("notes", "readwrite", (rows) => {
      const request = rows.put({ sitting: this.#sitting, name, value });
      commit(request);
      return request;
    });
  }

  /** Remove all traces of this sitting: it is over and everything was sent. */
  async forget() {
    await this.#run("answers", "readwrite", (rows) => rows.delete(this.#range()));
    await this.#run("notes", "readwrite", (rows) => rows.delete(this.#range()));
  }

  #range() {
    return IDBKeyRange.bound([this.#sitting], [this.#sitting, []]);
  }

  #run(name, mode, work) {
    const done = new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
    return withTimeout(done, ANSWER_TIMEOUT_MS);
  }
}

class MemoryStore {
  isPersistent = false;
  isForbidden = true;
  #rows = new Map();
  #notes = new Map();

  async load() {
    return [...this.#rows.values()];
  }

  async put(row) {
    this.#rows.set(row.position, row);
  }

  async loadNote(name) {
    return this.#notes.get(name) ?? null;
  }

  async putNote(name, value) {
    this.#notes.set(name, value);
  }

  async forget() {
    this.#rows.clear();
    this.#notes.clear();
  }
}

/** Now, not when the request has come back: the page may be gone by then, and the transaction with it. */
function commit({ transaction }) {
  try {
    transaction.commit();
  } catch {
    // It has failed already, and says so itself.
  }
}

/** Even looking at `indexedDB` is an error in some privacy modes. */
function safeFactory() {
  try {
    return globalThis.indexedDB;
  } catch {
    return undefined;
  }
}

function openDatabase(factory) {
  return new Promise((resolve, reject) => {
    const request = factory.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: ["sitting", "position"] });
      request.result.createObjectStore("notes", { keyPath: ["sitting", "name"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/** Not a timer: after a sleep those of a page are all due at once, before the disk has had its turn. */
function withTimeout(promise, ms) {
  const signal = AbortSignal.timeout(ms);
  const timeout = new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("timeout")), { once: true });
  });
  return Promise.race([promise, timeout]);
}
