"""New thing: a plugin for nnlab."""
