using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>Looks whether the credentials in use allow all that a run will do.</summary>
internal sealed class StartCheck(ElasticsearchClient client, AppSettings settings, RuleSet rules)
{
    /// <summary>A sentence for each missing privilege, with the JSON to add; none when all is well.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        var required = RequiredPrivileges.ForRunning(settings, rules);
        var missing = await new PrivilegeCheck(client).FindMissingAsync(required, cancellationToken);
        return [.. missing.Select(m => m.Sentence)];
    }
}
