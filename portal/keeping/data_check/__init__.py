"""*Pemeriksaan data*: what version 0.1 spoilt, found in the rows that stand, and mended with a press."""
