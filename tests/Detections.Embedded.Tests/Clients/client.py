"""Drives a node, whose URL is the argument, with the Python client of Elasticsearch 7."""

import sys

from elasticsearch import ConflictError, Elasticsearch, NotFoundError, helpers

client = Elasticsearch([sys.argv[1]], http_compress=True)

assert client.info()["tagline"] == "You Know, for Search"

client.indices.create(
    index="events", body={"mappings": {"properties": {"name": {"type": "keyword"}, "n": {"type": "long"}}}}
)
assert client.indices.exists(index="events")
assert not client.indices.exists(index="none")

client.index(index="events", id="one", body={"name": "first", "n": -1}, refresh="wait_for")
assert client.get(index="events", id="one")["_source"]["name"] == "first"

actions = ({"_op_type": "create", "_index": "events", "_id": str(n), "name": f"name-{n % 10}", "n": n} for n in range(2500))
succeeded, failed = helpers.bulk(client, actions, refresh=True)
assert (succeeded, failed) == (2500, [])

found = client.search(
    index="events",
    body={"query": {"bool": {"filter": [{"term": {"name": "name-3"}}, {"range": {"n": {"gte": 100}}}]}}, "sort": [{"n": "desc"}], "size": 1},
)
assert found["hits"]["total"]["value"] == 240
assert found["hits"]["hits"][0]["_source"]["n"] == 2493

assert sum(1 for _ in helpers.scan(client, index="events", size=1000)) == 2501

pit = client.open_point_in_time(index="events", keep_alive="1m")["id"]
client.index(index="events", id="late", body={"n": 9999}, refresh=True)
seen = set()
after = None
while True:
    body = {"pit": {"id": pit, "keep_alive": "1m"}, "size": 1000, "sort": [{"_shard_doc": "asc"}]}
    if after:
        body["search_after"] = after
    page = client.search(body=body)
    pit = page["pit_id"]
    hits = page["hits"]["hits"]
    if not hits:
        break
    seen.update(hit["_id"] for hit in hits)
    after = hits[-1]["sort"]
assert len(seen) == 2501 and "late" not in seen
assert client.close_point_in_time(body={"id": pit})["succeeded"]

try:
    client.create(index="events", id="one", body={})
    raise AssertionError("a second create must conflict")
except ConflictError as error:
    assert error.error == "version_conflict_engine_exception"
try:
    client.search(index="none")
    raise AssertionError("a missing index must be an error")
except NotFoundError as error:
    assert error.error == "index_not_found_exception"

assert client.mget(index="events", body={"ids": ["one", "x"]})["docs"][1]["found"] is False
assert client.count(index="events")["count"] == 2502
assert list(client.field_caps(index="events", fields="n*")["fields"]) == ["n", "name"]
client.indices.put_alias(index="events", name="all")
assert client.search(index="all", size=0)["hits"]["total"]["value"] == 2502
client.delete(index="events", id="one")
client.indices.delete(index="events")
print("ok")
