"""Categories and kecamatan: lists that the office keeps, and the names that files use for what is in them."""
