using System.Linq;

namespace Detections.Eql.Syntax;

/// <summary>What the author probably meant by a word that has no place here.</summary>
internal static class Suggestion
{
    /// <summary>The end of an error message, <c>; did you mean [and]?</c>, or nothing.</summary>
    public static string For(string found, ReadOnlySpan<string> expected)
    {
        var word = found switch
        {
            "&&" => "and",
            "||" => "or",
            _ => found.ToLowerInvariant(),
        };
        foreach (var candidate in expected)
        {
            if (candidate == word || (candidate.Length > 2 && IsOneSlipAway(word, candidate)))
            {
                return $"; did you mean [{candidate}]?";
            }
        }

        return "";
    }

    /// <summary>Up to three of the names that are nearest to a word, if they are near at all.</summary>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> names)
    {
        var limit = Math.Max(1, word.Length * 2 / 5);
        return
        [
            .. names
                .Select(name => (Name: name, Distance: Distance(word, name, limit)))
                .Where(candidate => candidate.Distance <= limit)
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Take(3)
                .Select(candidate => candidate.Name),
        ];
    }

    /// <summary>The nearest of the names, if so few letters make the difference.</summary>
    public static string? Within(int limit, string word, IEnumerable<string> names) =>
        names
            .Select(name => (Name: name, Distance: Distance(word, name, limit)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();

    /// <summary>The end of an error message that names up to three known names near to one that is not known.</summary>
    public static string DidYouMean(IReadOnlyList<string> near) =>
        near.Count switch
        {
            0 => "",
            1 => $", did you mean [{near[0]}]?",
            _ => $", did you mean any of [{string.Join(", ", near)}]?",
        };

    /// <summary>How many letters have to be added, removed or replaced, letter case of no account; more than the limit is not counted out.</summary>
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
        {
            return limit + 1;
        }

        var row = new int[right.Length + 1];
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column < row.Length; column++)
            {
                var isSame = char.ToLowerInvariant(left[line - 1]) == char.ToLowerInvariant(right[column - 1]);
                var replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>Whether one letter too many, too few, wrong, or two exchanged letters make the difference.</summary>
    private static bool IsOneSlipAway(string word, string candidate)
    {
        var head = word.AsSpan().CommonPrefixLength(candidate);
        var (left, right) = (word[head..], candidate[head..]);
        return (left.Length > 0 && right.Length > 0 && left[1..] == right[1..])
            || (left.Length > 0 && left[1..] == right)
            || (right.Length > 0 && right[1..] == left)
            || (
                left.Length > 1
                && right.Length > 1
                && (left[0], left[1]) == (right[1], right[0])
                && left[2..] == right[2..]
            );
    }
}
