"""The project runs behind any mirror: no file names a package registry's host."""

from tests.architecture import code

HOSTS = tuple(
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("registry", "yarnpkg"))
)


def test_no_file_names_a_registry() -> None:
    found = [
        f"{code.name_of(path)}: {host}" for path in code.files() for host in HOSTS if host.encode() in path.read_bytes()
    ]
    assert found == []
