using Detections.Diagnosis;
using Detections.Rules;

namespace Detections.Commands;

/// <summary>What the reading of the settings told, as lines of the diagnosis.</summary>
internal static class DoctorSettings
{
    private const string Id = "settings";
    private const string Warning = "warning: ";
    private const string Error = "error: ";
    private const string Note = "note: ";

    public static IEnumerable<CheckResult> Judge(string told, Configuration? configuration)
    {
        var lines = told.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines.Where(l => !l.StartsWith(Note, StringComparison.Ordinal)))
        {
            yield return line.StartsWith(Warning, StringComparison.Ordinal)
                ? CheckResult.Amber(Id, Id, line[Warning.Length..], "Change the settings as the sentence says")
                : CheckResult.Red(
                    Id,
                    Id,
                    line.StartsWith(Error, StringComparison.Ordinal) ? line[Error.Length..] : line,
                    "Change the settings as the sentence says"
                );
        }

        if (configuration is null)
        {
            yield break;
        }

        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            yield return CheckResult.Red(
                Id,
                Id,
                "Elasticsearch:Urls is not set",
                "Set it in appsettings.json or by the environment, such as Elasticsearch__Urls__0=https://localhost:9200"
            );
        }
        else
        {
            var enabled = configuration.Rules.Groups.Sum(g => g.Rules.Count);
            yield return CheckResult.Green(
                Id,
                Id,
                $"read; {enabled} of {configuration.Rules.Rules.Count} rules enabled, in {configuration.Rules.Groups.Count} groups"
            );
        }
    }
}
