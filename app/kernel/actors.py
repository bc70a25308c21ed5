"""Who acts: the person, the roles held, the court or agency they act for."""

from dataclasses import dataclass, field

from app.kernel.errors import Forbidden
from app.kernel.permissions import ROLES_OF, Permission, Role


@dataclass(frozen=True)
class Actor:
    """The one on whose behalf an order runs; a plain value, safe to pass anywhere."""

    person_id: int | None
    account: str
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    court_id: int | None = None
    agency_code: str | None = None
    kind: str = "person"

    def may(self, permission: Permission) -> bool:
        """Say whether one of the roles carries the permission; the system may do all."""
        return self.kind == "system" or bool(self.roles & ROLES_OF[permission])

    def has(self, role: Role) -> bool:
        """Say whether the actor holds a role."""
        return role in self.roles

    @property
    def is_signed_in(self) -> bool:
        """Whether a person stands behind this actor."""
        return self.person_id is not None

    @property
    def is_reader(self) -> bool:
        """Whether the actor only observes: reads under mandates and changes nothing."""
        return self.roles == {Role.OBSERVER}

    @property
    def label(self) -> str:
        """How the trail names the actor: roles and account, never an identity."""
        return self.account


SYSTEM = Actor(person_id=None, account="system", name="system", kind="system")
PUBLIC = Actor(person_id=None, account="public", name="public", kind="public")


def require_court(actor: Actor, court_id: int) -> None:
    """Refuse staff of another court; a platform-wide role (no court) passes by its permission.

    Raises Forbidden.
    """
    if actor.kind == "system":
        return
    if actor.court_id is not None and actor.court_id != court_id:
        raise Forbidden("other_court")
    if actor.court_id is None and not actor.roles & {Role.INSPECTOR, Role.OPERATOR}:
        raise Forbidden("other_court")
