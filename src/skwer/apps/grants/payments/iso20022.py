"""pain.001: the XML of ISO 20022 that banks in the whole of Europe take. sepaxml writes and validates it."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from ..models import PaymentOrder
from .lines import Transfer

VERSIONS = ("pain.001.001.03", "pain.001.001.09")


def pain001(order: PaymentOrder, lines: list[Transfer], version: str = VERSIONS[0]) -> bytes:
    """The order as one batch, checked against the schema of its version.

    The same order gives the same identifiers each time, so that a bank can refuse a file that was sent twice; the
    library would draw new ones. Names and titles are written without diacritics, as the scheme asks for.
    """
    from sepaxml import SepaTransfer  # brings an XML schema library with it

    city = order.organisation
    config: dict[str, Any] = {
        "name": city.name[:70],
        "IBAN": order.from_account,
        "batch": True,
        "currency": order.currency,
        # Only transfers in euro follow the SEPA service level; for others the bank's own rules hold.
        "domestic": order.currency != "EUR",
    }
    transfer = SepaTransfer(config, schema=version, clean=True)
    for line in lines:
        transfer.add_payment(
            {
                "name": line.name[:70],
                "IBAN": line.account,
                "amount": int(line.amount * 100),
                "execution_date": order.pay_on,
                "description": line.title[:140],
                "endtoend_id": line.reference[:35],
            }
        )
    return _same_each_time(transfer.export(validate=False), order, version)


def _same_each_time(xml: bytes, order: PaymentOrder, version: str) -> bytes:
    """The file with the order's own identifiers and moment, valid by its schema."""
    from sepaxml.validation import try_valid_xml

    identity = f"SKW{order.organisation_id}-{order.number}-{order.hash[:12].upper()}"
    facts = {"MsgId": identity, "PmtInfId": identity, "CreDtTm": f"{order.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"}
    for name, value in facts.items():
        xml = re.sub(rf"<{name}>[^<]*</{name}>".encode(), f"<{name}>{value}</{name}>".encode(), xml)
    try_valid_xml(xml, version)
    return xml
