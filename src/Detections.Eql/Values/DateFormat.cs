using System.Collections.Frozen;

namespace Detections.Eql.Values;

/// <summary>
/// The format that the mapping gives a date field: alternatives joined by <c>||</c>, tried in turn, each a name that Elasticsearch
/// knows or a pattern of Java's. Names and patterns that are not known here read as ISO 8601.
/// </summary>
internal sealed class DateFormat
{
    private const string Default = "strict_date_optional_time||epoch_millis";

    private static readonly FrozenDictionary<string, string> PatternsOfNames = new Dictionary<string, string>
    {
        ["basic_date"] = "yyyyMMdd",
        ["basic_date_time"] = "yyyyMMdd'T'HHmmss.SSSX",
        ["basic_date_time_no_millis"] = "yyyyMMdd'T'HHmmssX",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Alternative[] _alternatives;

    private DateFormat(Alternative[] alternatives) => _alternatives = alternatives;

    private delegate bool Alternative(ReadOnlySpan<byte> text, out InstantRange range);

    /// <summary>The format, or null if it is the default.</summary>
    public static DateFormat? Of(string? format) =>
        format is null or Default
            ? null
            : new DateFormat(Array.ConvertAll(format.Split("||", StringSplitOptions.TrimEntries), Create));

    /// <summary>The instants that a text stands for; of a field that keeps milliseconds only, finer digits are cut off.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, bool keepsNanoseconds, out InstantRange range)
    {
        foreach (var alternative in _alternatives)
        {
            if (alternative(text, out range))
            {
                range = keepsNanoseconds ? range : range.ToMilliseconds();
                return true;
            }
        }

        range = default;
        return false;
    }

    private static Alternative Create(string name) =>
        name switch
        {
            "epoch_millis" => Epoch(Instant.NanosecondsPerMillisecond),
            "epoch_second" => Epoch(Instant.NanosecondsPerSecond),
            _ => DatePattern.TryCreate(PatternsOfNames.GetValueOrDefault(name, name)) is { } pattern
                ? pattern.TryParse
                : IsoTime.TryParse,
        };

    private static Alternative Epoch(long nanosecondsPerUnit) =>
        (ReadOnlySpan<byte> text, out InstantRange range) =>
        {
            var isNumber = Instant.TryEpoch(text, nanosecondsPerUnit, out var nanoseconds);
            range = new InstantRange(nanoseconds, nanoseconds);
            return isNumber;
        };
}
