using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Lifecycle;

/// <summary>Checks a policy, and fills in what Elasticsearch fills in.</summary>
internal static class LifecyclePolicy
{
    private static readonly Dictionary<string, string[]> ActionsOfPhases = new()
    {
        ["hot"] =
        [
            "set_priority",
            "unfollow",
            "rollover",
            "readonly",
            "downsample",
            "shrink",
            "forcemerge",
            "searchable_snapshot",
        ],
        ["warm"] =
        [
            "set_priority",
            "unfollow",
            "readonly",
            "downsample",
            "allocate",
            "migrate",
            "shrink",
            "forcemerge",
        ],
        ["cold"] = ["set_priority", "unfollow", "readonly", "downsample", "searchable_snapshot", "allocate", "migrate"],
        ["frozen"] = ["unfollow", "searchable_snapshot"],
        ["delete"] = ["wait_for_snapshot", "delete"],
    };

    public static JsonObject Read(JsonElement policy)
    {
        policy.Only("lifecycle_policy", "phases", "_meta", "deprecated");
        var phases =
            policy.Get("phases") ?? throw ApiException.Parsing("[lifecycle_policy] a policy must have [phases]");
        phases.Only("phases", [.. ActionsOfPhases.Keys]);
        var read = JsonObject.Create(policy)!;
        foreach (var (phase, body) in read["phases"]!.AsObject())
        {
            var settings = body.RequiredObject(phase);
            CheckPhase(phase, phases.GetProperty(phase));
            settings["min_age"] ??= "0ms";
            settings["actions"] ??= new JsonObject();
            if (settings["actions"]!["delete"] is JsonObject delete)
            {
                delete["delete_searchable_snapshot"] ??= true;
            }
        }

        return read;
    }

    private static void CheckPhase(string phase, JsonElement body)
    {
        body.Only(phase, "min_age", "actions");
        if (body.Get("min_age") is { } age)
        {
            TimeText.Parse(age.Text("min_age"), "min_age");
        }

        if (body.Get("actions") is not { } actions)
        {
            return;
        }

        foreach (var action in actions.EnumerateObject())
        {
            if (!ActionsOfPhases[phase].Contains(action.Name))
            {
                throw ApiException.IllegalArgument($"invalid action [{action.Name}] defined in phase [{phase}]");
            }
        }
    }
}
