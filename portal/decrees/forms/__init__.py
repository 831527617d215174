"""What people type about the decree and its people."""
