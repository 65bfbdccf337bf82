// Drives a node, whose URL is the argument, with the official JavaScript client.
import assert from 'node:assert/strict';
import { Client, errors } from '@elastic/elasticsearch';

const client = new Client({ node: process.argv[2], compression: true });

const info = await client.info();
assert.equal(info.tagline, 'You Know, for Search');

await client.indices.create({
  index: 'events',
  mappings: { properties: { '@timestamp': { type: 'date' }, name: { type: 'keyword' }, n: { type: 'long' } } },
});
assert.equal(await client.indices.exists({ index: 'events' }), true);
assert.equal(await client.indices.exists({ index: 'none' }), false);

await client.index({ index: 'events', id: 'one', document: { '@timestamp': '2024-01-01', name: 'first', n: -1 } });
const got = await client.get({ index: 'events', id: 'one' });
assert.equal(got._source.name, 'first');

const documents = Array.from({ length: 2500 }, (_, n) => ({ '@timestamp': 1704067200000 + n, name: `name-${n % 10}`, n }));
const bulk = await client.helpers.bulk({
  datasource: documents,
  onDocument: (document) => ({ create: { _index: 'events', _id: `${document.n}` } }),
  refreshOnCompletion: 'events',
});
assert.equal(bulk.successful, 2500);
assert.equal(bulk.failed, 0);

const search = await client.search({
  index: 'events',
  query: { bool: { filter: [{ term: { name: 'name-3' } }, { range: { n: { gte: 100 } } }] } },
  sort: [{ n: 'desc' }],
  size: 1,
});
assert.equal(search.hits.total.value, 240);
assert.equal(search.hits.hits[0]._source.n, 2493);

let pit = await client.openPointInTime({ index: 'events', keep_alive: '1m' });
await client.deleteByQuery({ index: 'events', query: { match_all: {} } }).then(
  () => assert.fail('an endpoint the node does not have must be refused'),
  (error) => assert.equal(error.statusCode, 400),
);
await client.index({ index: 'events', id: 'late', document: { n: 9999 }, refresh: true });
const seen = new Set();
for (let after; ; ) {
  const page = await client.search({
    pit: { id: pit.id, keep_alive: '1m' },
    size: 1000,
    sort: [{ _shard_doc: 'asc' }],
    track_total_hits: false,
    ...(after && { search_after: after }),
  });
  pit.id = page.pit_id;
  if (page.hits.hits.length === 0) break;
  for (const hit of page.hits.hits) seen.add(hit._id);
  after = page.hits.hits.at(-1).sort;
}
assert.equal(seen.size, 2501);
assert.equal(seen.has('late'), false);
assert.equal((await client.closePointInTime({ id: pit.id })).succeeded, true);

let scrolled = 0;
for await (const page of client.helpers.scrollSearch({ index: 'events', size: 1000 })) scrolled += page.documents.length;
assert.equal(scrolled, 2502);

await assert.rejects(
  client.create({ index: 'events', id: 'one', document: {} }),
  (error) => error instanceof errors.ResponseError && error.statusCode === 409 && error.body.error.type === 'version_conflict_engine_exception',
);
const many = await client.mget({ docs: [{ _index: 'events', _id: 'one' }, { _index: 'none', _id: 'x' }] });
assert.equal(many.docs[0].found, true);
assert.equal(many.docs[1].error.type, 'index_not_found_exception');

const fields = await client.fieldCaps({ index: 'events', fields: 'n*' });
assert.deepEqual(Object.keys(fields.fields), ['n', 'name']);
assert.equal((await client.indices.resolveIndex({ name: 'ev*' })).indices[0].name, 'events');
assert.equal((await client.cluster.health()).number_of_nodes, 1);
await client.indices.putIndexTemplate({ name: 't', index_patterns: ['stream-*'], data_stream: {} });
const streamed = await client.index({ index: 'stream-x', document: { '@timestamp': '2024-01-01' }, op_type: 'create' });
assert.match(streamed._index, /^\.ds-stream-x-/);
await client.indices.rollover({ alias: 'stream-x' });
assert.equal((await client.indices.getDataStream({ name: 'stream-x' })).data_streams[0].generation, 2);
await client.indices.delete({ index: 'events' });
console.log(`ok with client of Elasticsearch ${info.version.number}`);
