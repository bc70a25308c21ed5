"""From the platform's own log to a reader's verdict: sealed, witnessed, taken home, checked."""

import io
from pathlib import Path

from app.supervision.log import keys, witnesses
from app.supervision.log.witness import look
from app.trail.export import log_zip
from app.trail.policy import Policy
from app.trail.stored_tree import newest_checkpoint
from tests.support.log_sites import ClientSite
from tests.support.sales import Sale
from tests.support.sealed import seal_all, tell
from tests.support.sealed_log import SEEN_AT, WITNESS_KEY
from tests.support.two_verifiers import Job, by_the_program, in_the_page
from tests.support.web import Client


def test_a_witnessed_sale_is_checked_at_home_by_both_verifiers(
    client: Client, sale: Sale, tmp_path: Path
) -> None:
    sale.sold()
    sealer = seal_all()
    tell(3)
    seal_all(sealer)
    log_line = f"log {keys.public_keys()[0]}\n"
    witness_line = f"witness procuratorate {WITNESS_KEY.verifier}\n"
    policy_file = witnesses.policy_file()
    policy_file.write_text(f"{witness_line}quorum 1\n", encoding="utf-8")
    try:
        site, trusted = ClientSite(client), Policy.parse(log_line)
        kept = client.get("/log/checkpoint").text
        seen = look(site, WITNESS_KEY, trusted, tmp_path / "state.json", seconds=SEEN_AT)
        tell(2)
        seal_all(sealer)
        again = look(site, WITNESS_KEY, trusted, tmp_path / "state.json", seconds=SEEN_AT)
        record = client.get(f"/api/v1/lots/{sale.lot_no}/record.zip").data
        whole = io.BytesIO()
        checkpoint = newest_checkpoint()
        assert checkpoint is not None
        log_zip(whole, checkpoint)
    finally:
        policy_file.unlink()

    assert seen.is_taken
    assert again.is_taken
    assert again.size == seen.size + 2 == checkpoint.size
    policy = f"{log_line}{witness_line}quorum 1\n"
    jobs = [
        Job("lot", record, policy),
        Job("log", whole.getvalue(), policy, (kept,)),
        Job("lot", record, policy.replace("quorum 1", "quorum 2")),
    ]
    expected = [[], [], ["QUORUM"]]
    assert [names[:1] for names in in_the_page(jobs)] == expected
    assert [by_the_program(tmp_path, job)[:1] for job in jobs] == expected
