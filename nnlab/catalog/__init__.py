"""Finds plugins, loads each behind its own border, and makes components from what they bring."""

from nnlab.catalog.catalog import Catalog, load_catalog
from nnlab.catalog.discover import discover, discover_bundled
from nnlab.catalog.loading import Loaded
from nnlab.catalog.source import PluginSource, source_of

__all__ = ["Catalog", "Loaded", "PluginSource", "discover", "discover_bundled", "load_catalog", "source_of"]
