using System.Globalization;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>What a date says that is written by a <see cref="DatePattern"/>. Names are English.</summary>
internal struct DateParts()
{
    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;
    private static readonly byte[][] Months = Utf8(Names.MonthNames[..12]);
    private static readonly byte[][] ShortMonths = Utf8(Names.AbbreviatedMonthNames[..12]);
    private static readonly byte[][] Days = Utf8(Names.DayNames);
    private static readonly byte[][] ShortDays = Utf8(Names.AbbreviatedDayNames);
    private static readonly byte[][] Halves = Utf8(Names.AMDesignator, Names.PMDesignator);

    private int _year = 1970;
    private int _month = 1;
    private int _day = 1;
    private int _hour;
    private int? _half;
    private int _minute;
    private int _second;
    private long _nanoseconds;
    private int _offset;

    /// <summary>The seconds that are left open.</summary>
    private int _length = InstantRange.Day;

    /// <summary>How often a letter can be repeated; 0 if it is not known.</summary>
    public static int MaxCount(char letter) =>
        letter switch
        {
            'y' or 'u' or 'M' or 'E' => 4,
            'X' or 'x' or 'Z' => 3,
            'd' or 'H' or 'h' or 'm' or 's' => 2,
            'S' => 9,
            'a' => 1,
            _ => 0,
        };

    public bool TryRead(ref DateReader reader, char letter, int count) =>
        letter switch
        {
            'y' or 'u' => TryYear(ref reader, count),
            'M' when count > 2 => TryMonthName(ref reader, count),
            'M' => TryNumber(ref reader, count, 1, 12, out _month),
            'd' => TryNumber(ref reader, count, 1, 31, out _day),
            'E' => reader.TryName(count == 4 ? Days : ShortDays, out _),
            'H' => TryTime(ref reader, count, 0, 23, 3600, out _hour),
            'h' => TryTime(ref reader, count, 1, 12, 3600, out _hour),
            'a' => TryHalf(ref reader),
            'm' => TryTime(ref reader, count, 0, 59, 60, out _minute),
            's' => TryTime(ref reader, count, 0, 59, 1, out _second),
            'S' => TryFraction(ref reader, count),
            _ => reader.TryOffset(out _offset),
        };

    public readonly bool TryRange(out InstantRange range)
    {
        range = default;
        if (_day > DateTime.DaysInMonth(_year, _month))
        {
            return false;
        }

        // Midnight and noon are 12 on a clock of twelve hours
        var hour = _half is { } half ? (_hour % 12) + (12 * half) : _hour;
        var date = new DateTimeOffset(_year, _month, _day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var seconds = date + (hour * 3600) + (_minute * 60) + _second - _offset;
        range = InstantRange.Of(seconds, _nanoseconds, _length);
        return true;
    }

    private static bool TryNumber(ref DateReader reader, int count, int min, int max, out int value) =>
        count == 1 ? reader.TryShortNumber(min, max, out value) : reader.TryDigits(count, min, max, out value);

    private bool TryYear(ref DateReader reader, int count)
    {
        if (count != 2)
        {
            return reader.TryDigits(4, 1, 9999, out _year);
        }

        var isRead = reader.TryDigits(2, 0, 99, out _year);
        _year += 2000;
        return isRead;
    }

    private bool TryMonthName(ref DateReader reader, int count)
    {
        var isRead = reader.TryName(count == 4 ? Months : ShortMonths, out _month);
        _month++;
        return isRead;
    }

    private bool TryHalf(ref DateReader reader)
    {
        var isRead = reader.TryName(Halves, out var half);
        _half = half;
        return isRead;
    }

    private bool TryTime(ref DateReader reader, int count, int min, int max, int length, out int value)
    {
        _length = Math.Min(_length, length);
        return TryNumber(ref reader, count, min, max, out value);
    }

    private bool TryFraction(ref DateReader reader, int count)
    {
        _length = 0;
        return reader.TryFraction(count, count, out _nanoseconds);
    }

    private static byte[][] Utf8(params string[] names) => Array.ConvertAll(names, Encoding.UTF8.GetBytes);
}
