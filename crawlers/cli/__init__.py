"""The command line."""


def main() -> None:
    """Run the ``wiredesk`` command."""
    raise NotImplementedError
