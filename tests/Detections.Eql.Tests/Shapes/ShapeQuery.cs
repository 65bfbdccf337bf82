namespace Detections.Eql.Tests.Shapes;

/// <summary>A random sequence: its stages as letters, which may be missing or repeated, and what goes with them.</summary>
internal sealed record ShapeQuery(
    (char Letter, bool IsMissing, int Runs)[] Terms,
    bool HasKey,
    bool IsOptional,
    int? MaxSpan,
    char? Until
)
{
    /// <summary>All stages, the repeated ones as often as they run.</summary>
    public IReadOnlyList<(char Letter, bool IsMissing)> Stages =>
        [.. Terms.SelectMany(term => Enumerable.Repeat((term.Letter, term.IsMissing), term.Runs))];

    public override string ToString()
    {
        var by = HasKey ? $" by {(IsOptional ? "?" : "")}k" : "";
        var span = MaxSpan is { } limit ? $" with maxspan={limit}ms" : "";
        var terms = Terms.Select(term =>
            $"{(term.IsMissing ? "!" : "")}{Filter(term.Letter)}{(term.Runs == 1 ? "" : $" with runs={term.Runs}")}"
        );
        return $"sequence{by}{span} {string.Join(' ', terms)}{(Until is { } letter ? $" until {Filter(letter)}" : "")}";
    }

    private static string Filter(char letter) => $"[any where letter == \"{letter}\"]";
}
