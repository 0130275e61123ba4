"""What import-linter cannot see: foreign keys written as strings, generic keys, and cursors."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import Field, Model

from tests.architecture import code

RAW = {"cursor", "raw", "extra", "RawSQL", "RunSQL", "copy_expert"}
MAY_USE_A_CURSOR = {"geo/sql.py", "geo/rls.py"}  # rls.py only writes what migrations run


def our_models() -> Iterator[type[Model]]:
    for label in code.LAYERS:
        if apps.is_installed(label):
            yield from apps.get_app_config(label).get_models(include_auto_created=True)


def keys() -> Iterator[tuple[type[Model], "Field[object, object]", type[Model]]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, Field) and isinstance(field.related_model, type):
                yield model, field, field.related_model


def test_foreign_keys_point_down() -> None:
    level = {label: number for number, label in enumerate(code.LAYERS)}
    upward = [
        f"{model._meta.label}.{field.name} → {target._meta.label}"
        for model, field, target in keys()
        if level.get(target._meta.app_label, -1) > level[model._meta.app_label]
    ]
    assert upward == []


def test_nothing_points_at_anything_in_general() -> None:
    generic = [
        model._meta.label
        for model in our_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    to_types = [model._meta.label for model, _, target in keys() if target._meta.label == "contenttypes.ContentType"]
    assert generic + to_types == []


def test_only_geo_sql_has_a_cursor() -> None:
    found = [
        f"{code.name_of(path)}:{line}"
        for path in code.python_files()
        if path.parent != code.PROJECT and not {"tests", "bench", "script"} & set(path.relative_to(code.PROJECT).parts)
        if code.name_of(path) not in MAY_USE_A_CURSOR
        for line in raw_sql(path)
    ]
    assert found == []


def raw_sql(path: Path) -> Iterator[int]:
    for node in ast.walk(code.tree(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in RAW and not ("migrations" in path.parts and name == "RunSQL"):
                yield node.lineno


def test_models_do_no_work_when_saved_and_send_no_signals() -> None:
    found = [
        f"{code.name_of(path)}:{node.lineno} {node.name}"
        for path in code.python_files()
        if "models" in path.stem or "models" in path.parts
        for node in code.functions(path)
        if node.name in {"save", "delete"} or any("receiver" in ast.dump(mark) for mark in node.decorator_list)
    ]
    assert found == []


def test_names_say_what_a_thing_is() -> None:
    vague = ("Helper", "Util", "Utils", "Processor", "Handler")
    found = [
        f"{code.name_of(path)}:{node.lineno} {node.name}"
        for path in code.python_files()
        for node in ast.walk(code.tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(vague)
    ]
    assert found == []
