"""The sender's own page: where the inquiry stands, and what they can still say, take along or take back."""
