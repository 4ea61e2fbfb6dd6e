"""The owner reads, answers and follows through what was asked; nobody else comes in."""
