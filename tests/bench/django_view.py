"""The rival: a Django view that checks a form and stores the same rows, SQLite with the same pragmas, under uvicorn.

python tests/bench/django_view.py PORT DATABASE
"""

import sys
import time
import uuid

import django
import uvicorn
from django import forms
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

PORT, DATABASE = int(sys.argv[1]), sys.argv[2]
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a bench",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATABASE,
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 10},
        }
    },
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()


class Inquiry(models.Model):
    id = models.CharField(max_length=36, primary_key=True)
    key = models.BinaryField(unique=True)
    received_at = models.BigIntegerField(db_index=True)
    kind = models.TextField()
    name = models.TextField()
    email = models.TextField(db_index=True)
    message = models.TextField()
    state = models.CharField(max_length=16, db_index=True)

    class Meta:
        app_label = "bench"


class Event(models.Model):
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE)
    at = models.BigIntegerField()
    kind = models.TextField()
    detail = models.TextField()

    class Meta:
        app_label = "bench"


class Letter(models.Model):
    id = models.CharField(max_length=36, primary_key=True)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE)
    kind = models.TextField()
    state = models.CharField(max_length=8, db_index=True)
    created_at = models.BigIntegerField()
    next_at = models.BigIntegerField()
    message_id = models.TextField()

    class Meta:
        app_label = "bench"


class Form(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField()
    kind = forms.CharField()
    message = forms.CharField(max_length=5000)


def send(request: HttpRequest) -> HttpResponse:
    form = Form(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    given, at = form.cleaned_data, int(time.time())
    with transaction.atomic():
        inquiry = Inquiry.objects.create(
            id=str(uuid.uuid4()), key=uuid.uuid4().bytes * 2, received_at=at, state="new", **given
        )
        Event.objects.create(inquiry=inquiry, at=at, kind="received", detail="{}")
        Letter.objects.create(
            id=str(uuid.uuid4()), inquiry=inquiry, kind="forward", state="queued", created_at=at, next_at=at,
            message_id=f"<{inquiry.id}@example.org>",
        )  # fmt: skip
    return HttpResponse(status=200)


urlpatterns = [path("contact/inquiries", send), path("", lambda _: HttpResponse("here"))]

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        for model in (Inquiry, Event, Letter):
            editor.create_model(model)
    uvicorn.run(get_asgi_application(), host="127.0.0.1", port=PORT, log_level="warning", access_log=False)
