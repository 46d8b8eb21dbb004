"""Plugins as the user sees them: the manager, what is asked before a foreign one runs, installing, and their grades."""
