"""What happened to objections, their review and petitions."""

from app.kernel.facts import Fact

FACTS: tuple[type[Fact], ...] = ()
