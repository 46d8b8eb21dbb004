"""The experiment as data: `document` (the value), `edits` (from one value to the next), `checks` (what is wrong with
one), `facts` (what only running code knows), `file` (the `.nnlab` file), `presets` (where to begin).
"""
