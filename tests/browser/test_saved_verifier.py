"""The verifier kept as one file, opened from a disk with the network off."""

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.support.accessibility import grave_violations
from tests.support.lot_records import bodies_of, contested
from tests.support.sealed_log import POLICY, SealedLog, b64, line, zipped
from tests.support.web import Client

pytestmark = pytest.mark.browser
SIZE = 40
PLATFORM = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = b64(PLATFORM.public_key().public_bytes_raw())


def receipt_of(body: bytes, leaf: bytes) -> dict[str, Any]:
    """What the platform answered to a bid of the record."""
    fact = json.loads(body)["fact"]
    body = {
        "v": 1,
        "id": "r",
        "lot": fact["lot"],
        "amount": fact["price"],
        "outcome": "accepted",
        "seq": fact["bid_seq"],
        "minimum": None,
        "leaf_hash": leaf.hex(),
        "received_at": fact["received_at"],
        "closes_at": fact["closes_at"],
    }
    return {"id": "r", "receipt": body, "signature": b64(PLATFORM.sign(rfc8785.dumps(body)))}


def files_in(folder: Path) -> dict[str, Path]:
    """What a bidder has on the own disk: record, receipt, policy, a kept checkpoint; and lies."""
    record = contested().zipped()
    facts = bodies_of(record)
    places = [2 + 2 * at for at in range(len(facts))]
    bodies = [line({"n": place}).strip() for place in range(SIZE)]
    for place, fact in zip(places, facts, strict=True):
        bodies[place] = fact
    log = SealedLog(bodies)
    parts = log.parts_of_record(record, places, (3, 8), SIZE)
    lied = contested()
    next(row for row in lied.rows if row[0] == "auction.lot.sold")[2]["paddle"] = "BBBB"
    bid = next(at for at, body in enumerate(facts) if b"bid.placed" in body)
    receipt = receipt_of(facts[bid], log.leaves[places[bid]])
    made = {
        "record.zip": zipped(parts),
        "lied.zip": lied.zipped(),
        "receipt.json": json.dumps(receipt).encode(),
        "policy.txt": POLICY.encode(),
        "kept.txt": log.note(8).encode(),
        "forked.txt": SealedLog([*bodies[:-1], b"{}"]).note(SIZE).encode(),
        "one.tlog-proof": log.tlog_proof(places[bid], SIZE).encode(),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in made}


def test_a_bidder_checks_a_lost_auction_from_a_saved_page_without_a_network(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    saved = Client(app).get("/verify/mingchui-verify.html")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    page_file = tmp_path / "verify.html"
    page_file.write_bytes(saved.data)
    files = files_in(tmp_path)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", offline=True
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    panel, picker = page.locator("[data-verifier]"), page.locator("[data-verifier-files]")

    def drop(*names: str) -> None:
        picker.set_input_files([files[name] for name in names])

    drop("record.zip", "receipt.json", "policy.txt", "kept.txt")
    expect(panel).to_have_attribute("data-verdict", "good")
    expect(panel).to_contain_text("重演：出价 5 次，延时 1 次，暂停 1 次")
    expect(panel).to_contain_text("买受人为竞买号 AAAA，成交价 1,570,000.00 元")
    expect(panel).to_contain_text("1 份回执与记录相符")
    expect(panel).to_contain_text("见证人：procuratorate")
    expect(panel).to_contain_text("谁签了这些回执")
    noted = page.locator("[data-verifier-key]")
    noted.fill(f" {KEY} ")
    noted.press("Tab")
    expect(panel).to_contain_text("回执由您记下的密钥签名")
    expect(panel).to_have_attribute("data-verdict", "good")
    expect(panel).not_to_contain_text("谁签了这些回执")
    page.screenshot(path=tmp_path / "good.png", full_page=True)
    assert grave_violations(page) == []

    noted.fill(b64(bytes(32)))
    noted.press("Tab")
    expect(panel).to_have_attribute("data-verdict", "bad")
    expect(panel).to_contain_text("signature_wrong")
    noted.fill(KEY)
    drop("one.tlog-proof", "receipt.json", "policy.txt")
    expect(panel).to_contain_text("该条目位于日志第")
    drop("lied.zip")
    expect(panel).to_have_attribute("data-verdict", "bad")
    expect(panel).to_contain_text("winner")
    drop("record.zip", "policy.txt", "forked.txt")
    expect(panel).to_contain_text("FORK")
    drop("policy.txt")
    expect(panel).to_contain_text("请打开一份拍品记录")
    page.screenshot(path=tmp_path / "bad.png", full_page=True)
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
