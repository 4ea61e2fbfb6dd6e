"""A visitor asks: what they write is checked, stored, forwarded, and only then thanked for."""
