"""The fields of a posted form, read strictly: what is not plain text is refused before anyone acts on it."""

from urllib.parse import parse_qsl

MOST_FIELDS = 100


class BadForm(ValueError):
    """The body is no form of ours: not UTF-8, with a NUL in it, or of too many fields."""


def fields(body: bytes) -> dict[str, list[str]]:
    """The values of each name, in order, from application/x-www-form-urlencoded. Raises BadForm.

    Strict UTF-8 also refuses lone surrogates; a NUL is refused because PostgreSQL cannot keep one.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadForm(str(error)) from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in name or "\0" in value:
            raise BadForm("a NUL in a field")
        found.setdefault(name, []).append(value)
    return found
