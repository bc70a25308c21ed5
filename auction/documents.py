"""What the papers of the sale say; papers are Chinese, whatever the reader's language."""

from typing import Any

from app.kernel.facts import parse_stamp
from app.kernel.money import Money
from auction.vocabulary import Round

ROUND_WORDS = {Round.FIRST: "第一次拍卖", Round.SECOND: "第二次拍卖", Round.SELL_OFF: "变卖"}
ID_WORDS = {"resident_id": "居民身份证", "credit_code": "统一社会信用代码"}


def confirmation_paper(content: dict[str, Any]) -> dict[str, Any]:
    """Return the values of the printed confirmation (18号 art. 22) from its recorded content."""
    return {
        "lot_no": content["lot"],
        "asset_title": content["title"],
        "round": ROUND_WORDS[Round(content["round"])],
        "appraised_value": Money.parse(content["reference_price"]),
        "start_price": Money.parse(content["start_price"]),
        "hammer_price": Money.parse(content["price"]),
        "buyer_name": content["buyer_name"],
        "buyer_identity": f"{ID_WORDS[content['buyer_id_type']]} {content['buyer_id_masked']}",
        "paddle": content["paddle"],
        "bid_at": parse_stamp(content["bid_at"]),
        "closed_at": parse_stamp(content["ended_at"]),
        "bids": content["bids"],
        "bidders": content["bidders"],
        "extensions": content["extensions"],
        "deposit": Money.parse(content["deposit"]),
        "balance": Money.parse(content["balance"]),
        "balance_due": parse_stamp(content["due_at"]),
    }
