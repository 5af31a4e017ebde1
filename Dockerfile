# UNTESTED: nobody has built or run this image yet. Remove this line when you have.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements requirements
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.txt \
 && .venv/bin/uv pip install --python .venv/bin/python --require-hashes -r requirements/run.txt
COPY . .
RUN .venv/bin/uv pip install --python .venv/bin/python --no-deps -e . \
 && GUANXI_VAR=/tmp/build .venv/bin/guanxi vendor \
 && .venv/bin/guanxi messages compile \
 && rm -rf node_modules /tmp/build

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 guanxi && mkdir /data && chown guanxi /data
COPY --from=build --chown=guanxi /app /app
WORKDIR /app
USER guanxi
ENV GUANXI_VAR=/data HOST=0.0.0.0 PORT=8000 PATH=/app/.venv/bin:$PATH
VOLUME /data
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
CMD ["guanxi", "run"]
