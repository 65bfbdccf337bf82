using System.Text;
using System.Text.Json;
using Detections.Alerts;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>
/// Which alert takes in the matches of an instance, a document for each. It is made before the alert is, and read in realtime, so that copies
/// that find the same at the same time settle on one. It holds the match that the alert is made of: whoever finds that the alert is not
/// there, since its author died or is not that far yet, can make it.
/// </summary>
internal sealed class SuppressionClaims(
    ElasticsearchClient client,
    StateIndex state,
    AppSettings settings,
    ClusterClock clock
)
{
    private const string Prefix = "suppressing-";
    private const string StatusField = "kibana.alert.workflow_status";
    private const int IdsAtOnce = 500;
    private const int Attempts = 5;

    private readonly OldDocuments _old = new(client, clock, TimeSpan.FromHours(1));

    /// <summary>By instance the claim that holds: another's that has not run out, whose alert is neither closed nor refused for good, or else the one made here.</summary>
    /// <param name="candidates">By instance the match whose alert is to take the others in.</param>
    public async Task<IReadOnlyDictionary<string, SuppressionClaim>> ClaimAsync(
        IReadOnlyDictionary<string, Match> candidates,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var settled = new Dictionary<string, SuppressionClaim>(StringComparer.Ordinal);
        for (var attempt = 1; settled.Count < candidates.Count; attempt++)
        {
            if (attempt > Attempts)
            {
                throw new ElasticsearchException(
                    "Others claim the same matches for their alerts all the time, so it could not be settled which alert suppresses them"
                );
            }

            var open = candidates.Where(c => !settled.ContainsKey(c.Key)).ToDictionary(StringComparer.Ordinal);
            var versions = await ReadAsync(open, settled, cancellationToken);
            await WriteAsync(open, versions, duration, settled, cancellationToken);
        }

        return settled;
    }

    public Task TrimAsync(CancellationToken cancellationToken) =>
        _old.TrimAsync(
            state.Name,
            kept: TimeSpan.Zero,
            (w, before) => StateIndex.WriteQuery(w, StateIndex.Suppressing, before: before, timeField: "until"),
            "What has run out of suppressed matches could not be deleted",
            cancellationToken
        );

    /// <summary>Settles the instances whose claim holds.</summary>
    /// <returns>As which the claims were read that hold no longer.</returns>
    private async Task<Dictionary<string, DocumentVersion>> ReadAsync(
        Dictionary<string, Match> open,
        Dictionary<string, SuppressionClaim> settled,
        CancellationToken cancellationToken
    )
    {
        var versions = new Dictionary<string, DocumentVersion>(StringComparer.Ordinal);
        var inTime = new List<(string Instance, Match First, bool IsRecent)>();
        var now = clock.GetUtcNow();
        foreach (var portion in open.Keys.Chunk(IdsAtOnce))
        {
            using var body = await GetAsync(
                w =>
                {
                    foreach (var instance in portion)
                    {
                        AlertsIndex.WriteReference(w, state.Name, Prefix + instance);
                    }
                },
                cancellationToken
            );
            foreach (var (instance, found) in portion.Zip(body.RootElement.GetProperty("docs").EnumerateArray()))
            {
                if (!AlertsIndex.IsFound(found))
                {
                    continue;
                }

                versions[instance] = DocumentVersion.Of(found);
                var source = found.GetProperty("_source");
                if (source.GetProperty("until").GetDateTimeOffset() > now)
                {
                    var isRecent = source.GetProperty("updated").GetDateTimeOffset() > now - settings.Sweep.CatchUp;
                    inTime.Add((instance, Read(source, open[instance]), isRecent));
                }
            }
        }

        foreach (var portion in inTime.Chunk(IdsAtOnce))
        {
            await LookAtAlertsAsync(portion, settled, cancellationToken);
        }

        return versions;
    }

    private async Task LookAtAlertsAsync(
        (string Instance, Match First, bool IsRecent)[] claims,
        Dictionary<string, SuppressionClaim> settled,
        CancellationToken cancellationToken
    )
    {
        using var body = await GetAsync(
            w =>
            {
                foreach (var (_, first, _) in claims)
                {
                    WriteReference(w, first.AlertIndex, first.AlertId, StatusField);
                    WriteReference(w, state.Name, RejectedAlerts.IdOf(first.AlertId), "kind");
                }
            },
            cancellationToken
        );
        var documents = body.RootElement.GetProperty("docs").EnumerateArray().Chunk(2);
        foreach (var ((instance, first, isRecent), found) in claims.Zip(documents))
        {
            if (IsInClosedIndex(found[0]))
            {
                continue;
            }

            var (alert, isRefused) = (found[0], AlertsIndex.IsFound(found[1]));
            var isThere = AlertsIndex.IsFound(alert);
            // What is older than holes are filled was written once, and deleted since: its month is not to come back.
            if (isThere ? !IsClosed(alert.GetProperty("_source")) : isRecent && !isRefused)
            {
                settled[instance] = new(first, isThere);
            }
        }
    }

    /// <summary>Settles the instances for which nobody was faster.</summary>
    private async Task WriteAsync(
        Dictionary<string, Match> open,
        Dictionary<string, DocumentVersion> versions,
        TimeSpan duration,
        Dictionary<string, SuppressionClaim> settled,
        CancellationToken cancellationToken
    )
    {
        var claims = open.Where(c => !settled.ContainsKey(c.Key)).ToList();
        if (claims.Count == 0)
        {
            return;
        }

        var bulk = new BulkRequest(client);
        foreach (var (instance, first) in claims)
        {
            if (versions.TryGetValue(instance, out var read))
            {
                bulk.Replace(state.Name, Prefix + instance, read, Document(first, duration));
            }
            else
            {
                bulk.Create(state.Name, Prefix + instance, Document(first, duration));
            }
        }

        var items = await bulk.SendAsync(cancellationToken);
        foreach (var ((instance, first), item) in claims.Zip(items))
        {
            if (item.Status is 200 or 201)
            {
                settled[instance] = new(first, IsThere: false);
            }
            else if (item.Status != 409)
            {
                throw new ElasticsearchException(
                    $"It could not be settled which alert suppresses matches: {item.Reason}"
                );
            }
        }
    }

    private async Task<JsonDocument> GetAsync(Action<Utf8JsonWriter> references, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            "_mget",
            JsonBody.Object(w =>
            {
                w.WriteStartArray("docs");
                references(w);
                w.WriteEndArray();
            }),
            cancellationToken
        );
        return response.Expect().ReadJson();
    }

    private static void WriteReference(Utf8JsonWriter w, string index, string id, string field)
    {
        w.WriteStartObject();
        w.WriteString("_index", index);
        w.WriteString("_id", id);
        JsonBody.WriteTexts(w, "_source", [field]);
        w.WriteEndObject();
    }

    private static bool IsInClosedIndex(JsonElement alert) =>
        alert.TryGetProperty("error", out var error) && BulkItem.ReadError(error).Type == "index_closed_exception";

    private static bool IsClosed(JsonElement alert) =>
        SourceDocument
            .Read(Encoding.UTF8.GetBytes(alert.GetRawText()))
            .Values(StatusField)
            .Any(v => v.ValueEquals("closed"));

    private static Match Read(JsonElement source, Match candidate) =>
        new(
            candidate.Rule,
            source.GetProperty("alert_id").GetString()!,
            source.GetProperty("alert_index").GetString()!,
            MatchDocument.ReadEvents(source),
            source.GetProperty("event_time").GetDateTimeOffset()
        )
        {
            Lateness = MatchDocument.ReadLateness(source),
        };

    private ReadOnlyMemory<byte> Document(Match first, TimeSpan duration) =>
        JsonBody.Object(w =>
        {
            var now = clock.GetUtcNow();
            MatchDocument.Write(
                w,
                StateIndex.Suppressing,
                first.Rule.RuleId,
                first.AlertIndex,
                first.Events,
                first.EventTime,
                first.Lateness,
                now
            );
            w.WriteString("alert_id", first.AlertId);
            w.WriteString("until", Times.Exact(now + duration));
        });
}
