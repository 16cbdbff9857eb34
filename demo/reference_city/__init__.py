"""The made-up records of the reference city, one module for each domain. See ../README.md."""
