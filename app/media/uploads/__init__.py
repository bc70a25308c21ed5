"""Files that come in piece by piece (tus 1.0) and survive a lost connection."""
