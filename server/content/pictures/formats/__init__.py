"""The formats of pictures, as far as one must know them to take metadata out without decoding anything."""
