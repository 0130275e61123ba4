"""Hard stops: a function of 50 lines, a file of 400."""

from statistics import median, quantiles

from tests.architecture import code

FUNCTION_STOP, FILE_STOP = 50, 400
WRITTEN_BY_HAND = (".py", ".ts", ".css", ".html", ".sql", ".sh", "script/messages")


def test_no_function_is_longer_than_fifty_lines() -> None:
    lengths = {
        f"{code.name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        for path in code.python_files()
        if "migrations" not in path.parts
        for node in code.functions(path)
    }
    tenths = quantiles(lengths.values(), n=10)
    print(f"function bodies: median {median(lengths.values())}, 9 of 10 within {tenths[-1]:.0f} lines")
    assert {name: length for name, length in lengths.items() if length > FUNCTION_STOP} == {}


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        code.name_of(path): len(path.read_text("utf-8").splitlines())
        for path in code.files(*WRITTEN_BY_HAND)
        if "frontend/src/api/schema" not in str(path) and "migrations" not in path.parts  # generated
    }
    print(f"files: median {median(lengths.values())}, 9 of 10 within {quantiles(lengths.values(), n=10)[-1]:.0f} lines")
    assert {name: length for name, length in lengths.items() if length > FILE_STOP} == {}


def test_a_sql_file_opens_with_what_it_takes_and_returns() -> None:
    silent = [code.name_of(path) for path in code.files(".sql") if not path.read_text("utf-8").startswith("--")]
    assert silent == []
