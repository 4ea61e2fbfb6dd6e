"""Is everything in order on this machine? Each thing looked at is named, and each mend."""
