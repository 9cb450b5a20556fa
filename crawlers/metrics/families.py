"""The kinds of figures of Prometheus, made in one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from wiredesk.pipelines.figures.figure_names import CountedFigure, TimedFigure
from wiredesk.pipelines.figures.reading import TimedValues

PREFIX = "wiredesk_"
"""Before every name."""


def gauge(name: str, meaning: str, value: float) -> Metric:
    """One number that goes up and down."""
    return GaugeMetricFamily(PREFIX + name, meaning, value=value)


def gauges(
    name: str, meaning: str, labels: Sequence[str], values: Iterable[tuple[Sequence[str], float | None]]
) -> Metric:
    """Such numbers by `labels`; None gives no sample."""
    family = GaugeMetricFamily(PREFIX + name, meaning, labels=labels)
    for given, value in values:
        if value is not None:
            family.add_metric(list(given), value)
    return family


def counted(figure: CountedFigure, values: Mapping[str, int]) -> Metric:
    """A counted figure by its label."""
    labels = [figure.label] if figure.label else []
    family = CounterMetricFamily(PREFIX + figure.name, figure.meaning, labels=labels)
    for label, number in sorted(values.items()) if figure.label else [("", values.get("", 0))]:
        family.add_metric([label] if figure.label else [], number)
    return family


def counted_by_site(figure: CountedFigure, sites: Mapping[str, Mapping[str, int]]) -> Metric:
    """A counted figure by site and its label."""
    labels = ["site", figure.label] if figure.label else ["site"]
    family = CounterMetricFamily(PREFIX + figure.name, figure.meaning, labels=labels)
    for site, values in sites.items():
        for label, number in sorted(values.items()):
            family.add_metric([site, label] if figure.label else [site], number)
    return family


def timed(figure: TimedFigure, values: TimedValues) -> Metric:
    """A histogram."""
    family = HistogramMetricFamily(PREFIX + figure.name, figure.meaning)
    buckets, passed = [], 0
    for bound, count in zip((*map(str, figure.bounds), "+Inf"), values.counts, strict=True):
        passed += count
        buckets.append((bound, float(passed)))
    family.add_metric([], buckets, values.seconds)
    return family
