# Claim Tracker: one image for web, worker and scheduler. Builds from the lock, runs as nobody in particular.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
# Once everything is installed, what installs is left out: nothing is built or fetched in the image that runs.
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/requirements.txt \
 && /opt/venv/bin/pip uninstall --yes setuptools pip

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/claim-tracker DEMO=0 LOG_JSON=1 READ_DOT_ENV=0
# pg_dump, pg_restore and psql are for manage.py backup and restore.
RUN rm -rf /usr/local/lib/python3.11/site-packages/pip* /usr/local/lib/python3.11/site-packages/setuptools* /usr/local/bin/pip* \
 && groupadd --gid 10001 desk \
 && useradd --uid 10001 --gid desk --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin desk \
 && apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=desk --group=desk --mode=0700 /var/lib/claim-tracker
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY manage.py ./
COPY tracker tracker
COPY verification verification
COPY seeds seeds
USER desk
VOLUME /var/lib/claim-tracker
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "manage.py", "serve", "--bind", "0.0.0.0", "--port", "8000"]
