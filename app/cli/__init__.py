"""Tools for the people who run and check the platform."""
