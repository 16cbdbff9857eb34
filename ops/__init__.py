"""Rehearsals of what must not go wrong, each on clusters of its own that are thrown away at the end.

Run them from the project's folder: `.venv/bin/python -m ops.kill_test`. None touches the installation's data.
"""
