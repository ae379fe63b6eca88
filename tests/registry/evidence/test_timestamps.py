"""Time-stamps of a local RFC 3161 authority: kept only when they hold, checked again with nobody asked."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.adapters.timestamps import MOST_TOKEN_BYTES, HttpTimeStamper, TimeStampInvalid, TimeStampUnavailable
from registry.config import TimeAuthority, load_settings
from registry.errors import InvalidInput
from tests.registry.evidence.authority import Authority, running_authority

DATA = b"what existed"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """An authority for this file."""
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """Another authority, that nobody here trusts."""
    with running_authority(tmp_path_factory.mktemp("other")) as running:
        yield running


@pytest.fixture
def stamper(authority: Authority) -> HttpTimeStamper:
    authority.answers.clear()
    return HttpTimeStamper(TimeAuthority(authority.url, authority.roots))


def test_a_time_stamp_holds_and_is_checked_again_offline(stamper: HttpTimeStamper, authority: Authority) -> None:
    """Must carry the authority's time, and hold later without the authority, for these bytes only."""
    stamp = stamper.stamp(DATA)
    assert abs(stamp.time - time.time()) < 60
    assert (stamp.policy, int(stamp.serial) > 0) == ("1.2.3.4.1", True)
    offline = HttpTimeStamper(TimeAuthority("http://127.0.0.1:9/", authority.roots))
    assert offline.check(stamp.token, DATA) == stamp
    with pytest.raises(TimeStampInvalid):
        offline.check(stamp.token, DATA + b"!")


def test_openssl_alone_confirms_a_kept_token(stamper: HttpTimeStamper, authority: Authority, tmp_path: Path) -> None:
    """Must leave a token that a stranger checks with the command of chapter 18, without any program of ours."""
    (tmp_path / "token").write_bytes(stamper.stamp(DATA).token)
    (tmp_path / "data").write_bytes(DATA)
    command = ["openssl", "ts", "-verify", "-in", "token", "-data", "data", "-CAfile", str(authority.roots)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Verification: OK" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize("place", [0.35, 0.6, -3])
def test_a_changed_token_does_not_hold(stamper: HttpTimeStamper, place: float) -> None:
    """Must refuse a token with one bit changed in what is said, in the certificate, or in the signature."""
    token = bytearray(stamper.stamp(DATA).token)
    at = int(place * len(token)) if place > 0 else len(token) + int(place)
    token[at] ^= 1
    with pytest.raises((TimeStampInvalid, TimeStampUnavailable)):
        stamper.check(bytes(token), DATA)


def test_an_authority_under_another_root_is_refused(stamper: HttpTimeStamper, other: Authority) -> None:
    """Must refuse a sound token whose certificate leads to no root that we know."""
    foreign = HttpTimeStamper(TimeAuthority(other.url, other.roots)).stamp(DATA)
    with pytest.raises(TimeStampInvalid):
        stamper.check(foreign.token, DATA)


def test_an_old_answer_is_no_answer(stamper: HttpTimeStamper, authority: Authority) -> None:
    """Must refuse a replayed token: its nonce is another one's."""
    authority.answers.append(stamper.stamp(DATA).token)
    with pytest.raises(TimeStampInvalid) as refusal:
        stamper.stamp(DATA)
    assert "Nonce" in refusal.value.facts["reason"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", TimeStampUnavailable),
        (b"<html>busy</html>", TimeStampInvalid),
        (b"\0" * (MOST_TOKEN_BYTES + 1), TimeStampUnavailable),
        (bytes.fromhex("30053003020102"), TimeStampUnavailable),
    ],
    ids=["503", "no token", "endless", "rejection"],
)
def test_an_authority_that_fails_leaves_the_stamp_pending(
    stamper: HttpTimeStamper, authority: Authority, answer: bytes, kind: type[Exception]
) -> None:
    """Must say by name that there is no time-stamp, whatever the authority answers instead of one."""
    authority.answers.append(answer)
    with pytest.raises(kind):
        stamper.stamp(DATA)


def test_an_authority_that_is_away_is_named(authority: Authority) -> None:
    """Must raise TimeStampUnavailable where nobody listens."""
    with pytest.raises(TimeStampUnavailable):
        HttpTimeStamper(TimeAuthority("http://127.0.0.1:9/", authority.roots)).stamp(DATA)


def test_half_an_authority_is_refused(tmp_path: Path) -> None:
    """Must refuse an authority without roots, an address that is none, and a file that holds no certificate."""
    for environment in ({"CARBONIX_TSA_URL": "http://tsa"}, {"CARBONIX_TSA_URL": "ftp://tsa"}):
        with pytest.raises(InvalidInput):
            load_settings(environment)
    (tmp_path / "roots.pem").write_text("nothing")
    for name in ("roots.pem", "absent.pem"):
        with pytest.raises(InvalidInput) as refusal:
            HttpTimeStamper(TimeAuthority("http://tsa", tmp_path / name))
        assert refusal.value.facts["field"] == "CARBONIX_TSA_ROOTS"
