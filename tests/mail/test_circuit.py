"""How often a mail server that is down is asked."""

from random import Random

from server.mail.circuit import LONGEST_AWAY, VAIN, Circuit
from server.mail.transport import Trouble


def broken(trouble: Trouble = "away") -> Circuit:
    circuit = Circuit(Random(1))  # noqa: S311 (a test's dice)
    for _ in range(VAIN):
        assert not circuit.broken
        circuit.note(trouble, 100)
    return circuit


def test_it_takes_several_failures_in_a_row() -> None:
    circuit = broken()
    assert circuit.broken
    assert 30 <= circuit.pause(100) <= 33
    assert circuit.pause(140) == 0


def test_a_server_that_answers_a_letter_is_not_down() -> None:
    """Neither taking it, nor refusing it (no trouble), nor asking it to come later."""
    for answer in (None, "later"):
        circuit = broken()
        circuit.note(answer, 100)
        assert not circuit.broken
        assert circuit.pause(100) == 0


def test_while_one_letter_tries_no_other_does() -> None:
    circuit = broken()
    circuit.tried(140)
    assert circuit.pause(141) > 60
    circuit.note("away", 142)
    assert 60 <= circuit.pause(142) <= 66


def test_a_letter_that_comes_back_without_having_tried_makes_way_for_the_next() -> None:
    circuit = broken()
    circuit.tried(140)
    circuit.spared(141)
    assert circuit.broken
    assert circuit.pause(141) == 0


def test_a_wrong_password_is_tried_ever_more_rarely_a_closed_door_every_few_minutes() -> None:
    for trouble, longest in (("away", LONGEST_AWAY), ("set-up", 3600)):
        circuit = broken(trouble)
        for _ in range(20):
            circuit.note(trouble, 100)
        assert circuit.pause(100) == longest
