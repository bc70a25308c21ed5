"""A tax table is read by sides; what it does not say is unknown, and nothing is made up."""

from auction.rules.tax_reading import NAMED, read_taxes
from auction.vocabulary import Tax, TaxBearer


def row(tax: Tax, bearer: TaxBearer, basis: str = "依据") -> dict[str, str]:
    return {"tax": tax.value, "bearer": bearer.value, "basis": basis}


def test_each_line_stands_on_the_side_of_its_bearer() -> None:
    found = read_taxes(
        [
            row(Tax.VAT, TaxBearer.DEBTOR, "增值税法"),
            row(Tax.DEED, TaxBearer.BUYER, "契税法第1条"),
            row(Tax.STAMP, TaxBearer.EACH_SIDE),
        ]
    )

    assert [line.tax for line in found.debtor] == [Tax.VAT, Tax.STAMP]
    assert [line.tax for line in found.buyer] == [Tax.DEED, Tax.STAMP]
    assert found.buyer[0].basis == "契税法第1条"
    assert set(found.unlisted) == set(NAMED) - {Tax.VAT, Tax.DEED, Tax.STAMP}
    assert found.disputed == []


def test_without_a_table_every_tax_is_unknown_but_another_one_is_not_missed() -> None:
    found = read_taxes([])

    assert list(found.unlisted) == list(NAMED)
    assert Tax.OTHER not in found.unlisted
    assert (found.debtor, found.buyer) == ([], [])


def test_two_bearers_of_one_tax_are_a_question_to_the_court() -> None:
    lines = [row(Tax.VAT, TaxBearer.DEBTOR), row(Tax.VAT, TaxBearer.BUYER)]

    assert read_taxes(lines).disputed == [Tax.VAT]
    assert read_taxes([lines[0], lines[0]]).disputed == []
