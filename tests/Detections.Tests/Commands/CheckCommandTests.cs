using System.IO.Enumeration;
using System.Reflection;
using System.Text.Json.Nodes;
using Detections.Commands.Check;
using Detections.Rules.Linting;
using Detections.Settings;
using Detections.Tests.Cluster;

namespace Detections.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private const string FineRule = """
        [rule]
        name = "Fine"
        description = "Nothing is wrong"
        rule_id = "fine"
        index = ["logs-endpoint.events.*", "absent-*"]
        severity = "low"
        risk_score = 21
        from = "now-9m"
        timestamp_override = "event.ingested"
        query = 'process where process.parent.name == "a.exe"'
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Cases => [.. CheckCase.All.Select(c => c.Codes)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_wrong_is_told_by_place_code_and_sentence(string codes)
    {
        var checkCase = CheckCase.All.Single(c => c.Codes == codes);
        Write("rule.toml", checkCase.Rule);
        if (checkCase.Second is { } second)
        {
            Write("two.toml", second);
        }

        var read = new CheckedRules();
        read.AddFiles([_folder]);
        foreach (var finding in Linter.Run(read.Rules, TimeProvider.System.GetUtcNow()).ToList())
        {
            read.Add(finding);
        }

        using var output = new StringWriter();
        CheckPrinter.WriteText(read.Findings, read, output);
        var lines = output
            .ToString()
            .Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[..^1]
            .Order(StringComparer.Ordinal)
            .ToList();
        var expected = checkCase.Lines.Order(StringComparer.Ordinal).ToList();

        Assert.True(
            lines.Count == expected.Count && lines.Zip(expected).All(pair => Fits(pair.First, pair.Second)),
            $"expected\n{string.Join('\n', expected)}\nfound\n{string.Join('\n', lines)}"
        );
        Assert.All(
            codes.Split(' '),
            code => Assert.Contains(lines, l => l.Contains($" {code}: ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_code_is_explained_and_those_of_rules_have_a_case()
    {
        var codes = typeof(FindingCode)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => f.GetValue(null))
            .OfType<FindingCode>()
            .Select(code => code.Id)
            .ToList();
        var cases = CheckCase.All.SelectMany(c => c.Codes.Split(' ')).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.Equal(codes.Order(), CodeBook.All.Select(e => e.Code.Id).Order());
        Assert.Empty(
            codes
                .Where(code => string.CompareOrdinal(code, "D050") >= 0 && string.CompareOrdinal(code, "D070") < 0)
                .Except(cases)
        );
    }

    [Fact]
    public async Task A_code_is_explained_with_a_reason_a_remedy_and_an_example()
    {
        var (exitCode, output, _) = await ChildProgram.RunAsync(["check", "--explain", "d012"]);
        var (unknown, _, errors) = await ChildProgram.RunAsync(["check", "--explain", "X1"]);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("D012: A rule looks back less than its interval\n\nWhy it matters: ", output);
        Assert.Contains("What to do: ", output);
        Assert.Contains("Example:\n    interval = \"10m\"\n    from = \"now-6m\"", output);
        Assert.Equal(2, unknown);
        Assert.StartsWith("error: X1 is not a code. They are D001, ", errors);
    }

    [Fact]
    public async Task Warnings_fail_only_where_they_shall_and_JSON_has_the_same_findings()
    {
        var file = Write("rule.toml", FineRule.Replace("risk_score = 21", "risk_score = 99", StringComparison.Ordinal));

        var (fine, output, _) = await ChildProgram.RunAsync(["check", file]);
        var (strict, json, _) = await ChildProgram.RunAsync(["check", file, "--strict", "--output", "json"]);

        Assert.Equal((0, 1), (fine, strict));
        Assert.EndsWith("1 rule: 0 errors, 1 warning, 0 notes\n", output);
        var finding = Assert.Single(JsonNode.Parse(json)!.AsArray())!;
        Assert.Equal(
            ("D058", "warning", 7),
            ((string?)finding["code"], (string?)finding["severity"], (int?)finding["line"])
        );
    }

    [Fact]
    public async Task Queries_and_rules_of_a_folder_are_checked_together_and_an_error_is_exit_code_1()
    {
        Write("right.toml", FineRule);
        Write("wrong.eql", "process where\n  process.name = 5");

        var (exitCode, output, _) = await ChildProgram.RunAsync(["check", _folder]);

        Assert.Equal(1, exitCode);
        Assert.Contains("wrong.eql:2:16: error D008: ", output);
        Assert.EndsWith("1 rule: 1 error, 0 warnings, 0 notes\n", output);
    }

    [Fact]
    public async Task The_cluster_tells_which_patterns_match_nothing_and_which_fields_it_does_not_have()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            $"{TestCluster.Stream}/_mapping",
            """
            {"properties": {
              "event": {"properties": {"category": {"type": "keyword"}}},
              "process": {"properties": {"pid": {"type": "keyword"}, "parent": {"properties": {"name": {"type": "keyword"}}}}}
            }}
            """
        );
        Write("fine.toml", FineRule);
        Write(
            "wrong.toml",
            FineRule
                .Replace("\"fine\"", "\"wrong\"", StringComparison.Ordinal)
                .Replace("\"Fine\"", "\"Wrong\"", StringComparison.Ordinal)
                .Replace("process.parent.name ==", "process.parent.title ==", StringComparison.Ordinal)
        );

        var (exitCode, output, errors) = await ChildProgram.RunAsync(
            ["check", _folder, "--cluster"],
            environment: [("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())]
        );

        Assert.True(exitCode == 0, errors);
        Assert.Contains(
            "fine.toml:5:9: warning D070: index of the rule \"Fine\" names absent-*, which matches no index of the cluster.",
            output
        );
        Assert.Contains("wrong.toml:10:24: warning D073: Unknown column [process.parent.title]", output);
        Assert.DoesNotContain("fine.toml:10", output);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_a_usage_error()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(["check", "no-such-folder"]);

        Assert.Equal((2, "error: no-such-folder is not there. Name a file or a folder that is.\n"), (exitCode, errors));
    }

    /// <summary>A star stands for what others promise.</summary>
    private static bool Fits(string line, string expected) =>
        line == expected
        || (
            expected.Contains('*', StringComparison.Ordinal)
            && FileSystemName.MatchesSimpleExpression(
                expected.Replace("\\", "\\\\", StringComparison.Ordinal),
                line,
                ignoreCase: false
            )
        );

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
