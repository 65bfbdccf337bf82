using System.Net.Sockets;
using Detections.Matching.ValueLists;
using Detections.Rules.Files;
using Detections.Tests.Cluster;
using Detections.Tests.Settings;

namespace Detections.Tests.Rules;

/// <summary>
/// What a rule file could do to who loads it. Each case is read by a process of its own that may take no more memory than a small container
/// gives: it has to end by itself, with a sentence that names the file, and the rule beside it has to be loaded.
/// </summary>
public sealed class HostileRuleFileTests : IDisposable
{
    private const string HeapLimit = "0x10000000";
    private const string TooDeep =
        "D008: rule.query is not a query this program can run: The condition is nested too deep";
    private const string TooLong =
        "D002: The file is not valid TOML: It is longer than 524,288 characters; long lists belong into a value list.";

    private readonly RuleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is in the file, and what is told; nothing where it is a rule like any other.</summary>
    public static TheoryData<string, string> Cases =>
        new()
        {
            {
                "TOML of 100,000 lists in each other",
                "D002: The file is not valid TOML: The maximum depth of 64 has been exceeded."
            },
            {
                "TOML of 100,000 inline tables in each other",
                "D002: The file is not valid TOML: The maximum depth of 64 has been exceeded."
            },
            {
                "TOML with a key of 100,000 parts",
                "D002: The file is not valid TOML: It is nested deeper than 60 levels."
            },
            {
                "TOML with filters nested by dots",
                "D002: The file is not valid TOML: It is nested deeper than 60 levels."
            },
            {
                "TOML with a table name of 100,000 parts",
                "D002: The file is not valid TOML: It is nested deeper than 60 levels."
            },
            { "TOML with a key of 20 MB", TooLong },
            { "TOML of 300,000 tables", TooLong },
            { "TOML of half a megabyte of numbers", "" },
            {
                "TOML of 100 MB",
                "D001: The file cannot be read. It has 95 MB; allowed are up to 32 MB. Divide it into several."
            },
            { "NDJSON with a line of 50 MB", "D001: The file cannot be read. It has 47 MB; allowed are up to 32 MB." },
            {
                "NDJSON of a million lines",
                "D003: The file holds more than 20,000 rules and exceptions. Divide it into several."
            },
            {
                "NDJSON of 20,000 broken rules",
                "D003: More than 1,000 rules of the file have mistakes, so none of it is loaded."
            },
            {
                "NDJSON nested 100,000 deep",
                "D002: The file is not valid JSON: The maximum configured depth of 64 has been exceeded."
            },
            {
                "NDJSON of 12 million values",
                "D002: The file is not valid JSON: One document holds more than 500,000 values."
            },
            { "JSON with a million keys", "D002: The file is not valid JSON: One object holds more than 1,000 keys." },
            { "JSON list of 200,000 rules", "D003: The file holds more than 20,000 rules and exceptions." },
            { "EQL of 10,000 brackets", TooDeep },
            { "EQL of 100,000 nots", TooDeep },
            { "EQL of 50,000 calls in each other", TooDeep },
            { "EQL of 100,000 minus signs", TooDeep },
            {
                "EQL of 100,000 additions",
                "D008: rule.query is not a query this program can run: The query has too many arithmetic operators; at most 500 are accepted"
            },
            {
                "EQL of 30,000 steps",
                "D008: rule.query is not a query this program can run: Sequence cannot contain more than 256 queries"
            },
            { "EQL of a 20,000-way or", "" },
            { "EQL of a 20,000-way in", "" },
            { "EQL with a string of 400,000 characters", "" },
            { "EQL with a wildcard of 400,000 characters", "" },
            { "regex that explodes", "" },
            {
                "regex repeated 100,000 times",
                "D008: rule.query is not a query this program can run: The regular expression is too large"
            },
            {
                "regex of repetitions that multiply",
                "D008: rule.query is not a query this program can run: The regular expression is too large"
            },
            {
                "regex of 20,000 brackets",
                "D008: rule.query is not a query this program can run: The regular expression has 40001 characters, more than the 1000 that are allowed"
            },
            { "interval of a million digits", "D006: rule.interval is \"9999" },
            { "exception of 400,000 values", "" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_told_of_in_a_sentence_and_the_rule_beside_it_is_loaded(string name, string told)
    {
        var file = Write(name);
        _folder.WriteRule("good");

        await using var program = RunningProgram.Start(
            ["check", _folder.Path, "--config", AppContext.BaseDirectory],
            ("DOTNET_GCHeapHardLimit", HeapLimit)
        );
        var code = await program.ExitAsync();

        var errors = program.Output.Split('\n').Where(l => l.Contains(": error ", StringComparison.Ordinal)).ToList();
        Assert.True(code == (told.Length > 0 ? 1 : 0), program.Output);
        Assert.Equal(told.Length > 0, errors.Count > 0);
        Assert.All(errors, e => Assert.Contains(Path.GetFileName(file), e, StringComparison.Ordinal));
        Assert.Contains(told, program.Output, StringComparison.Ordinal);
        Assert.True(errors.Count < 10, $"{errors.Count} errors are more than anybody reads");
        var loaded = told.Length > 0 || name.StartsWith("exception", StringComparison.Ordinal) ? "1 rule" : "2 rules";
        Assert.Contains($"\n{loaded}", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link to a pipe")]
    [InlineData("socket")]
    [InlineData("empty file")]
    public async Task What_has_no_content_is_told_of_and_never_opened(string kind)
    {
        _folder.WriteRule("good");
        await MakeAsync(kind, "special.toml");

        await using var program = RunningProgram.Start(["check", _folder.Path, "--config", AppContext.BaseDirectory]);
        var code = await program.ExitAsync();

        Assert.True(code == 1, program.Output);
        Assert.Contains(
            "special.toml:1:1: error D001: The file cannot be read. It is empty, or is a pipe, a socket or a device, which are not read. Put a regular file in its place, or take it away.",
            program.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\n1 rule", program.Output, StringComparison.Ordinal);
    }

    /// <summary>They are looked at again every few seconds, and when a copy finds out whether another has the same.</summary>
    [Theory]
    [InlineData("pipe")]
    [InlineData("socket")]
    public async Task Nobody_waits_for_a_value_list_that_is_none(string kind)
    {
        var path = await MakeAsync(kind, "special.txt");
        var settings = ConfigurationText.Json("{}", ("Rules:ValueLists:0", "*.txt"));

        var (stamps, lists) = await Task.Run(
                () =>
                    (
                        RulePatterns.Of(settings, _folder.Path).Stamps(),
                        ValueListFiles.Load(new Dictionary<string, string> { ["special"] = path })
                    ),
                TestContext.Current.CancellationToken
            )
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal($"{path} 0", stamps);
        Assert.Equal(
            "the value list \"special\" cannot be read: It is empty, or is a pipe, a socket or a device, which are not read. Put a regular file in its place, or take it away.",
            Assert.Single(lists.Problems)
        );
    }

    private async Task<string> MakeAsync(string kind, string name)
    {
        var path = Path.Combine(_folder.Path, name);
        switch (kind)
        {
            case "pipe":
                await MakePipeAsync(path);
                break;
            case "link to a pipe":
                await MakePipeAsync(Path.Combine(_folder.Path, "pipe"));
                File.CreateSymbolicLink(path, "pipe");
                break;
            case "socket":
                using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
                {
                    // Where it is cannot be said in more than a hundred characters.
                    var place = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.s");
                    socket.Bind(new UnixDomainSocketEndPoint(place));
                    File.Move(place, path);
                }

                break;
            default:
                _folder.Write(name, "");
                break;
        }

        return path;
    }

    private static async Task MakePipeAsync(string path)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows(),
            "Needs named pipes in the file system, which Windows does not have"
        );
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [path]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mkfifo.ExitCode);
    }

    [Fact]
    public void A_link_in_the_folder_may_not_lead_out_of_it()
    {
        var secret = Path.Combine(Directory.CreateTempSubdirectory("outside").FullName, "secret.toml");
        File.WriteAllText(secret, "root:$6$planted:1:0:99999:7:::");
        _folder.WriteRule("good");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "absolute.toml"), secret);
        File.CreateSymbolicLink(
            Path.Combine(_folder.Path, "relative.toml"),
            Path.GetRelativePath(_folder.Path, secret)
        );
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "folder"), Path.GetDirectoryName(secret)!);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "endless.toml"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "nowhere.toml"), "none.toml");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "circle.toml"), "circle.toml");

        foreach (var pattern in (string[])[".", "*.toml", "**/*.toml"])
        {
            _folder.Before = null;
            var rules = _folder.Read(out var findings, ("Files:0", pattern));

            Assert.Equal(["good"], rules.Rules.Select(r => r.RuleId));
            Assert.Equal(6, findings.All.Count);
            Assert.All(
                findings.All,
                f =>
                    Assert.EndsWith(
                        "1:1 This link leads out of the folder that Rules:Files:0 names, or nowhere, and is not followed; put the file itself there, or name it in Rules:Files:0.",
                        _folder.Text(f),
                        StringComparison.Ordinal
                    )
            );
            Assert.DoesNotContain(findings.All, f => f.Text.Contains("planted", StringComparison.Ordinal));
        }

        Directory.Delete(Path.GetDirectoryName(secret)!, recursive: true);
    }

    /// <summary>As Kubernetes mounts a ConfigMap, and as a release is switched by turning a link.</summary>
    [Fact]
    public void A_link_that_stays_in_the_folder_is_followed_as_is_one_that_the_settings_name()
    {
        var path = _folder.WriteRule("good");
        var hidden = Directory.CreateDirectory(Path.Combine(_folder.Path, "real", "..2026")).FullName;
        File.Move(path, Path.Combine(hidden, "good.toml"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "real", "..data"), "..2026");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "real", "good.toml"), Path.Combine("..data", "good.toml"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "current"), "real");

        Assert.Equal(["good"], _folder.Read(("Files:0", "current")).Rules.Select(r => r.RuleId));
        Assert.Equal(["good"], _folder.Read(("Files:0", "real/*.toml")).Rules.Select(r => r.RuleId));
        Assert.Equal(["good"], _folder.Read(("Files:0", "real/..data/good.toml")).Rules.Select(r => r.RuleId));
    }

    [Fact]
    public void Folders_that_lead_into_themselves_are_looked_through_once()
    {
        _folder.WriteRule("good");
        var below = Directory.CreateDirectory(Path.Combine(_folder.Path, "below")).FullName;
        for (var i = 0; i < 4; i++)
        {
            Directory.CreateSymbolicLink(Path.Combine(below, $"again{i}"), below);
        }

        Assert.Equal(["good"], _folder.Read().Rules.Select(r => r.RuleId));
    }

    [Fact]
    public void A_value_list_may_not_be_a_link_that_leads_out_either()
    {
        _folder.WriteRule("good");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "list.txt"), "/etc/passwd");

        var rules = _folder.Read(out var findings, ("ValueLists:0", "*.txt"));

        Assert.Empty(rules.ValueLists);
        Assert.Contains(
            findings.All,
            f =>
                f.Text.Contains(
                    "This link leads out of the folder that Rules:ValueLists:0 names",
                    StringComparison.Ordinal
                )
        );
    }

    private string Write(string name)
    {
        const string query = "any where true";
        const string last = "risk_score = 21";
        const int many = 100_000;
        return name switch
        {
            "TOML of 100,000 lists in each other" => With(last, $"x = {Nested("[", "", "]", many)}"),
            "TOML of 100,000 inline tables in each other" => With(last, $"x = {Nested("{a=", "1", "}", many)}"),
            "TOML with a key of 100,000 parts" => With(last, $"{Times("a.", many)}a = 1"),
            "TOML with filters nested by dots" => With(last, $"filters = [{{{Times("a.", 200)}b = 1}}]"),
            "TOML with a table name of 100,000 parts" => With(last, $"[{Times("a.", many)}a]"),
            "TOML with a key of 20 MB" => With(last, $"{Times("k", 20_000_000)} = 1"),
            "TOML of 300,000 tables" => With(
                last,
                string.Concat(Enumerable.Range(0, 300_000).Select(i => $"[t{i}]\nx=1\n"))
            ),
            "TOML of half a megabyte of numbers" => With(last, $"tags = [{Times("1,", 255_000)}]"),
            "TOML of 100 MB" => With(last, "# " + Times("x", 100_000_000)),
            "NDJSON with a line of 50 MB" => _folder.Write(
                "h.ndjson",
                $$"""{"rule_id":"h","name":"{{Times("x", 50_000_000)}}"}"""
            ),
            "NDJSON of a million lines" => _folder.Write("h.ndjson", Times("{\"a\":1}\n", 1_000_000)),
            "NDJSON of 20,000 broken rules" => _folder.Write("h.ndjson", Times("{\"rule_id\":\"h\"}\n", 20_000)),
            "NDJSON nested 100,000 deep" => _folder.Write("h.ndjson", Nested("[", "", "]", many)),
            "NDJSON of 12 million values" => _folder.Write(
                "h.ndjson",
                $"{{\"rule_id\":\"h\",\"tags\":[{Times("1,", 12_000_000)}1]}}"
            ),
            "JSON with a million keys" => _folder.Write(
                "h.json",
                $"{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"k{i}\":1"))}}}"
            ),
            "JSON list of 200,000 rules" => _folder.Write("h.json", $"[{Times("{\"rule_id\":\"h\"},", 200_000)}1]"),
            "EQL of 10,000 brackets" => With(query, $"any where {Nested("(", "true", ")", 10_000)}"),
            "EQL of 100,000 nots" => With(query, $"any where {Times("not ", many)}true"),
            "EQL of 50,000 calls in each other" => With(query, $"any where {Nested("length(", "a", ")", 50_000)} > 1"),
            "EQL of 100,000 minus signs" => With(query, $"any where a == {Times("-", many)}1"),
            "EQL of 100,000 additions" => With(query, $"any where a == 1{Times(" + 1", many)}"),
            "EQL of 30,000 steps" => With(query, $"sequence by a {Times("[any where true] ", 30_000)}"),
            "EQL of a 20,000-way or" => With(
                query,
                $"any where {string.Join(" or ", Enumerable.Range(0, 20_000).Select(i => $"a == {i}"))}"
            ),
            "EQL of a 20,000-way in" => With(
                query,
                $"any where a in ({string.Join(", ", Enumerable.Range(0, 20_000))})"
            ),
            "EQL with a string of 400,000 characters" => With(query, $"any where a == \"{Times("x", 400_000)}\""),
            "EQL with a wildcard of 400,000 characters" => With(query, $"any where a : \"{Times("*x?", 133_000)}\""),
            "regex that explodes" => With(query, "any where a regex \"(a+)+(b+)+(c|d|e)*x{1,50}\""),
            "regex repeated 100,000 times" => With(query, "any where a regex \"a{1,100000}\""),
            "regex of repetitions that multiply" => With(query, "any where a regex \"((a{1,1000}){1,1000}){1,1000}\""),
            "regex of 20,000 brackets" => With(query, $"any where a regex \"{Nested("(", "a", ")", 20_000)}\""),
            "interval of a million digits" => With(last, $"interval = \"{Times("9", 500_000)}s\""),
            "exception of 400,000 values" => _folder.Write(
                "h.ndjson",
                $$"""{"list_id":"l","name":"i","entries":[{"type":"match_any","operator":"included","field":"a","value":[{{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"{i}\""))}}]}]}"""
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

        string With(string part, string hostile) =>
            _folder.WriteRule("h", part == last ? (last, $"{last}\n{hostile}") : (part, hostile));
    }

    private static string Times(string text, int count) =>
        new System.Text.StringBuilder().Insert(0, text, count).ToString();

    private static string Nested(string open, string inner, string close, int depth) =>
        Times(open, depth) + inner + Times(close, depth);
}
