"""HTML of other systems becomes Markdown that shows the same, and nothing that acts."""

import html
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from common.richtext import render
from exams.exchange.html_text import left_out, text_to_markdown, to_html, to_html_line, to_line, to_markdown
from exams.exchange.html_tree import parse

BANK = Path(__file__).parents[2] / "content" / "gcp-pmle" / "items"
# Signs that mean something in Markdown, often and side by side.
SIGNS = st.text(st.sampled_from("ab1 .)(\\`*_[]~<>&!#+-=|:\"'\n;x/@{}$^"), max_size=25)
WORDS = st.one_of(SIGNS, st.text(st.characters(exclude_categories=["C", "Z"]), max_size=15))


def shown(markup: str) -> str:
    """What a reader sees, without spaces."""
    return "".join(parse(markup).text().split())


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inlines = ["b", "i", "s", "span", "a href='https://example.org/x'"]
    blocks = ["p", "div", "blockquote", "h2", "ul><li", "ol start=3><li", "li", "td", "table><tr><td", "th"]
    tags = st.sampled_from([*inlines, *inlines, *blocks])
    return st.lists(st.tuples(tags, inner), max_size=3).map(
        lambda parts: "".join(f"<{tag}>{text}</{tag.split('>')[0].split()[0]}>" for tag, text in parts)
    )


def mixed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(inner, elements(inner), st.just("<br>")), max_size=4).map("".join)


TEXTS = WORDS.map(lambda text: html.escape(text, quote=False))


@given(WORDS)
def test_any_text_is_shown_as_it_was(text: str) -> None:
    assert shown(render(to_markdown(f"<p>{html.escape(text)}</p>"))) == "".join(text.split())


@given(WORDS)
def test_plain_text_is_shown_as_it_was(text: str) -> None:
    assert shown(render(text_to_markdown(text))) == "".join(text.split())


@given(st.recursive(TEXTS, mixed, max_leaves=12))
@example("<h2>#</h2>")
@example("<h2>a #</h2>")
@example("<h2>\\#</h2>")
def test_any_markup_is_shown_with_its_text(markup: str) -> None:
    assert shown(render(to_markdown(markup))) == shown(markup)


@given(st.recursive(TEXTS, mixed, max_leaves=12))
def test_what_was_taken_over_once_stays_the_same(markup: str) -> None:
    once = to_markdown(markup)
    assert shown(render(to_markdown(to_html(once)))) == shown(render(once))


@given(st.text())
def test_no_text_makes_it_fail(markup: str) -> None:
    to_markdown(markup)
    to_line(markup)
    to_html(markup)


@pytest.mark.parametrize("path", sorted(BANK.rglob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_texts_come_back_letter_by_letter(path: Path) -> None:
    for item in yaml.safe_load(path.read_text("utf-8"))["items"]:
        for text in (item["stem"], item["explanation"], *(option["rationale"] for option in item["options"])):
            assert to_markdown(to_html(text)) == text.strip()
        for option in item["options"]:
            assert to_line(to_html_line(option["text"])) == option["text"].strip()


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("One<br><br>two<br>three", "One\n\ntwo\\\nthree"),
        ("<p><b>Note:</b>text</p>", "**Note**:text"),
        ("<b> bold </b>word", "**bold** word"),
        ("<p><b><i>both</i> one</b></p>", "***both* one**"),
        ("1. no list", "1\\. no list"),
        ("<p>H<sub>2</sub>O, x<sup>n+1</sup>, x<sub>A;B</sub></p>", "H₂O, xⁿ⁺¹, x\\_(A;B)"),
        (r"\(x_1 \cdot \alpha\)", r"\\(x_1 \cdot \alpha\\)"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<pre><code class='language-sql'>SELECT 1\n</code></pre>", "```sql\nSELECT 1\n```"),
        ("<pre>a ``` b</pre>", "````\na ``` b\n````"),
        ("<code>a`b</code>", "``a`b``"),
        ("<table><tr><th>a|b</th><th>c</th></tr><tr><td>1</td></tr></table>", "| a\\|b | c |\n|---|---|\n| 1 |  |"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<h1>Title #</h1>", "# Title \\#"),
        ("a<hr>b", "a\n\n***\n\nb"),
        ("<a href='https://a.b/c d'>x]</a>", "[x\\]](https://a.b/c%20d)"),
        ("<img src='media:a.png' alt='A [b]'>", "![A \\[b\\]](media:a.png)"),
        ("caf&eacute; &amp;lt; &nbsp;x", "café \\&lt; \u00a0x"),
        ("<q>so</q>", "“so”"),
    ],
)
def test_markup_has_its_markdown(markup: str, markdown: str) -> None:
    assert to_markdown(markup) == markdown


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<iframe src='https://example.org'></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<!-- comment -->",
        "<img src=x onerror=alert(1)>",
        "<template><p>x</p></template>",
    ],
)
def test_what_acts_or_is_hidden_is_gone(markup: str) -> None:
    assert to_markdown(f"before {markup} after").split() == ["before", "after"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " data:text/html,x", "vbscript:x", "//x"]
)
def test_a_link_leads_to_an_address_or_nowhere(address: str) -> None:
    assert to_markdown(f"<a href='{address}'>x</a>") == "x"


def test_what_is_left_out_can_be_told() -> None:
    assert left_out("<SCRIPT>x</script><video src=a><p>") == ("script", "video")


def test_a_picture_is_found_by_the_file_that_brings_it() -> None:
    markup = "<p>See <img src='@@PLUGINFILE@@/a%20b.png' alt='a map'> and <img src='gone.png' alt='a photo'></p>"
    pictures = {"@@PLUGINFILE@@/a%20b.png": "media:a-b.png"}
    assert to_markdown(markup, pictures.get) == "See ![a map](media:a-b.png) and a photo"


def test_pictures_find_their_place_in_what_is_written() -> None:
    assert 'src="files/a.png"' in to_html("![x](media:a.png)", lambda name: name.replace("media:", "files/"))


def test_an_option_stands_on_one_line_if_it_can() -> None:
    assert to_line("<p>Hard\n   wrapped</p>") == "Hard wrapped"
    assert to_line("<p>a</p><p>b</p>") == "a\n\nb"


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 100_000 + "x", "<ul><li>" * 40 + "x", "<ul><li>" * 4_000 + "x", "<b>" * 99 + "x", "<" * 200_000 + " x"],
    ids=["div", "lists", "many lists", "bold", "signs"],
)
def test_depth_is_no_danger_and_loses_no_text(markup: str) -> None:
    assert "x" in render(to_markdown(markup))


def test_unclosed_marks_do_not_multiply() -> None:
    fonts = "".join(f"<i title={number}>" for number in range(1_000))
    assert len(to_markdown(f"<p>{fonts}</p>" + "<p>x</p>" * 4_000)) < 20_000
