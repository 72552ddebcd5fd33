"""Writes shared/domain/data/country_names.csv: how people write a country's name in a list of leads.

Run:  .venv/bin/pip install babel==2.17.0 phonenumbers==9.0.43 && .venv/bin/python infra/data/country_names.py

A row is `ISO 3166-1 code,calling code,name[|name…]`. Names are those of Unicode CLDR in the languages
below, lower-cased. A calling code that several countries share stands at its main one only.
"""

import pathlib

import phonenumbers
from babel import Locale

TARGET = pathlib.Path(__file__).parents[2] / "shared/domain/data/country_names.csv"
LANGUAGES = ["en", "es", "fr", "de", "pt", "it", "nl"]
# What CLDR does not have, or only as a variant.
OTHERS = {
    "US": ["usa", "u.s.", "u.s.a.", "united states of america", "america", "estados unidos de américa", "eua", "eeuu", "ee. uu."],
    "GB": ["uk", "u.k.", "great britain", "britain", "england", "scotland", "wales", "northern ireland"],
    "NL": ["holland"],
    "CZ": ["czech republic"],
    "AE": ["uae"],
    "KR": ["korea"],
    "RU": ["russian federation"],
    "MX": ["mexico"],
    "BR": ["brasil"],
}

locales = [Locale(language) for language in LANGUAGES]
lines = [
    "# country (ISO 3166-1), calling code (at its main country), names as people write them",
    "# Source: Unicode CLDR by babel, calling codes by phonenumbers; written by infra/data/country_names.py",
]
for region in sorted(phonenumbers.SUPPORTED_REGIONS):
    code = phonenumbers.country_code_for_region(region)
    is_main = phonenumbers.region_code_for_country_code(code) == region
    names = [locale.territories[region].lower() for locale in locales if region in locale.territories]
    names += [name.lower() for name in OTHERS.get(region, [])]
    lines.append(f"{region},{code if is_main else ''},{'|'.join(dict.fromkeys(names))}")
TARGET.write_text("\n".join(lines) + "\n")
