#!/usr/bin/env bash
# Lets the events of events.ndjson arrive now: a pipeline of the cluster gives them their times.
set -euo pipefail
: "${ELASTICSEARCH_URL:?such as http://localhost:9200}" "${ELASTIC_PASSWORD:?the password of the user elastic}"

call() {
  local answer
  if ! answer=$(
    curl --silent --show-error --fail-with-body --config <(printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD") \
      --request "$1" "$ELASTICSEARCH_URL/$2" --header "Content-Type: $3" --data-binary "$4"
  ); then
    printf '%s\n' "$answer" >&2
    return 1
  fi
  printf '%s\n' "$answer"
}

call PUT _ingest/pipeline/detections-sample application/json '{
  "description": "Sample telemetry of Detections: events happen when they arrive",
  "processors": [
    { "set": { "field": "@timestamp", "value": "{{{_ingest.timestamp}}}" } },
    { "set": { "field": "event.created", "value": "{{{_ingest.timestamp}}}" } },
    { "set": { "field": "event.ingested", "value": "{{{_ingest.timestamp}}}" } }
  ]
}' >/dev/null

answer=$(call POST '_bulk?pipeline=detections-sample&refresh=wait_for' application/x-ndjson "@$(dirname "$0")/events.ndjson")
if [[ $answer != *'"errors":false'* ]]; then
  printf 'Some sample events were refused:\n%s\n' "$answer" >&2
  exit 1
fi

echo "The sample telemetry has arrived, two attacks among it. The next run raises their alerts within five minutes."
