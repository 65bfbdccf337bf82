using System.Text.Json;
using Detections.Elasticsearch;
using Detections.Rules;

namespace Detections.Diagnosis;

/// <summary>
/// Whether the fields that rules compare are mapped as the rules take them. Rules are judged by the source of an event, so a mapping
/// never makes one blind; but it tells what is to be expected there.
/// </summary>
internal sealed class FieldsCheck(ElasticsearchClient client, FieldUse use)
{
    private const string Id = "fields";
    private const string Keyword = ".keyword";

    /// <summary>The line of a request is limited; a few thousand characters are accepted everywhere.</summary>
    private const int NamesAtOnce = 2000;

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var compared = use.Compared.ToList();
        var names = use.Times.Concat(compared.Select(f => f.Key)).Concat(compared.Select(f => f.Key + Keyword));
        var mappings = new Dictionary<string, FieldMapping>(StringComparer.Ordinal);
        foreach (var portion in Portions(names))
        {
            if (!await AskAsync(portion, mappings, cancellationToken))
            {
                return [CheckResult.Skipped(Id, use.Subject, "no index to look at")];
            }
        }

        List<CheckResult> findings =
        [
            .. use
                .Times.Select(f => FieldVerdict.OnTime(f, mappings.GetValueOrDefault(f)))
                .OfType<FieldVerdict>()
                .Select(Result),
            .. compared
                .Select(f =>
                    FieldVerdict.OnValue(
                        f.Key,
                        mappings.GetValueOrDefault(f.Key),
                        mappings.ContainsKey(f.Key + Keyword),
                        Words.List((IReadOnlyCollection<Rule>)[.. f.Distinct()])
                    )
                )
                .OfType<FieldVerdict>()
                .Select(Result),
        ];
        return findings.Count > 0
            ? findings
            :
            [
                CheckResult.Green(
                    Id,
                    use.Subject,
                    $"{Words.Count(compared.Count + use.Times.Count, "field", "fields")} of {Words.Count(use.Rules.Count, "rule", "rules")}, mapped as rules take them"
                ),
            ];
    }

    private CheckResult Result(FieldVerdict verdict) =>
        new(Id, verdict.Status, verdict.Field, $"{verdict.Found} ({use.Subject})", verdict.Remedy);

    /// <summary>Whether there is any index.</summary>
    private async Task<bool> AskAsync(
        string names,
        Dictionary<string, FieldMapping> mappings,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.GetAsync(
            $"{IndexPath.Of(use.Patterns)}/_field_caps?fields={names}&ignore_unavailable=true",
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        foreach (var field in body.RootElement.GetProperty("fields").EnumerateObject())
        {
            mappings[field.Name] = FieldMapping.Read(field.Value);
        }

        return body.RootElement.GetProperty("indices") is not { ValueKind: JsonValueKind.Array } indices
            || indices.GetArrayLength() > 0;
    }

    private static IEnumerable<string> Portions(IEnumerable<string> names)
    {
        var portion = "";
        foreach (var name in names.Select(Uri.EscapeDataString))
        {
            if (portion.Length > 0 && portion.Length + name.Length >= NamesAtOnce)
            {
                yield return portion;
                portion = "";
            }

            portion = portion.Length == 0 ? name : $"{portion},{name}";
        }

        yield return portion;
    }
}
