"""Tables of the user's own in the window: ways in, the sheet on which columns are chosen, and what is known of them."""
