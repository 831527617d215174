"""Keeping it: backups and their return, upgrades with a way back, and telling IT how the portal stands."""
