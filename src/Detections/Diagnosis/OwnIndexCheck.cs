using System.Net;
using System.Text.Json;
using Detections.Alerts;
using Detections.Elasticsearch;

namespace Detections.Diagnosis;

/// <summary>Whether our own indices are there, ours, of the present form, in their alias, and open for writing.</summary>
internal sealed class OwnIndexCheck(ElasticsearchClient client, OwnIndex own)
{
    private const string Id = "index";
    private const string Setup = "Run `detections setup`";

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(
            $"{own.Pattern}?expand_wildcards=open,closed&filter_path=*.aliases,*.mappings._meta,*.settings.index.blocks,*.settings.index.creation_date,*.settings.index.verified_before_close",
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            return [Absent()];
        }

        using var body = response.ReadJson();
        var indices = body
            .RootElement.EnumerateObject()
            .Where(i => own.Alias is null || AlertIndex.IsBehind(own.Alias, i.Name))
            .ToList();
        if (indices.Count == 0)
        {
            return [Absent()];
        }

        var troubles = indices.SelectMany(i => Judge(i.Name, i.Value)).ToList();
        if (await IsWithoutPrimaryAsync(indices.Select(i => i.Name), cancellationToken))
        {
            troubles.Add(
                CheckResult.Red(
                    Id,
                    own.Pattern,
                    "is in part without a primary shard (its health is red), so that nothing can be written there or be read in full",
                    $"Ask GET /_cat/shards/{own.Pattern}?v which shard it is, and GET /_cluster/allocation/explain why"
                )
            );
        }

        if (own.TakesProbe && troubles.TrueForAll(t => t.Status != CheckStatus.Red))
        {
            await ProbeAsync(cancellationToken);
        }

        return troubles.Count > 0
            ? troubles
            :
            [
                CheckResult.Green(
                    Id,
                    own.Pattern,
                    $"{(own.Alias is null ? "there" : Words.List([.. indices.Select(i => i.Name)]))}, open for writing"
                ),
            ];
    }

    private CheckResult Absent() =>
        CheckResult.Green(Id, own.Pattern, "not there yet; the first that needs it creates it");

    private IEnumerable<CheckResult> Judge(string index, JsonElement found)
    {
        if (IndexDefinition.SchemaOf(found) is not { } schema)
        {
            yield return CheckResult.Red(
                Id,
                index,
                "was not made by this program, or by one before it had set-up",
                $"{Setup}, which says whether it can be brought to its present form; else rename or delete it"
            );
        }
        else if (schema < own.Definition.Schema)
        {
            yield return CheckResult.Amber(
                Id,
                index,
                $"its mapping is of form {schema}, and the present one is {own.Definition.Schema}: newer fields cannot be searched in it",
                $"{Setup}, which upgrades it"
            );
        }
        else if (schema > own.Definition.Schema)
        {
            yield return CheckResult.Amber(
                Id,
                index,
                $"its mapping is of form {schema}, which a newer version of this program made; this one knows {own.Definition.Schema}",
                "Run the same version everywhere"
            );
        }

        if (
            own.Alias is { } alias
            && !(found.TryGetProperty("aliases", out var aliases) && aliases.TryGetProperty(alias, out _))
        )
        {
            yield return CheckResult.Red(
                Id,
                index,
                $"is not behind the alias {alias}, so its alerts are not found there",
                Setup
            );
        }

        if (IsClosed(found))
        {
            yield return CheckResult.Red(
                Id,
                index,
                "is closed, so that nothing can be written to it or found in it",
                $"Send POST /{index}/_open"
            );
        }

        foreach (var block in Blocks(found))
        {
            yield return CheckResult.Red(
                Id,
                index,
                $"cannot be written to: index.blocks.{block} is set",
                block == "read_only_allow_delete"
                    ? "Free space on the disks, which are fuller than the flood-stage watermark; Elasticsearch then lifts the block by itself"
                    : $$"""Send PUT /{{index}}/_settings {"index.blocks.{{block}}":null}"""
            );
        }
    }

    /// <summary>Where the cluster does not tell, as serverless, it is the cluster's own affair.</summary>
    private async Task<bool> IsWithoutPrimaryAsync(IEnumerable<string> indices, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync($"_cluster/health/{IndexPath.Of(indices)}", cancellationToken);
        response.Expect(
            HttpStatusCode.BadRequest,
            HttpStatusCode.NotFound,
            HttpStatusCode.Forbidden,
            HttpStatusCode.Gone
        );
        if (!response.IsSuccess)
        {
            return false;
        }

        using var body = response.ReadJson();
        return body.RootElement.GetProperty("status").ValueEquals("red");
    }

    private static JsonElement Setting(JsonElement found, string name) =>
        found.TryGetProperty("settings", out var settings)
        && settings.TryGetProperty("index", out var index)
        && index.TryGetProperty(name, out var value)
            ? value
            : default;

    /// <summary>Elasticsearch sets this when it closes an index, and takes it away when it opens one.</summary>
    private static bool IsClosed(JsonElement found) => IsTrue(Setting(found, "verified_before_close"));

    private static bool IsTrue(JsonElement setting) => setting.ToString() is "true" or "True";

    private static IEnumerable<string> Blocks(JsonElement found) =>
        Setting(found, "blocks") is { ValueKind: JsonValueKind.Object } blocks
            ? blocks.EnumerateObject().Where(b => IsTrue(b.Value)).Select(b => b.Name)
            : [];

    /// <summary>Neither a ledger nor a queued match, so no run takes it for anything, should its deletion fail.</summary>
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var path = $"{own.Pattern}/_doc/doctor-{Guid.NewGuid():N}";
        using var written = await client.PutAsync(
            path,
            JsonBody.Object(w =>
            {
                w.WriteNumber("schema", own.Definition.Schema);
                w.WriteString("kind", "probe");
            }),
            cancellationToken
        );
        written.Expect();
        using var deleted = await client.DeleteAsync(path, default, cancellationToken);
        deleted.Expect();
    }
}
