"""Kelengkapan Tim: what is missing in the team now, each with the one act that mends it."""
