"""Countries by their two letters, in the reader's language; one may choose from these."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "AL": _("Albania"), "AT": _("Austria"), "BE": _("Belgium"), "BA": _("Bosnia and Herzegovina"),
    "BG": _("Bulgaria"), "HR": _("Croatia"), "CY": _("Cyprus"), "CZ": _("Czechia"), "DK": _("Denmark"),
    "EE": _("Estonia"), "FI": _("Finland"), "FR": _("France"), "DE": _("Germany"), "GR": _("Greece"),
    "HU": _("Hungary"), "IS": _("Iceland"), "IE": _("Ireland"), "IT": _("Italy"), "LV": _("Latvia"),
    "LI": _("Liechtenstein"), "LT": _("Lithuania"), "LU": _("Luxembourg"), "MT": _("Malta"), "MD": _("Moldova"),
    "ME": _("Montenegro"), "NL": _("Netherlands"), "MK": _("North Macedonia"), "NO": _("Norway"), "PL": _("Poland"),
    "PT": _("Portugal"), "RO": _("Romania"), "RS": _("Serbia"), "SK": _("Slovakia"), "SI": _("Slovenia"),
    "ES": _("Spain"), "SE": _("Sweden"), "CH": _("Switzerland"), "TR": _("Türkiye"), "UA": _("Ukraine"),
    "GB": _("United Kingdom"), "US": _("United States"),
}  # fmt: skip


def country_name(code: str) -> str:
    """ "Norwegia" for "NO"; a code we have no word for stays as it is."""
    return str(NAMES.get(code, code))


def choices() -> list[tuple[str, str]]:
    """(code, name), in the alphabet of the reader's language as far as Python knows it."""
    return sorted(((code, str(name)) for code, name in NAMES.items()), key=lambda pair: _key(pair[1]))


def _key(name: str) -> str:
    return name.lower().translate(str.maketrans("ąćęłńóśźżščřžýáíéúůöäåø", "acelnoszzscrzyaieuuoaao"))
