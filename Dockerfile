# Two stages: the first installs from the lock and refuses a page that cannot be served; the second only runs.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/app/.venv
WORKDIR /app
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project --extra postgres
COPY server server
# With .history.json, if `duologue history` has written it: there is no git in here.
COPY pages pages
COPY assets assets
RUN uv sync --frozen --no-dev --no-editable --extra postgres && .venv/bin/duologue check

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /data duologue
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY --from=build /app/pages pages
COPY --from=build /app/assets assets
ENV PATH=/app/.venv/bin:$PATH DUOLOGUE_DATABASE_URL=sqlite:////data/duologue.db
USER duologue
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["duologue", "serve", "--host", "0.0.0.0", "--port", "8000"]
