"""A package, because a dependency installs one of the same name and a plain folder would lose to it."""
