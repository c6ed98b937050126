"""A form with a question of every kind, for the tests."""

FORM = {
    "steps": [
        {
            "key": "idea",
            "title": {"pl": "Pomysł", "en": "Idea"},
            "questions": [
                {
                    "key": "title",
                    "kind": "short_text",
                    "label": {"pl": "Jak nazwiesz pomysł?", "en": "What do you call the idea?"},
                    "required": True,
                    "max_length": 20,
                },
                {"key": "why", "kind": "long_text", "label": {"pl": "Po co?", "en": "What for?"}, "max_length": 200},
                {
                    "key": "category",
                    "kind": "choice",
                    "label": {"pl": "Rodzaj", "en": "Kind"},
                    "required": True,
                    "options": [
                        {"key": "bench", "label": {"pl": "ławka", "en": "bench"}},
                        {"key": "garden", "label": {"pl": "ogród", "en": "garden"}},
                    ],
                },
                {
                    "key": "gifts",
                    "kind": "choices",
                    "label": {"pl": "Co dajecie od siebie?", "en": "What do you give?"},
                    "max": 2,
                    "options": [
                        {"key": "tools", "label": {"pl": "narzędzia", "en": "tools"}},
                        {"key": "transport", "label": {"pl": "transport", "en": "transport"}},
                        {"key": "salvage", "label": {"pl": "materiały z odzysku", "en": "salvage"}},
                    ],
                },
            ],
        },
        {
            "key": "place",
            "title": {"pl": "Miejsce", "en": "Place"},
            "questions": [
                {"key": "place", "kind": "place", "label": {"pl": "Gdzie?", "en": "Where?"}, "required": True},
                {"key": "photo", "kind": "file", "label": {"pl": "Zdjęcie", "en": "Photo"}, "accept": "photo"},
            ],
        },
        {
            "key": "money",
            "title": {"pl": "Pieniądze i praca", "en": "Money and work"},
            "questions": [
                {"key": "costs", "kind": "costs", "label": {"pl": "Koszty", "en": "Costs"}, "required": True},
                {
                    "key": "own_money",
                    "kind": "money",
                    "label": {"pl": "Ile dokładacie?", "en": "How much do you add?"},
                    "min": "100",
                    "max": "12000",
                },
                {
                    "key": "hours",
                    "kind": "number",
                    "label": {"pl": "Ile godzin?", "en": "How many hours?"},
                    "required": True,
                    "min": 1,
                    "max": 5000,
                },
                {
                    "key": "phone",
                    "kind": "short_text",
                    "label": {"pl": "Telefon", "en": "Telephone"},
                    "public": False,
                },
                {
                    "key": "true",
                    "kind": "declaration",
                    "label": {"pl": "Dane są prawdziwe.", "en": "The data are true."},
                    "required": True,
                },
            ],
        },
    ]
}

GOOD = {
    "title": "Ławka przy Strudze",
    "why": "Żeby usiąść.\nI patrzeć na kaczki.",
    "category": "bench",
    "gifts": ["tools"],
    "place": {"lon": "16.55", "lat": "53.95", "address": "ul. Wodna 5"},
    "photo": ["6f2b7a5c-9f0e-4c8e-8a54-5a2f8b8c1d11"],
    "costs": [
        {"name": "deski", "quantity": "12 sztuk", "amount": "1200.50", "source": "grant"},
        {"name": "farba", "quantity": "", "amount": "99.50", "source": "own"},
    ],
    "own_money": "150.00",
    "hours": 24,
    "phone": "600 000 000",
    "true": True,
}
