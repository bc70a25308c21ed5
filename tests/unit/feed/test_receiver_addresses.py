"""Which addresses may be sent what happens."""

import pytest

from app.feed.receivers import check_url, is_open_address
from app.kernel.errors import Refusal

HOUSE = frozenset({"data.court.internal", "10.1.2.3:8443"})


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/x?y=1",
        "https://hooks.example.com:8443/",
        "http://data.court.internal/in",
        "https://data.court.internal:9000/in",
        "http://10.1.2.3:8443/in",
    ],
)
def test_an_address_of_the_open_net_or_of_the_list_is_taken(url: str) -> None:
    assert check_url(url, HOUSE) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "http://10.1.2.3:8444/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#x",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com\r\nHost: x/",
        "https://hooks.exa mple.com/",
        "file:///etc/passwd",
        "ftp://data.court.internal/in",
        "https://ｈooks.example.com/",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="receiver_not_allowed"):
        check_url(url, HOUSE)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("0.0.0.0", False),  # noqa: S104 - an address to refuse, not to bind
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
        ("2002:a00:1::", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_only_the_open_net_is_open(address: str, is_open: bool) -> None:  # noqa: FBT001
    assert is_open_address(address) is is_open
