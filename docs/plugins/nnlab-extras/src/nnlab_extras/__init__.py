"""Five more components for nnlab, one module each."""
