using System.Net;
using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Asks the cluster what stands behind index patterns, and whether it may be read.</summary>
internal sealed class SourceResolver(ElasticsearchClient client)
{
    public async Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        var unreadable = await UnreadableAsync([.. patterns.Where(p => !IndexPath.IsRemote(p))], cancellationToken);
        var resolved = new List<SourcePattern>();
        foreach (var pattern in patterns)
        {
            var source = await LookAsync(pattern, cancellationToken);
            resolved.Add(unreadable.Contains(pattern) ? source with { State = PatternState.Unreadable } : source);
        }

        return new(resolved);
    }

    /// <summary>A cluster without security does not know the question: then everything may be read.</summary>
    private async Task<IReadOnlySet<string>> UnreadableAsync(
        IReadOnlyCollection<string> patterns,
        CancellationToken cancellationToken
    )
    {
        if (patterns.Count == 0)
        {
            return new HashSet<string>();
        }

        using var response = await client.PostAsync(
            "_security/user/_has_privileges",
            JsonBody.Object(w =>
            {
                w.WriteStartArray("index");
                w.WriteStartObject();
                w.WriteStartArray("names");
                foreach (var pattern in patterns)
                {
                    w.WriteStringValue(pattern);
                }

                w.WriteEndArray();
                w.WriteStartArray("privileges");
                w.WriteStringValue("read");
                w.WriteEndArray();
                w.WriteEndObject();
                w.WriteEndArray();
            }),
            cancellationToken
        );
        if (response.IsWithoutSecurity)
        {
            return new HashSet<string>();
        }

        using var body = response.Expect().ReadJson();
        return body
            .RootElement.GetProperty("index")
            .EnumerateObject()
            .Where(p => !p.Value.GetProperty("read").GetBoolean())
            .Select(p => p.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What stands behind a pattern, without asking whether it may be read.</summary>
    public async Task<SourcePattern> LookAsync(string pattern, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync($"_resolve/index/{IndexPath.Of(pattern)}", cancellationToken);
        response.Expect(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
        // A remote cluster that is down resolves to nothing: that must not pass for "there is nothing".
        var absent = IndexPath.IsRemote(pattern) ? PatternState.Unanswered : PatternState.Absent;
        if (!response.IsSuccess)
        {
            var state = response.Status == HttpStatusCode.Forbidden ? PatternState.Unreadable : absent;
            return new(pattern, state, new HashSet<string>());
        }

        using var body = response.ReadJson();
        var indices = new HashSet<string>(StringComparer.Ordinal);
        AddNames(body, "indices", "name", indices);
        AddNames(body, "aliases", "indices", indices);
        AddNames(body, "data_streams", "backing_indices", indices);
        return new(pattern, indices.Count == 0 ? absent : PatternState.Readable, indices);
    }

    private static void AddNames(JsonDocument body, string group, string property, HashSet<string> names)
    {
        if (!body.RootElement.TryGetProperty(group, out var items))
        {
            throw new ElasticsearchException($"The answer to what the index patterns stand for lacks its {group}");
        }

        foreach (var item in items.EnumerateArray())
        {
            var name = item.GetProperty("name").GetString()!;
            var cluster = name[..(name.IndexOf(':', StringComparison.Ordinal) + 1)];
            if (item.TryGetProperty(property, out var members) && members.ValueKind == JsonValueKind.Array)
            {
                // A remote cluster's name stands before an alias or stream, but not before what is behind it.
                names.UnionWith(members.EnumerateArray().Select(m => WithCluster(cluster, m.GetString()!)));
            }
            else if (members.ValueKind == JsonValueKind.String)
            {
                names.Add(WithCluster(cluster, members.GetString()!));
            }
        }
    }

    private static string WithCluster(string cluster, string index) =>
        IndexPath.IsRemote(index) ? index : cluster + index;
}
