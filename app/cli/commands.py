"""The tools that every installation has, whatever modules it loads."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the platform's own commands to `flask`."""
    from app.cli.calculate import calculate_command
    from app.cli.docs import docs_command

    app.cli.add_command(calculate_command)
    app.cli.add_command(docs_command)
