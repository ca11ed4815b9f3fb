"""The web application: settings, addresses, home, search, health."""
