"""The yearly decree (SK Tim): who is on the team, from when to when, and what that gives them."""
