"""Markdown becomes the HTML of an article: balanced, accessible, and nothing in it that the CSP would refuse."""
