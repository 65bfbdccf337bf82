using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>Each privilege that running needs and these credentials lack.</summary>
internal sealed class PrivilegesCheck(ElasticsearchClient client, AppSettings settings, RuleSet rules)
{
    private const string Id = "privileges";

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var missing = await new RunningPrivileges(client, settings, rules).FindMissingAsync(cancellationToken);
        return missing.Count == 0
            ? [CheckResult.Green(Id, "privileges", "all that running needs")]
            :
            [
                .. missing.Select(m =>
                    CheckResult.Red(
                        Id,
                        m.Index ?? "cluster",
                        $"{m.Privilege.Name} is missing. {m.Privilege.Without}",
                        $"Add to the role or the API key: {m.Grant}"
                    )
                ),
            ];
    }
}
