"""Words as the index keeps them: the dictionary form and the form as written, small letters, no diacritics.

Dictionaries are made once, on the first use, into SKWER_HOME/lemmas (Polish takes about ten seconds and 20 MB on disk),
by a process of its own, because making one needs 400 MB that a web process would never give back.
"""

from __future__ import annotations

import itertools
import logging
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from simplemma import Lemmatizer

log = logging.getLogger(__name__)

LANGUAGES = ("pl", "en")
WORD = re.compile(r"[^\W_]+")
_NOT_DECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae"})
# Words that stand in every text: looked for alone they find everything, among others nothing more.
_COMMON_POLISH = """
a aby ale albo bez być by czy dla do i ich im ja jak jest już ku lub ma mi na nad nie niż o od oraz po pod przed przez
przy sa są się ta tak ten to tu u w we z za ze że żeby
"""
_COMMON_ENGLISH = "an and are as at be by for from in is it of on or our that the their this to was we with"
COMMON = frozenset(f"{_COMMON_POLISH} {_COMMON_ENGLISH}".split())
_PLAIN_TO_POLISH = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zżź"}
MOST_GUESSES = 1500


def fold(word: str) -> str:
    """Small letters without diacritics: "Łąka" and "laka" are the same."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_NOT_DECOMPOSED))
    return "".join(c for c in plain if not unicodedata.combining(c))


def indexed(text: str, language: str) -> str:
    """The text as the index keeps it: every word's forms, separated by spaces."""
    forms: list[str] = []
    for word in WORD.findall(unicodedata.normalize("NFC", text)):
        forms += sorted(_forms(word.casefold(), language))
    return " ".join(forms)


def looked_for(words: str) -> list[set[str]]:
    """For each word somebody looks for, every form that means it, in any of our languages."""
    found = [word.casefold() for word in WORD.findall(unicodedata.normalize("NFC", words))][:12]
    wanted = [word for word in found if word not in COMMON] or found
    return [set().union(*(_forms(w, language) for language in LANGUAGES), _restored(w)) for w in wanted]


@lru_cache(maxsize=50_000)
def _forms(word: str, language: str) -> frozenset[str]:
    forms = {fold(word)}
    if language in LANGUAGES and not word.isdecimal():
        forms.add(fold(lemmatizer().lemmatize(word, language)))
    return frozenset(form for form in forms if form.isalnum())


@lru_cache(maxsize=5_000)
def _restored(word: str) -> frozenset[str]:
    """Dictionary forms of Polish words that become this one when somebody types without diacritics."""
    choices = [_PLAIN_TO_POLISH.get(c, c) for c in word]
    guesses = 1
    for letters in choices:
        guesses *= len(letters)
    if guesses == 1 or guesses > MOST_GUESSES or not word.isascii():
        return frozenset()
    dictionary = _factory().get_dictionary("pl")
    spelled = ("".join(letters) for letters in itertools.product(*choices))
    return frozenset(fold(lemma) for guess in spelled if (lemma := dictionary.get(guess)))


@cache
def lemmatizer() -> Lemmatizer:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(greedy=False, dictionary_factory=_factory()))


@cache
def _factory() -> Any:
    from simplemma.strategies import TrieDictionaryFactory

    folder = Path(settings.LEMMAS_ROOT)
    for language in LANGUAGES:
        if not (folder / f"{language}.dic").exists():
            _make(language, folder)
    return TrieDictionaryFactory(disk_cache_dir=str(folder))


_MAKE = (
    "import sys; from simplemma.strategies import TrieDictionaryFactory as F; "
    "F(disk_cache_dir=sys.argv[2]).get_dictionary(sys.argv[1])"
)


def _make(language: str, folder: Path) -> None:
    """Write one dictionary: aside, then moved in one step, so that no other process reads half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    log.info("Making the %s dictionary for the search, once.", language)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        made = subprocess.run([sys.executable, "-c", _MAKE, language, aside], check=False)  # noqa: S603 - our own words
        if made.returncode == 0:
            os.replace(Path(aside) / f"{language}.dic", folder / f"{language}.dic")
        else:
            log.warning("The %s dictionary could not be made aside; it is made in this process.", language)
