"""Perangkat daerah, their other names, and what is particular to this regency."""
