"""Plain ideas of the platform: no web, no database, no clock but the one here."""
