"""People: who they are, how they sign in, which roles they hold where and until when."""
