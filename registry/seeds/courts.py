"""Courts for demo and training."""

from registry.models import Court
from registry.services.cases import register_court

COURTS = (
    ("0102", "济南市历下区人民法院", "370102", "济南市历下区解放东路 1 号", "0531-00000102"),
    ("01", "山东省济南市中级人民法院", "370100", "济南市经十路 1 号", "0531-00000100"),
    ("0202", "青岛市市南区人民法院", "370202", "青岛市市南区宁夏路 1 号", "0532-00000202"),
)


def seed_courts() -> list[Court]:
    """Put the demo courts into the books; those already there stay as they are."""
    return [
        register_court(
            code=code,
            name=name,
            region_code=region,
            address=address,
            phone=phone,
            supervision_phone="0531-00012368",
        )
        for code, name, region, address, phone in COURTS
    ]
