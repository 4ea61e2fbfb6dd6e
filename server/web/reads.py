"""Routes that only read: they answer HEAD as they answer GET, which Litestar's own `get` does not."""

from functools import partial

from litestar import HttpMethod, route

reads = partial(route, http_method=(HttpMethod.GET, HttpMethod.HEAD))
