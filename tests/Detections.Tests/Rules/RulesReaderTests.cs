using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Settings;

namespace Detections.Tests.Rules;

public sealed class RulesReaderTests
{
    private const string Required = """
        "name": "N", "description": "D", "query": "any where true", "index": ["logs-*"], "severity": "low", "risk_score": 21
        """;

    [Fact]
    public void Only_what_has_no_default_must_be_said()
    {
        var rule = Assert.Single(Read($$"""{ "r1": { {{Required}} } }""", out var findings));

        Assert.Empty(findings.Faults);
        Assert.Empty(findings.Warnings);
        Assert.Equal("r1", rule.RuleId);
        Assert.Equal("r1", rule.Uuid);
        Assert.Equal("any where true", rule.Query.Text);
        Assert.Equal("now-6m", rule.From);
        Assert.Equal(TimeSpan.FromMinutes(6), rule.Lookback);
        Assert.Equal(TimeSpan.FromMinutes(5), rule.Interval);
        Assert.Equal(100, rule.MaxSignals);
        Assert.Equal(1, rule.Version);
        Assert.True(rule.Enabled);
        Assert.Null(rule.TimestampOverride);
        Assert.False(rule.TimestampOverrideFallbackDisabled);
        Assert.Empty(rule.Threat);
    }

    [Fact]
    public void Every_field_is_read()
    {
        var rule = Assert.Single(
            Read(
                """
                { "r1": {
                  "rule_id": "r1", "id": "saved-1", "name": "N", "description": "D", "type": "eql", "language": "eql",
                  "query": "process where true", "index": ["logs-*", "-logs-old-*"], "severity": "critical", "risk_score": 99,
                  "from": "now-2h", "to": "now", "interval": "1h", "max_signals": 5, "enabled": false, "version": 7,
                  "timestamp_override": "event.ingested", "timestamp_override_fallback_disabled": true,
                  "event_category_override": "event.type", "building_block_type": "default",
                  "tags": ["t"], "author": ["a"], "references": ["https://x"], "false_positives": ["f"],
                  "license": "L", "note": "note", "setup": "setup", "filters": [], "exceptions_list": [],
                  "threat": [ { "framework": "MITRE ATT&CK",
                    "tactic": { "id": "TA0001", "name": "Initial Access", "reference": "https://t" },
                    "technique": [ { "id": "T1190", "name": "Exploit", "reference": "https://q",
                      "subtechnique": [ { "id": "T1190.001", "name": "S", "reference": "https://s" } ] } ] } ]
                } }
                """,
                out var findings
            )
        );

        Assert.Empty(findings.Faults);
        Assert.Equal("saved-1", rule.Uuid);
        Assert.Equal(Severity.Critical, rule.Severity);
        Assert.Equal(99, rule.RiskScore);
        Assert.Equal(["logs-*", "-logs-old-*"], rule.Index);
        Assert.Equal(TimeSpan.FromHours(2), rule.Lookback);
        Assert.Equal(TimeSpan.FromHours(1), rule.Interval);
        Assert.Equal(5, rule.MaxSignals);
        Assert.Equal(7, rule.Version);
        Assert.False(rule.Enabled);
        Assert.Equal("event.ingested", rule.TimestampOverride);
        Assert.True(rule.TimestampOverrideFallbackDisabled);
        Assert.Equal("event.type", rule.EventCategoryOverride);
        Assert.Contains("event.type", rule.Query.Fields);
        Assert.Equal("default", rule.BuildingBlockType);
        Assert.Equal(["t"], rule.Tags);
        Assert.Equal(["a"], rule.Author);
        Assert.Equal(["https://x"], rule.References);
        Assert.Equal(["f"], rule.FalsePositives);
        Assert.Equal("L", rule.License);
        Assert.Equal("note", rule.Note);
        Assert.Equal("setup", rule.Setup);
        var threat = Assert.Single(rule.Threat);
        Assert.Equal("MITRE ATT&CK", threat.Framework);
        Assert.Equal(new ThreatItem("TA0001", "Initial Access", "https://t"), threat.Tactic);
        var technique = Assert.Single(threat.Techniques);
        Assert.Equal(new ThreatItem("T1190", "Exploit", "https://q"), technique.Item);
        Assert.Equal(new ThreatItem("T1190.001", "S", "https://s"), Assert.Single(technique.Subtechniques));
    }

    [Fact]
    public void The_environment_addresses_one_rule()
    {
        var rules = Read(
            $$"""{ "r-1": { {{Required}} }, "r-2": { {{Required}} } }""",
            out var findings,
            ("Rules__Items__r-2__max_signals", "50")
        );

        Assert.Empty(findings.Faults);
        Assert.Equal([("r-1", 100), ("r-2", 50)], rules.Select(rule => (rule.RuleId, rule.MaxSignals)));
    }

    [Theory]
    [InlineData("Rules__Items__R-1__max_signals")]
    [InlineData("RULES__ITEMS__R-1__MAX_SIGNALS")]
    public void Capitals_in_the_environment_do_not_change_the_rule_id(string variable)
    {
        var rule = Assert.Single(
            Read($$"""{ "r-1": { "rule_id": "r-1", {{Required}} } }""", out var findings, (variable, "50"))
        );

        Assert.Empty(findings.Faults);
        Assert.Equal(("r-1", 50), (rule.RuleId, rule.MaxSignals));
    }

    [Theory]
    [InlineData("""{"r1":{}}""", "Rules:Items:r1:name is missing; it needs a value.")]
    [InlineData("""{"r1":{}}""", "Rules:Items:r1:description is missing; it needs a value.")]
    [InlineData("""{"r1":{}}""", "Rules:Items:r1:query is missing; it needs a value.")]
    [InlineData("""{"r1":{}}""", "Rules:Items:r1:severity is missing; it needs a value.")]
    [InlineData("""{"r1":{}}""", "Rules:Items:r1:risk_score is missing; it needs a whole number from 0 to 100.")]
    [InlineData(
        """{"r1":{}}""",
        "Rules:Items:r1:index is missing; it needs a list of index patterns, such as logs-endpoint.events.*."
    )]
    public void What_has_no_default_is_asked_for(string items, string sentence)
    {
        Assert.Empty(Read(items, out var findings));
        Assert.Contains(sentence, findings.Faults);
    }

    [Theory]
    [InlineData("\"type\": \"query\"", "type is \"query\"; allowed is \"eql\" only.")]
    [InlineData("\"language\": \"kuery\"", "language is \"kuery\"; allowed is \"eql\" only.")]
    [InlineData("\"to\": \"now-1m\"", "to is \"now-1m\"; allowed is \"now\" only.")]
    [InlineData("\"rule_id\": \"r2\"", "rule_id is \"r2\"; allowed is \"r1\" only, as the key says.")]
    [InlineData("\"building_block_type\": \"x\"", "building_block_type is \"x\"; allowed is \"default\" only.")]
    [InlineData(
        "\"from\": \"now\"",
        "from is \"now\"; allowed is now- and a duration in s, m, h or d, such as now-9m, up to now-365d."
    )]
    [InlineData(
        "\"from\": \"now-9m/m\"",
        "from is \"now-9m/m\"; allowed is now- and a duration in s, m, h or d, such as now-9m, up to now-365d."
    )]
    [InlineData(
        "\"interval\": \"1s\"",
        "interval is \"1s\"; allowed is a duration such as 30s, 5m, 24h or 30d, from 10s to 1d."
    )]
    [InlineData("\"max_signals\": 0", "max_signals is \"0\"; allowed is a whole number from 1 to 10000.")]
    [InlineData("\"enabled\": \"yes\"", "enabled is \"yes\"; allowed is true or false.")]
    [InlineData("\"maxSignals\": 5", "maxSignals is not a setting. Did you mean max_signals?")]
    [InlineData(
        "\"timestamp_override\": \"a b\"",
        "timestamp_override is \"a b\"; allowed is the name of a field, such as event.ingested."
    )]
    [InlineData("\"exceptions_list\": [{ \"id\": \"x\" }]", "exceptions_list:0:list_id is missing; it needs a value.")]
    [InlineData("\"filters\": \"x\"", "filters is not a list; allowed is one.")]
    [InlineData(
        "\"filters\": [{ \"query\": { \"match_all\": \"\" } }, { \"query\": { \"script\": \"\" } }]",
        "filters has an entry that cannot be evaluated, number 1: query.script: the clause [script] is not evaluated here; write it with bool, match_phrase, match, term, terms, exists, range, wildcard, prefix, match_all and match_none."
    )]
    [InlineData(
        "\"data_view_id\": \"x\"",
        "data_view_id is not supported, and without it the rule would alert differently. A data view is known to Kibana alone; name its index patterns in index instead."
    )]
    [InlineData(
        "\"alert_suppression\": { \"group_by\": [] , \"duration\": { \"value\": 5, \"unit\": \"m\" } }",
        "alert_suppression:group_by names 0 fields; allowed are 1 to 3."
    )]
    [InlineData(
        "\"alert_suppression\": { \"group_by\": [\"a\"], \"duration\": { \"value\": 5, \"unit\": \"d\" } }",
        "alert_suppression:duration:unit is \"d\"; allowed is s, m, h."
    )]
    [InlineData(
        "\"severity_mapping\": [{ \"field\": \"a\", \"operator\": \"is\", \"value\": \"1\", \"severity\": \"low\" }]",
        "severity_mapping:0:operator is \"is\"; allowed is \"equals\" only."
    )]
    [InlineData(
        "\"exceptions\": [{ \"name\": \"e\", \"entries\": [{ \"type\": \"eql\", \"query\": \"a == 1 | head 1\" }] }]",
        "exceptions:0:entries:0:query has pipes; allowed is a condition alone."
    )]
    [InlineData(
        "\"threat\": [{ \"framework\": \"F\", \"tactic\": { \"id\": \"T\", \"name\": \"N\" } }]",
        "threat:0:tactic:reference is missing; it needs a value."
    )]
    public void A_fault_names_rule_and_field(string field, string sentence)
    {
        Read($$"""{ "r1": { {{Required}}, {{field}} } }""", out var findings);

        Assert.Equal(["Rules:Items:r1:" + sentence], findings.Faults);
    }

    [Theory]
    [InlineData("severity", "mediun", "severity is \"mediun\"; allowed is low, medium, high, critical.")]
    [InlineData("risk_score", "101", "risk_score is \"101\"; allowed is a whole number from 0 to 100.")]
    [InlineData(
        "index__0",
        "Logs-*",
        "index is \"Logs-*\"; allowed is an index pattern: lower case, without spaces and any of \\ / ? \" < > | , #."
    )]
    [InlineData("index__0", "-logs-*", "index only excludes; at least one entry must not begin with a minus.")]
    public void A_fault_in_what_the_environment_overrides_is_found(string key, string value, string sentence)
    {
        Read($$"""{ "r1": { {{Required}} } }""", out var findings, ($"Rules__Items__r1__{key}", value));

        Assert.Equal(["Rules:Items:r1:" + sentence], findings.Faults);
    }

    [Fact]
    public void A_fault_in_a_query_names_rule_line_column_and_what_was_expected()
    {
        Read(
            $$"""{ "r1": { {{Required}} } }""",
            out var findings,
            ("Rules__Items__r1__query", "process where\n  event.type = \"start\"")
        );

        var fault = Assert.Single(findings.Faults);
        Assert.StartsWith(
            "Rules:Items:r1:query is not a query this program can run, line 2, column 14: ",
            fault,
            StringComparison.Ordinal
        );
        Assert.Contains("==", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_changes_no_alert_is_warned_about()
    {
        Read(
            $$"""{ "r1": { {{Required}}, "actions": [{ "id": "x" }], "meta": { "a": 1 } , "throttle": "" } }""",
            out var findings
        );

        Assert.Empty(findings.Faults);
        Assert.Equal(["Rules:Items:r1:actions, meta has no effect here."], findings.Warnings);
    }

    [Fact]
    public void A_look_back_shorter_than_the_interval_is_warned_about()
    {
        Read($$"""{ "r1": { {{Required}}, "from": "now-4m" } }""", out var findings);

        Assert.Empty(findings.Faults);
        Assert.Equal(
            [
                "Rules:Items:r1:from looks back 4m, less than the interval of 5m: what arrives between two runs is read as a hole. now-10m would be safe.",
            ],
            findings.Warnings
        );
    }

    [Fact]
    public void Two_rules_with_one_id_are_refused()
    {
        Read($$"""{ "r1": { {{Required}}, "id": "same" }, "r2": { {{Required}}, "id": "same" } }""", out var findings);

        Assert.Equal(
            ["Rules:Items: r1 and r2 have the same id \"same\"; allowed is one rule for each id."],
            findings.Faults
        );
    }

    [Fact]
    public void One_bad_rule_does_not_hide_the_faults_of_another()
    {
        Read("""{ "r1": {}, "r2": {} }""", out var findings);

        Assert.Contains("Rules:Items:r1:name is missing; it needs a value.", findings.Faults);
        Assert.Contains("Rules:Items:r2:name is missing; it needs a value.", findings.Faults);
    }

    private static IReadOnlyList<Rule> Read(string items, out Findings findings, params (string, string)[] environment)
    {
        findings = new Findings();
        var configuration = ConfigurationText.Json($$"""{ "Rules": { "Items": {{items}} } }""", environment);
        return new RulesReader(configuration, findings).Read().Rules;
    }
}
