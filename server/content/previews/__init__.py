"""Previews: a document that readers may not know yet, shown to whoever has a signed address, for a while."""
