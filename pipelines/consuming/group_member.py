"""What the blocking and the asyncio consumer have in common: settings, session, and how they are stopped."""

from __future__ import annotations

import os
import signal
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Unpack

from wiredesk.pipelines.consuming.delivery import Delivery
from wiredesk.pipelines.consuming.heartbeat import Heartbeat
from wiredesk.pipelines.consuming.options import ConsumerSettings, consumer_options, unique_consumer_name
from wiredesk.pipelines.consuming.session import Session
from wiredesk.pipelines.consuming.stop_signals import stop_on_signals
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment, read_environment


class GroupMember:
    """A member of a consumer group.

    `redis_url` and `environment` say where Redis is (default: the environment variables); `settings` are those of
    `ConsumerSettings`. With `handle_signals`, SIGTERM and SIGINT stop it after the current article.

    Raises UsageProblem for wrong settings.
    """

    def __init__(
        self,
        group: str,
        *,
        redis_url: str | None = None,
        environment: Environment | None = None,
        handle_signals: bool = True,
        **settings: Unpack[ConsumerSettings],
    ) -> None:
        environment = environment or read_environment()
        self._environment = replace(environment, redis_url=redis_url) if redis_url else environment
        self.options = consumer_options(group, settings)
        self._session = Session(self.options, Keys(self._environment.key_prefix))
        self._process = os.getpid()
        self._handle_signals = handle_signals
        self._heartbeat: Heartbeat | None = None
        self._entered = False
        self._current: Delivery | None = None
        self.stop_signal: signal.Signals | None = None
        """The signal that stopped this consumer, if one did."""

    @property
    def dead_letters(self) -> int:
        """How many articles this consumer has given up."""
        return self._session.dead_letters

    @property
    def skipped(self) -> int:
        """How many articles this consumer has acknowledged unseen, because its filters do not want them."""
        return self._session.skipped

    def stop(self) -> None:
        """End the loop after the current article. May be called from any thread or a signal handler."""
        self._session.stop()

    def _be_its_own(self) -> None:
        """To be called before anything is opened: in a fork of the process that made it, it is another consumer. By one
        name two would take each other's articles for what they lost in an outage."""
        if os.getpid() == self._process or self.options.named:
            return
        self._process = os.getpid()
        self.options = replace(self.options, name=unique_consumer_name())
        self._session = Session(self.options, Keys(self._environment.key_prefix))

    def _stopping_on_signals(self) -> AbstractContextManager[None]:
        # A plain signal handler that sets a flag: the loop looks at it after each read, at most a second later
        return stop_on_signals(self._note_signal) if self._handle_signals else nullcontext()

    def _note_signal(self, number: signal.Signals) -> None:
        self.stop_signal = number
        self.stop()
