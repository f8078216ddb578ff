"""The program that makes the PDF: a document as JSON on its standard input, the file on its standard output.

A process of its own, for seconds: the typesetter keeps what it has laid out, some 300 MB, in case the next document
is like the last, which no two reports are. It reads no file but the template, and no network.
"""

import sys
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("report.typ")


def main() -> None:
    document = sys.stdin.buffer.read().decode()
    made = typst.compile(TEMPLATE, root=TEMPLATE.parent, sys_inputs={"document": document})
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
