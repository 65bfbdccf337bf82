using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>All that set-up brings about, in order. What is printed and what is done both come from here.</summary>
internal static class SetupPlan
{
    /// <param name="cluster">Which it is for; null where none is asked, since the requests are only printed.</param>
    public static IReadOnlyList<SetupStep> Create(
        AppSettings settings,
        RuleSet rules,
        SetupOptions options,
        ClusterIdentity? cluster,
        TimeProvider clock
    )
    {
        // There Elastic cares for replicas, and there is no lifecycle of plain indices.
        var isServerless = cluster is { IsServerless: true };
        var knowsRemoteIndices = cluster is null or { KnowsRemoteIndices: true };
        var alerts = settings.Alerts.Namespace;
        var lifecycle = new AlertLifecycle(settings);
        var policy = isServerless ? null : lifecycle.Name;
        var steps = new List<SetupStep>();
        if (policy is null)
        {
            steps.Add(
                new SkippedStep(
                    $"lifecycle policy {lifecycle.Name}",
                    "serverless has no lifecycle for plain indices: delete old indices of alerts yourself"
                )
            );
        }
        else
        {
            steps.Add(
                new ManagedObject(
                    $"lifecycle policy {policy}",
                    $"_ilm/policy/{policy}",
                    lifecycle.Body(),
                    answer => First(answer).GetProperty("policy"),
                    "_meta",
                    lifecycle.Detail
                )
                {
                    Envelope = "policy",
                }
            );
        }

        steps.Add(Template(AlertTemplate.Name(alerts), AlertTemplate.Body(alerts, policy, isServerless)));
        steps.Add(Template(AlertTemplate.UndatedName(alerts), AlertTemplate.UndatedBody(alerts, isServerless)));
        steps.Add(new AlertIndicesStep(alerts, policy, isServerless, clock));
        steps.Add(new OwnIndexStep(StateIndex.NameIn(alerts), StateIndex.Definition, isServerless));
        steps.Add(new OwnIndexStep(RunsIndex.NameIn(alerts), RunsIndex.Definition, isServerless));
        steps.Add(
            new ManagedObject(
                $"ingest pipeline {IngestedPipeline.Name}",
                $"_ingest/pipeline/{IngestedPipeline.Name}",
                IngestedPipeline.Body(),
                First,
                "_meta",
                IngestedPipeline.Detail
            )
        );
        steps.Add(Role(settings, rules, knowsRemoteIndices));
        if (options.ApiKeyFile is { } file)
        {
            steps.Add(new ApiKeyStep(file, settings, rules, isServerless, knowsRemoteIndices));
        }

        if (options.Kibana is { } kibana)
        {
            steps.Add(new KibanaStep(kibana, settings));
        }

        return steps;
    }

    private static ManagedObject Template(string name, JsonObject body) =>
        new(
            $"index template {name}",
            $"_index_template/{name}",
            body,
            answer => answer.GetProperty("index_templates")[0].GetProperty("index_template"),
            "_meta",
            ""
        );

    private static ManagedObject Role(AppSettings settings, RuleSet rules, bool knowsRemoteIndices)
    {
        var name = RuntimeRole.Name(settings);
        var role = RuntimeRole.Role(settings, rules, knowsRemoteIndices);
        return new(
            $"role {name}",
            $"_security/role/{name}",
            role,
            First,
            "metadata",
            "give it to the user that runs this program, or use an API key"
        )
        {
            Keep = RuntimeRole.Keep,
            WhenForbidden =
                $"these credentials may not manage security. Where a running copy uses an API key, as `--api-key-file` makes one, the role is not needed; else somebody who may has to send PUT /_security/role/{name} {RoleDefinition.Text(role)}",
            WhenWithoutSecurity = RuntimeRole.NotNeeded,
        };
    }

    private static JsonElement First(JsonElement answer) => answer.EnumerateObject().First().Value;
}
