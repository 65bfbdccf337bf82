using System.Globalization;
using System.Text.RegularExpressions;
using Detections.Eql.Tests.Restatement;

namespace Detections.Eql.Tests.Support;

/// <summary>A query, the events it is tried on and its matches as text; the first lines of the files say how they are written.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Query">The query.</param>
/// <param name="SamplesPerKey">How many samples of one key are wanted.</param>
/// <param name="Happenings">The events.</param>
/// <param name="Matches">The matches.</param>
internal sealed record Tape(int Line, string Query, int SamplesPerKey, Happening[] Happenings, string[] Matches)
{
    private const int NanosecondsPerMillisecond = 1_000_000;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    private static readonly Regex Filter = new(@"\[(?<letter>[A-Z])\]", RegexOptions.NonBacktracking);

    private static readonly Regex Event = new(
        @"^(?<letters>[A-Z]+)(?<time>[0-9.]*)(:(?<k>[A-Za-z,]*))?(/(?<m>[a-z,]*))?(#(?<tie>[0-9]+))?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    public static IEnumerable<string> Files =>
        Directory
            .EnumerateFiles(Folder, "*.tapes")
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);

    public static IEnumerable<Tape> Read(string file)
    {
        var (query, perKey, number) = ("", 1, 0);
        foreach (var line in File.ReadLines(Path.Combine(Folder, file)))
        {
            number++;
            if (line is ['>', ' ', .. var head])
            {
                var count = head.TakeWhile(char.IsAsciiDigit).Count();
                perKey = count == 0 ? 1 : int.Parse(head[..count], CultureInfo.InvariantCulture);
                query = Eql(head[count..].Trim());
            }
            else if (line is not ['#', ..] && line.Split("=>") is [var events, var matches])
            {
                yield return new Tape(number, query, perKey, Events(events), [.. Words(matches, ';')]);
            }
            else if (line is not ("" or ['#', ..]))
            {
                throw new InvalidDataException($"{file}:{number}: what is [{line}]?");
            }
        }
    }

    /// <summary>The query in EQL.</summary>
    public static string Eql(string text) => Filter.Replace(text, "[any where s == \"${letter}\"]");

    public static Happening[] Events(string text) => [.. Words(text, ' ').Select(Parse)];

    private static string[] Words(string text, char separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The order in which they are written is that of their arrival.</summary>
    private static Happening Parse(string text, int arrival)
    {
        var parts = Event.Match(text);
        if (!parts.Success)
        {
            throw new InvalidDataException($"what is the event [{text}]?");
        }

        var (time, tie) = (parts.Groups["time"].Value, parts.Groups["tie"].Value);
        return new Happening(
            "i",
            parts.Groups["letters"].Value + time,
            time.Length == 0
                ? null
                : (long)(decimal.Parse(time, CultureInfo.InvariantCulture) * NanosecondsPerMillisecond),
            tie.Length == 0 ? null : int.Parse(tie, CultureInfo.InvariantCulture),
            arrival,
            parts.Groups["letters"].Value,
            new Dictionary<string, string[]>
            {
                ["k"] = Words(parts.Groups["k"].Value, ','),
                ["m"] = Words(parts.Groups["m"].Value, ','),
            }
        );
    }
}
