"""Duologue: a personal site that answers back."""
