"""The process `attainable`, and `python -m attainable.cli` for processes that it starts itself."""

from attainable.cli.app import main
from attainable.cli.exits import leave


def run() -> None:
    """The command, and the end of its process."""
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    leave(code)


if __name__ == "__main__":
    run()
