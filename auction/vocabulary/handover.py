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
    KEYS = "keys"
