"""Django's own commands, for those who develop: `python -m attainable.website makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
execute_from_command_line(["attainable.website", *sys.argv[1:]])
