using System.Globalization;
using Detections.Eql;
using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>Exceptions that do nothing.</summary>
internal static class ExceptionLint
{
    public static IEnumerable<Finding> Of(LintedRule linted, DateTimeOffset now)
    {
        foreach (var item in linted.Rule.Exceptions)
        {
            if (item.ExpireTime is { } end && end <= now)
            {
                yield return linted.At(
                    "exceptions",
                    FindingCode.ExpiredException,
                    FindingSeverity.Warning,
                    $"has the item \"{item.Name}\", which expired at {end.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} and has no effect since. Remove it or give it another expire_time."
                );
            }

            foreach (var step in item.Steps.Where(step => step >= StepsOf(linted.Rule)))
            {
                yield return linted.At(
                    "exceptions",
                    FindingCode.ExceptionForNoStep,
                    FindingSeverity.Warning,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"has the item \"{item.Name}\" for step {step}, counted from 0, but the query has {StepsOf(linted.Rule)}. It has no effect there."
                    )
                );
            }
        }
    }

    private static int StepsOf(Rule rule) => rule.Query.Compile(FieldTable.Create(rule.Query.Fields)).Length;
}
