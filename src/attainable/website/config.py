"""Settings out of the environment: every one declared once, with its meaning; the page docs/settings.md is made from it."""

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from attainable.formats.encrypted import wrong_keys
from attainable.values.numbers import whole_number
from attainable.values.problem import Problem, ProblemsError

_WHOLE_NUMBERS: Final = (
    "SESSION_IDLE_MINUTES",
    "SESSION_HOURS",
    "EMERGENCY_MINUTES",
    "TRUSTED_PROXIES",
    "IMPORT_MAX_MB",
    "IMPORT_MAX_ROWS",
    "IMPORT_MAX_COLUMNS",
    "IMPORT_DAYS",
    "VIRUS_CHECK_SECONDS",
    "UNUSUAL_VIEWS",
    "WAREHOUSE_KEEP",
    "WAREHOUSE_FIRST_YEAR",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment: its default as text (None: there must be a value in production) and its meaning."""

    name: str
    default: str | None
    meaning: str
    secret: bool = False


SETTINGS: Final = (
    Setting("ATTAINABLE_HOME", "build/site", "Folder for the database, keys, uploads and backups."),
    Setting(
        "ATTAINABLE_MODE",
        "local",
        "`local` to try Attainable on one machine, `production` behind TLS. In production cookies are secure, staff need a "
        "second step to sign in, and you must set SECRET_KEY and ALLOWED_HOSTS.",
    ),
    Setting(
        "SECRET_KEY",
        None,
        "At least 50 random characters. Signs sessions and the audit chain. In local mode Attainable creates one and keeps it "
        "in ATTAINABLE_HOME.",
        secret=True,
    ),
    Setting(
        "AUDIT_KEY",
        None,
        "Key of the audit chain. In local mode Attainable creates one and keeps it in ATTAINABLE_HOME. Keep it even if you "
        "change SECRET_KEY: the chain does not verify with another key.",
        secret=True,
    ),
    Setting(
        "WAREHOUSE_KEY",
        None,
        "Key of the pseudonyms in the evidence tables. In local mode Attainable creates one and keeps it in ATTAINABLE_HOME. "
        "With another key every pupil gets a new pseudonym, and tables from outside no longer match.",
        secret=True,
    ),
    Setting(
        "WAREHOUSE_KEEP",
        "3",
        "How many snapshots of the evidence tables to keep, including the current one. Snapshots with an erased record are "
        "never kept.",
    ),
    Setting(
        "WAREHOUSE_FIRST_YEAR",
        "0",
        "First academic year of the evidence tables (2019 is 2019/20), if you know that the register is complete from then. "
        "0: the year of the first change on the register.",
    ),
    Setting(
        "ATTAINABLE_STORE",
        "",
        "Folder of the store of published figures that evidence pages show next to your own. Empty: `store` in ATTAINABLE_HOME.",
    ),
    Setting("WAREHOUSE_PUBLISHER", "", "Publisher of figures from these records, as shown in their source."),
    Setting(
        "DATABASE_URL", "", "`postgresql://user:password@host:port/name`, or empty for SQLite in ATTAINABLE_HOME.", secret=True
    ),
    Setting("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "Host names that the site is served at, separated by commas."),
    Setting("SITE_URL", "http://127.0.0.1:8000", "Web address that people use, for links in emails."),
    Setting(
        "SECOND_FACTOR",
        "",
        "`required` or `offered`: whether staff must have a second step to sign in before they see a child's record. Empty: "
        "required in production, offered in local mode.",
    ),
    Setting("SESSION_IDLE_MINUTES", "30", "A session ends after this long without a request."),
    Setting("SESSION_HOURS", "12", "A session always ends after this long."),
    Setting("EMERGENCY_MINUTES", "60", "Emergency access to a child's record ends after this long."),
    Setting(
        "EMAIL_URL",
        "",
        "`smtp://user:password@host:port` or `smtps://…`; empty: Attainable writes messages to files in ATTAINABLE_HOME/mail.",
        secret=True,
    ),
    Setting("EMAIL_FROM", "attainable@localhost", "Sender of messages."),
    Setting("OIDC_PROVIDERS", "", "Path of a JSON file with OpenID Connect providers, one for each organisation."),
    Setting("TRUSTED_PROXIES", "0", "How many reverse proxies are in front of the server (for the client's address and TLS)."),
    Setting("IMPORT_MAX_MB", "50", "The largest file about children that people can import, in megabytes."),
    Setting("IMPORT_MAX_ROWS", "250000", "The most rows (or pupils) in a file about children."),
    Setting("IMPORT_MAX_COLUMNS", "300", "The most columns in a spreadsheet about children."),
    Setting(
        "IMPORT_DAYS",
        "30",
        "Imported files and the contents of their rows are deleted after this many days. People can undo an import until "
        "then. Counts are kept.",
    ),
    Setting(
        "VIRUS_CHECK",
        "",
        "Command that checks each file about children for viruses before it is read, such as `clamdscan`. The file's path is "
        "added at the end. Exit code 0: clean, 1: a virus. With any other code the file counts as not checked and is refused. "
        "The command runs without a shell and without these settings. Empty: files are not checked.",
    ),
    Setting("VIRUS_CHECK_SECONDS", "60", "A file that takes longer counts as not checked."),
    Setting(
        "ENCRYPT_TO",
        "",
        "Public keys (`age1…`), separated by commas. Backups, and imported files once they are saved, are encrypted so that only "
        "the private keys open them. Keep those on another machine. `attainable backup key` makes a pair. Empty: not encrypted.",
    ),
    Setting(
        "AUDIT_HEAD_FILE",
        "",
        "File, best on another machine's disk, to which `attainable nightly` adds the end of the audit. It first compares the "
        "end that it kept last.",
    ),
    Setting(
        "AUDIT_EMAIL",
        "",
        "Address that gets the end of the audit each night, and a message when somebody opens unusually many records: the data "
        "protection officer's, for example.",
    ),
    Setting("UNUSUAL_VIEWS", "200", "How many children's records within an hour are unusual for one person. 0: never."),
    Setting("LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`. Logs never contain personal data at any level."),
    Setting("DISCLOSURE_PROFILE", "public", "Disclosure profile for figures shown to people who may not see names."),
)


class Config:
    """The settings of this process. All faults are reported together."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._given = dict(os.environ if environment is None else environment)
        self.home = Path(self.text("ATTAINABLE_HOME")).expanduser().resolve()
        self.production = self.text("ATTAINABLE_MODE") == "production"
        problems = list(self._faults())
        if problems:
            raise ProblemsError(problems)

    def text(self, name: str) -> str:
        setting = next(s for s in SETTINGS if s.name == name)
        return self._given.get(name, "").strip() or setting.default or ""

    def command(self, name: str) -> list[str]:
        """A program and its words, as a shell would part them."""
        return shlex.split(self.text(name))

    def number(self, name: str) -> int:
        return int(self.text(name))

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def key(self, name: str) -> str:
        """A secret: given, or in local mode made once and kept where only this user reads it."""
        given = self.text(name)
        if given or self.production:
            return given
        path = self.home / f"{name.lower()}.txt"
        if not path.is_file():
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(64), "utf-8")
            try:
                os.link(fresh, path)  # the first of two processes wins, and both read its key
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text("utf-8").strip()

    @property
    def key_files(self) -> list[Path]:
        """Keys that were made here and are kept in files."""
        paths = [self.home / f"{s.name.lower()}.txt" for s in SETTINGS if s.secret and s.default is None]
        return [path for path in paths if path.is_file()]

    @property
    def second_factor_required(self) -> bool:
        return (self.text("SECOND_FACTOR") or ("required" if self.production else "offered")) == "required"

    def database(self) -> dict[str, object]:
        """Django's description of the database."""
        url = self.text("DATABASE_URL")
        if not url:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": self.home / "attainable.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; "
                    "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;",
                },
            }
        parts = urlsplit(url)
        host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host", "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(host or parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }

    def email(self) -> dict[str, object]:
        """Django's settings for sending messages."""
        url = self.text("EMAIL_URL")
        backends = "django.core.mail.backends"
        if not url:
            backend, options = f"{backends}.filebased.EmailBackend", {"file_path": str(self.home / "mail")}
            return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
        parts = urlsplit(url)
        smtp: dict[str, object] = {
            "host": parts.hostname or "",
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp",
            "timeout": 20,
        }
        return {"MAILERS": {"default": {"BACKEND": f"{backends}.smtp.EmailBackend", "OPTIONS": smtp}}}

    def _faults(self) -> list[Problem]:
        found = []

        def fault(name: str, what: str, mend: str) -> None:
            found.append(Problem("bad-setting", f"{name}: {what}", mend, file="environment"))

        if self.text("ATTAINABLE_MODE") not in ("local", "production"):
            fault("ATTAINABLE_MODE", "it is neither local nor production.", "Set one of the two.")
        for name in _WHOLE_NUMBERS:
            if whole_number(self.text(name)) is None:
                fault(name, "it is not a whole number.", "Give a whole number.")
        if self.text("SECOND_FACTOR") not in ("", "required", "offered"):
            fault("SECOND_FACTOR", "it is neither required nor offered.", "Set one of the two, or leave it empty.")
        try:
            self.command("VIRUS_CHECK")
        except ValueError:
            fault("VIRUS_CHECK", "a quotation mark is not closed.", "Close it.")
        for key in wrong_keys(self.words("ENCRYPT_TO")):
            fault(
                "ENCRYPT_TO", f"{key[:12]}… is not a public key.", "A public key starts with age1. Never put a private key here."
            )
        url = self.text("DATABASE_URL")
        if url and urlsplit(url).scheme not in ("postgresql", "postgres"):
            fault("DATABASE_URL", "only PostgreSQL databases have an address.", "Start it with postgresql://, or leave it empty.")
        if self.production:
            for name in ("SECRET_KEY", "AUDIT_KEY", "WAREHOUSE_KEY"):
                if len(self._given.get(name, "")) < 50:
                    fault(name, "it is missing or shorter than 50 characters.", "Give a long random text.")
            if not self._given.get("ALLOWED_HOSTS", "").strip():
                fault("ALLOWED_HOSTS", "it is missing.", "List the host names that the site is served at.")
        return found
