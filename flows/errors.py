"""The failures that a reader of their message can do something about, and those that may pass by themselves."""

import errno

_MAY_PASS = {errno.EAGAIN, errno.EBUSY, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ECONNRESET, errno.EHOSTDOWN}


class CopydeskError(Exception):
    """The run cannot go on. The message says in a line or two what was wrong, with the value, and what to do."""


class UsageError(CopydeskError):
    """The command was wrong: a flag, a variable, or a path that they name."""


def may_pass(error: object) -> bool:
    """Whether what failed may succeed in a moment, as when a network share was away.

    >>> may_pass(OSError(errno.EIO, "Input/output error")), may_pass(OSError(errno.ENOSPC, "No space left on device"))
    (True, False)
    """
    return isinstance(error, OSError) and error.errno in _MAY_PASS
