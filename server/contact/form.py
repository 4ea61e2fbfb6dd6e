"""The form as it arrives becomes a submission: every field cleaned, nothing guessed at."""

from server.contact.cleaning import line, prose
from server.contact.inquiry import Submission
from server.web.form import fields


def submission(body: bytes) -> Submission:
    """The submission in an application/x-www-form-urlencoded body. Raises server.web.form.BadForm.

    Unknown fields are left aside, since browsers' extensions add some. Of a single field that came twice the
    first counts, which is the one that the form shows first.
    """
    values = fields(body)

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
