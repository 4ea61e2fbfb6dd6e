"""History tells everything once, and a week of vain attempts in one line without leaving one out."""

from server.inbox.history import told
from server.inbox.store import Event


def event(at: int, kind: str, /, **detail: object) -> Event:
    return Event(at=at, kind=kind, detail=detail)


def vain(at: int, kind: str = "forward") -> Event:
    return event(at, "letter", kind=kind, outcome="delayed", code=451, text="Later.")


def test_vain_attempts_in_a_row_are_one_line() -> None:
    events = [event(0, "received"), *(vain(at) for at in range(1, 100)), event(100, "letter", outcome="sent")]
    first, attempts, last = told(events)
    assert (first.times, attempts.times, last.times) == (1, 99, 1)
    assert (attempts.first.at, attempts.last.at) == (1, 99)
    assert [one.at for one in attempts.events] == list(range(1, 100))


def test_what_came_between_parts_them() -> None:
    happenings = told([vain(1), vain(2), event(3, "note", text="a"), vain(4), vain(5, "receipt"), vain(6, "receipt")])
    assert [happening.times for happening in happenings] == [2, 1, 1, 2]


def test_nothing_else_is_taken_together() -> None:
    events = [event(at, "note", text="the same") for at in range(3)]
    assert [happening.last for happening in told(events)] == events
