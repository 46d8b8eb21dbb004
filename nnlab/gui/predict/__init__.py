"""What the network answers for a row that a person types, slides or draws.

`Predicting` owns the dock and its action; the panel behind it is imported when it is first shown.
"""
