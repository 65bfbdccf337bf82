namespace Detections.Eql.Patterns;

/// <summary>What is wrong with a regular expression, as the end of a sentence that begins with it, and where in it.</summary>
internal sealed class LuceneRegexException(string problem, int position) : Exception(problem)
{
    public int Position { get; } = position;
}
