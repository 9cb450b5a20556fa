"""Scrapy's settings for programs that run the spiders themselves, from the same module that ``scrapy.cfg`` names."""

from __future__ import annotations

from scrapy.settings import Settings

from settings import from_environment
from settings.environment import Environment


def project_settings(environment: Environment) -> Settings:
    """The project's settings, with what `environment` says."""
    scrapy_settings = Settings()
    scrapy_settings.setmodule("settings", priority="project")
    scrapy_settings.update(from_environment(environment), priority="cmdline")
    return scrapy_settings
