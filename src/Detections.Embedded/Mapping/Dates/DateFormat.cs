using System.Buffers;
using System.Globalization;

namespace Detections.Embedded.Mapping.Dates;

/// <summary>A mapping's or a query's <c>format</c>: named formats, tried in turn.</summary>
internal sealed class DateFormat
{
    private static readonly string[] Iso =
    [
        "strict_date_optional_time",
        "date_optional_time",
        "strict_date_optional_time_nanos",
    ];

    private static readonly SearchValues<char> PatternLetters = SearchValues.Create("yMdHmsS-/.: 'T");

    private readonly string[] _names;

    private DateFormat(string text, string[] names)
    {
        Text = text;
        _names = names;
    }

    public static DateFormat Default { get; } = Parse("strict_date_optional_time||epoch_millis");

    public string Text { get; }

    /// <summary>Throws a <see cref="FormatException"/> that names the format it does not know.</summary>
    public static DateFormat Parse(string text)
    {
        var names = text.Split("||", StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!Iso.Contains(name) && name is not ("epoch_millis" or "epoch_second") && !IsPattern(name))
            {
                throw new FormatException(
                    $"Invalid format: [{name}]; the embedded node knows {string.Join(", ", Iso)}, epoch_millis, epoch_second and patterns of [yMdHmsS]"
                );
            }
        }
        return new DateFormat(text, names);
    }

    public Instant Read(string text, bool roundUp = false)
    {
        foreach (var name in _names)
        {
            if (TryRead(name, text, roundUp, out var instant))
            {
                return instant;
            }
        }
        throw new FormatException($"failed to parse date field [{text}] with format [{Text}]");
    }

    /// <summary>Dates are shown in the first of the formats.</summary>
    public string Show(Instant instant, bool nanos) =>
        _names[0] switch
        {
            "epoch_millis" => instant.Millis.ToString(CultureInfo.InvariantCulture),
            "epoch_second" => instant.Seconds.ToString(CultureInfo.InvariantCulture),
            var pattern when IsPattern(pattern) => instant
                .ToDateTimeOffset()
                .ToString(FrameworkPattern(pattern), CultureInfo.InvariantCulture),
            var name => instant.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.", CultureInfo.InvariantCulture)
                + Fraction(instant.Nanos, nanos || name == "strict_date_optional_time_nanos")
                + "Z",
        };

    /// <summary>A pattern of Java's, of the letters that mean the same here.</summary>
    private static bool IsPattern(string name) =>
        name.Contains('y') && name.AsSpan().IndexOfAnyExcept(PatternLetters) < 0;

    private static string FrameworkPattern(string pattern) => pattern.Replace('S', 'f');

    /// <summary>Three digits, or as many more as there are nanoseconds to show.</summary>
    private static string Fraction(int nanos, bool all)
    {
        var digits = nanos.ToString("D9", CultureInfo.InvariantCulture);
        return all ? digits[..3] + digits[3..].TrimEnd('0') : digits[..3];
    }

    private static bool TryRead(string name, string text, bool roundUp, out Instant instant)
    {
        if (IsPattern(name))
        {
            var isDate = DateTimeOffset.TryParseExact(
                text,
                FrameworkPattern(name),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            );
            instant = isDate ? Instant.From(time) : default;
            return isDate;
        }

        if (name is not ("epoch_millis" or "epoch_second"))
        {
            return IsoDate.TryParse(text, roundUp, out instant);
        }

        instant = default;
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return false;
        }

        var seconds = name == "epoch_millis" ? number / 1000 : number;
        var whole = decimal.Floor(seconds);
        if (whole is < Instant.LowestSeconds or > Instant.HighestSeconds)
        {
            return false;
        }

        instant = new Instant((long)whole, (int)((seconds - whole) * 1_000_000_000));
        return true;
    }
}
