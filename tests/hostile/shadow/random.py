"""Stands where Python's own module of this name would be looked for."""


def random() -> str:
    """Returns no number."""
    return "not random"
