"""An address in the form that every mail server takes: ASCII, the host as IDNA writes it (RFC 5890)."""

import re

from email_validator import EmailNotValidError, validate_email

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")  # RFC 5321, 4.1.2, without quoted strings


def wire(address: str) -> str | None:
    """The address as it stands in an envelope or a header; None where it has no such form.

    That is so where the part before the @ is not ASCII (only servers with SMTPUTF8, RFC 6531, take it), where it
    holds "=?", which programs take for the beginning of an encoded word (RFC 2047) and Python's refuses to write,
    or where it is no address. Hosts of one's own, like localhost, are taken: nobody is asked whether an address exists.
    """
    if "=?" in address:
        return None
    if _PLAIN.fullmatch(address):
        return address
    try:
        return validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        return None
