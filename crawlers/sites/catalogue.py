"""All site definitions of one folder: by name, and by the URL that a site owns."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from wiredesk.pipelines.urls.syntax import comparable_host
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.crawlers.sites.definition import SiteDefinition

logger = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "catalogue"


SHIPPED_NAME = Path("shipped")
"""Stands for SHIPPED in a list of folders; a folder of that name is written ``./shipped``."""


class Catalogue:
    """The definitions of some folders. A file is read when it is first asked for, so one broken file stops nobody else.

    `files` has for each site its file, and below it those of the same name in later folders.
    """

    def __init__(self, folders: Sequence[Path], files: Mapping[str, Sequence[Path]]) -> None:
        self.folders = tuple(folders)
        self._files = files
        self._loaded: dict[str, SiteDefinition] = {}
        self._owners: dict[str, list[SiteDefinition]] | None = None

    @classmethod
    def load(cls, *folders: Path) -> Catalogue:
        """The definitions in `folders`, which are their ``*.toml`` files; by default those that wiredesk ships.

        Of two files of one name the one of the earlier folder counts. Raises UsageProblem where a folder cannot be
        read.
        """
        resolved = [SHIPPED if folder == SHIPPED_NAME else folder for folder in folders or (SHIPPED_NAME,)]
        files: dict[str, list[Path]] = {}
        for folder in resolved:
            for path in _definition_files(folder):
                files.setdefault(path.stem, []).append(path)
        return cls(resolved, dict(sorted(files.items(), key=lambda item: f"{item[0]}.toml")))

    @property
    def names(self) -> list[str]:
        """The ids of all sites, sorted, without reading a file."""
        return list(self._files)

    def path(self, name: str) -> Path:
        """The file of the site `name`, which must be one of `names`."""
        return self._files[name][0]

    def layers(self, name: str) -> list[Path]:
        """The file of the site `name` and those below it, of later folders and at last the shipped one."""
        shipped = SHIPPED / f"{name}.toml"
        layers = list(self._files[name])
        return layers if shipped in layers or not shipped.exists() else [*layers, shipped]

    def below(self, path: Path) -> list[Path]:
        """The files that the definition `path` stands, or would stand, over. Raises UsageProblem where another file of
        its name counts before it, so that writing it would change nothing."""
        layers = self.layers(path.stem)
        ranks = {folder.absolute(): rank for rank, folder in reversed([*enumerate(self.folders)])}
        own = ranks.get(path.parent.absolute(), len(ranks))
        if own > ranks.get(layers[0].parent.absolute(), -1):
            raise UsageProblem(f"{layers[0]} counts before {path}; name {path.parent} first in WIREDESK_SITES")
        return [layer for layer in layers if layer.absolute() != path.absolute()]

    @property
    def place(self) -> str:
        """The folders, for messages."""
        return os.pathsep.join(map(str, self.folders))

    def all(self) -> list[SiteDefinition]:
        """Every definition, sorted by id. Raises one UsageProblem with every fault of every file."""
        definitions, faults = self.readable()
        if faults:
            raise UsageProblem("\n".join(faults))
        return definitions

    def readable(self, names: Sequence[str] = ()) -> tuple[list[SiteDefinition], list[str]]:
        """The definitions that are valid, of the sites `names` (in that order, each once) or of all, sorted; and the
        faults of each of the other files, one text a file and one line a fault.

        Raises UsageProblem for unknown names, with the nearest known ones.
        """
        self._check_known(names)
        definitions, faults = [], []
        for name in dict.fromkeys(names) or self._files:
            try:
                definitions.append(self._definition(name))
            except UsageProblem as problem:
                faults.append(str(problem))
        return definitions, faults

    def enabled(self) -> list[SiteDefinition]:
        """Every definition that is not switched off. Raises UsageProblem like `all`."""
        return [definition for definition in self.all() if definition.enabled]

    def get(self, names: Sequence[str]) -> list[SiteDefinition]:
        """The definitions of the sites `names`, in that order, each once.

        Raises UsageProblem for unknown names, with the nearest known ones, and for faults in the files asked for.
        """
        self._check_known(names)
        return [self._definition(name) for name in dict.fromkeys(names)]

    def for_url(self, url: str) -> SiteDefinition | None:
        """The site that `url` belongs to, or None.

        A site owns its hosts and their subdomains, with and without ``www.``. Of several the one with the longest
        host wins, then the one whose home page holds more of the URL's path. Files that are not valid are logged and
        own nothing.
        """
        try:
            parts = urlsplit(url)
            host, port = comparable_host(parts.hostname or ""), _port(parts)
        except ValueError:  # a broken port or IPv6 address belongs to nobody
            return None
        owners = self._hosts()
        while host:
            fitting = [
                (_shared_path(definition, parts.path), definition)
                for definition in owners.get(host, ())
                if _port(urlsplit(definition.url)) == port or not _owns_port(definition, host)
            ]
            if fitting:
                return max(fitting, key=lambda pair: pair[0])[1]
            host = host.partition(".")[2]
        return None

    def near(self, name: str, others: Iterable[str] = ()) -> list[str]:
        """The up to three ids that `name` may stand for: those it is a part of, or is written like.

        `others` are ids known from elsewhere.
        """
        from wiredesk.crawlers.sites.loader import nearest  # noqa: PLC0415  # many a URL has no definition

        return list(dict.fromkeys([*self._called(name), *nearest(name.lower(), [*self.names, *others])]))[:3]

    def _definition(self, name: str) -> SiteDefinition:
        if name not in self._loaded:
            from wiredesk.crawlers.sites.loader import load_definition  # noqa: PLC0415  # many a URL has no definition

            path, *below = self.layers(name)
            self._loaded[name] = load_definition(path, below)
        return self._loaded[name]

    def _check_known(self, names: Sequence[str]) -> None:
        unknown = [name for name in names if name not in self._files]
        if unknown:
            raise UsageProblem("\n".join(self._unknown(name) for name in unknown))

    def _unknown(self, name: str) -> str:
        near = self.near(name)
        hint = f"did you mean {' or '.join(near)}?" if near else "`wiredesk sites list` shows the names"
        return f"no site {name!r} in {self.place}; {hint}"

    def _called(self, name: str) -> list[str]:
        """The ids of the sites whose id or own name has `name` in it: ``anha`` is in "Hawar News Agency (ANHA)"."""
        wanted = _words(name)
        called = []
        for known in self.names if wanted else []:
            try:
                own_name = self._definition(known).name or ""
            except UsageProblem:  # a broken file is no reason to say anything but that the name is unknown
                own_name = ""
            if wanted in _words(known) or wanted in _words(own_name):
                called.append(known)
        return called

    def _hosts(self) -> dict[str, list[SiteDefinition]]:
        if self._owners is None:
            owners = defaultdict(list)
            definitions, faults = self.readable()
            for fault in faults:
                logger.error(
                    "a site definition is not valid and left out: %s", fault, extra=event("site.invalid", problem=fault)
                )
            for definition in definitions:
                for host in {comparable_host(host) for host in definition.hosts}:
                    owners[host].append(definition)
            self._owners = dict(owners)
        return self._owners


def _definition_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
    except OSError as problem:
        raise UsageProblem(
            f"no site definitions: the folder {str(folder)!r} cannot be read ({problem.strerror}); "
            "name another with --folder or WIREDESK_SITES, or unset it for the shipped ones"
        ) from None


def problems(catalogue: Catalogue) -> list[str]:
    """What is wrong with the definitions of a folder taken together and one by one, a line each.

    Besides the faults that loading finds: a source that is given twice, and two sites, enabled or not, that
    own the same host and home page, so that an article's URL cannot tell whose it is.
    """
    lines: list[str] = []
    claims: dict[tuple[str, int | None, str], str] = {}
    for name in catalogue.names:
        try:
            (definition,) = catalogue.get([name])
        except UsageProblem as problem:
            lines += str(problem).splitlines()
            continue
        home = urlsplit(definition.url)
        sources = Counter((source.type, source.url) for source in definition.sources)
        lines += [
            f"{catalogue.path(name)}: the {kind} {url} is given {times} times; keep one"
            for (kind, url), times in sources.items()
            if times > 1
        ]
        for host in sorted({comparable_host(host) for host in definition.hosts}):
            port = _port(home) if _owns_port(definition, host) else None
            first = claims.setdefault((host, port, home.path.rstrip("/")), name)
            if first != name:
                lines.append(f"{catalogue.path(name)}: the domain {host} already belongs to {first}.toml; keep one")
    return lines


def _words(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def _port(parts: SplitResult) -> int | None:
    """The port where it is not the scheme's own."""
    return None if parts.port in (80, 443) else parts.port


def _owns_port(definition: SiteDefinition, host: str) -> bool:
    """Whether `host` comes from the site's home page, whose port then counts, and not from its `domains`."""
    return comparable_host(urlsplit(definition.url).hostname or "") == host


def _shared_path(definition: SiteDefinition, path: str) -> int:
    home = urlsplit(definition.url).path.rstrip("/") + "/"
    return len(home) if f"{path}/".startswith(home) else 0
