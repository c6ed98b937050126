"""Founding an organisation and changing what it says about itself."""

import io

import pytest
from PIL import Image

from skwer.apps.people import actions
from skwer.apps.people.models import JournalEntry, Organisation
from skwer.apps.people.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def found(by, at, **over):
    values = {"kind": "city", "slug": "nowe", "name": "Nowe Miasto", **over}
    return actions.create_organisation(by=by, at=at, **values)


def picture(kind="PNG", size=(900, 300), **save) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "#1c6b3c").save(out, kind, **save)
    out.seek(0)
    return out


def test_the_site_operator_founds_a_city_and_it_is_written_down(operator, at):
    city = found(operator, at, changes={"theme": "cegla", "name_en": "New Town"})
    assert (city.slug, city.theme, city.name_en) == ("nowe", "cegla", "New Town")
    entry = JournalEntry.objects.get(scope=f"organisation:{city.pk}")
    assert (entry.verb, entry.kind, entry.key, entry.actor) == ("create", "organisation", "nowe", str(operator.uid))


def test_nobody_else_founds(admin, at):
    with pytest.raises(NotAllowed):
        found(admin, at)


@pytest.mark.parametrize("slug", ["nowe", "Nowe Miasto", "", "ąę"])
def test_the_address_part_is_free_and_plain(operator, at, slug):
    found(operator, at)
    with pytest.raises(actions.SlugTaken):
        found(operator, at, slug=slug)


def test_the_administrator_changes_and_the_journal_holds_before_and_after(admin, city, at):
    actions.change_organisation(by=admin, organisation=city, changes={"theme": "sliwa", "slug": "inny"}, at=at)
    city.refresh_from_db()
    assert (city.theme, city.slug) == ("sliwa", "lipowiec")
    entry = JournalEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"theme": "lipa"}, {"theme": "sliwa"})


def test_a_change_that_changes_nothing_leaves_no_entry(admin, city, at):
    actions.change_organisation(by=admin, organisation=city, changes={"theme": city.theme}, at=at)
    assert not JournalEntry.objects.exists()


def test_officers_and_other_cities_do_not_change(officer, stranger, city, at):
    for person in (officer, stranger):
        with pytest.raises(NotAllowed):
            actions.change_organisation(by=person, organisation=city, changes={"theme": "sliwa"}, at=at)


def test_the_contact_person_stays_out_of_the_journal(admin, city, at):
    changes = {"contact_name": "Marta Wilk", "contact_email": "marta@lipowiec.example", "contact_phone": "600 100 200"}
    actions.change_organisation(by=admin, organisation=city, changes=changes, at=at)
    entry = JournalEntry.objects.latest("pk")
    assert entry.after == {"contact_name": "given", "contact_email": "given", "contact_phone": "given"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"theme": "neon"}, "theme"),
        ({"kind": "club"}, "kind"),
        ({"teryt": "12345"}, "teryt"),
        ({"teryt": "3207A"}, "teryt"),
        ({"population": 60000}, "population"),
        ({"population": 60000, "population_year": 2025}, "population"),
        ({"contact_email": "marta at lipowiec"}, "contact_email"),
        ({"short_name": "x" * 61}, "short_name"),
        ({"geodata": {"type": "Feature"}}, "geodata"),
        ({"geodata": {"type": "FeatureCollection", "features": [{"geometry": None}]}}, "geodata"),
    ],
)
def test_wrong_values_are_refused_by_field(admin, city, at, changes, field):
    with pytest.raises(actions.WrongValue) as refusal:
        actions.change_organisation(by=admin, organisation=city, changes=changes, at=at)
    assert refusal.value.field == field


def test_population_stands_with_year_and_source(admin, city, at):
    changes = {"population": 60_120, "population_year": 2025, "population_source": "GUS", "teryt": "3207011"}
    actions.change_organisation(by=admin, organisation=city, changes=changes, at=at)
    city.refresh_from_db()
    assert (city.population, city.teryt) == (60_120, "3207011")


def _streets(*position):
    line = {"type": "LineString", "coordinates": [list(position), [position[0] + 0.001, position[1]]]}
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": line}]}


def test_geodata_are_degrees_and_the_journal_holds_their_hash_only(admin, city, at):
    actions.change_organisation(by=admin, organisation=city, changes={"geodata": _streets(16.55, 53.95)}, at=at)
    assert len(JournalEntry.objects.latest("pk").after["geodata"]) == 64
    with pytest.raises(actions.WrongValue):
        actions.change_organisation(by=admin, organisation=city, changes={"geodata": _streets(312000, 645000)}, at=at)


def test_a_logo_is_drawn_anew_small_and_without_what_was_hidden(admin, city, at):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    actions.set_logo(by=admin, organisation=city, file=picture("JPEG", exif=exif), at=at)
    city.refresh_from_db()
    drawn = city.logo.open().read()
    assert b"taken at home" not in drawn
    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.size) == ("PNG", (512, 171))


def test_the_contents_decide_not_the_name(admin, city, at):
    for data in (b"<svg onload='x'/>", b"GIF89a....", b"", b"\x89PNG\r\n\x1a\n broken"):
        with pytest.raises(actions.BadLogo):
            actions.set_logo(by=admin, organisation=city, file=io.BytesIO(data), at=at)


def test_a_logo_has_at_most_two_megabytes(admin, city, at):
    heavy = io.BytesIO(picture().getvalue() + b"\0" * (2 * 1024 * 1024))
    with pytest.raises(actions.BadLogo):
        actions.set_logo(by=admin, organisation=city, file=heavy, at=at)


def test_an_officer_sets_no_logo(officer, city, at):
    with pytest.raises(NotAllowed):
        actions.set_logo(by=officer, organisation=city, file=picture(), at=at)
    with pytest.raises(NotAllowed):
        actions.remove_logo(by=officer, organisation=city, at=at)


def test_a_new_logo_discards_the_old_file(admin, city, at, django_capture_on_commit_callbacks):
    actions.set_logo(by=admin, organisation=city, file=picture(), at=at)
    first, storage = city.logo.name, city.logo.storage
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_logo(by=admin, organisation=city, file=picture(size=(40, 40)), at=at)
    assert storage.exists(city.logo.name)
    assert not storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_logo(by=admin, organisation=city, at=at)
    assert not Organisation.objects.get(pk=city.pk).logo
