using Detections.Runs;

namespace Detections.Tests.Runs;

public sealed class SourceMapTests
{
    private static readonly SourceMap Map = new([
        new("logs-*", PatternState.Readable, new HashSet<string> { ".ds-logs-a-2026.05.01-000001", "logs-b" }),
        new("an-alias", PatternState.Readable, new HashSet<string> { "whatever-7" }),
    ]);

    [Theory]
    [InlineData("logs-*", ".ds-logs-a-2026.05.01-000001", true)]
    [InlineData("an-alias", "whatever-7", true)]
    [InlineData("an-alias", "logs-b", false)]
    [InlineData("logs-* -logs-b", "logs-b", false)]
    [InlineData("logs-* -logs-b", ".ds-logs-a-2026.05.01-000001", true)]
    [InlineData("-logs-b logs-*", "logs-b", true)]
    public void A_rule_reaches_what_its_expressions_stand_for(string expressions, string index, bool reached) =>
        Assert.Equal(reached, Map.Covers(expressions.Split(' '), index));

    [Theory]
    [InlineData(".ds-logs-new-2026.05.01-000002", "logs-*", true)]
    [InlineData("partial-.ds-logs-new-2026.05.01-000002", "logs-*", true)]
    [InlineData("eu:.ds-logs-new-2026.05.01-000002", "eu:logs-*", true)]
    [InlineData("eu:.ds-logs-new-2026.05.01-000002", "us:logs-*", false)]
    [InlineData(".ds-metrics-new-2026.05.01-000002", "logs-*", false)]
    [InlineData("logs-new", "logs-*", true)]
    public void An_index_that_the_map_does_not_know_is_judged_by_its_name(string index, string pattern, bool reached) =>
        Assert.Equal(reached, Map.Covers([pattern], index));
}
