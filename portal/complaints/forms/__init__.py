"""What people type about complaints, checked all at once."""
