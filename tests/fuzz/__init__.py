"""Nonsense typed into everything."""
