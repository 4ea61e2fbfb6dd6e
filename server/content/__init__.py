"""Markdown in pages/ becomes finished answers in memory."""
