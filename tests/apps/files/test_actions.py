import pytest
from django.contrib.auth.models import AnonymousUser

from skwer.apps.files import actions, holders
from skwer.apps.files.actions import NotYours, TooMany, attach, delete_upload, describe, store_upload
from skwer.apps.files.contents import WrongContent
from skwer.apps.files.models import Upload
from skwer.apps.people.models import JournalEntry, Organisation
from tests.factories import make_person

from .pictures import PDF, photo, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(monkeypatch, city, other_city, resident):
    """A kind of holder for the tests: benches are cities; everybody sees the first, the resident may change it."""
    monkeypatch.setattr(holders, "_KINDS", dict(holders._KINDS))
    kind = holders.HolderKind(
        key="bench",
        visible_keys=lambda person: Organisation.objects.filter(pk=city.pk),
        inside_keys=lambda person: [str(city.pk)] if person == resident else [],
        may_change=lambda person, key, at: person == resident and key == str(city.pk),
    )
    holders.register(kind)
    return city


def keep(by, city, at, **more) -> Upload:
    more.setdefault("file", uploaded(photo()))
    return store_upload(by=by, organisation=city, kind=more.pop("kind", "photo"), at=at, **more)


def test_a_photo_is_kept_checked_and_journalled(resident, city, at) -> None:
    upload = keep(resident, city, at, alt_text="  Ławka\x00 nad \n rzeką ", file=uploaded(photo(), "../../ja.HTML"))
    upload.refresh_from_db()
    assert upload.content_type == "image/jpeg"
    assert upload.original_name == "ja.jpg"
    assert upload.alt_text == "Ławka nad rzeką"
    assert (upload.width, upload.height) == (800, 600)
    assert upload.file.name.startswith("uploads/")
    assert len(upload.file.read()) == upload.size
    assert upload.thumbnail.size > 0
    entry = JournalEntry.objects.get(verb="upload_stored")
    assert entry.key == str(upload.pk)
    assert "ja" not in str(entry.after).replace("jpg", "")


def test_a_refused_file_leaves_nothing(resident, city, at) -> None:
    with pytest.raises(WrongContent):
        keep(resident, city, at, file=uploaded(b"<svg/>", "plan.jpg"))
    assert not Upload.objects.exists()
    assert not JournalEntry.objects.exists()


def test_an_account_is_needed(city, at) -> None:
    with pytest.raises(NotYours):
        keep(AnonymousUser(), city, at)


def test_only_who_may_change_the_thing_adds_to_it(resident, stranger, bench, at) -> None:
    with pytest.raises(NotYours):
        keep(stranger, bench, at, holder_kind="bench", holder_key=bench.pk)
    assert keep(resident, bench, at, holder_kind="bench", holder_key=bench.pk).holder_key == str(bench.pk)


def test_a_thing_holds_so_many_files(resident, bench, at, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_A_HOLDER", 1)
    keep(resident, bench, at, holder_kind="bench", holder_key=bench.pk)
    with pytest.raises(TooMany):
        keep(resident, bench, at, holder_kind="bench", holder_key=bench.pk)


def test_who_sees_what(resident, stranger, bench, other_city, at) -> None:
    outer = keep(resident, bench, at, holder_kind="bench", holder_key=bench.pk, audience="holder")
    inner = keep(resident, bench, at, holder_kind="bench", holder_key=bench.pk, audience="inside")
    loose = keep(resident, bench, at)
    other = keep(resident, bench, at, audience="holder")
    Upload.objects.filter(pk=other.pk).update(holder_kind="bench", holder_key=str(other_city.pk), uploaded_by=None)

    def seen(person) -> set:
        return set(Upload.objects.visible_to(person).values_list("pk", flat=True))

    assert seen(None) == {outer.pk}
    assert seen(AnonymousUser()) == {outer.pk}
    assert seen(stranger) == {outer.pk}
    assert seen(resident) == {outer.pk, inner.pk, loose.pk}
    Upload.objects.filter(pk=inner.pk).update(uploaded_by=None)
    assert inner.pk in seen(resident)  # inside of what she writes, whoever sent it
    Upload.objects.filter(pk=outer.pk).update(holder_kind="unknown")
    assert seen(stranger) == set()


def test_attaching_needs_both_the_file_and_the_thing(resident, stranger, bench, other_city, at) -> None:
    loose = keep(resident, bench, at)
    with pytest.raises(NotYours):
        attach(by=stranger, upload=loose, holder_kind="bench", holder_key=bench.pk, at=at)
    with pytest.raises(NotYours):
        attach(by=resident, upload=loose, holder_kind="bench", holder_key=other_city.pk, at=at)
    attach(by=resident, upload=loose, holder_kind="bench", holder_key=bench.pk, audience="holder", at=at)
    loose.refresh_from_db()
    assert (loose.holder_kind, loose.holder_key, loose.audience) == ("bench", str(bench.pk), "holder")
    with pytest.raises(NotYours):  # what belongs to something stays there
        attach(by=resident, upload=loose, holder_kind="bench", holder_key=bench.pk, at=at)


def test_describing(resident, stranger, city, at) -> None:
    loose = keep(resident, city, at)
    with pytest.raises(NotYours):
        describe(by=stranger, upload=loose, alt_text="x", at=at)
    describe(by=resident, upload=loose, alt_text="Ławka", at=at)
    loose.refresh_from_db()
    assert loose.alt_text == "Ławka"


@pytest.mark.django_db(transaction=True)
def test_deleting_takes_the_bytes_too(resident, stranger, city, at) -> None:
    upload = keep(resident, city, at, kind="document", file=uploaded(PDF, "plan.pdf"))
    storage, name = upload.file.storage, upload.file.name
    with pytest.raises(NotYours):
        delete_upload(by=stranger, upload=upload, at=at)
    assert storage.exists(name)
    delete_upload(by=resident, upload=upload, at=at)
    assert not storage.exists(name)
    assert not Upload.objects.exists()
    assert JournalEntry.objects.filter(verb="upload_deleted").exists()


def test_when_the_holder_is_closed_its_files_stay(resident, bench, at) -> None:
    upload = keep(resident, bench, at, holder_kind="bench", holder_key=bench.pk)
    holders.register(
        holders.HolderKind("bench", lambda p: [], lambda p: [str(bench.pk)], lambda person, key, at: False)
    )
    with pytest.raises(NotYours):
        delete_upload(by=resident, upload=upload, at=at)


def test_an_erased_uploader_leaves_nobody_in_charge_of_a_loose_file(resident, city, at) -> None:
    upload = keep(resident, city, at)
    Upload.objects.update(uploaded_by=None)
    upload.refresh_from_db()
    with pytest.raises(NotYours):
        delete_upload(by=make_person(), upload=upload, at=at)
