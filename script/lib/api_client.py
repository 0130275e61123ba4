"""Writes the front end's client from the API's description: api_client.py openapi.yaml > operations.ts"""

import sys
from pathlib import Path

import yaml

HEAD = """// Made by script/openapi from docs/openapi.yaml: not to be edited.
import { operation } from "./call";
"""
METHODS = ("get", "post", "put", "patch", "delete")


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def written(description: dict) -> str:
    lines = [HEAD]
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                name, said = item[method]["operationId"], item[method].get("description", "").split("\n")[0]
                lines.append(f"/** {said} */")
                lines.append(
                    f'export const {camel(name)} = /* @__PURE__ */ operation<"{name}">("{method.upper()}", "{path}");\n'
                )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(written(yaml.safe_load(Path(sys.argv[1]).read_text("utf-8"))))
