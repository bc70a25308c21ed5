"""The tools that every installation has, whatever modules it loads."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the platform's own commands to `flask`."""
    from app.cli.calculate import calculate_command  # noqa: PLC0415 - only the tools need it

    app.cli.add_command(calculate_command)
