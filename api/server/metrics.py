"""All that the API counts; served at ``/metrics``."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The figures of one app; two apps in one process do not share them."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        self.batches = Counter("onpost_batches", "Batches taken in", registry=self.registry)
        self.duplicates = Counter("onpost_batches_duplicate", "Batches that were known already", registry=self.registry)
        self.refusals = Counter(
            "onpost_batches_refused", "Batches refused, by reason", ["code"], registry=self.registry
        )
        self.spans = Counter("onpost_spans", "Spans taken in", registry=self.registry)
        self.events = Counter("onpost_events", "Revisions of events told, by phase", ["phase"], registry=self.registry)
        self.refolds = Counter("onpost_refolds", "Counters judged anew for late spans", registry=self.registry)
        self.silent_views = Gauge("onpost_silent_views", "Views given up as blind", registry=self.registry)
        self.store_errors = Counter("onpost_store_errors", "Transactions the store refused", registry=self.registry)
        self.group_s = Histogram(
            "onpost_group_seconds",
            "From taking a group of batches to its commit",
            buckets=BUCKETS_S,
            registry=self.registry,
        )

    def text(self) -> bytes:
        """The figures in Prometheus' own format."""
        return generate_latest(self.registry)
