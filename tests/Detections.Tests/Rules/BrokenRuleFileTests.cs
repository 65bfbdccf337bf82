using Detections.Rules;

namespace Detections.Tests.Rules;

public sealed class BrokenRuleFileTests : IDisposable
{
    private readonly RuleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Breaks =>
        new()
        {
            {
                "severity = \"low\"",
                "severity = \"low",
                "D002 error r1.toml:12:16 The file is not valid TOML: Invalid newline in a string."
            },
            {
                "severity = \"low\"",
                "severity =",
                "D002 error r1.toml:12:11 The file is not valid TOML: Unexpected token end-of-line found while expecting a value."
            },
            {
                "severity = \"low\"",
                "severity = \"low\"\nseverity = \"high\"",
                "D002 error r1.toml:13:1 The file is not valid TOML: The key `rule.severity` is already defined at (12,1) with `severity = \"low\"` and cannot be redefined."
            },
            {
                "severity = \"low\"",
                "severity = \"mediun\"",
                "D006 error r1.toml:12:12 rule.severity is \"mediun\"; allowed is low, medium, high, critical."
            },
            { "severity = \"low\"\n", "", "D004 error r1.toml:4:1 rule.severity is missing; it needs a value." },
            {
                "risk_score = 21",
                "risk_score = 210",
                "D006 error r1.toml:13:14 rule.risk_score is \"210\"; allowed is a whole number from 0 to 100."
            },
            {
                "[\"logs-*\"]",
                "\"logs-*\"",
                "D005 error r1.toml:11:9 rule.index is a single value; allowed is a list."
            },
            {
                "[\"logs-*\"]",
                "[\"a\", \"Logs-*\"]",
                "D006 error r1.toml:11:15 rule.index is \"Logs-*\"; allowed is an index pattern: lower case, without spaces and any of \\ / ? \" < > | , #."
            },
            {
                "'any where true'",
                "'''\nany where\n  a = 1\n'''",
                "D008 error r1.toml:12:5 rule.query is not a query this program can run: "
            },
            {
                "severity = \"low\"",
                "severity = \"severe\"",
                "D006 error r1.toml:12:12 rule.severity is \"severe\"; allowed is low, medium, high, critical."
            },
            {
                "severity = \"low\"",
                "severity = \"low\"\nfrom = \"9m\"",
                "D006 error r1.toml:13:8 rule.from is \"9m\"; allowed is now- and a duration in s, m, h or d, such as now-9m, up to now-365d."
            },
            { "rule_id = \"r1\"\n", "", "D004 error r1.toml:4:1 rule.rule_id is missing; it needs a value." },
            {
                "type = \"eql\"",
                "type = \"eqll\"",
                "D006 error r1.toml:8:8 rule.type is \"eqll\"; allowed is \"eql\" only."
            },
            {
                "severity = \"low\"",
                "severity = \"low\"\ndata_view_id = \"x\"",
                "D010 error r1.toml:13:16 rule.data_view_id is not supported, and without it the rule would alert differently. A data view is known to Kibana alone; name its index patterns in index instead."
            },
        };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_mistake_is_told_with_its_place_and_the_other_rules_run(string from, string to, string told)
    {
        _folder.WriteRule("r1", (from, to));
        _folder.WriteRule("r2");

        var rules = _folder.Read(out var findings);

        Assert.Empty(findings.Faults);
        Assert.StartsWith(told, Assert.Single(findings.All.Select(_folder.Text)), StringComparison.Ordinal);
        Assert.Equal(["r2"], rules.Rules.Select(r => r.RuleId));
        var aside = Assert.Single(rules.SetAside);
        Assert.Equal(findings.All, aside.Findings);
        Assert.False(aside.RunsOn);
    }

    [Theory]
    [InlineData("{", "D002 error r1.json:1:2 The file is not valid JSON: ")]
    [InlineData(
        "{\n \"a\": 1,\n \"a\": 2 }",
        "D002 error r1.json:3:2 The file is not valid JSON: 'a' is given twice in one object."
    )]
    [InlineData("[1]", "D003 warning r1.json:1:2 This is neither a rule nor an exception, so it has no effect.")]
    [InlineData("{\"x\":1}", "D003 warning r1.json:1:1 This is neither a rule nor an exception, so it has no effect.")]
    [InlineData("{\"a\": \"\\ud800\"}", "D002 error r1.json:1:7 The file is not valid JSON: ")]
    public void What_is_not_JSON_or_no_rule_is_told_with_its_place(string content, string told)
    {
        _folder.Write("r1.json", content);

        var rules = _folder.Read(out var findings);

        Assert.Empty(rules.Rules);
        Assert.StartsWith(told, Assert.Single(findings.All.Select(_folder.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_told()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "r1.toml"), [0xff, 0xfe, 0x41, 0x00]);

        _folder.Read(out var findings);

        Assert.Equal(
            ["D002 error r1.toml:1:1 The file is not UTF-8 text; save it in that encoding."],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void A_file_that_is_named_and_of_another_kind_is_told()
    {
        _folder.Write("rules.yaml", "a: b");

        _folder.Read(out var findings, ("Files:0", "rules.yaml"));

        Assert.Equal(
            ["D003 error rules.yaml:1:1 The file ends with \".yaml\"; rule files end with .toml, .ndjson, .json."],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_warned_of()
    {
        _folder.Read(out var findings, ("Files:0", "none/*.toml"));

        Assert.Equal(
            $"D016 warning Rules:Files:0 is \"none/*.toml\", which matches no file in {_folder.Path}.",
            Assert.Single(findings.All.Select(_folder.Text))
        );
    }

    [Fact]
    public void A_key_that_is_not_known_is_a_warning()
    {
        _folder.WriteRule(
            "r1",
            ("severity = \"low\"", "severity = \"low\"\nseverty = \"low\"\nmoon = 1"),
            ("maturity", "matureness = 1\nmaturity")
        );

        var rules = _folder.Read(out var findings);

        Assert.Single(rules.Rules);
        Assert.Equal(
            [
                "D007 warning r1.toml:2:1 metadata.matureness is not a known key and has no effect.",
                "D007 warning r1.toml:14:1 rule.severty is not a known key and has no effect. Did you mean severity?",
                "D007 warning r1.toml:15:1 rule.moon is not a known key and has no effect.",
            ],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void Two_files_with_one_rule_id_are_an_error_that_names_both()
    {
        _folder.WriteRule("r1");
        _folder.Write("other.toml", RuleFolder.Right);

        var rules = _folder.Read(out var findings);

        Assert.Empty(rules.Rules);
        Assert.Equal(2, rules.SetAside.Count);
        Assert.Equal(
            [
                "D013 error other.toml:4:1 The rule_id \"r1\" of the rule \"N\" is also that of r1.toml:4:1; allowed is one rule for each id, so none of them runs.",
                "D013 error r1.toml:4:1 The rule_id \"r1\" of the rule \"N\" is also that of other.toml:4:1; allowed is one rule for each id, so none of them runs.",
            ],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void Of_two_rules_with_one_id_the_one_that_ran_before_goes_on()
    {
        _folder.WriteRule("r1");
        _folder.Read();
        _folder.Write("other.toml", RuleFolder.Right);

        var rules = _folder.Read(out var findings);

        Assert.EndsWith("r1.toml", Assert.Single(rules.Rules).Location!.Value.File, StringComparison.Ordinal);
        Assert.Equal(
            [
                "D013 error other.toml:4:1 The rule_id \"r1\" of the rule \"N\" is also that of r1.toml:4:1; allowed is one rule for each id, so only the one that ran before goes on, \"N\" at r1.toml:4:1.",
            ],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void A_rule_of_the_settings_replaces_that_of_a_file_with_a_note()
    {
        _folder.WriteRule("r1");

        var rules = _folder.Read(
            out var findings,
            ("Items:r1:name", "Mine"),
            ("Items:r1:description", "D"),
            ("Items:r1:query", "any where true"),
            ("Items:r1:index:0", "logs-*"),
            ("Items:r1:severity", "low"),
            ("Items:r1:risk_score", "1")
        );

        Assert.Equal("Mine", Assert.Single(rules.Rules).Name);
        Assert.Equal(
            ["D018 note r1.toml:4:1 The rule \"N\" is replaced by the one of the same id in Rules:Items."],
            findings.All.Select(_folder.Text)
        );
    }

    [Theory]
    [InlineData("severity = \"low\"", "severity = \"x\"", "D006")]
    [InlineData("rule_id = \"r1\"", "rule_id = 'r1", "D002")]
    [InlineData("rule_id = \"r1\"\n", "", "D004")]
    public void A_rule_whose_file_broke_runs_on_as_it_was_and_is_mended_by_the_next_change(
        string from,
        string to,
        string code
    )
    {
        _folder.WriteRule("r1", ("any where true", "any where a == 1"));
        _folder.WriteRule("r2");
        _folder.Read();
        _folder.WriteRule("r1", ("any where true", "any where a == 2"), (from, to));

        for (var reading = 0; reading < 2; reading++)
        {
            var broken = _folder.Read(out var findings);

            Assert.Equal(["any where a == 1", "any where true"], broken.Rules.Select(r => r.Query.Text));
            Assert.Equal([code, "D019"], findings.All.Select(f => f.Code.Id));
            var place = findings.All[0].Location!.Value;
            Assert.Equal(
                $"D019 warning r1.toml:{place.Line}:{place.Column} The rule \"N\" runs on as it was before this mistake.",
                _folder.Text(findings.All[1])
            );
            Assert.True(Assert.Single(broken.SetAside).RunsOn);
        }

        _folder.WriteRule("r1", ("any where true", "any where a == 3"));

        Assert.Equal(["any where a == 3", "any where true"], _folder.Read().Rules.Select(r => r.Query.Text));
    }

    [Fact]
    public void A_rule_whose_file_is_gone_is_gone()
    {
        var path = _folder.WriteRule("r1");
        _folder.WriteRule("r2");
        _folder.Read();
        File.Delete(path);

        Assert.Equal(["r2"], _folder.Read().Rules.Select(r => r.RuleId));
    }

    [Fact]
    public void Exceptions_whose_file_broke_stay_as_they_were()
    {
        _folder.WriteRule("r1", ("severity = \"low\"", "severity = \"low\"\nexceptions_list = [{ list_id = \"l\" }]"));
        const string item =
            """{"list_id":"l","name":"i","entries":[{"type":"exists","field":"a","operator":"included"}]}""";
        _folder.Write("list.ndjson", item);
        _folder.Read();
        _folder.Write("list.ndjson", item[..20]);

        var rules = _folder.Read(out var findings);

        Assert.Equal("i", Assert.Single(Assert.Single(rules.Rules).Exceptions).Name);
        Assert.Equal(["D002", "D019"], findings.All.Select(f => f.Code.Id));
        Assert.Equal("The exceptions of this file stay as they were before this mistake.", findings.All[1].Message);
    }

    [Fact]
    public void However_a_rule_file_is_cut_off_it_is_read_or_told_of()
    {
        const string export =
            """{"rule_id":"r2","id":"é","name":"N\u00e9\ud83d\ude00","severity":"low","risk_score":1,"query":"any where \"a\" == b","index":["logs-*"],"description":"D","threat":[{"framework":"F","tactic":{"id":"T","name":"N","reference":"R"}}]}""";
        var toml = RuleFolder.Right.Replace(
            "'any where true'",
            "\"\"\"any \\\n where true\"\"\"",
            StringComparison.Ordinal
        );
        foreach (var (name, text) in new[] { ("r1.toml", toml), ("r2.ndjson", export), ("r2.json", export) })
        {
            for (var length = 0; length < text.Length; length++)
            {
                var path = _folder.Write(name, text[..length]);
                var file = new Detections.Rules.Files.RuleFileReader(withDeprecated: false, new HashSet<string>()).Read(
                    path
                );
                Assert.True(
                    file.Findings.Count > 0 || file.Rules.Count > 0 || text[..length].Trim().Length == 0,
                    $"nothing was told of the first {length} characters of {name}"
                );
            }
        }
    }

    [Fact]
    public void However_a_rule_file_is_changed_reading_it_does_not_throw()
    {
        var random = new Random(5);
        var reader = new Detections.Rules.Files.RuleFileReader(withDeprecated: false, new HashSet<string>());
        const string signs = "\"'[]{}=,.:\\\n #-0x";
        for (var round = 0; round < 2000; round++)
        {
            var text = RuleFolder.Right.ToCharArray();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                text[random.Next(text.Length)] = signs[random.Next(signs.Length)];
            }

            var file = reader.Read(_folder.Write("r1.toml", new string(text)));

            Assert.All(
                file.Findings.Concat(file.Rules.SelectMany(r => r.Findings)),
                f => Assert.True(f.Location is { Line: > 0, Column: > 0 }, f.Text)
            );
        }
    }
}
