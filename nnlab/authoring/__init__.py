"""The text of a new plugin: from a template, as a changed copy of another, in a package of its own."""
