"""Scrapy's settings for programs that run the spiders themselves, from the same module that ``scrapy.cfg`` names."""

from __future__ import annotations

from scrapy.settings import Settings

from settings.environment import Environment


def project_settings(environment: Environment) -> Settings:
    """The project's settings, with what `environment` says."""
    scrapy_settings = Settings()
    scrapy_settings.setmodule("settings", priority="project")
    scrapy_settings.set("USER_AGENT", environment.user_agent, priority="cmdline")
    scrapy_settings.set(
        "WIREDESK_ALLOW_ADDRESSES", [str(network) for network in environment.allow_addresses], priority="cmdline"
    )
    return scrapy_settings
