"""A reader stays signed in by a cookie that no script reads, and no other site's page can act for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from registry.domain.roles import Role
from tests.web.told import Told
from web.app import create_app
from web.asking import COOKIE

pytestmark = pytest.mark.chain
SIGN_IN = "/sign-in/token"


@pytest.fixture
def token(told: Told) -> str:
    return told.token(Role.COMPANY_ADMIN)["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def reader(told: Told) -> TestClient:
    """A browser of its own: it keeps cookies."""
    client = told.client()
    client.headers["Accept"] = "text/html"
    return client


def test_a_token_signs_a_reader_in(reader: TestClient, token: str) -> None:
    """Must keep the token in a cookie that scripts cannot read, lead back, and act for the reader then."""
    entered = reader.post(SIGN_IN, data={"token": token, "next": "/th/verify"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/th/verify")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert reader.get("/api/v1/me").json()["subject"] == "tester"


def test_signing_out_ends_the_session(reader: TestClient, token: str) -> None:
    """Must let the cookie open nothing afterwards."""
    reader.post(SIGN_IN, data={"token": token})
    assert reader.post("/sign-out").status_code == 303
    assert reader.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("elsewhere", ["https://other.example/", "//other.example", "/\\other.example", "other"])
def test_sign_in_leads_to_our_own_pages_only(reader: TestClient, token: str, elsewhere: str) -> None:
    """Must not send a reader who just signed in to an address that somebody else chose."""
    assert reader.post(SIGN_IN, data={"token": token, "next": elsewhere}).headers["location"] == "/"


def test_a_wrong_token_signs_nobody_in(reader: TestClient) -> None:
    """Must say why on the same page, with status 401, and set no cookie."""
    answer = reader.post(SIGN_IN, data={"token": "nonsense"})
    assert answer.status_code == 401
    assert "the token was not signed here" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://other.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_cannot_act_for_a_reader(reader: TestClient, token: str, headers: dict[str, str]) -> None:
    """Must refuse, by name, what changes something and comes from elsewhere; reading a page stays allowed."""
    assert reader.post(SIGN_IN, data={"token": token}, headers=headers).status_code == 403
    reader.post(SIGN_IN, data={"token": token})
    refused = reader.post("/api/v1/orders/cancellations", json={}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "ForeignRequest")
    assert reader.get("/verify", headers=headers).status_code == 200


def test_a_token_of_its_own_needs_no_cookie(reader: TestClient, told: Told) -> None:
    """Must let programs of any origin act by the token that they hold themselves."""
    headers = told.token(Role.COMPANY_ADMIN) | {"Origin": "https://program.example"}
    assert reader.get("/api/v1/me", headers=headers).status_code == 200


def test_a_newcomer_walks_in_as_a_character(reader: TestClient) -> None:
    """Must sign in with the character's roles and lead to the page where its work begins."""
    entered = reader.post("/sign-in/as/emitter")
    assert (entered.status_code, entered.headers["location"]) == (303, "/dashboard")
    assert reader.get("/api/v1/me").json()["roles"] == ["net_emitter"]
    assert reader.post("/sign-in/as/nobody").status_code == 404


def test_characters_exist_in_the_demonstration_only(told: Told) -> None:
    """Must answer as if the way in did not exist where the chain is somebody else's node."""
    settings = replace(told.registry.settings, rpc_url="https://node.example")
    app = create_app(replace(told.registry, settings=settings), follow=False)
    with TestClient(app) as client:
        assert client.post("/sign-in/as/emitter").status_code == 404


def test_what_somebody_in_particular_gets_is_no_shared_caches(browser: TestClient, told: Told) -> None:
    """Must mark a page that was asked for with a cookie or a token as that reader's own."""
    own = browser.get("/account", headers=told.token(Role.NET_EMITTER))
    assert own.headers["cache-control"] == "private, no-cache"
    public = browser.get("/verify")
    assert public.headers["cache-control"] == "no-cache"
    assert "cookie" in public.headers["vary"].lower()
