"""The failures that a reader of their message can do something about."""


class CopydeskError(Exception):
    """The run cannot go on. The message says in a line or two what was wrong, with the value, and what to do."""


class UsageError(CopydeskError):
    """The command was wrong: a flag, a variable, or a path that they name."""
