"""Imported files from upload to the last row."""
