using System.Text.Json;
using Detections.Eql;
using Detections.Rules;

namespace Detections.Tests.Rules;

public sealed class RuleFileTests : IDisposable
{
    private const string Required =
        """ "rule_id": "r1", "name": "N", "description": "D", "type": "eql", "language": "eql", "query": "any where true", "index": ["logs-*"], "severity": "low", "risk_score": 21 """;

    private readonly RuleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rule_in_TOML_is_the_same_as_in_JSON()
    {
        _folder.WriteRule("r1");
        var toml = Assert.Single(_folder.Read().Rules);
        File.Delete(Path.Combine(_folder.Path, "r1.toml"));
        _folder.Write("r1.json", $$"""{ {{Required}} }""");
        var json = Assert.Single(_folder.Read().Rules);

        Assert.Equal(Text(toml), Text(json));
        Assert.Equal("any where true", json.Query.Text);
        Assert.True(json.Enabled);

        static string Text(Rule rule) => JsonSerializer.Serialize(rule with { Location = null });
    }

    [Fact]
    public void Every_field_of_an_export_is_read_or_known_to_have_no_effect()
    {
        _folder.Write(
            "rule.json",
            """
            {
              "id": "0a", "rule_id": "r1", "name": "N", "description": "D", "type": "eql", "language": "eql",
              "query": "sequence by host.id [process where true] [file where true]", "index": ["logs-*", "-logs-old-*"],
              "data_view_id": "", "filters": [{ "meta": { "negate": true, "disabled": false }, "query": { "match": { "a": 1.5 } } }],
              "interval": "1h", "from": "now-2h", "to": "now", "max_signals": 5, "risk_score": 99, "severity": "critical",
              "risk_score_mapping": [{ "field": "event.risk_score", "operator": "equals", "value": "" }],
              "severity_mapping": [{ "field": "event.severity", "operator": "equals", "value": "3", "severity": "high" }],
              "rule_name_override": "message", "timestamp_override": "event.ingested",
              "timestamp_override_fallback_disabled": true, "event_category_override": "event.kind",
              "timestamp_field": "event.created", "tiebreaker_field": "event.sequence",
              "alert_suppression": { "group_by": ["host.name", "user.name"], "duration": { "value": 5, "unit": "h" },
                "missing_fields_strategy": "doNotSuppress" },
              "building_block_type": "default", "enabled": false, "tags": ["t"], "author": ["a"], "references": ["https://x", ""],
              "false_positives": [""], "license": "L", "note": "None", "setup": "setup",
              "threat": [{ "framework": "MITRE ATT&CK", "tactic": { "id": "TA0001", "name": "I", "reference": "https://t" },
                "technique": [] }],
              "threat_mappings": [], "required_fields": [{ "name": "a", "type": "keyword", "ecs": true }],
              "related_integrations": [{ "package": "endpoint", "version": "^8" }],
              "investigation_fields": { "field_names": ["host.name"] }, "exceptions_list": [], "actions": [],
              "response_actions": [], "throttle": "no_actions", "timeline_id": "tl", "timeline_title": "TL", "version": 7,
              "revision": 2, "immutable": true, "rule_source": { "type": "external", "is_customized": false },
              "created_at": "2026-01-01T00:00:00Z", "created_by": "me", "updated_at": "2026-01-01T00:00:00Z", "updated_by": "me",
              "execution_summary": { "last_execution": {} }, "outcome": "exactMatch", "output_index": "", "namespace": "x",
              "meta": { "from": "1m" }
            }
            """
        );

        var rule = Assert.Single(_folder.Read().Rules);

        Assert.Equal("0a", rule.Uuid);
        Assert.Equal("r1", rule.RuleId);
        Assert.Equal(EqlQueryKind.Sequence, rule.Query.Kind);
        Assert.Equal(["event.created", "event.sequence"], rule.Query.OrderFields);
        Assert.Contains("event.kind", rule.Query.Fields);
        Assert.Equal(["logs-*", "-logs-old-*"], rule.Index);
        Assert.Equal(
            """{"meta":{"negate":true,"disabled":false},"query":{"match":{"a":1.5}}}""",
            Assert.Single(rule.Filters).GetRawText()
        );
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromHours(2)), (rule.Interval, rule.Lookback));
        Assert.Equal((5, 99, Severity.Critical), (rule.MaxSignals, rule.RiskScore, rule.Severity));
        Assert.Equal("event.risk_score", rule.RiskScoreField);
        Assert.Equal(new SeverityMapping("event.severity", "3", Severity.High), Assert.Single(rule.SeverityMapping));
        Assert.Equal("message", rule.RuleNameOverride);
        Assert.Equal(("event.ingested", true), (rule.TimestampOverride, rule.TimestampOverrideFallbackDisabled));
        Assert.Equal(
            ("event.kind", "event.created", "event.sequence"),
            (rule.EventCategoryOverride, rule.TimestampField, rule.TiebreakerField)
        );
        Assert.Equal(["host.name", "user.name"], rule.AlertSuppression!.GroupBy);
        Assert.Equal(
            (TimeSpan.FromHours(5), false),
            (rule.AlertSuppression.Duration, rule.AlertSuppression.SuppressesMissing)
        );
        Assert.Equal("default", rule.BuildingBlockType);
        Assert.False(rule.Enabled);
        Assert.Equal(["https://x"], rule.References);
        Assert.Empty(rule.FalsePositives);
        Assert.Null(rule.Note);
        Assert.Equal("setup", rule.Setup);
        Assert.Equal(["host.name"], rule.InvestigationFields);
        Assert.Equal(("tl", "TL", 7), (rule.TimelineId, rule.TimelineTitle, rule.Version));
        Assert.Equal("TA0001", Assert.Single(rule.Threat).Tactic.Id);
        Assert.Equal((1, 1), (rule.Location!.Value.Line, rule.Location!.Value.Column));
    }

    [Fact]
    public void An_export_is_read_line_by_line()
    {
        _folder.Write(
            "export.ndjson",
            $$"""
            { {{Required}}, "exceptions_list": [{ "id": "i", "list_id": "l1", "type": "detection", "namespace_type": "single" }, { "list_id": "l2" }] }
            { "rule_id": "k", "name": "KQL", "description": "D", "type": "query", "language": "kuery", "query": "a:b", "severity": "low", "risk_score": 1, "enabled": false }
            { "id": "i", "list_id": "l1", "type": "detection", "name": "List", "description": "", "namespace_type": "single" }
            { "list_id": "l2", "type": "rule_default", "name": "Empty", "description": "" }
            { "id": "x", "list_id": "l1", "item_id": "item", "type": "simple", "name": "Item", "description": "", "os_types": ["windows"], "expire_time": "2027-01-01T00:00:00Z", "tags": [], "comments": [], "namespace_type": "single", "entries": [{ "type": "match", "field": "user.name", "operator": "included", "value": "me" }, { "type": "match_any", "field": "a", "operator": "excluded", "value": ["b", "c"] }] }
            { "id": "c", "type": "action", "attributes": { "actionTypeId": ".slack", "name": "Slack" }, "references": [] }
            {"exported_count":5,"exported_rules_count":2,"missing_rules":[],"missing_rules_count":0,"exported_exception_list_count":2}

            """
        );

        var rules = _folder.Read();

        var item = Assert.Single(Assert.Single(rules.Rules).Exceptions);
        Assert.Equal(("item", "l1", "Item"), (item.ItemId, item.ListId, item.Name));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), item.ExpireTime);
        Assert.Equal(["windows"], item.OsTypes);
        Assert.Equal(
            ["Match user.name False me", "MatchAny a True b c"],
            item.Entries.Select(e => $"{e.Type} {e.Field} {e.IsExcluded} {string.Join(' ', e.Values)}")
        );
        var kql = Assert.Single(rules.Unevaluated);
        Assert.Equal(("k", "KQL", "query", false), (kql.RuleId, kql.Name, kql.Type, kql.Enabled));
        Assert.Equal("It asks in KQL or Lucene; only EQL rules are run.", kql.Reason);
        Assert.Equal(2, kql.Location!.Value.Line);
    }

    [Fact]
    public void A_rule_of_a_package_is_below_its_attributes()
    {
        _folder.Write(
            "r1_7.json",
            $$"""{ "id": "r1_7", "type": "security-rule", "attributes": { {{Required}}, "version": 7 } }"""
        );

        var rule = Assert.Single(_folder.Read().Rules);

        Assert.Equal(("r1", "r1", 7), (rule.RuleId, rule.Uuid, rule.Version));
    }

    [Fact]
    public void A_list_of_rules_is_a_file_too()
    {
        _folder.Write(
            "all.json",
            $$"""[{ {{Required}} }, { {{Required.Replace("r1", "r2", StringComparison.Ordinal)}} }]"""
        );

        Assert.Equal(["r1", "r2"], _folder.Read().Rules.Select(r => r.RuleId));
    }

    [Fact]
    public void Exceptions_in_TOML_and_of_the_rule_itself_are_read()
    {
        _folder.WriteRule(
            "r1",
            (
                "risk_score = 21\n",
                """
                risk_score = 21
                exceptions_list = [{ list_id = "l" }]

                [[rule.exceptions]]
                name = "own"
                case_insensitive = true
                steps = [0, 2]
                entries = [
                  { type = "eql", query = 'process.name : "x*"' },
                  { type = "nested", field = "o", entries = [{ type = "wildcard", field = "p", value = "*q" }] },
                  { type = "list", field = "file.hash.sha256", list = { id = "hashes", type = "keyword" } },
                ]

                """
            )
        );
        _folder.Write(
            "lists.toml",
            """
            [metadata]
            list_name = "L"
            rule_ids = ["r1"]

            [[exceptions]]
            [exceptions.container]
            list_id = "l"
            name = "L"
            type = "detection"
            [[exceptions.items]]
            name = "of the list"
            type = "simple"
            [[exceptions.items.entries]]
            type = "exists"
            field = "a"
            operator = "excluded"
            """
        );
        _folder.Write("lists/hashes.txt", "abc\n");

        var rules = _folder.Read(("ValueLists:0", "lists"));

        var exceptions = Assert.Single(rules.Rules).Exceptions;
        Assert.Equal(["own", "of the list"], exceptions.Select(e => e.Name));
        Assert.True(exceptions[0].IsCaseInsensitive);
        Assert.Equal([0, 2], exceptions[0].Steps);
        Assert.Equal(
            [ExceptionEntryType.Eql, ExceptionEntryType.Nested, ExceptionEntryType.List],
            exceptions[0].Entries.Select(e => e.Type)
        );
        Assert.Contains("process.name", exceptions[0].Entries[0].Query!.Fields);
        Assert.Equal(["*q"], Assert.Single(exceptions[0].Entries[1].Entries).Values);
        Assert.Equal(("hashes", "keyword"), (exceptions[0].Entries[2].ListId, exceptions[0].Entries[2].ListType));
        Assert.Equal(("l", true), (exceptions[1].ListId, exceptions[1].Entries[0].IsExcluded));
        Assert.Equal(["hashes", "hashes.txt"], rules.ValueLists.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Path.Combine(_folder.Path, "lists", "hashes.txt"), rules.ValueLists["hashes"]);
    }

    [Theory]
    [InlineData(
        "type = \"matches\"",
        "D006 error r1.toml:17:21 rule.exceptions[0].entries[0].type is \"matches\"; allowed is match, match_any, exists, wildcard, list, nested, eql."
    )]
    [InlineData(
        "type = \"match\", field = \"a\"",
        "D004 error r1.toml:17:12 rule.exceptions[0].entries[0].value is missing; it needs a value."
    )]
    [InlineData(
        "type = \"match_any\", field = \"a\", value = \"b\"",
        "D005 error r1.toml:17:55 rule.exceptions[0].entries[0].value is a single value; allowed is a list."
    )]
    [InlineData(
        "type = \"exists\", field = \"a\", operator = \"is\"",
        "D006 error r1.toml:17:55 rule.exceptions[0].entries[0].operator is \"is\"; allowed is included, excluded."
    )]
    [InlineData(
        "type = \"list\", field = \"a\", list = { id = \"none\" }",
        "D015 warning r1.toml:17:56 rule.exceptions[0].entries[0].list.id is \"none\", which is none of the files that Rules:ValueLists names, so the exception has no effect."
    )]
    [InlineData(
        "type = \"eql\", query = 'a = 1'",
        "D008 error r1.toml:17:39 rule.exceptions[0].entries[0].query is not a condition this program can evaluate: "
    )]
    public void A_mistake_in_an_exception_is_told_with_its_place(string entry, string told)
    {
        _folder.WriteRule(
            "r1",
            ("risk_score = 21\n", $"risk_score = 21\n\n[[rule.exceptions]]\nname = \"e\"\nentries = [{{ {entry} }}]\n")
        );

        _folder.Read(out var findings);

        Assert.StartsWith(told, Assert.Single(findings.All.Select(_folder.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_nowhere_is_a_warning_and_Elastics_own_a_note()
    {
        _folder.WriteRule(
            "r1",
            (
                "risk_score = 21",
                "risk_score = 21\nexceptions_list = [\n{ list_id = \"l\" },\n{ list_id = \"endpoint_list\", type = \"endpoint\" }]"
            )
        );

        _folder.Read(out var findings);

        Assert.Equal(
            [
                "D014 warning r1.toml:15:1 rule.exceptions_list[0] refers to the exception list \"l\", which is in none of the files of Rules:Files, so the rule \"N\" runs without it.",
                "D014 note r1.toml:16:1 rule.exceptions_list[1] refers to the exception list \"endpoint_list\", which is in none of the files of Rules:Files, so the rule \"N\" runs without it.",
            ],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void What_has_no_effect_is_told_once()
    {
        foreach (var id in new[] { "r1", "r2", "r3" })
        {
            _folder.WriteRule(id, ("risk_score = 21", "risk_score = 21\nactions = [{ id = \"a\" }]"));
        }

        _folder.Read(out var findings);

        Assert.Equal(
            ["D011 warning r1.toml:4:1 actions of the rule \"N\" and of 2 others has no effect here."],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void Deprecated_rules_are_left_out_unless_asked_for()
    {
        _folder.WriteRule("r1", ("production", "deprecated"));
        _folder.Write("_deprecated/r2.toml", RuleFolder.Right.Replace("\"r1\"", "\"r2\"", StringComparison.Ordinal));
        _folder.WriteRule("r3");

        var rules = _folder.Read();

        Assert.Equal(["r3"], rules.Rules.Select(r => r.RuleId));
        Assert.Equal(["r2", "r1"], rules.LeftOut.Select(r => r.RuleId));
        Assert.Equal("It is deprecated; with Rules:Deprecated set to true it would be run.", rules.LeftOut[0].Reason);
        Assert.Equal(3, _folder.Read(("Deprecated", "true")).Rules.Count);
    }

    [Fact]
    public void Snippets_are_put_into_the_note()
    {
        _folder.WriteRule(
            "r1",
            (
                "risk_score = 21\n",
                "risk_score = 21\nnote = \"a $osquery_1 b $investigate_0\"\n[[transform.osquery]]\nlabel = \"0\"\n[[transform.osquery]]\nlabel = \"1\"\n"
            )
        );

        Assert.Equal("a !{osquery{\"label\":\"1\"}} b $investigate_0", Assert.Single(_folder.Read().Rules).Note);
    }

    [Fact]
    public void Hidden_files_settings_and_tests_of_rules_are_passed_over()
    {
        _folder.WriteRule("r1");
        _folder.Write(".git/r2.toml", "broken");
        _folder.Write("..data/r1.toml", RuleFolder.Right);
        _folder.Write("appsettings.json", "{}");
        _folder.Write("r1.test.toml", "[tests]");
        _folder.Write("notes.txt", "x");

        Assert.Single(_folder.Read().Rules);
    }

    [Theory]
    [InlineData("*.toml", "a")]
    [InlineData("**/*.toml", "a b c")]
    [InlineData("x", "b c")]
    [InlineData("x/*/*", "c")]
    [InlineData("x/b.toml", "b")]
    [InlineData("../*", "")]
    public void Patterns_start_from_the_folder_of_the_settings(string pattern, string ids)
    {
        foreach (var (id, path) in new[] { ("a", "a.toml"), ("b", "x/b.toml"), ("c", "x/y/c.toml") })
        {
            _folder.Write(path, RuleFolder.Right.Replace("\"r1\"", $"\"{id}\"", StringComparison.Ordinal));
        }

        var inner = Path.Combine(_folder.Path, pattern).Replace("../", "x/y/../", StringComparison.Ordinal);
        var rules = _folder.Read(
            out _,
            ("Files:0", pattern.StartsWith("..", StringComparison.Ordinal) ? inner[..^1] + "none*" : pattern)
        );

        Assert.Equal(ids, string.Join(' ', rules.Rules.Select(r => r.RuleId).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Only:Ids:0", "r1", "r1")]
    [InlineData("Only:Names:0", "*SHELL*", "r1 r2")]
    [InlineData("Only:Tags:0", "os: linux", "r2")]
    [InlineData("Only:Severities:0", "high", "r3")]
    [InlineData("Only:Indices:0", "logs-*", "r1 r2")]
    [InlineData("Only:Indices:0", "logs-endpoint*", "r2")]
    [InlineData("Except:Names:0", "*shell", "r3")]
    [InlineData("Except:Severities:0", "low", "r3")]
    public void Rules_are_chosen_by_what_they_say_of_themselves(string key, string value, string ids)
    {
        _folder.WriteRule("r1", ("\"N\"", "\"A shell\""), ("logs-*", "logs-system*"));
        _folder.WriteRule(
            "r2",
            ("\"N\"", "\"Another Shell\""),
            ("logs-*", "logs-endpoint.events.*"),
            ("risk_score", "tags = [\"OS: Linux\"]\nrisk_score")
        );
        _folder.WriteRule("r3", ("\"low\"", "\"high\""), ("logs-*", "winlogbeat-*"));

        var rules = _folder.Read((key, value));

        Assert.Equal(ids, string.Join(' ', rules.Rules.Select(r => r.RuleId)));
        Assert.Equal(3, rules.Rules.Count + rules.LeftOut.Count);
        Assert.All(
            rules.LeftOut,
            r => Assert.Equal($"Rules:{key[..^2]} {(key[0] == 'O' ? "does not name it" : "names it")}.", r.Reason)
        );
    }

    [Fact]
    public void A_rule_has_to_fit_every_kind_of_choice()
    {
        _folder.WriteRule("r1");
        _folder.WriteRule("r2", ("\"low\"", "\"high\""));

        var rules = _folder.Read(
            ("Only:Severities:0", "low"),
            ("Only:Ids:0", "r1"),
            ("Only:Ids:1", "r2"),
            ("Except:Ids:0", "r2")
        );

        Assert.Equal(["r1"], rules.Rules.Select(r => r.RuleId));
    }

    [Fact]
    public void A_choice_that_fits_nothing_is_warned_of()
    {
        _folder.WriteRule("r1");

        _folder.Read(out var findings, ("Except:Ids:0", "r9"));

        Assert.Equal(
            ["D022 warning Rules:Except:Ids:0 is \"r9\", which fits no rule."],
            findings.All.Select(_folder.Text)
        );
    }

    [Fact]
    public void Two_value_lists_of_one_name_are_a_fault()
    {
        _folder.Write("a/hashes.txt", "");
        _folder.Write("b/hashes.csv", "");

        _folder.Read(out var findings, ("Files:0", "none/*"), ("ValueLists:0", "*/*"));

        Assert.Equal(
            [
                $"Rules:ValueLists: {_folder.Path}/a/hashes.txt and {_folder.Path}/b/hashes.csv would both be the value list \"hashes\"; rename one of them.",
            ],
            findings.Faults
        );
    }
}
