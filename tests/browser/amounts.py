"""What every paper of money must show: each amount opens to what it rests on."""

from pathlib import Path

from tests.browser.story import Person


def every_amount_opens(person: Person) -> None:
    """Each amount on the page stands in a summary that opens to its articles or its policy.

    What a form offers to choose from is an answer, not yet a paper's amount.
    """
    closed = person.page.evaluate(
        "[...document.querySelectorAll('#content .mc-money')]"
        ".filter((amount) => !amount.closest('details.mc-why') && !amount.closest('label'))"
        ".map((amount) => amount.innerText)"
    )
    assert closed == []
    bare = person.page.evaluate(
        "[...document.querySelectorAll('#content details.mc-why')]"
        ".filter((why) => !why.querySelector('.mc-cite') && !why.innerText.includes('0.00'))"
        ".map((why) => why.innerText)"
    )
    assert bare == []


def takes(person: Person, name: str, place: str = "#content") -> bytes:
    """Press a link that downloads and return the file."""
    with person.page.expect_download() as caught:
        person.page.locator(place).get_by_role("link", name=name).last.click()
    return Path(caught.value.path()).read_bytes()
