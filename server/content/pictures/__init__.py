"""Pictures: measured, cleaned of what a camera adds, made smaller in the background, named once they are there."""
