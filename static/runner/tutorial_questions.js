/** The tutorial's own questions: about the screen itself, and nothing of any exam. */

const paragraph = (text) => `<p dir="auto">${text}</p>`;

const options = (...texts) => texts.map((html, index) => ({ id: "abcd"[index], html }));

const STIMULUS = [
  "Some questions come with a text or a table of their own, like this one. On a wide screen it stands beside the question, " +
    "on a narrow one above it. A long text scrolls by itself.",
  "Words that you highlight stay highlighted when you come back to the question, and after the page was loaded again. " +
    "Nobody but you sees them.",
];

export const QUESTIONS = Object.freeze([
  {
    position: 1,
    type: "single_choice",
    select: 1,
    stimulus: null,
    stem: paragraph("Where on this screen does it say how much time remains?"),
    options: options("In the bar at the top", "Beside each option", "In the bar at the bottom", "Nowhere"),
    hint: "Choose an option: press anywhere in its row, or its letter on the keyboard. You can change your choice as often as you like. Then go on with Next.",
  },
  {
    position: 2,
    type: "multiple_select",
    select: 2,
    stimulus: null,
    stem: paragraph("Which two of these can you open from the bar at the bottom?"),
    options: options("The navigator", "The proctor’s notes", "The review screen", "The key to the questions"),
    hint: "This question asks for two. Try to choose a third: it is refused. Strike out what you have ruled out with the S at the end of its row, or with Shift and its letter.",
  },
  {
    position: 3,
    type: "single_choice",
    select: 1,
    stimulus: { title: "About texts", html: STIMULUS.map(paragraph).join("") },
    stem: paragraph("Who sees the words that you highlight?"),
    options: options("Everybody in the room", "Only you", "Whoever marks the exam", "The proctor"),
    hint: "Select words of the text or of the question, then press Highlight. By keyboard: Alt + H, then arrow keys, Shift + arrow keys and Enter. A click on a highlight takes it away.",
  },
  {
    position: 4,
    type: "single_choice",
    select: 1,
    stimulus: null,
    stem: paragraph("You want to see a question again before the end. What helps you to find it?"),
    options: options("Flag for review", "A second tab", "Reloading the page", "Hiding the clock"),
    hint: "Press Flag for review in the bar at the top. What has just come up is an alert, as you will see one when little time remains: Dismiss or the Esc key closes it.",
    alert: "This is an alert. Nothing has happened: it belongs to the tutorial.",
  },
  {
    position: 5,
    type: "single_choice",
    select: 1,
    stimulus: null,
    stem: paragraph("Where do you change the size of the text and the colors?"),
    options: options("Under Review", "In the navigator", "Under Display and keys", "Nowhere on this screen"),
    hint: "Open the Navigator and jump to any question. Display and keys, at the top, has text sizes, colors and the list of keys. At the end press Review.",
  },
]);

export const REVIEW_HINT =
  "The review screen lists every question. Review incomplete and Review flagged walk through only these. End exam asks twice; here it leads back to the check-in.";
