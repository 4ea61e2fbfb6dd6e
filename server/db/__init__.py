"""Tables, the engines, migrations: where the one data file is opened and kept whole."""

from server.db.database import Database
from server.db.errors import Damaged, Doubtful, Occupied, Unavailable

__all__ = ["Damaged", "Database", "Doubtful", "Occupied", "Unavailable"]
