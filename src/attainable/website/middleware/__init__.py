"""Middleware between the server and the pages."""
