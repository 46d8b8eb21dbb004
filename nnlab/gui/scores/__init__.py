"""How well the network answers: numbers, the confusion matrix or a scatter, and the samples behind each of them.

Only `desk` is imported with the window; the rest when the panel is first shown.
"""
