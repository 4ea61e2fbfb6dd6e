"""Search over what the gate lets through: an index in memory, and the page that asks it."""
