"""A hardware module in software: SoftHSM2 with one token in a folder of the test."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pkcs11
import pytest
from coincurve import PrivateKey
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from registry.config import HsmSettings

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
TOKEN, PIN = "carbonix", "4321"


def soft_hsm(folder: Path, patch: pytest.MonkeyPatch, key: str) -> HsmSettings:
    """A new token with no key in it; skips where SoftHSM2 is not installed. One token for each test process."""
    library = next((Path(path) for path in LIBRARIES if Path(path).is_file()), None)
    program = shutil.which("softhsm2-util")
    if library is None or program is None:
        pytest.skip("SoftHSM2 (libsofthsm2.so) is not installed: no hardware module can be played")
    (folder / "tokens").mkdir(parents=True)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    patch.setenv("SOFTHSM2_CONF", str(configuration))
    command = [program, "--init-token", "--free", "--label", TOKEN, "--so-pin", "0000", "--pin", PIN]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pin = folder / "pin"
    pin.write_text(PIN + "\n")
    pin.chmod(0o600)
    return HsmSettings(library, TOKEN, key, pin)


def put_key(settings: HsmSettings, label: str, secret: bytes, curve: str = "secp256k1") -> None:
    """Puts a known private key into the token, as an owner who moves into a module does."""
    point = PrivateKey(secret).public_key.format(compressed=False)
    shape = {Attribute.KEY_TYPE: KeyType.EC, Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}
    names = {Attribute.TOKEN: True, Attribute.LABEL: label}
    token = pkcs11.lib(str(settings.module)).get_token(token_label=settings.token)
    with token.open(rw=True, user_pin=PIN) as session:
        private = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.VALUE: secret, Attribute.SIGN: True}
        session.create_object(shape | names | private)
        public = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.EC_POINT: bytes([4, len(point)]) + point}
        session.create_object(shape | names | public)
