"""Bringing pictures home from other sites: the one part that ever fetches anything, and only when asked to."""
