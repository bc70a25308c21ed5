"""Choose the reader's language: by link, by cookie, by browser; Chinese unless asked otherwise."""

from collections.abc import Mapping

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale, gettext

#: The short code used in links and cookies -> the catalogue's locale, Chinese first.
LOCALES: Mapping[str, str] = {"zh": "zh_Hans_CN", "en": "en"}
DEFAULT = "zh"
COOKIE = "lang"
_TAGS = {"zh": "zh-CN", "en": "en"}


def chosen_language() -> str:
    """Return the short code of the language this request is answered in."""
    if not has_request_context():
        return DEFAULT
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish is not None and wish in LOCALES:
            return wish
    best = request.accept_languages.best_match(("zh-CN", "zh", "en"), default="zh-CN")
    return "en" if best == "en" else DEFAULT


def select_locale() -> str:
    """Return the catalogue of this request."""
    return LOCALES[chosen_language()]


def language_tag() -> str:
    """Return the `lang` attribute of what is being rendered now."""
    locale = get_locale()
    return _TAGS["en"] if locale is not None and locale.language == "en" else _TAGS[DEFAULT]


def translated(text: object) -> str:
    """Put a sentence that was chosen elsewhere, such as a step of a calculation, into words.

    Unlike `_()` in a template it takes percent signs as they are.
    """
    return gettext(str(text)) if text else ""


def init_app(app: Flask) -> None:
    """Wire the catalogues of translations/ and the language of each request."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", LOCALES[DEFAULT])
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    Babel(app, locale_selector=select_locale)
    app.jinja_env.filters["translated"] = translated
    app.jinja_env.globals.update(language_tag=language_tag, chosen_language=chosen_language)
