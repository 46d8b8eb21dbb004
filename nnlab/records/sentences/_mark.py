def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Marks a literal for translation."""
    return text
