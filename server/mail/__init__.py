"""Letters that leave: queued with the data, sent afterwards, never more often than the network makes inevitable."""
