"""A refusal says what is wrong, in the reader's language, and names its paragraph."""

from skwer.apps.people.refusals import NotAllowed, Refusal


class TooLate(Refusal):
    message = "The hour has passed."
    code = "too_late"
    status = 409


def test_refusal_carries_message_code_paragraph_and_status():
    refusal = TooLate(paragraph="§ 4")
    assert (str(refusal), refusal.code, refusal.status) == ("The hour has passed. (§ 4)", "too_late", 409)


def test_arguments_override_the_class_without_changing_it():
    assert TooLate("Other words", code="other").code == "other"
    assert TooLate().code == "too_late"
    assert str(TooLate("Other words")) == "Other words"


def test_not_allowed_is_a_permission():
    assert NotAllowed().status == 403
    assert issubclass(NotAllowed, Refusal)
