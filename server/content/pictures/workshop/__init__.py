"""The process that makes pictures: Pillow is imported here and nowhere else in the server."""
