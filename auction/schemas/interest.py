"""What visitors and the court write to each other about a lot."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from app.web.parsing import LocalMomentField

#: Signs of a question, of an answer, of a form of address (P74, P75).
QUESTION_SIGNS = (5, 500)
ANSWER_SIGNS = (2, 2000)
CALLED_SIGNS = (1, 20)


class _Trimmed(Schema):
    """Blanks around what is typed do not count."""

    @pre_load
    def trim(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Cut them off, and line ends to one form, so that the same words are the same."""
        return {
            key: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for key, value in given.items()
        }


class QuestionForm(_Trimmed):
    """A question about a lot."""

    words = fields.String(
        required=True, validate=validate.Length(*QUESTION_SIGNS, error="question_length")
    )


class QuestionAnswerForm(_Trimmed):
    """The court's answer to one."""

    answer = fields.String(
        required=True, validate=validate.Length(*ANSWER_SIGNS, error="answer_length")
    )


class ViewingForm(_Trimmed):
    """A time to look at a thing, where one meets, and for how many."""

    starts_at = LocalMomentField(required=True)
    ends_at = LocalMomentField(required=True)
    place = fields.String(required=True, validate=validate.Length(1, 200, error="place_length"))
    capacity = fields.Integer(
        required=True, validate=validate.Range(1, 500, error="capacity_range")
    )


class BookingForm(_Trimmed):
    """How one wishes to be called at the door."""

    called = fields.String(
        required=True, validate=validate.Length(*CALLED_SIGNS, error="called_length")
    )
