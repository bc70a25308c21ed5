"""What lies between the ruling and the thing in the buyer's hands."""

from enum import StrEnum


class HandoverStep(StrEnum):
    """One step of a plan to vacate and hand over, in the order of the work (P81)."""

    INSPECTION = "inspection"
    ORDER_TO_LEAVE = "order_to_leave"
    #: 民事诉讼法 art. 261: the president of the court signs it, and it sets a time.
    PRESIDENT_NOTICE = "president_notice"
    INVENTORY = "inventory"
    CLEARANCE = "clearance"
    METERS = "meters"
    #: What was taken in kind changes hands with it (P81); a sale has a record of its own.
    KEYS = "keys"
