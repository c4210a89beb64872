"""An OAuth client of other people's making, Authlib, that knows the issuer's address and nothing else of it.

usage: oauth.py HOST:PORT ISSUER CLIENT SECRET USERNAME PASSWORD KIND    prints ok
The issuer's address is an https one; its requests are sent to HOST:PORT in plain HTTP, as a TLS terminator would.
The first pair comes from a login by JSON, the one thing that no standard knows. KIND is one of
client_secret_basic, client_secret_post and none, for how the client proves who it is.
"""

import sys
import time
import urllib.parse

import jwt
import requests
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet


class Terminator(requests.adapters.HTTPAdapter):
    """Takes requests for https addresses to one plain HTTP listener."""

    def __init__(self, address):
        super().__init__()
        self.address = address

    def send(self, request, *arguments, **options):
        parts = urllib.parse.urlsplit(request.url)
        request.headers["Host"] = parts.netloc
        request.url = urllib.parse.urlunsplit(("http", self.address, parts.path, parts.query, ""))
        return super().send(request, *arguments, **options)


def refused(call, error):
    try:
        call()
    except OAuthError as fault:
        assert fault.error == error, fault
    else:
        raise AssertionError(f"no {error}")


def verify(token, key_set, issuer, subject):
    """By two libraries, with nothing but the published keys."""
    key = jwt.PyJWKSet.from_dict(key_set)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["ES256"], issuer=issuer, audience="api")
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    decoded = joserfc_jwt.decode(token, KeySet.import_key_set(key_set), algorithms=["ES256"])
    assert decoded.claims == claims and claims["sub"] == subject, claims


def main(address, issuer, name, secret, username, password, kind):
    # Public clients have one name in common.
    client = OAuth2Session(
        "sallyport" if kind == "none" else name, None if kind == "none" else secret,
        token_endpoint_auth_method=kind, revocation_endpoint_auth_method=kind)
    resource_server = OAuth2Session(name, secret)
    for session in (client, resource_server):
        session.mount("https://", Terminator(address))
    metadata = AuthorizationServerMetadata(
        client.get(get_well_known_url(issuer, external=True), withhold_token=True).json())
    metadata.validate()
    assert metadata["issuer"] == issuer and kind in metadata["token_endpoint_auth_methods_supported"]
    key_set = client.get(metadata["jwks_uri"], withhold_token=True).json()

    login = requests.Session()
    login.mount("https://", Terminator(address))
    first = login.post(
        f"{issuer}/.sallyport/login", json={"username": username, "password": password},
        auth=None if kind == "none" else (name, secret)).json()
    verify(first["access_token"], key_set, issuer, username)
    client.token = first
    assert client.get(f"{issuer}/api/x").status_code == 200

    # A moment of grace must pass before it is redeemed.
    time.sleep(2.05)
    second = client.refresh_token(metadata["token_endpoint"], refresh_token=first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"] and second["expires_in"] > 200
    verify(second["access_token"], key_set, issuer, username)
    assert client.get(f"{issuer}/api/x").status_code == 200
    inspected = resource_server.introspect_token(metadata["introspection_endpoint"], second["access_token"]).json()
    assert inspected["active"] and inspected["sub"] == username, inspected
    refused(lambda: client.refresh_token(metadata["token_endpoint"], refresh_token="x"), "invalid_grant")

    answer = client.revoke_token(metadata["revocation_endpoint"], second["refresh_token"])
    assert answer.status_code == 200, answer.text
    refused(lambda: client.refresh_token(
        metadata["token_endpoint"], refresh_token=second["refresh_token"]), "invalid_grant")
    inspected = resource_server.introspect_token(metadata["introspection_endpoint"], second["access_token"]).json()
    assert inspected == {"active": False}, inspected
    print("ok")


if __name__ == "__main__":
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    main(*sys.argv[1:])
