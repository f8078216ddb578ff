"""Authored Markdown to safe HTML."""

import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.richtext import render, render_inline
from exams.bank.services.media import add_image

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p onclick='alert(1)'>x</p>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>* {display: none}</style>",
    "<!-- <script>alert(1)</script> -->",
    "<svg><script>alert(1)</script></svg>",
    "a <b onmouseover=alert(1)>b</b>",
    "| a |\n| - |\n| <script>alert(1)</script> |",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    '```"><script>alert(1)</script>\nx\n```',
    '[x](https://example.org/"onclick="alert(1))',
    "[x](https://example.org '\" onclick=\"alert(1)')",
    '![" onerror="alert(1)](/media/items/a.png)',
]


class Elements(HTMLParser):
    """What a browser would make of it: tags, and the names of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


# --- nothing runs -------------------------------------------------------------------------------
@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("show", [render, render_inline])
def test_authored_markup_is_shown_and_not_obeyed(show, text) -> None:
    elements = Elements(show(text))
    assert not elements.tags & {"script", "iframe", "style", "svg", "b"}
    assert not [name for name in elements.attributes if name.startswith("on")]


def test_raw_html_is_readable_as_text() -> None:
    assert render("Use <b>bold</b> & co.") == '<p dir="auto">Use &lt;b&gt;bold&lt;/b&gt; &amp; co.</p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "ftp://example.org",
    ],
)
def test_link_of_another_kind_leads_nowhere(address) -> None:
    assert "href" not in render(f"[x]({address})")


@pytest.mark.parametrize("address", ["https://example.org/a?b=1", "mailto:a@example.org"])
def test_link_leads_where_it_says(address) -> None:
    assert f'<a href="{address}" rel="noopener noreferrer">x</a>' in render(f"[x]({address})")


# --- images -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/pixel.png",
        "//evil.example/pixel.png",
        "data:image/png;base64,AAAA",
        "media/items/a.png",
        "/static/a.png",
        "/%6dedia/items/a.png",
    ],
)
def test_foreign_image_is_not_asked_for(address) -> None:
    """It would tell somebody else who sits the exam, and when."""
    html = render(f"![What it shows]({address})")
    assert "src" not in html
    assert 'alt="What it shows"' in html


def test_own_image_is_shown_with_its_text() -> None:
    assert '<img src="/media/items/a.png" alt="A curve">' in render("![A curve](/media/items/a.png)")


@pytest.mark.django_db
def test_image_as_an_author_gets_it_is_shown(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    upload = SimpleUploadedFile("a.png", picture.getvalue())
    media = add_image(actor=None, upload=upload, alternative_text="A curve")
    assert f'src="{media.file.url}"' in render(media.markdown)


# --- code ---------------------------------------------------------------------------------------
def test_code_is_highlighted_in_a_region_that_the_keyboard_reaches() -> None:
    html = render("```python\nimport os\n```")
    assert html.startswith('<pre class="code" tabindex="0" role="region" aria-label="Code, python"><code>')
    assert '<span class="kn">import</span>' in html


@pytest.mark.parametrize("language", ["", "no-such-language"])
def test_code_of_no_known_language_is_plain(language) -> None:
    html = render(f"```{language}\na < b\n```")
    assert html == ('<pre class="code" tabindex="0" role="region" aria-label="Code"><code>a &lt; b\n</code></pre>\n')


def test_indented_code_is_a_region_too() -> None:
    assert 'tabindex="0"' in render("    a = 1")


# --- structure ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "tag"),
    [("# A", "h3"), ("## A", "h3"), ("### A", "h3"), ("#### A", "h4"), ("##### A", "h5"), ("A\n===", "h3")],
)
def test_headings_start_below_the_pages_own(text, tag) -> None:
    assert render(text) == f'<{tag} dir="auto">A</{tag}>\n'


@pytest.mark.parametrize(
    ("text", "tag"), [("words", "p"), ("- words", "li"), ("1. words", "li"), ("> words", "blockquote")]
)
def test_block_finds_its_own_direction(text, tag) -> None:
    assert f'<{tag} dir="auto">' in render(text)


def test_table_says_what_its_header_cells_head() -> None:
    html = render("| a | b |\n|--:|---|\n| 1 | 2 |")
    assert html.count('<th scope="col">') == 2
    assert "<td>1</td>" in html
    assert "style" not in html


def test_list_starts_where_it_says() -> None:
    assert '<ol start="3">' in render("3. words")


@pytest.mark.parametrize(
    ("text", "html"), [("~~a~~", "<s>a</s>"), ("**a**", "<strong>a</strong>"), ("*a*", "<em>a</em>")]
)
def test_words_are_marked(text, html) -> None:
    assert html in render(text)


# --- one line -----------------------------------------------------------------------------------
def test_option_has_no_paragraph_around_it() -> None:
    assert render_inline(" Use `a` **now** \n") == "Use <code>a</code> <strong>now</strong>"


def test_option_of_several_lines_is_a_block() -> None:
    assert render_inline("```sql\nSELECT 1\n```").startswith('<pre class="code"')


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "![x](https://evil.example/a.png)"])
def test_option_is_as_safe_as_a_block(text) -> None:
    assert not re.search(r"<[^>]*(href|src)=", render_inline(text))
