"""Structured logs: a line of JSON an event, with nothing in it that says who a child is."""

import logging
import logging.config
import sys
from typing import Any, Final

import structlog

_SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(level: str) -> dict[str, Any]:
    """Python's own logging, sent through structlog's formatter to standard error. Sets both up, and returns what was set."""
    handler = {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "json"}
    settings: dict[str, Any] = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": _json_lines()},
        "handlers": {"standard": handler},
        "root": {"handlers": ["standard"], "level": level},
        "loggers": {
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "django.db.backends": {"level": "WARNING"},
        },
    }
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(settings)
    return settings


def _json_lines() -> dict[str, Any]:
    processors = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        without_personal_data,
        structlog.processors.JSONRenderer(),
    ]
    return {"()": Formatter, "processors": processors, "foreign_pre_chain": _SHARED}


# Libraries whose words hold no data of people: the server, and what sets up and migrates.
_PLAIN = ("granian", "_granian", "django.db.migrations", "django.utils.autoreload")


class Formatter(structlog.stdlib.ProcessorFormatter):
    """What a library logs: the text that its programmers wrote, without what was filled in. That may be an address typed
    by hand, a name out of a form, a row. A text that was filled in beforehand is not shown at all."""

    def format(self, record: logging.LogRecord) -> str:
        if not isinstance(record.msg, dict) and not record.name.startswith(("attainable", *_PLAIN)):
            template = record.msg if record.args and isinstance(record.msg, str) else "said by a library"
            record = logging.makeLogRecord({**record.__dict__, "msg": template, "args": (), "exc_text": None})
        return super().format(record)


def without_personal_data(logger: object, method: str, event: Any) -> Any:
    """An exception is logged by its kind and its places in our code: its text may contain a name from a form or a row."""
    caught = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if isinstance(caught, BaseException):
        caught = (type(caught), caught, caught.__traceback__)
    if caught:
        kind, _, trace = caught if isinstance(caught, tuple) else sys.exc_info()
        event["exception"] = kind.__name__ if kind else "?"
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        event["at"] = places[-6:]
    return event
