"""Public figures have one written form, a weight, and no draw runs on too few of them."""

import json
from pathlib import Path

import pytest

from registry.rules import sources
from registry.rules.sources import GAMES, BadFigure, canonical_value

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "draw_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("game", "typed", "written"),
    [
        ("ssq", "3,7,12,18,26,33+9", "03 07 12 18 26 33 + 09"),
        ("ssq", "33 26 18 12 07 03 09", "03 07 12 18 26 33 + 09"),
        ("ssq", "０３　０７　１２　１８　２６　３３　＋　０９", "03 07 12 18 26 33 + 09"),
        ("dlt", "2 11 17 24 35 | 10 4", "02 11 17 24 35 + 04 10"),
        ("pl5", "40719", "4 0 7 1 9"),
        ("pl5", "4 0 7 1 9", "4 0 7 1 9"),
        ("fc3d", "802", "8 0 2"),
        ("dice", "3516244126", "3 5 1 6 2 4 4 1 2 6"),
    ],
)
def test_a_result_is_written_in_one_form_however_it_was_typed(
    game: str, typed: str, written: str
) -> None:
    assert canonical_value(GAMES[game], typed) == written


@pytest.mark.parametrize(
    ("game", "typed"),
    [
        ("ssq", "03 07 12 18 26 34 + 09"),
        ("ssq", "03 03 12 18 26 33 + 09"),
        ("ssq", "03 07 12 18 26 33 + 17"),
        ("ssq", "03 07 12 18 26 33"),
        ("ssq", "三 七"),
        ("pl5", "407190"),
        ("pl5", ""),
        ("fc3d", "80a"),
        ("dice", "3516244127"),
        ("dice", "=1+1"),
    ],
)
def test_what_no_draw_of_the_game_can_give_is_refused(game: str, typed: str) -> None:
    with pytest.raises(BadFigure):
        canonical_value(GAMES[game], typed)


@pytest.mark.parametrize("game", GAMES.values(), ids=lambda game: game.code)
def test_each_example_is_already_in_its_form(game: sources.Game) -> None:
    assert canonical_value(game, game.example) == game.example


@pytest.mark.parametrize("row", VECTORS["entropy_needed"], ids=lambda row: f"n={row['n']}")
def test_an_ordered_choice_needs_the_published_bits(row: dict[str, float]) -> None:
    needed = sources.needed_bits(int(row["n"]), int(row["k"])) - sources.MARGIN_BITS

    assert round(needed, 2) == row["bits_ordered"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("双色球", "ssq"),
        ("大乐透", "dlt"),
        ("排列5", "pl5"),
        ("福彩3D", "fc3d"),
        ("10 rolls", "dice"),
    ],
)
def test_each_game_carries_the_measured_bits(title: str, code: str) -> None:
    (bits,) = [row["bits"] for row in VECTORS["entropy_sources"] if title in row["source"]]

    assert float(GAMES[code].bits) == pytest.approx(bits, abs=0.06)


def test_the_daily_pair_carries_fifteen_agencies_and_no_more() -> None:
    pair = [{"bits": str(GAMES[code].bits)} for code in ("pl5", "fc3d")]

    assert sources.carried_bits(pair) >= sources.needed_bits(15, 3)
    assert sources.carried_bits(pair) < sources.needed_bits(16, 3)
