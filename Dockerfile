# syntax=docker/dockerfile:1
# wiredesk: docker build -t wiredesk . ; docker run --rm wiredesk sites list --country iq

# Tag of the day on which this file was last checked (Python 3.13, Debian 13); your registry's digest makes it exact:
# docker build --build-arg PYTHON_IMAGE=python:3.13.15-slim-trixie@sha256:...
ARG PYTHON_IMAGE=python:3.13.15-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
# What builds lives in /tools, what runs in /app; only /app is taken over.
RUN python -m venv /tools && python -m venv --without-pip /app
COPY requirements-build.lock requirements.lock ./
RUN /tools/bin/pip install --require-hashes -r requirements-build.lock \
 && /tools/bin/pip wheel --require-hashes --no-build-isolation --use-pep517 --wheel-dir /wheels -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY wiredesk wiredesk
COPY crawlers crawlers
COPY pipelines pipelines
COPY settings settings
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /tools/bin/pip --python /app/bin/python install --no-deps --no-index /wheels/*.whl \
 && /app/bin/python -m compileall -q /app

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="wiredesk" \
      org.opencontainers.image.description="Crawls regional news sites into a Redis queue" \
      org.opencontainers.image.licenses="MIT"
RUN python -m pip uninstall --yes --quiet pip \
 && groupadd --system --gid 10001 wiredesk \
 && useradd --system --uid 10001 --gid wiredesk --home-dir /data --no-create-home --shell /usr/sbin/nologin wiredesk \
 && install --directory --owner=wiredesk --group=wiredesk --mode=0700 /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 WIREDESK_HOME=/data
# By number, so that Kubernetes can tell that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME /data
# Healthy is who reaches Redis, the one that is set or the embedded one, within 5 s.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["wiredesk", "queue", "stats", "--json"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["wiredesk"]
CMD ["--help"]
