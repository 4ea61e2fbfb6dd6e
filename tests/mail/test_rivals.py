"""When another process counts as gone."""

from server.mail.lease import Lease
from server.mail.rivals import Rivals


def test_a_lease_that_beats_is_held_one_that_does_not_is_dropped() -> None:
    rivals = Rivals(30)
    for second in range(0, 40, 10):
        alive, gone = Lease("alive", 1, second), Lease("gone", 1, 0)
        assert rivals.dropped([alive, gone], second) == ([gone] if second >= 30 else [])


def test_taken_again_it_is_another_lease() -> None:
    rivals = Rivals(30)
    assert not rivals.dropped([Lease("letter", 1, 0)], 0)
    for second in range(10, 31, 10):
        assert not rivals.dropped([Lease("letter", 2, 0)], second)


def test_silence_counts_only_while_it_is_listened_to() -> None:
    """While the database is away nobody can beat, and nobody could hear it."""
    rivals = Rivals(30)
    held = [Lease("letter", 1, 0)]
    assert not rivals.dropped(held, 0)
    for second in range(100, 121, 10):
        assert not rivals.dropped(held, second)
    assert rivals.dropped(held, 130) == held
