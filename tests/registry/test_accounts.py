"""Facts about accounts: roles carry permissions, tokens hold until they end, and nobody forges one."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from typer.testing import CliRunner

from registry.adapters.accounts import Accounts
from registry.adapters.database import Database
from registry.adapters.embedded_chain import REPOSITORY
from registry.adapters.tokens import CLOCK_SKEW_S, Tokens
from registry.api.problems import install
from registry.api.security import require
from registry.cli import app as command_line
from registry.domain.roles import MATRIX, Permission, Principal, Role, read_roles
from registry.errors import InvalidInput, NotAuthenticated, NotAuthorised, NotFound

NOW = 1_700_000_000
AUDITOR = frozenset({Role.AUDITOR})
THREADS = 8


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "home")


def test_a_token_says_who_the_bearer_is(tokens: Tokens) -> None:
    """Must read back subject, tenant and roles as they were issued."""
    text = tokens.issue_token("ann", "solar-co", AUDITOR, NOW)
    assert tokens.read_token(text, NOW) == Principal("ann", "solar-co", AUDITOR)


def test_the_key_is_readable_by_its_owner_only(tokens: Tokens, tmp_path: Path) -> None:
    """Must keep the signing key at mode 0600, and keep using the same one."""
    text = tokens.issue_token("ann", "solar-co", AUDITOR, NOW)
    assert stat.S_IMODE((tmp_path / "home" / "token-key.json").stat().st_mode) == 0o600
    assert Tokens(tmp_path / "home").read_token(text, NOW).subject == "ann"


def test_many_threads_make_one_key(tmp_path: Path) -> None:
    """Must agree on one key where many ask at once and none is there yet, and leave no draft of another."""
    home = tmp_path / "home"

    def first_token(start: Barrier) -> str:
        start.wait()
        return Tokens(home).issue_token("ann", "solar-co", AUDITOR, NOW)

    with ThreadPoolExecutor(THREADS) as pool:
        texts = list(pool.map(first_token, [Barrier(THREADS)] * THREADS))
    assert {Tokens(home).read_token(text, NOW).subject for text in texts} == {"ann"}
    assert [file.name for file in home.iterdir()] == ["token-key.json"]


def test_a_token_ends(tokens: Tokens) -> None:
    """Must refuse a token at its end and accept it one second before."""
    text = tokens.issue_token("ann", "solar-co", AUDITOR, NOW, ttl_s=60)
    assert tokens.read_token(text, NOW + 59).subject == "ann"
    with pytest.raises(NotAuthenticated) as refusal:
        tokens.read_token(text, NOW + 60)
    assert refusal.value.facts == {"expires": str(NOW + 60), "now": str(NOW + 60)}


def test_a_token_from_the_future_is_refused(tokens: Tokens) -> None:
    """Must refuse a token that begins later than the clocks may differ."""
    text = tokens.issue_token("ann", "solar-co", AUDITOR, NOW + CLOCK_SKEW_S + 1)
    with pytest.raises(NotAuthenticated):
        tokens.read_token(text, NOW)


def test_a_forged_token_is_refused(tokens: Tokens, tmp_path: Path) -> None:
    """Must refuse another key, a changed body, no signature, and a symmetric key made of the public one."""
    good = tokens.issue_token("ann", "solar-co", AUDITOR, NOW)
    header, body, signature = good.split(".")
    claims = {"iss": "carbonix", "sub": "eve", "tenant": "x", "roles": ["operator"], "iat": NOW, "exp": NOW + 60}
    public = json.loads((tmp_path / "home" / "token-key.json").read_text())["x"]
    forged = [
        Tokens(tmp_path / "elsewhere").issue_token("ann", "solar-co", AUDITOR, NOW),
        f"{header}.{body[:-2]}AA.{signature}",
        f"{header}.{body}.",
        jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(public), algorithms=["HS256"]),
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.",
        "not a token",
    ]
    for text in forged:
        with pytest.raises(NotAuthenticated):
            tokens.read_token(text, NOW)


@pytest.mark.parametrize(
    "changed", [{"exp": None}, {"exp": "soon"}, {"roles": ["king"]}, {"roles": None}, {"sub": None}]
)
def test_a_token_whose_claims_cannot_be_read_is_refused(
    tokens: Tokens, tmp_path: Path, changed: dict[str, object]
) -> None:
    """Must refuse a well-signed token that an older or later version wrote, instead of failing on it."""
    tokens.issue_token("ann", "solar-co", AUDITOR, NOW)
    key = ECKey.import_key(json.loads((tmp_path / "home" / "token-key.json").read_text()))
    claims = {"iss": "carbonix", "sub": "ann", "tenant": "x", "roles": ["auditor"], "iat": NOW, "exp": NOW + 60}
    kept = {name: value for name, value in (claims | changed).items() if value is not None}
    with pytest.raises(NotAuthenticated):
        tokens.read_token(jwt.encode({"alg": "ES256"}, kept, key, algorithms=["ES256"]), NOW)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_the_matrix_decides(role: Role, permission: Permission) -> None:
    """Must let a role do exactly what the matrix says, and name what would have been needed."""
    caller = Principal("ann", "solar-co", frozenset({role}))
    if role in MATRIX[permission]:
        caller.check(permission)
        return
    with pytest.raises(NotAuthorised) as refusal:
        caller.check(permission)
    assert refusal.value.facts["permission"] == permission
    assert refusal.value.facts["roles"] == role


def test_who_trades_does_not_settle() -> None:
    """Must keep the hand that places orders apart from the hand that settles them."""
    assert not MATRIX[Permission.PLACE_ORDERS] & MATRIX[Permission.SETTLE_MATCHES]


def test_each_permission_is_asked_for_by_a_door() -> None:
    """Must hold no permission that opens nothing."""
    doors = "\n".join(path.read_text() for path in REPOSITORY.glob("*/api/*.py"))
    assert [permission for permission in Permission if f"require(Permission.{permission.name})" not in doors] == []


def test_a_role_that_does_not_exist_is_refused() -> None:
    """Must name the role and the ones that exist."""
    with pytest.raises(InvalidInput) as refusal:
        read_roles("auditor, king")
    assert refusal.value.facts["value"] == "king"


def test_a_subject_belongs_to_one_tenant(tmp_path: Path) -> None:
    """Must refuse to move an account to another tenant and leave it as it was."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    accounts = Accounts(database)
    accounts.admit("ann", "solar-co", AUDITOR, NOW)
    with pytest.raises(InvalidInput):
        accounts.admit("ann", "coal-co", frozenset({Role.OPERATOR}), NOW)
    assert accounts.find("ann") == Principal("ann", "solar-co", AUDITOR)
    with pytest.raises(NotFound):
        accounts.find("bob")


def test_a_door_opens_for_the_right_role_only(tokens: Tokens) -> None:
    """Must answer 401 without a token, 403 with the wrong role, 200 with the right one."""

    class Opened:
        tokens: Tokens

        class clock:  # noqa: N801 - stands where the registry has its clock
            @staticmethod
            def now() -> int:
                return NOW

        class users:  # noqa: N801 - a tenant that lists nobody: the token decides
            @staticmethod
            def standing(caller: Principal) -> Principal:
                return caller

    opened = Opened()
    opened.tokens = tokens
    app = FastAPI()
    app.state.registry = opened
    install(app)

    @app.get("/settle")
    def settle(caller: Annotated[Principal, Depends(require(Permission.SETTLE_MATCHES))]) -> str:
        return caller.subject

    client = TestClient(app)
    assert client.get("/settle").status_code == 401
    assert client.get("/settle").headers["www-authenticate"] == "Bearer"
    seller = tokens.issue_token("sue", "solar-co", frozenset({Role.NET_ABSORBER}), NOW)
    refused = client.get("/settle", headers={"Authorization": f"Bearer {seller}"})
    assert (refused.status_code, refused.json()["code"]) == (403, "NotAuthorised")
    operator = tokens.issue_token("ann", "solar-co", frozenset({Role.OPERATOR}), NOW)
    assert client.get("/settle", headers={"Authorization": f"bearer {operator}"}).json() == "ann"


def test_the_command_line_issues_a_token_that_holds(tmp_path: Path) -> None:
    """Must admit the account, print a token that reads back, and exit with 2 on a role that does not exist."""
    runner, env = CliRunner(), {"CARBONIX_HOME": str(tmp_path)}
    done = runner.invoke(command_line, ["token", "ann", "--roles", "auditor", "--tenant", "solar-co"], env=env)
    assert done.exit_code == 0, done.output
    assert runner.invoke(command_line, ["token", "ann", "--roles", "king"], env=env).exit_code == 2
    database = Database(f"sqlite:///{tmp_path / 'carbonix.db'}")
    assert Accounts(database).find("ann").roles == AUDITOR


@pytest.mark.parametrize(
    "arguments",
    [
        ["", "--roles", "auditor"],
        ["x" * 255, "--roles", "auditor"],
        ["a\nb", "--roles", "auditor"],
        ["ann", "--roles", ""],
        ["ann", "--roles", "[/nope]"],
        ["ann", "--roles", "auditor", "--tenant", " "],
    ],
)
def test_the_token_command_refuses_what_names_nobody(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must end with 2 and the rule for a name that is empty, too long or unprintable, and for no or an unknown role."""
    monkeypatch.setenv("CARBONIX_HOME", str(tmp_path))
    answer = CliRunner().invoke(command_line, ["token", *arguments])
    assert answer.exit_code == 2
    assert "InvalidInput: " in answer.output
    assert "must be" in answer.output


def test_a_home_that_is_no_folder_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must name the path and the system's reason, and end with 2."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CARBONIX_HOME", str(tmp_path / "file"))
    answer = CliRunner().invoke(command_line, ["token", "ann", "--roles", "auditor"])
    assert answer.exit_code == 2
    assert "FileUnusable: " in answer.output
