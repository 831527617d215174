"""Looking back: who was what when and by which decree, two decrees compared, the yearly access review."""
