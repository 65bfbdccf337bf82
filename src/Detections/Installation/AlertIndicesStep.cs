using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>
/// The indices of alerts that exist, each with its mapping, its alias and its lifecycle; and where there is none, that of this month, so
/// that the alias is there for Kibana before the first alert.
/// </summary>
internal sealed class AlertIndicesStep(string alertNamespace, string? policy, bool isServerless, TimeProvider clock)
    : SetupStep($"indices of {AlertIndex.Alias(alertNamespace)}")
{
    /// <summary>The undated index may not be.</summary>
    private const string IfThere = "ignore_unavailable=true";

    private readonly string _alias = AlertIndex.Alias(alertNamespace);

    private readonly string _ours = IndexPath.Of(AlertIndex.Patterns(alertNamespace));

    private SetupRequest Look => new("GET", $"{_ours}?{IfThere}");

    public override IEnumerable<SetupRequest> Requests =>
        [
            Look,
            Create(),
            IndexUpgrade.Request(_ours, AlertsIndex.Definition, AlertsIndex.Definition.Properties) with
            {
                Path = $"{_ours}/_mapping?{IfThere}",
            },
        ];

    public override async Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    )
    {
        using var response = await Look.SendAsync(client, cancellationToken);
        using var body = response.Expect().ReadJson();
        var indices = body.RootElement.EnumerateObject().Where(i => AlertIndex.IsBehind(_alias, i.Name)).ToList();
        if (indices.Count == 0)
        {
            using var created = await Create().SendAsync(client, cancellationToken);
            created.Expect();
            return [Result(StepOutcome.Created, "the first, so that the alias is there")];
        }

        var results = new List<StepResult>();
        foreach (var index in indices)
        {
            results.AddRange(await UpgradeAsync(client, index.Name, index.Value, cancellationToken));
        }

        return results.Exists(r => r.Outcome != StepOutcome.Unchanged)
            ? [.. results.Where(r => r.Outcome != StepOutcome.Unchanged)]
            : [Result(StepOutcome.Unchanged)];
    }

    private async Task<IEnumerable<StepResult>> UpgradeAsync(
        ElasticsearchClient client,
        string name,
        JsonElement index,
        CancellationToken cancellationToken
    )
    {
        var subject = $"index {name}";
        var results = new List<StepResult>
        {
            await IndexUpgrade.RunAsync(client, subject, name, AlertsIndex.Definition, index, cancellationToken),
        };
        if (!index.GetProperty("aliases").TryGetProperty(_alias, out _))
        {
            using var added = await new SetupRequest("PUT", $"{name}/_alias/{_alias}").SendAsync(
                client,
                cancellationToken
            );
            added.Expect();
            results.Add(new(subject, StepOutcome.Upgraded, $"its alias {_alias}"));
        }

        if (
            policy is not null
            && !name.EndsWith(AlertIndex.UndatedMonth, StringComparison.Ordinal)
            && !HasLifecycle(index)
        )
        {
            using var set = await new SetupRequest(
                "PUT",
                $"{name}/_settings",
                new JsonObject { ["index"] = new JsonObject { ["lifecycle"] = new JsonObject { ["name"] = policy } } }
            ).SendAsync(client, cancellationToken);
            set.Expect();
            results.Add(new(subject, StepOutcome.Upgraded, $"its lifecycle {policy}"));
        }

        return results;
    }

    /// <summary>Another policy than ours is somebody's wish.</summary>
    private static bool HasLifecycle(JsonElement index) =>
        index.TryGetProperty("settings", out var settings)
        && settings.GetProperty("index").TryGetProperty("lifecycle", out var lifecycle)
        && lifecycle.TryGetProperty("name", out _);

    private SetupRequest Create()
    {
        var body = AlertsIndex.Definition.Body(isServerless);
        body["aliases"] = new JsonObject { [_alias] = new JsonObject() };
        return new("PUT", AlertIndex.Name(alertNamespace, clock.GetUtcNow()), body);
    }
}
