"""Bimtek: sessions with their attendance, and the five-minute lesson in the portal."""
