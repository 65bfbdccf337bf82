namespace Detections.Eql.Tests.Shapes;

/// <summary>The events that a query is given, and the matches it must find.</summary>
internal sealed record SequenceCase(int Line, string Query, string Events, string Expected)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static IEnumerable<string> Files =>
        Directory
            .EnumerateFiles(Folder, "*.sequences")
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);

    /// <summary>
    /// Tables of cases: a line with an arrow is a case of the query above it, <c>#</c> is a remark.
    /// </summary>
    public static IEnumerable<SequenceCase> Read(string name)
    {
        var query = "";
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Folder, name)))
        {
            number++;
            if (line.Split(" -> ") is [var events, var expected])
            {
                yield return new SequenceCase(number, query, events, expected == "none" ? "" : expected);
            }
            else if (line.StartsWith("sequence ", StringComparison.Ordinal))
            {
                query = line;
            }
            else if (line is not ("" or ['#', ..]))
            {
                throw new InvalidDataException($"{name}:{number}: what is [{line}]?");
            }
        }
    }
}
