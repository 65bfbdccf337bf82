using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>Letter case in functions: that of all letters, by the invariant culture, unlike that of fields.</summary>
internal static class Case
{
    /// <summary>The text of a value, in lower case if case is ignored. The length stays the same.</summary>
    public static string Fold(Scalar value, bool ignoresCase)
    {
        var text = value.ToString();
        return ignoresCase ? text.ToLowerInvariant() : text;
    }
}
