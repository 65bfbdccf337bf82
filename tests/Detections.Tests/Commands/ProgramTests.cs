using System.Text;

namespace Detections.Tests.Commands;

/// <summary>The program as a user calls it, in a process of its own.</summary>
public sealed class ProgramTests
{
    private const string Events = """
        {"@timestamp":"2026-05-01T12:00:01Z","event":{"category":["process"],"type":["start"]},"process":{"name":"cmd.exe"}}
        {"_index":"i","_id":"wrapped","_source":{"@timestamp":"2026-05-01T12:00:00Z","event.category":"process","process.name":"CMD.EXE"}}
        {"@timestamp":"2026-05-01T12:00:02Z","event":{"category":"file"},"process":{"name":"cmd.exe"}}
        not json
        """;

    private const string Query = "process where process.name : \"cmd.exe\"";

    [Fact]
    public async Task Five_bad_settings_give_five_sentences_and_exit_code_2()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(
            ["run", "--once"],
            environment:
            [
                ("Sweep__PageSize", "0"),
                ("Sweep__Margin", "soon"),
                ("Alerts__Namespace", "Not Allowed"),
                ("Queue__Limit", "-1"),
                ("Elasticsearch__Urls__0", "localhost"),
            ]
        );

        Assert.Equal(2, exitCode);
        var sentences = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, sentences.Length);
        Assert.All(sentences, s => Assert.StartsWith("error: ", s));
        foreach (
            var key in (string[])
                ["Sweep:PageSize", "Sweep:Margin", "Alerts:Namespace", "Queue:Limit", "Elasticsearch:Urls"]
        )
        {
            Assert.Single(sentences, s => s.Contains(key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_bad_query_gives_line_column_and_expectation()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(
            ["search", "process where\n process.name = \"a\"", "--events", "-"],
            "{}"
        );

        Assert.Equal(2, exitCode);
        Assert.StartsWith("error: line 2:15: ", errors);
        Assert.Contains("==", errors);
    }

    [Fact]
    public async Task A_run_without_a_cluster_says_what_to_set()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(["run"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("Elasticsearch:Urls is not set", errors);
        Assert.Contains("Elasticsearch__Urls__0=https://localhost:9200", errors);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_reached_is_exit_code_3()
    {
        var (exitCode, _, _) = await ChildProgram.RunAsync(
            ["run", "--once"],
            environment:
            [
                ("Elasticsearch__Urls__0", "http://127.0.0.1:1"),
                ("Elasticsearch__Retries", "1"),
                ("Elasticsearch__RetryDelay", "0s"),
            ]
        );

        Assert.Equal(3, exitCode);
    }

    [Fact]
    public async Task A_search_over_standard_input_prints_what_matches_in_order_and_names_what_is_no_event()
    {
        var (exitCode, output, errors) = await ChildProgram.RunAsync(["search", Query, "--events", "-"], Events);

        Assert.Equal(0, exitCode);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("i/wrapped  {", lines[0]);
        Assert.StartsWith("stdin:1  {", lines[1]);
        Assert.Equal("2 of 4 events match", lines[2]);
        Assert.StartsWith("warning: stdin:4: ", errors);
    }

    [Fact]
    public async Task A_search_prints_the_answer_of_Elasticsearch_where_asked_for_JSON()
    {
        var (_, output, _) = await ChildProgram.RunAsync(
            ["search", Query, "--events", "-", "--size", "1", "--output", "json"],
            Events
        );

        var hits = System.Text.Json.Nodes.JsonNode.Parse(output)!["hits"]!;
        Assert.Equal(1, hits["total"]!["value"]!.GetValue<int>());
        Assert.Equal("stdin:1", Assert.Single(hits["events"]!.AsArray())!["_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_search_finds_sequences_and_says_which_event_is_missing()
    {
        string[] arguments =
        [
            "search",
            "sequence by host with maxspan=1s [any where n == 1] ![any where n == 7] [any where n == 2]",
            "--events",
            "-",
        ];
        const string events = """
            {"@timestamp": 1, "host": "h", "n": 1}
            {"@timestamp": 2, "host": "h", "n": 2}
            {"@timestamp": 3, "host": "other", "n": 2}
            {"host": "h", "n": 1}
            """;
        var (exitCode, output, errors) = await ChildProgram.RunAsync(arguments, events);
        var (_, json, _) = await ChildProgram.RunAsync([.. arguments, "--output", "json"], events);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("Sequence by h\nstdin:1  {", output.ReplaceLineEndings("\n"));
        Assert.Contains("(missing)", output);
        Assert.Contains("1 sequences in 4 events", output);
        Assert.Contains(
            "warning: 1 events have no time in [@timestamp] that can be read; they are in no sequence",
            errors
        );
        var sequence = System.Text.Json.Nodes.JsonNode.Parse(json)!["hits"]!["sequences"]![0]!;
        Assert.Equal("""["h"]""", sequence["join_keys"]!.ToJsonString());
        Assert.Equal("""{"_index":"","_id":"","_source":{},"missing":true}""", sequence["events"]![1]!.ToJsonString());
        Assert.Equal("stdin:2", sequence["events"]![2]!["_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_search_compares_by_the_mapping_it_is_given()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file,
                """{"properties": {"name": {"type": "keyword"}}}""",
                TestContext.Current.CancellationToken
            );
            string[] search = ["search", "any where nam == \"x\"", "--events", "-", "--mapping", file];
            var (fine, _, warnings) = await ChildProgram.RunAsync(search, "{}");
            await File.WriteAllTextAsync(file, "[]", TestContext.Current.CancellationToken);
            var (wrong, _, errors) = await ChildProgram.RunAsync(search, "{}");

            Assert.Equal((0, 2), (fine, wrong));
            Assert.Contains("warning: line 1:11: Unknown column [nam], did you mean [name]?", warnings);
            Assert.Contains($"error: {file}: This is not a mapping", errors);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_check_tells_what_is_probably_wrong_with_a_query_that_can_run()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.eql");
        try
        {
            await File.WriteAllTextAsync(file, "any where source.ip : \"10.*\"", TestContext.Current.CancellationToken);
            var (exitCode, output, _) = await ChildProgram.RunAsync(["check", file]);

            Assert.Equal(0, exitCode);
            Assert.Contains($"{file}:1:11: warning D051: [:] needs a string on its left", output);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Fact]
    public async Task A_search_keeps_the_end_it_is_asked_for()
    {
        var (_, output, _) = await ChildProgram.RunAsync(
            ["search", Query, "--events", "-", "--size", "1", "--result-position", "head"],
            Events
        );

        Assert.StartsWith("i/wrapped  {", output);
        Assert.Contains("2 of 4 events match; 1 shown (see --size)", output);
    }

    [Fact]
    public async Task A_search_reads_compressed_files()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ndjson.gz");
        await using (var stream = File.Create(file))
        await using (
            var gzip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Compress)
        )
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Events), TestContext.Current.CancellationToken);
        }

        var (_, output, _) = await ChildProgram.RunAsync(["search", Query, "--events", file]);
        File.Delete(file);

        Assert.Contains("2 of 4 events match", output);
    }

    [Fact]
    public async Task A_missing_file_and_a_missing_choice_are_usage_errors()
    {
        var (missing, _, errors) = await ChildProgram.RunAsync(["search", Query, "--events", "no-such-file.ndjson"]);
        var (choice, _, told) = await ChildProgram.RunAsync(["search", Query]);

        Assert.Equal((2, 2), (missing, choice));
        Assert.Contains("no-such-file.ndjson", errors);
        Assert.Contains("either --events FILE… or --index PATTERN…", told);
    }

    [Fact]
    public async Task Check_approves_of_the_settings_that_are_shipped()
    {
        var (exitCode, output, _) = await ChildProgram.RunAsync(["check"]);

        Assert.Equal(0, exitCode);
        Assert.Equal("1 rule: 0 errors, 0 warnings, 0 notes\n", output);
    }

    [Fact]
    public async Task Check_names_the_place_of_a_mistake_in_a_query_file()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.eql");
        await File.WriteAllTextAsync(
            file,
            "process where\n  process.name like 5",
            TestContext.Current.CancellationToken
        );

        var (exitCode, output, _) = await ChildProgram.RunAsync(["check", file]);
        File.Delete(file);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{file}:2:21: ", output);
    }
}
