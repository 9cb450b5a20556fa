"""The command ``wiredesk``, which is also ``python -m wiredesk``."""

try:
    import os
    import signal
except KeyboardInterrupt:
    raise SystemExit(130) from None

_INTERRUPTED = 130
"""ExitCode.INTERRUPTED, before anything of ours is there."""


def main() -> None:
    """Load the command line and run it. Ctrl-C meanwhile ends the process at once: nothing has begun, and a traceback
    through the modules that are being loaded would tell nothing. Where Ctrl-C is ignored (``nohup``), it stays so."""
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:
        signal.signal(signal.SIGINT, _end)
    from wiredesk.crawlers.cli import main as run  # noqa: PLC0415  # Ctrl-C is to be seen to first

    if is_heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _end(*_: object) -> None:
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
