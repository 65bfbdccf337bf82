using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>Looks for what rules can run with and their authors can hardly have meant.</summary>
internal static class Linter
{
    public static IEnumerable<Finding> Run(IReadOnlyList<Rule> rules, DateTimeOffset now)
    {
        var text = new RuleText();
        var linted = rules.Select(rule => new LintedRule(rule, text)).ToList();
        return linted
            .SelectMany(rule =>
                QueryLint
                    .Of(rule)
                    .Concat(SpanLint.Of(rule))
                    .Concat(ArrivalLint.Of(rule))
                    .Concat(RiskLint.Of(rule))
                    .Concat(ExceptionLint.Of(rule, now))
            )
            .Concat(DuplicateLint.Of(linted));
    }
}
