"""One document for the whole API: ours by drf-spectacular, signing in by allauth."""

from typing import Any

from allauth.headless.spec.internal.schema import get_schema

SIGN_IN_TAG = "sign-in"


def summarize(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing hook: the first sentence of a description is what the closed list of operations shows."""
    for methods in result["paths"].values():
        for operation in methods.values():
            sentence = operation.get("description", "").split(". ")[0].split("\n")[0].rstrip(".")
            operation.setdefault("summary", sentence)
    return result


def add_sign_in(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing hook: adds allauth's endpoints for apps and what they refer to."""
    sign_in = get_schema()
    for address, methods in sign_in["paths"].items():
        result["paths"][address] = {name: _named(address, name, part) for name, part in methods.items()}
    for kind, members in sign_in["components"].items():
        target = result.setdefault("components", {}).setdefault(kind, {})
        for name, member in members.items():
            target.setdefault(name, member)
    return result


def _named(address: str, method: str, part: Any) -> Any:
    """An operation with our tag and a name; what else stands at an address (parameters) stays as it is."""
    if method == "parameters":
        return part
    words = [method, *address.rpartition("/app/v1/")[2].replace("-", "/").split("/")]
    return {**part, "tags": [SIGN_IN_TAG], "operationId": words[0] + "".join(word.capitalize() for word in words[1:])}
