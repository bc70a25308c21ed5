"""Roles reach as far as the table of permissions says, and courts stay apart."""

import pytest

from app.kernel.actors import PUBLIC, SYSTEM, Actor, require_court
from app.kernel.errors import Forbidden
from app.kernel.permissions import ROLES_OF, Permission, Role


def _actor(*roles: Role, court_id: int | None = None) -> Actor:
    return Actor(1, "somebody", "Somebody", frozenset(roles), court_id=court_id)


def test_every_permission_names_its_roles() -> None:
    assert set(ROLES_OF) == set(Permission)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_just_what_the_table_says(role: Role, permission: Permission) -> None:
    assert _actor(role).may(permission) == (role in ROLES_OF[permission])


def test_nobody_signed_in_may_nothing_and_the_system_may_all() -> None:
    assert not any(PUBLIC.may(permission) for permission in Permission)
    assert all(SYSTEM.may(permission) for permission in Permission)


def test_staff_of_another_court_are_refused() -> None:
    require_court(_actor(Role.CLERK, court_id=1), 1)
    with pytest.raises(Forbidden):
        require_court(_actor(Role.CLERK, court_id=2), 1)
    with pytest.raises(Forbidden):
        require_court(_actor(Role.CLERK), 1)


def test_an_inspector_of_the_province_passes_every_court() -> None:
    require_court(_actor(Role.INSPECTOR), 1)
