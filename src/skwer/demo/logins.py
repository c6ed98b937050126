"""The sample logins that `skwer demo` prints. They exist only in a demo: its password is public."""

from __future__ import annotations

PASSWORD = "lipa-nad-struga"  # noqa: S105  (printed on purpose)

# key in people.json or networks/organisations.json → what to try with it
LOGINS = [
    ("marta-wilk", "officer and administrator of Lipowiec", "urzędniczka, administratorka Lipowca"),
    ("tomasz-gajda", "second officer", "drugi urzędnik"),
    ("halina-debska", "chair of the committee, assessor", "przewodnicząca komisji"),
    ("robert-szulc", "assessor", "oceniający"),
    ("julia-kmiec", "resident with a draft", "mieszkanka ze szkicem wniosku"),
    ("karolina-zieba", "resident asked for a correction", "mieszkanka z wezwaniem do poprawki"),
    ("danuta-mroz", "resident who has not voted yet", "mieszkanka przed głosowaniem"),
    ("grzegorz-pawlak", "auditor, reads only", "audytor, tylko czyta"),
    ("kinga-sroka", "site operator", "administratorka serwisu"),
    ("elzbieta-karas", "officer of the neighbouring town, a partner", "urzędniczka sąsiedniego miasta, partnera sieci"),
    ("solveig-fjordtun", "officer of a Norwegian partner", "urzędniczka norweskiego partnera"),
    ("jagoda-trzmiel", "expert of the network", "ekspertka sieci"),
    ("redakcja", "desk that keeps the five real cards", "redakcja pięciu prawdziwych kart"),
]
