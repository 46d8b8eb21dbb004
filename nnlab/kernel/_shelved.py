"""One plugin file on the shelf: what lies there now, and the versions of it that worked."""

from __future__ import annotations

from nnlab.kernel import messages as m
from nnlab.kernel._ledger import Ledger

most = 3  # versions kept: one that passes its trial may still end a kernel, and then the one before goes on


class Shelved:
    """What lies at a path, what worked of it, oldest first, and the digest of what the present kernel was told."""

    def __init__(self, file: m.PluginFile) -> None:
        self.file = file
        self.sent: str | None = None
        self._worked: list[m.PluginFile] = []
        self._seen: dict[str, m.PluginFile] = {}  # texts that may turn out to work, by digest

    def see(self, file: m.PluginFile) -> None:
        """Takes note of what lies there now."""
        self.file = file
        if file.text is not None:
            self._seen.pop(file.sha256, None)
            self._seen[file.sha256] = file
            while len(self._seen) > most:
                del self._seen[next(iter(self._seen))]
            self._worked = [self._seen.get(one.sha256, one) for one in self._worked]

    def passed(self, file: m.PluginFile) -> None:
        """Takes note of a version that passed its trial."""
        others = [one for one in self._worked if one.sha256 != file.sha256]
        self._worked = [*others[1 - most :], self._seen.get(file.sha256, file)]

    def worked(self, digest: str) -> None:
        """Takes note of a version that a kernel has loaded."""
        if digest in self._seen and all(one.sha256 != digest for one in self._worked):
            self.passed(self._seen[digest])

    def wanted(self, ledger: Ledger) -> m.PluginFile | None:
        """Returns the version that a kernel should have: what lies there if that is proven, else what worked last."""
        digest = self.file.sha256
        if digest and digest in ledger.known and digest not in ledger.quarantined:
            return self.file
        able = [one for one in self._worked if one.sha256 not in ledger.quarantined]
        able = [one for one in able if one.text is not None or one.sha256 == self.sent]  # a folder is loaded as it lies
        return able[-1] if able else None
