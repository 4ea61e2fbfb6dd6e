"""The form as it arrives becomes a submission: every field cleaned, nothing guessed at."""

from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_415_UNSUPPORTED_MEDIA_TYPE

from server.contact.cleaning import line, prose
from server.contact.inquiry import Submission
from server.web.form import fields


async def body(request: Request[Any, Any, Any]) -> bytes:
    """Read here and not by Litestar, whose parser takes what is not UTF-8 for Latin-1. Raises HTTPException (415)."""
    if request.content_type[0] != RequestEncodingType.URL_ENCODED:
        raise HTTPException(status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE)
    return await request.body()


def submission(content: bytes) -> Submission:
    """The submission in an application/x-www-form-urlencoded body. Raises server.web.form.BadForm.

    Unknown fields are left aside, since browsers' extensions add some. Of a single field that came twice the
    first counts, which is the one that the form shows first.
    """
    values = fields(content)

    def single(name: str) -> str:
        return line(values.get(name, [""])[0])

    topics = [line(topic) for topic in values.get("topics", [])]
    return Submission(
        name=single("name"),
        email=single("email"),
        kind=single("kind"),
        topics=tuple(dict.fromkeys(topic for topic in topics if topic)),
        message=prose(values.get("message", [""])[0]),
        link=single("link"),
        email_as_typed=single("email_as_typed"),
        email_suggestion=single("email_suggestion"),
        remarks=single("remarks"),
        stamp=single("stamp"),
    )
