"""The home page: what its reader must do now, then how things stand."""
