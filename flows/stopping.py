"""A run in the foreground can be stopped: by Ctrl-C, or by SIGTERM, as `kill` and service managers send it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import get_current_settings

from flows.cli import STOPPED

_PATIENCE_S = 10.0


@contextmanager
def stoppable() -> Iterator[None]:
    """Within it, either signal raises KeyboardInterrupt, and ends the process should the flow's end take too long."""
    _start_server()
    heard, told = os.pipe()
    os.set_blocking(told, False)
    # Whoever handles a signal (Prefect does while a flow runs), its number is written to this pipe first.
    signal.set_wakeup_fd(told)
    threading.Thread(target=_end_after_signal, args=(heard,), daemon=True).start()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.set_wakeup_fd(-1)
        os.close(told)


def _start_server() -> None:
    """Starts Prefect's temporary server, where there is no other, out of the reach of Ctrl-C.

    Ctrl-C goes to all processes of a terminal. Were the server gone first, the flow would try for minutes to
    report its end. A process inherits which signals are blocked.
    """
    if get_current_settings().api.url is None:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            SubprocessASGIServer().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_after_signal(heard: int) -> None:
    """The published tables are whole at any moment, and the next run clears what this one leaves."""
    if os.read(heard, 1):
        time.sleep(_PATIENCE_S)
        print("copydesk: stopped. The published tables are whole.", file=sys.stderr)
        SubprocessASGIServer().stop()
        os._exit(STOPPED)
    os.close(heard)
