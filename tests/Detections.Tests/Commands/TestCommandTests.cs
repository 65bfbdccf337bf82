using System.Text.Json.Nodes;
using System.Xml.Linq;
using Detections.Tests.Cluster;

namespace Detections.Tests.Commands;

/// <summary>`detections test` as the author of a rule calls it.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Rule = """
        [rule]
        name = "Pairs"
        description = "Two in a row"
        rule_id = "pairs"
        index = ["logs-*"]
        severity = "high"
        risk_score = 73
        query = 'sequence by host.id with maxspan=1m [any where n == 1] [any where n == 2]'
        """;

    private const string Tests = """
        rule: rule.toml
        tests:
          - name: two in a row
            events:
              - {"@timestamp": "2026-03-02T08:00:00Z", n: 1, host: {id: h}}
              - {"@timestamp": "2026-03-02T08:00:10Z", n: 2, host: {id: h}}
            expect:
              ids: [["1", "2"]]
              fields: {kibana.alert.severity: high, host.id: h, n: null}
          - name: too late
            events: late.ndjson
            expect: {silence: true}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public TestCommandTests()
    {
        Write("rule.toml", Rule);
        Write(
            "late.ndjson",
            """
            {"@timestamp": "2026-03-02T08:00:00Z", "n": 1, "host": {"id": "h"}}
            {"@timestamp": "2026-03-02T08:05:00Z", "n": 2, "host": {"id": "h"}}
            """
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tests_that_hold_are_ticked_off()
    {
        Write("rule.test.yml", Tests);

        var (exitCode, output, errors) = await ChildProgram.RunAsync(["test", _folder]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal("Pairs\n  ✓ two in a row\n  ✓ too late\n2 passed, 0 failed\n", output);
    }

    [Theory]
    [InlineData("ids: [[\"1\", \"2\"]]", "ids: [[\"2\", \"1\"]]", "expected alerts of the events 2, 1, found 1, 2")]
    [InlineData("ids: [[\"1\", \"2\"]]", "alerts: 2", "expected 2 alerts, found 1 alert: 1, 2")]
    [InlineData(
        "severity: high",
        "severity: low",
        "kibana.alert.severity of the alert of 1, 2 is \"high\", expected \"low\""
    )]
    [InlineData("n: null", "user.name: x", "user.name of the alert of 1, 2 is missing, expected \"x\"")]
    [InlineData("host.id: h", "host.id: [h, i]", "host.id of the alert of 1, 2 is \"h\", expected [\"h\",\"i\"]")]
    public async Task The_first_difference_is_told(string right, string wrong, string difference)
    {
        Write("rule.test.yml", Tests.Replace(right, wrong, StringComparison.Ordinal));

        var (exitCode, output, _) = await ChildProgram.RunAsync(["test", _folder]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"  ✗ two in a row\n      {_folder}/rule.test.yml:3:5: {difference}\n", output);
        Assert.EndsWith("1 passed, 1 failed\n", output);
    }

    [Fact]
    public async Task An_event_that_should_have_matched_is_told_the_condition_that_it_failed()
    {
        Write(
            "builtin.test.toml",
            $$"""
            rule = "{{TestCluster.RuleId}}"

            [[tests]]
            name = "other parent"
            expect = {alerts = 1}

            [[tests.events]]
            event.category = "process"
            event.type = ["start"]
            process.parent.name = "w3wp.exe"
            """
        );

        var (exitCode, output, _) = await ChildProgram.RunAsync(["test", _folder, "--output", "json"]);

        Assert.Equal(1, exitCode);
        var result = Assert.Single(JsonNode.Parse(output)!.AsArray())!;
        Assert.Equal(
            "expected 1 alert, found 0 alerts. [process.parent.name : (\"UMService.exe\", \"UMWorkerProcess.exe\")] is false: process.parent.name = w3wp.exe",
            (string?)result["difference"]
        );
    }

    [Fact]
    public async Task Exceptions_and_filters_of_the_rule_apply_and_are_named()
    {
        Write(
            "excepted.toml",
            """
            [rule]
            name = "Excepted"
            description = "One that has an exception and a filter"
            rule_id = "excepted"
            index = ["logs-*"]
            severity = "high"
            risk_score = 73
            query = 'process where true'
            exceptions = [{name = "Backup", entries = [{type = "match", field = "process.name", value = "backup.exe"}]}]
            filters = [{meta = {negate = true}, query = {match_phrase = {"user.name" = "robot"}}}]
            """
        );
        Write(
            "excepted.test.yml",
            """
            rule: excepted.toml
            tests:
              - name: plain
                events: [{event.category: process, process.name: x.exe}]
                expect: {alerts: 1}
              - name: by exception
                events: [{event.category: process, process.name: backup.exe}]
                expect: {alerts: 1}
              - name: by filter
                events: [{event.category: process, user.name: robot}]
                expect: {silence: true}
            """
        );

        var (exitCode, output, errors) = await ChildProgram.RunAsync([
            "test",
            Path.Combine(_folder, "excepted.test.yml"),
        ]);
        var explained = await ChildProgram.RunAsync(
            ["explain", "--rule", Path.Combine(_folder, "excepted.toml"), "--events", "-"],
            """{"event.category": "process", "process.name": "backup.exe"}"""
        );

        Assert.Equal((1, ""), (exitCode, errors));
        Assert.Contains("  ✓ plain\n  ✗ by exception\n", output);
        Assert.Contains(
            "expected 1 alert, found 0 alerts. The event satisfies the query, but the exception \"Backup\" takes the event away",
            output
        );
        Assert.Contains("  ✓ by filter\n", output);
        Assert.Equal(1, explained.ExitCode);
        Assert.Contains("stdin:1 satisfies the query and is excepted\n", explained.Output);
        Assert.Contains("    but the exception \"Backup\" takes the event away\n", explained.Output);
    }

    [Fact]
    public async Task CI_servers_get_the_results_as_they_read_them()
    {
        Write("rule.test.yml", Tests.Replace("severity: high", "severity: low", StringComparison.Ordinal));
        var report = Path.Combine(_folder, "junit.xml");

        await ChildProgram.RunAsync(["test", _folder, "--junit", report]);

        var root = XDocument.Load(report).Root!;
        Assert.Equal(("2", "1"), (root.Attribute("tests")!.Value, root.Attribute("failures")!.Value));
        var cases = root.Element("testsuite")!.Elements("testcase").ToList();
        Assert.Equal(["two in a row", "too late"], cases.Select(c => c.Attribute("name")!.Value));
        Assert.Contains("expected \"low\"", cases[0].Element("failure")!.Attribute("message")!.Value);
        Assert.Null(cases[1].Element("failure"));
    }

    [Theory]
    [InlineData("rule: rule.toml", "rule: gone.toml", "1:7: There is no file {0}/gone.toml.")]
    [InlineData(
        "rule: rule.toml",
        "rule: nobody",
        "1:7: There is no rule with the rule_id or name \"nobody\" among the 1 that are loaded."
    )]
    [InlineData(
        "expect: {silence: true}",
        "expect: {}",
        "tests[1].expect is missing; it needs alerts, silence or ids."
    )]
    [InlineData(
        "expect: {silence: true}",
        "expect: {fields: {a: 1}}",
        "tests[1].expect says neither alerts, silence nor ids."
    )]
    [InlineData(
        "expect: {silence: true}",
        "expect: {silent: true}",
        "is not a known key and has no effect. Did you mean silence?"
    )]
    [InlineData(
        "late.ndjson",
        "gone.ndjson",
        "tests[1].events is \"gone.ndjson\"; allowed is a list of events, or an NDJSON file that can be read"
    )]
    [InlineData("rule: rule.toml", "rule: [", "The file is not valid YAML: ")]
    public async Task A_mistake_in_a_test_file_is_told_with_its_place_and_is_exit_code_2(
        string right,
        string wrong,
        string sentence
    )
    {
        Write("rule.test.yml", Tests.Replace(right, wrong, StringComparison.Ordinal));

        var (exitCode, _, errors) = await ChildProgram.RunAsync(["test", _folder]);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"error: {_folder}/rule.test.yml:", errors);
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, _folder), errors);
    }

    [Fact]
    public async Task The_tests_of_the_built_in_rule_hold()
    {
        var (exitCode, output, errors) = await ChildProgram.RunAsync([
            "test",
            Path.Combine(RepositoryRoot.Path, "tests", "rules"),
        ]);

        Assert.True(exitCode == 0, output + errors);
    }

    [Fact]
    public async Task A_folder_without_tests_is_a_usage_error()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(["test", _folder]);

        Assert.Equal(2, exitCode);
        Assert.Contains("Their names end with .test.yml, .test.yaml, .test.toml.", errors);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
