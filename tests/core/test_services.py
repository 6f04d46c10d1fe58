"""Each server that the environment names is the one in use, and answers."""

import json
import os
import urllib.request

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.db import connection


@pytest.mark.services("postgresql")
@pytest.mark.django_db
def test_postgresql_is_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        (version,) = cursor.fetchone()
    assert connection.vendor == "postgresql"
    assert version >= 150_000


@pytest.mark.services("redis")
def test_redis_is_the_cache():
    cache.set("a-key", {"a": 1}, timeout=30)
    assert cache.get("a-key") == {"a": 1}
    assert cache._cache.get_client().info("server")["redis_version"]


@pytest.mark.services("redis")
def test_redis_carries_the_events():
    @async_to_sync
    async def send_to_a_group():
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add("a-group", channel)
        await layer.group_send("a-group", {"type": "greeting", "text": "hola"})
        received = await layer.receive(channel)
        await layer.flush()
        return type(layer).__module__, received

    module, received = send_to_a_group()
    assert module == "channels_redis.pubsub"
    assert received == {"type": "greeting", "text": "hola"}


@pytest.mark.services("elasticsearch")
def test_elasticsearch_answers_in_version_9():
    with urllib.request.urlopen(os.environ["ELASTICSEARCH_URL"], timeout=10) as answer:
        assert json.load(answer)["version"]["number"].startswith("9.")


@pytest.mark.services("elasticsearch")
def test_elasticsearch_knows_our_languages():
    request = urllib.request.Request(
        f"{os.environ['ELASTICSEARCH_URL']}/_analyze",
        data=json.dumps(
            {
                "tokenizer": "standard",
                "filter": [{"type": "stemmer", "language": "light_spanish"}],
                "text": "mujeres mujer",
            }
        ).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        first, second = json.load(answer)["tokens"]
    assert first["token"] == second["token"]
