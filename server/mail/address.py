"""An address in the form that every mail server takes: ASCII, the host as IDNA writes it (RFC 5890)."""

from email_validator import EmailNotValidError, validate_email


def wire(address: str) -> str | None:
    """The address as it stands in an envelope or a header; None where it has no such form.

    That is so where the part before the @ is not ASCII (only servers with SMTPUTF8, RFC 6531, take it) or where
    it is no address at all. Hosts of one's own, like localhost, are taken.
    """
    try:
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    return checked.ascii_email
