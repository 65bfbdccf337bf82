using System.Globalization;

namespace Detections.Settings;

/// <summary>Durations as Kibana writes them: a whole number and one of s, m, h, d.</summary>
internal static class Duration
{
    private static readonly (char Letter, TimeSpan Length)[] Units =
    [
        ('d', TimeSpan.FromDays(1)),
        ('h', TimeSpan.FromHours(1)),
        ('m', TimeSpan.FromMinutes(1)),
        ('s', TimeSpan.FromSeconds(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length == 0)
        {
            return false;
        }

        var unit = Array.Find(Units, unit => unit.Letter == text[^1]).Length;
        if (
            unit == default
            || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
        {
            return false;
        }

        var ticks = (Int128)unit.Ticks * count;
        if (ticks > TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        duration = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>In the largest unit that divides it.</summary>
    public static string Text(TimeSpan duration)
    {
        var (letter, length) = Array.Find(Units, unit => duration.Ticks % unit.Length.Ticks == 0);
        return length == default || duration == default
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{letter}");
    }
}
