"""Finding complaints by what is written in them: number, Tracking ID, title, text, approved answers."""
