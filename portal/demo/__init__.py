"""The demo: three invented years of a regency, made by code, with one account for each role."""
