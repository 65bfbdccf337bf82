using Detections.Rules.Files;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>The exception lists of all files, by id.</summary>
internal sealed class ExceptionLists(IReadOnlyList<RuleFile> files, Findings findings)
{
    private readonly ILookup<string, ExceptionItem> _items = files
        .SelectMany(f => f.Exceptions)
        .ToLookup(e => e.ListId);
    private readonly HashSet<string> _ids = [.. files.SelectMany(f => f.ListIds)];

    /// <summary>The rule with the exceptions of the lists that it refers to.</summary>
    public Rule AddTo(Rule rule, IReadOnlyList<ExceptionListLink> links)
    {
        foreach (var link in links.Where(l => !_ids.Contains(l.ListId)))
        {
            findings.Add([
                new(
                    FindingCode.UnknownExceptionList,
                    link.IsEndpoint ? FindingSeverity.Note : FindingSeverity.Warning,
                    link.Location,
                    $"{link.Path} refers to the exception list \"{link.ListId}\", which is in none of the files of Rules:Files, so the rule \"{rule.Name}\" runs without it."
                ),
            ]);
        }

        return links.Count == 0
            ? rule
            : rule with
            {
                Exceptions = [.. rule.Exceptions, .. links.DistinctBy(l => l.ListId).SelectMany(l => _items[l.ListId])],
            };
    }
}
