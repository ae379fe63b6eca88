"""Where the real files are that the intake is tested on; they are data from outside and no part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("CARBONIX_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")
SCMS = DATA / "shipments" / "SCMS_Delivery_History_Dataset.csv"
EPCIS = DATA / "epcis" / "openepcis"

with_shipments = pytest.mark.skipif(not SCMS.exists(), reason="the shipment file is not here: set CARBONIX_DATA")
with_epcis = pytest.mark.skipif(not EPCIS.exists(), reason="the EPCIS documents are not here: set CARBONIX_DATA")
