"""Wiring only: settings, addresses, the embedded database and the command line."""
