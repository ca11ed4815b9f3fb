"""`python -m attainable.cli`: the command, for processes that it starts itself."""

from attainable.cli.app import main

main()
