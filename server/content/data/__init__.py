"""Data beside a page becomes a list on it: what was read or watched, with covers; pictures that were kept."""
