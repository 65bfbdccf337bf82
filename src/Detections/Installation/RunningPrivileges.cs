using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>Looks whether the credentials in use allow all that a run will do.</summary>
internal sealed class RunningPrivileges(ElasticsearchClient client, AppSettings settings, RuleSet rules)
{
    public async Task<IReadOnlyList<MissingPrivilege>> FindMissingAsync(CancellationToken cancellationToken)
    {
        var check = new PrivilegeCheck(client);
        var missing = await check.FindMissingAsync(RequiredPrivileges.ForRunning(settings, rules), cancellationToken);
        var patterns = rules.Groups.SelectMany(g => g.Patterns).Where(p => !IndexPath.IsRemote(p)).Distinct().ToList();
        var readable = patterns.Where(p => missing.All(m => m.Index != p));
        var behindAliases = await BehindAliasesAsync(readable, patterns, cancellationToken);
        return behindAliases.Count == 0
            ? missing
            :
            [
                .. missing,
                .. await check.FindMissingAsync(RequiredPrivileges.ToRead(behindAliases), cancellationToken),
            ];
    }

    /// <summary>A point in time is of the indices themselves, so a grant on an alias alone does not suffice to read through it.</summary>
    private async Task<IReadOnlyList<string>> BehindAliasesAsync(
        IEnumerable<string> readable,
        IReadOnlyCollection<string> patterns,
        CancellationToken cancellationToken
    )
    {
        var resolver = new SourceResolver(client);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in readable)
        {
            var source = await resolver.LookAsync(pattern, cancellationToken);
            names.UnionWith(
                source.Indices.Where(i => !patterns.Any(p => IndexName.IsNamedBy(i, p))).Select(IndexName.StreamOf)
            );
        }

        return [.. names];
    }
}
