"""Time that a test lets go by in a page (`page.clock`), while server, network and disk take the time they take."""

from playwright.sync_api import Page

SECOND_MS = 1000

_WATCH = """
  const inFlight = new Set();
  const send = globalThis.fetch;
  globalThis.fetch = (...given) => {
    const answer = send(...given);
    inFlight.add(answer);
    return answer.finally(() => inFlight.delete(answer));
  };
  const written = async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "mockingbird-runner")) { return; }
    const database = await new Promise((done, failed) => {
      const request = indexedDB.open("mockingbird-runner");
      request.onsuccess = () => done(request.result);
      request.onerror = failed;
    });
    await new Promise((done) => {
      const turn = database.transaction(["answers", "notes"]);  // waits for every writer before it
      turn.oncomplete = done;
      turn.objectStore("answers").count();
    });
    database.close();
  };
  globalThis.isQuiet = async () => {
    await Promise.allSettled(inFlight);
    await written();
    await Promise.allSettled(inFlight);
  };
"""


def install(page: Page) -> None:
    """From here on this page's time stands still but for `pass_seconds`."""
    page.clock.install()
    page.add_init_script(_WATCH)


def pass_seconds(page: Page, seconds: int) -> None:
    """Second by second, so that no request and no writing to the disk is cut short by it."""
    for _ in range(seconds):
        page.clock.run_for(SECOND_MS)
        page.evaluate("isQuiet()")
