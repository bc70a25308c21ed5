"""What happened to negotiations and inquiries."""

from app.kernel.facts import Fact

FACTS: tuple[type[Fact], ...] = ()
