"""Every rule of the linter in words: what it is called, why it matters, how to mend what breaks it. Pure."""

from typing import NamedTuple


class Rule(NamedTuple):
    """`is_waivable`: whether an author may state a reason instead of mending it."""

    title: str
    why: str
    mend: str
    is_waivable: bool = True


GIVEN_AWAY = "Candidates who know how tests are made find the key without knowing the subject."
UNSCORABLE = "Without it the item cannot be shown or scored."

RULES: dict[str, Rule] = {
    "S01": Rule("Structure", UNSCORABLE, "Complete the field that is named.", False),
    "S02": Rule(
        "Codes exist",
        "Blueprints draw items by these codes; an unknown code means that the item is never drawn, or counted wrongly.",
        "Choose an objective of the guide, a product of the list of products, a criterion of the list.",
        False,
    ),
    "S03": Rule(
        "Number of keys",
        "An item that asks for another number than it has correct options cannot be answered right.",
        "Mark as many options correct as the item asks for.",
        False,
    ),
    "S04": Rule(
        "Says how many to choose",
        "Who does not know how many to choose is tested on guessing that.",
        "End the stem with “(Choose two.)”, or the number it asks for.",
        False,
    ),
    "S05": Rule(
        "Rationales",
        "Learning happens when a candidate reads why an option is right or wrong.",
        "Write for each option which stated constraint it meets or fails; one or two sentences.",
        False,
    ),
    "S06": Rule(
        "References",
        "A claim without a source cannot be checked, and not be defended when a candidate objects.",
        "List the page (name, title, https address) and name it at the option.",
        False,
    ),
    "S07": Rule(
        "Facts checked in time",
        "Products change; a key that was right last year teaches what is wrong today.",
        "Open each reference, confirm the facts, and set the day of the check.",
        False,
    ),
    "S08": Rule(
        "Pictures, tables and code can be read",
        "Screen readers need an alternative text, header cells and the language of code.",
        "Write what the picture shows into its brackets, fill the table's first row, put the language after ```.",
    ),
    "T01": Rule("Key conspicuously long", GIVEN_AWAY, "Shorten the key, or give distractors the same detail."),
    "T02": Rule(
        "Key is the longest option too often", GIVEN_AWAY, "Shorten keys or lengthen distractors across the bank."
    ),
    "T03": Rule(
        "Options differ in length", "An option that stands out is chosen or avoided for its looks.", "Even them out."
    ),
    "T04": Rule(
        "Position of the key",
        "Where options keep their order, a favorite position is found out.",
        "Move keys so that each letter has about the same share, or let options be shuffled.",
    ),
    "T05": Rule(
        "All or none of the above",
        "Whoever knows two options right has the answer; and shuffled options have no “above”.",
        "Replace the option by one that stands for itself; use multiple select where several are right.",
    ),
    "T06": Rule(
        "Negative question",
        "A “not” that is overlooked makes a wrong answer of right knowledge.",
        "Ask for what is right. If the exception is the point, set the word in bold and waive with the reason.",
    ),
    "T07": Rule(
        "Absolute words",
        "“Always” and “never” are rarely true: candidates cross such options out.",
        "Remove the word, or use it in key and distractors alike.",
    ),
    "T08": Rule(
        "Vague words", "“Usually” is often true, and means something else to everybody.", "State the condition."
    ),
    "T09": Rule(
        "Key echoes the stem", GIVEN_AWAY, "Use another word in the key, or the same one in a distractor as well."
    ),
    "T10": Rule("Grammar gives a hint", GIVEN_AWAY, "Give all options the same grammar and the same final mark."),
    "T11": Rule(
        "Key shares most with the other options",
        "Distractors made by changing the key point at it: the option that shares most with the others is right.",
        "Vary distractors independently of the key.",
    ),
    "T12": Rule(
        "Distractor that nobody chooses",
        "It costs reading time and tells nothing.",
        "Replace it by an error that candidates really make.",
    ),
    "T13": Rule(
        "Options overlap",
        "If one option contains another, both are right or both are wrong.",
        "Make them exclude each other.",
    ),
    "T14": Rule("Options say the same", "Two equal options cannot be one right and one wrong.", "Change one.", False),
    "T15": Rule(
        "Order of numbers", "Numbers out of order cost time and test nothing.", "Sort them, and switch shuffling off."
    ),
    "T16": Rule("Options of different kinds", GIVEN_AWAY, "Make all of them actions, or all of them names."),
    "T17": Rule(
        "Enough options",
        "With few options, guessing scores too well; with too many, reading counts.",
        "Single choice: 4 to 8; multiple select: 5 to 8, and more distractors than keys.",
        False,
    ),
    "R01": Rule(
        "Long sentences",
        "The item should be hard for its subject, not for its English.",
        "One thought in a sentence; at most 30 words.",
    ),
    "R02": Rule(
        "The stem holds the question",
        "A candidate should know what is asked before reading the options.",
        "State goal, situation and constraints, and end with a question.",
    ),
    "R03": Rule(
        "Length", "Reading time is part of the exam's two hours.", "Cut what no option depends on: 300 words in all."
    ),
    "R04": Rule(
        "Spelling",
        "A slip costs trust; another spelling than the exam's costs a moment.",
        "Correct it (American English), set names in backticks, or add a proper term to the list of words.",
    ),
    "R05": Rule(
        "Former and retired products",
        "Candidates learn names from us; the exam uses today's.",
        "Use the current name; do not let a retired product decide.",
    ),
    "R06": Rule(
        "Abbreviations",
        "An abbreviation that a candidate does not know decides the item.",
        "Write it out at its first use: “mean absolute error (MAE)”.",
    ),
    "D01": Rule(
        "Near duplicate",
        "Two nearly equal items on one form count one piece of knowledge twice.",
        "Rewrite or retire one; or make them enemies, so that they never stand on one form.",
    ),
    "D02": Rule(
        "One item answers another",
        "The stem of one gives the key of the other away.",
        "Make them enemies, on both sides, or reword one.",
    ),
    "B01": Rule(
        "Coverage",
        "A form can only be as balanced as the bank it is drawn from.",
        "Write items for what is missing.",
    ),
    "W01": Rule(
        "Waiver without a reason",
        "An exception that nobody can explain is a rule that nobody follows.",
        "State rule, reason, who, and when.",
        False,
    ),
    "W02": Rule(
        "Waiver without use", "It hides the next finding of its rule.", "Remove it: the rule finds nothing.", False
    ),
}
