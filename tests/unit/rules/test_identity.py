"""Who is barred from bidding."""

import pytest

from auction.rules.identity import Bar, BidderFacts, judge_bidder


def test_a_person_against_whom_nothing_is_known_may_enroll() -> None:
    assert judge_bidder(BidderFacts()) == ()


@pytest.mark.parametrize(
    ("facts", "bar", "article"),
    [
        (BidderFacts(is_court_staff=True), Bar.COURT_STAFF, "第34条"),
        (BidderFacts(is_platform_staff=True), Bar.PLATFORM_STAFF, "第34条"),
        (BidderFacts(is_auxiliary_staff=True), Bar.AUXILIARY_STAFF, "第34条"),
        (BidderFacts(is_close_relative_of_those=True), Bar.CLOSE_RELATIVE, "第34条"),
        (BidderFacts(defaulted_on_this_asset=True), Bar.DEFAULTED_BUYER, "第24条第2款"),
        (BidderFacts(has_capacity=False), Bar.NO_CAPACITY, "第14条第(1)项"),
        (BidderFacts(is_home_purchase_limited=True), Bar.HOME_PURCHASE_LIMIT, "第1条"),
    ],
)
def test_a_bar_names_its_article(facts: BidderFacts, bar: Bar, article: str) -> None:
    ((found, citation),) = judge_bidder(facts)

    assert found is bar
    assert citation.article == article
