"""Bringing pictures home from other sites, when asked to: the running site fetches nothing."""
