"""What `duologue check` looks for beyond what the site knows of itself, how it tells, and what it mends."""
