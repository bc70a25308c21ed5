"""Who is late with what, in every part of the platform, and which cases nobody works on."""
