"""planlint: checks plans and returns against a schema and assurance rules, and says what to do about it."""

__version__ = "0.1.0"
