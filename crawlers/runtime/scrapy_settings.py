"""Scrapy's settings for programs that run the spiders themselves, from the same module that ``scrapy.cfg`` names."""

from __future__ import annotations

from scrapy.settings import Settings

from wiredesk.settings import from_environment
from wiredesk.settings.environment import Environment


def project_settings(environment: Environment) -> Settings:
    """The project's settings, with what `environment` says."""
    scrapy_settings = Settings()
    scrapy_settings.setmodule("wiredesk.settings", priority="project")
    scrapy_settings.update(from_environment(environment), priority="cmdline")
    return scrapy_settings
