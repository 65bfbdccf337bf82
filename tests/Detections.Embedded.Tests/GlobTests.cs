using CsCheck;

namespace Detections.Embedded.Tests;

public sealed class GlobTests
{
    private static readonly Gen<string> Pattern = Gen.Char["ab*"].Array[0, 5].Select(letters => new string(letters));

    private static readonly string[] Names = [.. Enumerable.Range(0, 9).SelectMany(Words)];

    /// <summary>Patterns of at most five letters that share a name share one of at most eight.</summary>
    [Fact]
    public void Patterns_overlap_exactly_where_some_name_fits_both() =>
        Gen.Select(Pattern, Pattern)
            .Sample(
                (one, other) =>
                    Glob.Overlap(one, other)
                    == Array.Exists(Names, name => Glob.Matches(one, name) && Glob.Matches(other, name))
            );

    [Fact]
    public void The_longest_patterns_are_compared()
    {
        var stars = string.Concat(Enumerable.Repeat("*a", 127));
        Assert.True(Glob.Overlap(stars, stars));
        Assert.False(Glob.Overlap(stars + "b", stars + "c"));
    }

    private static IEnumerable<string> Words(int length) =>
        Enumerable
            .Range(0, 1 << length)
            .Select(bits => string.Concat(Enumerable.Range(0, length).Select(at => (bits >> at & 1) == 0 ? 'a' : 'b')));
}
