"""Holidays, office hours and working-day arithmetic."""
