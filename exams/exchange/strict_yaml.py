"""YAML with less: no tags, anchors or aliases, no duplicate keys, dates stay text; every value knows its line. Pure."""

from dataclasses import dataclass
from typing import Any

import yaml

MAXIMUM_BYTES = 1024 * 1024
# Far beyond any file of ours; a thousand times as much would break the parser.
DEEPEST = 50
Path = tuple[str | int, ...]


class Refused(Exception):
    """The text is not the YAML that we read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Document:
    """`data` as plain values; `lines` maps a path such as ("items", 3, "stem") to its line, from 1."""

    data: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a path, or of its nearest known ancestor."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """SafeLoader that leaves dates alone; in C where PyYAML was built with it, which is ten times as fast."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str) -> Document:
    """Read one document. Raises Refused with the line of the first thing that is wrong."""
    if len(text.encode()) > MAXIMUM_BYTES:
        raise Refused(1, "The file is larger than 1 MiB.")
    try:
        _refuse_events(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise Refused(1, "The file is empty.")
        lines: dict[Path, int] = {}
        return Document(_plain(loader, node, (), lines), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n") + 1
        line = min(mark.line + 1, last) if mark else 1
        raise Refused(line, error.problem or "This is not valid YAML.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refused(line, f"This is not valid YAML: {error.reason}.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Refused(1, f"This is not valid YAML: {error}") from error


def _refuse_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Refused(line, f"Lists and mappings lie more than {DEEPEST} deep in each other.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(line, "Anchors and aliases are not allowed.")
        if getattr(event, "tag", None):
            raise Refused(line, "Tags are not allowed.")


def _plain(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, child, (*path, index), lines) for index, child in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        constructed = loader.construct_object(key_node)
        # As it is written: YAML would take the key “on” for true, and “1.10” for 1.1.
        key = key_node.value if isinstance(constructed, bool | float) else str(constructed)
        if key in values:
            raise Refused(key_node.start_mark.line + 1, f"“{key}” stands here twice.")
        values[key] = _plain(loader, value_node, (*path, key), lines)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return values
