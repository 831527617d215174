"""What the pages of the decree show, formatted: templates only lay it out."""
