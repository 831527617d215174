"""Figures and the home page: what the other slices hold, counted. Nothing is written here."""
