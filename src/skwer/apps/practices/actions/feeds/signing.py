"""The keys this installation signs with. `by` None: whoever sits at the machine itself (`skwer feed`)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from ... import rules
from ...federation import envelope, keys
from ...models import PublishingKey
from .common import KEY, note


@transaction.atomic
def begin_publishing(*, by: Person | None, at: datetime) -> PublishingKey:
    """The key in use; the first one is made, or taken from the environment. Raises NotAllowed."""
    if by is not None and not rules.may_exchange(by):
        raise NotAllowed
    found = PublishingKey.objects.select_for_update().filter(in_use=True).first()
    if found is not None:
        return found
    given = keys.from_environment()
    public = envelope.public_of(given) if given is not None else keys.keep(envelope.fresh_secret())
    try:
        with transaction.atomic():
            key = PublishingKey.objects.create(public=public, since=at)
    except IntegrityError:  # somebody began a moment ago
        if given is None:
            keys.destroy(public)
        return PublishingKey.objects.get(in_use=True)
    note("publishing_begun", KEY, key.pk, by, at, after={"key": envelope.key_id(public)})
    return key


@transaction.atomic
def rotate_key(*, by: Person | None, at: datetime) -> PublishingKey:
    """A new key, vouched for by the old one, whose secret is then destroyed. Where that secret is lost already, nobody
    can vouch, and subscribers must trust the new key by hand. Raises NotAllowed.
    """
    if by is not None and not rules.may_exchange(by):
        raise NotAllowed
    old = PublishingKey.objects.select_for_update().filter(in_use=True).first()
    if old is None:
        return begin_publishing(by=by, at=at)
    public = keys.keep(envelope.fresh_secret())
    new = PublishingKey(public=public, since=at)
    try:
        secret = keys.secret_of(old.public)
    except keys.NoSecret:
        pass
    else:
        new.vouched = envelope.vouched(public, old.public, at.astimezone(UTC).isoformat(), secret)[envelope.SIGNATURE]
    old.in_use, old.until = False, at
    old.save(update_fields=["in_use", "until"])
    new.save()
    before, after = envelope.key_id(old.public), envelope.key_id(public)
    note("key_rotated", KEY, new.pk, by, at, before={"key": before}, after={"key": after, "vouched": bool(new.vouched)})
    transaction.on_commit(lambda: keys.destroy(old.public))
    return new
