"""What the commands do: each takes its options and the settings, prints, and returns the exit status."""
