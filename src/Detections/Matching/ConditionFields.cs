using Detections.Matching.Exceptions;
using Detections.Rules;

namespace Detections.Matching;

/// <summary>The fields that decide whether a rule's query is asked about an event at all.</summary>
internal static class ConditionFields
{
    /// <summary>Those of exceptions and filters; the query's own are not among them unless they are here too.</summary>
    public static IEnumerable<string> Of(Rule rule) =>
        RuleExceptions.FieldsOf(rule).Concat(RuleFilters.FieldsOf(rule)).Distinct(StringComparer.Ordinal);
}
