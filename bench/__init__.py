"""Measurements as ratios of one run: ours against a bare page of the same size, in the same minute."""
