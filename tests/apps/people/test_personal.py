"""Every field that tells something about a person says what it is for and when it goes."""

from django.apps import apps
from django.db import models

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

WORDS = ("phone", "contact", "surname", "first_name", "last_name", "pesel", "birth", "ip_address", "address")

# Fields that look personal and are not, each with its reason.
EXEMPT = {
    "people.Organisation.contact_office": "an office, not a person",
    "people.Organisation.contact_office_pl": "an office, not a person",
    "people.Organisation.contact_office_en": "an office, not a person",
    "people.Organisation.contact_office_nb": "an office, not a person",
    "people.Organisation.contact_office_cs": "an office, not a person",
    "people.Organisation.contact_hours": "hours of an office",
    "people.Organisation.contact_hours_pl": "hours of an office",
    "people.Organisation.contact_hours_en": "hours of an office",
    "people.Organisation.contact_hours_nb": "hours of an office",
    "people.Organisation.contact_hours_cs": "hours of an office",
    "people.Organisation.contact_address": "address of an office",
    "places.Place.address": "where a public place is",
    "spaces.Space.address": "where a vacant space is",
    "spaces.Shared.address": "where an organisation hands out what it lends",
    "events.Site.address": "where an event is held",
    "calls.Proposal.address": "where the place would be",
    "search.Entry.address": "path of a page",
}


def own_models():
    return [m for m in apps.get_models() if m.__module__.startswith("skwer.")]


def looks_personal(field: models.Field) -> bool:
    if field.related_model is Person or isinstance(field, (models.EmailField, models.GenericIPAddressField)):
        return True
    text = isinstance(field, (models.CharField, models.TextField))
    return text and any(word in field.name for word in WORDS)


def suspects():
    for model in own_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if not field.auto_created and looks_personal(field):
                yield f"{model._meta.label}.{field.name}", model, field


def test_every_personal_field_is_declared():
    bare = [
        label
        for label, model, field in suspects()
        if label not in EXEMPT and field.name not in getattr(model, "PERSONAL", {})
    ]
    assert bare == []


def test_exemptions_are_not_left_over():
    assert set(EXEMPT) <= {label for label, _model, _field in suspects()}
    assert all(EXEMPT.values())


def test_declarations_name_existing_fields_and_say_both_things():
    for model in own_models():
        for name, personal in getattr(model, "PERSONAL", {}).items():
            assert isinstance(personal, Personal), f"{model._meta.label}.{name}"
            assert model._meta.get_field(name) is not None
            assert personal.purpose
            assert personal.retention


def test_no_column_keeps_a_network_address():
    kept = [
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        for f in m._meta.fields
        if isinstance(f, models.GenericIPAddressField) and not m.__module__.startswith("axes.")
    ]
    assert kept == []  # axes is set to count in the cache: its tables stay empty


def test_the_test_sees_what_it_should():
    seen = {label for label, _model, _field in suspects()}
    assert {"people.Person.email", "people.Membership.person", "calls.Proposal.author"} <= seen
