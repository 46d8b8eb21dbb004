"""The sentence of every problem code: what was wrong, where, and the way out. One module a room, one entry a code."""
