"""What documents may cite: bibliographies in BibTeX and CSL-JSON, read into one form."""
