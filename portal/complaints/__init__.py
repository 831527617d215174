"""Complaints: from recording to resolution, with every step kept."""
