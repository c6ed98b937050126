"""The questions of a report where a call asks none of its own (see `forms.schema`)."""

from __future__ import annotations

from typing import Any

REPORT_FORM: dict[str, Any] = {
    "steps": [
        {
            "key": "done",
            "title": {"pl": "Co powstało", "en": "What was made"},
            "questions": [
                {
                    "key": "what_was_done",
                    "kind": "long_text",
                    "label": {"pl": "Co zrobiliście?", "en": "What did you do?"},
                    "hint": {
                        "pl": "Po kolei, własnymi słowami. Napisz też, co wyszło inaczej niż w planie i dlaczego.",
                        "en": "In order, in your own words. Say too what turned out differently, and why.",
                    },
                    "required": True,
                    "max_length": 3000,
                },
                {
                    "key": "who_took_part",
                    "kind": "long_text",
                    "label": {"pl": "Kto pomagał i kto korzysta?", "en": "Who helped, and who uses it?"},
                    "hint": {
                        "pl": "Ile osób, z jakich domów i grup. Bez nazwisk.",
                        "en": "How many people, from which houses and groups. No names.",
                    },
                    "required": True,
                    "max_length": 1500,
                },
                {
                    "key": "who_cares_now",
                    "kind": "long_text",
                    "label": {"pl": "Kto dba o miejsce od dziś?", "en": "Who looks after the place from now on?"},
                    "required": False,
                    "max_length": 1000,
                },
            ],
        },
        {
            "key": "photos",
            "title": {"pl": "Przed i po", "en": "Before and after"},
            "questions": [
                {
                    "key": "before",
                    "kind": "file",
                    "accept": "photo",
                    "label": {"pl": "Zdjęcia sprzed pracy", "en": "Photos from before the work"},
                    "required": False,
                    "max": 4,
                },
                {
                    "key": "after",
                    "kind": "file",
                    "accept": "photo",
                    "label": {"pl": "Zdjęcia po zakończeniu", "en": "Photos from after the work"},
                    "hint": {
                        "pl": "Po przyjęciu sprawozdania pokażemy je wszystkim. Twarze tylko za zgodą.",
                        "en": "Once the report is accepted everybody sees them. Faces only with consent.",
                    },
                    "required": False,
                    "max": 6,
                },
            ],
        },
    ]
}
