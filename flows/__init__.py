"""The pipeline around `transforms`: files, processes, Prefect, the command line.

Prefect reads its settings when it is first imported, so they are set here, before any module of this
package imports it. What the environment says already is left alone.
"""

import os

# No usage data leaves the machine: neither from Prefect's server nor from its client.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
# Without a server of its own Prefect starts a temporary one, which takes 5 to 16 seconds and more on a busy machine.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
# What our modules log goes to Prefect's own log too while a flow runs, and is no matter when none does.
os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "flows")
os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")
