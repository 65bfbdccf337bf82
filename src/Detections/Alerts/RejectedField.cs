using System.Text.RegularExpressions;

namespace Detections.Alerts;

/// <summary>Finds out which field Elasticsearch means when it refuses a document.</summary>
internal static class RejectedField
{
    private static readonly Regex Sentences = new(
        string.Join(
            '|',
            @"failed to parse field \[(?<field>.+?)\] of type \[",
            @"object mapping for \[(?<field>.+?)\] tried to parse field \[",
            @"Existing mapping for \[(?<field>.+?)\] must be of type object",
            @"can't merge a non[- ]object mapping \[(?<field>.+?)\]",
            @"mapper \[(?<field>.+?)\] (?:cannot be changed|of different type)",
            @"object resolution ambiguous: \[(?<field>.+?)\]",
            @"immense term in field=""(?<field>.+?)"""
        ),
        RegexOptions.NonBacktracking
            | RegexOptions.CultureInvariant
            | RegexOptions.ExplicitCapture
            | RegexOptions.Singleline
    );

    /// <summary>The path of the offending field, or null when the reason names none.</summary>
    public static string? In(string reason)
    {
        var sentence = Sentences.Match(reason);
        return sentence.Success ? sentence.Groups["field"].Value : null;
    }
}
