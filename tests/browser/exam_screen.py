"""The exam screen as a person uses it: what can be pressed, read and waited for."""

from playwright.sync_api import Dialog, Locator, Page, expect


class ExamScreen:
    """One page with the runner of one sitting. `positions`: item code → position in this sitting."""

    def __init__(self, page: Page, url: str, positions: dict[str, int]) -> None:
        self.page = page
        self.url = url
        self.positions = positions
        self.save_state = page.locator("#save-state")
        self.curtain = page.locator("#curtain")
        self.alerts = page.locator("#alerts")
        self.messages = page.locator("#message-list li")
        self.refusal = page.locator(".item__refusal")
        self.heading = page.locator(".item__title")
        self.navigator = page.locator("#navigator")
        page.on("dialog", self._accept)

    @staticmethod
    def _accept(dialog: Dialog) -> None:
        dialog.accept()

    def open(self) -> "ExamScreen":
        self.page.goto(self.url)
        expect(self.page.locator("#item, #review").locator("visible=true")).to_have_count(1)
        return self

    def reload(self) -> None:
        self.page.reload()
        expect(self.heading).to_be_visible()

    def reload_while_covered(self) -> None:
        self.page.reload()
        expect(self.curtain).to_be_visible()

    def press(self, name: str) -> None:
        """A button of the screen, by its words."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def go_to(self, code: str) -> None:
        self.press("Navigator")
        self.navigator.get_by_role("button", name=f"Question {self.positions[code]}", exact=True).click()
        expect(self.navigator).to_be_hidden()
        expect(self.heading).to_have_text(f"Question {self.positions[code]}")

    def option(self, letter: str) -> Locator:
        """The radio button or check box of an option, by the letter on screen."""
        return self.page.locator(".option__input").nth(ord(letter) - ord("A"))

    def choose(self, letter: str) -> None:
        self.page.locator(".option__label").nth(ord(letter) - ord("A")).click()

    def end(self) -> None:
        """End the exam, asked twice, and arrive at the last page."""
        self.press("Review")
        self.press("End exam")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="End exam").click()
        dialog.get_by_role("button", name="End exam now").click()
        self.page.wait_for_url("**/ended/")

    def wait_saved(self) -> None:
        expect(self.save_state).to_have_attribute("data-kind", "saved")

    def hear_server(self) -> None:
        """Ask the server now, not at the next heartbeat."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def state(self, position: int) -> str:
        """The row of a question on the review screen or in the navigator that is open."""
        row = self.page.locator(
            "tr:visible", has=self.page.get_by_role("button", name=f"Question {position}", exact=True)
        )
        return " ".join(row.inner_text().split())

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def tab_to(self, element_id: str) -> None:
        """Press Tab until this element has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.id") == element_id:
                return
        raise AssertionError(f"Tab does not lead to #{element_id}.")
