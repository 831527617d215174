"""How complaints are shown: rows, clocks, timeline and the days strip, made ready for flat templates."""
